/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmem.c: pages of kernel memory.
 *
 * A buddy allocator: blocks of 2^n pages, free ones on a list by order, their
 * links inside them.  An allocation of any number of pages takes the next
 * larger block and gives its tail back.
 *
 * It begins with the kernel's own part of the memory image, the base, which
 * is small.  When that does not do, it takes a chunk of 2^n pages out of the
 * pool (vm_page.c); a chunk that is all free again goes back there.  Blocks of the base are
 * given first, so that chunks empty.  Blocks never join over the border of
 * their chunk: kp_chunk of each page tells how large it is.
 *
 * Lock: z zone_spin.  The pool is asked without it.
 */
#include "kern/kmem_var.h"
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "sys/thread.h"
#include "vm/vm.h"
#include "lib/libkern.h"

#define MAXORDER	14
#define CHUNK_ORDER	4	/* taken from the pool for less than that */
#define NRECLAIM	8
#define WAIT_TRIES	5	/* each at most 100 ms */

struct freeblock {
	TAILQ_ENTRY(freeblock) fb_list;
};
static TAILQ_HEAD(freehead, freeblock) freelist[MAXORDER + 1];	/* [z] */
static struct spinlock zone_spin = SPINLOCK_INITIALIZER("kmem", LR_KMEM);
static struct kpage *kpages;		/* one a page of the memory image */
static uintptr_t zone_base;		/* the memory image */
static size_t zone_npages;		/* its pages */
static size_t zone_limit;		/* most pages that the zone has */
static size_t zone_size, zone_free;	/* [z] pages it has, free ones */
static void (*reclaimers[NRECLAIM])(void);

static struct freeblock *
block_at(size_t idx)
{
	return ((struct freeblock *)(zone_base + idx * PAGE_SIZE));
}

/*
 * [idx, idx + 2^order) becomes free: join it with its buddies.  True when
 * this makes a whole chunk free, which begins at *chunk.
 */
static bool
block_free(size_t idx, int order, size_t *chunk)
{
	int top = kpages[idx].kp_chunk != 0 ? kpages[idx].kp_chunk - 1 :
	    MAXORDER;
	size_t buddy;

	zone_free += (size_t)1 << order;
	for (; order < top; order++) {
		buddy = idx ^ ((size_t)1 << order);
		if (buddy + ((size_t)1 << order) > zone_npages ||
		    kpages[buddy].kp_kind != KP_FREE ||
		    kpages[buddy].kp_order != order ||
		    kpages[buddy].kp_chunk != kpages[idx].kp_chunk)
			break;
		TAILQ_REMOVE(&freelist[order], block_at(buddy), fb_list);
		kpages[buddy].kp_kind = KP_INNER;
		idx &= ~((size_t)1 << order);
	}
	kpages[idx].kp_kind = KP_FREE;
	kpages[idx].kp_order = (uint8_t)order;
	if (kpages[idx].kp_chunk == 0)
		TAILQ_INSERT_HEAD(&freelist[order], block_at(idx), fb_list);
	else
		TAILQ_INSERT_TAIL(&freelist[order], block_at(idx), fb_list);
	*chunk = idx;
	return (kpages[idx].kp_chunk != 0 && order == top);
}

/* Free [idx, idx + n) as aligned blocks; as block_free(), of the last one. */
static bool
range_free(size_t idx, size_t n, size_t *chunk)
{
	bool whole = false;

	while (n > 0) {
		int order = idx == 0 ? MAXORDER : __builtin_ctzl(idx);

		if (order > MAXORDER)
			order = MAXORDER;
		while (((size_t)1 << order) > n)
			order--;
		whole = block_free(idx, order, chunk);
		idx += (size_t)1 << order;
		n -= (size_t)1 << order;
	}
	return (whole);
}

void
kmem_init(void *image, size_t base, size_t all)
{
	size_t meta, ignored;

	for (int i = 0; i <= MAXORDER; i++)
		TAILQ_INIT(&freelist[i]);
	kpages = image;
	zone_base = (uintptr_t)image;
	zone_npages = all / PAGE_SIZE;
	zone_limit = zone_npages / 2;
	zone_size = base / PAGE_SIZE;
	/* The image is zero, and so is KP_INNER. */
	meta = round_page(zone_npages * sizeof(struct kpage)) / PAGE_SIZE;
	KKASSERT(meta < zone_size);
	(void)range_free(meta, zone_size - meta, &ignored);
}

static void *
zone_alloc(size_t npages)
{
	struct freeblock *fb;
	int order = 0, want;
	size_t idx, ignored;

	while (((size_t)1 << order) < npages)
		order++;
	want = order;
	spin_lock(&zone_spin);
	while (order <= MAXORDER && TAILQ_EMPTY(&freelist[order]))
		order++;
	if (order > MAXORDER) {
		spin_unlock(&zone_spin);
		return (NULL);
	}
	fb = TAILQ_FIRST(&freelist[order]);
	TAILQ_REMOVE(&freelist[order], fb, fb_list);
	idx = ((uintptr_t)fb - zone_base) / PAGE_SIZE;
	zone_free -= (size_t)1 << order;
	kpages[idx].kp_kind = KP_PAGES;
	kpages[idx].kp_npages = (uint32_t)npages;
	while (order > want) {
		order--;
		(void)block_free(idx + ((size_t)1 << order), order, &ignored);
	}
	if (((size_t)1 << want) > npages)
		(void)range_free(idx + npages, ((size_t)1 << want) - npages,
		    &ignored);
	spin_unlock(&zone_spin);
	return (fb);
}

