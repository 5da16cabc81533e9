/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * upmap.c: /dev/upmap, /dev/kpmap and /dev/lpmap: pages that programs map to
 * learn things without system calls: process id and title, clocks, and per LWP
 * a word that blocks signals.
 *
 * A page exists from the first mmap(2) on.  A child gets pages of its own, mapped
 * where the parent's are, before it runs.  An lpmap's mappings end with its LWP.
 * kpmap's times are renewed each tick once somebody has mapped it.
 *
 * What a program may write (titles, invfork, blockallsigs) is its own; the
 * kernel reads it as hostile.  Locks: p_spin for the pointers; up_lock makes
 * pages once.
 */
#include <sys/mman.h>
#include <sys/upmap.h>
#include "sys/kdev.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "vm/vm.h"
#include "vm/vm_map.h"

static struct lock up_lock;
static struct sys_kpmap *kpmap;
static struct vm_object *kpmap_obj;
static struct callout kpmap_callout;
static int fast_gtod = 1;
SYSCTL_KINT(fast_gtod, "kern.gettimeofday_quick", OID_AUTO, CTLFLAG_RW,
    &fast_gtod, "gettimeofday(2) may be read from /dev/kpmap");

#define HDR(t, type_, m)	{ (type_), offsetof(struct t, m) }

/*
 * An object whose first page the kernel shares with programs.  ENOMEM.
 */
static int
page_make(struct vm_object **objp, void **kva, const ukpheader_t *hdr, int n)
{
	struct vm_page *pg;
	int error;

	if ((error = vm_object_anon(UPMAP_MAPSIZE, objp)) != 0)
		return (error);
	if ((error = vm_object_wire(*objp, 0, &pg)) != 0) {
		vm_object_drop(*objp);
		return (error);
	}
	*kva = page_kva(pg);
	memset(*kva, 0, PAGE_SIZE);
	memcpy(*kva, hdr, (size_t)n * sizeof(*hdr));
	return (0);
}

static void
page_release(struct vm_object *obj)
{
	struct vm_page *pg;

	/* One more hold to find the page, then both are given back. */
	if (vm_object_wire(obj, 0, &pg) == 0) {
		page_free(pg);
		page_free(pg);
	}
	vm_object_drop(obj);
}

static int
upmap_make(struct proc *p)
{
	static const ukpheader_t hdr[] = {
		HDR(sys_upmap, UKPTYPE_VERSION, version),
		HDR(sys_upmap, UPTYPE_RUNTICKS, runticks),
		HDR(sys_upmap, UPTYPE_FORKID, forkid),
		HDR(sys_upmap, UPTYPE_PID, pid),
		HDR(sys_upmap, UPTYPE_INVFORK, invfork),
		HDR(sys_upmap, UPTYPE_PROC_TITLE, proc_title),
	};
	struct vm_object *obj;
	struct sys_upmap *um;
	void *kva;
	int error;

	if ((error = page_make(&obj, &kva, hdr, (int)NELEM(hdr))) != 0)
		return (error);
	um = kva;
	um->version = UPMAP_VERSION;
	um->pid = p->p_pid;
	um->forkid = p->p_forkid;
	spin_lock(&p->p_spin);
	p->p_upmap_obj = obj;
	p->p_upmap = um;
	spin_unlock(&p->p_spin);
	return (0);
}

static int
lpmap_make(struct lwp *lp)
{
	static const ukpheader_t hdr[] = {
		HDR(sys_lpmap, UKPTYPE_VERSION, version),
		HDR(sys_lpmap, LPTYPE_BLOCKALLSIGS, blockallsigs),
		HDR(sys_lpmap, LPTYPE_THREAD_TITLE, thread_title),
		HDR(sys_lpmap, LPTYPE_THREAD_TID, tid),
	};
	struct vm_object *obj;
	struct sys_lpmap *lm;
	void *kva;
	int error;

	if ((error = page_make(&obj, &kva, hdr, (int)NELEM(hdr))) != 0)
		return (error);
	vm_object_private(obj);
	lm = kva;
	lm->version = LPMAP_VERSION;
	lm->tid = (uint32_t)lp->lwp_tid;
	spin_lock(&lp->lwp_proc->p_spin);
	lp->lwp_lpmap_obj = obj;
	lp->lwp_lpmap = lm;
	spin_unlock(&lp->lwp_proc->p_spin);
	return (0);
}

static void
ns_ts(int64_t ns, struct timespec *ts)
{
	ts->tv_sec = ns / NS_PER_S;
	ts->tv_nsec = ns % NS_PER_S;
}

