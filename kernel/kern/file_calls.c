/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file_calls.c: system calls on descriptors themselves: dup, fcntl, close,
 * fstat, flock, and the sysctls that list open files.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/filio.h>
#include <sys/kinfo.h>
#include <sys/sysctl.h>
#include "kern/filedesc.h"
#include "lib/libkern.h"
#include "sys/kjail.h"
#include "sys/klockf.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "vfs/vnode.h"

/* Flags that F_GETFL shows and that F_SETFL may change. */
#define FL_CHANGE	(FAPPEND | FASYNC | FFSYNC | FNONBLOCK | O_DIRECT)
#define FL_SHOW		(FREAD | FWRITE | FL_CHANGE)

/* The lowest free descriptor >= min for fd's file. */
static int
fd_dup(int fd, int min, int fdflags, int64_t *res)
{
	struct file *fp;
	int to, error;

	if ((error = fget(fd, 0, &fp)) != 0)
		return (error);
	if ((error = fd_reserve(min, &to)) != 0) {
		file_drop(fp);
		return (error);
	}
	fd_install(to, fp, fdflags);
	*res = to;
	return (0);
}

int
sys_dup(struct lwp *lp, const struct dup_args *uap, int64_t rv[2])
{
	return (fd_dup(uap->fd, 0, 0, rv));
}

int
sys_dup2(struct lwp *lp, const struct dup2_args *uap, int64_t rv[2])
{
	rv[0] = uap->to;
	return (fd_dup_to(uap->from, uap->to, 0));
}

int
sys_close(struct lwp *lp, const struct close_args *uap, int64_t rv[2])
{
	return (fd_close(uap->fd));
}

int
sys_closefrom(struct lwp *lp, const struct closefrom_args *uap, int64_t rv[2])
{
	if (uap->fd < 0)
		return (EBADF);
	fdesc_closeall(lp->lwp_proc->p_fd, uap->fd, false);
	return (0);
}

int
sys_getdtablesize(struct lwp *lp, const struct getdtablesize_args *uap,
    int64_t rv[2])
{
	rv[0] = fd_maxfiles(lp->lwp_proc);
	return (0);
}

int
sys_fstat(struct lwp *lp, const struct fstat_args *uap, int64_t rv[2])
{
	struct stat st;
	struct file *fp;
	int error;

	if ((error = fget(uap->fd, 0, &fp)) != 0)
		return (error);
	bzero(&st, sizeof(st));
	error = fp->f_ops->fo_stat(fp, &st, lp->lwp_cred);
	file_drop(fp);
	if (error == 0)
		error = copyout(&st, uap->sb, sizeof(st));
	return (error);
}

