/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pmap_range.c: page tables, see pmap.h: removing, protecting and counting what
 * a range of addresses has.
 *
 * Invariants: as in pmap.c.  Rights and pages are taken from the stub before, or
 * in the same hold of pm_lock as, from the table.
 *
 * Locks: pm_lock.
 */
#include "platform/pmap_var.h"

/* A leaf without entries goes. */
static void
leaf_reap(struct pmap *pm, struct pleaf *pl)
{
	if (pl->pl_nvalid != 0)
		return;
	if (pm->pm_last == pl)
		pm->pm_last = NULL;
	(void)radix_clear(&pm->pm_leaves, pl->pl_va >> LEAF_SHIFT);
	kfree(pl, M_PMAP);
}

/* Clear an entry that the stub does not have any more. */
static void
pte_clear(struct pmap *pm, struct pleaf *pl, unsigned slot,
    struct page_batch *pb)
{
	uint64_t pte = pl->pl_pte[slot];

	pl->pl_pte[slot] = 0;
	pl->pl_nvalid--;
	pm->pm_resident--;
	if ((pte & PTE_HOST) != 0)
		pl->pl_nhost--;
	page_unref_batch(pb, pte_page(pte));
}

/* Slots of pl within [start, end): *lo to *hi. */
static void
leaf_slots(const struct pleaf *pl, uintptr_t start, uintptr_t end,
    unsigned *lo, unsigned *hi)
{
	*lo = start > pl->pl_va ? pte_slot(start) : 0;
	*hi = end - pl->pl_va < LEAF_SIZE ? pte_slot(end) : LEAF_PAGES;
}

static bool
selected(uint64_t pte, const struct vm_object *obj)
{
	return ((pte & PTE_VALID) != 0 &&
	    (obj == NULL || pte_page(pte)->pg_obj == obj));
}

/*
 * Remove the entries in [start, end) (of obj, if not NULL): first from the
 * stub, then from the table.
 */
static void
remove_range(struct pmap *pm, uintptr_t start, uintptr_t end,
    struct vm_object *obj)
{
	struct page_batch pb = { .pb_n = 0 };
	uint64_t first = start >> LEAF_SHIFT, last = (end - 1) >> LEAF_SHIFT;
	uintptr_t from = 0, to = 0;
	struct pleaf *pl;
	unsigned lo, hi;

	lock_exclusive(&pm->pm_lock);
	if (pm->pm_resident == 0)
		goto out;
	pmo_settle(pm);
	for (uint64_t i = first; (pl = radix_next(&pm->pm_leaves, &i, last)) !=
	    NULL; i++) {
		leaf_slots(pl, start, end, &lo, &hi);
		for (unsigned s = lo; pl->pl_nhost > 0 && s < hi; s++) {
			if ((pl->pl_pte[s] & PTE_HOST) == 0 ||
			    !selected(pl->pl_pte[s], obj))
				continue;
			if (obj != NULL) {
				pmo_add(pm, PMO_UNMAP, pl->pl_va +
				    s * PAGE_SIZE, 0, PAGE_SIZE, 0);
				continue;
			}
			/* All goes: one range from first to last. */
			if (to == 0)
				from = pl->pl_va + s * PAGE_SIZE;
			to = pl->pl_va + (s + 1) * PAGE_SIZE;
		}
	}
	if (to != 0)
		pmo_add(pm, PMO_UNMAP, from, 0, to - from, 0);
	pmo_flush(pm, PMO_UNMAP);
	for (uint64_t i = first; (pl = radix_next(&pm->pm_leaves, &i, last)) !=
	    NULL; i++) {
		leaf_slots(pl, start, end, &lo, &hi);
		for (unsigned s = lo; s < hi && pl->pl_nvalid > 0; s++)
			if (selected(pl->pl_pte[s], obj))
				pte_clear(pm, pl, s, &pb);
		leaf_reap(pm, pl);
	}
out:
	lock_release(&pm->pm_lock);
	page_batch_flush(&pb);
}

