/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_advise.c: madvise(2), mcontrol(2), mincore(2) and msync(2).
 *
 * Locks: vs_lock; files are read and written with none.
 */
#include "vm/vm_map.h"
#include "vm/vm_patch.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "sys/ksyscall.h"
#include <sys/errno.h>

#define WILLNEED_MAX	512u	/* pages that one call reads at most */

/* Flags and advice that are kept with entries. */
static void
advise_entry(struct vm_map_entry *e, int behav)
{
	switch (behav) {
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
		e->e_advice = (uint8_t)behav;
		break;
	case MADV_NOSYNC:
		e->e_flags |= E_NOSYNC;
		break;
	case MADV_AUTOSYNC:
		e->e_flags &= ~(uint32_t)E_NOSYNC;
		break;
	case MADV_NOCORE:
		e->e_flags |= E_NOCORE;
		break;
	case MADV_CORE:
		e->e_flags &= ~(uint32_t)E_NOCORE;
		break;
	}
}

static int
advise_range(struct vmspace *vs, uintptr_t start, uintptr_t end, int behav)
{
	struct vm_dead dead = { NULL };
	struct vm_map_entry *e;
	uintptr_t at;
	int error = 0;

	lock_exclusive(&vs->vs_lock);
	if (map_clip(vs, start) != 0 || map_clip(vs, end) != 0)
		error = ENOMEM;
	for (e = map_lookup_ge(vs, start); error == 0 && e != NULL &&
	    e->e_start < end; e = e->e_next)
		advise_entry(e, behav);
	for (e = map_lookup_ge(vs, start); error == 0 && e != NULL &&
	    e->e_start <= end; e = map_lookup(vs, at)->e_next) {
		at = e->e_start;
		map_simplify(vs, e, &dead);
	}
	lock_release(&vs->vs_lock);
	vm_dead_free(&dead);
	return (error);
}

/* MADV_FREE: the contents may be forgotten; they are, at once. */
static int
free_range(struct vmspace *vs, uintptr_t start, uintptr_t end)
{
	struct vm_map_entry *e;
	uintptr_t lo, hi;
	int error = 0;

	lock_exclusive(&vs->vs_lock);
	for (e = map_lookup_ge(vs, start); error == 0 && e != NULL &&
	    e->e_start < end; e = e->e_next) {
		if (e->e_obj != NULL || e->e_amap == NULL ||
		    (e->e_flags & E_WIRED) != 0 || e->e_amap->am_npages == 0)
			continue;
		lo = K_MAX(start, e->e_start);
		hi = K_MIN(end, e->e_end);
		if ((error = entry_own_amap(e)) != 0)
			break;
		pmap_remove(vs->vs_pmap, lo, hi);
		amap_wipe(e->e_amap, entry_slot(e, lo), entry_slot(e, hi) - 1);
	}
	lock_release(&vs->vs_lock);
	return (error);
}

/* MADV_DONTNEED: pages of files go first when memory is short. */
static void
dontneed_entry(struct vm_map_entry *e, uintptr_t lo, uintptr_t hi)
{
	struct vm_object *o = e->e_obj;
	struct vm_page *pg;
	uint64_t last;

	if (o == NULL || o->o_type != OBJ_VNODE || (e->e_flags & E_WIRED) != 0)
		return;
	pmap_remove_object(e->e_space->vs_pmap, lo, hi, o);
	last = entry_index(e, hi) - 1;
	lock_shared(&o->o_lock);
	for (uint64_t i = entry_index(e, lo);
	    (pg = radix_next(&o->o_pages, &i, last)) != NULL; i++) {
		if ((pg->pg_flags & (PG_VALID | PG_BUSY)) != PG_VALID)
			continue;
		atomic_and(&pg->pg_flags, ~(uint32_t)PG_REF);
		page_enqueue(pg, PQ_INACTIVE);
	}
	lock_release(&o->o_lock);
}

