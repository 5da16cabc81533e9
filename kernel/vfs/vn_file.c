/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vn_file.c: files that are vnodes: read, write, seek, stat, ioctl, mmap,
 * truncate, as the descriptor layer calls them.
 *
 * Devices and fifos are read and written with no lock of ours, since they
 * block; everything else under v_lock, shared for reading.  f_offset is
 * guarded by f_offlock, taken before v_lock.
 */
#include <sys/errno.h>
#include <sys/filio.h>
#include <sys/param.h>
#include <sys/ttycom.h>
#include "sys/kdev.h"
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "sys/klockf.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"
#include "vm/vm.h"

static int
io_flags(const struct file *fp, int flags)
{
	uint32_t f = fp->f_flag;
	int io = 0;

	if ((f & FAPPEND) != 0 || (flags & FOF_APPEND) != 0)
		io |= IO_APPEND;
	if ((f & FFSYNC) != 0 || (flags & FOF_SYNC) != 0)
		io |= IO_SYNC;
	if (FOF_NOWAIT(fp, flags))
		io |= IO_NDELAY;
	if ((f & O_DIRECT) != 0)
		io |= IO_DIRECT;
	return (io);
}

/* A device: its offset counts where it can seek, and then threads share it. */
static int
vn_devio(struct file *fp, struct kuio *uio, struct ucred *cred, int flags)
{
	struct vnode *vp = fp->f_data;
	struct cdev *dev = vp->v_dev;
	bool seeks, own;
	int error;

	seeks = dev != NULL &&
	    (dev->si_ops->d_flags & (D_DISK | D_SEEKABLE)) != 0;
	own = (flags & FOF_OFFSET) == 0;
	if (own && seeks)
		lock_exclusive(&fp->f_offlock);
	if (own)
		uio->uio_offset = fp->f_offset;
	if (uio->uio_rw == UIO_READ_K)
		error = spec_vnodeops.vop_read(vp, uio, io_flags(fp, flags),
		    cred);
	else
		error = spec_vnodeops.vop_write(vp, uio, io_flags(fp, flags),
		    cred);
	if (own && seeks) {
		fp->f_offset = uio->uio_offset;
		lock_release(&fp->f_offlock);
	}
	return (error);
}

static int
vn_read(struct file *fp, struct kuio *uio, struct ucred *cred, int flags)
{
	struct vnode *vp = fp->f_data;
	bool own = (flags & FOF_OFFSET) == 0;
	int error;

	if (vp->v_type == VCHR || vp->v_type == VBLK)
		return (vn_devio(fp, uio, cred, flags));
	if (own) {
		lock_exclusive(&fp->f_offlock);
		uio->uio_offset = fp->f_offset;
	}
	if (uio->uio_offset < 0)
		error = EINVAL;
	else
		error = vn_lock(vp, LK_SHARED);
	if (error == 0) {
		error = VOP(vp, read, uio, io_flags(fp, flags), cred);
		vn_unlock(vp);
	}
	if (own) {
		fp->f_offset = uio->uio_offset;
		lock_release(&fp->f_offlock);
	}
	return (error);
}

/*
 * RLIMIT_FSIZE: a write that would end beyond it fails as a whole, and the process
 * hears of it.  vp exclusive.
 */
static int
write_limit(struct vnode *vp, const struct kuio *uio, int ioflag, bool *signal)
{
	struct vattr va;
	uint64_t limit, end;

	if (vp->v_type != VREG || curproc == NULL)
		return (0);
	limit = proc_limit(curproc, RLIMIT_FSIZE);
	if (limit >= (uint64_t)RLIM_INFINITY)
		return (0);
	end = (uint64_t)uio->uio_offset;
	if ((ioflag & IO_APPEND) != 0 && VOP(vp, getattr, &va) == 0)
		end = va.va_size;
	if (uio->uio_resid != 0 && end + uio->uio_resid > limit) {
		*signal = true;
		return (EFBIG);
	}
	return (0);
}

/* After a write: the size that filters know, and hints.  vp exclusive. */
static void
write_note(struct vnode *vp)
{
	struct vattr va;
	long hint = NOTE_WRITE;

	if (!knote_any(&vp->v_kq))
		return;
	if (VOP(vp, getattr, &va) == 0) {
		if (va.va_size > vp->v_kqsize)
			hint |= NOTE_EXTEND;
		vp->v_kqsize = va.va_size;
	}
	knote_fire(&vp->v_kq, hint);
}

