/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_objio.c: pages of objects come from their files and go back to them.
 *
 * A page that is read is PG_BUSY and one that is written PG_WRITE while the
 * filesystem has it; no lock is held then, and nobody takes the page out of
 * its object, which in turn keeps the vnode from being reclaimed.
 *
 * Locks: o_lock, see vm_object.h.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "vm/ubc.h"
#include "lib/libkern.h"
#include "sys/kproc.h"
#include "vfs/vnode.h"
#include <sys/errno.h>

#define CLUSTER		32	/* pages in one request to a filesystem */
#define GRAB_TRIES	100	/* waits of 100 ms for memory */

/* Pages that were being filled are: valid, or without contents. */
static void
fill_done(struct vm_page **pgs, int n, int error)
{
	for (int i = 0; i < n; i++) {
		if (error == 0)
			page_enqueue(pgs[i], PQ_INACTIVE);
		page_done(pgs[i], PG_BUSY, error == 0 ? PG_VALID : PG_ERROR);
	}
}

/* Pages that were being written are: clean, or dirty as before. */
static void
write_done(struct vm_page **pgs, int n, int error, bool keep)
{
	struct vm_object *o = pgs[0]->pg_obj;

	for (int i = 0; i < n; i++) {
		if (error != 0)
			page_dirty(pgs[i]);
		page_done(pgs[i], PG_WRITE, 0);
	}
	if (error != 0 && keep)
		o->o_error = error;
	atomic_sub(&o->o_writing, n);
}

void
ubc_iodone(struct vm_page **pgs, int npages, bool write, int error)
{
	if (npages <= 0)
		return;
	if (write) {
		/* The object may go once its last page is not busy. */
		struct vm_object *o = pgs[0]->pg_obj;

		object_hold(o);
		write_done(pgs, npages, error, true);
		object_unhold(o);
	} else
		fill_done(pgs, npages, error);
}

uint64_t
ubc_page_index(struct vm_page *pg)
{
	return (pg->pg_index);
}

/*
 * Make up to n pages from index on, which is missing.  o_lock exclusive on
 * entry, released on return.
 */
static int
object_fill(struct vm_object *o, uint64_t index, int n)
{
	struct vm_page *pgs[CLUSTER], *after;
	struct page_batch pb = { .pb_n = 0 };
	bool anon = o->o_type == OBJ_ANON;
	uint64_t left = object_npages(o) - index;
	int want, got, i, error = 0;

	n = K_MAX(1, K_MIN(n, CLUSTER));
	n = (int)K_MIN((uint64_t)n, left);
	for (want = 1; want < n; want++)
		if (object_lookup(o, index + (uint64_t)want) != NULL)
			break;
	after = index > 0 ? object_lookup(o, index - 1) : NULL;
	got = page_get_run(after, want, pgs,
	    vm_pga() | (anon ? PGA_ZERO : 0));
	for (i = 0; i < got; i++) {
		atomic_or(&pgs[i]->pg_flags, anon ? PG_VALID : PG_BUSY);
		if (object_insert(o, index + (uint64_t)i, pgs[i]) != 0)
			break;
	}
	for (int j = i; j < got; j++) {
		atomic_and(&pgs[j]->pg_flags, ~(uint32_t)(PG_BUSY | PG_VALID));
		page_unref_batch(&pb, pgs[j]);
	}
	lock_release(&o->o_lock);
	page_batch_flush(&pb);
	if (i == 0)
		return (ENOMEM);
	if (anon) {
		METER(zfod, (uint64_t)i);
		return (0);
	}
	METER(vnodein, 1);
	METER(vnodepgsin, (uint64_t)i);
	error = VOP(o->o_vnode, getpages, (int64_t)(index << PAGE_SHIFT_K), pgs,
	    i);
	if (error == EINPROGRESS)
		return (0);
	if (error == 0) {
		fill_done(pgs, i, 0);
		return (0);
	}
	lock_exclusive(&o->o_lock);
	fill_done(pgs, i, error);
	for (int j = 0; j < i; j++)
		object_remove(o, pgs[j], &pb);
	lock_release(&o->o_lock);
	page_batch_flush(&pb);
	if (i == 1)
		return (error);
	/* It may be the pages ahead, which nobody has asked for. */
	lock_exclusive(&o->o_lock);
	if (!o->o_dead && index < object_npages(o) &&
	    object_lookup(o, index) == NULL)
		return (object_fill(o, index, 1));
	lock_release(&o->o_lock);
	return (0);
}

