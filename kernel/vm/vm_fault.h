/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_fault.h: what the files of page faults share: a fault in progress, its
 * results beside errno numbers, and the steps that enter pages.
 *
 * Locks: f_e is good while vs_lock is held.
 */
#ifndef _VM_VM_FAULT_H_
#define _VM_VM_FAULT_H_

#include "platform/pmap.h"
#include "vm/vm_map.h"

#define FIRST_WINDOW	4	/* zeroed pages made at a first touch */

/* Results: beside errno numbers and 0. */
#define TRY_AGAIN	(-1)
#define NO_MEMORY	(-2)	/* wait, then try again */
#define READ_PAGE	(-3)	/* object page f_index must be read */
#define BACK_PAGE	(-4)	/* object page f_index needs a block */
#define OWN_AMAP	(-5)	/* the entry needs an amap of its own */

struct fault {
	struct vmspace	*f_vs;
	uintptr_t	 f_va;		/* page */
	int		 f_access;
	bool		 f_write;
	bool		 f_force;
	bool		 f_exact;	/* this page, no neighbours */
	struct vm_page	**f_hold;	/* hand out the page, or NULL */
	struct vm_map_entry *f_e;	/* valid with vs_lock */
	struct vm_object *f_obj;	/* READ_PAGE, BACK_PAGE: referenced */
	uint64_t	 f_index;
	/* The run that is entered. */
	struct vm_page	*f_pg[PMAP_RUN];
	uint8_t		 f_prot[PMAP_RUN];
};

/*
 * vm_fault.c: enter the pages of the run that starts at va; must is the index of
 * the one that was touched.  0 or NO_MEMORY.  The lock of who owns the pages
 * is held.
 */
int	fault_enter_run(struct fault *f, uintptr_t va, int n, int must);
/* The pages around f_va, cut to the entry: first address and count, 1..PMAP_RUN. */
int	fault_window(const struct fault *f, uintptr_t *start);
/* Rights to an anonymous page of the entry: written in place only if alone. */
uint8_t	fault_anon_prot(const struct vm_map_entry *e, const struct vm_page *pg);

/*
 * vm_fault_anon.c; am_lock held.  Each returns 0, NO_MEMORY or OWN_AMAP.
 * fault_copy: put a copy of from where the fault is.  fault_present: pg is there.
 * fault_zero: nothing is there, nor under it.
 */
int	fault_copy(struct fault *f, struct vm_page *from);
int	fault_present(struct fault *f, struct vm_page *pg);
int	fault_zero(struct fault *f);

#endif /* !_VM_VM_FAULT_H_ */