static void
dontneed_range(struct vmspace *vs, uintptr_t start, uintptr_t end)
{
	struct vm_map_entry *e;

	lock_shared(&vs->vs_lock);
	for (e = map_lookup_ge(vs, start); e != NULL && e->e_start < end;
	    e = e->e_next)
		dontneed_entry(e, K_MAX(start, e->e_start),
		    K_MIN(end, e->e_end));
	lock_release(&vs->vs_lock);
}

/* The object shown at or above *va below end, referenced; what part of it. */
static struct vm_object *
next_object(struct vmspace *vs, uintptr_t *va, uintptr_t end, uint64_t *first,
    uint64_t *last, uintptr_t *stop, uint32_t *flags)
{
	struct vm_object *o = NULL;
	struct vm_map_entry *e;

	lock_shared(&vs->vs_lock);
	for (e = map_lookup_ge(vs, *va); e != NULL && *va < end &&
	    e->e_start < end; e = e->e_next) {
		if (e->e_obj == NULL || e->e_obj->o_type != OBJ_VNODE)
			continue;
		o = e->e_obj;
		vm_object_ref(o);
		*va = K_MAX(*va, e->e_start);
		*stop = K_MIN(end, e->e_end);
		*first = entry_index(e, *va);
		*last = entry_index(e, *stop) - 1;
		*flags = e->e_flags;
		break;
	}
	lock_release(&vs->vs_lock);
	return (o);
}

static void
willneed_range(struct vmspace *vs, uintptr_t start, uintptr_t end)
{
	uint64_t first, last, left = WILLNEED_MAX;
	uintptr_t va = start, stop;
	struct vm_object *o;
	struct vm_page *pg;
	uint32_t flags;

	while (left > 0 && (o = next_object(vs, &va, end, &first, &last, &stop,
	    &flags)) != NULL) {
		for (; first <= last && left > 0; first++, left--) {
			if (object_grab(o, first, 32, false, &pg) != 0)
				break;
			if (pg != NULL)
				page_unref(pg);
		}
		vm_object_drop(o);
		vm_prefault(vs, va, stop - va);
		va = stop;
	}
}

static int
do_advise(struct lwp *lp, uintptr_t start, size_t len, int behav)
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	uintptr_t end = start + len;

	if (behav < 0 || behav > MADV_SETMAP)
		return (EINVAL);
	if (end < start || end > VM_MAX_USER_ADDRESS)
		return (EINVAL);
	start = trunc_page(start);
	end = round_page(end);
	if (start == end)
		return (0);
	vm_patch_yield(vs, start, end - start);
	switch (behav) {
	case MADV_WILLNEED:
		willneed_range(vs, start, end);
		return (0);
	case MADV_DONTNEED:
		dontneed_range(vs, start, end);
		return (0);
	case MADV_FREE:
		return (free_range(vs, start, end));
	case MADV_INVAL:
		/* What is mapped is found anew at the next touch. */
		pmap_remove(vs->vs_pmap, start, end);
		return (0);
	case MADV_SETMAP:
		return (EINVAL);	/* page tables of programs: none */
	default:
		return (advise_range(vs, start, end, behav));
	}
}

int
sys_madvise(struct lwp *lp, const struct madvise_args *uap, int64_t rv[2])
{
	return (do_advise(lp, (uintptr_t)uap->addr, uap->len, uap->behav));
}

int
sys_mcontrol(struct lwp *lp, const struct mcontrol_args *uap, int64_t rv[2])
{
	return (do_advise(lp, (uintptr_t)uap->addr, uap->len, uap->behav));
}

/*
 * ---- mincore --------------------------------------------------------------
 */

