/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pmap.h: page tables of address spaces, and the host mappings that follow
 * them.
 *
 * The tables here are the truth; what a stub has mapped is a disposable
 * cache of them.  A PTE holds the page (a reference to it), its protection, and
 * whether the stub has it.  When a function here takes something away, no guest
 * thread can use it any more on return; only then the page may go free.
 * Locks: pm_lock (LR_PMAP), exclusive for changes; the kernel's copies from and to
 * user memory run under it shared, so that a change waits for them.
 */
#ifndef _PLATFORM_PMAP_H_
#define _PLATFORM_PMAP_H_

#include "vm/vm.h"

struct pmap;
struct ux_space;
struct vm_object;

struct pmap *pmap_create(void);		/* NULL: no memory, no stub */
/* exit: give the stub back and forget all pages; the pmap stays, empty. */
void	 pmap_retire(struct pmap *);
void	 pmap_destroy(struct pmap *);
void	 pmap_reset(struct pmap *);	/* exec: nothing is mapped */
struct ux_space *pmap_space(struct pmap *);	/* for ux_run; NULL once retired */

/* One page; replaces what was there.  ENOMEM. */
int	 pmap_enter(struct pmap *, uintptr_t va, struct vm_page *, int prot);
/*
 * A run of n <= PMAP_RUN pages from va on, with a protection each.  Page must (an
 * index) is entered whatever was there; of the others, NULLs are left
 * alone, and what is there already is kept, with its rights extended if it is the
 * same page.  ENOMEM: page must could not be entered.
 */
#define PMAP_RUN	128
int	 pmap_enter_run(struct pmap *, uintptr_t va, struct vm_page **,
	    const uint8_t *prot, int n, int must);
/*
 * A fault at va: if the tables allow access (PROT_*), show the stub the page (again),
 * with its neighbours, and return true.
 */
bool	 pmap_refault(struct pmap *, uintptr_t va, int access);
void	 pmap_remove(struct pmap *, uintptr_t start, uintptr_t end);
/* Only pages of obj. */
void	 pmap_remove_object(struct pmap *, uintptr_t start, uintptr_t end,
	    struct vm_object *obj);
/* Reduce rights to prot; never adds any. */
void	 pmap_protect(struct pmap *, uintptr_t start, uintptr_t end, int prot);
/* The same for several ranges with one request to the stub at the end. */
void	 pmap_protect_begin(struct pmap *);
void	 pmap_protect_range(struct pmap *, uintptr_t start, uintptr_t end,
	    int prot);
void	 pmap_protect_end(struct pmap *);
/* Between begin and end: the next page at or above *va, below end, that is
 * mapped writable. */
bool	 pmap_next_writable(struct pmap *, uintptr_t *va, uintptr_t end);
/*
 * Pages entered between defer(true) and defer(false) are shown to the stub
 * with one request at the end, or earlier if one of them is to be taken away.
 * No guest code runs there meanwhile.
 */
void	 pmap_defer(struct pmap *, bool on);
/* What is mapped at va; page held when found. */
bool	 pmap_extract_hold(struct pmap *, uintptr_t va, int prot,
	    struct vm_page **);
/* The protection of what is mapped at va, 0: nothing. */
int	 pmap_mapped(struct pmap *, uintptr_t va);
uint64_t pmap_resident(struct pmap *);	/* pages */
/* Mapped pages within a range. */
uint64_t pmap_count(struct pmap *, uintptr_t start, uintptr_t end);

/*
 * Copy between kernel memory and what is mapped; write: to the user.  Stops
 * where access is missing; returns the bytes done.
 */
size_t	 pmap_copy(struct pmap *, uintptr_t va, void *kaddr, size_t len,
	    bool write);
/* Up to a NUL; *nul: it was found (and copied). */
size_t	 pmap_copystr(struct pmap *, uintptr_t va, char *kaddr, size_t max,
	    bool *nul);
bool	 pmap_zero(struct pmap *, uintptr_t va, size_t len, size_t *done);

/* Give memory of the image back to the host; errors of host_ram_discard(). */
int	 pmap_ram_discard(uint64_t off, uint64_t len);

#endif /* !_PLATFORM_PMAP_H_ */
