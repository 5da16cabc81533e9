/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * generic.c: the system calls that work on any descriptor: read, write and
 * their vector and positioned forms, lseek, ioctl.
 *
 * Rules of a transfer: what was moved before an error of waiting (EINTR,
 * ERESTART, EAGAIN) is success with a short count; any other error hides it.
 * EPIPE also sends SIGPIPE to the calling LWP, but for sockets, which decide
 * themselves (MSG_NOSIGNAL, SO_NOSIGPIPE).
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/filio.h>
#include <sys/ioccom.h>
#include "kern/filedesc.h"
#include "lib/libkern.h"
#include "sys/kktrace.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"

#define IOCTL_STACK	128	/* arguments up to here need no kmalloc */

/* extpread(2) and friends: flags of one transfer from O_FMASK bits. */
static int
io_flags(int oflags, int64_t offset)
{
	int flags = 0;

	if ((oflags & O_FBLOCKING) != 0)
		flags |= FOF_BLOCK;
	if ((oflags & O_FNONBLOCKING) != 0)
		flags |= FOF_NONBLOCK;
	if ((oflags & O_FAPPEND) != 0)
		flags |= FOF_APPEND;
	if ((oflags & O_FSYNCWRITE) != 0)
		flags |= FOF_SYNC;
	if (offset != -1)
		flags |= FOF_OFFSET;
	return (flags);
}

static int
io_result(int error, size_t want, const struct kuio *u, int64_t *done)
{
	if (error != 0 && u->uio_resid != want &&
	    (error == ERESTART || error == EINTR || error == EAGAIN))
		error = 0;
	if (error == 0)
		*done = (int64_t)(want - u->uio_resid);
	return (error);
}

int
file_read(struct file *fp, struct kuio *u, int flags, int64_t *done)
{
	size_t want = u->uio_resid;
	int error;

	if ((flags & FOF_OFFSET) != 0) {
		if (fp->f_ops->fo_seek == NULL)
			return (ESPIPE);
		if (u->uio_offset < 0)
			return (EINVAL);
	}
	error = fp->f_ops->fo_read(fp, u, curlwp->lwp_cred, flags);
	return (io_result(error, want, u, done));
}

void
file_sigpipe(void)
{
	siginfo_t si;

	bzero(&si, sizeof(si));
	si.si_signo = SIGPIPE;
	si.si_code = SI_USER;
	lwp_signal(curlwp, &si);
}

static int
file_write(struct file *fp, struct kuio *u, int flags, int64_t *done)
{
	struct lwp *lp = curlwp;
	size_t want = u->uio_resid;
	int error;

	if ((flags & FOF_OFFSET) != 0) {
		if (fp->f_ops->fo_seek == NULL)
			return (ESPIPE);
		if (u->uio_offset < 0)
			return (EINVAL);
	}
	error = fp->f_ops->fo_write(fp, u, lp->lwp_cred, flags);
	error = io_result(error, want, u, done);
	if (error == EPIPE && fp->f_type != DTYPE_SOCKET)
		file_sigpipe();
	return (error);
}

/* One buffer; flags are FOF_*. */
static int
io_buf(int fd, void *buf, size_t len, int flags, int64_t offset,
    enum kuio_rw rw, int64_t *done)
{
	struct file *fp;
	struct iovec iov;
	struct kuio u;
	int error;

	if ((ssize_t)len < 0)
		return (EINVAL);
	if ((error = fget(fd, rw == UIO_READ_K ? FREAD : FWRITE, &fp)) != 0)
		return (error);
	kuio_init(&u, &iov, buf, len, offset, UIO_USERSPACE_K, rw);
	if (rw == UIO_READ_K)
		error = file_read(fp, &u, flags, done);
	else
		error = file_write(fp, &u, flags, done);
	file_drop(fp);
	if (error == 0 && ktr_wants(curlwp, KTR_GENIO))
		ktr_genio(curlwp, fd, rw == UIO_WRITE_K, buf, *done);
	return (error);
}

/* Several buffers. */
static int
io_vec(int fd, const struct iovec *uiov, int64_t cnt, int flags,
    int64_t offset, enum kuio_rw rw, int64_t *done)
{
	struct iovec small[UIO_SMALL], *iov;
	struct file *fp;
	struct kuio u;
	size_t total;
	int error;

	if (cnt <= 0 || cnt > UIO_MAXIOV)
		return (EINVAL);
	if ((error = fget(fd, rw == UIO_READ_K ? FREAD : FWRITE, &fp)) != 0)
		return (error);
	error = kuio_iovin(uiov, (size_t)cnt, small, &iov, &total);
	if (error == 0) {
		u.uio_iov = iov;
		u.uio_iovcnt = (int)cnt;
		u.uio_offset = offset;
		u.uio_resid = total;
		u.uio_seg = UIO_USERSPACE_K;
		u.uio_rw = rw;
		if (rw == UIO_READ_K)
			error = file_read(fp, &u, flags, done);
		else
			error = file_write(fp, &u, flags, done);
		kuio_iovfree(iov, small);
	}
	file_drop(fp);
	if (error == 0 && ktr_wants(curlwp, KTR_GENIO))
		ktr_geniov(curlwp, fd, rw == UIO_WRITE_K, uiov, (size_t)cnt,
		    *done);
	return (error);
}

int
sys_read(struct lwp *lp, const struct read_args *uap, int64_t rv[2])
{
	return (io_buf(uap->fd, uap->buf, uap->nbyte, 0, -1, UIO_READ_K, rv));
}