/*
 * Readers take the slot of upticks' low bit; the other one is written, so that
 * upticks goes on by an odd number.  A tick that comes late brings those with it
 * that should have come meanwhile.
 */
static void
kpmap_tick(void *arg)
{
	static int64_t due;		/* when upticks should have come */
	int64_t tick = NS_PER_S / hz, now = time_mono(), n;
	int next;

	if (due == 0)
		due = now - tick;
	n = K_MAX((now - due) / tick, 1);
	n -= (n & 1) == 0;
	due += n * tick;
	next = (int)((uint32_t)kpmap->upticks + (uint32_t)n);
	ns_ts(now, &kpmap->ts_uptime[next & 1]);
	ns_ts(time_wall(), &kpmap->ts_realtime[next & 1]);
	kpmap->fast_gtod = fast_gtod;
	atomic_store(&kpmap->upticks, next);
	callout_reset(&kpmap_callout, K_MAX(due + tick - now, 1), kpmap_tick,
	    NULL);
}

static int
kpmap_make(void)
{
	static const ukpheader_t hdr[] = {
		HDR(sys_kpmap, UKPTYPE_VERSION, version),
		HDR(sys_kpmap, KPTYPE_UPTICKS, upticks),
		HDR(sys_kpmap, KPTYPE_TS_UPTIME, ts_uptime),
		HDR(sys_kpmap, KPTYPE_TS_REALTIME, ts_realtime),
		HDR(sys_kpmap, KPTYPE_TSC_FREQ, tsc_freq),
		HDR(sys_kpmap, KPTYPE_TICK_FREQ, tick_freq),
		HDR(sys_kpmap, KPTYPE_FAST_GTOD, fast_gtod),
	};
	void *kva;
	int error;

	if ((error = page_make(&kpmap_obj, &kva, hdr, (int)NELEM(hdr))) != 0)
		return (error);
	kpmap = kva;
	kpmap->version = KPMAP_VERSION;
	kpmap->tick_freq = hz;
	kpmap_tick(NULL);
	return (0);
}

enum { UP_UPMAP, UP_KPMAP, UP_LPMAP };

/*
 * EINVAL beyond the map, or kpmap writable; ENOMEM.
 */
static int
upmap_mmap(struct cdev *dev, int prot, int flags, int64_t *off, size_t len,
    struct vm_object **objp, int *maxprot)
{
	struct lwp *lp = curlwp;
	struct proc *p = lp->lwp_proc;
	int error = 0;

	if (*off != 0 || len > UPMAP_MAPSIZE)
		return (EINVAL);
	*maxprot = PROT_READ | PROT_WRITE;
	lock_exclusive(&up_lock);
	switch (dev->si_uminor) {
	case UP_UPMAP:
		if (p->p_upmap_obj == NULL)
			error = upmap_make(p);
		*objp = p->p_upmap_obj;
		break;
	case UP_KPMAP:
		*maxprot = PROT_READ;
		if ((prot & PROT_WRITE) != 0)
			error = EACCES;
		else if (kpmap_obj == NULL)
			error = kpmap_make();
		*objp = kpmap_obj;
		break;
	default:
		if (lp->lwp_lpmap_obj == NULL)
			error = lpmap_make(lp);
		*objp = lp->lwp_lpmap_obj;
		break;
	}
	lock_release(&up_lock);
	if (error == 0)
		vm_object_ref(*objp);
	return (error);
}

static const struct dev_ops upmap_ops = {
	.d_name = "upmap",
	.d_flags = D_SEEKABLE,
	.d_mmap = upmap_mmap,
};

void
upmap_attach(void)
{
	lock_init(&up_lock, "upmap", LR_DEV, 0);
	callout_init(&kpmap_callout);
	if (make_dev(&upmap_ops, UP_UPMAP, 0, 0, 0666, "upmap") == NULL ||
	    make_dev(&upmap_ops, UP_KPMAP, 0, 0, 0444, "kpmap") == NULL ||
	    make_dev(&upmap_ops, UP_LPMAP, 0, 0, 0666, "lpmap") == NULL)
		kprintf("upmap: no memory for the devices\n");
}

/*
 * Where vm maps obj from *addr on: the next place's start, length and protection.
 * False: nowhere.
 */
static bool
next_map(struct vmspace *vm, const struct vm_object *obj, uintptr_t *addr,
    size_t *len, int *prot)
{
	struct vm_map_entry *e;

	lock_shared(&vm->vs_lock);
	for (e = vm->vs_first; e != NULL; e = e->e_next)
		if (e->e_obj == obj && e->e_start >= *addr) {
			*addr = e->e_start;
			*len = e->e_end - e->e_start;
			*prot = e->e_prot;
			break;
		}
	lock_release(&vm->vs_lock);
	return (e != NULL);
}

