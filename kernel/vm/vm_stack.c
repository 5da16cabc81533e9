/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_stack.c: the stack that exec made (MAP_STACK) grows down, up to
 * RLIMIT_STACK, when the room below it is touched.  Mappings find their places
 * elsewhere, but one that names a place in that room gets it.
 *
 * Locks: vs_lock exclusive.
 */
#include "vm/vm_map.h"
#include "sys/kproc.h"
#include <sys/errno.h>

/* How much e may grow at most: limits, and the page that stays free below. */
static uint64_t
stack_room(struct vmspace *vs, const struct vm_map_entry *e, bool first)
{
	uint64_t room = e->e_gap + e->e_avail, limit, used;

	/* A page stays free below, so that an overflow is seen. */
	if (e->e_prev != NULL)
		room = room > PAGE_SIZE ? room - PAGE_SIZE : 0;
	room = K_MIN(room, e->e_avail);
	if (curproc == NULL || curproc->p_vmspace != vs)
		return (room);
	if (first) {
		limit = proc_limit(curproc, RLIMIT_STACK);
		used = USRSTACK - e->e_start;
		limit = limit > used ? trunc_page(limit - used) : 0;
		room = K_MIN(room, limit);
	}
	limit = proc_limit(curproc, RLIMIT_VMEM);
	limit = limit > vs->vs_size ? trunc_page(limit - vs->vs_size) : 0;
	return (K_MIN(room, limit));
}

int
map_growstack(struct vmspace *vs, uintptr_t va)
{
	struct vm_map_entry *e;
	uint64_t need, grow;
	bool first;
	int error = EFAULT;

	lock_exclusive(&vs->vs_lock);
	e = map_lookup_ge(vs, va);
	if (e != NULL && e->e_start <= va) {
		error = 0;	/* another thread was faster */
		goto out;
	}
	if (e == NULL || (e->e_flags & E_STACK) == 0 ||
	    e->e_start - va > e->e_avail)
		goto out;
	need = e->e_start - va;
	grow = (need + SGROWSIZ - 1) / SGROWSIZ * SGROWSIZ;
	first = vs->vs_minsaddr != 0 && e->e_start > vs->vs_minsaddr;
	grow = K_MIN(grow, stack_room(vs, e, first));
	if (grow < need)
		goto out;
	if (e->e_amap != NULL)
		e->e_aoff -= grow >> PAGE_SHIFT_K;
	e->e_start -= grow;
	e->e_avail -= grow;
	map_resized(vs, e);
	vs->vs_size += grow;
	if ((e->e_flags & E_WIRED) != 0) {
		vs->vs_wired += grow;
		atomic_add(&vm_nwired_user, (int64_t)(grow >> PAGE_SHIFT_K));
	}
	if (first)
		vs->vs_ssize = USRSTACK - e->e_start;
	error = 0;
out:
	lock_release(&vs->vs_lock);
	return (error);
}
