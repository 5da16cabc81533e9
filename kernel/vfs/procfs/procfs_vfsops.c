/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * procfs_vfsops.c: mounting procfs(5).
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "lib/libkern.h"
#include "sys/kmodule.h"
#include "vfs/procfs/procfs.h"

static int
procfs_mount(struct mount *mp, const char *path, void *udata,
    struct ucred *cred)
{
	if ((mp->mnt_flag & MNT_UPDATE) != 0)
		return (EOPNOTSUPP);
	vop_fill_defaults(&procfs_vnodeops);
	mp->mnt_kern |= MNTK_NOCACHE;
	mp->mnt_flag |= MNT_LOCAL;
	(void)strlcpy(mp->mnt_stat.f_mntfromname, "procfs", MNAMELEN);
	return (0);
}

static int
procfs_unmount(struct mount *mp, int mntflags)
{
	return (vfs_flush(mp, NULL, (mntflags & MNT_FORCE) != 0));
}

static int
procfs_root(struct mount *mp, struct vnode **vpp)
{
	return (pfs_getvnode(mp, PFS_ROOT, 0, 0, vpp));
}

static int
procfs_statfs(struct mount *mp, struct statfs *st)
{
	st->f_bsize = st->f_iosize = PAGE_SIZE;
	st->f_blocks = 1;
	st->f_bfree = st->f_bavail = 0;
	st->f_files = maxproc;
	st->f_ffree = maxproc - nprocs;
	return (0);
}

static const struct vfsops procfs_vfsops = {
	.vfs_name = "procfs",
	.vfs_mount = procfs_mount,
	.vfs_unmount = procfs_unmount,
	.vfs_root = procfs_root,
	.vfs_statfs = procfs_statfs,
};
VFS_DEFINE(procfs_vfsops);
MODULE(procfs, 1, NULL, NULL);
