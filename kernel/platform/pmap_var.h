/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pmap_var.h: page tables inside platform/pmap*.c.
 *
 * A page table is a radix tree of leaves; a leaf has the entries of 64
 * pages.  An entry is 0, or the page's offset in the memory image with the bits below.
 *
 * Lock legend: [p] pm_lock exclusive to change, shared to read.
 */
#ifndef _PLATFORM_PMAP_VAR_H_
#define _PLATFORM_PMAP_VAR_H_

#include "platform/pmap.h"
#include "host/ux.h"
#include "vm/vm_page.h"
#include "vm/vm_radix.h"

#define LEAF_PAGES	64u
#define LEAF_SHIFT	18
#define LEAF_SIZE	((uintptr_t)1 << LEAF_SHIFT)

#define PTE_PROT	0x007u	/* PROT_* as UX_*: what the program may do */
#define PTE_HOST	0x008u	/* the stub has it, with just these rights */
#define PTE_VALID	0x010u
#define PTE_PHYS	(~(uint64_t)PAGE_MASK)

struct pleaf {
	uint64_t	 pl_pte[LEAF_PAGES];	/* [p] */
	uintptr_t	 pl_va;		/* address of the first page */
	uint16_t	 pl_nvalid;	/* [p] */
	uint16_t	 pl_nhost;	/* [p] */
	uint32_t	 pl_stamp;	/* [p] pm_stamp when last shown to the stub */
};

#define PM_OPS		32		/* ranges in one request */
struct pmap {
	struct lock	 pm_lock;
	struct ux_space	*pm_space;	/* NULL: retired */
	struct vm_radix	 pm_leaves;	/* [p] by va >> LEAF_SHIFT */
	struct pleaf	*pm_last;	/* [p] leaf looked up last by a writer */
	volatile uint64_t pm_resident;	/* [p] valid entries */
	uint32_t	 pm_stamp;	/* [p] counts faults */
	uint32_t	 pm_nops;	/* [p] ranges gathered */
	bool		 pm_defer;	/* [p] entering gathers, pmap_defer() */
	struct ux_mapop	 pm_ops[PM_OPS];	/* [p] */
};

static inline struct vm_page *
pte_page(uint64_t pte)
{
	return (page_from_phys(pte & PTE_PHYS));
}
static inline unsigned
pte_slot(uintptr_t va)
{
	return ((va >> PAGE_SHIFT_K) & (LEAF_PAGES - 1));
}

/* The leaf that has va's entry, or NULL. */
static inline struct pleaf *
leaf_find(const struct pmap *pm, uintptr_t va)
{
	struct pleaf *pl = pm->pm_last;

	if (pl != NULL && pl->pl_va == (va & ~(LEAF_SIZE - 1)))
		return (pl);
	return (radix_get(&pm->pm_leaves, va >> LEAF_SHIFT));
}

MALLOC_DECLARE(M_PMAP);

/* pmap_ux.c: requests to the stub; pm_lock exclusive. */
enum pmap_op { PMO_MAP, PMO_PROTECT, PMO_UNMAP };
/* Add a range to the request, which is of one kind; sends it when full. */
void	 pmo_add(struct pmap *, enum pmap_op, uintptr_t va, uint64_t off,
	    uint64_t len, int prot);
/* Send it.  On return what it takes away is gone. */
void	 pmo_flush(struct pmap *, enum pmap_op);
/* Send what pmap_defer() has gathered: before anything of it is taken back. */
void	 pmo_settle(struct pmap *);
/* Let the stub forget everything. */
void	 pmap_forget(struct pmap *);

#endif /* !_PLATFORM_PMAP_VAR_H_ */
