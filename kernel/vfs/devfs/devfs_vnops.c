/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * devfs_vnops.c: the devices as a filesystem, devfs(5): operations on its
 * directories, links and device nodes.  I/O on devices is vfs/spec.c.
 *
 * Owner, group and mode of a device belong to the device and are the same on
 * every mount.  Programs may make and remove symbolic links, nothing else.
 *
 * Locks: v_lock, then d devfs_lock.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/devfs/devfs.h"
#include "vfs/vnode_impl.h"

MALLOC_DECLARE(M_DEVFS);

static struct devfs_node *
vtonode(struct vnode *vp)
{
	return (((struct devfs_vn *)vp->v_data)->dv_node);
}

static int
devfs_lookup(struct vnode *dvp, const struct vname *vn, struct vnode **vpp,
    struct ucred *cred)
{
	struct devfs_node *dir = vtonode(dvp), *dn;
	int error;

	*vpp = NULL;
	if (dir->dn_type != DN_DIR)
		return (ENOTDIR);
	lock_exclusive(&devfs_lock);
	if (vn->vn_isdotdot)
		dn = dir->dn_parent;
	else
		dn = devfs_child(dir, vn->vn_name, vn->vn_len);
	if (dn != NULL)
		devfs_noderef(dn);
	lock_release(&devfs_lock);
	if (dn == NULL)
		return (ENOENT);
	error = devfs_getvnode(dvp->v_mount, dn, vpp);
	lock_exclusive(&devfs_lock);
	devfs_nodedrop(dn);
	lock_release(&devfs_lock);
	return (error);
}

static int
devfs_getattr(struct vnode *vp, struct vattr *va)
{
	struct devfs_node *dn = vtonode(vp);
	struct cdev *dev = dn->dn_type == DN_DEV ? dn->dn_dev : NULL;

	vattr_null(va);
	lock_shared(&devfs_lock);
	va->va_type = vp->v_type;
	va->va_fsid = (uint32_t)vp->v_mount->mnt_stat.f_fsid.val[0];
	va->va_fileid = dn->dn_ino;
	va->va_nlink = dn->dn_type == DN_DIR ? 2 + (uint32_t)dn->dn_nsubdirs : 1;
	va->va_uid = dev != NULL ? dev->si_uid : dn->dn_uid;
	va->va_gid = dev != NULL ? dev->si_gid : dn->dn_gid;
	va->va_mode = dev != NULL ? dev->si_mode : dn->dn_mode;
	va->va_atime = dev != NULL ? dev->si_atime : dn->dn_time;
	va->va_mtime = dev != NULL ? dev->si_mtime : dn->dn_time;
	va->va_ctime = dev != NULL ? dev->si_ctime : dn->dn_time;
	va->va_size = dn->dn_target != NULL ? strlen(dn->dn_target) : 0;
	va->va_blocksize = dev != NULL && dev->si_bsize != 0 ? dev->si_bsize :
	    PAGE_SIZE;
	va->va_rdev = dev != NULL ? dev_from_cdev(dev) : 0;
	va->va_bytes = 0;
	va->va_flags = 0;
	va->va_gen = 0;
	lock_release(&devfs_lock);
	return (0);
}

static int
devfs_setattr(struct vnode *vp, struct vattr *va, struct ucred *cred)
{
	struct devfs_node *dn = vtonode(vp);
	struct cdev *dev = dn->dn_type == DN_DEV ? dn->dn_dev : NULL;
	struct vattr now;
	int64_t wall;
	int error;

	(void)devfs_getattr(vp, &now);
	error = vop_helper_setattr(vp, &now, va, cred);
	if (error != 0)
		return (error);
	if (va->va_flags != (uint32_t)VNOVAL_K && va->va_flags != 0)
		return (EOPNOTSUPP);
	lock_exclusive(&devfs_lock);
	if (va->va_uid != (uid_t)VNOVAL_K)
		*(dev != NULL ? &dev->si_uid : &dn->dn_uid) = va->va_uid;
	if (va->va_gid != (gid_t)VNOVAL_K)
		*(dev != NULL ? &dev->si_gid : &dn->dn_gid) = va->va_gid;
	if (va->va_mode != (mode_t)VNOVAL_K)
		*(dev != NULL ? &dev->si_mode : &dn->dn_mode) =
		    va->va_mode & ALLPERMS;
	if (dev != NULL) {
		if (va->va_atime.tv_nsec != VNOVAL_K)
			dev->si_atime = va->va_atime;
		if (va->va_mtime.tv_nsec != VNOVAL_K)
			dev->si_mtime = va->va_mtime;
		wall = time_wall();
		dev->si_ctime.tv_sec = wall / NS_PER_S;
		dev->si_ctime.tv_nsec = wall % NS_PER_S;
	} else if (va->va_mtime.tv_nsec != VNOVAL_K)
		dn->dn_time = va->va_mtime;
	lock_release(&devfs_lock);
	return (0);
}

