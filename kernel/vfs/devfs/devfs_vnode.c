/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * devfs_vnode.c: devfs(5): the vnodes that stand for nodes of the tree, one a
 * mount.
 *
 * Locks: v_lock, then d devfs_lock.
 */
#include <sys/errno.h>
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/devfs/devfs.h"
#include "vfs/vnode_impl.h"

MALLOC_DECLARE(M_DEVFS);

/* [d] A vnode of the node on mp that can be used, referenced. */
static struct vnode *
node_findvnode(struct mount *mp, struct devfs_node *dn, bool *dying)
{
	struct devfs_vn *dv;

	*dying = false;
	LIST_FOREACH(dv, &dn->dn_vnodes, dv_link) {
		if (dv->dv_mount != mp)
			continue;
		if (vget(dv->dv_vnode, 0) == 0)
			return (dv->dv_vnode);
		*dying = true;
	}
	return (NULL);
}

/* Make a vnode for dn, which the caller holds; another thread may be quicker. */
static int
node_newvnode(struct mount *mp, struct devfs_node *dn, struct vnode **vpp)
{
	static const enum vtype types[] = { VDIR, VCHR, VLNK };
	struct vnode *vp, *other;
	struct devfs_vn *dv;
	bool dying;
	int error;

	dv = kmalloc(sizeof(*dv), M_DEVFS, M_WAITOK | M_ZERO);
	if (dv == NULL)
		return (ENOMEM);
	error = vnode_alloc(mp, types[dn->dn_type], &devfs_vnodeops, dv, &vp);
	if (error != 0) {
		kfree(dv, M_DEVFS);
		return (error);
	}
	dv->dv_node = dn;
	dv->dv_mount = mp;
	dv->dv_vnode = vp;
	lock_exclusive(&devfs_lock);
	devfs_noderef(dn);
	other = node_findvnode(mp, dn, &dying);
	if (other == NULL && !dying) {
		LIST_INSERT_HEAD(&dn->dn_vnodes, dv, dv_link);
		dv->dv_linked = true;
		if (dn->dn_type == DN_DEV) {
			dev_ref(dn->dn_dev);
			vp->v_dev = dn->dn_dev;
		}
	}
	lock_release(&devfs_lock);
	if (dn == devfs_root)
		atomic_or(&vp->v_flag, VN_ROOT);
	if (dv->dv_linked) {
		vn_unlock(vp);
		*vpp = vp;
		return (0);
	}
	vgone_locked(vp);
	vput(vp);
	*vpp = other;
	return (other != NULL ? 0 : EAGAIN);
}

int
devfs_getvnode(struct mount *mp, struct devfs_node *dn, struct vnode **vpp)
{
	struct vnode *vp;
	bool dying;
	int error;

	lock_exclusive(&devfs_lock);
	devfs_noderef(dn);
	for (;;) {
		vp = node_findvnode(mp, dn, &dying);
		lock_release(&devfs_lock);
		error = 0;
		if (vp == NULL && !dying)
			error = node_newvnode(mp, dn, &vp);
		if ((vp != NULL || error != 0) && error != EAGAIN)
			break;
		(void)tsleep(dn, 0, "devfsvn", NS_PER_MS);
		lock_exclusive(&devfs_lock);
	}
	lock_exclusive(&devfs_lock);
	devfs_nodedrop(dn);
	lock_release(&devfs_lock);
	*vpp = vp;
	return (error);
}

static int
first_devfs(struct mount *mp, void *arg)
{
	struct mount **mpp = arg;

	if (strcmp(mp->mnt_ops->vfs_name, "devfs") != 0)
		return (0);
	*mpp = mp;
	return (vfs_busy(mp) == 0 ? 1 : 0);
}

int
devfs_devvnode(struct mount *hint, struct cdev *dev, struct vnode **vpp)
{
	struct mount *mp = NULL;
	struct devfs_node *dn;
	int error;

	if (hint == NULL || hint->mnt_ops == NULL ||
	    strcmp(hint->mnt_ops->vfs_name, "devfs") != 0 ||
	    vfs_busy(hint) != 0) {
		if (mount_foreach(first_devfs, &mp) == 0)
			return (ENXIO);
	} else
		mp = hint;
	lock_exclusive(&devfs_lock);
	dn = dev->si_node;
	if (dn != NULL)
		devfs_noderef(dn);
	lock_release(&devfs_lock);
	error = ENXIO;
	if (dn != NULL) {
		error = devfs_getvnode(mp, dn, vpp);
		lock_exclusive(&devfs_lock);
		devfs_nodedrop(dn);
		lock_release(&devfs_lock);
	}
	vfs_unbusy(mp);
	return (error);
}

void
devfs_forget(struct devfs_node *dn)
{
	struct devfs_vn *dv;
	struct vnode *vp;

	do {
		vp = NULL;
		lock_exclusive(&devfs_lock);
		LIST_FOREACH(dv, &dn->dn_vnodes, dv_link)
			if (!dv->dv_forgotten && vget(dv->dv_vnode, 0) == 0) {
				dv->dv_forgotten = true;
				vp = dv->dv_vnode;
				break;
			}
		lock_release(&devfs_lock);
		if (vp != NULL) {
			atomic_or(&vp->v_flag, VN_NEEDINACT);
			vrele(vp);
		}
	} while (vp != NULL);
}
