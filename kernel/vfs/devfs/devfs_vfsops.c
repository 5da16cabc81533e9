/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * devfs_vfsops.c: mounting devfs(5).
 */
#include <sys/param.h>
#include "sys/kdev.h"
#include "lib/libkern.h"
#include "vfs/devfs/devfs.h"
#include "vfs/vnode.h"

static int
devfs_mount(struct mount *mp, const char *path, void *udata, struct ucred *cred)
{
	if ((mp->mnt_flag & MNT_UPDATE) != 0)
		return (0);
	mp->mnt_kern |= MNTK_NOCACHE;
	mp->mnt_flag |= MNT_LOCAL;
	(void)strlcpy(mp->mnt_stat.f_mntfromname, "devfs",
	    sizeof(mp->mnt_stat.f_mntfromname));
	return (0);
}

static int
devfs_unmount(struct mount *mp, int mntflags)
{
	return (vfs_flush(mp, NULL, (mntflags & MNT_FORCE) != 0));
}

static int
devfs_getroot(struct mount *mp, struct vnode **vpp)
{
	return (devfs_getvnode(mp, devfs_root, vpp));
}

static int
devfs_statfs(struct mount *mp, struct statfs *st)
{
	st->f_bsize = st->f_iosize = PAGE_SIZE;
	st->f_blocks = 1;
	st->f_bfree = st->f_bavail = 0;
	st->f_files = st->f_ffree = 0;
	return (0);
}

static const struct vfsops devfs_vfsops = {
	.vfs_name = "devfs",
	.vfs_mount = devfs_mount,
	.vfs_unmount = devfs_unmount,
	.vfs_root = devfs_getroot,
	.vfs_statfs = devfs_statfs,
};
VFS_DEFINE(devfs_vfsops);

void
devfs_init(void)
{
	vop_fill_defaults(&devfs_vnodeops);
}
