/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_mapin.c: new mappings, their end, and their protection.
 *
 * Locks: vs_lock exclusive; what falls out of the map is let go of after it.
 */
#include "vm/vm_map.h"
#include "vm/vm_patch.h"
#include "vm/vm_daemon.h"
#include "vm/ubc.h"
#include "platform/pmap.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "vfs/vnode.h"
#include <sys/errno.h>

int vm_max_entries = 65536;	/* lowered at boot to what memory allows */
SYSCTL_KINT(vm_max_proc_mmap, "vm.max_proc_mmap", OID_AUTO, CTLFLAG_RW,
    &vm_max_entries, "Map entries that one process may have");

/* A limit of the process that vs belongs to, if it is the caller's. */
static uint64_t
limit_of(struct vmspace *vs, int which)
{
	if (curproc == NULL || curproc->p_vmspace != vs)
		return (RLIM_INFINITY);
	return (proc_limit(curproc, which));
}

/* Bytes mapped within [start, end). */
static uint64_t
mapped_bytes(struct vmspace *vs, uintptr_t start, uintptr_t end)
{
	struct vm_map_entry *e;
	uint64_t n = 0;

	for (e = map_lookup_ge(vs, start); e != NULL && e->e_start < end;
	    e = e->e_next)
		n += K_MIN(e->e_end, end) - K_MAX(e->e_start, start);
	return (n);
}

/* Is [start, end) free?  The room that a stack may grow into is. */
static bool
range_free(struct vmspace *vs, uintptr_t start, uintptr_t end)
{
	struct vm_map_entry *e = map_lookup_ge(vs, start);

	return (e == NULL || e->e_start >= end);
}

/* Decide where the mapping goes: r->addr. */
static int
choose_place(struct vmspace *vs, struct vm_mapreq *r)
{
	uintptr_t align = PAGE_SIZE, end = r->addr + r->len;

	if ((r->flags & (MAP_FIXED | MAP_TRYFIXED)) != 0) {
		if ((r->addr & PAGE_MASK) != 0 || end < r->addr ||
		    r->addr < VM_MIN_USER_ADDRESS ||
		    end > VM_MAX_USER_ADDRESS)
			return (EINVAL);
		if ((r->flags & MAP_FIXED) == 0 &&
		    !range_free(vs, r->addr, end))
			return (ENOMEM);
		return (0);
	}
	if ((r->flags & MAP_SIZEALIGN) != 0)
		align = r->len;
	r->addr = round_page(r->addr);
	if (map_findspace(vs, r->addr, r->len, align, &r->addr))
		return (0);
	/* Nothing above the hint: anywhere. */
	if (map_findspace(vs, VM_MIN_USER_ADDRESS, r->len, align, &r->addr))
		return (0);
	return (ENOMEM);
}

/* May vs grow by this mapping? */
static int
check_limits(struct vmspace *vs, const struct vm_mapreq *r)
{
	uint64_t gone = 0;

	if ((r->flags & MAP_FIXED) != 0)
		gone = mapped_bytes(vs, r->addr, r->addr + r->len);
	if (vs->vs_size - gone + r->len > limit_of(vs, RLIMIT_VMEM))
		return (ENOMEM);
	if (vs->vs_wirefuture &&
	    vs->vs_wired + r->len > limit_of(vs, RLIMIT_MEMLOCK))
		return (EAGAIN);
	/* A split of what is replaced may need two more. */
	if (vs->vs_nentries + 3 > vm_max_entries)
		return (ENOMEM);
	return (0);
}

static void
entry_fill(struct vm_map_entry *e, const struct vm_mapreq *r)
{
	size_t first;

	e->e_start = r->addr;
	e->e_end = r->addr + r->len;
	e->e_prot = (uint8_t)r->prot;
	e->e_maxprot = (uint8_t)r->maxprot;
	e->e_obj = r->obj;
	e->e_off = r->off;
	e->e_inherit = INHERIT_COPY;
	e->e_advice = MADV_NORMAL;
	if ((r->flags & MAP_SHARED) != 0) {
		e->e_flags |= E_SHARED;
		e->e_inherit = INHERIT_SHARE;
	}
	if ((r->flags & MAP_NOCORE) != 0)
		e->e_flags |= E_NOCORE;
	if ((r->flags & MAP_NOSYNC) != 0)
		e->e_flags |= E_NOSYNC;
	if ((r->flags & MAP_STACK) != 0) {
		first = K_MIN(r->len, (size_t)SGROWSIZ);
		e->e_flags |= E_STACK;
		e->e_avail = r->len - first;
		e->e_start = e->e_end - first;
	}
}

