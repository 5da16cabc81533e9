/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksym.c: the kernel's own symbols, from tables that the build makes (genksyms.awk).
 * The final link moves the sections of kern.o, but not what is inside them.
 */
#include "platform/ksym.h"
#include "host/host.h"
#include "lib/libkern.h"

/* The places that the distances of data are measured from. */
static int ksym_anchor_data = 1;
static int ksym_anchor_bss;
static const int ksym_anchor_rodata = 1;

static uintptr_t
datum_address(const struct ksym_datum *d)
{
	const volatile int *anchor = d->section == KSYM_DATA ?
	    &ksym_anchor_data : d->section == KSYM_BSS ? &ksym_anchor_bss :
	    &ksym_anchor_rodata;

	return ((uintptr_t)anchor + (uintptr_t)(int64_t)d->rel);
}

const char *
ksym_find_data(uintptr_t addr, uintptr_t *offset)
{
	for (int i = 0; i < ksym_ndata; i++) {
		*offset = addr - datum_address(&ksym_data[i]);
		if (*offset < K_MAX(ksym_data[i].size, 1u))
			return (ksym_data[i].name);
	}
	return (NULL);
}

bool
ksym_intext(uintptr_t addr)
{
	uintptr_t offset;

	return (ksym_find(addr, &offset) != NULL);
}

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
	for (int i = 0; i < ksym_ndata; i++)
		if (strcmp(ksym_data[i].name, name) == 0)
			return (datum_address(&ksym_data[i]));
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
