/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_patch.c: patches of system call sites (vm_patch.h).
 *
 * Trampolines fill pages of their own within reach of a jump, which are anonymous
 * private memory of the program: fork copies them with the rest.
 *
 * A page of code is changed while nobody can run it.  Nobody can where the caller is
 * the only LWP; else it is taken from the pmap, and vs_lock, held exclusively,
 * keeps faults from bringing it back.
 *
 * Lock legend: [m] vs_lock exclusive to change, shared to read.
 */
#include "vm/vm_patch.h"
#include "vm/vm_map.h"
#include "vm/vm_site.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "platform/trap.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include <sys/errno.h>

#define MAXPAGES	8		/* trampoline pages of a space */
#define NSLOTS		((int)(PAGE_SIZE / SITE_SLOT))
#define MAXTRIES	100
#define NEARBY		0x40000000UL

struct patch_page {
	uintptr_t	 va;
	int		 n;
	struct patch_site site[NSLOTS];
};

struct vm_patch {
	bool		 off;		/* [m] no more */
	int		 npages;	/* [m] */
	struct patch_page *page[MAXPAGES];	/* [m] */
};

static int patch_on = 1;
SYSCTL_KINT(patch_syscalls, "kern.patch_syscalls", OID_AUTO, CTLFLAG_RW,
    &patch_on, "Patch system call instructions of programs that make many");
static int npatched;
SYSCTL_KINT(patched_syscalls, "kern.patched_syscalls", OID_AUTO, CTLFLAG_RD,
    &npatched, "System call instructions patched since boot");

MALLOC_DEFINE(M_PATCH, "patch", "patched system calls");

static uint64_t gate;		/* written at boot */

void
vm_patch_init(uint64_t where)
{
	gate = where;
	if (gate == 0)
		patch_on = 0;
}

bool
vm_patched(const struct vmspace *vs)
{
	return (atomic_load(&vs->vs_patch) != NULL);
}

/* vs_lock exclusive; NULL: no memory. */
static struct vm_patch *
patch_get(struct vmspace *vs)
{
	if (vs->vs_patch == NULL)
		atomic_store(&vs->vs_patch, kmalloc(sizeof(struct vm_patch),
		    M_PATCH, M_NOWAIT | M_ZERO));
	return (vs->vs_patch);
}

/*
 * ---- changing code -----------------------------------------------------------
 */

/*
 * Is pg still the one private page of vs at va?  Its entry, or NULL.  vs_lock
 * exclusive.
 */
static struct vm_map_entry *
own_page(struct vmspace *vs, uintptr_t va, const struct vm_page *pg)
{
	struct vm_map_entry *e = map_lookup(vs, va);
	bool same;

	if (e == NULL || e->e_amap == NULL ||
	    (e->e_flags & (E_SHARED | E_NEEDSCOPY)) != 0)
		return (NULL);
	lock_exclusive(&e->e_amap->am_lock);
	same = amap_lookup(e->e_amap, entry_slot(e, va)) == pg &&
	    pg->pg_acount == 1;
	lock_release(&e->e_amap->am_lock);
	return (same ? e : NULL);
}

/*
 * Is the caller, which came by a system call instruction, the only one that runs
 * in vs?  Who else could come needs its help; and it goes back by an interrupt
 * return, behind which a CPU sees changed code.
 */
static bool
runs_alone(const struct vmspace *vs)
{
	const struct proc *p = curproc;

	return (p != NULL && p->p_vmspace == vs && p->p_nlwps == 1 &&
	    vs->vs_ref == 1);
}

/* Nobody runs the page of va from here on.  vs_lock exclusive. */
static void
page_hide(struct vmspace *vs, uintptr_t va)
{
	uintptr_t page = trunc_page(va);

	pmap_remove(vs->vs_pmap, page, page + PAGE_SIZE);
}

/* Write where nobody runs meanwhile.  vs_lock exclusive. */
static void
page_write(struct vm_page *pg, uintptr_t va, const void *from, size_t n)
{
	memcpy((uint8_t *)page_kva(pg) + (va & PAGE_MASK), from, n);
	page_dirty(pg);
}

/* A page with a free slot within reach of va; vs_lock held. */
static struct patch_page *
page_near(struct vm_patch *vp, uintptr_t va)
{
	for (int i = 0; i < vp->npages; i++)
		if (vp->page[i]->n < NSLOTS && site_reach(vp->page[i]->va, va))
			return (vp->page[i]);
	return (NULL);
}

