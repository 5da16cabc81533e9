/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_amap.h: private memory: which anonymous page is where in a map entry.
 *
 * An amap belongs to one entry (am_ref 1), or after fork to several entries of
 * one identical range, which then all have E_NEEDSCOPY: the first write copies the
 * amap, not yet the pages.  Every entry covers exactly the range of its
 * amap.  A page is in pg_acount amaps; it may be written in place only while
 * that is 1 and am_ref is 1.  With am_ref > 1 no page of it is mapped writable.
 *
 * There is no swap, so a slot refers to its page directly.
 *
 * Lock legend: [m] am_lock exclusive to change, shared to read; [a] atomic.
 */
#ifndef _VM_VM_AMAP_H_
#define _VM_VM_AMAP_H_

#include "vm/vm_page.h"
#include "vm/vm_radix.h"

struct vm_amap {
	struct lock	 am_lock;
	refcount_t	 am_ref;	/* [a] */
	struct vm_radix	 am_pages;	/* [m] by page number in the amap */
	volatile uint64_t am_npages;	/* [m] */
};

/* All but amap_drop allocate with M_NOWAIT: NULL or ENOMEM then. */
struct vm_amap *amap_alloc(void);
void	 amap_ref(struct vm_amap *);
void	 amap_drop(struct vm_amap *);
/*
 * A new amap with the pages of slots first..last of src, shared with it.  The
 * caller has its map locked exclusive.
 */
struct vm_amap *amap_copy(struct vm_amap *src, uint64_t first, uint64_t last);
/* Move slots first..last of an amap with am_ref 1 to another such, where
 * they are empty. */
int	 amap_move(struct vm_amap *from, struct vm_amap *to, uint64_t first,
	    uint64_t last);
/* Forget the pages of slots first..last; am_ref is 1. */
void	 amap_wipe(struct vm_amap *, uint64_t first, uint64_t last);
/* Put a page with its first reference in; what was there is released into pb. */
int	 amap_set(struct vm_amap *, uint64_t slot, struct vm_page *,
	    struct page_batch *);
static inline struct vm_page *
amap_lookup(struct vm_amap *am, uint64_t slot)
{
	return (radix_get(&am->am_pages, slot));
}

#endif /* !_VM_VM_AMAP_H_ */
