/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mqueue_file.c: the files that stand for POSIX message queues.
 *
 * Lock legend: [m] mq_lock.
 */
#include <sys/errno.h>
#include "kern/mqueue.h"
#include "lib/libkern.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "vfs/vnode.h"

static int
mq_rdwr(struct file *fp, struct kuio *u, struct ucred *cred, int flags)
{
	return (EOPNOTSUPP);
}

static int
mq_ioctl(struct file *fp, unsigned long cmd, void *data, struct ucred *cred)
{
	return (ENOTTY);
}

static void
mq_timespec(struct timespec *ts, int64_t ns)
{
	ts->tv_sec = ns / NS_PER_S;
	ts->tv_nsec = ns % NS_PER_S;
}

static int
mq_stat(struct file *fp, struct stat *st, struct ucred *cred)
{
	struct mqueue *mq = fp->f_data;

	lock_exclusive(&mq_lock);
	st->st_mode = mq->mq_mode;
	st->st_uid = mq->mq_uid;
	st->st_gid = mq->mq_gid;
	mq_timespec(&st->st_atim, mq->mq_atime);
	mq_timespec(&st->st_mtim, mq->mq_mtime);
	mq_timespec(&st->st_ctim, mq->mq_ctime);
	lock_release(&mq_lock);
	return (0);
}

static int
mq_fileclose(struct file *fp)
{
	struct mqueue *mq = fp->f_data;

	if (mq == NULL)		/* it was not found */
		return (0);
	lock_exclusive(&mq_lock);
	if (curproc != NULL && mq->mq_notice.mn_pid == curproc->p_pid)
		mq->mq_notice.mn_pid = 0;
	if (--mq->mq_refs == 0 && mq->mq_unlinked)
		mqueue_destroy(mq);
	lock_release(&mq_lock);
	return (0);
}

/* hint is 0 where mq_lock is not held yet. */
static bool
mq_event(struct knote *kn, long hint)
{
	struct mqueue *mq = kn->kn_hook;

	if (hint == 0)
		lock_exclusive(&mq_lock);
	kn->kn_data = kn->kn_filter == EVFILT_READ ? mq->mq_attr.mq_curmsgs :
	    mq->mq_attr.mq_maxmsg - mq->mq_attr.mq_curmsgs;
	if (hint == 0)
		lock_release(&mq_lock);
	return (kn->kn_data > 0);
}

static const struct filterops mq_filterops = {
	.fo_isfd = true,
	.f_event = mq_event,
};

static int
mq_kqfilter(struct file *fp, struct knote *kn)
{
	struct mqueue *mq = fp->f_data;

	if (kn->kn_filter != EVFILT_READ && kn->kn_filter != EVFILT_WRITE)
		return (EOPNOTSUPP);
	kn->kn_fop = &mq_filterops;
	kn->kn_hook = mq;
	knote_insert(kn->kn_filter == EVFILT_READ ? &mq->mq_rkq : &mq->mq_wkq,
	    kn);
	return (0);
}

const struct fileops mq_fileops = {
	.fo_read = mq_rdwr,
	.fo_write = mq_rdwr,
	.fo_ioctl = mq_ioctl,
	.fo_kqfilter = mq_kqfilter,
	.fo_stat = mq_stat,
	.fo_close = mq_fileclose,
};