/* A page whose filling failed in the background goes. */
static void
object_forget_failed(struct vm_object *o, uint64_t index)
{
	struct page_batch pb = { .pb_n = 0 };
	struct vm_page *pg;

	lock_exclusive(&o->o_lock);
	pg = object_lookup(o, index);
	if (pg != NULL && (pg->pg_flags & (PG_VALID | PG_BUSY)) == 0)
		object_remove(o, pg, &pb);
	lock_release(&o->o_lock);
	page_batch_flush(&pb);
}

int
object_grab(struct vm_object *o, uint64_t index, int ahead, bool make,
    struct vm_page **pgp)
{
	struct vm_page *pg;
	bool waited = false;
	int error, tries = 0;

	*pgp = NULL;
	for (;;) {
		lock_shared(&o->o_lock);
		pg = object_lookup(o, index);
		if (pg != NULL && (pg->pg_flags & PG_BUSY) != 0) {
			page_wait(pg, PG_BUSY, &o->o_lock, true);
			lock_release(&o->o_lock);
			waited = true;
			continue;
		}
		if (pg != NULL && (pg->pg_flags & PG_VALID) != 0) {
			page_ref(pg);
			page_used(pg);
			lock_release(&o->o_lock);
			*pgp = pg;
			return (0);
		}
		lock_release(&o->o_lock);
		if (pg != NULL) {
			object_forget_failed(o, index);
			if (waited)
				return (EIO);
			continue;
		}
		if (o->o_type == OBJ_ANON && !make)
			return (0);
		lock_exclusive(&o->o_lock);
		if (o->o_dead)
			error = EIO;
		else if (index >= object_npages(o))
			error = EINVAL;
		else if (object_lookup(o, index) != NULL)
			error = 0;
		else {
			error = object_fill(o, index, ahead);
			if (error == ENOMEM) {
				if (vm_dying() || ++tries > GRAB_TRIES)
					return (ENOMEM);
				vm_wait();
			} else if (error != 0)
				return (error);
			waited = true;
			continue;
		}
		lock_release(&o->o_lock);
		if (error != 0)
			return (error);
	}
}

/*
 * ---- writing ----------------------------------------------------------
 */

static bool
page_writable(const struct vm_page *pg)
{
	return (pg != NULL && (pg->pg_flags & (PG_VALID | PG_DIRTY | PG_BUSY |
	    PG_WRITE)) == (PG_VALID | PG_DIRTY));
}

/* What a program wrote behind the end of the file is not the file's. */
static void
zero_tail(struct vm_object *o, struct vm_page *pg)
{
	uint64_t off = pg->pg_index << PAGE_SHIFT_K, size = o->o_size;

	if (size > off && size - off < PAGE_SIZE)
		memset((uint8_t *)page_kva(pg) + (size - off), 0,
		    PAGE_SIZE - (size - off));
}

int
object_write_cluster(struct vm_object *o, uint64_t index, uint64_t first,
    uint64_t last, int flags, int *wrote)
{
	struct vm_page *pgs[CLUSTER];
	uint64_t lo = index;
	int n = 0, error;

	INVARIANT(lock_owned(&o->o_lock));
	*wrote = 0;
	while (lo > first && index - lo < CLUSTER / 2 &&
	    page_writable(object_lookup(o, lo - 1)))
		lo--;
	while (n < CLUSTER && lo + (uint64_t)n <= last &&
	    page_writable(object_lookup(o, lo + (uint64_t)n))) {
		pgs[n] = object_lookup(o, lo + (uint64_t)n);
		n++;
	}
	if (n == 0 || o->o_dead) {
		lock_release(&o->o_lock);
		return (0);
	}
	object_wrprotect(o, lo, lo + (uint64_t)n - 1);
	atomic_add(&o->o_writing, n);
	for (int i = 0; i < n; i++) {
		atomic_or(&pgs[i]->pg_flags, PG_WRITE);
		page_clean(pgs[i]);
		zero_tail(o, pgs[i]);
	}
	object_hold(o);
	lock_release(&o->o_lock);

	METER(vnodeout, 1);
	METER(vnodepgsout, (uint64_t)n);
	error = VOP(o->o_vnode, putpages, (int64_t)(lo << PAGE_SHIFT_K), pgs, n,
	    flags);
	if (error == EINPROGRESS)
		error = 0;
	else
		write_done(pgs, n, error, flags != MNT_WAIT);
	object_unhold(o);
	*wrote = n;
	return (error);
}

