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
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "sys/kproc.h"
#include <sys/errno.h>

#define AROUND		16	/* pages mapped around a fault, if present */
#define FIRST_WINDOW	4	/* zeroed pages made at a first touch */
#define FAULT_TRIES	300	/* waits of 100 ms for memory */

/* Results inside this file: beside errno numbers and 0. */
#define TRY_AGAIN	(-1)
#define NO_MEMORY	(-2)	/* wait, then try again */
#define READ_PAGE	(-3)	/* object page f_index must be read */
#define BACK_PAGE	(-4)	/* object page f_index needs a block */
#define OWN_AMAP	(-5)	/* the entry needs an amap of its own */

struct fault {
	struct vmspace	*f_vs;
	uintptr_t	 f_va;		/* page */
	int		 f_access;
	bool		 f_write;
	bool		 f_force;
	struct vm_page	**f_hold;	/* hand out the page, or NULL */
	struct vm_map_entry *f_e;	/* valid with vs_lock */
	struct vm_object *f_obj;	/* READ_PAGE, BACK_PAGE: referenced */
	uint64_t	 f_index;
	/* The run that is entered. */
	struct vm_page	*f_pg[PMAP_RUN];
	uint8_t		 f_prot[PMAP_RUN];
};

/*
 * Enter the pages of the run that starts at va; must is the index of the one that
 * was touched.
 */
static int
enter_run(struct fault *f, uintptr_t va, int n, int must)
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

/* The AROUND pages around f_va, cut to the entry: first address and count. */
static int
window_around(const struct fault *f, uintptr_t *start)
{
	uintptr_t size = AROUND * PAGE_SIZE;
	uintptr_t lo = f->f_va & ~(size - 1), hi = lo + size;

	lo = K_MAX(lo, f->f_e->e_start);
	hi = K_MIN(hi, f->f_e->e_end);
	if (f->f_hold != NULL || f->f_e->e_advice == MADV_RANDOM) {
		lo = f->f_va;
		hi = lo + PAGE_SIZE;
	}
	*start = lo;
	return ((int)((hi - lo) >> PAGE_SHIFT_K));
}

