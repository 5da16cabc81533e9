/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksym.c: the kernel's own symbols, from tables that the build makes (genksyms.awk).
 * The final link moves the sections of kern.o, but not what is inside them.
 */
#include "platform/ksym.h"
#include "host/host.h"
#include "lib/libkern.h"
#include "sys/lock.h"

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

struct ksym_module *volatile ksym_modules;

void
ksym_module_add(struct ksym_module *sm)
{
	sm->sm_next = ksym_modules;
	atomic_store(&ksym_modules, sm);
}

void
ksym_module_remove(struct ksym_module *sm)
{
	struct ksym_module *volatile *pp;

	for (pp = &ksym_modules; *pp != NULL; pp = &(*pp)->sm_next)
		if (*pp == sm) {
			atomic_store(pp, sm->sm_next);
			return;
		}
}

/* What addr lies in or behind, in a module. */
static const char *
module_find(uintptr_t addr, bool text, uintptr_t *offset)
{
	const struct ksym_entry *se, *best = NULL;
	const struct ksym_module *sm;

	for (sm = ksym_modules; sm != NULL; sm = sm->sm_next)
		if (addr - sm->sm_text < sm->sm_size)
			break;
	if (sm == NULL || text != (addr - sm->sm_text < sm->sm_textsize))
		return (NULL);
	for (se = sm->sm_syms; se < sm->sm_syms + sm->sm_nsyms; se++)
		if (se->se_addr <= addr)
			best = se;
	if (best == NULL)
		return (NULL);
	*offset = addr - best->se_addr;
	return (sm->sm_names + best->se_name);
}

static uintptr_t
module_address(const char *name)
{
	const struct ksym_module *sm;

	for (sm = ksym_modules; sm != NULL; sm = sm->sm_next)
		for (size_t i = 0; i < sm->sm_nsyms; i++)
			if (strcmp(sm->sm_names + sm->sm_syms[i].se_name,
			    name) == 0)
				return (sm->sm_syms[i].se_addr);
	return (0);
}

const char *
ksym_find_data(uintptr_t addr, uintptr_t *offset)
{
	for (int i = 0; i < ksym_ndata; i++) {
		*offset = addr - datum_address(&ksym_data[i]);
		if (*offset < K_MAX(ksym_data[i].size, 1u))
			return (ksym_data[i].name);
	}
	return (module_find(addr, false, offset));
}

uintptr_t
ksym_text(size_t *size)
{
	*size = (size_t)(ksym_table[ksym_count - 1].rel - ksym_table[0].rel);
	return ((uintptr_t)kernel_main +
	    (uintptr_t)(int64_t)ksym_table[0].rel);
}

bool
ksym_contains(uintptr_t addr, size_t len)
{
	uintptr_t lo[3], hi[3] = { 0, 0, 0 }, a, text;
	size_t size;

	text = ksym_text(&size);
	if (addr - text < size)
		return (len <= size - (addr - text));
	for (int i = 0; i < ksym_ndata; i++) {
		const struct ksym_datum *d = &ksym_data[i];

		a = datum_address(d);
		if (hi[d->section] == 0 || a < lo[d->section])
			lo[d->section] = a;
		hi[d->section] = K_MAX(hi[d->section], a + d->size);
	}
	for (int i = 0; i < 3; i++)
		if (hi[i] != 0 && addr >= lo[i] && addr < hi[i])
			return (len <= hi[i] - addr);
	return (false);
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
		return (module_find(addr, true, offset));
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
	return (module_address(name));
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
