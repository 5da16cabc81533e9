/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * null_vnops.c: operations of null mounts: each locks what is below and goes on
 * there.  An upper vnode is locked by the caller, so the one below is used by
 * one such caller at a time, but by anybody else as well.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/param.h>
#include "sys/kproc.h"
#include "vfs/nullfs/nullfs.h"
#include "vfs/vnode_impl.h"
#include "vm/vm.h"

/* Run an operation on the lower vnode, locked so. */
#define NULL_CALL(vp, lk, call) ({					\
	struct vnode *lvp = null_lower(vp);				\
	int _error = vn_lock(lvp, (lk));				\
									\
	if (_error == 0) {						\
		_error = (call);					\
		vn_unlock(lvp);						\
	}								\
	_error;								\
})

static int
null_lookup(struct vnode *dvp, const struct vname *vn, struct vnode **vpp,
    struct ucred *cred)
{
	struct vnode *found = NULL;
	int error;

	*vpp = NULL;
	error = NULL_CALL(dvp, LK_SHARED, VOP(lvp, lookup, vn, &found, cred));
	return (error != 0 ? error : null_getvnode(dvp->v_mount, found, vpp));
}

static int
null_make(enum vn_create what, struct vnode *dvp, const struct vname *vn,
    struct vattr *va, const char *target, struct vnode **vpp,
    struct ucred *cred)
{
	struct vnode *made = NULL;
	int error;

	*vpp = NULL;
	error = NULL_CALL(dvp, LK_EXCLUSIVE,
	    (lvp->v_flag & VN_UNLINKED) != 0 ? ENOENT :
	    vn_create(what, lvp, vn, va, target, &made, cred));
	return (error != 0 ? error : null_getvnode(dvp->v_mount, made, vpp));
}

static int
null_create(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    struct vnode **vpp, struct ucred *cred)
{
	return (null_make(VN_CREATE, dvp, vn, va, NULL, vpp, cred));
}

static int
null_mkdir(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    struct vnode **vpp, struct ucred *cred)
{
	return (null_make(VN_MKDIR, dvp, vn, va, NULL, vpp, cred));
}

static int
null_mknod(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    struct vnode **vpp, struct ucred *cred)
{
	return (null_make(VN_MKNOD, dvp, vn, va, NULL, vpp, cred));
}

static int
null_symlink(struct vnode *dvp, const struct vname *vn, struct vattr *va,
    const char *target, struct vnode **vpp, struct ucred *cred)
{
	return (null_make(VN_SYMLINK, dvp, vn, va, target, vpp, cred));
}

typedef int null_nameop(struct vnode *, const struct vname *, struct vnode *,
    struct ucred *);

/* link, remove, rmdir: directory, then file, exclusive. */
static int
null_names(null_nameop *op, struct vnode *dvp, const struct vname *vn,
    struct vnode *vp, struct ucred *cred)
{
	struct vnode *ldvp = null_lower(dvp);
	int error;

	error = vn_lock(ldvp, LK_EXCLUSIVE);
	if (error != 0)
		return (error);
	error = NULL_CALL(vp, LK_EXCLUSIVE, lvp->v_mountedhere != NULL ?
	    EBUSY : op(ldvp, vn, lvp, cred));
	vn_unlock(ldvp);
	return (error);
}

static int
null_link(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	return (null_names(vn_link, dvp, vn, vp, cred));
}

static int
null_remove(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	return (null_names(vn_remove, dvp, vn, vp, cred));
}

static int
null_rmdir(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	return (null_names(vn_rmdir, dvp, vn, vp, cred));
}

/*
 * The rename lock is that of the mount below.  Which of the two directories is the
 * ancestor is not known here: so neither is waited for while the other is held.
 */
static int
null_lockboth(struct vnode *a, struct vnode *b)
{
	struct vnode *t;
	int error;

	for (;;) {
		error = vn_lock(a, LK_EXCLUSIVE);
		if (error != 0 || a == b)
			return (error);
		error = vn_lock(b, LK_EXCLUSIVE | LK_NOWAIT);
		if (error == 0)
			return (0);
		vn_unlock(a);
		if (error != EBUSY)
			return (error);
		thread_yield();
		t = a;
		a = b;
		b = t;
	}
}

static int
null_rename(struct vnode *fdvp, const struct vname *fname, struct vnode *fvp,
    struct vnode *tdvp, const struct vname *tname, struct vnode *tvp,
    struct ucred *cred)
{
	struct vnode *lfd = null_lower(fdvp), *ltd = null_lower(tdvp);
	struct vnode *lf = null_lower(fvp);
	int error;

