/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_image.c: what programs touch first.
 *
 * A small program spends more time with the first touch of each page of its data
 * than with all else.  It touches the same ones each time: so the faults that a
 * process takes there at its beginning are noted with the file's object, and the next
 * process of the program gets these pages at once, with one request to the
 * host for all.  A page that was written is copied or zeroed, one that was
 * only read is shown.
 *
 * What is noted is a guess and changes nothing but when a page comes.  It is
 * forgotten every RUNS_LEARN runs, lest a page that was touched once is brought in
 * for ever.
 *
 * Locks: vs_lock for vs_image; the notes are atomic.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "vm/ubc.h"
#include "platform/pmap.h"
#include <sys/mman.h>

#define IMAGE_PAGES	(IMAGE_WORDS * 64)	/* that are looked at */
#define FIRST_FAULTS	64	/* that are noted of a process */
#define RUNS_LEARN	64

void
image_touched(struct vmspace *vs, uintptr_t va, int access)
{
	struct vm_object *o;
	uintptr_t page;
	uint64_t bit;

	if (vs->vs_image == NULL || vs->vs_tolearn <= 0)
		return;
	lock_shared(&vs->vs_lock);
	o = vs->vs_image;
	page = (va - vs->vs_imagebase) >> PAGE_SHIFT_K;
	if (o != NULL && va >= vs->vs_imagebase && page < IMAGE_PAGES) {
		bit = (uint64_t)1 << page % 64;
		if ((access & PROT_WRITE) != 0)
			(void)atomic_or(&o->o_towrite[page / 64], bit);
		else
			(void)atomic_or(&o->o_toread[page / 64], bit);
		(void)atomic_sub(&vs->vs_tolearn, 1);
	}
	lock_release(&vs->vs_lock);
}

void
image_end(struct vmspace *vs)
{
	if (vs->vs_image != NULL)
		object_unhold(vs->vs_image);
	vs->vs_image = NULL;
}

/* Bring in what the notes say; base: of page 0, end: of the program. */
static void
bring_in(struct vmspace *vs, const uint64_t *rd, const uint64_t *wr,
    uintptr_t base, uintptr_t end)
{
	uintptr_t va = base;
	uint64_t bit;

	for (unsigned i = 0; i < IMAGE_PAGES && va < end; i++,
	    va += PAGE_SIZE) {
		bit = (uint64_t)1 << i % 64;
		if (((rd[i / 64] | wr[i / 64]) & bit) == 0)
			continue;
		if (vm_nfree < vm_free_target)
			return;
		(void)vm_fault_page(vs, va, (wr[i / 64] & bit) != 0 ?
		    PROT_WRITE : PROT_READ, VMF_EXACT, NULL);
	}
}

void
vm_image_start(struct vmspace *vs, struct vnode *vp, uintptr_t addr,
    size_t len)
{
	uint64_t rd[IMAGE_WORDS], wr[IMAGE_WORDS];
	uintptr_t base = trunc_page(addr);
	struct vm_object *o;
	bool anew;

	if (ubc_object(vp, &o) != 0)
		return;
	anew = atomic_add(&o->o_nruns, 1) % RUNS_LEARN == 0;
	for (int i = 0; i < IMAGE_WORDS; i++) {
		if (anew)
			o->o_toread[i] = o->o_towrite[i] = 0;
		rd[i] = o->o_toread[i];
		wr[i] = o->o_towrite[i];
	}
	bring_in(vs, rd, wr, base, addr + len);
	object_hold(o);
	lock_exclusive(&vs->vs_lock);
	image_end(vs);
	vs->vs_image = o;
	vs->vs_imagebase = base;
	vs->vs_tolearn = FIRST_FAULTS;
	lock_release(&vs->vs_lock);
	vm_object_drop(o);
}

void
vm_defer(struct vmspace *vs, bool on)
{
	pmap_defer(vs->vs_pmap, on);
}