void
pmap_remove(struct pmap *pm, uintptr_t start, uintptr_t end)
{
	if (start < end)
		remove_range(pm, start, end, NULL);
}

void
pmap_remove_object(struct pmap *pm, uintptr_t start, uintptr_t end,
    struct vm_object *obj)
{
	if (start < end)
		remove_range(pm, start, end, obj);
}

void
pmap_protect_begin(struct pmap *pm)
{
	lock_exclusive(&pm->pm_lock);
	pmo_settle(pm);
}

void
pmap_protect_end(struct pmap *pm)
{
	pmo_flush(pm, PMO_PROTECT);
	lock_release(&pm->pm_lock);
}

void
pmap_protect_range(struct pmap *pm, uintptr_t start, uintptr_t end, int prot)
{
	uint64_t first = start >> LEAF_SHIFT, last = (end - 1) >> LEAF_SHIFT;
	struct pleaf *pl;
	uint64_t pte;
	unsigned lo, hi;
	int now;

	if (start >= end)
		return;
	for (uint64_t i = first; (pl = radix_next(&pm->pm_leaves, &i, last)) !=
	    NULL; i++) {
		leaf_slots(pl, start, end, &lo, &hi);
		for (unsigned s = lo; s < hi; s++) {
			pte = pl->pl_pte[s];
			now = (int)(pte & PTE_PROT) & prot;
			if ((pte & PTE_VALID) == 0 ||
			    now == (int)(pte & PTE_PROT))
				continue;
			pl->pl_pte[s] = (pte & ~(uint64_t)PTE_PROT) |
			    (uint64_t)now;
			if ((pte & PTE_HOST) != 0)
				pmo_add(pm, PMO_PROTECT, pl->pl_va +
				    s * PAGE_SIZE, 0, PAGE_SIZE, now);
		}
	}
}

bool
pmap_next_writable(struct pmap *pm, uintptr_t *va, uintptr_t end)
{
	uint64_t last = (end - 1) >> LEAF_SHIFT;
	struct pleaf *pl;
	unsigned lo, hi;

	if (*va >= end)
		return (false);
	for (uint64_t i = *va >> LEAF_SHIFT;
	    (pl = radix_next(&pm->pm_leaves, &i, last)) != NULL; i++) {
		leaf_slots(pl, *va, end, &lo, &hi);
		for (unsigned s = lo; s < hi; s++)
			if ((pl->pl_pte[s] & (PTE_VALID | PROT_WRITE)) ==
			    (PTE_VALID | PROT_WRITE)) {
				*va = pl->pl_va + s * PAGE_SIZE;
				return (true);
			}
	}
	return (false);
}

void
pmap_protect(struct pmap *pm, uintptr_t start, uintptr_t end, int prot)
{
	if (start >= end)
		return;
	if (prot == PROT_NONE) {
		pmap_remove(pm, start, end);
		return;
	}
	pmap_protect_begin(pm);
	pmap_protect_range(pm, start, end, prot);
	pmap_protect_end(pm);
}

uint64_t
pmap_count(struct pmap *pm, uintptr_t start, uintptr_t end)
{
	uint64_t first = start >> LEAF_SHIFT, last = (end - 1) >> LEAF_SHIFT;
	uint64_t n = 0;
	struct pleaf *pl;
	unsigned lo, hi;

	if (start >= end)
		return (0);
	lock_shared(&pm->pm_lock);
	for (uint64_t i = first; (pl = radix_next(&pm->pm_leaves, &i, last)) !=
	    NULL; i++) {
		leaf_slots(pl, start, end, &lo, &hi);
		for (unsigned s = lo; s < hi; s++)
			if ((pl->pl_pte[s] & PTE_VALID) != 0)
				n++;
	}
	lock_release(&pm->pm_lock);
	return (n);
}
