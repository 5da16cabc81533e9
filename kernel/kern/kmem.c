/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmem.c: pages of kernel memory, and kernel stacks.
 *
 * The kernel's part of the memory image is a buddy allocator: blocks of 2^n
 * pages, free ones on a list by order, their links inside them.  An
 * allocation of any number of pages takes the next larger block and gives
 * its tail back.  zone_spin guards all of it.
 */
#include "kern/kmem_var.h"
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "sys/thread.h"
#include "kern/sched_var.h"
#include "platform/machine.h"
#include "lib/libkern.h"

#define MAXORDER	14
#define NRECLAIM	8

struct freeblock {
	LIST_ENTRY(freeblock) fb_list;
};
static LIST_HEAD(, freeblock) freelist[MAXORDER + 1];
static struct spinlock zone_spin = SPINLOCK_INITIALIZER("kmem", LR_KMEM);
static struct kpage *kpages;
static uintptr_t zone_base;
static size_t zone_npages, zone_free;
static void (*reclaimers[NRECLAIM])(void);

static struct freeblock *
block_at(size_t idx)
{
	return ((struct freeblock *)(zone_base + idx * PAGE_SIZE));
}

/* [idx, idx + 2^order) becomes free: join it with its buddies. */
static void
block_free(size_t idx, int order)
{
	size_t buddy;

	zone_free += (size_t)1 << order;
	for (; order < MAXORDER; order++) {
		buddy = idx ^ ((size_t)1 << order);
		if (buddy + ((size_t)1 << order) > zone_npages ||
		    kpages[buddy].kp_kind != KP_FREE ||
		    kpages[buddy].kp_order != order)
			break;
		LIST_REMOVE(block_at(buddy), fb_list);
		kpages[buddy].kp_kind = KP_INNER;
		idx &= ~((size_t)1 << order);
	}
	kpages[idx].kp_kind = KP_FREE;
	kpages[idx].kp_order = (uint8_t)order;
	LIST_INSERT_HEAD(&freelist[order], block_at(idx), fb_list);
}

/* Free [idx, idx + n) as aligned blocks. */
static void
range_free(size_t idx, size_t n)
{
	while (n > 0) {
		int order = idx == 0 ? MAXORDER : __builtin_ctzl(idx);

		if (order > MAXORDER)
			order = MAXORDER;
		while (((size_t)1 << order) > n)
			order--;
		block_free(idx, order);
		idx += (size_t)1 << order;
		n -= (size_t)1 << order;
	}
}

void
kmem_init(void *base, size_t size)
{
	size_t meta;

	for (int i = 0; i <= MAXORDER; i++)
		LIST_INIT(&freelist[i]);
	kpages = base;
	zone_npages = size / PAGE_SIZE;
	meta = round_page(zone_npages * sizeof(struct kpage)) / PAGE_SIZE;
	zone_base = (uintptr_t)base;
	for (size_t i = 0; i < zone_npages; i++)
		kpages[i].kp_kind = KP_INNER;
	range_free(meta, zone_npages - meta);
}

static void *
zone_alloc(size_t npages)
{
	struct freeblock *fb;
	int order = 0, want;
	size_t idx;

	while (((size_t)1 << order) < npages)
		order++;
	want = order;
	spin_lock(&zone_spin);
	while (order <= MAXORDER && LIST_EMPTY(&freelist[order]))
		order++;
	if (order > MAXORDER) {
		spin_unlock(&zone_spin);
		return (NULL);
	}
	fb = LIST_FIRST(&freelist[order]);
	LIST_REMOVE(fb, fb_list);
	idx = ((uintptr_t)fb - zone_base) / PAGE_SIZE;
	zone_free -= (size_t)1 << order;
	kpages[idx].kp_kind = KP_PAGES;
	kpages[idx].kp_npages = (uint32_t)npages;
	while (order > want) {
		order--;
		block_free(idx + ((size_t)1 << order), order);
	}
	if (((size_t)1 << want) > npages)
		range_free(idx + npages, ((size_t)1 << want) - npages);
	spin_unlock(&zone_spin);
	return (fb);
}

void *
kmem_alloc(size_t npages, int flags)
{
	void *p;

	KKASSERT(npages != 0);
	if (npages > ((size_t)1 << MAXORDER))
		return (NULL);
	p = zone_alloc(npages);
	if (p == NULL && (flags & M_WAITOK) && curthread->td_nspin == 0) {
		for (int i = 0; i < NRECLAIM && reclaimers[i] != NULL; i++)
			reclaimers[i]();
		p = zone_alloc(npages);
	}
	if (p != NULL && (flags & M_ZERO))
		memset(p, 0, npages * PAGE_SIZE);
	return (p);
}

void
kmem_free(void *p, size_t npages)
{
	size_t idx = ((uintptr_t)p - zone_base) / PAGE_SIZE;

	KKASSERT(((uintptr_t)p & PAGE_MASK) == 0 && idx < zone_npages &&
	    kpages[idx].kp_kind != KP_FREE);
	spin_lock(&zone_spin);
	kpages[idx].kp_kind = KP_INNER;
	range_free(idx, npages);
	spin_unlock(&zone_spin);
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
kmem_reclaim_register(void (*fn)(void))
{
	for (int i = 0; i < NRECLAIM; i++)
		if (reclaimers[i] == NULL) {
			reclaimers[i] = fn;
			return;
		}
	panic("kmem_reclaim_register: too many");
}

void
kmem_stats(uint64_t *total, uint64_t *avail)
{
	*total = zone_npages * PAGE_SIZE;
	*avail = zone_free * PAGE_SIZE;
}

/*
 * Kernel stacks.  A few are kept, their pages warm.  The lowest word is a canary
 * that every switch checks.
 */
#ifdef SANITIZE
#define KSTACK_PAGES	32
#else
#define KSTACK_PAGES	8
#endif
#define KSTACK_KEEP	32

static struct spinlock kstack_spin =
    SPINLOCK_INITIALIZER("kstacks", LR_KMEM);
static void *kstack_cache[KSTACK_KEEP];
static int kstack_ncached;

void *
kstack_alloc(size_t *size)
{
	void *p = NULL;

	*size = KSTACK_PAGES * PAGE_SIZE;
	spin_lock(&kstack_spin);
	if (kstack_ncached > 0)
		p = kstack_cache[--kstack_ncached];
	spin_unlock(&kstack_spin);
	return (p != NULL ? p : kmem_alloc(KSTACK_PAGES, M_WAITOK));
}

void
kstack_free(void *p)
{
	spin_lock(&kstack_spin);
	if (kstack_ncached < KSTACK_KEEP) {
		kstack_cache[kstack_ncached++] = p;
		p = NULL;
	}
	spin_unlock(&kstack_spin);
	if (p != NULL)
		kmem_free(p, KSTACK_PAGES);
}