int
sys_write(struct lwp *lp, const struct write_args *uap, int64_t rv[2])
{
	return (io_buf(uap->fd, (void *)(uintptr_t)uap->buf, uap->nbyte, 0, -1,
	    UIO_WRITE_K, rv));
}

int
sys_extpread(struct lwp *lp, const struct extpread_args *uap, int64_t rv[2])
{
	return (io_buf(uap->fd, uap->buf, uap->nbyte,
	    io_flags(uap->flags, uap->offset), uap->offset, UIO_READ_K, rv));
}

int
sys_extpwrite(struct lwp *lp, const struct extpwrite_args *uap, int64_t rv[2])
{
	return (io_buf(uap->fd, (void *)(uintptr_t)uap->buf, uap->nbyte,
	    io_flags(uap->flags, uap->offset), uap->offset, UIO_WRITE_K, rv));
}

int
sys_readv(struct lwp *lp, const struct readv_args *uap, int64_t rv[2])
{
	return (io_vec(uap->fd, uap->iovp, uap->iovcnt, 0, -1, UIO_READ_K,
	    rv));
}

int
sys_writev(struct lwp *lp, const struct writev_args *uap, int64_t rv[2])
{
	return (io_vec(uap->fd, uap->iovp, uap->iovcnt, 0, -1, UIO_WRITE_K,
	    rv));
}

int
sys_extpreadv(struct lwp *lp, const struct extpreadv_args *uap, int64_t rv[2])
{
	return (io_vec(uap->fd, uap->iovp, uap->iovcnt,
	    io_flags(uap->flags, uap->offset), uap->offset, UIO_READ_K, rv));
}

int
sys_extpwritev(struct lwp *lp, const struct extpwritev_args *uap,
    int64_t rv[2])
{
	return (io_vec(uap->fd, uap->iovp, uap->iovcnt,
	    io_flags(uap->flags, uap->offset), uap->offset, UIO_WRITE_K, rv));
}

int
sys_lseek(struct lwp *lp, const struct lseek_args *uap, int64_t rv[2])
{
	struct file *fp;
	int error;

	if ((error = fget(uap->fd, 0, &fp)) != 0)
		return (error);
	if (fp->f_ops->fo_seek == NULL)
		error = ESPIPE;
	else
		error = fp->f_ops->fo_seek(fp, uap->offset, uap->whence,
		    &rv[0]);
	file_drop(fp);
	return (error);
}

/* The commands that every descriptor knows; ENOTTY: ask the object. */
static int
ioctl_common(struct file *fp, unsigned long cmd, void *data)
{
	int on;

	switch (cmd) {
	case FIONBIO:
		memcpy(&on, data, sizeof(on));
		if (on != 0)
			atomic_or(&fp->f_flag, FNONBLOCK);
		else
			atomic_and(&fp->f_flag, ~(uint32_t)FNONBLOCK);
		return (0);
	case FIOASYNC:
		return (file_setasync(fp, data));
	default:
		return (ENOTTY);
	}
}

/*
 * FIOASYNC and F_SETFL: the object is told first, then the flag follows.  An
 * object that knows no SIGIO (a plain file) keeps the flag alone.
 */
int
file_setasync(struct file *fp, void *data)
{
	int on, error;

	memcpy(&on, data, sizeof(on));
	error = fp->f_ops->fo_ioctl(fp, FIOASYNC, data, curlwp->lwp_cred);
	if (error != 0 && (error != ENOTTY || fp->f_type != DTYPE_VNODE))
		return (error);
	if (on != 0)
		atomic_or(&fp->f_flag, FASYNC);
	else
		atomic_and(&fp->f_flag, ~(uint32_t)FASYNC);
	return (0);
}

/*
 * ioctl(2).  The argument's size and direction are in the command: a kernel
 * copy of it is handed to the object.  _IO() commands hand the value itself.
 */
int
sys_ioctl(struct lwp *lp, const struct ioctl_args *uap, int64_t rv[2])
{
	unsigned long cmd = uap->com & 0xffffffffUL;
	size_t size = IOCPARM_LEN(cmd);
	union { char bytes[IOCTL_STACK]; intptr_t align; } stack;
	void *data = stack.bytes, *mem = NULL;
	struct file *fp;
	int error;

	if (cmd == FIOCLEX || cmd == FIONCLEX)
		return (fd_flags(uap->fd, cmd == FIOCLEX ? FD_CLOEXEC : 0,
		    NULL));
	if ((error = fget(uap->fd, 0, &fp)) != 0)
		return (error);
	if (size > sizeof(stack)) {
		mem = data = kmalloc(size, M_TEMP, M_WAITOK);
		if (mem == NULL) {
			error = ENOMEM;
			goto out;
		}
	}
	if ((cmd & IOC_IN) != 0 && size != 0) {
		if ((error = copyin(uap->data, data, size)) != 0)
			goto out;
	} else if ((cmd & IOC_OUT) != 0 && size != 0) {
		bzero(data, size);
	} else {
		*(intptr_t *)data = (intptr_t)uap->data;
	}
	error = ioctl_common(fp, cmd, data);
	if (error == ENOTTY && cmd != FIOASYNC)
		error = fp->f_ops->fo_ioctl(fp, cmd, data, lp->lwp_cred);
	if (error == 0 && (cmd & IOC_OUT) != 0 && size != 0)
		error = copyout(data, uap->data, size);
out:
	kfree(mem, M_TEMP);
	file_drop(fp);
	return (error);
}