/* Map one more page of trampolines near va.  No lock held. */
static bool
page_add(struct vmspace *vs, uintptr_t va)
{
	uintptr_t at = va > NEARBY + VM_MIN_USER_ADDRESS ? va - NEARBY :
	    VM_MIN_USER_ADDRESS;
	struct patch_page *pp;
	struct vm_patch *vp;
	bool added = false;

	pp = kmalloc(sizeof(*pp), M_PATCH, M_WAITOK | M_ZERO);
	if (pp == NULL)
		return (false);
	at = trunc_page(at);
	if (vm_map_object(vs, &at, PAGE_SIZE, PROT_READ | PROT_EXEC,
	    PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANON |
	    MAP_NOCORE, NULL, 0) != 0) {
		kfree(pp, M_PATCH);
		return (false);
	}
	pp->va = at;
	lock_exclusive(&vs->vs_lock);
	vp = patch_get(vs);
	if (vp != NULL && !vp->off && vp->npages < MAXPAGES &&
	    site_reach(at, va)) {
		vp->page[vp->npages++] = pp;
		added = true;
	}
	lock_release(&vs->vs_lock);
	if (!added) {
		(void)vm_unmap(vs, at, PAGE_SIZE);
		kfree(pp, M_PATCH);
	}
	return (added);
}

/* May code at va be patched?  vs_lock held. */
static bool
text_at(struct vmspace *vs, uintptr_t va)
{
	const struct vm_map_entry *e = map_lookup(vs, va);

	return (e != NULL && e->e_obj != NULL && (e->e_flags & E_SHARED) == 0 &&
	    (e->e_prot & (PROT_EXEC | PROT_WRITE)) == PROT_EXEC &&
	    (e->e_maxprot & PROT_WRITE) != 0);
}

/*
 * Patch the site, with both pages in hand: the code's and the trampoline's.
 * False: something changed meanwhile.  vs_lock exclusive.
 */
static bool
site_patch(struct vmspace *vs, struct patch_page *pp, struct patch_site *ps,
    const uint8_t *code, struct vm_page *text, struct vm_page *tramp)
{
	uint8_t buf[SITE_SLOT], jump[SITE_JUMP];
	uintptr_t slot;

	if (pp->n == NSLOTS || !text_at(vs, ps->ps_start) ||
	    own_page(vs, ps->ps_start, text) == NULL ||
	    own_page(vs, pp->va, tramp) == NULL ||
	    memcmp((uint8_t *)page_kva(text) + (ps->ps_start & PAGE_MASK), code,
	    (size_t)ps->ps_load + ps->ps_mid) != 0)
		return (false);
	slot = pp->va + (uintptr_t)pp->n * SITE_SLOT;
	if (!runs_alone(vs)) {
		page_hide(vs, slot);
		page_hide(vs, ps->ps_start);
	}
	site_trampoline(buf, slot, ps, code, gate);
	page_write(tramp, slot, buf, SITE_SLOT);
	site_jump(jump, ps->ps_start, slot);
	page_write(text, ps->ps_start, jump, SITE_JUMP);
	pp->site[pp->n++] = *ps;
	npatched++;
	return (true);
}

/* Is there anything against patching in the calling LWP's space? */
static bool
may_patch(struct vmspace *vs, const struct lwp *lp)
{
	return (gate != 0 && patch_on != 0 && lp->lwp_frame->tf_gsbase == 0 &&
	    (lp->lwp_frame->tf_rflags & 0x100) == 0 &&
	    (lp->lwp_proc->p_flags & (P_TRACED | P_SYSTEM)) == 0 &&
	    (vs->vs_patch == NULL || !vs->vs_patch->off));
}

void
vm_patch_site(struct lwp *lp)
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	struct vm_page *text, *tramp;
	struct patch_page *pp = NULL;
	struct patch_site ps;
	uint8_t code[SITE_MAX];
	bool ok;

	if (!may_patch(vs, lp) || !site_read(lp->lwp_frame, &ps, code))
		return;
	lock_shared(&vs->vs_lock);
	ok = text_at(vs, ps.ps_start);
	if (vs->vs_patch != NULL)
		pp = page_near(vs->vs_patch, ps.ps_start);
	lock_release(&vs->vs_lock);
	if (!ok || (pp == NULL && !page_add(vs, ps.ps_start)))
		return;
	if (pp == NULL) {
		lock_shared(&vs->vs_lock);
		pp = page_near(vs->vs_patch, ps.ps_start);
		lock_release(&vs->vs_lock);
	}
	if (pp == NULL || vm_fault_page(vs, ps.ps_start, PROT_WRITE, VMF_FORCE,
	    &text) != 0)
		return;
	if (vm_fault_page(vs, pp->va, PROT_WRITE, VMF_FORCE, &tramp) == 0) {
		lock_exclusive(&vs->vs_lock);
		if (!vs->vs_patch->off)
			(void)site_patch(vs, pp, &ps, code, text, tramp);
		lock_release(&vs->vs_lock);
		page_unref(tramp);
	}
	page_unref(text);
}

/*
 * ---- undoing ---------------------------------------------------------------------
 */

