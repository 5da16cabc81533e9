/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_vnops.c: attributes, access, limits, and the table of all operations.
 */
#include <sys/stat.h>
#include <sys/unistd.h>
#include "vfs/ufs/ufs.h"

static int
ufs_getattr(struct vnode *vp, struct vattr *va)
{
	struct inode *ip = VTOI(vp);
	const struct ufs1_dinode *d = &ip->i_din;

	ufs_itimes(ip);
	va->va_type = vp->v_type;
	va->va_mode = d->di_mode & ALLPERMS;
	va->va_nlink = (uint32_t)d->di_nlink;
	va->va_uid = d->di_uid;
	va->va_gid = d->di_gid;
	va->va_fsid = (uint32_t)vp->v_mount->mnt_stat.f_fsid.val[0];
	va->va_fileid = ip->i_ino;
	va->va_size = d->di_size;
	va->va_blocksize = (uint32_t)ip->i_um->um_fs->fs_bsize;
	ufs_gettime(d->di_atime, d->di_atimensec, d->di_atime_ext,
	    &va->va_atime);
	ufs_gettime(d->di_mtime, d->di_mtimensec, d->di_mtime_ext,
	    &va->va_mtime);
	ufs_gettime(d->di_ctime, d->di_ctimensec, d->di_ctime_ext,
	    &va->va_ctime);
	va->va_gen = (uint32_t)d->di_gen;
	va->va_flags = d->di_flags;
	va->va_rdev = vp->v_type == VCHR || vp->v_type == VBLK ?
	    (dev_t)d->di_rdev : 0;
	va->va_bytes = (uint64_t)d->di_blocks << DEV_BSHIFT;
	va->va_vaflags = 0;
	return (0);
}

static int
ufs_access(struct vnode *vp, int mode, struct ucred *cred)
{
	struct inode *ip = VTOI(vp);

	if (mode & VWRITE) {
		if (ip->i_um->um_ronly && (vp->v_type == VREG ||
		    vp->v_type == VDIR || vp->v_type == VLNK))
			return (EROFS);
		if (ip->i_flags & (UF_IMMUTABLE | SF_IMMUTABLE))
			return (EPERM);
	}
	return (vaccess(vp->v_type, ip->i_mode & ALLPERMS, ip->i_din.di_uid,
	    ip->i_din.di_gid, mode, cred));
}

static void
set_times(struct inode *ip, const struct vattr *va)
{
	struct ufs1_dinode *d = &ip->i_din;

	ufs_itimes(ip);
	if (va->va_atime.tv_nsec != VNOVAL_K)
		ufs_settime(&d->di_atime, &d->di_atimensec, &d->di_atime_ext,
		    &va->va_atime);
	if (va->va_mtime.tv_nsec != VNOVAL_K)
		ufs_settime(&d->di_mtime, &d->di_mtimensec, &d->di_mtime_ext,
		    &va->va_mtime);
}

/*
 * Change the attributes that va names.  Who may is vop_helper_setattr's
 * business; the size comes first, since it can fail.
 */
static int
ufs_setattr(struct vnode *vp, struct vattr *va, struct ucred *cred)
{
	struct inode *ip = VTOI(vp);
	struct vattr now;
	int error;

	(void)ufs_getattr(vp, &now);
	if ((error = vop_helper_setattr(vp, &now, va, cred)) != 0)
		return (error);
	if (va->va_size != (uint64_t)VNOVAL_K && vp->v_type == VREG &&
	    (error = ufs_truncate(vp, va->va_size, cred)) != 0)
		return (error);
	if (va->va_flags != (uint32_t)VNOVAL_K)
		ip->i_flags = va->va_flags;
	if (va->va_uid != (uid_t)VNOVAL_K)
		ip->i_din.di_uid = va->va_uid;
	if (va->va_gid != (gid_t)VNOVAL_K)
		ip->i_din.di_gid = va->va_gid;
	if (va->va_mode != (mode_t)VNOVAL_K)
		ip->i_mode = (uint16_t)((ip->i_mode & IFMT) |
		    (va->va_mode & ALLPERMS));
	/* A change of owner by others than the super-user ends set-id bits. */
	else if ((va->va_uid != (uid_t)VNOVAL_K ||
	    va->va_gid != (gid_t)VNOVAL_K) && cred_super(cred) != 0)
		ip->i_mode &= (uint16_t)~(ISUID | ISGID);
	if (va->va_atime.tv_nsec != VNOVAL_K ||
	    va->va_mtime.tv_nsec != VNOVAL_K)
		set_times(ip, va);
	ufs_mark(ip, IN_CHANGE | IN_MODIFIED);
	return (0);
}

static int
ufs_pathconf(struct vnode *vp, int name, long *value)
{
	return (vop_helper_pathconf(name, UFS_LINK_MAX, MAXNAMLEN, value));
}

struct vnodeops ufs_vnodeops = {
	.vop_lookup = ufs_lookup,
	.vop_create = ufs_create,
	.vop_mknod = ufs_create,
	.vop_mkdir = ufs_mkdir,
	.vop_symlink = ufs_symlink,
	.vop_link = ufs_link,
	.vop_remove = ufs_remove,
	.vop_rmdir = ufs_rmdir,
	.vop_rename = ufs_rename,
	.vop_readdir = ufs_readdir,
	.vop_readlink = ufs_readlink,
	.vop_getattr = ufs_getattr,
	.vop_setattr = ufs_setattr,
	.vop_access = ufs_access,
	.vop_read = ufs_read,
	.vop_write = ufs_write,
	.vop_fsync = ufs_fsync,
	.vop_getpages = ufs_getpages,
	.vop_putpages = ufs_putpages,
	.vop_balloc = ufs_vballoc,
	.vop_inactive = ufs_inactive,
	.vop_reclaim = ufs_reclaim,
	.vop_pathconf = ufs_pathconf,
};
