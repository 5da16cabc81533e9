/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mqueue_calls.c: mq_open(2), mq_close(2), mq_unlink(2), mq_getattr(2),
 * mq_setattr(2), mq_notify(2), mq_send(2), mq_receive(2) and those with a
 * deadline.
 *
 * As on DragonFly names need no slash, a message of no bytes is EMSGSIZE, and
 * a name whose queue was unlinked but is still open is EACCES to who opens it.
 * Locks: mq_lock for names and attributes; user memory is copied without it.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/mqueue.h"
#include "lib/libkern.h"
#include "sys/kproc.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_MQNAME, "mqname", "names of message queues");

/* A queue by descriptor, with a reference to its file.  EBADF. */
static int
mq_get(int fd, int flags, struct file **fpp, struct mqueue **mqp)
{
	struct file *fp;
	int error;

	if ((error = fget(fd, 0, &fp)) != 0)
		return (error);
	if (fp->f_type != DTYPE_MQUEUE || (fp->f_flag & (uint32_t)flags) !=
	    (uint32_t)flags) {
		file_drop(fp);
		return (EBADF);
	}
	*fpp = fp;
	*mqp = fp->f_data;
	return (0);
}

/* The name, in memory of ours.  EFAULT, ENAMETOOLONG, ENOMEM. */
static int
name_in(const char *uname, char **namep)
{
	char *name = kmalloc(MQ_NAMELEN, M_MQNAME, M_WAITOK | M_ZERO);
	int error;

	if (name == NULL)
		return (ENOMEM);
	error = copyinstr(uname, name, MQ_NAMELEN - 1, NULL);
	if (error != 0)
		kfree(name, M_MQNAME);
	else
		*namep = name;
	return (error);
}

/* Descriptors of queues that p has. */
static int
open_queues(struct proc *p)
{
	int fd, n = 0, size = fdesc_size(p->p_fd);
	struct file *fp;

	for (fd = 0; fd < size; fd++) {
		if (fget_proc(p, fd, &fp) != 0)
			continue;
		if (fp->f_type == DTYPE_MQUEUE)
			n++;
		file_drop(fp);
	}
	return (n);
}

/*
 * ---- opening --------------------------------------------------------------
 */

static int
open_new(const struct mq_open_args *uap, const char *name,
    struct mqueue **newp)
{
	struct mq_attr attr;
	int error;

	if (name[0] == '\0')
		return (EINVAL);
	if (uap->attr != NULL) {
		error = copyin(uap->attr, &attr, sizeof(attr));
		if (error != 0)
			return (error);
	}
	return (mqueue_alloc(name, uap->mode, uap->attr != NULL ? &attr : NULL,
	    newp));
}

