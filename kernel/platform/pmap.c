/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pmap.c: page tables, see pmap.h: their life, entering and looking.
 *
 * Invariants: a valid entry has a reference to its page.  PTE_HOST is set only
 * where the stub may have the page mapped, with no more rights than PTE_PROT.  A
 * reference is given up after the stub has let go.
 *
 * Locks: pm_lock.
 */
#include "platform/pmap_var.h"
#include <sys/errno.h>

MALLOC_DEFINE(M_PMAP, "pmap", "page tables");

struct pmap *
pmap_create(void)
{
	struct pmap *pm;

	pm = kmalloc(sizeof(*pm), M_PMAP, M_WAITOK | M_ZERO);
	if (pm == NULL)
		return (NULL);
	if (ux_space_create(&pm->pm_space) != 0) {
		kfree(pm, M_PMAP);
		return (NULL);
	}
	lock_init(&pm->pm_lock, "pmap", LR_PMAP, 0);
	return (pm);
}

static void
leaf_release(uint64_t index, void *value, void *arg)
{
	struct pleaf *pl = value;

	for (unsigned i = 0; i < LEAF_PAGES && pl->pl_nvalid > 0; i++)
		if ((pl->pl_pte[i] & PTE_VALID) != 0) {
			page_unref_batch(arg, pte_page(pl->pl_pte[i]));
			pl->pl_nvalid--;
		}
	kfree(pl, M_PMAP);
}

/* Forget all entries; the stub has none of them any more. */
static void
release_all(struct pmap *pm)
{
	struct page_batch pb = { .pb_n = 0 };

	radix_drain(&pm->pm_leaves, 0, UINT64_MAX, leaf_release, &pb);
	page_batch_flush(&pb);
	pm->pm_last = NULL;
	pm->pm_nops = 0;
	pm->pm_resident = 0;
}

void
pmap_retire(struct pmap *pm)
{
	lock_exclusive(&pm->pm_lock);
	if (pm->pm_space != NULL) {
		ux_space_destroy(pm->pm_space);
		pm->pm_space = NULL;
	}
	release_all(pm);
	lock_release(&pm->pm_lock);
}

void
pmap_destroy(struct pmap *pm)
{
	pmap_retire(pm);
	lock_destroy(&pm->pm_lock);
	kfree(pm, M_PMAP);
}

void
pmap_reset(struct pmap *pm)
{
	lock_exclusive(&pm->pm_lock);
	/* A space that cannot be made clean is emptied; if dead, it stays so. */
	if (ux_space_reset(pm->pm_space) != 0)
		pmap_forget(pm);
	release_all(pm);
	lock_release(&pm->pm_lock);
}

struct ux_space *
pmap_space(struct pmap *pm)
{
	return (pm->pm_space);
}

uint64_t
pmap_resident(struct pmap *pm)
{
	return (pm->pm_resident);
}

/*
 * ---- entering -----------------------------------------------------------
 */

static struct pleaf *
leaf_make(struct pmap *pm, uintptr_t va)
{
	struct pleaf *pl = leaf_find(pm, va);

	if (pl == NULL) {
		pl = kmalloc(sizeof(*pl), M_PMAP, M_NOWAIT | M_ZERO);
		if (pl == NULL)
			return (NULL);
		pl->pl_va = va & ~(LEAF_SIZE - 1);
		if (radix_set(&pm->pm_leaves, va >> LEAF_SHIFT, pl) != 0) {
			kfree(pl, M_PMAP);
			return (NULL);
		}
	}
	pm->pm_last = pl;
	return (pl);
}
/* Put one entry; what was there is released into pb by the caller's flush. */
static void
pte_put(struct pmap *pm, struct pleaf *pl, uintptr_t va, struct vm_page *pg,
    int prot, struct vm_page **old)
{
	uint64_t *pte = &pl->pl_pte[pte_slot(va)];

	*old = NULL;
	if ((*pte & PTE_VALID) != 0) {
		if (pte_page(*pte) == pg)
			prot |= (int)(*pte & PTE_PROT);
		else
			*old = pte_page(*pte);
	} else {
		pl->pl_nvalid++;
		pm->pm_resident++;
	}
	if ((*pte & PTE_HOST) != 0)
		pl->pl_nhost--;
	if ((*pte & PTE_VALID) == 0 || *old != NULL)
		page_ref(pg);
	/* PTE_HOST comes when the stub has it: flush_map(). */
	*pte = page_phys(pg) | (uint64_t)prot | PTE_VALID;
	pmo_add(pm, PMO_MAP, va, page_phys(pg), PAGE_SIZE, prot);
}

/* Is there something to do for a neighbour of the page that was touched? */
static bool
worth(const struct pleaf *pl, uintptr_t va, struct vm_page *pg, int prot)
{
	uint64_t pte = pl->pl_pte[pte_slot(va)];

	if ((pte & PTE_VALID) == 0)
		return (true);
	return (pte_page(pte) == pg && ((pte & PTE_HOST) == 0 ||
	    ((uint64_t)prot & ~pte & PTE_PROT) != 0));
}

