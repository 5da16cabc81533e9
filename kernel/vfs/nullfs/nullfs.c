/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nullfs.c: a directory and what is below it, seen elsewhere, mount_null(8).
 *
 * A node stands for a vnode of the filesystem below, which it refers to; there is
 * one node for each (mount, vnode below), in a hash table.  Operations lock the
 * vnode below and go on there; changes of names go through the generic code, so
 * that the cache of the filesystem below stays true.  Nodes are not kept when
 * unused, so the filesystem below is not held longer than needed.
 *
 * A null mount on a null mount refers to what is below that, so there are never
 * more than two layers.
 *
 * Locks: v_lock of the upper vnode, then of the lower; two lower ones in the
 * order of the upper.  h null_spin guards the hash table.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include <vfs/nullfs/null.h>
#include "sys/kfile.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/nullfs/nullfs.h"
#include "vfs/vnode_impl.h"
#include "vm/ubc.h"

MALLOC_DEFINE(M_NULLFS, "nullfs", "nodes of null mounts");

#define NULL_HASH	256

static struct spinlock null_spin = SPINLOCK_INITIALIZER("nullfs", LR_SPINMISC);
static LIST_HEAD(, null_node) null_table[NULL_HASH];	/* [h] */

static unsigned
null_hash(const struct vnode *lvp)
{
	return ((unsigned)((uintptr_t)lvp >> 7) % NULL_HASH);
}

/* [h] */
static struct null_node *
null_find(struct mount *mp, struct vnode *lvp)
{
	struct null_node *nn;

	LIST_FOREACH(nn, &null_table[null_hash(lvp)], nn_hash)
		if (nn->nn_lower == lvp && nn->nn_mount == mp)
			return (nn);
	return (NULL);
}

/* A file's pages are those below; kept while the upper vnode is there. */
static int
null_setobject(struct vnode *vp, struct vnode *lvp)
{
	struct vm_object *obj;
	int error;

	error = ubc_object(lvp, &obj);
	if (error != 0)
		return (error);
	vp->v_object = obj;
	atomic_or(&vp->v_flag, VN_ANONOBJ);
	return (0);
}

/*
 * The node of lvp on mp as a vnode, referenced, unlocked.  lvp's reference is
 * taken in any case.
 */
int
null_getvnode(struct mount *mp, struct vnode *lvp, struct vnode **vpp)
{
	struct null_node *nn, *other;
	struct vnode *vp;
	int error;

	*vpp = NULL;
	for (;;) {
		spin_lock(&null_spin);
		other = null_find(mp, lvp);
		vp = other != NULL ? other->nn_vnode : NULL;
		error = vp == NULL ? 0 : vget(vp, 0);
		spin_unlock(&null_spin);
		if (vp != NULL && error == 0) {
			vrele(lvp);
			*vpp = vp;
			return (0);
		}
		if (vp == NULL)
			break;
		(void)tsleep(vp, 0, "nullvn", NS_PER_MS);
	}
	nn = kmalloc(sizeof(*nn), M_NULLFS, M_WAITOK | M_ZERO);
	error = nn == NULL ? ENOMEM :
	    vnode_alloc(mp, lvp->v_type, &null_vnodeops, nn, &vp);
	if (error != 0) {
		kfree(nn, M_NULLFS);
		vrele(lvp);
		return (error);
	}
	nn->nn_lower = lvp;
	nn->nn_mount = mp;
	nn->nn_vnode = vp;
	if (lvp->v_type == VREG)
		error = null_setobject(vp, lvp);
	spin_lock(&null_spin);
	other = null_find(mp, lvp);
	if (other == NULL && error == 0) {
		LIST_INSERT_HEAD(&null_table[null_hash(lvp)], nn, nn_hash);
		nn->nn_hashed = true;
	}
	spin_unlock(&null_spin);
	if (nn->nn_hashed) {
		vn_unlock(vp);
		*vpp = vp;
		return (0);
	}
	/* Another thread was quicker: use its node. */
	if (error == 0)
		vref(lvp);
	vgone_locked(vp);
	vput(vp);
	return (error != 0 ? error : null_getvnode(mp, lvp, vpp));
}

void
null_nodefree(struct vnode *vp)
{
	struct null_node *nn = vp->v_data;

	spin_lock(&null_spin);
	if (nn->nn_hashed)
		LIST_REMOVE(nn, nn_hash);
	spin_unlock(&null_spin);
	if ((vp->v_flag & VN_ANONOBJ) != 0) {
		vm_object_drop(vp->v_object);
		vp->v_object = NULL;
	}
	/* Forced away: files that are still open will not be closed below. */
	if (nn->nn_writes > 0)
		atomic_sub(&nn->nn_lower->v_writecount, nn->nn_writes);
	vrele(nn->nn_lower);
	kfree(nn, M_NULLFS);
}

