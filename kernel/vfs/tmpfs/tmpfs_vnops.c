/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tmpfs_vnops.c: names and attributes of tmpfs.
 *
 * A node may lose its last name while its vnode lives; it is freed when both
 * are gone.  Which of the two goes last is decided under v_lock.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/tmpfs/tmpfs.h"
#include "vfs/vnode_impl.h"

static int
tmpfs_lookup(struct vnode *dvp, const struct vname *vn, struct vnode **vpp,
    struct ucred *cred)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(dvp);
	struct tmpfs_node *dir = tmpfs_vtonode(dvp), *up;
	struct tmpfs_dirent *td;
	int error;

	*vpp = NULL;
	if (dir->tn_type != VDIR)
		return (ENOTDIR);
	if (vn->vn_isdotdot) {
		/* The parent of a directory that was removed is gone, too. */
		if (dir->tn_nlink == 0)
			return (ENOENT);
		up = tmpfs_parent_hold(tm, dir);
		error = tmpfs_getvnode(dvp->v_mount, up, vpp);
		tmpfs_node_unhold(tm, up);
		return (error);
	}
	td = tmpfs_dir_find(dir, vn);
	if (td == NULL)
		return (ENOENT);
	return (tmpfs_getvnode(dvp->v_mount, td->td_node, vpp));
}

/* A new node with its first name in dvp, as a vnode. */
static int
node_make(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    const char *target, struct vnode **vpp, struct ucred *cred)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(dvp);
	struct tmpfs_node *dir = tmpfs_vtonode(dvp), *tn;
	struct tmpfs_dirent *td;
	int error;

	*vpp = NULL;
	if (dir->tn_nlink == 0)
		return (ENOENT);
	if (va->va_type == VDIR && dir->tn_nlink >= LINK_MAX)
		return (EMLINK);
	error = tmpfs_dirent_alloc(tm, vn, &td);
	if (error != 0)
		return (error);
	/* BSD: a new file has its directory's group. */
	error = tmpfs_node_alloc(tm, va, cred->cr_uid, dir->tn_gid, target,
	    &tn);
	if (error != 0) {
		kfree(td, M_TMPFS);
		return (error);
	}
	if ((tn->tn_mode & S_ISGID) != 0 && tn->tn_type != VDIR &&
	    cred_super(cred) != 0 && !cred_groupmember(tn->tn_gid, cred))
		tn->tn_mode &= ~S_ISGID;
	tn->tn_nlink = va->va_type == VDIR ? 2 : 1;
	if (va->va_type == VDIR)
		tn->tn_dir.d_parent = dir;
	error = tmpfs_getvnode(dvp->v_mount, tn, vpp);
	if (error != 0) {
		tmpfs_node_free(tm, tn);
		kfree(td, M_TMPFS);
		return (error);
	}
	if (va->va_type == VDIR)
		dir->tn_nlink++;
	tmpfs_dir_insert(tm, dir, td, tn);
	return (0);
}

static int
tmpfs_create(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    struct vnode **vpp, struct ucred *cred)
{
	return (node_make(dvp, vn, va, NULL, vpp, cred));
}

static int
tmpfs_symlink(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    const char *target, struct vnode **vpp, struct ucred *cred)
{
	return (node_make(dvp, vn, va, target, vpp, cred));
}

static int
tmpfs_link(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(dvp);
	struct tmpfs_node *dir = tmpfs_vtonode(dvp), *tn = tmpfs_vtonode(vp);
	struct tmpfs_dirent *td;
	int error;

	if (dir->tn_nlink == 0 || tn->tn_nlink == 0)
		return (ENOENT);
	if (tn->tn_nlink >= LINK_MAX)
		return (EMLINK);
	error = tmpfs_dirent_alloc(tm, vn, &td);
	if (error != 0)
		return (error);
	tn->tn_nlink++;
	tmpfs_touch(tn, TMPFS_CTIME);
	tmpfs_dir_insert(tm, dir, td, tn);
	return (0);
}

