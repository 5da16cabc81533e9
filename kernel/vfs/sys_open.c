/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_open.c: open(2), openat(2), and other calls on one open file: fsync,
 * ftruncate, getdirentries.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/param.h>
#include "sys/kdev.h"
#include "sys/kfile.h"
#include "sys/klockf.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

/* Flags of open(2) that stay with the file. */
#define OPEN_KEPT							\
	(FREAD | FWRITE | FAPPEND | FNONBLOCK | FASYNC | FFSYNC | O_DIRECT)

/* A file whose vop_open has not succeeded: its end is that of a reference. */
static int
opening_close(struct file *fp)
{
	vrele(fp->f_data);
	return (0);
}

static const struct fileops opening_fileops = { .fo_close = opening_close };

/* /dev/fd/N: another descriptor of the same file, with no more rights. */
static int
open_dup(int ofd, int fflags, struct file **fpp)
{
	int error;

	error = fget(ofd, 0, fpp);
	if (error != 0)
		return (error);
	if ((fflags & (FREAD | FWRITE) & ~(*fpp)->f_flag) != 0) {
		file_drop(*fpp);
		return (EACCES);
	}
	return (0);
}

/* O_EXLOCK and O_SHLOCK: as flock(2) right after the open. */
static int
open_flock(struct file *fp, int fflags)
{
	struct flock fl = { .l_whence = SEEK_SET };
	int flags = F_FLOCK_K;

	fl.l_type = (fflags & O_EXLOCK) != 0 ? F_WRLCK : F_RDLCK;
	if ((fflags & FNONBLOCK) == 0)
		flags |= F_WAIT_K;
	atomic_or(&fp->f_flag, FHASLOCK_K);
	return (VOP((struct vnode *)fp->f_data, advlock, fp, F_SETLK, &fl,
	    flags));
}

/* Make a file of vp, whose reference is taken, and open it. */
static int
open_file(struct vnode *vp, int fflags, struct ucred *cred, struct file **fpp)
{
	struct vnode *clone;
	struct file *fp;
	int error, fd;

	if (vp->v_type == VCHR && spec_resolve(vp) == 0 &&
	    dev_isfd(vp->v_dev, &fd)) {
		vrele(vp);
		return (open_dup(fd, fflags, fpp));
	}
	if (vp->v_type == VFIFO)
		vp = vn_real(vp);
	error = spec_clone(vp, fflags, &clone);
	if (error == 0 && clone != NULL) {
		vrele(vp);
		vp = clone;
	}
	if (error == 0)
		error = file_alloc(&fp, DTYPE_VNODE, &opening_fileops, vp,
		    fflags & OPEN_KEPT);
	if (error != 0) {
		vrele(vp);
		return (error);
	}
	error = vn_open_vnode(vp, fflags, cred, fp);
	if (error == 0 && fp->f_ops == &opening_fileops)
		fp->f_ops = &vnode_fileops;
	if (error == 0 && (fflags & (O_EXLOCK | O_SHLOCK)) != 0)
		error = open_flock(fp, fflags);
	if (error != 0) {
		file_drop(fp);
		return (error);
	}
	*fpp = fp;
	return (0);
}

static int
kern_open(struct lwp *lp, int dirfd, const char *path, int oflags, int mode,
    int64_t rv[2])
{
	struct vnode *vp;
	struct file *fp;
	int error, fd, fflags;
	mode_t cmode;

	if ((oflags & O_ACCMODE) == O_ACCMODE ||
	    (oflags & (O_EXLOCK | O_SHLOCK)) == (O_EXLOCK | O_SHLOCK))
		return (EINVAL);
	fflags = FFLAGS(oflags);
	cmode = (mode_t)(mode & ALLPERMS & ~S_ISTXT &
	    ~fdesc_umask(lp->lwp_proc->p_fd));
	error = fd_reserve(0, &fd);
	if (error != 0)
		return (error);
	error = vn_open_lookup(dirfd, path, 0, vn_cred(lp), fflags, cmode, &vp);
	if (error == 0)
		error = open_file(vp, fflags, vn_cred(lp), &fp);
	if (error != 0) {
		fd_release(fd);
		return (error);
	}
	fd_install(fd, fp, (oflags & O_CLOEXEC) != 0 ? FD_CLOEXEC : 0);
	rv[0] = fd;
	return (0);
}

