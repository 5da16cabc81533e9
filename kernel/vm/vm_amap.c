/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_amap.c: private memory, see vm_amap.h.
 */
#include "vm/vm_amap.h"
#include <sys/errno.h>

MALLOC_DEFINE(M_AMAP, "amap", "private memory");

struct vm_amap *
amap_alloc(void)
{
	struct vm_amap *am;

	am = kmalloc(sizeof(*am), M_AMAP, M_NOWAIT | M_ZERO);
	if (am == NULL)
		return (NULL);
	lock_init(&am->am_lock, "amap", LR_AMAP, 0);
	refcount_init(&am->am_ref, 1);
	return (am);
}

void
amap_ref(struct vm_amap *am)
{
	refcount_get(&am->am_ref);
}

/* One slot less refers to pg. */
static void
anon_unref(struct vm_page *pg, struct page_batch *pb)
{
	KKASSERT(pg->pg_acount > 0);
	atomic_sub(&pg->pg_acount, 1);
	page_unref_batch(pb, pg);
}

static void
wipe_one(uint64_t slot, void *value, void *arg)
{
	anon_unref(value, arg);
}

struct wipe_count {
	struct page_batch *pb;
	uint64_t	 n;
};

static void
wipe_count(uint64_t slot, void *value, void *arg)
{
	struct wipe_count *wc = arg;

	anon_unref(value, wc->pb);
	wc->n++;
}

void
amap_drop(struct vm_amap *am)
{
	struct page_batch pb = { .pb_n = 0 };

	if (!refcount_put(&am->am_ref))
		return;
	radix_drain(&am->am_pages, 0, UINT64_MAX, wipe_one, &pb);
	page_batch_flush(&pb);
	lock_destroy(&am->am_lock);
	kfree(am, M_AMAP);
}

void
amap_wipe(struct vm_amap *am, uint64_t first, uint64_t last)
{
	struct page_batch pb = { .pb_n = 0 };
	struct wipe_count wc = { &pb, 0 };

	lock_exclusive(&am->am_lock);
	radix_drain(&am->am_pages, first, last, wipe_count, &wc);
	am->am_npages -= wc.n;
	lock_release(&am->am_lock);
	page_batch_flush(&pb);
}

struct vm_amap *
amap_copy(struct vm_amap *src, uint64_t first, uint64_t last)
{
	struct vm_amap *am = amap_alloc();
	struct vm_page *pg;
	int error = 0;

	if (am == NULL)
		return (NULL);
	/*
	 * With one reference src is reached through the caller's map only, which
	 * is locked exclusive; with more nobody changes it.
	 */
	for (uint64_t i = first;
	    (pg = radix_next(&src->am_pages, &i, last)) != NULL; i++) {
		if ((error = radix_set(&am->am_pages, i, pg)) != 0)
			break;
		page_anon_ref(pg);
		am->am_npages++;
		if (i == last)
			break;
	}
	if (error != 0) {
		amap_drop(am);
		am = NULL;
	}
	return (am);
}

int
amap_move(struct vm_amap *from, struct vm_amap *to, uint64_t first,
    uint64_t last)
{
	struct vm_page *pg;
	uint64_t moved = 0;
	int error = 0;

	/*
	 * Both belong to one map that is locked exclusive, and to one entry
	 * each: nobody else can reach them.
	 */
	for (uint64_t i = first;
	    (pg = radix_next(&from->am_pages, &i, last)) != NULL; i++) {
		if ((error = radix_set(&to->am_pages, i, pg)) != 0)
			break;
		moved++;
		if (i == last)
			break;
	}
	if (error != 0) {
		/* Nothing has left the old one yet. */
		radix_drain(&to->am_pages, first, last, NULL, NULL);
		return (error);
	}
	radix_drain(&from->am_pages, first, last, NULL, NULL);
	from->am_npages -= moved;
	to->am_npages += moved;
	return (0);
}

int
amap_set(struct vm_amap *am, uint64_t slot, struct vm_page *pg,
    struct page_batch *pb)
{
	struct vm_page *old = amap_lookup(am, slot);

	if (radix_set(&am->am_pages, slot, pg) != 0)
		return (ENOMEM);
	pg->pg_acount = 1;
	if (old != NULL)
		anon_unref(old, pb);
	else
		am->am_npages++;
	return (0);
}