static int
tmpfs_remove(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	struct tmpfs_node *dir = tmpfs_vtonode(dvp), *tn = tmpfs_vtonode(vp);
	struct tmpfs_dirent *td = tmpfs_dir_find(dir, vn);

	if (td == NULL || td->td_node != tn)
		return (ENOENT);
	tmpfs_dir_remove(tmpfs_vtomount(dvp), dir, td);
	kfree(td, M_TMPFS);
	tn->tn_nlink--;
	tmpfs_touch(tn, TMPFS_CTIME);
	return (0);
}

static int
tmpfs_rmdir(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	struct tmpfs_node *dir = tmpfs_vtonode(dvp), *tn = tmpfs_vtonode(vp);
	struct tmpfs_dirent *td = tmpfs_dir_find(dir, vn);

	if (td == NULL || td->td_node != tn)
		return (ENOENT);
	if (tn->tn_dir.d_count != 0)
		return (ENOTEMPTY);
	tmpfs_dir_remove(tmpfs_vtomount(dvp), dir, td);
	kfree(td, M_TMPFS);
	dir->tn_nlink--;
	tn->tn_nlink = 0;
	tmpfs_touch(tn, TMPFS_CTIME);
	return (0);
}

/* Make room for the new name: the target loses it. */
static void
rename_target(struct tmpfs_node *tdir, struct tmpfs_node *tn)
{
	if (tn->tn_type == VDIR) {
		tdir->tn_nlink--;
		tn->tn_nlink = 0;
	} else
		tn->tn_nlink--;
	tmpfs_touch(tn, TMPFS_CTIME);
}

static int
tmpfs_rename(struct vnode *fdvp, const struct vname *fname, struct vnode *fvp,
    struct vnode *tdvp, const struct vname *tname, struct vnode *tvp,
    struct ucred *cred)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(fdvp);
	struct tmpfs_node *fdir = tmpfs_vtonode(fdvp);
	struct tmpfs_node *tdir = tmpfs_vtonode(tdvp);
	struct tmpfs_node *tn = tmpfs_vtonode(fvp);
	struct tmpfs_dirent *from, *to, *old;
	int error;

	from = tmpfs_dir_find(fdir, fname);
	if (from == NULL || from->td_node != tn || tdir->tn_nlink == 0)
		return (ENOENT);
	old = tmpfs_dir_find(tdir, tname);
	if (old != NULL && tvp != NULL && tvp->v_type == VDIR &&
	    tmpfs_vtonode(tvp)->tn_dir.d_count != 0)
		return (ENOTEMPTY);
	if (tn->tn_type == VDIR && fdir != tdir && tvp == NULL &&
	    tdir->tn_nlink >= LINK_MAX)
		return (EMLINK);
	error = tmpfs_dirent_alloc(tm, tname, &to);
	if (error != 0)
		return (error);
	if (old != NULL) {
		rename_target(tdir, tmpfs_vtonode(tvp));
		tmpfs_dir_remove(tm, tdir, old);
		kfree(old, M_TMPFS);
	}
	tmpfs_dir_remove(tm, fdir, from);
	kfree(from, M_TMPFS);
	tmpfs_dir_insert(tm, tdir, to, tn);
	if (tn->tn_type == VDIR && fdir != tdir) {
		fdir->tn_nlink--;
		tdir->tn_nlink++;
		spin_lock(&tm->tm_spin);
		tn->tn_dir.d_parent = tdir;
		spin_unlock(&tm->tm_spin);
	}
	tmpfs_touch(tn, TMPFS_CTIME);
	return (0);
}

static int
tmpfs_getattr(struct vnode *vp, struct vattr *va)
{
	struct tmpfs_node *tn = tmpfs_vtonode(vp);

	vattr_null(va);
	va->va_type = tn->tn_type;
	va->va_mode = tn->tn_mode;
	va->va_nlink = tn->tn_nlink;
	va->va_uid = tn->tn_uid;
	va->va_gid = tn->tn_gid;
	va->va_fsid = (uint32_t)vp->v_mount->mnt_stat.f_fsid.val[0];
	va->va_fileid = tn->tn_ino;
	va->va_size = tn->tn_size;
	va->va_blocksize = PAGE_SIZE;
	va->va_atime = tn->tn_atime;
	va->va_mtime = tn->tn_mtime;
	va->va_ctime = tn->tn_ctime;
	va->va_gen = 0;
	va->va_flags = tn->tn_flags;
	va->va_rdev = tn->tn_type == VCHR || tn->tn_type == VBLK ?
	    tn->tn_rdev : 0;
	va->va_bytes = tn->tn_type == VREG ?
	    tmpfs_resident(tn, 0, UINT64_MAX) * PAGE_SIZE : tn->tn_size;
	return (0);
}