/* F_SETFL: the flags that may change, and the object's SIGIO. */
static int
fcntl_setfl(struct file *fp, uint32_t want)
{
	int on = (want & FASYNC) != 0, error;
	uint32_t now;

	if (((fp->f_flag ^ want) & FASYNC) != 0 &&
	    (error = file_setasync(fp, &on)) != 0)
		return (error);
	want &= FL_CHANGE & ~FASYNC;
	now = fp->f_flag;
	while (!__atomic_compare_exchange_n(&fp->f_flag, &now,
	    (now & ~(uint32_t)(FL_CHANGE & ~FASYNC)) | want, false,
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		;
	return (0);
}

/* F_GETOWN and F_SETOWN are the ioctls of the object. */
static int
fcntl_owner(struct lwp *lp, struct file *fp, unsigned long cmd, int *owner)
{
	return (fp->f_ops->fo_ioctl(fp, cmd, owner, lp->lwp_cred));
}

/*
 * F_GETLK, F_SETLK, F_SETLKW.  A lock that is set on a descriptor which another
 * thread closed meanwhile would never be released: it is taken back.
 */
static int
fcntl_lock(struct lwp *lp, int fd, struct file *fp, int cmd, void *uflock)
{
	struct proc *p = lp->lwp_proc;
	struct vnode *vp = fp->f_data;
	struct flock fl;
	int error, flags = F_POSIX_K;

	if (fp->f_type != DTYPE_VNODE && fp->f_type != DTYPE_FIFO)
		return (EBADF);
	if ((error = copyin(uflock, &fl, sizeof(fl))) != 0)
		return (error);
	if (fl.l_whence == SEEK_CUR) {
		if (__builtin_add_overflow(fl.l_start, fp->f_offset,
		    &fl.l_start))
			return (EOVERFLOW);
		fl.l_whence = SEEK_SET;
	}
	if (cmd == F_GETLK) {
		if (fl.l_type != F_RDLCK && fl.l_type != F_WRLCK &&
		    fl.l_type != F_UNLCK)
			return (EINVAL);
		if ((error = VOP(vp, advlock, p, F_GETLK, &fl, flags)) == 0)
			error = copyout(&fl, uflock, sizeof(fl));
		return (error);
	}
	if (cmd == F_SETLKW)
		flags |= F_WAIT_K;
	switch (fl.l_type) {
	case F_RDLCK:
	case F_WRLCK:
		if ((fp->f_flag & (fl.l_type == F_RDLCK ? FREAD : FWRITE)) == 0)
			return (EBADF);
		error = VOP(vp, advlock, p, F_SETLK, &fl, flags);
		if (error == 0 && !fdesc_isfile(p->p_fd, fd, fp))
			lockf_release(vp, p, F_POSIX_K);
		return (error);
	case F_UNLCK:
		return (VOP(vp, advlock, p, F_UNLCK, &fl, flags));
	default:
		return (EINVAL);
	}
}

int
sys_fcntl(struct lwp *lp, const struct fcntl_args *uap, int64_t rv[2])
{
	struct file *fp;
	int error, value = (int)uap->arg;

	switch (uap->cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		if (value < 0 || value >= fd_maxfiles(lp->lwp_proc))
			return (fget(uap->fd, 0, &fp) != 0 ? EBADF :
			    (file_drop(fp), EINVAL));
		return (fd_dup(uap->fd, value,
		    uap->cmd == F_DUPFD ? 0 : FD_CLOEXEC, rv));
	case F_DUP2FD:
	case F_DUP2FD_CLOEXEC:
		rv[0] = value;
		return (fd_dup_to(uap->fd, value,
		    uap->cmd == F_DUP2FD ? 0 : FD_CLOEXEC));
	case F_GETFD:
		error = fd_flags(uap->fd, -1, &value);
		rv[0] = value;
		return (error);
	case F_SETFD:
		return (fd_flags(uap->fd, value & FD_CLOEXEC, NULL));
	}
	if ((error = fget(uap->fd, 0, &fp)) != 0)
		return (error);
	switch (uap->cmd) {
	case F_GETFL:
		rv[0] = OFLAGS((int)(fp->f_flag & FL_SHOW));
		break;
	case F_SETFL:
		error = fcntl_setfl(fp, (uint32_t)value);
		break;
	case F_GETOWN:
		error = fcntl_owner(lp, fp, FIOGETOWN, &value);
		rv[0] = value;
		break;
	case F_SETOWN:
		error = fcntl_owner(lp, fp, FIOSETOWN, &value);
		break;
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
		error = fcntl_lock(lp, uap->fd, fp, uap->cmd,
		    (void *)uap->arg);
		break;
	default:
		error = EINVAL;
	}
	file_drop(fp);
	return (error);
}

int
sys_flock(struct lwp *lp, const struct flock_args *uap, int64_t rv[2])
{
	struct flock fl = { .l_whence = SEEK_SET };
	int error, flags = F_FLOCK_K;
	struct vnode *vp;
	struct file *fp;

	if ((error = fget(uap->fd, 0, &fp)) != 0)
		return (error);
	if (fp->f_type != DTYPE_VNODE) {
		error = EOPNOTSUPP;
		goto out;
	}
	vp = fp->f_data;
	if ((uap->how & LOCK_UN) != 0) {
		atomic_and(&fp->f_flag, ~(uint32_t)FHASLOCK_K);
		fl.l_type = F_UNLCK;
		error = VOP(vp, advlock, fp, F_UNLCK, &fl, flags);
		goto out;
	}
	if ((uap->how & LOCK_EX) != 0) {
		fl.l_type = F_WRLCK;
	} else if ((uap->how & LOCK_SH) != 0) {
		fl.l_type = F_RDLCK;
	} else {
		error = EBADF;
		goto out;
	}
	if ((uap->how & LOCK_NB) == 0)
		flags |= F_WAIT_K;
	atomic_or(&fp->f_flag, FHASLOCK_K);
	error = VOP(vp, advlock, fp, F_SETLK, &fl, flags);
out:
	file_drop(fp);
	return (error);
}

/* kern.file: one struct kinfo_file a descriptor that the caller may see. */
struct kinfo_walk {
	struct sysctl_req	*req;
	int			 error;
	size_t			 count;
};

static bool
kinfo_file_out(struct proc *p, int fd, struct file *fp, void *arg)
{
	struct ucred *cred = proc_cred(p);
	struct kinfo_walk *w = arg;
	struct kinfo_file kf;

	if (w->req->lwp != NULL && !jail_seesproc(w->req->lwp->lwp_cred, p))
		return (true);
	bzero(&kf, sizeof(kf));
	kf.f_size = sizeof(kf);
	kf.f_pid = p->p_pid;
	kf.f_uid = cred->cr_uid;
	cred_free(cred);
	kf.f_fd = fd;
	kf.f_file = fp;
	kf.f_type = (short)fp->f_type;
	kf.f_count = fp->f_count;
	kf.f_msgcount = fp->f_msgcount;
	kf.f_offset = fp->f_offset;
	kf.f_data = fp->f_data;
	kf.f_flag = fp->f_flag;
	w->count++;
	w->error = sysctl_out(w->req, &kf, sizeof(kf));
	return (w->error == 0);
}

static int
kinfo_file_all(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct kinfo_walk w = { req, 0, 0 };

	file_foreach(kinfo_file_out, &w);
	/* Who asks for the room gets some more: others go on opening. */
	if (w.error == 0 && req->oldptr == NULL)
		w.error = sysctl_out(req, NULL, (w.count / 10 + 16) *
		    sizeof(struct kinfo_file));
	return (w.error);
}
SYSCTL_KPROC(kern_file, "kern.file", KERN_FILE, CTLTYPE_OPAQUE | CTLFLAG_RD,
    NULL, 0, kinfo_file_all, "S,file", "Descriptors of all processes");
