/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksym.c: the kernel's own symbols.  The build makes ksym_table from the
 * linked kernel: functions in order of their distance from kernel_main.
 */
#include "platform/ksym.h"
#include "host/host.h"
#include "lib/libkern.h"

const char *
ksym_find(uintptr_t addr, uintptr_t *offset)
{
	int64_t rel = (int64_t)(addr - (uintptr_t)kernel_main);
	int lo = 0, hi = ksym_count - 1;

	if (ksym_count == 0 || rel < ksym_table[0].rel ||
	    rel >= ksym_table[hi].rel)
		return (NULL);
	while (lo < hi) {
		int mid = (lo + hi + 1) / 2;

		if (ksym_table[mid].rel <= rel)
			lo = mid;
		else
			hi = mid - 1;
	}
	*offset = (uintptr_t)(rel - ksym_table[lo].rel);
	return (ksym_table[lo].name);
}

uintptr_t
ksym_address(const char *name)
{
	for (int i = 0; i < ksym_count - 1; i++)
		if (strcmp(ksym_table[i].name, name) == 0)
			return ((uintptr_t)kernel_main +
			    (uintptr_t)(int64_t)ksym_table[i].rel);
	return (0);
}

void
ksymbol_format(uintptr_t addr, char *buf, size_t size)
{
	uintptr_t off;
	const char *name = ksym_find(addr, &off);

	if (name != NULL)
		ksnprintf(buf, size, "%s+0x%lx", name, off);
	else
		ksnprintf(buf, size, "0x%lx", addr);
}
