/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vnode.c: the life of vnodes: allocation, references, locks.  Those that
 * nobody uses are vnode_lru.c's.
 *
 * A vnode is free (in the pool, v_usecount VUSE_DEAD), in use (> 0) or
 * cached (0).  References are taken and dropped by compare-and-swap; only the
 * claim 0 -> VUSE_DEAD, made by a reclaimer, keeps new ones away.  Memory of
 * vnodes is never freed, so a look at a stale pointer is harmless.
 *
 * What every vrele() of a busy file costs is one compare-and-swap.
 *
 * VN_NEEDINACT: the vnode was locked exclusive since inactive last ran, so it
 * may have to run again.
 *
 * Locks: L vnode_list_spin guards the pool and the lists of mounts' vnodes.
 */
#include <sys/errno.h>
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

MALLOC_DEFINE(M_VNODE, "vnodes", "vnodes of all filesystems");

struct spinlock vnode_list_spin =
    SPINLOCK_INITIALIZER("vnodelist", LR_VNODELIST);
static TAILQ_HEAD(, vnode) vnode_pool = TAILQ_HEAD_INITIALIZER(vnode_pool);
int numvnodes;				/* [L] in use or cached */

#define VNODE_CHUNK	8		/* vnodes allocated at once */

const enum vtype iftovt_tab[16] = {
	VNON, VFIFO, VCHR, VNON, VDIR, VNON, VBLK, VNON,
	VREG, VNON, VLNK, VNON, VSOCK, VNON, VNON, VBAD,
};
const int vttoif_tab[9] = {
	0, S_IFREG, S_IFDIR, S_IFBLK, S_IFCHR, S_IFLNK, S_IFSOCK, S_IFIFO,
	S_IFMT,
};