static int
tmpfs_setattr(struct vnode *vp, struct vattr *va, struct ucred *cred)
{
	struct tmpfs_node *tn = tmpfs_vtonode(vp);
	struct vattr now;
	int error;

	(void)tmpfs_getattr(vp, &now);
	error = vop_helper_setattr(vp, &now, va, cred);
	if (error != 0)
		return (error);
	if (va->va_size != (uint64_t)VNOVAL_K && vp->v_type == VREG) {
		error = tmpfs_setsize(vp, va->va_size);
		if (error != 0)
			return (error);
		tmpfs_touch(tn, TMPFS_MTIME);
	}
	if (va->va_flags != (uint32_t)VNOVAL_K)
		tn->tn_flags = va->va_flags;
	if (va->va_uid != (uid_t)VNOVAL_K)
		tn->tn_uid = va->va_uid;
	if (va->va_gid != (gid_t)VNOVAL_K)
		tn->tn_gid = va->va_gid;
	if (va->va_mode != (mode_t)VNOVAL_K)
		tn->tn_mode = va->va_mode & ALLPERMS;
	if (va->va_atime.tv_nsec != VNOVAL_K)
		tn->tn_atime = va->va_atime;
	if (va->va_mtime.tv_nsec != VNOVAL_K)
		tn->tn_mtime = va->va_mtime;
	tmpfs_touch(tn, TMPFS_CTIME);
	return (0);
}

static int
tmpfs_fsync(struct vnode *vp, int waitfor)
{
	return (0);
}

/* Without a name there is no reason to keep the vnode. */
static int
tmpfs_inactive(struct vnode *vp)
{
	struct tmpfs_node *tn = tmpfs_vtonode(vp);

	if (tn != NULL && tn->tn_nlink == 0)
		vrecycle(vp);
	return (0);
}

static int
tmpfs_reclaim(struct vnode *vp)
{
	struct tmpfs_mount *tm = tmpfs_vtomount(vp);
	struct tmpfs_node *tn = tmpfs_vtonode(vp);
	uint32_t nlink;

	if (tn == NULL)		/* it lost a race in tmpfs_getvnode() */
		return (0);
	if (tn->tn_type == VREG) {
		vm_object_drop(vp->v_object);
		vp->v_object = NULL;
	}
	/* From here on, with a name, another vnode may take it. */
	nlink = tn->tn_nlink;
	spin_lock(&tm->tm_spin);
	tn->tn_vnode = NULL;
	spin_unlock(&tm->tm_spin);
	if (nlink == 0)
		tmpfs_node_free(tm, tn);
	return (0);
}

struct vnodeops tmpfs_vnodeops = {
	.vop_lookup = tmpfs_lookup,
	.vop_create = tmpfs_create,
	.vop_mknod = tmpfs_create,
	.vop_mkdir = tmpfs_create,
	.vop_symlink = tmpfs_symlink,
	.vop_link = tmpfs_link,
	.vop_remove = tmpfs_remove,
	.vop_rmdir = tmpfs_rmdir,
	.vop_rename = tmpfs_rename,
	.vop_getattr = tmpfs_getattr,
	.vop_setattr = tmpfs_setattr,
	.vop_read = tmpfs_read,
	.vop_write = tmpfs_write,
	.vop_readdir = tmpfs_readdir,
	.vop_readlink = tmpfs_readlink,
	.vop_fsync = tmpfs_fsync,
	.vop_mmap = tmpfs_mmap,
	.vop_inactive = tmpfs_inactive,
	.vop_reclaim = tmpfs_reclaim,
};
