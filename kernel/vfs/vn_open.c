/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vn_open.c: opening and closing vnodes, for open(2) and for the kernel's own
 * files.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/param.h>
#include "sys/kfifo.h"
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

/* What O_CREAT makes of a name that is not there.  nl_dvp exclusive. */
static int
open_create(struct nlookup *nl, mode_t mode)
{
	struct vattr va;
	int error;

	error = vn_cancreate(nl->nl_dvp, nl->nl_cred);
	if (error != 0)
		return (error);
	vattr_null(&va);
	va.va_type = VREG;
	va.va_mode = mode;
	va.va_vaflags = VA_EXCLUSIVE;
	return (vn_create(VN_CREATE, nl->nl_dvp, &nl->nl_last, &va, NULL,
	    &nl->nl_vp, nl->nl_cred));
}

/*
 * O_CREAT: nl_vp becomes the file.  *created: it is new.  Somebody else may make
 * or remove the name at any moment; EAGAIN: look everything up once more.
 */
static int
open_or_create(struct nlookup *nl, int fflags, mode_t mode, bool *created)
{
	int error;

	*created = false;
	if (nl->nl_vp == NULL) {
		if (nl->nl_trailslash)
			return (EISDIR);
		error = vn_lock(nl->nl_dvp, LK_EXCLUSIVE);
		if (error != 0)
			return (ENOENT);
		error = nlookup_again(nl);
		if (error == 0 && nl->nl_vp == NULL) {
			error = open_create(nl, mode);
			*created = error == 0;
		} else if (error == 0)
			error = EAGAIN;
		vn_unlock(nl->nl_dvp);
		return (error);
	}
	return ((fflags & O_EXCL) != 0 ? EEXIST : 0);
}

int
vn_open_check(struct vnode *vp, int fflags, struct ucred *cred)
{
	struct vattr va;
	int error, want = 0;

	if (vp->v_type == VLNK)
		return (EMLINK);
	if (vp->v_type == VSOCK)
		return (EOPNOTSUPP);
	if ((fflags & O_DIRECTORY) != 0 && vp->v_type != VDIR)
		return (ENOTDIR);
	if ((fflags & (FWRITE | O_TRUNC)) != 0)
		want |= VWRITE;
	if ((fflags & FREAD) != 0)
		want |= VREAD;
	if ((want & VWRITE) != 0 && vp->v_type == VDIR)
		return (EISDIR);
	if (vn_lock(vp, (want & VWRITE) != 0 ? LK_EXCLUSIVE : LK_SHARED) != 0)
		return (ENOENT);
	error = 0;
	if ((want & VWRITE) != 0 && vp->v_type == VREG) {
		error = vn_rdonly(vp);
		if (error == 0 && atomic_load(&vp->v_execcount) > 0)
			error = ETXTBSY;
	}
	if (error == 0)
		error = VOP(vp, access, want, cred);
	if (error == 0 && (want & VWRITE) != 0 && (fflags & O_APPEND) == 0 &&
	    vp->v_type == VREG && VOP(vp, getattr, &va) == 0 &&
	    (va.va_flags & (UF_APPEND | SF_APPEND)) != 0)
		error = EPERM;
	if (error == 0 && (fflags & O_TRUNC) != 0 && vp->v_type == VREG) {
		vattr_null(&va);
		va.va_size = 0;
		error = vn_setattr_locked(vp, &va, cred);
	}
	vn_unlock(vp);
	return (error);
}

/* One try of vn_open_lookup(); EAGAIN: the name changed meanwhile. */
static int
open_try(int dirfd, const char *path, int nlflags, struct ucred *cred,
    int fflags, mode_t mode, struct vnode **vpp)
{
	struct nlookup nl;
	bool created = false;
	int error;

	if ((fflags & O_CREAT) != 0)
		nlflags |= NL_PARENT;
	if ((fflags & O_NOFOLLOW) == 0 &&
	    (fflags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL))
		nlflags |= NL_FOLLOW;
	error = nlookup_as(&nl, cred, dirfd, path, nlflags);
	if (error == 0 && (fflags & O_CREAT) != 0)
		error = open_or_create(&nl, fflags, mode, &created);
	if (error == 0 && !created)
		error = vn_open_check(nl.nl_vp, fflags, cred);
	if (error == 0) {
		*vpp = nl.nl_vp;
		vref(*vpp);
	}
	nlookup_done(&nl);
	return (error);
}

