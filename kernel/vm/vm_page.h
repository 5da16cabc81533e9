/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_page.h: the pages of the pool, for vm/ and the pmap.
 *
 * Every page of the pool has a struct vm_page; they are never freed, so a pointer
 * to one may be followed at any time.  A page is free exactly while pg_ref
 * is 0: its owner, each page table entry and each hold count one.
 *
 * Owners: an object (pg_obj, pg_index), one or more amap slots (pg_acount of
 * them, each with a reference), or the kernel.
 *
 * Lock legend: [q] vm_queue_spin; [f] vm_free_spin; [o] o_lock of pg_obj, exclusive;
 * [a] atomic.
 */
#ifndef _VM_VM_PAGE_H_
#define _VM_VM_PAGE_H_

#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/kmalloc.h"
#include "vm/vm.h"

struct vm_page {
	TAILQ_ENTRY(vm_page) pg_q;	/* [q] page queue, [f] free list */
	struct vm_object *pg_obj;	/* [q] and [o] */
	uint64_t	 pg_index;	/* [q] and [o] page number in pg_obj */
	volatile uint32_t pg_ref;	/* [a] */
	volatile uint32_t pg_flags;	/* [a] */
	volatile uint32_t pg_acount;	/* [a] amap slots */
	uint8_t		 pg_order;	/* [f] size of the free block it heads */
	uint8_t		 pg_queue;	/* [q] PQ_* */
};
TAILQ_HEAD(vm_pageq, vm_page);

/* pg_flags */
#define PG_BUSY		0x0001	/* being filled: contents mean nothing */
#define PG_WRITE	0x0002	/* being written to its file */
#define PG_WANTED	0x0004	/* somebody sleeps until the two above end */
#define PG_VALID	0x0008	/* contents are the file's */
#define PG_DIRTY	0x0010	/* [q] newer than the file */
#define PG_REF		0x0020	/* used since the pageout daemon looked */
#define PG_BACKED	0x0040	/* the filesystem has a block for it */
#define PG_ERROR	0x0080	/* filling it failed */
#define PG_WIRED	0x0100	/* of the kernel: counted as wired */
#define PG_FREE		0x0200	/* [f] first page of a free block */
#define PG_AGED		0x0400	/* [f] free since the last look at least */
#define PG_SOILED	0x0800	/* may hold other bytes than zero */
#define PG_PURE		0x1000	/* [f] no page of this free block is soiled */

enum { PQ_NONE, PQ_INACTIVE, PQ_ACTIVE };

extern struct vm_page *vm_pages;	/* the table */
extern uint64_t	 vm_npages;		/* pages in the pool */
extern uint8_t	*vm_pool_kva;		/* first byte of the pool */
extern uint64_t	 vm_pool_off;		/* its offset in the memory image */

extern struct spinlock vm_queue_spin;	/* LR_PAGEQ */
extern struct vm_pageq vm_inactive, vm_active;	/* [q] pages of files */
extern volatile uint64_t vm_ninactive, vm_nactive;	/* [q] */
extern volatile int64_t vm_ndirty;	/* [q] dirty pages of files */
extern volatile uint64_t vm_nfree;	/* [f] */
extern volatile int64_t vm_nwired;	/* [a] kernel's */

/* Levels of vm_nfree, pages; set once. */
extern uint64_t	 vm_free_reserved;	/* below: for the kernel only */
extern uint64_t	 vm_free_min;		/* below: the pageout daemon works */
extern uint64_t	 vm_free_target;	/* until this is free */

static inline struct vm_page *
page_from_phys(uint64_t off)
{
	return (&vm_pages[(off - vm_pool_off) >> PAGE_SHIFT_K]);
}

/*
 * Allocation.  flags: PGA_ZERO; PGA_RESERVE may use what is kept for the kernel
 * and for processes that are being killed.  None of these sleeps.  Pages come with
 * one reference, flags clear but for PG_SOILED.
 *
 * page_get: one page.  page_get_run: up to n pages, ascending in memory as far as
 * possible and going on from after (NULL: anywhere); returns how many.
 */
#define PGA_ZERO	0x01
#define PGA_RESERVE	0x02
struct vm_page *page_get(int flags);
int	 page_get_run(struct vm_page *after, int n, struct vm_page **pgs,
	    int flags);

/* References.  page_unref may free; the batch form frees many at once. */
static inline void
page_ref(struct vm_page *pg)
{
	(void)__atomic_add_fetch(&pg->pg_ref, 1, __ATOMIC_RELAXED);
}
void	 page_unref(struct vm_page *);
struct page_batch {
	int		 pb_n;
	struct vm_page	*pb_pg[48];
};
void	 page_unref_batch(struct page_batch *, struct vm_page *);
void	 page_batch_flush(struct page_batch *);

/* An amap slot more or less for an anonymous page; the slot's reference too. */
static inline void
page_anon_ref(struct vm_page *pg)
{
	(void)__atomic_add_fetch(&pg->pg_acount, 1, __ATOMIC_SEQ_CST);
	page_ref(pg);
}

/* Queues of file pages. */
void	 page_enqueue(struct vm_page *, int queue);
static inline void
page_used(struct vm_page *pg)
{
	if ((pg->pg_flags & PG_REF) == 0)
		atomic_or(&pg->pg_flags, PG_REF);
}

/*
 * Busy pages.  page_wait sleeps until mask (PG_BUSY, PG_WRITE) is clear, with the
 * lock given up meanwhile; page_done clears and wakes, in any context.
 */
void	 page_wait(struct vm_page *, uint32_t mask, struct lock *, bool shared);
void	 page_done(struct vm_page *, uint32_t clear, uint32_t set);

/* Flags for page_get: a process that is being killed may use the reserve. */
int	 vm_pga(void);
/* Give up to n pages' worth of aged free blocks back to the host. */
void	 page_discard_free(uint64_t n);

#endif /* !_VM_VM_PAGE_H_ */
