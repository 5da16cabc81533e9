/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_fault_anon.c: faults on anonymous memory: pages that are shown, copied or
 * made anew.  The fault as a whole is vm_fault.c.
 *
 * Locks: am_lock of the entry's amap, held by the caller.
 */
#include "vm/vm_fault.h"
#include "vm/vm_daemon.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "sys/kproc.h"

#define DENSE_MAX	64	/* pages, a power of two */

int
fault_copy(struct fault *f, struct vm_page *from)
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
	error = fault_enter_run(f, f->f_va, 1, 0);
	page_unref_batch(&pb, from);
	page_batch_flush(&pb);
	return (error);
}

int
fault_present(struct fault *f, struct vm_page *pg)
{
	uintptr_t start;
	int n;

	if (f->f_write && ((f->f_e->e_flags & E_NEEDSCOPY) != 0))
		return (OWN_AMAP);
	if (f->f_write && pg->pg_acount > 1)
		return (fault_copy(f, pg));
	if (f->f_write)
		METER(cow_optim, 1);
	/* Only anonymous neighbours: the object is not locked. */
	n = fault_window(f, &start);
	for (int i = 0; i < n; i++) {
		f->f_pg[i] = amap_lookup(f->f_e->e_amap,
		    entry_slot(f->f_e, start + (uintptr_t)i * PAGE_SIZE));
		if (f->f_pg[i] != NULL)
			f->f_prot[i] = fault_anon_prot(f->f_e, f->f_pg[i]);
	}
	return (fault_enter_run(f, start, n, (int)((f->f_va - start) >>
	    PAGE_SHIFT_K)));
}

/*
 * A heap grows without gaps, but not in order.  Where memory is full up to the block
 * around f_va, the rest of the block will be wanted, too: its pages, 0 if it is
 * not so.  A block is at most a quarter of what the amap has.
 */
static int
dense_window(const struct fault *f, uintptr_t *start)
{
	struct vm_map_entry *e = f->f_e;
	uintptr_t size = DENSE_MAX * PAGE_SIZE, lo, hi;

	while (size > e->e_amap->am_npages / 4 * PAGE_SIZE)
		size /= 2;
	if (size < FIRST_WINDOW * PAGE_SIZE)
		return (0);
	lo = f->f_va & ~(size - 1);
	hi = K_MIN(lo + size, e->e_end);
	if (lo <= e->e_start ||
	    amap_lookup(e->e_amap, entry_slot(e, lo - PAGE_SIZE)) == NULL)
		return (0);
	*start = lo;
	return ((int)((hi - lo) >> PAGE_SHIFT_K));
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
	int w = FIRST_WINDOW, dense = 0;

	if (e->e_nextva == f->f_va)
		w = K_MIN(K_MAX((int)e->e_window, 1) * 2, PMAP_RUN);
	else if ((e->e_flags & E_STACK) == 0)
		dense = dense_window(f, start);
	if (e->e_advice == MADV_RANDOM || f->f_exact ||
	    vm_nfree < vm_free_target) {
		w = 1;
		dense = 0;
	}
	if (dense > 0) {
		w = dense;
		e->e_nextva = *start + (uintptr_t)w * PAGE_SIZE;
	} else if ((e->e_flags & E_STACK) != 0) {
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

int
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
	return (fault_enter_run(f, start, n, must));
}
