/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmem_var.h: what the page allocator and kmalloc share.
 */
#ifndef _KERN_KMEM_VAR_H_
#define _KERN_KMEM_VAR_H_

#include "sys/kdefs.h"

enum { KP_INNER, KP_FREE, KP_PAGES, KP_SLAB, KP_SLABTAIL };

struct slab;
/* One a page of kernel memory. */
struct kpage {
	uint8_t		 kp_kind;
	uint8_t		 kp_order;	/* KP_FREE */
	uint16_t	 kp_back;	/* KP_SLABTAIL: pages back to the first */
	uint32_t	 kp_npages;	/* KP_PAGES */
};
struct kpage *kpage_of(const void *);
void	*kpage_addr(const struct kpage *);

#endif /* !_KERN_KMEM_VAR_H_ */
