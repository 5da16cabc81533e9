/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_page.c: the pool of pages: who is free, and in which order they are given.
 *
 * Free pages are kept by a buddy system, blocks of 2^k pages aligned to
 * their size, because neighbours in memory that are also neighbours in an
 * address space cost the host one mapping instead of many.  Single pages go
 * through a small stack on each CPU.  Pages that were never used, or were given back
 * to the host since, are known to be zero and are taken last.
 *
 * Locks: f vm_free_spin (free lists, counts), c pc_spin of one CPU's stack; c
 * before f.
 */
#include "vm/vm_pool.h"
#include "vm/vm_daemon.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "sys/thread.h"

#define PC_MAX		32		/* pages in a CPU's stack */

struct vm_page	*vm_pages;
uint64_t	 vm_npages;
uint8_t		*vm_pool_kva;
uint64_t	 vm_pool_off;
volatile uint64_t vm_nfree;
volatile int64_t vm_nwired;
uint64_t	 vm_free_reserved, vm_free_min, vm_free_target;

struct pcache {
	struct spinlock	 pc_spin;
	int		 pc_n;		/* [c] */
	struct vm_page	*pc_pg[PC_MAX];	/* [c] most recently used last */
} __attribute__((aligned(64)));
static struct pcache pcaches[MAXCPU];

void *
page_kva(struct vm_page *pg)
{
	return (vm_pool_kva + (page_index(pg) << PAGE_SHIFT_K));
}

uint64_t
page_phys(struct vm_page *pg)
{
	return (vm_pool_off + (page_index(pg) << PAGE_SHIFT_K));
}

static void
page_zero(struct vm_page *pg)
{
	memset(page_kva(pg), 0, PAGE_SIZE);
}

/*
 * ---- one page in, one page out ---------------------------------------
 */

/* A page leaves the free pool: its first reference. */
static void
page_begin(struct vm_page *pg, int flags)
{
	INVARIANT(pg->pg_ref == 0 && pg->pg_obj == NULL && pg->pg_acount == 0);
	if ((flags & PGA_ZERO) != 0 && (pg->pg_flags & PG_SOILED) != 0)
		page_zero(pg);
	pg->pg_flags = PG_SOILED;
	pg->pg_queue = PQ_NONE;
	atomic_store(&pg->pg_ref, 1);
}

/* The last reference is gone. */
static void
page_end(struct vm_page *pg)
{
	KKASSERT(pg->pg_obj == NULL && pg->pg_acount == 0 &&
	    pg->pg_queue == PQ_NONE &&
	    (pg->pg_flags & (PG_BUSY | PG_WRITE | PG_FREE)) == 0);
	if ((pg->pg_flags & PG_WIRED) != 0)
		atomic_sub(&vm_nwired, 1);
	pg->pg_flags = PG_SOILED;
}

static void
pcache_fill(struct pcache *pc)
{
	struct vm_page *pg;
	int o;

	spin_lock(&vm_free_spin);
	for (o = 4; o >= 0; o--)
		if (pool_may_take((uint64_t)1 << o, 0) &&
		    (pg = pool_alloc(o)) != NULL) {
			for (int i = (1 << o) - 1; i >= 0; i--)
				pc->pc_pg[pc->pc_n++] = pg + i;
			break;
		}
	spin_unlock(&vm_free_spin);
}

struct vm_page *
page_get(int flags)
{
	struct pcache *pc = &pcaches[curcpu()->c_id];
	struct vm_page *pg = NULL;

	spin_lock(&pc->pc_spin);
	if (pc->pc_n == 0)
		pcache_fill(pc);
	if (pc->pc_n > 0)
		pg = pc->pc_pg[--pc->pc_n];
	spin_unlock(&pc->pc_spin);
	if (pg == NULL && (flags & PGA_RESERVE) != 0) {
		spin_lock(&vm_free_spin);
		pg = pool_alloc(0);
		spin_unlock(&vm_free_spin);
	}
	if (vm_nfree < vm_free_min)
		vm_pageout_wake();
	if (pg != NULL)
		page_begin(pg, flags);
	return (pg);
}

int
page_get_run(struct vm_page *after, int n, struct vm_page **pgs, int flags)
{
	struct vm_page *pg;
	int got = 0, take, o;

	if (n == 1 && after == NULL) {
		pgs[0] = page_get(flags);
		return (pgs[0] != NULL);
	}
	spin_lock(&vm_free_spin);
	if (!pool_may_take((uint64_t)n, flags))
		n = 1;
	if (!pool_may_take((uint64_t)n, flags))
		n = 0;
	if (n > 0 && after != NULL) {
		take = pool_alloc_span(page_index(after) + 1, n);
		for (int i = 0; i < take; i++)
			pgs[got++] = after + 1 + i;
	}
	while (got < n) {
		for (o = 0; o < NORDER - 1 && (1 << o) < n - got; o++)
			;
		while ((pg = pool_alloc(o)) == NULL && o > 0)
			o--;
		if (pg == NULL)
			break;
		take = K_MIN(n - got, 1 << o);
		for (int i = 0; i < take; i++)
			pgs[got++] = pg + i;
		pool_free_span(page_index(pg) + (uint64_t)take,
		    page_index(pg) + (1u << o), false);
	}
	spin_unlock(&vm_free_spin);
	if (vm_nfree < vm_free_min)
		vm_pageout_wake();
	for (int i = 0; i < got; i++)
		page_begin(pgs[i], flags);
	return (got);
}

