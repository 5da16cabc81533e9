/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_fault.c: what happens when a page is touched that is not mapped, or not
 * so.
 *
 * A fault looks the entry up with the map locked shared, finds or makes the
 * page under the lock of the amap or object that owns it, and enters it, with
 * neighbours that are there anyway, before that lock is given up.  Whatever
 * takes long (reading a file, waiting for memory, changing the map) is done with
 * no lock held, and then the fault starts anew: TRY_AGAIN.
 *
 * Locks: vs_lock, am_lock, o_lock, pm_lock, in this order.
 */
#include "vm/vm_fault.h"
#include "vm/vm_daemon.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "sys/kproc.h"
#include <sys/errno.h>

#define AROUND		32	/* pages mapped around a fault, if present */
#define AHEAD		16	/* pages read of a file that has none there */
#define FAULT_TRIES	300	/* waits of 100 ms for memory */

int
fault_enter_run(struct fault *f, uintptr_t va, int n, int must)
{
	/* A debugger may write where the program may not even look. */
	if (f->f_prot[must] != PROT_NONE && pmap_enter_run(f->f_vs->vs_pmap,
	    va, f->f_pg, f->f_prot, n, must) != 0)
		return (NO_MEMORY);
	if (f->f_hold != NULL) {
		page_ref(f->f_pg[must]);
		*f->f_hold = f->f_pg[must];
	}
	return (0);
}

int
fault_window(const struct fault *f, uintptr_t *start)
{
	uintptr_t size = AROUND * PAGE_SIZE;
	uintptr_t lo = f->f_va & ~(size - 1), hi = lo + size;

	lo = K_MAX(lo, f->f_e->e_start);
	hi = K_MIN(hi, f->f_e->e_end);
	if (f->f_exact || f->f_e->e_advice == MADV_RANDOM) {
		lo = f->f_va;
		hi = lo + PAGE_SIZE;
	}
	*start = lo;
	return ((int)((hi - lo) >> PAGE_SHIFT_K));
}

uint8_t
fault_anon_prot(const struct vm_map_entry *e, const struct vm_page *pg)
{
	if ((e->e_flags & E_NEEDSCOPY) != 0 || pg->pg_acount > 1)
		return (PROT_RO(e->e_prot));
	return (e->e_prot);
}

/*
 * Fill the run with what is present around f_va: anonymous pages, and under them
 * pages of the object (o_lock held, shared suffices).
 */
static int
gather(struct fault *f, uintptr_t *start)
{
	struct vm_map_entry *e = f->f_e;
	struct vm_page *pg;
	uint8_t prot;
	int n = fault_window(f, start);
	uintptr_t va = *start;

	for (int i = 0; i < n; i++, va += PAGE_SIZE) {
		pg = NULL;
		prot = 0;
		if (e->e_amap != NULL &&
		    (pg = amap_lookup(e->e_amap, entry_slot(e, va))) != NULL) {
			prot = fault_anon_prot(e, pg);
		} else if (e->e_obj != NULL) {
			pg = object_lookup(e->e_obj, entry_index(e, va));
			if (pg != NULL && (pg->pg_flags & (PG_VALID |
			    PG_BUSY)) != PG_VALID)
				pg = NULL;
			prot = PROT_RO(e->e_prot);
			if ((e->e_flags & E_SHARED) != 0 && pg != NULL &&
			    ((pg->pg_flags & PG_DIRTY) != 0 ||
			    e->e_obj->o_type == OBJ_ANON))
				prot = e->e_prot;
			if (pg != NULL)
				page_used(pg);
		}
		f->f_pg[i] = pg;
		f->f_prot[i] = prot;
	}
	return (n);
}

/*
 * ---- private memory ------------------------------------------------------
 */

/* The page that a fault needs is absent from its object, or not valid. */
static int
want_object(struct fault *f, int why)
{
	f->f_obj = f->f_e->e_obj;
	vm_object_ref(f->f_obj);
	return (why);
}

/* Private memory that shows an object; am_lock held if there is an amap. */
static int
fault_private_object(struct fault *f)
{
	struct vm_object *o = f->f_e->e_obj;
	struct vm_page *pg;
	uintptr_t start;
	int n, result;

	lock_shared(&o->o_lock);
	f->f_index = entry_index(f->f_e, f->f_va);
	pg = object_lookup(o, f->f_index);
	if (f->f_index >= object_npages(o) || o->o_dead)
		result = EIO;
	else if (pg == NULL ||
	    (pg->pg_flags & (PG_VALID | PG_BUSY)) != PG_VALID)
		result = want_object(f, READ_PAGE);
	else if (f->f_write) {
		page_used(pg);
		result = fault_copy(f, pg);
	} else {
		n = gather(f, &start);
		result = fault_enter_run(f, start, n, (int)((f->f_va - start) >>
		    PAGE_SHIFT_K));
	}
	lock_release(&o->o_lock);
	return (result);
}

static int
fault_private(struct fault *f)
{
	struct vm_map_entry *e = f->f_e;
	struct vm_amap *am = e->e_amap;
	struct vm_page *pg;
	int result;

	if (am == NULL) {
		if (f->f_write || e->e_obj == NULL)
			return (OWN_AMAP);
		return (fault_private_object(f));
	}
	lock_exclusive(&am->am_lock);
	pg = amap_lookup(am, entry_slot(e, f->f_va));
	if (pg != NULL)
		result = fault_present(f, pg);
	else if ((e->e_flags & E_NEEDSCOPY) != 0 &&
	    (f->f_write || e->e_obj == NULL))
		result = OWN_AMAP;
	else if (e->e_obj != NULL)
		result = fault_private_object(f);
	else
		result = fault_zero(f);
	lock_release(&am->am_lock);
	return (result);
}