static int
vn_write(struct file *fp, struct kuio *uio, struct ucred *cred, int flags)
{
	struct vnode *vp = fp->f_data;
	bool own = (flags & FOF_OFFSET) == 0, signal = false;
	size_t resid = uio->uio_resid;
	int error, io = io_flags(fp, flags);

	if (vp->v_type == VCHR || vp->v_type == VBLK)
		return (vn_devio(fp, uio, cred, flags));
	if (own) {
		lock_exclusive(&fp->f_offlock);
		uio->uio_offset = fp->f_offset;
	}
	error = uio->uio_offset < 0 ? EINVAL : vn_lock(vp, LK_EXCLUSIVE);
	if (error == 0) {
		if ((vp->v_mount->mnt_flag & MNT_SYNCHRONOUS) != 0)
			io |= IO_SYNC;
		error = write_limit(vp, uio, io, &signal);
		if (error == 0)
			error = VOP(vp, write, uio, io, cred);
		if (uio->uio_resid != resid)
			write_note(vp);
		vn_unlock(vp);
	}
	if (own) {
		fp->f_offset = uio->uio_offset;
		lock_release(&fp->f_offlock);
	}
	if (signal)
		ksignal(curproc, SIGXFSZ);
	return (error);
}

/* FIONREAD of a file: what is between the offset and the end. */
static int
ioctl_nread(struct file *fp, struct vnode *vp, int *n)
{
	struct vattr va;
	int64_t left;
	int error;

	error = vn_lock(vp, LK_SHARED);
	if (error != 0)
		return (error);
	error = VOP(vp, getattr, &va);
	vn_unlock(vp);
	if (error != 0)
		return (error);
	left = (int64_t)va.va_size - fp->f_offset;
	*n = left < 0 ? 0 : (int)K_MIN(left, (int64_t)INT32_MAX);
	return (0);
}

/* After TIOCSCTTY the session remembers the vnode, to revoke it at its end. */
static void
ioctl_setctty(struct vnode *vp)
{
	struct vnode *old = vp;		/* what is to be released */
	struct session *s;

	vref(vp);
	spin_lock(&proctree_spin);
	s = curproc->p_pgrp->pg_session;
	if (s->s_ttyp != NULL && s->s_leader == curproc) {
		old = s->s_ttyvp;
		s->s_ttyvp = vp;
	}
	spin_unlock(&proctree_spin);
	if (old != NULL)
		vrele(old);
}

static int
vn_ioctl(struct file *fp, unsigned long cmd, void *data, struct ucred *cred)
{
	struct vnode *vp = fp->f_data;
	int error;

	switch (vp->v_type) {
	case VCHR:
	case VBLK:
		error = spec_vnodeops.vop_ioctl(vp, cmd, data, (int)fp->f_flag,
		    cred);
		if (error == 0 && cmd == TIOCSCTTY && curproc != NULL)
			ioctl_setctty(vp);
		return (error);
	case VREG:
	case VDIR:
		if (cmd == FIONREAD)
			return (ioctl_nread(fp, vp, data));
		if (cmd == FIONBIO || cmd == FIOASYNC)
			return (0);
		if ((vp->v_flag & VN_DEAD) != 0)
			return (EIO);
		return (VOP(vp, ioctl, cmd, data, (int)fp->f_flag, cred));
	default:
		return (ENOTTY);
	}
}

static int
vn_fstat(struct file *fp, struct stat *st, struct ucred *cred)
{
	struct vnode *vp = fp->f_data;
	int error;

	error = vn_lock(vp, LK_SHARED);
	if (error != 0)
		return (error);
	error = vn_stat(vp, st, cred);
	vn_unlock(vp);
	return (error);
}

static int
vn_closef(struct file *fp)
{
	struct vnode *vp = fp->f_data;
	struct flock fl = { .l_whence = SEEK_SET, .l_type = F_UNLCK };

	if ((fp->f_flag & FHASLOCK_K) != 0)
		(void)VOP(vp, advlock, fp, F_UNLCK, &fl, F_FLOCK_K);
	vn_close_vnode(vp, (int)fp->f_flag, fp);
	vrele(vp);
	return (0);
}

