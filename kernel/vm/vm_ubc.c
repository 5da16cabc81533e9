/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_ubc.c: read(2) and write(2) through the page cache, see ubc.h.
 *
 * User memory is only touched while the page at hand is held, not busy, and with
 * no vm lock: the user's buffer may be a mapping of the very same page.
 *
 * Locks: [u] ubc_spin guards v_object and, for objects of files, o_refs and o_dead
 * against a vnode that parts from its object.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "vm/ubc.h"
#include "lib/libkern.h"
#include "vfs/vnode.h"
#include <sys/errno.h>

#define READAHEAD	32	/* pages, for sequential readers */

struct spinlock	 ubc_spin = SPINLOCK_INITIALIZER("ubc", LR_SPINMISC);

/*
 * The object of vp without a reference: the caller's v_lock (or reference, while
 * it knows that vp does not die) keeps it.
 */
static int
object_of(struct vnode *vp, struct vm_object **op)
{
	struct vm_object *o = atomic_load(&vp->v_object), *mine;
	struct vattr va;
	int error;

	if (o != NULL) {
		*op = o;
		return (0);
	}
	if ((error = VOP(vp, getattr, &va)) != 0)
		return (error);
	if ((error = object_alloc(OBJ_VNODE, vp, va.va_size, &mine)) != 0)
		return (error);
	spin_lock(&ubc_spin);
	if ((o = vp->v_object) == NULL && (vp->v_flag & VN_DEAD) == 0) {
		atomic_store(&vp->v_object, mine);
		o = mine;
	}
	spin_unlock(&ubc_spin);
	if (o != mine)
		object_unhold(mine);
	*op = o;
	return (o == NULL ? EIO : 0);
}

int
ubc_object(struct vnode *vp, struct vm_object **op)
{
	struct vm_object *o;
	int error, n = 0;

	if ((vp->v_flag & VN_ANONOBJ) != 0) {
		vm_object_ref(vp->v_object);
		*op = vp->v_object;
		return (0);
	}
	if ((error = object_of(vp, &o)) != 0)
		return (error);
	spin_lock(&ubc_spin);
	o = vp->v_object;	/* it may have gone, or another has come */
	if (o != NULL)
		n = atomic_add(&o->o_refs, 1);
	spin_unlock(&ubc_spin);
	if (o == NULL)
		return (EIO);
	if (n == 1)
		vref(vp);
	*op = o;
	return (0);
}

/* The file has at least this size: its filesystem says so. */
static void
object_atleast(struct vm_object *o, uint64_t size)
{
	if (k_likely(o->o_size >= size))
		return;
	lock_exclusive(&o->o_lock);
	if (o->o_size < size)
		o->o_size = size;
	lock_release(&o->o_lock);
}

/*
 * ---- reading ----------------------------------------------------------
 */

static int
object_read(struct vm_object *o, struct kuio *uio, uint64_t size)
{
	struct vm_page *pg;
	uint64_t index, left;
	size_t n, in;
	int ahead, error = 0;

	while (uio->uio_resid > 0 && error == 0) {
		if (uio->uio_offset < 0 || (uint64_t)uio->uio_offset >= size)
			break;
		index = (uint64_t)uio->uio_offset >> PAGE_SHIFT_K;
		in = (size_t)uio->uio_offset & PAGE_MASK;
		left = size - (uint64_t)uio->uio_offset;
		n = K_MIN(PAGE_SIZE - in, uio->uio_resid);
		n = (size_t)K_MIN((uint64_t)n, left);
		ahead = (int)K_MIN((uio->uio_resid + in + PAGE_MASK) /
		    PAGE_SIZE, (size_t)READAHEAD);
		if (o->o_lastread == index || o->o_lastread + 1 == index ||
		    index == 0)
			ahead = READAHEAD;
		o->o_lastread = index;
		error = object_grab(o, index, ahead, false, &pg);
		if (error != 0)
			break;
		if (pg == NULL) {
			error = kuio_zero(n, uio);
			continue;
		}
		error = kuiomove((uint8_t *)page_kva(pg) + in, n, uio);
		page_unref(pg);
	}
	/* Beyond the end, shrunk meanwhile: nothing more to read. */
	return (error == EINVAL ? 0 : error);
}