int
sys_open(struct lwp *lp, const struct open_args *uap, int64_t rv[2])
{
	return (kern_open(lp, AT_FDCWD, uap->path, uap->flags, uap->mode, rv));
}

int
sys_openat(struct lwp *lp, const struct openat_args *uap, int64_t rv[2])
{
	return (kern_open(lp, uap->fd, uap->path, uap->flags, uap->mode, rv));
}

int
sys_fsync(struct lwp *lp, const struct fsync_args *uap, int64_t rv[2])
{
	struct vnode *vp;
	struct file *fp;
	int error;

	error = fget_vnode(uap->fd, &fp, &vp);
	if (error != 0)
		return (error);
	if (vp->v_type == VCHR)
		error = spec_vnodeops.vop_fsync(vp, MNT_WAIT);
	else if ((error = vn_lock(vp, LK_EXCLUSIVE)) == 0) {
		error = VOP(vp, fsync, MNT_WAIT);
		vn_unlock(vp);
	}
	file_drop(fp);
	return (error);
}

int
sys_ftruncate(struct lwp *lp, const struct ftruncate_args *uap, int64_t rv[2])
{
	struct file *fp;
	int error;

	if (uap->length < 0)
		return (EINVAL);
	error = fget(uap->fd, 0, &fp);
	if (error != 0)
		return (error);
	if (fp->f_ops->fo_truncate == NULL || (fp->f_flag & FWRITE) == 0)
		error = EINVAL;
	else
		error = fp->f_ops->fo_truncate(fp, uap->length, vn_cred(lp));
	file_drop(fp);
	return (error);
}

/* Whole directory records from the file's offset on; *base is that offset. */
static int
kern_getdirentries(struct lwp *lp, int fd, char *buf, size_t count, long *base,
    int64_t rv[2])
{
	struct vnode *vp;
	struct file *fp;
	struct iovec iov;
	struct kuio uio;
	bool eof = false;
	int error;

	if (count > INT32_MAX)
		return (EINVAL);
	error = fget_vnode(fd, &fp, &vp);
	if (error != 0)
		return (error);
	if ((fp->f_flag & FREAD) == 0 || vp->v_type != VDIR) {
		error = vp->v_type != VDIR ? EINVAL : EBADF;
		file_drop(fp);
		return (error);
	}
	lock_exclusive(&fp->f_offlock);
	kuio_init(&uio, &iov, buf, count, fp->f_offset, UIO_USERSPACE_K,
	    UIO_READ_K);
	error = vn_lock(vp, LK_SHARED);
	if (error == 0) {
		error = VOP(vp, readdir, &uio, vn_cred(lp), &eof);
		vn_unlock(vp);
	}
	*base = fp->f_offset;
	if (error == 0) {
		fp->f_offset = uio.uio_offset;
		rv[0] = (int64_t)(count - uio.uio_resid);
		if (rv[0] == 0 && !eof)
			error = EINVAL;	/* not even one record fits */
	}
	lock_release(&fp->f_offlock);
	file_drop(fp);
	return (error);
}

int
sys_getdirentries(struct lwp *lp, const struct getdirentries_args *uap,
    int64_t rv[2])
{
	long base;
	int error;

	error = kern_getdirentries(lp, uap->fd, uap->buf, uap->count, &base,
	    rv);
	if (error == 0 && uap->basep != NULL)
		error = copyout(&base, uap->basep, sizeof(base));
	return (error);
}

int
sys_getdents(struct lwp *lp, const struct getdents_args *uap, int64_t rv[2])
{
	long base;

	return (kern_getdirentries(lp, uap->fd, uap->buf, uap->count, &base,
	    rv));
}
