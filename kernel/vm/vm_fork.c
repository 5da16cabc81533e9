/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_fork.c: a child's address space.
 *
 * In general private memory is shared until one side writes: both entries refer to
 * one amap and have E_NEEDSCOPY, and the parent's pages become read-only.
 *
 * Forking is mostly done by small processes, again and again, whose child soon
 * ends or executes another program.  For them two faults a page are saved:
 * where few pages were written since the last fork, just these are written next
 * by both sides, so the child gets its copies at once and the parent's stay
 * writable.  The child also begins with these, and the code that it
 * returns to, shown to its stub.  Not so with several LWPs: a page must not be
 * copied while it is written.
 *
 * Locks: vs_lock of the parent exclusive, its pm_lock while pages are
 * chosen and protected; the child is not known to anybody yet.
 */
#include "vm/vm_map.h"
#include "vm/vm_patch.h"
#include "vm/vm_daemon.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "platform/trap.h"
#include "sys/kproc.h"
#include "sys/sysvipc.h"
#include <sys/errno.h>

#define EAGER_MAX	512	/* pages of an amap that is copied at once */
#define HOT_ENTRY	8	/* pages copied of one entry */
#define HOT_MAX		16	/* in all */
#define CODE_PAGES	16	/* shown around the next instruction */

struct forking {
	struct vmspace	*fk_parent, *fk_child;
	const struct uregs *fk_regs;	/* NULL: nothing at once */
	int		 fk_nhot;
	struct {
		uintptr_t	 va;
		struct vm_page	*pg;	/* the child's */
		int		 prot;
	}		 fk_hot[HOT_MAX];
};

/* The registers of the caller, if it forks itself and is alone. */
static const struct uregs *
lone_caller(const struct vmspace *vs)
{
	struct lwp *lp = curlwp;

	if (lp == NULL || lp->lwp_proc->p_vmspace != vs ||
	    lp->lwp_proc->p_nlwps != 1 || vs->vs_ref != 1)
		return (NULL);
	return (lp->lwp_frame);
}

/* Give the child its own copy of the page at va.  false: no memory. */
static bool
copy_hot(struct forking *fk, struct vm_map_entry *e, struct vm_map_entry *n,
    uintptr_t va)
{
	struct page_batch pb = { .pb_n = 0 };
	struct vm_page *from, *pg;

	from = amap_lookup(e->e_amap, entry_slot(e, va));
	if (from == NULL || fk->fk_nhot == HOT_MAX ||
	    vm_nfree < vm_free_target || (pg = page_get(0)) == NULL)
		return (false);
	memcpy(page_kva(pg), page_kva(from), PAGE_SIZE);
	if (amap_set(n->e_amap, entry_slot(n, va), pg, &pb) != 0) {
		page_unref(pg);
		return (false);
	}
	page_batch_flush(&pb);
	fk->fk_hot[fk->fk_nhot].va = va;
	fk->fk_hot[fk->fk_nhot].pg = pg;
	fk->fk_hot[fk->fk_nhot].prot = e->e_prot;
	fk->fk_nhot++;
	return (true);
}

/*
 * The pages of e that were written since the last fork, or, if they are many, the
 * one that the stack pointer is in.
 */
static int
choose_hot(const struct forking *fk, const struct vm_map_entry *e,
    uintptr_t va[HOT_ENTRY])
{
	uintptr_t at = e->e_start, sp = trunc_page(fk->fk_regs->tf_rsp);
	struct pmap *pm = fk->fk_parent->vs_pmap;
	int n = 0;

	while (pmap_next_writable(pm, &at, e->e_end)) {
		if (n == HOT_ENTRY) {
			at = sp;
			va[0] = sp;
			return (sp >= e->e_start && sp < e->e_end &&
			    pmap_next_writable(pm, &at, sp + PAGE_SIZE));
		}
		va[n++] = at;
		at += PAGE_SIZE;
	}
	return (n);
}

/* Copy the amap now; what is not copied by page becomes read-only. */
static bool
fork_eager(struct forking *fk, struct vm_map_entry *e, struct vm_map_entry *n)
{
	uintptr_t hot[HOT_ENTRY], at = e->e_start;
	int nhot;

	if (fk->fk_regs == NULL || e->e_amap->am_ref != 1 ||
	    (e->e_flags & E_NEEDSCOPY) != 0 ||
	    e->e_amap->am_npages > EAGER_MAX)
		return (false);
	n->e_amap = amap_copy(e->e_amap, e->e_aoff, entry_lastslot(e));
	if (n->e_amap == NULL)
		return (false);
	nhot = choose_hot(fk, e, hot);
	for (int i = 0; i < nhot; i++) {
		if (!copy_hot(fk, e, n, hot[i]))
			continue;
		pmap_protect_range(fk->fk_parent->vs_pmap, at, hot[i],
		    PROT_READ | PROT_EXEC);
		at = hot[i] + PAGE_SIZE;
	}
	pmap_protect_range(fk->fk_parent->vs_pmap, at, e->e_end,
	    PROT_READ | PROT_EXEC);
	return (true);
}

