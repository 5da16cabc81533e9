/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_vfsops.c: mounting and unmounting ISO 9660, mount_cd9660(8).
 */
#include <sys/mount.h>
#include <vfs/isofs/cd9660/cd9660_mount.h>
#include "sys/kdisk.h"
#include "sys/kmodule.h"
#include "sys/kproc.h"
#include "vfs/cd9660/cd9660.h"
#include "vfs/vnode_impl.h"

MALLOC_DEFINE(M_CD9660, "cd9660", "files of ISO 9660");

static void
cm_free(struct cdmount *cm)
{
	if (cm->cm_bc != NULL)
		bufcache_destroy(cm->cm_bc);
	if (cm->cm_dev != NULL) {
		disk_release(cm->cm_dev);
		dev_drop(cm->cm_dev);
	}
	kfree(cm, M_CD9660);
}

/* A filesystem of this device in cm, which the caller frees on failure. */
static int
mount_fs(struct cdmount *cm, struct mount *mp, struct cdev *dev, int flags,
    int ssector)
{
	int64_t bytes;
	int error, i;

	spin_init(&cm->cm_hashspin, "cdhash", LR_SPINMISC);
	for (i = 0; i < CD_HASH; i++)
		LIST_INIT(&cm->cm_hash[i]);
	cm->cm_mount = mp;
	if ((error = disk_claim(dev, false)) != 0)
		return (error);
	dev_ref(dev);
	cm->cm_dev = dev;
	cm->cm_ssize = dev->si_bsize;
	bytes = dev->si_ops->d_size(dev);
	if (cm->cm_ssize > CD_SECTOR || bytes < (int64_t)CD_SECTOR ||
	    ssector < 0)
		return (EINVAL);
	cm->cm_bytes = (uint64_t)bytes / CD_SECTOR * CD_SECTOR;
	if ((error = bufcache_create(dev, &cm->cm_bc)) != 0)
		return (error);
	error = cd_volume(cm, flags, (uint32_t)ssector);
	/* Version numbers are shown where nothing better is known. */
	cm->cm_gens = (flags & ISOFSMNT_GENS) != 0 && cm->cm_names != CD_RRIP;
	cm->cm_extatt = (flags & ISOFSMNT_EXTATT) != 0;
	return (error);
}

static int	cd_statfs(struct mount *, struct statfs *);

static int
mount_new(struct mount *mp, const struct iso_args *args, struct ucred *cred)
{
	struct cdmount *cm;
	struct cdev *dev;
	char from[MNAMELEN];
	int error;

	error = mount_device(mp, args->fspec, cred, &dev, from, sizeof(from));
	if (error != 0)
		return (error);
	cm = kmalloc(sizeof(*cm), M_CD9660, M_WAITOK | M_ZERO);
	error = cm == NULL ? ENOMEM :
	    mount_fs(cm, mp, dev, args->flags, args->ssector);
	dev_drop(dev);
	if (error != 0) {
		if (cm != NULL)
			cm_free(cm);
		return (error);
	}
	mp->mnt_data = cm;
	mp->mnt_flag |= MNT_LOCAL;
	strlcpy(mp->mnt_stat.f_mntfromname, from,
	    sizeof(mp->mnt_stat.f_mntfromname));
	mp->mnt_stat.f_fsid.val[0] = (int32_t)dev_from_cdev(cm->cm_dev);
	return (cd_statfs(mp, &mp->mnt_stat));
}

/*
 * mount(2) and the root.  EROFS: not asked for read-only; EINVAL: no ISO 9660 on
 * the device; EOPNOTSUPP: names in another character set than UTF-8.
 */
static int
cd_mount(struct mount *mp, const char *path, void *udata, struct ucred *cred)
{
	struct iso_args args;
	static bool filled;
	int error;

	if (!filled) {
		vop_fill_defaults(&cd_vnodeops);
		filled = true;
	}
	if (!vfs_wantrdonly(mp))
		return (EROFS);
	if ((mp->mnt_flag & MNT_UPDATE) != 0)
		return (0);
	memset(&args, 0, sizeof(args));
	if ((mp->mnt_flag & MNT_ROOTFS) == 0 &&
	    (error = copyin(udata, &args, sizeof(args))) != 0)
		return (error);
	if ((args.flags & ISOFSMNT_KICONV) != 0)
		return (EOPNOTSUPP);
	return (mount_new(mp, &args, cred));
}

static int
cd_unmount(struct mount *mp, int mntflags)
{
	int error;

	error = vfs_flush(mp, NULL, (mntflags & MNT_FORCE) != 0);
	if (error != 0)
		return (error);
	cm_free(VFSTOCD(mp));
	mp->mnt_data = NULL;
	return (0);
}

static int
cd_root(struct mount *mp, struct vnode **vpp)
{
	return (cd_vget(mp, VFSTOCD(mp)->cm_rootino, vpp));
}

static int
cd_statfs(struct mount *mp, struct statfs *st)
{
	const struct cdmount *cm = VFSTOCD(mp);

	st->f_type = mp->mnt_ops->vfs_typenum;
	st->f_bsize = st->f_iosize = 1L << cm->cm_bshift;
	st->f_blocks = cm->cm_blocks;
	st->f_bfree = st->f_bavail = 0;
	st->f_files = st->f_ffree = 0;
	return (0);
}

/* File handles, getfh(2): the number alone, for a CD does not change. */
struct cdfid {
	uint16_t	cf_len;
	uint16_t	cf_pad[3];
	uint64_t	cf_ino;
};
_Static_assert(sizeof(struct cdfid) <= sizeof(struct fid), "file handle");

static int
cd_fhtovp(struct mount *mp, struct fid *fid, struct vnode **vpp)
{
	struct cdfid f;
	int error;

	memcpy(&f, fid, sizeof(f));
	if (f.cf_len != sizeof(f))
		return (EINVAL);
	error = cd_vget(mp, f.cf_ino, vpp);
	return (error == EIO ? ESTALE : error);
}

static int
cd_vptofh(struct vnode *vp, struct fid *fid)
{
	struct cdfid f = { sizeof(f), { 0, 0, 0 }, VTOCD(vp)->cn_ino };

	memset(fid, 0, sizeof(*fid));
	memcpy(fid, &f, sizeof(f));
	return (0);
}

static const struct vfsops cd9660_vfsops = {
	.vfs_name = "cd9660",
	.vfs_typenum = 5,
	.vfs_mount = cd_mount,
	.vfs_unmount = cd_unmount,
	.vfs_root = cd_root,
	.vfs_statfs = cd_statfs,
	.vfs_vget = cd_vget,
	.vfs_fhtovp = cd_fhtovp,
	.vfs_vptofh = cd_vptofh,
};
VFS_DEFINE(cd9660_vfsops);
MODULE(cd9660, 1, NULL, NULL);