int
object_flush(struct vm_object *o, uint64_t first, uint64_t last, bool wait)
{
	struct vm_page *pg;
	uint64_t i, end;
	int error = 0, e, n;

	if (o->o_ndirty == 0 && (!wait || o->o_writing == 0))
		return (wait ? atomic_swap(&o->o_error, 0) : 0);
	lock_exclusive(&o->o_lock);
	for (i = first; (pg = radix_next(&o->o_pages, &i, last)) != NULL;) {
		if (page_writable(pg)) {
			e = object_write_cluster(o, i, i, last,
			    wait ? MNT_WAIT : 0, &n);
			if (error == 0)
				error = e;
			lock_exclusive(&o->o_lock);
			end = i + (uint64_t)K_MAX(n, 1);
		} else if (wait && (pg->pg_flags & PG_WRITE) != 0) {
			page_wait(pg, PG_WRITE, &o->o_lock, false);
			continue;	/* it may be dirty again */
		} else
			end = i + 1;
		if (end - 1 >= last)
			break;
		i = end;
	}
	for (i = first; wait && o->o_writing > 0 &&
	    (pg = radix_next(&o->o_pages, &i, last)) != NULL;) {
		if ((pg->pg_flags & PG_WRITE) != 0)
			page_wait(pg, PG_WRITE, &o->o_lock, false);
		else if (i++ == last)
			break;
	}
	lock_release(&o->o_lock);
	if (wait) {
		e = atomic_swap(&o->o_error, 0);
		if (error == 0)
			error = e;
	}
	return (error);
}

int
object_backpage(struct vm_object *o, uint64_t index)
{
	struct vnode *vp = o->o_vnode;
	struct ucred *cred = curlwp != NULL && curlwp->lwp_cred != NULL ?
	    curlwp->lwp_cred : root_cred;
	struct vm_page *pg;
	uint64_t off = index << PAGE_SHIFT_K, len;
	int error = 0;

	if (o->o_type != OBJ_VNODE || vp->v_op->vop_balloc == NULL)
		return (0);
	lock_exclusive(&o->o_lock);
	pg = object_lookup(o, index);
	if (pg == NULL || (pg->pg_flags & PG_BACKED) != 0 || o->o_dead ||
	    off >= o->o_size) {
		lock_release(&o->o_lock);
		return (0);	/* the fault looks again */
	}
	if ((pg->pg_flags & (PG_BUSY | PG_WRITE)) != 0) {
		page_wait(pg, PG_BUSY | PG_WRITE, &o->o_lock, false);
		lock_release(&o->o_lock);
		return (0);
	}
	len = K_MIN((uint64_t)PAGE_SIZE, o->o_size - off);
	atomic_or(&pg->pg_flags, PG_WRITE);
	atomic_add(&o->o_writing, 1);
	object_hold(o);
	lock_release(&o->o_lock);

	error = VOP(vp, balloc, (int64_t)off, (size_t)len, cred);
	if (error == EOPNOTSUPP)
		error = 0;
	page_done(pg, PG_WRITE, error == 0 ? PG_BACKED : 0);
	atomic_sub(&o->o_writing, 1);
	object_unhold(o);
	return (error);
}

/*
 * ---- dropping -----------------------------------------------------------
 */

void
object_purge(struct vm_object *o, uint64_t first, uint64_t last)
{
	struct page_batch pb = { .pb_n = 0 };
	struct vm_page *pg;

	if (o->o_npages == 0)
		return;
	object_unmap(o, first, last);
	for (uint64_t i = first;
	    (pg = radix_next(&o->o_pages, &i, last)) != NULL;) {
		if ((pg->pg_flags & (PG_BUSY | PG_WRITE)) != 0) {
			page_wait(pg, PG_BUSY | PG_WRITE, &o->o_lock, false);
			/* Meanwhile it may have been mapped again. */
			object_unmap(o, first, last);
			i = first;
			continue;
		}
		object_remove(o, pg, &pb);
	}
	page_batch_flush(&pb);
}

void
object_invalidate(struct vm_object *o, uint64_t first, uint64_t last)
{
	struct page_batch pb = { .pb_n = 0 };
	struct vm_page *pg;

	if (o->o_type != OBJ_VNODE)
		return;
	for (uint64_t i = first;
	    (pg = radix_next(&o->o_pages, &i, last)) != NULL;) {
		if ((pg->pg_flags & (PG_BUSY | PG_WRITE | PG_DIRTY)) == 0 &&
		    !object_wired(o, i)) {
			object_unmap(o, i, i);
			if (pg->pg_ref == 1)
				object_remove(o, pg, &pb);
		}
		if (i++ == last)
			break;
	}
	page_batch_flush(&pb);
}
