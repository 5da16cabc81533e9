/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filedesc_slots.c: the caller's descriptors one by one: looked up, reserved, filled,
 * closed, duplicated, flagged.
 *
 * Locks: f fd_spin.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/filedesc.h"
#include "lib/libkern.h"
#include "sys/klockf.h"
#include "sys/knote.h"
#include "vfs/vnode.h"

/*
 * File behind descriptor fd of the caller, referenced.  flags: access that is
 * demanded, FREAD or FWRITE.  EBADF.  Context: a thread of a process.
 */
int
fget(int fd, int flags, struct file **fpp)
{
	struct proc *p = curlwp->lwp_proc;
	struct filedesc *fdp = p->p_fd;
	struct file *fp = NULL;
	bool alone = p->p_nlwps == 1 && fdp->fd_ref == 1;

	if (!alone)
		spin_lock(&fdp->fd_spin);
	if ((unsigned)fd < (unsigned)fdp->fd_size)
		fp = fdp->fd_ents[fd].fe_file;
	if (fp != NULL && (fp->f_flag & (uint32_t)flags) == (uint32_t)flags)
		file_hold(fp);
	else
		fp = NULL;
	if (!alone)
		spin_unlock(&fdp->fd_spin);
	*fpp = fp;
	return (fp != NULL ? 0 : EBADF);
}

/* The same in another process, which is held.  ESRCH: it is leaving. */
int
fget_proc(struct proc *p, int fd, struct file **fpp)
{
	struct filedesc *fdp = fdesc_of(p);
	struct file *fp = NULL;

	if (fdp == NULL)
		return (ESRCH);
	spin_lock(&fdp->fd_spin);
	if ((unsigned)fd < (unsigned)fdp->fd_size &&
	    (fp = fdp->fd_ents[fd].fe_file) != NULL)
		file_hold(fp);
	spin_unlock(&fdp->fd_spin);
	fdesc_put(fdp);
	*fpp = fp;
	return (fp != NULL ? 0 : EBADF);
}

/* A descriptor that stands for a vnode: *vpp lives as long as *fpp is held. */
int
fget_vnode(int fd, struct file **fpp, struct vnode **vpp)
{
	int error = fget(fd, 0, fpp);

	if (error != 0)
		return (error);
	if ((*fpp)->f_type != DTYPE_VNODE && (*fpp)->f_type != DTYPE_FIFO) {
		file_drop(*fpp);
		return (EINVAL);
	}
	*vpp = (*fpp)->f_data;
	return (0);
}

int
fd_maxfiles(struct proc *p)
{
	uint64_t limit = proc_limit(p, RLIMIT_NOFILE);

	return (limit > (uint64_t)maxfilesperproc ? maxfilesperproc :
	    (int)limit);
}

/*
 * Reserve the lowest free descriptor >= min for the caller, who then calls
 * fd_install() or fd_release().  EMFILE, ENOMEM.
 */
int
fd_reserve(int min, int *fdp_out)
{
	struct proc *p = curproc;
	struct filedesc *fdp = p->p_fd;
	int limit = fd_maxfiles(p), fd, error = 0;

	spin_lock(&fdp->fd_spin);
	for (;;) {
		fd = fdesc_lowest(fdp, min);
		if (fd >= limit) {
			error = EMFILE;
			break;
		}
		if (fd < fdp->fd_size) {
			fdesc_mark(fdp, fd, true);
			if (min <= fdp->fd_hint)
				fdp->fd_hint = fd + 1;
			break;
		}
		if ((error = fdesc_grow(fdp, fd)) != 0)
			break;
	}
	spin_unlock(&fdp->fd_spin);
	*fdp_out = fd;
	return (error);
}

/* Fill a reserved descriptor; the caller's reference becomes its own. */
void
fd_install(int fd, struct file *fp, int fdflags)
{
	struct filedesc *fdp = curproc->p_fd;

	spin_lock(&fdp->fd_spin);
	KKASSERT(fdesc_used(fdp, fd) && fdp->fd_ents[fd].fe_file == NULL);
	fdp->fd_ents[fd].fe_flags = fdflags & FD_CLOEXEC;
	fdp->fd_ents[fd].fe_file = fp;
	spin_unlock(&fdp->fd_spin);
}

void
fd_release(int fd)
{
	struct filedesc *fdp = curproc->p_fd;

	spin_lock(&fdp->fd_spin);
	KKASSERT(fdesc_used(fdp, fd) && fdp->fd_ents[fd].fe_file == NULL);
	fdesc_mark(fdp, fd, false);
	spin_unlock(&fdp->fd_spin);
}

/* close(2).  EBADF. */
int
fd_close(int fd)
{
	struct filedesc *fdp = curproc->p_fd;
	struct file *fp = NULL;

	spin_lock(&fdp->fd_spin);
	if ((unsigned)fd < (unsigned)fdp->fd_size &&
	    fdp->fd_ents[fd].fe_file != NULL)
		fp = fdesc_take(fdp, fd);
	spin_unlock(&fdp->fd_spin);
	if (fp == NULL)
		return (EBADF);
	fdesc_closed(fdp, fd, fp);
	return (0);
}

/*
 * dup2(2): make `to' another descriptor of from's file, closing what it was.
 * EBADF, EBUSY while another thread is about to fill `to', ENOMEM.
 */
int
fd_dup_to(int from, int to, int fdflags)
{
	struct proc *p = curproc;
	struct filedesc *fdp = p->p_fd;
	struct file *fp, *old = NULL;
	int error;

	if (to < 0 || to >= fd_maxfiles(p))
		return (EBADF);
	if ((error = fget(from, 0, &fp)) != 0)
		return (error);
	spin_lock(&fdp->fd_spin);
	if (from == to) {
		if (fdflags != 0)
			fdp->fd_ents[to].fe_flags |= FD_CLOEXEC;
	} else if ((error = fdesc_grow(fdp, to)) == 0) {
		old = fdp->fd_ents[to].fe_file;
		if (old == NULL && fdesc_used(fdp, to)) {
			error = EBUSY;
		} else {
			fdesc_mark(fdp, to, true);
			fdp->fd_ents[to].fe_file = fp;
			fdp->fd_ents[to].fe_flags = fdflags & FD_CLOEXEC;
			fp = NULL;
		}
	}
	spin_unlock(&fdp->fd_spin);
	if (old != NULL)
		fdesc_closed(fdp, to, old);
	if (fp != NULL)
		file_drop(fp);
	return (error);
}

/* The close-on-exec flag: set < 0 only reads it.  EBADF. */
int
fd_flags(int fd, int set, int *flags)
{
	struct filedesc *fdp = curproc->p_fd;
	int error = EBADF;

	spin_lock(&fdp->fd_spin);
	if ((unsigned)fd < (unsigned)fdp->fd_size &&
	    fdp->fd_ents[fd].fe_file != NULL) {
		if (set >= 0)
			fdp->fd_ents[fd].fe_flags = set & FD_CLOEXEC;
		if (flags != NULL)
			*flags = fdp->fd_ents[fd].fe_flags;
		error = 0;
	}
	spin_unlock(&fdp->fd_spin);
	return (error);
}