int
ubc_read(struct vnode *vp, struct kuio *uio, uint64_t size)
{
	struct vm_object *o;
	int error;

	if (uio->uio_offset < 0)
		return (EINVAL);
	if ((uint64_t)uio->uio_offset >= size || uio->uio_resid == 0)
		return (0);
	if ((error = object_of(vp, &o)) != 0)
		return (error);
	object_atleast(o, size);
	return (object_read(o, uio, size));
}

/*
 * ---- writing ----------------------------------------------------------
 */

/*
 * Put a new page with its contents at index, unless there is one by now: EEXIST.
 * The page's reference passes on success.
 */
static int
object_adopt(struct vm_object *o, uint64_t index, struct vm_page *pg)
{
	int error;

	lock_exclusive(&o->o_lock);
	if (o->o_dead)
		error = EIO;
	else if (object_lookup(o, index) != NULL)
		error = EEXIST;
	else {
		atomic_or(&pg->pg_flags, PG_VALID | PG_REF | PG_BACKED);
		error = object_insert(o, index, pg);
	}
	if (error == 0) {
		page_enqueue(pg, PQ_INACTIVE);
		page_dirty(pg);
	} else
		atomic_and(&pg->pg_flags,
		    ~(uint32_t)(PG_VALID | PG_REF | PG_BACKED));
	lock_release(&o->o_lock);
	return (error);
}

/*
 * Write n bytes at in into page index, which is missing; the rest of the page (if
 * any) is beyond what the file holds.  *done: bytes taken from uio into *pgp, the page
 * they are in when it could not be put into the object.
 */
static int
write_fresh(struct vm_object *o, uint64_t index, size_t n, struct kuio *uio,
    struct vm_page **pgp, size_t *done)
{
	size_t before = uio->uio_resid;
	struct vm_page *pg;
	int error, e = EAGAIN;

	*done = 0;
	*pgp = NULL;
	if ((pg = page_get(vm_pga())) == NULL)
		return (0);	/* the slow way waits for memory */
	error = kuiomove(page_kva(pg), n, uio);
	*done = before - uio->uio_resid;
	if (error == 0 && *done == n)
		e = object_adopt(o, index, pg);
	if (e == 0)
		return (0);
	*pgp = pg;
	return (error);
}

/* Write up to n bytes of one page. */
static int
write_page(struct vm_object *o, struct kuio *uio, uint64_t index, size_t in,
    size_t n)
{
	struct vm_page *pg, *fresh = NULL;
	size_t done = 0;
	int error = 0, e;

	if (n == PAGE_SIZE) {
		lock_shared(&o->o_lock);
		pg = object_lookup(o, index);
		lock_release(&o->o_lock);
		if (pg == NULL) {
			error = write_fresh(o, index, n, uio, &fresh, &done);
			if (fresh == NULL && done == n)
				return (0);
		}
	}
	if ((e = object_grab(o, index, 1, true, &pg)) != 0) {
		/* What was taken for it is lost, and not counted. */
		uio->uio_resid += done;
		uio->uio_offset -= (int64_t)done;
		error = e;
	} else {
		if (fresh != NULL)
			memcpy((uint8_t *)page_kva(pg) + in, page_kva(fresh),
			    done);
		if (error == 0 && done < n)
			error = kuiomove((uint8_t *)page_kva(pg) + in + done,
			    n - done, uio);
		atomic_or(&pg->pg_flags, PG_BACKED);
		page_dirty(pg);
		page_unref(pg);
	}
	if (fresh != NULL)
		page_unref(fresh);
	return (error);
}