/* Put back what a jump replaced, if it is still there.  No lock held. */
static void
site_restore(struct vmspace *vs, const struct patch_site *ps, uintptr_t slot)
{
	struct vm_page *pg;
	uint8_t jump[SITE_JUMP], *at;
	bool done = false;

	site_jump(jump, ps->ps_start, slot);
	/* A fork may come between; memory that is shared by now is left alone. */
	for (int tries = 0; !done && tries < MAXTRIES; tries++) {
		if (vm_fault_page(vs, ps->ps_start, PROT_WRITE, VMF_FORCE,
		    &pg) != 0)
			return;		/* no such memory any more */
		lock_exclusive(&vs->vs_lock);
		at = (uint8_t *)page_kva(pg) + (ps->ps_start & PAGE_MASK);
		if (memcmp(at, jump, SITE_JUMP) != 0)
			done = true;
		else if (own_page(vs, ps->ps_start, pg) != NULL) {
			page_hide(vs, ps->ps_start);
			page_write(pg, ps->ps_start, ps->ps_old, SITE_JUMP);
			done = true;
		}
		lock_release(&vs->vs_lock);
		page_unref(pg);
	}
}

void
vm_patch_undo(struct vmspace *vs)
{
	struct patch_page *pp;
	struct vm_patch *vp;

	lock_exclusive(&vs->vs_lock);
	vp = patch_get(vs);
	if (vp != NULL)
		vp->off = true;
	lock_release(&vs->vs_lock);
	/* Nothing is added to the tables from here on. */
	for (int i = 0; vp != NULL && i < vp->npages; i++) {
		pp = vp->page[i];
		for (int k = 0; k < pp->n; k++)
			site_restore(vs, &pp->site[k], pp->va +
			    (uintptr_t)k * SITE_SLOT);
	}
}

static bool
page_meets(const struct patch_page *pp, uintptr_t addr, size_t len)
{
	return (pp->va != 0 && pp->va < addr + len &&
	    pp->va + PAGE_SIZE > addr);
}

void
vm_patch_yield(struct vmspace *vs, uintptr_t addr, size_t len)
{
	struct vm_patch *vp;
	bool meets = false;

	if (!vm_patched(vs))
		return;
	lock_shared(&vs->vs_lock);
	vp = vs->vs_patch;
	for (int i = 0; i < vp->npages; i++)
		meets |= page_meets(vp->page[i], addr, len);
	lock_release(&vs->vs_lock);
	if (!meets)
		return;
	vm_patch_undo(vs);
	/* What will be there is the program's. */
	lock_exclusive(&vs->vs_lock);
	for (int i = 0; i < vp->npages; i++)
		if (page_meets(vp->page[i], addr, len))
			vp->page[i]->va = 0;
	lock_release(&vs->vs_lock);
}

/*
 * ---- registers -------------------------------------------------------------------
 */

bool
vm_patch_fix(struct vmspace *vs, struct uregs *tf)
{
	const struct patch_page *pp;
	uintptr_t off;

	/* Another LWP patched while this one ran: gs was not the gate's yet. */
	if (tf->tf_rip == gate && gate != 0) {
		tf->tf_rip = tf->tf_rcx - SITE_SYSCALL;
		return (true);
	}
	lock_shared(&vs->vs_lock);
	for (int i = 0; i < vs->vs_patch->npages; i++) {
		pp = vs->vs_patch->page[i];
		off = tf->tf_rip - pp->va;
		if (pp->va != 0 && off < (uintptr_t)pp->n * SITE_SLOT)
			tf->tf_rip = site_original(&pp->site[off / SITE_SLOT],
			    off % SITE_SLOT);
	}
	lock_release(&vs->vs_lock);
	return (false);
}

/*
 * ---- spaces as wholes ----------------------------------------------------------------
 */

void
patch_free(struct vmspace *vs)
{
	struct vm_patch *vp = vs->vs_patch;

	if (vp == NULL)
		return;
	atomic_store(&vs->vs_patch, NULL);
	for (int i = 0; i < vp->npages; i++)
		kfree(vp->page[i], M_PATCH);
	kfree(vp, M_PATCH);
}

int
patch_fork(const struct vmspace *vs, struct vmspace *child)
{
	const struct vm_patch *from = vs->vs_patch;
	struct vm_patch *vp;

	if (from == NULL)
		return (0);
	vp = patch_get(child);
	if (vp == NULL)
		return (ENOMEM);
	vp->off = from->off;
	for (int i = 0; i < from->npages; i++) {
		vp->page[i] = kmalloc(sizeof(*vp->page[i]), M_PATCH, M_NOWAIT);
		if (vp->page[i] == NULL)
			return (ENOMEM);
		*vp->page[i] = *from->page[i];
		vp->npages++;
	}
	return (0);
}

void
patch_prefault(struct vmspace *vs)
{
	const struct vm_patch *vp = vs->vs_patch;

	for (int i = 0; vp != NULL && !vp->off && i < vp->npages; i++)
		vm_prefault(vs, vp->page[i]->va, PAGE_SIZE);
}
