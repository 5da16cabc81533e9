/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_object.c: memory objects: life, pages by number, who maps them.
 *
 * Locks: as told in vm_object.h.  Order: o_lock, pm_lock, vm_queue_spin.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "platform/pmap.h"
#include "sys/callout.h"
#include "sys/thread.h"
#include "vfs/vnode.h"
#include <sys/errno.h>

MALLOC_DEFINE(M_VMOBJ, "vmobject", "memory objects");

struct spinlock	 vm_queue_spin;
struct vm_pageq	 vm_inactive = { NULL, &vm_inactive.tqh_first };
struct vm_pageq	 vm_active = { NULL, &vm_active.tqh_first };
volatile uint64_t vm_ninactive, vm_nactive;
volatile int64_t vm_ndirty;
struct vm_objectq vm_dirtyq = { NULL, &vm_dirtyq.tqh_first };

/*
 * ---- life ------------------------------------------------------------
 */

int
object_alloc(enum vm_object_type type, struct vnode *vp, uint64_t size,
    struct vm_object **op)
{
	struct vm_object *o;

	o = kmalloc(sizeof(*o), M_VMOBJ, M_NOWAIT | M_ZERO);
	if (o == NULL)
		return (ENOMEM);
	o->o_type = type;
	o->o_vnode = vp;
	o->o_size = size;
	o->o_life = 1;
	o->o_lastread = UINT64_MAX;
	lock_init(&o->o_lock, "vmobj", LR_OBJECT, 0);
	LIST_INIT(&o->o_maps);
	*op = o;
	return (0);
}

int
vm_object_anon(uint64_t size, struct vm_object **op)
{
	int error;

	error = object_alloc(OBJ_ANON, NULL, size, op);
	if (error == 0)
		(*op)->o_refs = 1;
	return (error);
}

void
vm_object_private(struct vm_object *o)
{
	o->o_private = true;
}

void
object_hold(struct vm_object *o)
{
	atomic_add(&o->o_life, 1);
}

void
object_unhold(struct vm_object *o)
{
	int n = atomic_sub(&o->o_life, 1);

	KKASSERT(n >= 0);
	if (n != 0)
		return;
	KKASSERT(radix_empty(&o->o_pages) && !o->o_ondirtyq &&
	    LIST_EMPTY(&o->o_maps));
	lock_destroy(&o->o_lock);
	kfree(o, M_VMOBJ);
}

void
vm_object_ref(struct vm_object *o)
{
	int n = atomic_add(&o->o_refs, 1);

	KKASSERT(n > 1);
}

void
vm_object_drop(struct vm_object *o)
{
	struct vnode *vp = o->o_vnode;
	bool alone, last;

	spin_lock(&ubc_spin);
	KKASSERT(o->o_refs > 0);
	last = atomic_sub(&o->o_refs, 1) == 0;
	alone = vp == NULL || vp->v_object != o;	/* nobody else has it */
	spin_unlock(&ubc_spin);
	if (!last)
		return;
	if (vp == NULL) {
		lock_exclusive(&o->o_lock);
		object_purge(o, 0, UINT64_MAX);
		lock_release(&o->o_lock);
	}
	if (alone)
		object_unhold(o);
	if (vp != NULL)
		vrele(vp);
}

uint64_t
vm_object_resident(struct vm_object *o, uint64_t first, uint64_t n)
{
	uint64_t i, end, count = 0;

	lock_shared(&o->o_lock);
	if (n == UINT64_MAX)
		count = o->o_npages;
	else {
		end = K_MIN(first + n, object_npages(o));
		for (i = first; i < end; i++)
			if (object_lookup(o, i) != NULL)
				count++;
	}
	lock_release(&o->o_lock);
	return (count);
}

int
vm_object_wire(struct vm_object *o, uint64_t index, struct vm_page **pgp)
{
	KKASSERT(o->o_type == OBJ_ANON);
	return (object_grab(o, index, 1, true, pgp));
}

/*
 * ---- pages ------------------------------------------------------------
 */

int
object_insert(struct vm_object *o, uint64_t index, struct vm_page *pg)
{
	INVARIANT(lock_owned(&o->o_lock));
	if (radix_set(&o->o_pages, index, pg) != 0)
		return (ENOMEM);
	spin_lock(&vm_queue_spin);
	pg->pg_obj = o;
	pg->pg_index = index;
	spin_unlock(&vm_queue_spin);
	o->o_npages++;
	return (0);
}

static void
dequeue_locked(struct vm_page *pg)
{
	if (pg->pg_queue == PQ_INACTIVE) {
		TAILQ_REMOVE(&vm_inactive, pg, pg_q);
		vm_ninactive--;
	} else if (pg->pg_queue == PQ_ACTIVE) {
		TAILQ_REMOVE(&vm_active, pg, pg_q);
		vm_nactive--;
	}
	pg->pg_queue = PQ_NONE;
}

void
page_enqueue(struct vm_page *pg, int queue)
{
	spin_lock(&vm_queue_spin);
	dequeue_locked(pg);
	if (pg->pg_obj != NULL && pg->pg_obj->o_type == OBJ_VNODE) {
		pg->pg_queue = (uint8_t)queue;
		if (queue == PQ_INACTIVE) {
			TAILQ_INSERT_TAIL(&vm_inactive, pg, pg_q);
			vm_ninactive++;
		} else {
			TAILQ_INSERT_TAIL(&vm_active, pg, pg_q);
			vm_nactive++;
		}
	}
	spin_unlock(&vm_queue_spin);
}

