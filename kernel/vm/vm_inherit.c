/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_inherit.c: minherit(2): what fork does with memory.
 *
 * Memory that a child is to share must have an object.  Private memory gets one
 * when INHERIT_SHARE is asked for: its pages move from the amap to a new
 * anonymous object.  Of a private mapping of a file, every page becomes anonymous
 * for this.
 *
 * Locks: vs_lock exclusive; none while pages are faulted in.
 */
#include "vm/vm_map.h"
#include "vm/vm_patch.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "sys/ksyscall.h"
#include <sys/errno.h>


static bool
wants_object(const struct vm_map_entry *e)
{
	return ((e->e_flags & E_SHARED) == 0);
}

/* Is every page of a private file mapping anonymous? */
static bool
all_anon(const struct vm_map_entry *e)
{
	return (e->e_obj == NULL || (e->e_amap != NULL &&
	    e->e_amap->am_npages ==
	    (e->e_end - e->e_start) >> PAGE_SHIFT_K));
}

/* Make each page of the amap the entry's alone. */
static int
unshare_pages(struct vm_map_entry *e)
{
	struct page_batch pb = { .pb_n = 0 };
	struct vm_page *pg, *copy;
	uint64_t last = entry_lastslot(e);
	int error = 0;

	if (entry_own_amap(e) != 0)
		return (ENOMEM);
	for (uint64_t i = e->e_aoff; error == 0 &&
	    (pg = radix_next(&e->e_amap->am_pages, &i, last)) != NULL; i++) {
		if (pg->pg_acount == 1)
			continue;
		if ((copy = page_get(vm_pga())) == NULL) {
			error = ENOMEM;
			break;
		}
		memcpy(page_kva(copy), page_kva(pg), PAGE_SIZE);
		if ((error = amap_set(e->e_amap, i, copy, &pb)) != 0)
			page_unref(copy);
	}
	page_batch_flush(&pb);
	return (error);
}

/* Put the pages of e's amap into o as well. */
static int
fill_object(struct vm_map_entry *e, struct vm_object *o)
{
	uint64_t last = entry_lastslot(e);
	struct vm_page *pg;
	int error = 0;

	lock_exclusive(&o->o_lock);
	for (uint64_t i = e->e_aoff; error == 0 &&
	    (pg = radix_next(&e->e_amap->am_pages, &i, last)) != NULL; i++) {
		page_ref(pg);
		if ((error = object_insert(o, i - e->e_aoff, pg)) != 0)
			page_unref(pg);
		else
			atomic_or(&pg->pg_flags, PG_VALID);
	}
	lock_release(&o->o_lock);
	return (error);
}

/* Give private e an object; what it had before goes to *old. */
static int
entry_make_shared(struct vm_map_entry *e, struct vm_object **old)
{
	struct vm_object *o;
	int error;

	*old = NULL;
	if ((error = unshare_pages(e)) != 0)
		return (error);
	if ((error = vm_object_anon(e->e_end - e->e_start, &o)) != 0)
		return (error);
	pmap_remove(e->e_space->vs_pmap, e->e_start, e->e_end);
	if ((error = fill_object(e, o)) != 0) {
		vm_object_drop(o);
		return (error);
	}
	entry_detach(e);
	*old = e->e_obj;
	amap_drop(e->e_amap);
	e->e_amap = NULL;
	e->e_aoff = 0;
	e->e_obj = o;
	e->e_off = 0;
	e->e_avail = 0;
	e->e_flags = (e->e_flags & ~(uint32_t)(E_NEEDSCOPY | E_STACK)) |
	    E_SHARED;
	map_resized(e->e_space, e);
	entry_attach(e);
	return (0);
}

/*
 * Set the inheritance of what lies in [start, end).  EAGAIN: *at begins a private
 * mapping of a file whose pages must be made anonymous first.
 */
static int
inherit_range(struct vmspace *vs, uintptr_t start, uintptr_t end, int how,
    uintptr_t *at, uintptr_t *stop)
{
	struct vm_object *old[8];
	struct vm_map_entry *e;
	int error = 0, nold = 0;

	lock_exclusive(&vs->vs_lock);
	if (map_clip(vs, start) != 0 || map_clip(vs, end) != 0)
		error = ENOMEM;
	for (e = map_lookup_ge(vs, start); error == 0 && e != NULL &&
	    e->e_start < end; e = e->e_next) {
		if (how == INHERIT_SHARE && wants_object(e)) {
			if (!all_anon(e) || nold == (int)NELEM(old)) {
				*at = e->e_start;
				*stop = e->e_end;
				error = EAGAIN;
				break;
			}
			error = entry_make_shared(e, &old[nold]);
			if (error == 0 && old[nold] != NULL)
				nold++;
		}
		if (error == 0)
			e->e_inherit = (uint8_t)how;
	}
	lock_release(&vs->vs_lock);
	while (nold > 0)
		vm_object_drop(old[--nold]);
	return (error);
}

/* Make every page anonymous. */
static int
make_anon(struct vmspace *vs, uintptr_t start, uintptr_t end)
{
	struct vm_page *pg;
	int error = 0;

	for (uintptr_t va = start; va < end && error == 0; va += PAGE_SIZE) {
		error = vm_fault_page(vs, va, PROT_WRITE, VMF_FORCE, &pg);
		if (error == 0)
			page_unref(pg);
		cpu_poll();
	}
	return (error == 0 ? 0 : error == ENOMEM ? ENOMEM : EINVAL);
}

int
sys_minherit(struct lwp *lp, const struct minherit_args *uap, int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	uintptr_t addr = (uintptr_t)uap->addr, at, stop;
	size_t len = uap->len;
	int error, tries = 0;

	if (uap->inherit < INHERIT_SHARE || uap->inherit > INHERIT_NONE)
		return (EINVAL);
	if ((error = vm_user_range(&addr, &len)) != 0)
		return (error);
	if (len == 0)
		return (0);
	vm_patch_yield(vs, addr, len);
	while ((error = inherit_range(vs, addr, addr + len, uap->inherit, &at,
	    &stop)) == EAGAIN) {
		/* Each round finishes an entry, unless other threads undo it. */
		if (++tries > vm_max_entries)
			return (ENOMEM);
		if ((error = make_anon(vs, at, stop)) != 0)
			return (error);
	}
	return (error);
}
