/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vnode_gone.c: how vnodes end: reclaim, forced death (unmount -f, revoke),
 * and walks over the vnodes of a mount.
 *
 * Locks: L vnode_list_spin guards mnt_vnodes.  A walk keeps its place with a
 * marker in the list; everybody who walks skips markers.
 */
#include <sys/errno.h>
#include "sys/kdev.h"
#include "sys/knote.h"
#include "sys/thread.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"
#include "vm/ubc.h"

struct mount dead_mount = {
	.mnt_vnodes = TAILQ_HEAD_INITIALIZER(dead_mount.mnt_vnodes),
	.mnt_kern = MNTK_UNMOUNTING | MNTK_NOCACHE,
};

/*
 * Take the filesystem away from a vnode: inactive, write back, reclaim; from
 * here on it answers as a dead one.  v_lock exclusive; either claimed or
 * referenced by the caller.  Its name cache entries go first, so that no walk
 * finds it any more.
 */
void
vgone_locked(struct vnode *vp)
{
	int error;

	if ((vp->v_flag & VN_DEAD) != 0)
		return;
	KKASSERT(vp->v_mountedhere == NULL);
	cache_purge(vp);
	if (vp->v_type == VCHR || vp->v_type == VBLK)
		spec_gone(vp);
	if ((vp->v_flag & VN_NEEDINACT) != 0) {
		atomic_and(&vp->v_flag, ~(uint32_t)VN_NEEDINACT);
		(void)VOP(vp, inactive);
	}
	if (vp->v_object != NULL && (vp->v_flag & VN_ANONOBJ) == 0) {
		error = ubc_flush(vp, 0, 0, true);
		if (error != 0)
			kprintf("%s: data of a file is lost, error %d\n",
			    vp->v_mount->mnt_stat.f_mntonname, error);
		ubc_purge(vp);
	}
	error = VOP(vp, reclaim);
	KASSERT(error == 0, ("vgone: reclaim failed: %d", error));
	knote_fire(&vp->v_kq, NOTE_REVOKE);

	spin_lock(&vnode_list_spin);
	TAILQ_REMOVE(&vp->v_mount->mnt_vnodes, vp, v_list);
	spin_unlock(&vnode_list_spin);
	vp->v_mount = &dead_mount;
	vp->v_data = NULL;
	vp->v_op = &dead_vnodeops;
	atomic_or(&vp->v_flag, VN_DEAD);
}

void
vgone(struct vnode *vp)
{
	lock_exclusive(&vp->v_lock);
	vgone_locked(vp);
	lock_release(&vp->v_lock);
}

static bool
vnode_ismarker(const struct vnode *vp)
{
	return ((vp->v_flag & VN_MARKER) != 0);
}

/*
 * The first vnode after the marker that can be referenced, referenced; the
 * marker moves behind it.  NULL at the end.  *busy: one is just being
 * reclaimed by somebody else and was passed over.
 */
static struct vnode *
mount_nextvnode(struct mount *mp, struct vnode *marker, bool *busy)
{
	struct vnode *vp;

	spin_lock(&vnode_list_spin);
	while ((vp = TAILQ_NEXT(marker, v_list)) != NULL) {
		TAILQ_REMOVE(&mp->mnt_vnodes, marker, v_list);
		TAILQ_INSERT_AFTER(&mp->mnt_vnodes, vp, marker, v_list);
		if (vnode_ismarker(vp))
			continue;
		if (vget(vp, 0) == 0)
			break;
		*busy = true;
	}
	spin_unlock(&vnode_list_spin);
	return (vp);
}

static void
marker_insert(struct mount *mp, struct vnode *marker)
{
	bzero(marker, sizeof(*marker));
	marker->v_flag = VN_MARKER;
	marker->v_usecount = VUSE_DEAD;
	spin_lock(&vnode_list_spin);
	TAILQ_INSERT_HEAD(&mp->mnt_vnodes, marker, v_list);
	spin_unlock(&vnode_list_spin);
}

static void
marker_remove(struct mount *mp, struct vnode *marker)
{
	spin_lock(&vnode_list_spin);
	TAILQ_REMOVE(&mp->mnt_vnodes, marker, v_list);
	spin_unlock(&vnode_list_spin);
}