/* Give a page that ended back, by way of this CPU's stack. */
static void
page_put(struct vm_page *pg)
{
	struct pcache *pc = &pcaches[curcpu()->c_id];

	spin_lock(&pc->pc_spin);
	if (pc->pc_n == PC_MAX) {
		/* The older half goes back. */
		spin_lock(&vm_free_spin);
		for (int i = 0; i < PC_MAX / 2; i++)
			pool_free(page_index(pc->pc_pg[i]), 0, false);
		spin_unlock(&vm_free_spin);
		memmove(&pc->pc_pg[0], &pc->pc_pg[PC_MAX / 2],
		    PC_MAX / 2 * sizeof(pc->pc_pg[0]));
		pc->pc_n = PC_MAX / 2;
	}
	pc->pc_pg[pc->pc_n++] = pg;
	spin_unlock(&pc->pc_spin);
	vm_freed();
}

void
page_unref(struct vm_page *pg)
{
	uint32_t n = atomic_sub(&pg->pg_ref, 1);

	KKASSERT(n != UINT32_MAX);
	if (n == 0) {
		page_end(pg);
		page_put(pg);
	}
}

void
page_unref_batch(struct page_batch *pb, struct vm_page *pg)
{
	uint32_t n = atomic_sub(&pg->pg_ref, 1);

	KKASSERT(n != UINT32_MAX);
	if (n != 0)
		return;
	page_end(pg);
	if (pb->pb_n == (int)NELEM(pb->pb_pg))
		page_batch_flush(pb);
	pb->pb_pg[pb->pb_n++] = pg;
}

void
page_batch_flush(struct page_batch *pb)
{
	if (pb->pb_n == 0)
		return;
	spin_lock(&vm_free_spin);
	for (int i = 0; i < pb->pb_n; i++)
		pool_free(page_index(pb->pb_pg[i]), 0, false);
	spin_unlock(&vm_free_spin);
	pb->pb_n = 0;
	vm_freed();
}

void
page_drain_caches(void)
{
	struct pcache *pc;

	for (int c = 0; c < MAXCPU; c++) {
		pc = &pcaches[c];
		spin_lock(&pc->pc_spin);
		spin_lock(&vm_free_spin);
		while (pc->pc_n > 0)
			pool_free(page_index(pc->pc_pg[--pc->pc_n]), 0, false);
		spin_unlock(&vm_free_spin);
		spin_unlock(&pc->pc_spin);
	}
}

/*
 * ---- pages of the kernel -----------------------------------------------
 */

/* With M_WAITOK: how often memory is waited for before the answer is no. */
#define ALLOC_TRIES	20

void
page_free(struct vm_page *pg)
{
	page_unref(pg);
}

void *
pages_alloc_contig(size_t n, bool reserve)
{
	struct vm_page *pg = NULL;
	int o;

	for (o = 0; o < NORDER && ((size_t)1 << o) < n; o++)
		;
	if (n == 0 || o == NORDER)
		return (NULL);
	spin_lock(&vm_free_spin);
	if (pool_may_take((uint64_t)1 << o, reserve ? PGA_RESERVE : 0))
		pg = pool_alloc(o);
	if (pg != NULL)
		pool_free_span(page_index(pg) + n, page_index(pg) + (1u << o),
		    false);
	spin_unlock(&vm_free_spin);
	if (pg == NULL)
		return (NULL);
	for (size_t i = 0; i < n; i++) {
		page_begin(pg + i, 0);
		pg[i].pg_flags |= PG_WIRED;
	}
	atomic_add(&vm_nwired, (int64_t)n);
	return (page_kva(pg));
}

void
pages_free_contig(void *kva, size_t n)
{
	struct vm_page *pg = &vm_pages[(uint64_t)((uint8_t *)kva - vm_pool_kva)
	    >> PAGE_SHIFT_K];
	struct page_batch pb = { .pb_n = 0 };

	for (size_t i = 0; i < n; i++)
		page_unref_batch(&pb, pg + i);
	page_batch_flush(&pb);
}

void
vm_init(void *base, uint64_t off, uint64_t len)
{
	size_t bytes;

	vm_pool_off = off;
	vm_pool_kva = (uint8_t *)base + off;
	vm_npages = len >> PAGE_SHIFT_K;
	bytes = round_page(vm_npages * sizeof(*vm_pages));
	vm_pages = kmem_alloc(bytes >> PAGE_SHIFT_K, M_NOWAIT | M_ZERO);
	if (vm_pages == NULL) {
		/*
		 * Too large for a piece of kernel memory: the table takes the
		 * first pages of the pool, which are then no part of it.  They
		 * were never used and are zero.
		 */
		bytes = (bytes + BLOCK_MAX - 1) & ~(BLOCK_MAX - 1);
		vm_pages = (struct vm_page *)(void *)vm_pool_kva;
		vm_pool_off += bytes;
		vm_pool_kva += bytes;
		vm_npages -= bytes >> PAGE_SHIFT_K;
	}
	pool_init();
	spin_init(&vm_queue_spin, "vmqueue", LR_PAGEQ);
	for (int i = 0; i < MAXCPU; i++)
		spin_init(&pcaches[i].pc_spin, "vmcache", LR_PAGEQ);
	spin_lock(&vm_free_spin);
	pool_free_span(0, vm_npages, true);
	spin_unlock(&vm_free_spin);
	vm_free_reserved = K_MIN(32 + vm_npages / 128, (uint64_t)1024);
	vm_free_min = 2 * vm_free_reserved;
	vm_free_target = vm_free_min + K_MIN(vm_npages / 32, (uint64_t)4096);
	vm_subr_init();
}
