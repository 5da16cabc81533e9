/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_sym.c: names and addresses of the kernel's functions and data.
 */
#include "ddb/db_int.h"
#include "platform/ksym.h"
#include "lib/libkern.h"

bool
db_sym_lookup(const char *name, uintptr_t *addr)
{
	*addr = ksym_address(name);
	return (*addr != 0);
}

void
db_sym_format(uintptr_t addr, char *buf, size_t size)
{
	uintptr_t off = 0;
	const char *name;

	if ((name = ksym_find(addr, &off)) == NULL)
		name = ksym_find_data(addr, &off);
	if (name == NULL || off >= db_maxoff)
		ksnprintf(buf, size, "%#lx", addr);
	else if (off == 0)
		ksnprintf(buf, size, "%s", name);
	else
		ksnprintf(buf, size, "%s+%#lx", name, off);
}

/* A place in the code: its name and the instruction there. */
void
db_print_loc(uintptr_t addr)
{
	char buf[96];

	db_sym_format(addr, buf, sizeof(buf));
	db_printf("%s:\t", buf);
	db_printf(db_disasm(addr) == 0 ? "(not mapped)\n" : "\n");
}