int
map_insert(struct vmspace *vs, struct vm_mapreq *r)
{
	struct vm_dead dead = { NULL };
	struct vm_map_entry *e;
	uintptr_t start = 0, end = 0;
	bool wire = false;
	int error;

	if (r->len == 0 || (r->len & PAGE_MASK) != 0 ||
	    (r->off & PAGE_MASK) != 0 || r->off < 0 || (int64_t)r->len < 0 ||
	    r->off > INT64_MAX - (int64_t)r->len)
		return (EINVAL);
	/* Nothing is replaced by a mapping that only tries. */
	if ((r->flags & MAP_TRYFIXED) != 0)
		r->flags &= ~MAP_FIXED;
	if ((r->flags & MAP_FIXED) != 0)
		vm_patch_yield(vs, r->addr, r->len);
	lock_exclusive(&vs->vs_lock);
	if ((error = choose_place(vs, r)) != 0 ||
	    (error = check_limits(vs, r)) != 0)
		goto out;
	if ((e = entry_alloc(vs)) == NULL) {
		error = ENOMEM;
		goto out;
	}
	entry_fill(e, r);
	if ((r->flags & MAP_FIXED) != 0 && (error = map_remove(vs, r->addr,
	    r->addr + r->len, &dead)) != 0) {
		e->e_obj = NULL;	/* still the caller's */
		entry_free(e);
		goto out;
	}
	entry_attach(e);
	map_link(vs, e);
	start = e->e_start;
	end = e->e_end;
	vs->vs_size += end - start;
	if (vs->vs_wirefuture && r->prot != PROT_NONE)
		wire = true;
	else
		map_simplify(vs, e, &dead);
out:
	lock_release(&vs->vs_lock);
	vm_dead_free(&dead);
	if (error == 0 && wire)
		error = map_wire_range(vs, start, end);
	return (error);
}

int
vm_map_object(struct vmspace *vs, uintptr_t *addr, size_t len, int prot,
    int maxprot, int flags, struct vm_object *obj, int64_t off)
{
	struct vm_mapreq r = { *addr, len, prot, maxprot, flags, obj, off };
	int error;

	if ((prot & ~maxprot) != 0)
		return (EACCES);
	error = map_insert(vs, &r);
	if (error == 0)
		*addr = r.addr;
	return (error);
}

int
vm_map_vnode(struct vmspace *vs, uintptr_t *addr, size_t len, int prot,
    int maxprot, int flags, struct vnode *vp, int64_t off)
{
	struct vm_object *o;
	int error;

	if ((error = ubc_object(vp, &o)) != 0)
		return (error);
	error = vm_map_object(vs, addr, len, prot, maxprot, flags, o, off);
	if (error != 0)
		vm_object_drop(o);
	return (error);
}

int
vm_map_anon(struct vmspace *vs, uintptr_t *addr, size_t len, int prot,
    int flags)
{
	struct vm_object *o = NULL;
	int error;

	if ((flags & MAP_SHARED) != 0 &&
	    (error = vm_object_anon(len, &o)) != 0)
		return (error);
	error = vm_map_object(vs, addr, len, prot,
	    PROT_READ | PROT_WRITE | PROT_EXEC, flags, o, 0);
	if (error != 0 && o != NULL)
		vm_object_drop(o);
	return (error);
}

int
vm_unmap(struct vmspace *vs, uintptr_t addr, size_t len)
{
	struct vm_dead dead = { NULL };
	int error;

	if (len == 0 || ((addr | len) & PAGE_MASK) != 0 ||
	    addr + len < addr || addr + len > VM_MAX_USER_ADDRESS)
		return (EINVAL);
	vm_patch_yield(vs, addr, len);
	lock_exclusive(&vs->vs_lock);
	error = map_remove(vs, addr, addr + len, &dead);
	lock_release(&vs->vs_lock);
	vm_dead_free(&dead);
	return (error);
}

int
vm_protect(struct vmspace *vs, uintptr_t addr, size_t len, int prot)
{
	struct vm_dead dead = { NULL };
	struct vm_map_entry *e;
	uintptr_t end = addr + len, at;
	int error = 0;

	if (((addr | len) & PAGE_MASK) != 0 || end < addr ||
	    end > VM_MAX_USER_ADDRESS)
		return (EINVAL);
	vm_patch_yield(vs, addr, len);
	lock_exclusive(&vs->vs_lock);
	for (e = map_lookup_ge(vs, addr); e != NULL && e->e_start < end;
	    e = e->e_next)
		if ((prot & ~e->e_maxprot) != 0) {
			error = EACCES;
			goto out;
		}
	if (map_clip(vs, addr) != 0 || map_clip(vs, end) != 0) {
		error = ENOMEM;
		goto out;
	}
	for (e = map_lookup_ge(vs, addr); e != NULL && e->e_start < end;
	    e = e->e_next)
		e->e_prot = (uint8_t)prot;
	pmap_protect(vs->vs_pmap, addr, end, prot);
	/* Joining may free any of them: find the way by address. */
	for (e = map_lookup_ge(vs, addr); e != NULL && e->e_start <= end;
	    e = map_lookup(vs, at)->e_next) {
		at = e->e_start;
		map_simplify(vs, e, &dead);
	}
out:
	lock_release(&vs->vs_lock);
	vm_dead_free(&dead);
	return (error);
}
