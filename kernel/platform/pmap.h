/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pmap.h: page tables of address spaces, and the host mappings that follow
 * them.
 *
 * The tables here are the truth; what a stub has mapped is a disposable
 * cache of them.  A PTE holds the page, its protection, and whether the stub
 * has it.  Locks: pm_lock (LR_PMAP) for changes; copyin and copyout look up under
 * it and hold the page.
 */
#ifndef _PLATFORM_PMAP_H_
#define _PLATFORM_PMAP_H_

#include "vm/vm.h"

struct pmap;
struct ux_space;

struct pmap *pmap_create(void);		/* NULL: no memory, no stub */
void	 pmap_destroy(struct pmap *);
void	 pmap_reset(struct pmap *);	/* exec: nothing is mapped */
struct ux_space *pmap_space(struct pmap *);	/* for ux_run */

/* One page; replaces what was there.  wired pages are not reclaimed. ENOMEM. */
int	 pmap_enter(struct pmap *, uintptr_t va, struct vm_page *, int prot);
/* A run of pages around a fault, physically ascending where possible. */
int	 pmap_enter_run(struct pmap *, uintptr_t va, struct vm_page **, int n,
	    int prot);
void	 pmap_remove(struct pmap *, uintptr_t start, uintptr_t end);
void	 pmap_protect(struct pmap *, uintptr_t start, uintptr_t end, int prot);
/* What is mapped at va; page held when found. */
bool	 pmap_extract_hold(struct pmap *, uintptr_t va, int prot,
	    struct vm_page **);
uint64_t pmap_resident(struct pmap *);	/* pages */

#endif /* !_PLATFORM_PMAP_H_ */
