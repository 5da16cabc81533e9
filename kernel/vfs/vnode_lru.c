/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vnode_lru.c: unused vnodes: how many there may be, which goes first, and the
 * daemon that reclaims them.
 *
 * The list of unused ones is lazy: a vnode enters it when its last reference
 * goes (VN_ONFREE) and stays when it is used again; the reclaimer skips those.
 *
 * Locks: L vnode_list_spin guards the list.
 */
#include <sys/errno.h>
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

static TAILQ_HEAD(, vnode) vnode_unused = TAILQ_HEAD_INITIALIZER(vnode_unused);
static volatile int nunused;		/* [L] length of vnode_unused */
int maxvnodes;
static volatile bool vnlru_wanted;
static const char vnlru_chan;		/* vnlru sleeps here */
static const char vnwait_chan;		/* vnode_waitroom() sleeps here */

#define VNODE_HARD	4		/* see vnode_waitroom() */

void
vnlru_wake(void)
{
	vnlru_wanted = true;
	wakeup(&vnlru_chan);
}

/* The limit bounds what is cached; what is in use may go beyond. */
int
vnode_waitroom(void)
{
	int tries;

	if (k_likely(numvnodes < maxvnodes))
		return (0);
	vnlru_wake();
	for (tries = 0; tries < 5 && nunused > maxvnodes / 8 &&
	    numvnodes >= maxvnodes + maxvnodes / 8; tries++) {
		(void)tsleep(&vnwait_chan, 0, "vnlimit", NS_PER_S / 50);
		vnlru_wake();
	}
	return (numvnodes >= VNODE_HARD * maxvnodes ? ENFILE : 0);
}

void
vnode_listunused(struct vnode *vp)
{
	spin_lock(&vnode_list_spin);
	if ((vp->v_flag & VN_ONFREE) == 0) {
		TAILQ_INSERT_TAIL(&vnode_unused, vp, v_free);
		atomic_or(&vp->v_flag, VN_ONFREE);
		nunused++;
	}
	spin_unlock(&vnode_list_spin);
}

void
vnode_unlist(struct vnode *vp)
{
	TAILQ_REMOVE(&vnode_unused, vp, v_free);
	atomic_and(&vp->v_flag, ~(uint32_t)VN_ONFREE);
	nunused--;
}

void
vnode_room(void)
{
	if (numvnodes < maxvnodes)
		wakeup(&vnwait_chan);
}

/*
 * Take the oldest vnode that is truly unused off the list and claim it.
 * *left counts the entries still to be looked at.
 */
static struct vnode *
vnode_oldest(int *left)
{
	struct vnode *vp;

	spin_lock(&vnode_list_spin);
	while (*left > 0 && (vp = TAILQ_FIRST(&vnode_unused)) != NULL) {
		--*left;
		if ((vp->v_flag & VN_SECOND) != 0 && vp->v_usecount == 0) {
			atomic_and(&vp->v_flag, ~(uint32_t)VN_SECOND);
			TAILQ_REMOVE(&vnode_unused, vp, v_free);
			TAILQ_INSERT_TAIL(&vnode_unused, vp, v_free);
			continue;
		}
		/* In use: vrele() lists it again. */
		vnode_unlist(vp);
		if (vnode_claim(vp)) {
			spin_unlock(&vnode_list_spin);
			return (vp);
		}
	}
	spin_unlock(&vnode_list_spin);
	return (NULL);
}

/*
 * Reclaim up to n unused vnodes, oldest first.  May do I/O.  The caller holds
 * no lock of a filesystem.
 */
static void
vnode_reclaim_some(int n)
{
	struct vnode *vp;
	int left;

	left = 2 * nunused;
	while (n-- > 0 && (vp = vnode_oldest(&left)) != NULL) {
		vnode_destroy_claimed(vp);
		cpu_poll();
	}
}

/* The daemon that keeps the number of vnodes below the limit. */
static void
vnlru(void *arg)
{
	bool short_memory;
	int n;

	for (;;) {
		tsleep_interlock(&vnlru_chan, 0);
		if (!vnlru_wanted)
			(void)tsleep(&vnlru_chan, PINTERLOCKED, "vnlru", 0);
		else
			tsleep_remove();
		short_memory = vnlru_wanted && numvnodes < maxvnodes;
		vnlru_wanted = false;
		n = numvnodes - maxvnodes + maxvnodes / 16;
		if (short_memory)
			n = K_MAX(n, nunused / 8);
		if (n > 0)
			vnode_reclaim_some(n);
		wakeup(&vnwait_chan);
	}
}

/* Kernel memory is short: any context, locks may be held. */
static void
vnode_lowmem(void)
{
	cache_trim(64);
	vnlru_wake();
}

static int
sysctl_maxvnodes(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int error, value = maxvnodes;

	error = sysctl_handle_int(req, &value);
	if (error != 0 || req->newptr == NULL)
		return (error);
	if (value < 64)
		return (EINVAL);
	maxvnodes = value;
	cache_resize(value);
	vnlru_wake();
	return (0);
}
SYSCTL_KPROC(kern_maxvnodes, "kern.maxvnodes", KERN_MAXVNODES,
    CTLTYPE_INT | CTLFLAG_RW, NULL, 0, sysctl_maxvnodes, "I",
    "Most vnodes in use and cached");
SYSCTL_KINT(debug_numvnodes, "debug.numvnodes", OID_AUTO, CTLFLAG_RD,
    &numvnodes, "Vnodes in use and cached");
SYSCTL_KINT(debug_freevnodes, "debug.freevnodes", OID_AUTO, CTLFLAG_RD,
    (void *)(uintptr_t)&nunused, "Vnodes on the list of unused ones");

/*
 * The limit follows memory: a sixteenth of the kernel's own, at about 1 KB a
 * vnode with its inode.
 */
void
vnode_init(void)
{
	uint64_t total, avail;

	kmem_stats(&total, &avail);
	maxvnodes = (int)K_MIN(K_MAX(total / 16 / 1024, 512UL), 200000UL);
	kmem_reclaim_register(vnode_lowmem);
}

void
vnode_daemon_start(void)
{
	if (kthread_create(vnlru, NULL, "vnlru") != 0)
		panic("no memory for vnlru");
}