/* Stops at, and returns, the first result of fn that is not 0. */
int
vfs_vnodes(struct mount *mp, int (*fn)(struct vnode *, void *), void *arg)
{
	struct vnode marker, *vp;
	bool busy = false;
	int error = 0;

	marker_insert(mp, &marker);
	while (error == 0 && (vp = mount_nextvnode(mp, &marker, &busy)) != NULL) {
		error = fn(vp, arg);
		vrele(vp);
		cpu_poll();
	}
	marker_remove(mp, &marker);
	return (error);
}

/*
 * One pass of vfs_flush().  Returns the number of vnodes that are left in use
 * (or being reclaimed by another thread).
 */
static int
flush_pass(struct mount *mp, struct vnode *skip, bool force)
{
	struct vnode marker, *vp;
	bool busy;
	int left = 0;

	marker_insert(mp, &marker);
	for (;;) {
		busy = false;
		vp = mount_nextvnode(mp, &marker, &busy);
		left += busy;
		if (vp == NULL)
			break;
		if (vp == skip) {
			vrele(vp);
			continue;
		}
		if (force) {
			vgone(vp);
			vrele(vp);
			continue;
		}
		/* Drop ours: unused now, it is claimed at once. */
		vrele(vp);
		if (vnode_claim(vp))
			vnode_destroy_claimed(vp);
		else
			left++;
		cpu_poll();
	}
	marker_remove(mp, &marker);
	return (left);
}

int
vfs_flush(struct mount *mp, struct vnode *skip, bool force)
{
	struct vnode *vp;
	int tries;

	/* By force it must end well: a reclaim may be waiting for its disk. */
	for (tries = 0; tries < (force ? 1000 : 20); tries++) {
		if (flush_pass(mp, skip, force) == 0)
			return (0);
		/* Others that reclaim, or just looked, need a moment. */
		(void)tsleep(&mp->mnt_vnodes, 0, "vflush", NS_PER_MS * 5);
		spin_lock(&vnode_list_spin);
		TAILQ_FOREACH(vp, &mp->mnt_vnodes, v_list)
			if (vp != skip && !vnode_ismarker(vp) &&
			    vp->v_usecount > 0)
				break;
		spin_unlock(&vnode_list_spin);
		if (vp != NULL && !force && tries >= 2)
			return (EBUSY);
	}
	return (EBUSY);
}

static struct lock revoke_lock;		/* revoke_all() at work */

struct revoke_ctx {
	struct cdev	*rc_dev;
};

static int
revoke_one(struct vnode *vp, void *arg)
{
	struct revoke_ctx *rc = arg;

	if ((vp->v_type == VCHR || vp->v_type == VBLK) &&
	    vp->v_dev == rc->rc_dev)
		vgone(vp);
	return (0);
}

static int
revoke_mount(struct mount *mp, void *arg)
{
	return (vfs_vnodes(mp, revoke_one, arg));
}

static void
revoke_all(struct vnode *vp)
{
	struct revoke_ctx rc;

	if ((vp->v_type == VCHR || vp->v_type == VBLK) &&
	    spec_resolve(vp) == 0) {
		lock_shared(&vp->v_lock);
		rc.rc_dev = vp->v_dev;
		if (rc.rc_dev != NULL)
			dev_ref(rc.rc_dev);
		lock_release(&vp->v_lock);
		if (rc.rc_dev != NULL) {
			(void)mount_foreach(revoke_mount, &rc);
			dev_drop(rc.rc_dev);
		}
	}
	vgone(vp);
}

/*
 * revoke(2): all vnodes of the device; what is open on them is closed.  One at
 * a time: the second, for a session that ended just now, say, must not close
 * what was opened after the first.
 */
void
vn_revoke(struct vnode *vp)
{
	lock_exclusive(&revoke_lock);
	/* A dead vnode has no say over those who opened the device since. */
	if ((vp->v_flag & VN_DEAD) == 0)
		revoke_all(vp);
	lock_release(&revoke_lock);
}

void
vn_revoke_init(void)
{
	lock_init(&revoke_lock, "revoke", LR_REVOKE, 0);
}