/* n dirty pages more or less for o; [q] held. */
static void
account_dirty(struct vm_object *o, int n)
{
	o->o_ndirty += n;
	vm_ndirty += n;
	if (o->o_ndirty > 0 && !o->o_ondirtyq) {
		TAILQ_INSERT_TAIL(&vm_dirtyq, o, o_dirtyq);
		o->o_ondirtyq = true;
		o->o_dirtied = time_mono();
	} else if (o->o_ndirty == 0 && o->o_ondirtyq) {
		TAILQ_REMOVE(&vm_dirtyq, o, o_dirtyq);
		o->o_ondirtyq = false;
	}
}

void
page_dirty(struct vm_page *pg)
{
	if ((pg->pg_flags & PG_DIRTY) != 0)
		return;
	spin_lock(&vm_queue_spin);
	if (pg->pg_obj != NULL && pg->pg_obj->o_type == OBJ_VNODE &&
	    (pg->pg_flags & PG_DIRTY) == 0) {
		atomic_or(&pg->pg_flags, PG_DIRTY);
		account_dirty(pg->pg_obj, 1);
	}
	spin_unlock(&vm_queue_spin);
}

static void
clean_locked(struct vm_page *pg)
{
	if ((pg->pg_flags & PG_DIRTY) != 0) {
		atomic_and(&pg->pg_flags, ~(uint32_t)PG_DIRTY);
		account_dirty(pg->pg_obj, -1);
	}
}

void
page_clean(struct vm_page *pg)
{
	spin_lock(&vm_queue_spin);
	clean_locked(pg);
	spin_unlock(&vm_queue_spin);
}

void
object_remove(struct vm_object *o, struct vm_page *pg, struct page_batch *pb)
{
	void *was;

	INVARIANT(lock_owned(&o->o_lock));
	KKASSERT(pg->pg_obj == o && (pg->pg_flags & (PG_BUSY | PG_WRITE)) == 0);
	was = radix_clear(&o->o_pages, pg->pg_index);
	KKASSERT(was == pg);
	spin_lock(&vm_queue_spin);
	clean_locked(pg);
	dequeue_locked(pg);
	pg->pg_obj = NULL;
	spin_unlock(&vm_queue_spin);
	atomic_and(&pg->pg_flags, ~(uint32_t)(PG_VALID | PG_BACKED));
	o->o_npages--;
	page_unref_batch(pb, pg);
}

/*
 * ---- busy pages ---------------------------------------------------------
 */

void
page_wait(struct vm_page *pg, uint32_t mask, struct lock *lk, bool shared)
{
	page_ref(pg);
	tsleep_interlock(pg, 0);
	atomic_or(&pg->pg_flags, PG_WANTED);
	if ((pg->pg_flags & mask) != 0) {
		lock_release(lk);
		(void)tsleep(pg, PINTERLOCKED, "vmpage", 0);
		(void)lock_acquire(lk, shared ? LK_SHARED : LK_EXCLUSIVE);
	} else
		tsleep_remove();
	page_unref(pg);
}

void
page_done(struct vm_page *pg, uint32_t clear, uint32_t set)
{
	uint32_t old, new;

	old = pg->pg_flags;
	do {
		new = (old & ~(clear | PG_WANTED)) | set;
	} while (!__atomic_compare_exchange_n(&pg->pg_flags, &old, new, false,
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	if ((old & PG_WANTED) != 0)
		wakeup(pg);
}

/*
 * ---- who maps it ----------------------------------------------------------
 */

/* The part of e that shows pages [first, last] of its object; false: none. */
static bool
entry_span(const struct vm_map_entry *e, uint64_t first, uint64_t last,
    uintptr_t *start, uintptr_t *end)
{
	uint64_t lo = (uint64_t)e->e_off >> PAGE_SHIFT_K;
	uint64_t n = (e->e_end - e->e_start) >> PAGE_SHIFT_K;

	if (last < lo || first >= lo + n)
		return (false);
	*start = e->e_start + ((first > lo ? first - lo : 0) << PAGE_SHIFT_K);
	*end = last - lo >= n ? e->e_end :
	    e->e_start + ((last - lo + 1) << PAGE_SHIFT_K);
	return (true);
}

void
object_unmap(struct vm_object *o, uint64_t first, uint64_t last)
{
	struct vm_map_entry *e;
	uintptr_t start, end;

	INVARIANT(lock_owned(&o->o_lock));
	LIST_FOREACH(e, &o->o_maps, e_olink)
		if (entry_span(e, first, last, &start, &end))
			pmap_remove_object(e->e_space->vs_pmap, start, end, o);
}

void
object_wrprotect(struct vm_object *o, uint64_t first, uint64_t last)
{
	struct vm_map_entry *e;
	uintptr_t start, end;

	INVARIANT(lock_owned(&o->o_lock));
	if (o->o_nwmaps == 0)
		return;
	LIST_FOREACH(e, &o->o_maps, e_olink)
		if ((e->e_flags & E_WMAP) != 0 &&
		    entry_span(e, first, last, &start, &end))
			pmap_protect(e->e_space->vs_pmap, start, end,
			    PROT_READ | PROT_EXEC);
}

bool
object_wired(struct vm_object *o, uint64_t index)
{
	struct vm_map_entry *e;
	uintptr_t start, end;

	LIST_FOREACH(e, &o->o_maps, e_olink)
		if ((e->e_flags & E_WIRED) != 0 &&
		    entry_span(e, index, index, &start, &end))
			return (true);
	return (false);
}