/*
 * ---- shared memory --------------------------------------------------------
 */

static int
fault_shared(struct fault *f)
{
	struct vm_object *o = f->f_e->e_obj;
	struct vm_page *pg;
	uintptr_t start;
	int n, must, result;

	lock_shared(&o->o_lock);
	f->f_index = entry_index(f->f_e, f->f_va);
	pg = object_lookup(o, f->f_index);
	if (f->f_index >= object_npages(o) || o->o_dead)
		result = EIO;
	else if (pg == NULL ||
	    (pg->pg_flags & (PG_VALID | PG_BUSY)) != PG_VALID)
		result = want_object(f, READ_PAGE);
	else if (f->f_write && o->o_type == OBJ_VNODE &&
	    (pg->pg_flags & PG_BACKED) == 0)
		result = want_object(f, BACK_PAGE);
	else {
		if (f->f_write)
			page_dirty(pg);
		n = gather(f, &start);
		must = (int)((f->f_va - start) >> PAGE_SHIFT_K);
		result = fault_enter_run(f, start, n, must);
	}
	lock_release(&o->o_lock);
	return (result);
}

/*
 * ---- the fault as a whole ---------------------------------------------------
 */

/* Does the entry allow the access? */
static bool
allowed(const struct fault *f)
{
	const struct vm_map_entry *e = f->f_e;

	if (f->f_write && f->f_force && (e->e_flags & E_SHARED) == 0 &&
	    (e->e_maxprot & PROT_WRITE) != 0)
		return (true);
	if (f->f_write)
		return ((e->e_prot & PROT_WRITE) != 0);
	if ((f->f_access & PROT_EXEC) != 0)
		return ((e->e_prot & PROT_EXEC) != 0);
	return (e->e_prot != PROT_NONE || f->f_force);
}

/* Give the entry at f_va an amap that it may write. */
static int
own_amap(struct fault *f)
{
	struct vm_map_entry *e;
	int result = TRY_AGAIN;

	lock_exclusive(&f->f_vs->vs_lock);
	e = map_lookup(f->f_vs, f->f_va);
	if (e != NULL && (e->e_flags & E_SHARED) == 0 &&
	    entry_own_amap(e) != 0)
		result = NO_MEMORY;
	lock_release(&f->f_vs->vs_lock);
	return (result);
}

static int
fault_once(struct fault *f)
{
	int result;

	lock_shared(&f->f_vs->vs_lock);
	f->f_e = map_lookup(f->f_vs, f->f_va);
	if (f->f_e == NULL) {
		lock_release(&f->f_vs->vs_lock);
		return (map_growstack(f->f_vs, f->f_va) == 0 ? TRY_AGAIN :
		    EFAULT);
	}
	if (!allowed(f))
		result = EACCES;
	else if ((f->f_e->e_flags & E_SHARED) != 0)
		result = fault_shared(f);
	else
		result = fault_private(f);
	lock_release(&f->f_vs->vs_lock);
	return (result);
}

/* Bring the object's page in, or get it a block; no lock held. */
static int
serve_object(struct fault *f, int why)
{
	struct vm_page *pg;
	bool anon = f->f_obj->o_type == OBJ_ANON;
	int error;

	if (why == BACK_PAGE) {
		error = object_backpage(f->f_obj, f->f_index);
	} else {
		error = object_grab(f->f_obj, f->f_index,
		    anon ? FIRST_WINDOW : AHEAD, true, &pg);
		if (error == 0)
			page_unref(pg);
	}
	vm_object_drop(f->f_obj);
	if (error == 0)
		return (TRY_AGAIN);
	return (error == ENOMEM ? ENOMEM : EIO);
}

int
vm_fault_page(struct vmspace *vs, uintptr_t va, int access, int flags,
    struct vm_page **hold)
{
	struct fault f;
	int result, tries = 0;

	f.f_vs = vs;
	f.f_va = trunc_page(va);
	f.f_access = access;
	f.f_write = (access & PROT_WRITE) != 0;
	f.f_force = (flags & VMF_FORCE) != 0;
	f.f_hold = hold;
	f.f_exact = (flags & VMF_EXACT) != 0 || hold != NULL;
	for (;;) {
		result = fault_once(&f);
		if (result == OWN_AMAP)
			result = own_amap(&f);
		else if (result == READ_PAGE || result == BACK_PAGE)
			result = serve_object(&f, result);
		if (result >= 0)
			return (result);
		if (result != NO_MEMORY)
			continue;
		if (vm_dying() || ++tries > FAULT_TRIES)
			return (ENOMEM);
		vm_wait();
	}
}

int
vm_fault(struct vmspace *vs, uintptr_t addr, int access)
{
	int error;

	METER(faults, 1);
	if (addr < VM_MIN_USER_ADDRESS || addr >= VM_MAX_USER_ADDRESS)
		return (EFAULT);
	if (pmap_refault(vs->vs_pmap, trunc_page(addr), access))
		return (0);
	error = vm_fault_page(vs, addr, access, 0, NULL);
	if (error == 0)
		image_touched(vs, addr, access);
	return (error);
}