/* What mincore(2) tells of one page; vs_lock shared. */
static char
incore(struct vmspace *vs, uintptr_t va)
{
	struct vm_map_entry *e = map_lookup(vs, va);
	int prot = pmap_mapped(vs->vs_pmap, va), info = 0;
	struct vm_page *pg = NULL;

	if (e == NULL)
		return (0);
	if (prot != 0) {
		info = MINCORE_INCORE | MINCORE_REFERENCED;
		if ((prot & PROT_WRITE) != 0)
			info |= MINCORE_MODIFIED;
		return ((char)info);
	}
	if (e->e_amap != NULL) {
		lock_shared(&e->e_amap->am_lock);
		if (amap_lookup(e->e_amap, entry_slot(e, va)) != NULL)
			info = MINCORE_INCORE | MINCORE_MODIFIED_OTHER;
		lock_release(&e->e_amap->am_lock);
	}
	if (info == 0 && e->e_obj != NULL) {
		lock_shared(&e->e_obj->o_lock);
		pg = object_lookup(e->e_obj, entry_index(e, va));
		if (pg != NULL && (pg->pg_flags & PG_VALID) != 0) {
			info = MINCORE_INCORE;
			if ((pg->pg_flags & PG_DIRTY) != 0)
				info |= MINCORE_MODIFIED_OTHER;
			if ((pg->pg_flags & PG_REF) != 0)
				info |= MINCORE_REFERENCED_OTHER;
		}
		lock_release(&e->e_obj->o_lock);
	}
	return ((char)info);
}

int
sys_mincore(struct lwp *lp, const struct mincore_args *uap, int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	uintptr_t va = trunc_page(uap->addr), end;
	char buf[128], *vec = uap->vec;
	size_t len = uap->len, n;
	int error = 0;

	if (len > SIZE_MAX - PAGE_MASK)
		return (EINVAL);
	end = va + round_page(len);
	if (end < va || end > VM_MAX_USER_ADDRESS)
		return (EINVAL);
	while (va < end && error == 0) {
		n = K_MIN((end - va) >> PAGE_SHIFT_K, sizeof(buf));
		lock_shared(&vs->vs_lock);
		for (size_t i = 0; i < n; i++)
			buf[i] = incore(vs, va + i * PAGE_SIZE);
		lock_release(&vs->vs_lock);
		error = copyout(buf, vec, n);
		vec += n;
		va += n * PAGE_SIZE;
		cpu_poll();
	}
	return (error);
}

bool
vm_incore(struct vmspace *vs, uintptr_t addr)
{
	bool yes;

	lock_shared(&vs->vs_lock);
	yes = incore(vs, trunc_page(addr)) != 0;
	lock_release(&vs->vs_lock);
	return (yes);
}

/*
 * ---- msync ------------------------------------------------------------------
 */

/* The entry that holds addr: its bounds. */
static int
entry_bounds(struct vmspace *vs, uintptr_t *addr, size_t *len)
{
	struct vm_map_entry *e;

	lock_shared(&vs->vs_lock);
	e = map_lookup(vs, *addr);
	if (e != NULL) {
		*addr = e->e_start;
		*len = e->e_end - e->e_start;
	}
	lock_release(&vs->vs_lock);
	return (e == NULL ? EINVAL : 0);
}

int
sys_msync(struct lwp *lp, const struct msync_args *uap, int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	uintptr_t va = (uintptr_t)uap->addr, end, stop;
	uint64_t first, last;
	size_t len = uap->len;
	struct vm_object *o;
	uint32_t flags;
	int error, e;

	if ((error = vm_user_range(&va, &len)) != 0)
		return (error);
	if ((uap->flags & (MS_ASYNC | MS_INVALIDATE)) ==
	    (MS_ASYNC | MS_INVALIDATE))
		return (EINVAL);
	if (len == 0 && (error = entry_bounds(vs, &va, &len)) != 0)
		return (error);
	if (!vm_useracc(vs, va, len, PROT_NONE))
		return (EINVAL);
	end = va + len;
	while ((o = next_object(vs, &va, end, &first, &last, &stop,
	    &flags)) != NULL) {
		e = 0;
		if ((flags & E_SHARED) != 0)
			e = object_flush(o, first, last,
			    (uap->flags & MS_ASYNC) == 0);
		if ((uap->flags & MS_INVALIDATE) != 0) {
			lock_exclusive(&o->o_lock);
			object_invalidate(o, first, last);
			lock_release(&o->o_lock);
		}
		vm_object_drop(o);
		if (error == 0 && e != 0)
			error = EIO;
		va = stop;
	}
	return (error);
}
