/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_pool.h: the free pages, between vm_pool.c and vm_page.c.
 *
 * Lock legend: [f] vm_free_spin, which is held for all but pool_init().
 */
#ifndef _VM_VM_POOL_H_
#define _VM_VM_POOL_H_

#include "vm/vm_page.h"

#define NORDER		10		/* blocks of 1 .. 512 pages */
#define BLOCK_MAX	((size_t)PAGE_SIZE << (NORDER - 1))

extern struct spinlock vm_free_spin;

static inline uint64_t
page_index(const struct vm_page *pg)
{
	return ((uint64_t)(pg - vm_pages));
}

void	 pool_init(void);
/* Free 2^order pages from idx on; last: given again as late as can be. */
void	 pool_free(uint64_t idx, int order, bool last);
void	 pool_free_span(uint64_t a, uint64_t b, bool last);	/* [a, b) */
/* Take 2^order pages; of a larger block the lowest.  NULL: none. */
struct vm_page *pool_alloc(int order);
/* Take up to n pages from page idx on, if they are free; how many. */
int	 pool_alloc_span(uint64_t idx, int n);
/* May n more pages be taken?  flags: PGA_RESERVE. */
bool	 pool_may_take(uint64_t n, int flags);

#endif /* !_VM_VM_POOL_H_ */
