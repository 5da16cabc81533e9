/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_sym.c: names and addresses of the kernel's functions and data.
 */
#include "ddb/db_int.h"
#include "platform/ksym.h"
#include "lib/libkern.h"

#define CODE_BYTES	8	/* shown of the instruction at a place */

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

/* A place in the code: its name and what the processor finds there. */
void
db_print_loc(uintptr_t addr)
{
	uint8_t code[CODE_BYTES];
	char buf[96];

	db_sym_format(addr, buf, sizeof(buf));
	db_printf("%s:\t", buf);
	if (machine_mem_read(addr, code, sizeof(code)) == 0)
		for (int i = 0; i < CODE_BYTES; i++)
			db_printf("%02x%s", code[i],
			    i + 1 < CODE_BYTES ? " " : "");
	else
		db_printf("(not mapped)");
	db_printf("\n");
}
