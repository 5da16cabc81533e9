/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_access.c: the kernel wants pages of a program before the program does:
 * exec's head start, words that umtx(2) knows by their place in memory, a debugger's
 * writes.
 */
#include "vm/vm_map.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include <sys/errno.h>

#define READ_FIRST	32	/* pages read of a file of which none is here */

/*
 * ---- exec's head start --------------------------------------------------------
 */

#define PREFAULT_MAX	1024	/* pages */

/* The page that shows at va, if it is resident; amap and object locked. */
static struct vm_page *
resident_page(const struct vm_map_entry *e, uintptr_t va)
{
	struct vm_page *pg = NULL;

	if (e->e_amap != NULL)
		pg = amap_lookup(e->e_amap, entry_slot(e, va));
	if (pg != NULL || e->e_obj == NULL)
		return (pg);
	pg = object_lookup(e->e_obj, entry_index(e, va));
	if (pg == NULL || (pg->pg_flags & (PG_VALID | PG_BUSY)) != PG_VALID)
		return (NULL);
	page_used(pg);
	return (pg);
}

/* Map what is resident of one run of pages; map, amap and object locked. */
static void
prefault_run(struct vm_map_entry *e, uintptr_t va, int n)
{
	struct vm_page *pg[PMAP_RUN];
	uint8_t prot[PMAP_RUN];
	int must = -1;

	for (int i = 0; i < n; i++) {
		pg[i] = resident_page(e, va + (uintptr_t)i * PAGE_SIZE);
		prot[i] = PROT_RO(e->e_prot);
		if (pg[i] != NULL)
			must = i;
	}
	if (must >= 0)
		(void)pmap_enter_run(e->e_space->vs_pmap, va, pg, prot, n,
		    must);
}

void
vm_prefault(struct vmspace *vs, uintptr_t addr, size_t len)
{
	struct vm_map_entry *e;
	struct vm_object *o = NULL;
	struct vm_page *pg = NULL;
	uintptr_t va = trunc_page(addr), end = addr + len;
	uint64_t index = 0;
	int n;

	/* The first pages are read if nothing is resident yet. */
	lock_shared(&vs->vs_lock);
	e = map_lookup(vs, va);
	if (e != NULL && e->e_obj != NULL && e->e_obj->o_npages == 0) {
		o = e->e_obj;
		vm_object_ref(o);
		index = entry_index(e, va);
	}
	lock_release(&vs->vs_lock);
	if (o != NULL) {
		if (object_grab(o, index, READ_FIRST, false, &pg) == 0 &&
		    pg != NULL)
			page_unref(pg);
		vm_object_drop(o);
	}
	lock_shared(&vs->vs_lock);
	e = map_lookup(vs, va);
	if (e != NULL && e->e_prot != PROT_NONE) {
		end = K_MIN(end, e->e_end);
		end = K_MIN(end, va + (uintptr_t)PREFAULT_MAX * PAGE_SIZE);
		if (e->e_amap != NULL)
			lock_exclusive(&e->e_amap->am_lock);
		if (e->e_obj != NULL)
			lock_shared(&e->e_obj->o_lock);
		for (; va < end; va += (uintptr_t)n * PAGE_SIZE) {
			n = (int)K_MIN((uint64_t)PMAP_RUN,
			    (round_page(end) - va) >> PAGE_SHIFT_K);
			prefault_run(e, va, n);
		}
		if (e->e_obj != NULL)
			lock_release(&e->e_obj->o_lock);
		if (e->e_amap != NULL)
			lock_release(&e->e_amap->am_lock);
	}
	lock_release(&vs->vs_lock);
}

/*
 * ---- the identity of a word ----------------------------------------------
 */

int
vm_hold(struct vmspace *vs, uintptr_t addr, int access, struct vm_page **pg,
    uint64_t *phys)
{
	int error;

	if (addr < VM_MIN_USER_ADDRESS || addr >= VM_MAX_USER_ADDRESS)
		return (EFAULT);
	if (!pmap_extract_hold(vs->vs_pmap, addr, access, pg)) {
		error = vm_fault_page(vs, addr, access, 0, pg);
		if (error != 0)
			return (EFAULT);
	}
	*phys = page_phys(*pg) + (addr & PAGE_MASK);
	return (0);
}

void
vm_unhold(struct vm_page *pg)
{
	page_unref(pg);
}

int
vm_force_write(struct vmspace *vs, uintptr_t addr, const void *from, size_t n)
{
	struct vm_page *pg;
	int error;

	KKASSERT((addr & PAGE_MASK) + n <= PAGE_SIZE);
	if (addr < VM_MIN_USER_ADDRESS || addr >= VM_MAX_USER_ADDRESS)
		return (EFAULT);
	error = vm_fault_page(vs, addr, PROT_WRITE, VMF_FORCE, &pg);
	if (error != 0)
		return (EFAULT);
	memcpy((uint8_t *)page_kva(pg) + (addr & PAGE_MASK), from, n);
	page_dirty(pg);
	page_unref(pg);
	return (0);
}
