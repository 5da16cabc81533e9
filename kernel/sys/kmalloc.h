/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmalloc.h: kernel memory, kmalloc(9).  It comes from the memory image, by need,
 * so -m bounds it.  It can run out: every caller checks.
 */
#ifndef _KERN_KMALLOC_H_
#define _KERN_KMALLOC_H_

#include "sys/kdefs.h"

struct malloc_type {
	const char	*mt_name;
	const char	*mt_desc;
	volatile int64_t mt_inuse;	/* objects */
	volatile int64_t mt_bytes;
	volatile uint64_t mt_calls;
	volatile uint64_t mt_fails;
};
/* One a purpose, shown by vmstat -m and ddb's show malloc. */
#define MALLOC_DECLARE(type)	extern struct malloc_type type[1]
#define MALLOC_DEFINE(type, name, desc)					\
	struct malloc_type type[1] = { { name, desc, 0, 0, 0, 0 } };	\
	static const void *const __set_malloc_type_##type		\
	    __attribute__((used, section("set_malloc_type"))) = type
MALLOC_DECLARE(M_TEMP);
MALLOC_DECLARE(M_DEVBUF);

/* Type i: of the kernel, then of modules; NULL behind the last. */
struct malloc_type *malloc_type_entry(size_t i);
struct kset_more;
extern struct kset_more malloc_types_more;

#define M_WAITOK	0x01	/* may sleep to reclaim; thread context */
#define M_NOWAIT	0x02	/* any context */
#define M_ZERO		0x10

/*
 * Allocate size bytes (1 .. 16 MB), 16-byte aligned, page aligned from PAGE_SIZE
 * on.  NULL when there is none even after reclaiming.  Takes LR_KMEM.
 */
void	*kmalloc(size_t size, struct malloc_type *, int flags);
void	 kfree(void *, struct malloc_type *);	/* NULL is nothing */
char	*kstrdup(const char *, struct malloc_type *, int flags);

/* Whole pages of kernel memory, page aligned, not zeroed unless M_ZERO. */
void	*kmem_alloc(size_t npages, int flags);
void	 kmem_free(void *, size_t npages);
/*
 * Kernel stacks: the lowest usable byte, below which KSTACK_GUARD bytes cannot be
 * touched, and how many bytes there are.  NULL when there is no memory.
 */
#define KSTACK_GUARD	PAGE_SIZE
void	*kstack_alloc(size_t *size);
void	 kstack_free(void *);
void	 kstack_init(void);

/* What this CPU keeps of free objects goes back; at no point inside kmalloc. */
void	 kmalloc_trim(void);
/* Called to give kernel memory back when it runs short; any thread context. */
void	 kmem_reclaim_register(void (*fn)(void));
void	 kmem_reclaim(void);		/* calls them all */
/*
 * Bytes that the kernel is meant to need at most, and how many of them are
 * not in use.  What it does not use is in the pool.
 */
void	 kmem_stats(uint64_t *total, uint64_t *avail);
/* The first base bytes of the memory image of all bytes, all zero, are ours. */
void	 kmem_init(void *image, size_t base, size_t all);
void	 kmalloc_init(void);

#endif /* !_KERN_KMALLOC_H_ */