/* May the caller open what is there already? */
static int
open_old(const struct mqueue *mq, int oflag, const struct file *fp)
{
	int want = 0;

	if (mq->mq_unlinked)
		return (EACCES);
	if ((oflag & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return (EEXIST);
	if ((fp->f_flag & FREAD) != 0)
		want |= VREAD;
	if ((fp->f_flag & FWRITE) != 0)
		want |= VWRITE;
	return (vaccess(VNON, mq->mq_mode, mq->mq_uid, mq->mq_gid, want,
	    curlwp->lwp_cred));
}

/* Let fp stand for the queue of that name; *newp, if it is taken, is NULL then. */
static int
open_file(struct file *fp, int oflag, const char *name, struct mqueue **newp)
{
	struct mqueue *mq;
	int error = 0;

	lock_exclusive(&mq_lock);
	if ((mq = mqueue_find(name)) != NULL)
		error = open_old(mq, oflag, fp);
	else if (*newp == NULL)
		error = ENOENT;
	else if ((error = mqueue_link(*newp)) == 0) {
		mq = *newp;
		*newp = NULL;
	}
	if (error == 0) {
		mq->mq_refs++;
		fp->f_data = mq;
	}
	lock_release(&mq_lock);
	return (error);
}

/* mq_open(3): EACCES, EEXIST, EINVAL, EMFILE, ENAMETOOLONG, ENOENT, ENOSPC. */
int
sys_mq_open(struct lwp *lp, const struct mq_open_args *uap, int64_t rv[2])
{
	struct mqueue *new = NULL;
	struct file *fp = NULL;
	int error, fd, oflag = uap->oflag;
	char *name;

	if ((oflag & O_ACCMODE) == O_ACCMODE)
		return (EINVAL);
	if ((error = name_in(uap->name, &name)) != 0)
		return (error);
	if (open_queues(lp->lwp_proc) >= mq_open_max)
		error = EMFILE;
	else if ((oflag & O_CREAT) != 0)
		error = open_new(uap, name, &new);
	if (error == 0)
		error = file_alloc(&fp, DTYPE_MQUEUE, &mq_fileops, NULL,
		    FFLAGS(oflag) & (FREAD | FWRITE | FNONBLOCK));
	if (error == 0 && (error = fd_reserve(0, &fd)) == 0) {
		error = open_file(fp, oflag, name, &new);
		if (error != 0)
			fd_release(fd);
	}
	if (new != NULL)
		mqueue_free(new);
	kfree(name, M_MQNAME);
	if (error != 0) {
		if (fp != NULL)
			file_drop(fp);
		return (error);
	}
	fd_install(fd, fp, (oflag & O_CLOEXEC) != 0 ? FD_CLOEXEC : 0);
	rv[0] = fd;
	return (0);
}

/* mq_close(3): EBADF.  The caller's notice is gone with it. */
int
sys_mq_close(struct lwp *lp, const struct mq_close_args *uap, int64_t rv[2])
{
	struct mqueue *mq;
	struct file *fp;
	int error;

	if ((error = mq_get(uap->mqdes, 0, &fp, &mq)) != 0)
		return (error);
	error = mqueue_notify(mq, NULL);
	file_drop(fp);
	return (error != 0 ? error : fd_close(uap->mqdes));
}

/* mq_unlink(3): EACCES, ENAMETOOLONG, ENOENT. */
int
sys_mq_unlink(struct lwp *lp, const struct mq_unlink_args *uap, int64_t rv[2])
{
	struct mqueue *mq;
	char *name;
	int error;

	if ((error = name_in(uap->name, &name)) != 0)
		return (error);
	lock_exclusive(&mq_lock);
	mq = mqueue_find(name);
	if (mq == NULL || mq->mq_unlinked)
		error = ENOENT;
	else if (lp->lwp_cred->cr_uid != mq->mq_uid &&
	    cred_super(lp->lwp_cred) != 0)
		error = EACCES;
	else
		mqueue_unlink(mq);
	lock_release(&mq_lock);
	kfree(name, M_MQNAME);
	return (error);
}

/*
 * ---- attributes and notices -----------------------------------------------
 */

static void
attr_of(const struct file *fp, const struct mqueue *mq, struct mq_attr *attr)
{
	lock_exclusive(&mq_lock);
	*attr = mq->mq_attr;
	lock_release(&mq_lock);
	attr->mq_flags = (fp->f_flag & FNONBLOCK) != 0 ? O_NONBLOCK : 0;
}

int
sys_mq_getattr(struct lwp *lp, const struct mq_getattr_args *uap,
    int64_t rv[2])
{
	struct mq_attr attr;
	struct mqueue *mq;
	struct file *fp;
	int error;

	if ((error = mq_get(uap->mqdes, 0, &fp, &mq)) != 0)
		return (error);
	attr_of(fp, mq, &attr);
	file_drop(fp);
	return (copyout(&attr, uap->mqstat, sizeof(attr)));
}

/* Only O_NONBLOCK of mq_flags can be set. */
int
sys_mq_setattr(struct lwp *lp, const struct mq_setattr_args *uap,
    int64_t rv[2])
{
	struct mq_attr attr, old;
	struct mqueue *mq;
	struct file *fp;
	int error;

	if ((error = copyin(uap->mqstat, &attr, sizeof(attr))) != 0)
		return (error);
	if ((error = mq_get(uap->mqdes, 0, &fp, &mq)) != 0)
		return (error);
	attr_of(fp, mq, &old);
	if (uap->omqstat != NULL)
		error = copyout(&old, uap->omqstat, sizeof(old));
	if (error == 0 && (attr.mq_flags & O_NONBLOCK) != 0)
		atomic_or(&fp->f_flag, FNONBLOCK);
	else if (error == 0)
		atomic_and(&fp->f_flag, ~(uint32_t)FNONBLOCK);
	file_drop(fp);
	return (error);
}

/* mq_notify(3): EBADF, EBUSY; EINVAL: no such signal, or a way not known here. */
int
sys_mq_notify(struct lwp *lp, const struct mq_notify_args *uap, int64_t rv[2])
{
	struct sigevent ev;
	struct mqueue *mq;
	struct file *fp;
	int error;

	if (uap->notification != NULL) {
		error = copyin(uap->notification, &ev, sizeof(ev));
		if (error != 0)
			return (error);
		if (ev.sigev_notify != SIGEV_NONE &&
		    (ev.sigev_notify != SIGEV_SIGNAL ||
		    ev.sigev_signo <= 0 || ev.sigev_signo >= NSIG))
			return (EINVAL);
	}
	if ((error = mq_get(uap->mqdes, 0, &fp, &mq)) != 0)
		return (error);
	error = mqueue_notify(mq, uap->notification != NULL ? &ev : NULL);
	file_drop(fp);
	return (error);
}

/*
 * ---- messages -------------------------------------------------------------
 */

static int
deadline_in(const struct timespec *uts, struct timespec *ts,
    const struct timespec **tsp)
{
	*tsp = uts != NULL ? ts : NULL;
	return (uts != NULL ? copyin(uts, ts, sizeof(*ts)) : 0);
}

static int
do_send(int fd, const char *text, size_t len, unsigned prio,
    const struct timespec *deadline)
{
	struct mq_msg *ms;
	struct mqueue *mq;
	struct file *fp;
	int error;

	if (prio >= (unsigned)mq_prio_max)
		return (EINVAL);
	if (mq_max_msgsize < MQ_HEADER ||
	    len > (size_t)mq_max_msgsize - MQ_HEADER)
		return (EMSGSIZE);
	if ((ms = mqueue_msg_alloc(len)) == NULL)
		return (ENOMEM);
	ms->ms_prio = prio;
	error = copyin(text, ms->ms_text, len);
	if (error == 0)
		error = mq_get(fd, FWRITE, &fp, &mq);
	if (error == 0) {
		error = mqueue_send(mq, ms, (fp->f_flag & FNONBLOCK) != 0,
		    deadline);
		file_drop(fp);
	}
	if (error != 0)
		mqueue_msg_free(ms);
	return (error);
}

static int
do_receive(int fd, char *text, size_t len, unsigned *prio,
    const struct timespec *deadline, int64_t *done)
{
	struct mq_msg *ms;
	struct mqueue *mq;
	struct file *fp;
	int error;

	if ((error = mq_get(fd, FREAD, &fp, &mq)) != 0)
		return (error);
	error = mqueue_receive(mq, len, (fp->f_flag & FNONBLOCK) != 0,
	    deadline, &ms);
	file_drop(fp);
	if (error != 0)
		return (error);
	error = copyout(ms->ms_text, text, ms->ms_len);
	if (error == 0 && prio != NULL)
		error = copyout(&ms->ms_prio, prio, sizeof(*prio));
	*done = (int64_t)ms->ms_len;
	mqueue_msg_free(ms);
	return (error);
}

int
sys_mq_send(struct lwp *lp, const struct mq_send_args *uap, int64_t rv[2])
{
	return (do_send(uap->mqdes, uap->msg_ptr, uap->msg_len, uap->msg_prio,
	    NULL));
}

int
sys_mq_timedsend(struct lwp *lp, const struct mq_timedsend_args *uap,
    int64_t rv[2])
{
	const struct timespec *tsp;
	struct timespec ts;
	int error;

	if ((error = deadline_in(uap->abs_timeout, &ts, &tsp)) != 0)
		return (error);
	return (do_send(uap->mqdes, uap->msg_ptr, uap->msg_len, uap->msg_prio,
	    tsp));
}

int
sys_mq_receive(struct lwp *lp, const struct mq_receive_args *uap,
    int64_t rv[2])
{
	return (do_receive(uap->mqdes, uap->msg_ptr, uap->msg_len,
	    uap->msg_prio, NULL, &rv[0]));
}

int
sys_mq_timedreceive(struct lwp *lp, const struct mq_timedreceive_args *uap,
    int64_t rv[2])
{
	const struct timespec *tsp;
	struct timespec ts;
	int error;

	if ((error = deadline_in(uap->abs_timeout, &ts, &tsp)) != 0)
		return (error);
	return (do_receive(uap->mqdes, uap->msg_ptr, uap->msg_len,
	    uap->msg_prio, tsp, &rv[0]));
}
