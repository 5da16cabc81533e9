/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_space.c: address spaces as wholes: made, emptied, described.
 *
 * Locks: vs_lock.
 */
#include "vm/vm_map.h"
#include "vm/vm_patch.h"
#include "vm/vm_daemon.h"
#include "platform/pmap.h"
#include "sys/kproc.h"
#include "sys/sysvipc.h"
#include <sys/errno.h>

MALLOC_DEFINE(M_VMSPACE, "vmspace", "address spaces");

struct vmspace *
vmspace_alloc(void)
{
	struct vmspace *vs;

	vs = kmalloc(sizeof(*vs), M_VMSPACE, M_WAITOK | M_ZERO);
	if (vs == NULL)
		return (NULL);
	if ((vs->vs_pmap = pmap_create()) == NULL) {
		kfree(vs, M_VMSPACE);
		return (NULL);
	}
	refcount_init(&vs->vs_ref, 1);
	lock_init(&vs->vs_lock, "vmmap", LR_VMMAP, 0);
	return (vs);
}

void
vmspace_ref(struct vmspace *vs)
{
	refcount_get(&vs->vs_ref);
}

struct vmspace *
vmspace_get(struct proc *p)
{
	struct vmspace *vs;

	spin_lock(&p->p_spin);
	vs = p->p_vmspace;
	if (vs != NULL && !refcount_get_unless_zero(&vs->vs_ref))
		vs = NULL;
	spin_unlock(&p->p_spin);
	return (vs);
}

struct pmap *
vmspace_pmap(struct vmspace *vs)
{
	return (vs->vs_pmap);
}

struct shm_list *
vmspace_shm(struct vmspace *vs)
{
	return (&vs->vs_shm);
}

/* Unhook every entry; they are in dead then. */
static void
vmspace_empty(struct vmspace *vs, struct vm_dead *dead)
{
	struct vm_map_entry *e, *next;

	for (e = vs->vs_first; e != NULL; e = next) {
		next = e->e_next;
		entry_detach(e);
		e->e_next = dead->vd_list;
		dead->vd_list = e;
	}
	atomic_sub(&vm_nwired_user, (int64_t)(vs->vs_wired >> PAGE_SHIFT_K));
	vs->vs_root = vs->vs_first = vs->vs_last = NULL;
	vs->vs_hint = NULL;
	vs->vs_nentries = 0;
	vs->vs_size = vs->vs_wired = 0;
	vs->vs_wirefuture = false;
	vs->vs_taddr = vs->vs_daddr = vs->vs_minsaddr = 0;
	vs->vs_tsize = vs->vs_dsize = vs->vs_ssize = 0;
}

void
vmspace_reset(struct vmspace *vs)
{
	struct vm_dead dead = { NULL };

	if (shm_exit != NULL)
		shm_exit(vs);
	lock_exclusive(&vs->vs_lock);
	pmap_reset(vs->vs_pmap);
	image_end(vs);
	vmspace_empty(vs, &dead);
	patch_free(vs);
	lock_release(&vs->vs_lock);
	vm_dead_free(&dead);
}

void
vmspace_drop(struct vmspace *vs)
{
	struct vm_dead dead = { NULL };

	if (!refcount_put(&vs->vs_ref))
		return;
	if (shm_exit != NULL)
		shm_exit(vs);
	/* One request to the host first, instead of one for each range. */
	pmap_retire(vs->vs_pmap);
	lock_exclusive(&vs->vs_lock);
	image_end(vs);
	vmspace_empty(vs, &dead);
	lock_release(&vs->vs_lock);
	patch_free(vs);
	vm_dead_free(&dead);
	pmap_destroy(vs->vs_pmap);
	lock_destroy(&vs->vs_lock);
	kfree(vs, M_VMSPACE);
}

void
vmspace_setlayout(struct vmspace *vs, uintptr_t text, size_t tsize,
    uintptr_t data, size_t dsize, uintptr_t stack, size_t ssize)
{
	lock_exclusive(&vs->vs_lock);
	vs->vs_taddr = trunc_page(text);
	vs->vs_tsize = round_page(tsize);
	vs->vs_daddr = trunc_page(data);
	vs->vs_dsize = round_page(data + dsize) - vs->vs_daddr;
	vs->vs_minsaddr = stack;
	vs->vs_ssize = ssize != 0 ? round_page(ssize) : SGROWSIZ;
	lock_release(&vs->vs_lock);
}

void
vmspace_info(struct vmspace *vs, struct vmspace_info *vi)
{
	lock_shared(&vs->vs_lock);
	vi->size = vs->vs_size;
	vi->rssize = vi->prssize = pmap_resident(vs->vs_pmap);
	vi->tsize = vs->vs_tsize >> PAGE_SHIFT_K;
	vi->dsize = vs->vs_dsize >> PAGE_SHIFT_K;
	vi->ssize = vs->vs_ssize >> PAGE_SHIFT_K;
	vi->taddr = vs->vs_taddr;
	vi->daddr = vs->vs_daddr;
	vi->minsaddr = vs->vs_minsaddr;
	lock_release(&vs->vs_lock);
}

void
vmspace_walk(struct vmspace *vs, bool (*fn)(const struct vm_entry_info *,
    void *), void *arg)
{
	struct vm_entry_info vi;
	struct vm_map_entry *e;

	lock_shared(&vs->vs_lock);
	for (e = vs->vs_first; e != NULL; e = e->e_next) {
		vi.start = e->e_start;
		vi.end = e->e_end;
		vi.prot = e->e_prot;
		vi.maxprot = e->e_maxprot;
		vi.flags = (e->e_flags & E_SHARED) != 0 ? MAP_SHARED :
		    MAP_PRIVATE;
		if (e->e_obj == NULL || e->e_obj->o_type == OBJ_ANON)
			vi.flags |= MAP_ANON;
		if ((e->e_flags & E_STACK) != 0)
			vi.flags |= MAP_STACK;
		if ((e->e_flags & E_NOCORE) != 0)
			vi.flags |= MAP_NOCORE;
		if ((e->e_flags & E_NOSYNC) != 0)
			vi.flags |= MAP_NOSYNC;
		vi.vp = e->e_obj != NULL ? e->e_obj->o_vnode : NULL;
		vi.off = e->e_off;
		vi.resident = (int)pmap_count(vs->vs_pmap, e->e_start,
		    e->e_end);
		if (!fn(&vi, arg))
			break;
	}
	lock_release(&vs->vs_lock);
}

bool
vm_useracc(struct vmspace *vs, uintptr_t addr, size_t len, int prot)
{
	uintptr_t end = addr + len, at = trunc_page(addr);
	struct vm_map_entry *e;
	bool ok = true;

	if (end < addr || end > VM_MAX_USER_ADDRESS)
		return (false);
	lock_shared(&vs->vs_lock);
	for (e = map_lookup_ge(vs, at); at < end; e = e->e_next) {
		if (e == NULL || e->e_start > at ||
		    (e->e_prot & prot) != prot) {
			ok = false;
			break;
		}
		at = e->e_end;
	}
	lock_release(&vs->vs_lock);
	return (ok);
}
