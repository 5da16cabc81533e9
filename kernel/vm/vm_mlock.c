/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_mlock.c: mlock(2) and its family.
 *
 * Without swap, memory that is present stays, but for pages of files.  A wired
 * entry keeps those from the pageout daemon, and all its pages are made
 * present when it becomes wired.
 *
 * Locks: vs_lock exclusive for the marks, none while pages are faulted in.
 */
#include "vm/vm_map.h"
#include "platform/pmap.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include <sys/errno.h>

volatile int64_t vm_nwired_user;
int64_t vm_max_wired;			/* pages, all processes together */
SYSCTL_KLONG(vm_max_wired, "vm.max_wired", OID_AUTO, CTLFLAG_RW, &vm_max_wired,
    "Pages that programs may lock");

/* Mark or unmark one entry. */
static void
entry_wire(struct vmspace *vs, struct vm_map_entry *e, bool wire)
{
	uint64_t len = e->e_end - e->e_start;

	if (((e->e_flags & E_WIRED) != 0) == wire)
		return;
	e->e_flags ^= E_WIRED;
	if (wire) {
		vs->vs_wired += len;
		atomic_add(&vm_nwired_user, (int64_t)(len >> PAGE_SHIFT_K));
	} else {
		vs->vs_wired -= len;
		atomic_sub(&vm_nwired_user, (int64_t)(len >> PAGE_SHIFT_K));
	}
}

/* Is every byte of the range mapped? vs_lock held. */
static bool
all_mapped(struct vmspace *vs, uintptr_t start, uintptr_t end)
{
	struct vm_map_entry *e;

	for (e = map_lookup_ge(vs, start); start < end; e = e->e_next) {
		if (e == NULL || e->e_start > start)
			return (false);
		start = e->e_end;
	}
	return (true);
}

/* Mark what lies in [start, end). */
static int
mark_range(struct vmspace *vs, uintptr_t start, uintptr_t end, bool wire)
{
	struct vm_dead dead = { NULL };
	struct vm_map_entry *e;
	uintptr_t at;
	int error = 0;

	lock_exclusive(&vs->vs_lock);
	if (!all_mapped(vs, start, end) || map_clip(vs, start) != 0 ||
	    map_clip(vs, end) != 0)
		error = ENOMEM;
	for (e = map_lookup_ge(vs, start); error == 0 && e != NULL &&
	    e->e_start < end; e = e->e_next)
		entry_wire(vs, e, wire);
	for (e = map_lookup_ge(vs, start); error == 0 && e != NULL &&
	    e->e_start <= end; e = map_lookup(vs, at)->e_next) {
		at = e->e_start;
		map_simplify(vs, e, &dead);
	}
	lock_release(&vs->vs_lock);
	vm_dead_free(&dead);
	return (error);
}

/* Make the pages of one entry's part present. */
static int
fault_range(struct vmspace *vs, uintptr_t start, uintptr_t end, int prot)
{
	int error = 0, access;

	if (prot == PROT_NONE)
		return (0);
	access = (prot & PROT_WRITE) != 0 ? PROT_WRITE :
	    (prot & PROT_READ) != 0 ? PROT_READ : PROT_EXEC;
	for (uintptr_t va = start; va < end && error == 0; va += PAGE_SIZE) {
		if ((pmap_mapped(vs->vs_pmap, va) & access) != 0)
			continue;
		error = vm_fault_page(vs, va, access, 0, NULL);
		cpu_poll();
	}
	return (error);
}

int
map_wire_range(struct vmspace *vs, uintptr_t start, uintptr_t end)
{
	struct vm_map_entry *e;
	uintptr_t at = start, stop;
	int error, prot;

	if ((error = mark_range(vs, start, end, true)) != 0)
		return (error);
	while (at < end && error == 0) {
		lock_shared(&vs->vs_lock);
		e = map_lookup_ge(vs, at);
		if (e == NULL || e->e_start >= end) {
			lock_release(&vs->vs_lock);
			break;
		}
		at = K_MAX(at, e->e_start);
		stop = K_MIN(e->e_end, end);
		prot = e->e_prot;
		/* Shared memory need not be written to be there. */
		if ((e->e_flags & E_SHARED) != 0 && prot != PROT_NONE)
			prot = PROT_READ;
		lock_release(&vs->vs_lock);
		error = fault_range(vs, at, stop, prot);
		at = stop;
	}
	if (error != 0)
		(void)mark_range(vs, start, end, false);
	return (error == 0 ? 0 : error == EIO || error == EFAULT ? ENOMEM :
	    EAGAIN);
}

/* Would len more bytes be too many?  Root may pass its own limit. */
static int
may_wire(struct lwp *lp, uint64_t len)
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;

	if (vm_nwired_user + (int64_t)(len >> PAGE_SHIFT_K) > vm_max_wired)
		return (EAGAIN);
	if (vs->vs_wired + len > proc_limit(lp->lwp_proc, RLIMIT_MEMLOCK))
		return (cred_root(lp->lwp_cred) == 0 ? 0 : ENOMEM);
	return (0);
}

int
sys_mlock(struct lwp *lp, const struct mlock_args *uap, int64_t rv[2])
{
	uintptr_t addr = (uintptr_t)uap->addr;
	size_t len = uap->len;
	int error;

	if ((error = vm_user_range(&addr, &len)) != 0 ||
	    (error = may_wire(lp, len)) != 0)
		return (error);
	return (map_wire_range(lp->lwp_proc->p_vmspace, addr, addr + len));
}

int
sys_munlock(struct lwp *lp, const struct munlock_args *uap, int64_t rv[2])
{
	uintptr_t addr = (uintptr_t)uap->addr;
	size_t len = uap->len;
	int error;

	if ((error = vm_user_range(&addr, &len)) != 0)
		return (error);
	return (mark_range(lp->lwp_proc->p_vmspace, addr, addr + len, false));
}

/* Wire everything that is mapped now, entry by entry. */
static int
wire_all(struct vmspace *vs)
{
	struct vm_map_entry *e;
	uintptr_t at = VM_MIN_USER_ADDRESS, start, end;
	int error = 0;

	for (;;) {
		lock_shared(&vs->vs_lock);
		e = map_lookup_ge(vs, at);
		start = e != NULL ? e->e_start : 0;
		end = e != NULL ? e->e_end : 0;
		lock_release(&vs->vs_lock);
		if (end == 0)
			return (0);
		error = map_wire_range(vs, start, end);
		/* A file may be shorter than its mapping. */
		if (error != 0 && error != ENOMEM)
			return (error);
		at = end;
	}
}

int
sys_mlockall(struct lwp *lp, const struct mlockall_args *uap, int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	int error;

	if (uap->how == 0 || (uap->how & ~(MCL_CURRENT | MCL_FUTURE)) != 0)
		return (EINVAL);
	if ((uap->how & MCL_CURRENT) != 0 &&
	    (error = may_wire(lp, vs->vs_size - vs->vs_wired)) != 0)
		return (error);
	if ((uap->how & MCL_FUTURE) != 0) {
		lock_exclusive(&vs->vs_lock);
		vs->vs_wirefuture = true;
		lock_release(&vs->vs_lock);
	}
	return ((uap->how & MCL_CURRENT) != 0 ? wire_all(vs) : 0);
}

int
sys_munlockall(struct lwp *lp, const struct munlockall_args *uap,
    int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	struct vm_map_entry *e;

	lock_exclusive(&vs->vs_lock);
	vs->vs_wirefuture = false;
	for (e = vs->vs_first; e != NULL; e = e->e_next)
		entry_wire(vs, e, false);
	lock_release(&vs->vs_lock);
	return (0);
}