/* Let both sides refer to one amap until one of them writes. */
static void
fork_share(struct forking *fk, struct vm_map_entry *e, struct vm_map_entry *n)
{
	amap_ref(e->e_amap);
	n->e_amap = e->e_amap;
	if ((e->e_flags & E_NEEDSCOPY) == 0)
		pmap_protect_range(fk->fk_parent->vs_pmap, e->e_start,
		    e->e_end, PROT_READ | PROT_EXEC);
	e->e_flags |= E_NEEDSCOPY;
	n->e_flags |= E_NEEDSCOPY;
}

/* The child's copy of e. */
static int
fork_entry(struct forking *fk, struct vm_map_entry *e)
{
	struct vm_map_entry *n;

	if (e->e_inherit == INHERIT_NONE ||
	    (e->e_obj != NULL && e->e_obj->o_private))
		return (0);
	if ((n = entry_alloc(fk->fk_child)) == NULL)
		return (ENOMEM);
	n->e_start = e->e_start;
	n->e_end = e->e_end;
	n->e_avail = e->e_avail;
	n->e_flags = e->e_flags & ~(uint32_t)(E_WIRED | E_WMAP);
	n->e_prot = e->e_prot;
	n->e_maxprot = e->e_maxprot;
	n->e_inherit = e->e_inherit;
	n->e_advice = e->e_advice;
	n->e_aoff = e->e_aoff;
	n->e_obj = e->e_obj;
	n->e_off = e->e_off;
	if (e->e_inherit == INHERIT_COPY && (e->e_flags & E_SHARED) != 0) {
		n->e_flags &= ~(uint32_t)E_SHARED;
		n->e_maxprot |= PROT_WRITE;
	}
	if (n->e_obj != NULL)
		vm_object_ref(n->e_obj);
	if (e->e_amap != NULL) {
		if (!fork_eager(fk, e, n))
			fork_share(fk, e, n);
	}
	map_link(fk->fk_child, n);
	fk->fk_child->vs_size += n->e_end - n->e_start;
	return (0);
}

/* Show the child's stub what it will touch first. */
static void
head_start(struct forking *fk)
{
	struct pmap *pm = fk->fk_child->vs_pmap;
	uintptr_t code;

	if (fk->fk_regs == NULL)
		return;
	code = fk->fk_regs->tf_rip & ~(uintptr_t)(CODE_PAGES * PAGE_SIZE - 1);
	pmap_defer(pm, true);
	for (int i = 0; i < fk->fk_nhot; i++)
		if (fk->fk_hot[i].prot != PROT_NONE)
			(void)pmap_enter(pm, fk->fk_hot[i].va,
			    fk->fk_hot[i].pg, fk->fk_hot[i].prot);
	vm_prefault(fk->fk_child, code, CODE_PAGES * PAGE_SIZE);
	patch_prefault(fk->fk_child);
	pmap_defer(pm, false);
}

int
vmspace_fork(struct vmspace *vs, struct vmspace **childp)
{
	struct vmspace *child = vmspace_alloc();
	struct forking fk = { .fk_parent = vs, .fk_child = child };
	struct vm_map_entry *e;
	int error = 0;

	*childp = NULL;
	if (child == NULL)
		return (ENOMEM);
	lock_exclusive(&vs->vs_lock);
	fk.fk_regs = lone_caller(vs);
	pmap_protect_begin(vs->vs_pmap);
	for (e = vs->vs_first; e != NULL && error == 0; e = e->e_next)
		error = fork_entry(&fk, e);
	if (error == 0)
		error = patch_fork(vs, child);
	pmap_protect_end(vs->vs_pmap);
	/* The object's lists come before pm_lock in the order of locks. */
	for (e = child->vs_first; e != NULL; e = e->e_next)
		entry_attach(e);
	child->vs_taddr = vs->vs_taddr;
	child->vs_daddr = vs->vs_daddr;
	child->vs_minsaddr = vs->vs_minsaddr;
	child->vs_tsize = vs->vs_tsize;
	child->vs_dsize = vs->vs_dsize;
	child->vs_ssize = vs->vs_ssize;
	lock_release(&vs->vs_lock);
	if (error == 0 && shm_fork != NULL)
		error = shm_fork(vs, child);
	if (error != 0) {
		vmspace_drop(child);
		return (error);
	}
	head_start(&fk);
	*childp = child;
	return (0);
}