	if (lf->v_mount != lfd->v_mount || lfd->v_mount != ltd->v_mount)
		return (EXDEV);
	error = null_lockboth(lfd, ltd);
	if (error != 0)
		return (error);
	if (lf->v_mountedhere != NULL)
		error = EBUSY;
	else if (tvp == NULL)
		error = vn_rename(lfd, fname, lf, ltd, tname, NULL, cred);
	else
		error = NULL_CALL(tvp, LK_EXCLUSIVE,
		    lvp->v_mountedhere != NULL ? EBUSY :
		    vn_rename(lfd, fname, lf, ltd, tname, lvp, cred));
	vn_unlock(lfd);
	if (ltd != lfd)
		vn_unlock(ltd);
	return (error);
}

static int
null_readdir(struct vnode *vp, struct kuio *uio, struct ucred *cred, bool *eof)
{
	return (NULL_CALL(vp, LK_SHARED, VOP(lvp, readdir, uio, cred, eof)));
}

static int
null_readlink(struct vnode *vp, struct kuio *uio, struct ucred *cred)
{
	return (NULL_CALL(vp, LK_SHARED, VOP(lvp, readlink, uio, cred)));
}

/* Files of two mounts are told apart by the mount. */
static int
null_getattr(struct vnode *vp, struct vattr *va)
{
	int error;

	error = NULL_CALL(vp, LK_SHARED, VOP(lvp, getattr, va));
	if (error == 0)
		va->va_fsid = (uint32_t)vp->v_mount->mnt_stat.f_fsid.val[0];
	return (error);
}

static int
null_setattr(struct vnode *vp, struct vattr *va, struct ucred *cred)
{
	return (NULL_CALL(vp, LK_EXCLUSIVE, vn_setattr_locked(lvp, va, cred)));
}

static int
null_access(struct vnode *vp, int mode, struct ucred *cred)
{
	if ((mode & VWRITE) != 0 && (vp->v_type == VREG ||
	    vp->v_type == VDIR || vp->v_type == VLNK) && vn_rdonly(vp) != 0)
		return (EROFS);
	return (NULL_CALL(vp, LK_SHARED, VOP(lvp, access, mode, cred)));
}

/* Opens for writing count below as well: ETXTBSY. */
static int
null_open(struct vnode *vp, int fflags, struct ucred *cred, struct file *fp)
{
	struct null_node *nn = vp->v_data;
	int error;

	error = vn_open_vnode(nn->nn_lower, fflags, cred, fp);
	if (error == 0 && vp->v_type == VREG && (fflags & FWRITE) != 0)
		nn->nn_writes++;
	return (error);
}

static int
null_close(struct vnode *vp, int fflags, struct file *fp)
{
	struct null_node *nn = vp->v_data;

	if (vp->v_type == VREG && (fflags & FWRITE) != 0)
		nn->nn_writes--;
	vn_close_vnode(nn->nn_lower, fflags, fp);
	return (0);
}

static int
null_read(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	return (NULL_CALL(vp, LK_SHARED, VOP(lvp, read, uio, ioflag, cred)));
}

static int
null_write(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	int error;

	error = NULL_CALL(vp, LK_EXCLUSIVE, VOP(lvp, write, uio, ioflag, cred));
	vn_note(null_lower(vp), NOTE_WRITE);
	return (error);
}

static int
null_ioctl(struct vnode *vp, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	return (VOP(null_lower(vp), ioctl, cmd, data, fflag, cred));
}

static int
null_fsync(struct vnode *vp, int waitfor)
{
	return (NULL_CALL(vp, LK_EXCLUSIVE, VOP(lvp, fsync, waitfor)));
}

static int
null_pathconf(struct vnode *vp, int name, long *value)
{
	return (NULL_CALL(vp, LK_SHARED, VOP(lvp, pathconf, name, value)));
}

static int
null_mmap(struct vnode *vp, int prot, int flags, int64_t *off, size_t len,
    struct vm_object **objp, int *maxprot)
{
	return (NULL_CALL(vp, LK_EXCLUSIVE,
	    VOP(lvp, mmap, prot, flags, off, len, objp, maxprot)));
}

static int
null_inactive(struct vnode *vp)
{
	vrecycle(vp);
	return (0);
}

static int
null_reclaim(struct vnode *vp)
{
	null_nodefree(vp);
	return (0);
}

struct vnodeops null_vnodeops = {
	.vop_lookup = null_lookup,
	.vop_create = null_create,
	.vop_mkdir = null_mkdir,
	.vop_mknod = null_mknod,
	.vop_symlink = null_symlink,
	.vop_link = null_link,
	.vop_remove = null_remove,
	.vop_rmdir = null_rmdir,
	.vop_rename = null_rename,
	.vop_readdir = null_readdir,
	.vop_readlink = null_readlink,
	.vop_getattr = null_getattr,
	.vop_setattr = null_setattr,
	.vop_access = null_access,
	.vop_open = null_open,
	.vop_close = null_close,
	.vop_read = null_read,
	.vop_write = null_write,
	.vop_ioctl = null_ioctl,
	.vop_fsync = null_fsync,
	.vop_pathconf = null_pathconf,
	.vop_mmap = null_mmap,
	.vop_lower = null_lower,
	.vop_inactive = null_inactive,
	.vop_reclaim = null_reclaim,
};
