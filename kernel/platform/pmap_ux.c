/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pmap_ux.c: page tables and what their stub has mapped: requests in batches,
 * and what is done when the host has no room for more ranges.
 *
 * A stub's mappings are a cache.  A failed request is answered by dropping the
 * cache, wholly if need be: an entry without PTE_HOST costs a fault, no more.  A
 * dead stub has no mappings and needs none: its process ends.
 *
 * Locks: pm_lock exclusive throughout.
 */
#include "platform/pmap_var.h"
#include "host/host_mem.h"
#include <sys/errno.h>

_Static_assert(UX_READ == PROT_READ && UX_WRITE == PROT_WRITE &&
    UX_EXEC == PROT_EXEC, "protections of mmap(2) and of the line agree");
_Static_assert(VM_MIN_USER_ADDRESS >= UX_VA_MIN &&
    VM_MAX_USER_ADDRESS <= UX_VA_MAX, "user addresses are within the line's");

/* The stub's own ranges, and some that a request may add by splitting. */
#define MAP_SLACK	(2 * PM_OPS + 16)

int
pmap_ram_discard(uint64_t off, uint64_t len)
{
	return (host_ram_discard(off, len));
}

/* The stub has nothing of this leaf any more. */
static void
forget_leaf(struct pleaf *pl)
{
	for (unsigned i = 0; i < LEAF_PAGES; i++)
		pl->pl_pte[i] &= ~(uint64_t)PTE_HOST;
	pl->pl_nhost = 0;
}

void
pmap_forget(struct pmap *pm)
{
	struct ux_mapop all = { .va = UX_VA_MIN, .len = UX_VA_MAX - UX_VA_MIN };
	struct pleaf *pl;
	int error;

	error = ux_unmap(pm->pm_space, &all, 1, NULL);
	KASSERT(error == 0 || error == ESRCH,
	    ("pmap: unmapping everything failed: %d", error));
	for (uint64_t i = 0; (pl = radix_next(&pm->pm_leaves, &i,
	    UINT64_MAX)) != NULL; i++)
		forget_leaf(pl);
}

/*
 * Drop the leaves that were shown to the stub longest ago: those in the
 * lower half of the range of stamps.  Everything, if that finds none.
 */
static void
pmap_forget_cold(struct pmap *pm)
{
	struct ux_mapop op[PM_OPS];
	struct pleaf *pl;
	uint32_t age, oldest = 0, n = 0;
	bool any = false;
	int error = 0;

	for (uint64_t i = 0; (pl = radix_next(&pm->pm_leaves, &i,
	    UINT64_MAX)) != NULL; i++)
		if (pl->pl_nhost > 0)
			oldest = K_MAX(oldest, pm->pm_stamp - pl->pl_stamp);
	for (uint64_t i = 0; oldest > 1 && error == 0 &&
	    (pl = radix_next(&pm->pm_leaves, &i, UINT64_MAX)) != NULL; i++) {
		age = pm->pm_stamp - pl->pl_stamp;
		if (pl->pl_nhost == 0 || age <= oldest / 2)
			continue;
		forget_leaf(pl);
		any = true;
		if (n > 0 && op[n - 1].va + op[n - 1].len == pl->pl_va) {
			op[n - 1].len += LEAF_SIZE;
			continue;
		}
		if (n == PM_OPS) {
			error = ux_unmap(pm->pm_space, op, n, NULL);
			n = 0;
		}
		/* The first and last leaf reach over the ends of user space. */
		op[n] = (struct ux_mapop){ .va = pl->pl_va, .len = LEAF_SIZE };
		if (op[n].va < UX_VA_MIN) {
			op[n].len -= UX_VA_MIN - op[n].va;
			op[n].va = UX_VA_MIN;
		}
		n++;
	}
	if (n > 0 && error == 0)
		error = ux_unmap(pm->pm_space, op, n, NULL);
	if (!any || error != 0)
		pmap_forget(pm);
}

