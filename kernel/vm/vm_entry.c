/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_entry.c: map entries: made, split, joined, removed.
 *
 * Locks: vs_lock exclusive throughout, o_lock of the object where its list of
 * entries or an entry's bounds change.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "platform/pmap.h"
#include <sys/errno.h>

MALLOC_DEFINE(M_VMENTRY, "vmentry", "map entries");

#define JOIN_MAX	1024	/* pages that a join may move between amaps */

struct vm_map_entry *
entry_alloc(struct vmspace *vs)
{
	static uint64_t seed = 0x9e3779b97f4a7c15u;
	struct vm_map_entry *e;
	uint64_t x;

	e = kmalloc(sizeof(*e), M_VMENTRY, M_NOWAIT | M_ZERO);
	if (e == NULL)
		return (NULL);
	x = atomic_add(&seed, 0x9e3779b97f4a7c15u) ^ (uintptr_t)e;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	e->e_pri = (uint32_t)(x >> 32);
	e->e_space = vs;
	return (e);
}

void
entry_attach(struct vm_map_entry *e)
{
	struct vm_object *o = e->e_obj;

	if (o == NULL)
		return;
	lock_exclusive(&o->o_lock);
	LIST_INSERT_HEAD(&o->o_maps, e, e_olink);
	if ((e->e_flags & E_SHARED) != 0 && (e->e_maxprot & PROT_WRITE) != 0) {
		e->e_flags |= E_WMAP;
		o->o_nwmaps++;
	}
	lock_release(&o->o_lock);
}

void
entry_detach(struct vm_map_entry *e)
{
	struct vm_object *o = e->e_obj;

	if (o == NULL)
		return;
	lock_exclusive(&o->o_lock);
	LIST_REMOVE(e, e_olink);
	if ((e->e_flags & E_WMAP) != 0) {
		e->e_flags &= ~(uint32_t)E_WMAP;
		o->o_nwmaps--;
	}
	lock_release(&o->o_lock);
}

void
entry_free(struct vm_map_entry *e)
{
	if (e->e_amap != NULL)
		amap_drop(e->e_amap);
	if (e->e_obj != NULL)
		vm_object_drop(e->e_obj);
	kfree(e, M_VMENTRY);
}

void
vm_dead_free(struct vm_dead *dead)
{
	struct vm_map_entry *e;

	while ((e = dead->vd_list) != NULL) {
		dead->vd_list = e->e_next;
		entry_free(e);
	}
}

static void
dead_add(struct vm_dead *dead, struct vm_map_entry *e)
{
	e->e_next = dead->vd_list;
	dead->vd_list = e;
}

int
entry_own_amap(struct vm_map_entry *e)
{
	struct vm_amap *am;

	if (e->e_amap == NULL) {
		if ((e->e_amap = amap_alloc()) == NULL)
			return (ENOMEM);
		/* A stack's slots reach down as far as it may grow. */
		e->e_aoff = e->e_avail >> PAGE_SHIFT_K;
	} else if ((e->e_flags & E_NEEDSCOPY) != 0 && e->e_amap->am_ref > 1) {
		am = amap_copy(e->e_amap, e->e_aoff, entry_lastslot(e));
		if (am == NULL)
			return (ENOMEM);
		amap_drop(e->e_amap);
		e->e_amap = am;
	}
	e->e_flags &= ~(uint32_t)E_NEEDSCOPY;
	return (0);
}

/* Split e at va, which lies inside. */
static int
entry_split(struct vmspace *vs, struct vm_map_entry *e, uintptr_t va)
{
	struct vm_map_entry *n;
	struct vm_amap *am = NULL;

	if (vs->vs_nentries >= vm_max_entries)
		return (ENOMEM);
	/* Each half has an amap of its own: see the rule in vm_amap.h. */
	if (e->e_amap != NULL) {
		if (entry_own_amap(e) != 0)
			return (ENOMEM);
		if ((am = amap_alloc()) == NULL)
			return (ENOMEM);
	}
	if ((n = entry_alloc(vs)) == NULL ||
	    (am != NULL && amap_move(e->e_amap, am, entry_slot(e, va),
	    entry_lastslot(e)) != 0)) {
		if (am != NULL)
			amap_drop(am);
		if (n != NULL)
			kfree(n, M_VMENTRY);
		return (ENOMEM);
	}
	n->e_start = va;
	n->e_end = e->e_end;
	n->e_flags = e->e_flags & ~(uint32_t)(E_STACK | E_WMAP);
	n->e_amap = am;
	n->e_aoff = entry_slot(e, va);
	n->e_obj = e->e_obj;
	n->e_off = e->e_off + (int64_t)(va - e->e_start);
	n->e_prot = e->e_prot;
	n->e_maxprot = e->e_maxprot;
	n->e_inherit = e->e_inherit;
	n->e_advice = e->e_advice;
	if (n->e_obj != NULL)
		vm_object_ref(n->e_obj);
	/*
	 * Attach the upper half before the lower one shrinks: who goes through
	 * the object's list sees every page at least once.
	 */
	entry_attach(n);
	if (e->e_obj != NULL)
		lock_exclusive(&e->e_obj->o_lock);
	e->e_end = va;
	if (e->e_obj != NULL)
		lock_release(&e->e_obj->o_lock);
	map_link(vs, n);
	return (0);
}