/* The directory that the arguments name, as the lowest layer knows it. */
static int
null_target(struct mount *mp, void *udata, struct vnode **vpp)
{
	struct null_args args;
	struct nlookup nl;
	struct vnode *vp;
	char *path, *start;
	int error;

	error = copyin(udata, &args, sizeof(args));
	if (error != 0)
		return (error);
	error = nlookup(&nl, AT_FDCWD, args.target, NL_FOLLOW);
	if (error == 0 && nl.nl_vp->v_type != VDIR)
		error = ENOTDIR;
	if (error == 0) {
		vp = nl.nl_vp;
		path = kmalloc(MAXPATHLEN, M_NULLFS, M_WAITOK);
		error = path == NULL ? ENOMEM :
		    cache_fullpath(vp, rootvnode, path, MAXPATHLEN, &start);
		if (error == 0)
			(void)strlcpy(mp->mnt_stat.f_mntfromname, start,
			    MNAMELEN);
		kfree(path, M_NULLFS);
	}
	if (error == 0) {
		if (vp->v_op == &null_vnodeops)
			vp = null_lower(vp);
		vref(vp);
		*vpp = vp;
	}
	nlookup_done(&nl);
	return (error);
}

static int
nullfs_mount(struct mount *mp, const char *path, void *udata,
    struct ucred *cred)
{
	struct null_mount *nm;
	struct nlookup nl;
	struct vnode *lvp, *cvp;
	bool loop;
	int error;

	if ((mp->mnt_flag & MNT_UPDATE) != 0)
		return (0);
	if (udata == NULL)
		return (EINVAL);
	error = null_target(mp, udata, &lvp);
	if (error != 0)
		return (error);
	/* A directory on itself would never end. */
	error = nlookup(&nl, AT_FDCWD, path, NL_SYSSPACE | NL_FOLLOW);
	loop = false;
	if (error == 0) {
		cvp = nl.nl_vp;
		if (cvp->v_op == &null_vnodeops)
			cvp = null_lower(cvp);
		loop = cvp == lvp;
	}
	nlookup_done(&nl);
	nm = error != 0 || loop ? NULL :
	    kmalloc(sizeof(*nm), M_NULLFS, M_WAITOK);
	if (nm == NULL) {
		vrele(lvp);
		return (error != 0 ? error : loop ? EDEADLK : ENOMEM);
	}
	vop_fill_defaults(&null_vnodeops);
	nm->nm_lower = lvp;
	mp->mnt_data = nm;
	mp->mnt_kern |= MNTK_NOCACHE;
	mp->mnt_rename = lvp->v_mount->mnt_rename;
	mp->mnt_flag |= lvp->v_mount->mnt_flag & MNT_LOCAL;
	return (0);
}

static int
nullfs_unmount(struct mount *mp, int mntflags)
{
	struct null_mount *nm = mp->mnt_data;
	int error;

	error = vfs_flush(mp, NULL, (mntflags & MNT_FORCE) != 0);
	if (error != 0)
		return (error);
	vrele(nm->nm_lower);
	kfree(nm, M_NULLFS);
	mp->mnt_data = NULL;
	return (0);
}

static int
nullfs_root(struct mount *mp, struct vnode **vpp)
{
	struct null_mount *nm = mp->mnt_data;
	int error;

	vref(nm->nm_lower);
	error = null_getvnode(mp, nm->nm_lower, vpp);
	if (error == 0)
		atomic_or(&(*vpp)->v_flag, VN_ROOT);
	return (error);
}

static int
nullfs_statfs(struct mount *mp, struct statfs *st)
{
	struct null_mount *nm = mp->mnt_data;
	struct mount *lmp = nm->nm_lower->v_mount;
	struct statfs low;
	int error;

	error = vfs_busy(lmp);
	if (error != 0)
		return (error);
	low = lmp->mnt_stat;
	error = lmp->mnt_ops->vfs_statfs(lmp, &low);
	vfs_unbusy(lmp);
	st->f_bsize = low.f_bsize;
	st->f_iosize = low.f_iosize;
	st->f_blocks = low.f_blocks;
	st->f_bfree = low.f_bfree;
	st->f_bavail = low.f_bavail;
	st->f_files = low.f_files;
	st->f_ffree = low.f_ffree;
	return (error);
}

static const struct vfsops null_vfsops = {
	.vfs_name = "null",
	.vfs_mount = nullfs_mount,
	.vfs_unmount = nullfs_unmount,
	.vfs_root = nullfs_root,
	.vfs_statfs = nullfs_statfs,
};
VFS_DEFINE(null_vfsops);
MODULE(nullfs, 1, NULL, NULL);