/* A chunk of the pool becomes the zone's, or one that is all free leaves it. */
static void
chunk_join(void *p, int order)
{
	size_t idx = ((uintptr_t)p - zone_base) / PAGE_SIZE, ignored;

	KKASSERT((idx & (((size_t)1 << order) - 1)) == 0);
	spin_lock(&zone_spin);
	for (size_t i = 0; i < (size_t)1 << order; i++)
		kpages[idx + i].kp_chunk = (uint8_t)(order + 1);
	zone_size += (size_t)1 << order;
	(void)block_free(idx, order, &ignored);
	spin_unlock(&zone_spin);
}

/* [z] held; the caller gives the pages to the pool. */
static void
chunk_leave(size_t idx)
{
	size_t n = (size_t)1 << kpages[idx].kp_order;

	TAILQ_REMOVE(&freelist[kpages[idx].kp_order], block_at(idx), fb_list);
	zone_free -= n;
	zone_size -= n;
	for (size_t i = 0; i < n; i++) {
		kpages[idx + i].kp_kind = KP_INNER;
		kpages[idx + i].kp_chunk = 0;
	}
}

/* Let the zone grow so that npages can be had; false: the pool has none. */
static bool
zone_grow(size_t npages)
{
	int want = 0, order;
	void *p;

	while (((size_t)1 << want) < npages)
		want++;
	if (zone_size + ((size_t)1 << want) > zone_limit)
		return (false);
	order = K_MAX(want, CHUNK_ORDER);
	p = pages_alloc_contig((size_t)1 << order, false);
	if (p == NULL && want < CHUNK_ORDER) {
		order = want;
		p = pages_alloc_contig((size_t)1 << order, true);
	}
	if (p == NULL)
		return (false);
	chunk_join(p, order);
	return (true);
}

/* No list was long enough: another thread may be quicker than we are. */
static void *
zone_alloc_grow(size_t npages)
{
	void *p;

	do
		p = zone_alloc(npages);
	while (p == NULL && zone_grow(npages));
	return (p);
}

/* What may sleep tries harder. */
static void *
zone_alloc_wait(size_t npages)
{
	void *p;

	kmem_reclaim();
	p = zone_alloc_grow(npages);
	for (int i = 0; p == NULL && i < WAIT_TRIES && !vm_dying(); i++) {
		if (zone_size + npages > zone_limit)
			break;
		page_drain_caches();
		vm_wait();
		p = zone_alloc_grow(npages);
	}
	return (p);
}

void *
kmem_alloc(size_t npages, int flags)
{
	void *p;

	KKASSERT(npages != 0);
	if (npages > ((size_t)1 << MAXORDER))
		return (NULL);
	p = zone_alloc_grow(npages);
	if (p == NULL && (flags & M_WAITOK) && curthread->td_nspin == 0)
		p = zone_alloc_wait(npages);
	if (p != NULL && (flags & M_ZERO))
		memset(p, 0, npages * PAGE_SIZE);
	return (p);
}

void
kmem_free(void *p, size_t npages)
{
	size_t idx = ((uintptr_t)p - zone_base) / PAGE_SIZE, chunk, n = 0;

	KKASSERT(((uintptr_t)p & PAGE_MASK) == 0 && idx < zone_npages &&
	    kpages[idx].kp_kind != KP_FREE);
	spin_lock(&zone_spin);
	kpages[idx].kp_kind = KP_INNER;
	/* Some free pages are kept: what ends often begins again. */
	if (range_free(idx, npages, &chunk) &&
	    zone_free > 2 * ((size_t)1 << kpages[chunk].kp_order)) {
		n = (size_t)1 << kpages[chunk].kp_order;
		chunk_leave(chunk);
	}
	spin_unlock(&zone_spin);
	if (n != 0)
		pages_free_contig((void *)(zone_base + chunk * PAGE_SIZE), n);
}

struct kpage *
kpage_of(const void *p)
{
	size_t idx = ((uintptr_t)p - zone_base) / PAGE_SIZE;

	KKASSERT((uintptr_t)p >= zone_base && idx < zone_npages);
	return (&kpages[idx]);
}

void *
kpage_addr(const struct kpage *kp)
{
	return ((void *)(zone_base + (size_t)(kp - kpages) * PAGE_SIZE));
}

void
kmem_reclaim(void)
{
	for (int i = 0; i < NRECLAIM && reclaimers[i] != NULL; i++)
		reclaimers[i]();
}

void
kmem_reclaim_register(void (*fn)(void))
{
	for (int i = 0; i < NRECLAIM; i++)
		if (reclaimers[i] == NULL) {
			reclaimers[i] = fn;
			return;
		}
	panic("kmem_reclaim_register: too many");
}

/*
 * The share of the kernel that its tables and limits are made for is a
 * quarter of all memory; it may take more, up to the half.
 */
void
kmem_stats(uint64_t *total, uint64_t *avail)
{
	size_t share = K_MAX(zone_npages / 4, (size_t)(16 << 20) / PAGE_SIZE);
	size_t used = zone_size - zone_free;

	share = K_MIN(share, (size_t)(1 << 30) / PAGE_SIZE);
	*total = share * PAGE_SIZE;
	*avail = (share - K_MIN(used, share)) * PAGE_SIZE;
}