int
map_clip(struct vmspace *vs, uintptr_t va)
{
	struct vm_map_entry *e = map_lookup(vs, va);

	if (e == NULL || e->e_start == va)
		return (0);
	return (entry_split(vs, e, va));
}

/* May b, right above a, become part of it? */
static bool
joinable(const struct vm_map_entry *a, const struct vm_map_entry *b)
{
	uint64_t n = (a->e_end - a->e_start) >> PAGE_SHIFT_K;

	if (a->e_end != b->e_start || a->e_flags != b->e_flags ||
	    (a->e_flags & (E_STACK | E_NEEDSCOPY)) != 0 ||
	    a->e_prot != b->e_prot || a->e_maxprot != b->e_maxprot ||
	    a->e_inherit != b->e_inherit || a->e_advice != b->e_advice ||
	    a->e_obj != b->e_obj || b->e_avail != 0)
		return (false);
	if (a->e_obj != NULL &&
	    a->e_off + (int64_t)(a->e_end - a->e_start) != b->e_off)
		return (false);
	if (b->e_amap == NULL)
		return (true);
	if (b->e_amap->am_ref != 1)
		return (false);
	if (a->e_amap == NULL)
		return (b->e_aoff >= n);
	return (a->e_amap->am_ref == 1 && b->e_aoff == a->e_aoff + n &&
	    b->e_amap->am_npages <= JOIN_MAX);
}

/* Join b to a, below it; false: no. */
static bool
entry_join(struct vmspace *vs, struct vm_map_entry *a, struct vm_map_entry *b,
    struct vm_dead *dead)
{
	uintptr_t end;

	if (a == NULL || b == NULL || !joinable(a, b))
		return (false);
	end = b->e_end;
	if (a->e_amap != NULL && a->e_amap->am_ref != 1)
		return (false);
	if (b->e_amap != NULL && a->e_amap != NULL) {
		if (amap_move(b->e_amap, a->e_amap, b->e_aoff,
		    entry_lastslot(b)) != 0)
			return (false);
	} else if (b->e_amap != NULL) {
		a->e_amap = b->e_amap;
		a->e_aoff = b->e_aoff -
		    ((a->e_end - a->e_start) >> PAGE_SHIFT_K);
		b->e_amap = NULL;
	}
	map_unlink(vs, b);
	if (a->e_obj != NULL)
		lock_exclusive(&a->e_obj->o_lock);
	a->e_end = end;
	if (a->e_obj != NULL)
		lock_release(&a->e_obj->o_lock);
	entry_detach(b);
	map_resized(vs, a);
	dead_add(dead, b);
	return (true);
}

void
map_simplify(struct vmspace *vs, struct vm_map_entry *e, struct vm_dead *dead)
{
	struct vm_map_entry *prev = e->e_prev;

	(void)entry_join(vs, e, e->e_next, dead);
	(void)entry_join(vs, prev, e, dead);
}

int
map_remove(struct vmspace *vs, uintptr_t start, uintptr_t end,
    struct vm_dead *dead)
{
	struct vm_map_entry *e, *next;
	bool any = false;
	uint64_t len;

	if (map_clip(vs, start) != 0 || map_clip(vs, end) != 0)
		return (ENOMEM);
	for (e = map_lookup_ge(vs, start); e != NULL && e->e_start < end;
	    e = next) {
		next = e->e_next;
		len = e->e_end - e->e_start;
		map_unlink(vs, e);
		entry_detach(e);
		vs->vs_size -= len;
		if ((e->e_flags & E_WIRED) != 0) {
			vs->vs_wired -= len;
			atomic_sub(&vm_nwired_user,
			    (int64_t)(len >> PAGE_SHIFT_K));
		}
		dead_add(dead, e);
		any = true;
	}
	if (any)
		pmap_remove(vs->vs_pmap, start, end);
	return (0);
}