/* Set or clear PTE_HOST in the entries that the gathered ranges cover. */
static void
ops_mark(struct pmap *pm, bool host)
{
	struct pleaf *pl = NULL;
	struct ux_mapop *op;
	uint64_t *pte;

	for (uint32_t i = 0; i < pm->pm_nops; i++) {
		op = &pm->pm_ops[i];
		for (uintptr_t va = op->va; va < op->va + op->len;
		    va += PAGE_SIZE) {
			if (pl == NULL || va - pl->pl_va >= LEAF_SIZE)
				pl = radix_get(&pm->pm_leaves,
				    va >> LEAF_SHIFT);
			pte = &pl->pl_pte[pte_slot(va)];
			/* Nothing is shown that was taken back meanwhile. */
			KKASSERT(!host || (*pte & PTE_VALID) != 0);
			if (host && (*pte & PTE_HOST) == 0) {
				*pte |= PTE_HOST;
				pl->pl_nhost++;
			} else if (!host && (*pte & PTE_HOST) != 0) {
				*pte &= ~(uint64_t)PTE_HOST;
				pl->pl_nhost--;
			}
			if (host)
				pl->pl_stamp = pm->pm_stamp;
		}
	}
}

/*
 * Show the stub what was gathered.  If the host has no room even after
 * everything else is dropped, the entries stay unknown to the stub.
 */
static void
flush_map(struct pmap *pm)
{
	unsigned max = ux_space_mapmax();
	int error;

	if (ux_space_mapcount(pm->pm_space) + pm->pm_nops + MAP_SLACK > max)
		pmap_forget_cold(pm);
	error = ux_map(pm->pm_space, pm->pm_ops, pm->pm_nops, NULL);
	if (error == ENOMEM) {
		pmap_forget(pm);
		error = ux_map(pm->pm_space, pm->pm_ops, pm->pm_nops, NULL);
	}
	KASSERT(error != EINVAL, ("pmap: the line refused to map %jx",
	    (uintmax_t)pm->pm_ops[0].va));
	if (error == 0)
		ops_mark(pm, true);
	else if (error != ESRCH)
		pmap_forget(pm);
}

/* Rights go: at the latest when the range is dropped. */
static void
flush_protect(struct pmap *pm)
{
	int error;

	error = ux_protect(pm->pm_space, pm->pm_ops, pm->pm_nops, NULL);
	if (error == 0 || error == ESRCH)
		return;
	error = ux_unmap(pm->pm_space, pm->pm_ops, pm->pm_nops, NULL);
	if (error == 0)
		ops_mark(pm, false);
	else
		pmap_forget(pm);
}

void
pmo_settle(struct pmap *pm)
{
	pmo_flush(pm, PMO_MAP);
}

void
pmo_flush(struct pmap *pm, enum pmap_op kind)
{
	int error;

	if (pm->pm_nops == 0)
		return;
	switch (kind) {
	case PMO_MAP:
		flush_map(pm);
		break;
	case PMO_PROTECT:
		flush_protect(pm);
		break;
	case PMO_UNMAP:
		error = ux_unmap(pm->pm_space, pm->pm_ops, pm->pm_nops, NULL);
		if (error != 0 && error != ESRCH)
			pmap_forget(pm);
		break;
	}
	pm->pm_nops = 0;
}

void
pmo_add(struct pmap *pm, enum pmap_op kind, uintptr_t va, uint64_t off,
    uint64_t len, int prot)
{
	struct ux_mapop *op;

	/* What is there can be read; the line knows no range without rights. */
	if (kind != PMO_UNMAP && prot == PROT_NONE)
		prot = PROT_READ;
	if (pm->pm_nops > 0) {
		op = &pm->pm_ops[pm->pm_nops - 1];
		if (op->va + op->len == va && op->prot == (uint32_t)prot &&
		    (kind != PMO_MAP || op->off + op->len == off)) {
			op->len += len;
			return;
		}
	}
	if (pm->pm_nops == PM_OPS)
		pmo_flush(pm, kind);
	pm->pm_ops[pm->pm_nops++] = (struct ux_mapop){ .va = va, .len = len,
	    .off = off, .prot = (uint32_t)prot };
}