static bool
usecount_cas(struct vnode *vp, int from, int to)
{
	return (__atomic_compare_exchange_n(&vp->v_usecount, &from, to, false,
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
}

/* Fill the pool with another chunk.  ENOMEM. */
static int
vnode_grow(void)
{
	struct vnode *vp;
	int i;

	vp = kmalloc(sizeof(*vp) * VNODE_CHUNK, M_VNODE, M_NOWAIT | M_ZERO);
	if (vp == NULL)
		return (ENOMEM);
	for (i = 0; i < VNODE_CHUNK; i++) {
		lock_init(&vp[i].v_lock, "vnode", LR_VNODE, 0);
		vp[i].v_usecount = VUSE_DEAD;
		vp[i].v_flag = VN_DEAD;
		vp[i].v_op = &dead_vnodeops;
		vp[i].v_mount = &dead_mount;
	}
	spin_lock(&vnode_list_spin);
	for (i = 0; i < VNODE_CHUNK; i++)
		TAILQ_INSERT_TAIL(&vnode_pool, &vp[i], v_free);
	spin_unlock(&vnode_list_spin);
	return (0);
}

int
vnode_alloc(struct mount *mp, enum vtype type, const struct vnodeops *ops,
    void *data, struct vnode **vpp)
{
	struct vnode *vp;
	int error;

	*vpp = NULL;
	error = vnode_waitroom();
	if (error != 0)
		return (error);
	for (;;) {
		spin_lock(&vnode_list_spin);
		vp = TAILQ_FIRST(&vnode_pool);
		if (vp != NULL)
			break;
		spin_unlock(&vnode_list_spin);
		error = vnode_grow();
		if (error != 0) {
			vnlru_wake();
			return (error);
		}
	}
	TAILQ_REMOVE(&vnode_pool, vp, v_free);
	numvnodes++;
	spin_unlock(&vnode_list_spin);

	/* The pool's vnodes are nobody's: only a stale vget() looks at them. */
	lock_exclusive(&vp->v_lock);
	vp->v_writecount = vp->v_execcount = vp->v_opencount = 0;
	vp->v_type = type;
	vp->v_op = ops;
	vp->v_data = data;
	vp->v_mount = mp;
	vp->v_mountedhere = NULL;
	vp->v_object = NULL;
	vp->v_dev = NULL;
	vp->v_lockf = NULL;
	vp->v_lastread = 0;
	vp->v_kqsize = 0;
	bzero(&vp->v_kq, sizeof(vp->v_kq));
	LIST_INIT(&vp->v_ncsrc);
	LIST_INIT(&vp->v_ncdst);
	atomic_store(&vp->v_flag, VN_NEEDINACT);
	spin_lock(&vnode_list_spin);
	TAILQ_INSERT_TAIL(&mp->mnt_vnodes, vp, v_list);
	spin_unlock(&vnode_list_spin);
	atomic_store(&vp->v_usecount, 1);
	*vpp = vp;
	return (0);
}

void
vref(struct vnode *vp)
{
	int n = atomic_add(&vp->v_usecount, 1);

	KKASSERT(n > 1);
}

int
vget(struct vnode *vp, int lkflags)
{
	int error, n;

	for (;;) {
		n = atomic_load(&vp->v_usecount);
		if (n < 0)
			return (ENOENT);
		if (usecount_cas(vp, n, n + 1))
			break;
	}
	if (lkflags == 0)
		return (0);
	error = vn_lock(vp, lkflags);
	if (error != 0) {
		vrele(vp);
		return (error == EIO ? ENOENT : error);
	}
	return (0);
}

/* Keep new references away from a vnode that has none.  false: it has. */
bool
vnode_claim(struct vnode *vp)
{
	return (usecount_cas(vp, 0, VUSE_DEAD));
}

/* Back to the pool.  Claimed, dead, unlocked. */
static void
vnode_topool(struct vnode *vp)
{
	if ((vp->v_type == VCHR || vp->v_type == VBLK) && vp->v_dev != NULL) {
		dev_drop(vp->v_dev);
		vp->v_dev = NULL;
	}
	spin_lock(&vnode_list_spin);
	if ((vp->v_flag & VN_ONFREE) != 0)
		vnode_unlist(vp);
	TAILQ_INSERT_HEAD(&vnode_pool, vp, v_free);
	numvnodes--;
	spin_unlock(&vnode_list_spin);
	vnode_room();
}

void
vnode_destroy_claimed(struct vnode *vp)
{
	lock_exclusive(&vp->v_lock);
	vgone_locked(vp);
	lock_release(&vp->v_lock);
	vnode_topool(vp);
}

/*
 * Run inactive for a vnode whose last reference is about to go.  True: the
 * vnode was recycled and is no longer the caller's.
 */
static bool
vnode_inactivate(struct vnode *vp)
{
	lock_exclusive(&vp->v_lock);
	if (atomic_load(&vp->v_usecount) == 1 && (vp->v_flag & VN_DEAD) == 0) {
		atomic_and(&vp->v_flag, ~(uint32_t)VN_NEEDINACT);
		(void)VOP(vp, inactive);
		if ((vp->v_flag & VN_RECYCLE) != 0 &&
		    usecount_cas(vp, 1, VUSE_DEAD)) {
			vgone_locked(vp);
			lock_release(&vp->v_lock);
			vnode_topool(vp);
			return (true);
		}
	}
	lock_release(&vp->v_lock);
	return (false);
}

void
vrele(struct vnode *vp)
{
	uint32_t flag;
	int n;

	for (;;) {
		n = atomic_load(&vp->v_usecount);
		KKASSERT(n > 0);
		if (n > 1) {
			if (usecount_cas(vp, n, n - 1))
				return;
			continue;
		}
		flag = atomic_load(&vp->v_flag);
		if ((flag & VN_DEAD) != 0) {
			if (usecount_cas(vp, 1, VUSE_DEAD)) {
				vnode_topool(vp);
				return;
			}
			continue;
		}
		if ((flag & VN_NEEDINACT) != 0) {
			if (vnode_inactivate(vp))
				return;
			continue;
		}
		if ((flag & VN_ONFREE) == 0) {
			vnode_listunused(vp);
			continue;
		}
		if ((flag & VN_SECOND) == 0)
			atomic_or(&vp->v_flag, VN_SECOND);
		if (!usecount_cas(vp, 1, 0))
			continue;
		/*
		 * Somebody may have come, locked it exclusive and gone between the
		 * look at the flags and the swap, or the reclaimer has taken it
		 * off the list as one in use.  Then it falls to us again, unless a
		 * reclaimer has claimed it: that one runs inactive.
		 */
		flag = atomic_load(&vp->v_flag);
		if ((flag & (VN_NEEDINACT | VN_DEAD | VN_ONFREE)) == VN_ONFREE ||
		    !usecount_cas(vp, 0, 1))
			return;
	}
}

void
vput(struct vnode *vp)
{
	vn_unlock(vp);
	vrele(vp);
}

void
vrecycle(struct vnode *vp)
{
	atomic_or(&vp->v_flag, VN_RECYCLE);
}

int
vn_lock(struct vnode *vp, int flags)
{
	int error;

	error = lock_acquire(&vp->v_lock, flags);
	if (error != 0)
		return (error);
	if ((vp->v_flag & VN_DEAD) != 0) {
		lock_release(&vp->v_lock);
		return (EIO);
	}
	if ((flags & LK_EXCLUSIVE) != 0 && (vp->v_flag & VN_NEEDINACT) == 0)
		atomic_or(&vp->v_flag, VN_NEEDINACT);
	return (0);
}

void
vn_unlock(struct vnode *vp)
{
	lock_release(&vp->v_lock);
}
