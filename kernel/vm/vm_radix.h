/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_radix.h: sparse arrays of pointers, indexed by 64-bit numbers: the pages
 * of objects and amaps, the leaves of page tables.
 *
 * A tree of nodes with 64 slots each; it is only as high as its greatest index
 * asks for.  A NULL value is "nothing there".  The owner locks: readers may share,
 * a change needs the tree alone.
 */
#ifndef _VM_VM_RADIX_H_
#define _VM_VM_RADIX_H_

#include "sys/kdefs.h"

struct vm_radix {
	void	*rx_root;	/* the value of index 0 when rx_height is 0 */
	int	 rx_height;	/* levels of nodes */
};

/* The value at index, or NULL. */
void	*radix_get(const struct vm_radix *, uint64_t index);
/* Put value (not NULL) at index, replacing what is there.  ENOMEM. */
int	 radix_set(struct vm_radix *, uint64_t index, void *value);
/* Take the value at index out; NULL if there was none. */
void	*radix_clear(struct vm_radix *, uint64_t index);
/* The first value at *index or above and at most last; *index says where. */
void	*radix_next(const struct vm_radix *, uint64_t *index, uint64_t last);
/*
 * Take out every value from first to last, in order, and hand it to fn
 * (which may be NULL).
 */
void	 radix_drain(struct vm_radix *, uint64_t first, uint64_t last,
	    void (*fn)(uint64_t index, void *value, void *arg), void *arg);
static inline bool
radix_empty(const struct vm_radix *rx)
{
	return (rx->rx_root == NULL);
}

#endif /* !_VM_VM_RADIX_H_ */