int
vn_open_lookup(int dirfd, const char *path, int nlflags, struct ucred *cred,
    int fflags, mode_t mode, struct vnode **vpp)
{
	int error, tries = 0;

	*vpp = NULL;
	for (;;) {
		error = open_try(dirfd, path, nlflags, cred, fflags, mode, vpp);
		if (error != EAGAIN || ++tries == VN_RETRIES)
			return (error);
		thread_yield();
	}
}

int
vn_open_vnode(struct vnode *vp, int fflags, struct ucred *cred, struct file *fp)
{
	bool writes = vp->v_type == VREG && (fflags & FWRITE) != 0;
	int error;

	if (vp->v_type == VCHR || vp->v_type == VBLK)
		return (spec_vnodeops.vop_open(vp, fflags, cred, fp));
	error = vn_lock(vp, writes || vp->v_type == VFIFO ? LK_EXCLUSIVE :
	    LK_SHARED);
	if (error != 0)
		return (error == EIO ? ENOENT : error);
	if (vp->v_type == VFIFO)
		error = fifo_vnodeops.vop_open(vp, fflags, cred, fp);
	else if (writes && atomic_load(&vp->v_execcount) > 0)
		error = ETXTBSY;
	else
		error = VOP(vp, open, fflags, cred, fp);
	if (error == 0 && writes)
		atomic_add(&vp->v_writecount, 1);
	vn_unlock(vp);
	return (error);
}

void
vn_close_vnode(struct vnode *vp, int fflags, struct file *fp)
{
	if (vp->v_type == VCHR || vp->v_type == VBLK) {
		(void)spec_vnodeops.vop_close(vp, fflags, fp);
		return;
	}
	if (vp->v_type == VREG && (fflags & FWRITE) != 0)
		atomic_sub(&vp->v_writecount, 1);
	if (vp->v_type == VFIFO) {
		lock_exclusive(&vp->v_lock);
		(void)fifo_vnodeops.vop_close(vp, fflags, fp);
		lock_release(&vp->v_lock);
		return;
	}
	if (vp->v_op->vop_close == vop_default_close ||
	    vn_lock(vp, LK_EXCLUSIVE) != 0)
		return;
	(void)VOP(vp, close, fflags, fp);
	vn_unlock(vp);
}

int
vn_open_path(const char *path, int fflags, mode_t mode, bool sysspace,
    struct vnode **vpp)
{
	struct ucred *cred = vn_cred(curlwp);
	int error;

	error = vn_open_lookup(AT_FDCWD, path, sysspace ? NL_SYSSPACE : 0, cred,
	    fflags, mode, vpp);
	if (error != 0)
		return (error);
	error = vn_open_vnode(*vpp, fflags, cred, NULL);
	if (error != 0) {
		vrele(*vpp);
		*vpp = NULL;
	}
	return (error);
}

void
vn_close_path(struct vnode *vp, int fflags)
{
	vn_close_vnode(vp, fflags, NULL);
	vrele(vp);
}

/*
 * Takes the caller's reference and open of vp on success.  ENFILE, ENOMEM.
 */
int
vn_file(struct vnode *vp, int fflags, struct file **fpp)
{
	return (file_alloc(fpp, DTYPE_VNODE, &vnode_fileops, vp, fflags));
}

int
vn_rdwr(enum kuio_rw rw, struct vnode *vp, void *buf, size_t len, int64_t off,
    int ioflag, struct ucred *cred, size_t *resid)
{
	struct iovec iov;
	struct kuio uio;
	int error;

	kuio_init(&uio, &iov, buf, len, off, UIO_SYSSPACE_K, rw);
	error = vn_lock(vp, rw == UIO_READ_K ? LK_SHARED : LK_EXCLUSIVE);
	if (error != 0)
		return (error);
	if (rw == UIO_READ_K)
		error = VOP(vp, read, &uio, ioflag, cred);
	else
		error = VOP(vp, write, &uio, ioflag, cred);
	vn_unlock(vp);
	if (resid != NULL)
		*resid = uio.uio_resid;
	else if (error == 0 && uio.uio_resid != 0)
		error = EIO;
	return (error);
}
