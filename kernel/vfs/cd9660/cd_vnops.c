/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_vnops.c: attributes, symbolic links, limits, and the table of operations.
 * What would change anything is refused before it comes here: the mount is
 * read-only.
 */
#include <sys/stat.h>
#include <sys/unistd.h>
#include "vfs/cd9660/cd9660.h"

#define PLAIN_NAME_MAX	37		/* of ISO 9660 without extensions */

static int
cd_getattr(struct vnode *vp, struct vattr *va)
{
	struct cdnode *cn = VTOCD(vp);
	uint32_t bsize = 1u << cn->cn_cm->cm_bshift;

	vattr_null(va);
	va->va_type = vp->v_type;
	va->va_mode = cn->cn_mode & ALLPERMS;
	va->va_nlink = cn->cn_nlink;
	va->va_uid = cn->cn_uid;
	va->va_gid = cn->cn_gid;
	va->va_fsid = (uint32_t)vp->v_mount->mnt_stat.f_fsid.val[0];
	va->va_fileid = cn->cn_ino;
	va->va_size = cn->cn_size;
	va->va_blocksize = bsize;
	va->va_atime = cn->cn_atime;
	va->va_mtime = cn->cn_mtime;
	va->va_ctime = cn->cn_ctime;
	va->va_gen = 1;
	va->va_flags = 0;
	va->va_rdev = vp->v_type == VCHR || vp->v_type == VBLK ?
	    cn->cn_rdev : 0;
	va->va_bytes = vp->v_type == VREG || vp->v_type == VDIR ?
	    (cn->cn_size + bsize - 1) / bsize * bsize : 0;
	va->va_vaflags = 0;
	return (0);
}

static int
cd_setattr(struct vnode *vp, struct vattr *va, struct ucred *cred)
{
	return (EROFS);
}

static int
cd_readlink(struct vnode *vp, struct kuio *uio, struct ucred *cred)
{
	struct cdnode *cn = VTOCD(vp);

	if (vp->v_type != VLNK)
		return (EINVAL);
	return (kuiomove(cn->cn_link, (size_t)cn->cn_size, uio));
}

static int
cd_pathconf(struct vnode *vp, int name, long *value)
{
	const struct cdmount *cm = VTOCD(vp)->cn_cm;

	return (vop_helper_pathconf(name, 1,
	    cm->cm_names == CD_PLAIN ? PLAIN_NAME_MAX : NAME_MAX, value));
}

/* There is nothing that could be written. */
static int
cd_fsync(struct vnode *vp, int waitfor)
{
	return (0);
}

struct vnodeops cd_vnodeops = {
	.vop_lookup = cd_lookup,
	.vop_readdir = cd_readdir,
	.vop_readlink = cd_readlink,
	.vop_getattr = cd_getattr,
	.vop_setattr = cd_setattr,
	.vop_read = cd_rdwr,
	.vop_write = cd_rdwr,
	.vop_fsync = cd_fsync,
	.vop_getpages = cd_getpages,
	.vop_reclaim = cd_reclaim,
	.vop_pathconf = cd_pathconf,
};