/* Where from maps the page old, to maps new.  ENOMEM. */
static int
follow_maps(struct vmspace *from, const struct vm_object *old,
    struct vmspace *to, struct vm_object *new)
{
	uintptr_t at = 0;
	size_t len;
	int prot, error;

	for (; next_map(from, old, &at, &len, &prot); at += len) {
		vm_object_ref(new);
		error = vm_map_object(to, &at, len, prot,
		    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, new, 0);
		if (error != 0) {
			vm_object_drop(new);
			return (error);
		}
	}
	return (0);
}

/*
 * nl, which lp makes and which does not run yet, goes on with lp's count of
 * blocks: a library that blocks signals around fork or the making of a thread
 * ends that in both.  ENOMEM.
 */
int
upmap_lwpnew(const struct lwp *lp, struct lwp *nl)
{
	uint32_t count;
	int error;

	if (lp->lwp_lpmap == NULL)
		return (0);
	count = *(volatile uint32_t *)&lp->lwp_lpmap->blockallsigs;
	if ((count & 0x7fffffff) == 0)
		return (0);
	if ((error = lpmap_make(nl)) == 0)
		nl->lwp_lpmap->blockallsigs = count;
	return (error);
}

/*
 * A child of fork with its LWP nl: where lp's process has its upmap, and lp its
 * lpmap, the child has its own.  The lpmaps of other LWPs are not inherited.
 * ENOMEM.
 */
int
upmap_fork(struct lwp *lp, struct proc *child, struct lwp *nl)
{
	struct proc *p = lp->lwp_proc;
	int error;

	if ((error = upmap_lwpnew(lp, nl)) != 0 ||
	    (child->p_flags & P_SHAREDVM) != 0)
		return (error);
	if (lp->lwp_lpmap_obj != NULL) {
		if (nl->lwp_lpmap_obj == NULL && (error = lpmap_make(nl)) != 0)
			return (error);
		error = follow_maps(p->p_vmspace, lp->lwp_lpmap_obj,
		    child->p_vmspace, nl->lwp_lpmap_obj);
		if (error != 0)
			return (error);
	}
	if (p->p_upmap_obj == NULL)
		return (0);
	if ((error = upmap_make(child)) != 0)
		return (error);
	return (follow_maps(child->p_vmspace, p->p_upmap_obj,
	    child->p_vmspace, child->p_upmap_obj));
}

/* The process has its number now. */
void
upmap_setpid(struct proc *p)
{
	if (p->p_upmap != NULL)
		p->p_upmap->pid = p->p_pid;
}

/* vfork: while others use the space, the page does not tell who one is. */
void
upmap_invfork(struct proc *p, int diff)
{
	if (p->p_upmap != NULL)
		(void)atomic_add(&p->p_upmap->invfork, (uint32_t)diff);
}

void
upmap_exit(struct proc *p)
{
	struct vm_object *obj;

	spin_lock(&p->p_spin);
	obj = p->p_upmap_obj;
	p->p_upmap_obj = NULL;
	p->p_upmap = NULL;
	spin_unlock(&p->p_spin);
	if (obj != NULL)
		page_release(obj);
}

/* lp has no page any more; places that map it are left alone. */
void
upmap_lwpexit(struct lwp *lp)
{
	struct vm_object *obj;

	spin_lock(&lp->lwp_proc->p_spin);
	obj = lp->lwp_lpmap_obj;
	lp->lwp_lpmap_obj = NULL;
	lp->lwp_lpmap = NULL;
	spin_unlock(&lp->lwp_proc->p_spin);
	if (obj != NULL)
		page_release(obj);
}

/* The caller ends, its process goes on: its page is unmapped, too. */
void
upmap_lwpend(struct lwp *lp)
{
	struct vmspace *vm = lp->lwp_proc->p_vmspace;
	uintptr_t at = 0;
	size_t len;
	int prot;

	if (lp->lwp_lpmap_obj == NULL)
		return;
	for (; next_map(vm, lp->lwp_lpmap_obj, &at, &len, &prot); at += len)
		(void)vm_unmap(vm, at, len);
	upmap_lwpexit(lp);
}

/* exec: the new image has no mappings of the old one's pages. */
void
upmap_exec(struct proc *p, struct lwp *lp)
{
	upmap_exit(p);
	upmap_lwpexit(lp);
}