static int
vn_seek(struct file *fp, int64_t off, int whence, int64_t *res)
{
	struct vnode *vp = fp->f_data;
	struct vattr va;
	int64_t base = 0;
	int error = 0;

	if (vp->v_type == VFIFO)
		return (ESPIPE);
	lock_exclusive(&fp->f_offlock);
	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		base = fp->f_offset;
		break;
	case SEEK_END:
		if (vp->v_type == VCHR && vp->v_dev != NULL &&
		    vp->v_dev->si_ops->d_size != NULL) {
			base = vp->v_dev->si_ops->d_size(vp->v_dev);
			base = K_MAX(base, (int64_t)0);
			break;
		}
		error = vn_lock(vp, LK_SHARED);
		if (error == 0) {
			error = VOP(vp, getattr, &va);
			vn_unlock(vp);
			base = (int64_t)va.va_size;
		}
		break;
	default:
		error = EINVAL;
	}
	if (error == 0 && __builtin_add_overflow(base, off, &off))
		error = EOVERFLOW;
	if (error == 0 && off < 0 && vp->v_type != VCHR)
		error = EINVAL;
	if (error == 0)
		*res = fp->f_offset = off;
	lock_release(&fp->f_offlock);
	return (error);
}

/* Which accesses a mapping of this file may ever have. */
static int
mmap_maxprot(struct file *fp, struct vnode *vp, int prot, int flags)
{
	int maxprot = 0;

	if ((fp->f_flag & FREAD) != 0)
		maxprot |= PROT_READ | PROT_EXEC;
	if ((flags & MAP_SHARED) == 0 || (fp->f_flag & FWRITE) != 0)
		maxprot |= PROT_WRITE;
	if ((vp->v_mount->mnt_flag & MNT_NOEXEC) != 0)
		maxprot &= ~PROT_EXEC;
	return (maxprot);
}

static int
vn_mmap(struct file *fp, int prot, int flags, int64_t *offp, size_t len,
    struct vm_object **objp, int *maxprot)
{
	struct vnode *vp = fp->f_data;
	struct vattr va;
	int error;

	if (vp->v_type != VREG && vp->v_type != VCHR)
		return (EINVAL);
	*maxprot = mmap_maxprot(fp, vp, prot, flags);
	if ((prot & (PROT_READ | PROT_WRITE | PROT_EXEC) & ~*maxprot) != 0)
		return (EACCES);
	if (vp->v_type == VCHR)
		return (spec_vnodeops.vop_mmap(vp, prot, flags, offp, len, objp,
		    maxprot));
	error = vn_lock(vp, LK_EXCLUSIVE);
	if (error != 0)
		return (error);
	if ((flags & MAP_SHARED) != 0 && (*maxprot & PROT_WRITE) != 0 &&
	    VOP(vp, getattr, &va) == 0 && (va.va_flags &
	    (UF_IMMUTABLE | UF_APPEND | SF_IMMUTABLE | SF_APPEND)) != 0) {
		*maxprot &= ~PROT_WRITE;
		if ((prot & PROT_WRITE) != 0)
			error = EPERM;
	}
	if (error == 0)
		error = VOP(vp, mmap, prot, flags, offp, len, objp, maxprot);
	vn_unlock(vp);
	return (error);
}

static int
vn_truncate(struct file *fp, int64_t len, struct ucred *cred)
{
	struct vnode *vp = fp->f_data;
	struct vattr va;
	int error;

	if (len < 0 || (fp->f_flag & FWRITE) == 0)
		return (EINVAL);
	if (vp->v_type == VDIR)
		return (EISDIR);
	if (vp->v_type != VREG)
		return (EINVAL);
	error = vn_lock(vp, LK_EXCLUSIVE);
	if (error != 0)
		return (error);
	vattr_null(&va);
	va.va_size = (uint64_t)len;
	error = vn_setattr_locked(vp, &va, cred);
	vn_unlock(vp);
	return (error);
}

const struct fileops vnode_fileops = {
	.fo_read = vn_read,
	.fo_write = vn_write,
	.fo_ioctl = vn_ioctl,
	.fo_kqfilter = vn_kqfilter,
	.fo_stat = vn_fstat,
	.fo_close = vn_closef,
	.fo_seek = vn_seek,
	.fo_mmap = vn_mmap,
	.fo_truncate = vn_truncate,
};