/* [d] The next entry with a cookie >= off, and its record's data. */
static bool
dir_entry(struct devfs_node *dir, int64_t off, struct devfs_node **dnp)
{
	struct devfs_node *dn;

	TAILQ_FOREACH(dn, &dir->dn_children, dn_sibling)
		if (dn->dn_cookie >= off)
			break;
	*dnp = dn;
	return (dn != NULL);
}

/*
 * Cookies: 0 is ".", 1 "..", then those of the nodes, which rise along the list
 * and are never used twice.
 */
static int
devfs_readdir(struct vnode *vp, struct kuio *uio, struct ucred *cred, bool *eof)
{
	static const uint8_t dtypes[] = { DT_DIR, DT_CHR, DT_LNK };
	struct devfs_node *dir = vtonode(vp), *dn;
	char name[NAME_MAX + 1];
	int64_t off = uio->uio_offset;
	int error = 0, full = 0;
	uint8_t type = DT_UNKNOWN;
	ino_t ino = 0;
	size_t len;

	*eof = false;
	if (dir->dn_type != DN_DIR)
		return (ENOTDIR);
	if (off < 0)
		return (EINVAL);
	while (!full) {
		lock_shared(&devfs_lock);
		dn = dir;
		name[0] = name[1] = '.';
		len = (size_t)off + 1;
		if (off == 1 && dir->dn_parent != NULL)
			dn = dir->dn_parent;
		else if (off > 1 && dir_entry(dir, off, &dn)) {
			len = dn->dn_namelen;
			memcpy(name, dn->dn_name, len);
			off = dn->dn_cookie;
		}
		if (dn != NULL) {
			ino = dn->dn_ino;
			type = dtypes[dn->dn_type];
		}
		lock_release(&devfs_lock);
		if (dn == NULL) {
			*eof = true;
			break;
		}
		full = vop_helper_readdir(uio, ino, type, name, len, &error);
		if (!full)
			off++;
	}
	uio->uio_offset = off;
	return (error);
}

static int
devfs_readlink(struct vnode *vp, struct kuio *uio, struct ucred *cred)
{
	struct devfs_node *dn = vtonode(vp);

	if (dn->dn_type != DN_LINK)
		return (EINVAL);
	return (kuiomove(dn->dn_target, strlen(dn->dn_target), uio));
}

static int
devfs_symlink(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    const char *target, struct vnode **vpp, struct ucred *cred)
{
	struct devfs_node *dir = vtonode(dvp), *dn = NULL;
	int error;

	*vpp = NULL;
	lock_exclusive(&devfs_lock);
	if (dir != devfs_root && dir->dn_parent == NULL)
		error = ENOENT;
	else
		error = devfs_mklink(dir, vn->vn_name, vn->vn_len, target,
		    cred->cr_uid, dir->dn_gid, &dn);
	if (error == 0) {
		dn->dn_user = true;
		devfs_noderef(dn);
	}
	lock_release(&devfs_lock);
	if (error != 0)
		return (error);
	error = devfs_getvnode(dvp->v_mount, dn, vpp);
	lock_exclusive(&devfs_lock);
	devfs_nodedrop(dn);
	lock_release(&devfs_lock);
	return (error);
}

static int
devfs_remove(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	struct devfs_node *dn = vtonode(vp);
	int error = EPERM;

	lock_exclusive(&devfs_lock);
	if (dn->dn_user) {
		error = dn->dn_parent == NULL ? ENOENT : 0;
		if (error == 0)
			devfs_rmnode(dn);
	}
	lock_release(&devfs_lock);
	return (error);
}

/* Without a name there is no reason to keep the vnode. */
static int
devfs_inactive(struct vnode *vp)
{
	struct devfs_node *dn = vtonode(vp);

	if (dn != devfs_root && dn->dn_parent == NULL)
		vrecycle(vp);
	return (0);
}

static int
devfs_reclaim(struct vnode *vp)
{
	struct devfs_vn *dv = vp->v_data;

	lock_exclusive(&devfs_lock);
	if (dv->dv_linked)
		LIST_REMOVE(dv, dv_link);
	devfs_nodedrop(dv->dv_node);
	lock_release(&devfs_lock);
	kfree(dv, M_DEVFS);
	return (0);
}

struct vnodeops devfs_vnodeops = {
	.vop_lookup = devfs_lookup,
	.vop_getattr = devfs_getattr,
	.vop_setattr = devfs_setattr,
	.vop_readdir = devfs_readdir,
	.vop_readlink = devfs_readlink,
	.vop_symlink = devfs_symlink,
	.vop_remove = devfs_remove,
	.vop_inactive = devfs_inactive,
	.vop_reclaim = devfs_reclaim,
};