/* Does the stub have this page there?  What it may do with it was looked at. */
static bool
shown(const struct pleaf *pl, uintptr_t va, struct vm_page *pg)
{
	uint64_t pte = pl->pl_pte[pte_slot(va)];

	return ((pte & PTE_HOST) != 0 && pte_page(pte) == pg);
}

int
pmap_enter_run(struct pmap *pm, uintptr_t va, struct vm_page **pg,
    const uint8_t *prot, int n, int must)
{
	struct vm_page *old, *replaced = NULL;
	struct pleaf *pl;
	int error = 0;

	KKASSERT(must >= 0 && must < n && n <= PMAP_RUN);
	lock_exclusive(&pm->pm_lock);
	if (pm->pm_space == NULL) {
		lock_release(&pm->pm_lock);
		return (0);
	}
	pm->pm_stamp++;
	for (int i = 0; i < n; i++, va += PAGE_SIZE) {
		if (pg[i] == NULL || prot[i] == PROT_NONE)
			continue;
		if ((pl = leaf_make(pm, va)) == NULL) {
			if (i <= must)
				error = ENOMEM;
			break;
		}
		if (!worth(pl, va, pg[i], prot[i]) && (i != must ||
		    shown(pl, va, pg[i])))
			continue;
		pte_put(pm, pl, va, pg[i], prot[i], &old);
		if (old != NULL)
			replaced = old;	/* only at must */
	}
	if (!pm->pm_defer || replaced != NULL)
		pmo_flush(pm, PMO_MAP);
	lock_release(&pm->pm_lock);
	if (replaced != NULL)
		page_unref(replaced);
	return (error);
}

void
pmap_defer(struct pmap *pm, bool on)
{
	lock_exclusive(&pm->pm_lock);
	pm->pm_defer = on;
	if (!on)
		pmo_flush(pm, PMO_MAP);
	lock_release(&pm->pm_lock);
}

int
pmap_enter(struct pmap *pm, uintptr_t va, struct vm_page *pg, int prot)
{
	uint8_t p = (uint8_t)prot;

	return (pmap_enter_run(pm, va, &pg, &p, 1, 0));
}

/* Does an entry allow the access?  What is there can always be read. */
static bool
pte_allows(uint64_t pte, int access)
{
	if ((pte & PTE_VALID) == 0)
		return (false);
	return (((uint64_t)access & (PROT_WRITE | PROT_EXEC) & ~pte) == 0);
}

bool
pmap_refault(struct pmap *pm, uintptr_t va, int access)
{
	struct pleaf *pl;
	unsigned slot = pte_slot(va), lo, hi;
	uint64_t pte;
	bool ok = false;

	lock_exclusive(&pm->pm_lock);
	pl = leaf_find(pm, va);
	if (pm->pm_space != NULL && pl != NULL &&
	    pte_allows(pl->pl_pte[slot], access)) {
		ok = true;
		pm->pm_stamp++;
		/* The neighbours were most likely dropped along with it. */
		lo = slot & ~15u;
		hi = lo + 16;
		for (unsigned i = lo; i < hi; i++) {
			pte = pl->pl_pte[i];
			if (i == slot || (pte & (PTE_VALID | PTE_HOST)) ==
			    PTE_VALID)
				pmo_add(pm, PMO_MAP, pl->pl_va +
				    i * PAGE_SIZE, pte & PTE_PHYS, PAGE_SIZE,
				    (int)(pte & PTE_PROT));
		}
		pmo_flush(pm, PMO_MAP);
	}
	lock_release(&pm->pm_lock);
	return (ok);
}

/*
 * ---- looking ------------------------------------------------------------
 */

bool
pmap_extract_hold(struct pmap *pm, uintptr_t va, int prot,
    struct vm_page **pgp)
{
	struct pleaf *pl;
	bool ok = false;

	lock_shared(&pm->pm_lock);
	pl = leaf_find(pm, va);
	if (pl != NULL && pte_allows(pl->pl_pte[pte_slot(va)], prot)) {
		*pgp = pte_page(pl->pl_pte[pte_slot(va)]);
		page_ref(*pgp);
		ok = true;
	}
	lock_release(&pm->pm_lock);
	return (ok);
}

int
pmap_mapped(struct pmap *pm, uintptr_t va)
{
	struct pleaf *pl;
	uint64_t pte = 0;

	lock_shared(&pm->pm_lock);
	if ((pl = leaf_find(pm, va)) != NULL)
		pte = pl->pl_pte[pte_slot(va)];
	lock_release(&pm->pm_lock);
	return ((pte & PTE_VALID) == 0 ? 0 : (int)(pte & PTE_PROT));
}