/* Rights to an anonymous page of the entry: written in place only if alone. */
static uint8_t
anon_prot(const struct vm_map_entry *e, const struct vm_page *pg)
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
	int n = window_around(f, start);
	uintptr_t va = *start;

	for (int i = 0; i < n; i++, va += PAGE_SIZE) {
		pg = NULL;
		prot = 0;
		if (e->e_amap != NULL &&
		    (pg = amap_lookup(e->e_amap, entry_slot(e, va))) != NULL) {
			prot = anon_prot(e, pg);
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

/* Put a copy of from where the fault is; am_lock held. */
static int
copy_page(struct fault *f, struct vm_page *from)
{
	struct vm_map_entry *e = f->f_e;
	struct page_batch pb = { .pb_n = 0 };
	uint64_t slot = entry_slot(e, f->f_va);
	struct vm_page *pg, *after;
	int error;

	after = slot > 0 ? amap_lookup(e->e_amap, slot - 1) : NULL;
	if (page_get_run(after, 1, &pg, vm_pga()) == 0)
		return (NO_MEMORY);
	memcpy(page_kva(pg), page_kva(from), PAGE_SIZE);
	/* Keep the old one until the new one has taken its place. */
	page_ref(from);
	if (amap_set(e->e_amap, slot, pg, &pb) != 0) {
		page_unref(pg);
		page_unref(from);
		return (NO_MEMORY);
	}
	METER(cow, 1);
	f->f_pg[0] = pg;
	f->f_prot[0] = e->e_prot;
	error = enter_run(f, f->f_va, 1, 0);
	page_unref_batch(&pb, from);
	page_batch_flush(&pb);
	return (error);
}

/* The page is in the amap; am_lock held. */
static int
fault_present(struct fault *f, struct vm_page *pg)
{
	uintptr_t start;
	int n;

	if (f->f_write && ((f->f_e->e_flags & E_NEEDSCOPY) != 0))
		return (OWN_AMAP);
	if (f->f_write && pg->pg_acount > 1)
		return (copy_page(f, pg));
	if (f->f_write)
		METER(cow_optim, 1);
	/* Only anonymous neighbours: the object is not locked. */
	n = window_around(f, &start);
	for (int i = 0; i < n; i++) {
		f->f_pg[i] = amap_lookup(f->f_e->e_amap,
		    entry_slot(f->f_e, start + (uintptr_t)i * PAGE_SIZE));
		if (f->f_pg[i] != NULL)
			f->f_prot[i] = anon_prot(f->f_e, f->f_pg[i]);
	}
	return (enter_run(f, start, n, (int)((f->f_va - start) >>
	    PAGE_SHIFT_K)));
}

/*
 * How many zeroed pages to make at f_va, from *start on.  More and more for a
 * program that goes through its memory in order; a stack goes down.
 */
static int
zero_window(struct fault *f, uintptr_t *start)
{
	struct vm_map_entry *e = f->f_e;
	uint64_t room;
	int w = FIRST_WINDOW;

	if (e->e_nextva == f->f_va)
		w = K_MIN(K_MAX((int)e->e_window, 1) * 2, PMAP_RUN);
	if (e->e_advice == MADV_RANDOM || f->f_hold != NULL ||
	    vm_nfree < vm_free_target)
		w = 1;
	if ((e->e_flags & E_STACK) != 0) {
		room = (f->f_va - e->e_start) >> PAGE_SHIFT_K;
		w = (int)K_MIN((uint64_t)w, room + 1);
		*start = f->f_va - (uintptr_t)(w - 1) * PAGE_SIZE;
		e->e_nextva = *start - PAGE_SIZE;
	} else {
		room = (e->e_end - f->f_va) >> PAGE_SHIFT_K;
		w = (int)K_MIN((uint64_t)w, room);
		*start = f->f_va;
		e->e_nextva = f->f_va + (uintptr_t)w * PAGE_SIZE;
	}
	e->e_window = (uint16_t)w;
	return (w);
}

/* Nothing is there: zeroed memory; am_lock held. */
static int
fault_zero(struct fault *f)
{
	struct vm_map_entry *e = f->f_e;
	struct page_batch pb = { .pb_n = 0 };
	struct vm_page *fresh[PMAP_RUN], *after;
	uintptr_t start;
	uint64_t slot;
	int must, n, got, used = 0, error = 0;

	n = zero_window(f, &start);
	must = (int)((f->f_va - start) >> PAGE_SHIFT_K);
	slot = entry_slot(e, start);
	after = slot > 0 ? amap_lookup(e->e_amap, slot - 1) : NULL;
	got = page_get_run(after, n, fresh, PGA_ZERO | vm_pga());
	if (got == 0)
		return (NO_MEMORY);
	if (got < n) {
		/* Short of memory: just the page that was touched. */
		start = f->f_va;
		slot = entry_slot(e, start);
		n = 1;
		must = 0;
	}
	for (int i = 0; i < n && error == 0; i++) {
		f->f_pg[i] = NULL;
		f->f_prot[i] = e->e_prot;
		if (i != must && amap_lookup(e->e_amap,
		    slot + (uint64_t)i) != NULL)
			continue;
		error = amap_set(e->e_amap, slot + (uint64_t)i, fresh[used],
		    &pb);
		if (error == 0)
			f->f_pg[i] = fresh[used++];
		else if (i > must) {
			n = i;		/* what we have will do */
			error = 0;
			break;
		}
	}
	for (int i = used; i < got; i++)
		page_unref_batch(&pb, fresh[i]);
	page_batch_flush(&pb);
	if (error != 0)
		return (NO_MEMORY);
	METER(zfod, (uint64_t)used);
	return (enter_run(f, start, n, must));
}

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
		result = copy_page(f, pg);
	} else {
		n = gather(f, &start);
		result = enter_run(f, start, n, (int)((f->f_va - start) >>
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
		result = enter_run(f, start, n, must);
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
		    anon ? FIRST_WINDOW : AROUND, true, &pg);
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
	METER(faults, 1);
	if (addr < VM_MIN_USER_ADDRESS || addr >= VM_MAX_USER_ADDRESS)
		return (EFAULT);
	if (pmap_refault(vs->vs_pmap, trunc_page(addr), access))
		return (0);
	return (vm_fault_page(vs, addr, access, 0, NULL));
}
