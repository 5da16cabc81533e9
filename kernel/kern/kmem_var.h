/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmem_var.h: what the page allocator and kmalloc share.
 */
#ifndef _KERN_KMEM_VAR_H_
#define _KERN_KMEM_VAR_H_

#include "sys/kdefs.h"

enum { KP_INNER, KP_FREE, KP_PAGES, KP_SLAB, KP_SLABTAIL };

struct slab;
/* One a page of the memory image; all zero where it is not the kernel's. */
struct kpage {
	uint8_t		 kp_kind;
	uint8_t		 kp_order;	/* KP_FREE */
	uint8_t		 kp_back;	/* KP_SLABTAIL: pages back to the first */
	uint8_t		 kp_chunk;	/* 0: of the base, else of a chunk of the
					 * pool: its order and one */
	uint32_t	 kp_npages;	/* KP_PAGES */
};
struct kpage *kpage_of(const void *);
void	*kpage_addr(const struct kpage *);

/* A test has asked that memory runs out: shall it for this request? */
extern volatile bool kmalloc_failing;
bool	 kmalloc_fail_now(void);	/* any context; takes LR_KMEM */

#endif /* !_KERN_KMEM_VAR_H_ */