static int
object_write(struct vm_object *o, struct kuio *uio)
{
	uint64_t index;
	size_t n, in;
	int error = 0;

	while (uio->uio_resid > 0 && error == 0) {
		index = (uint64_t)uio->uio_offset >> PAGE_SHIFT_K;
		in = (size_t)uio->uio_offset & PAGE_MASK;
		n = K_MIN(PAGE_SIZE - in, uio->uio_resid);
		error = write_page(o, uio, index, in, n);
		if (vm_ndirty > vm_dirty_limit && o->o_type == OBJ_VNODE)
			(void)object_flush(o, 0, UINT64_MAX, false);
	}
	return (error);
}

int
ubc_write(struct vnode *vp, struct kuio *uio, uint64_t size)
{
	struct vm_object *o;
	int error;

	if (uio->uio_offset < 0)
		return (EINVAL);
	if ((error = object_of(vp, &o)) != 0)
		return (error);
	object_atleast(o, K_MAX(size, (uint64_t)uio->uio_offset +
	    uio->uio_resid));
	return (object_write(o, uio));
}

int
ubc_object_io(struct vm_object *o, struct kuio *uio, uint64_t size)
{
	if (uio->uio_offset < 0)
		return (EINVAL);
	if (uio->uio_rw == UIO_READ_K)
		return (object_read(o, uio, size));
	object_atleast(o, K_MAX(size, (uint64_t)uio->uio_offset +
	    uio->uio_resid));
	return (object_write(o, uio));
}

/*
 * ---- size, flushing, the end --------------------------------------------
 */

void
ubc_object_setsize(struct vm_object *o, uint64_t size)
{
	uint64_t old, index = size >> PAGE_SHIFT_K;
	struct vm_page *pg;

	lock_exclusive(&o->o_lock);
	old = o->o_size;
	o->o_size = size;
	if (size < old) {
		object_purge(o, object_npages(o), UINT64_MAX);
		while ((size & PAGE_MASK) != 0 &&
		    (pg = object_lookup(o, index)) != NULL) {
			if ((pg->pg_flags & PG_BUSY) != 0) {
				page_wait(pg, PG_BUSY, &o->o_lock, false);
				continue;
			}
			memset((uint8_t *)page_kva(pg) + (size & PAGE_MASK), 0,
			    PAGE_SIZE - (size & PAGE_MASK));
			break;
		}
	}
	lock_release(&o->o_lock);
}

void
ubc_setsize(struct vnode *vp, uint64_t size)
{
	struct vm_object *o = atomic_load(&vp->v_object);

	if (o != NULL)
		ubc_object_setsize(o, size);
}

int
ubc_flush(struct vnode *vp, int64_t off, uint64_t len, bool wait)
{
	struct vm_object *o = atomic_load(&vp->v_object);
	uint64_t first = (uint64_t)off >> PAGE_SHIFT_K, last;

	if (o == NULL || o->o_type != OBJ_VNODE)
		return (0);
	if (len == 0 || (uint64_t)off + len < len)
		last = UINT64_MAX;
	else
		last = ((uint64_t)off + len - 1) >> PAGE_SHIFT_K;
	return (object_flush(o, first, last, wait));
}

void
ubc_purge(struct vnode *vp)
{
	struct vm_object *o = atomic_load(&vp->v_object);
	bool used;

	if (o == NULL || o->o_type != OBJ_VNODE)
		return;
	lock_exclusive(&o->o_lock);
	o->o_dead = true;
	object_purge(o, 0, UINT64_MAX);
	lock_release(&o->o_lock);
	spin_lock(&ubc_spin);
	vp->v_object = NULL;
	used = o->o_refs > 0;
	spin_unlock(&ubc_spin);
	if (!used)
		object_unhold(o);
}

bool
ubc_dirty(struct vnode *vp)
{
	struct vm_object *o = atomic_load(&vp->v_object);

	return (o != NULL && o->o_type == OBJ_VNODE &&
	    (o->o_ndirty > 0 || o->o_writing > 0 || o->o_nwmaps > 0));
}
