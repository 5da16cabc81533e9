/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kqueue_file.c: kqueue(2): the descriptor of a kqueue, which can itself be
 * waited for.
 *
 * Locks: see sys/knote.h.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/filio.h>
#include "kern/kqueue.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"

MALLOC_DECLARE(M_KQUEUE);

static int
kqueue_rdwr(struct file *fp, struct kuio *u, struct ucred *cred, int flags)
{
	return (ENXIO);
}

static int
kqueue_ioctl(struct file *fp, unsigned long cmd, void *data,
    struct ucred *cred)
{
	return (ENOTTY);
}

static int
kqueue_stat(struct file *fp, struct stat *st, struct ucred *cred)
{
	struct kqueue *kq = fp->f_data;

	st->st_size = kq->kq_count;
	st->st_blksize = sizeof(struct kevent);
	st->st_mode = S_IFIFO;
	return (0);
}

/*
 * Never called under kq_spin: knote_queue() leaves the firing to its caller.
 * Taking it here orders the count against the insertion of kn.
 */
static bool
kqueue_event(struct knote *kn, long hint)
{
	struct kqueue *kq = kn->kn_hook;

	spin_lock(&kq->kq_spin);
	kn->kn_data = kq->kq_count;
	spin_unlock(&kq->kq_spin);
	return (kn->kn_data > 0);
}

static const struct filterops kqueue_filterops = {
	.fo_isfd = true,
	.f_event = kqueue_event,
};

/* A kqueue is ready for reading when it has events.  EOPNOTSUPP, ELOOP. */
static int
kqueue_kqfilter(struct file *fp, struct knote *kn)
{
	if (kn->kn_filter != EVFILT_READ)
		return (EOPNOTSUPP);
	if (kn->kn_kq == fp->f_data)
		return (ELOOP);
	kn->kn_fop = &kqueue_filterops;
	kn->kn_hook = fp->f_data;
	knote_insert(&((struct kqueue *)fp->f_data)->kq_info, kn);
	return (0);
}

static int
kqueue_close(struct file *fp)
{
	struct kqueue *kq = fp->f_data;
	struct knote *kn;
	int i;

	lock_exclusive(&kq->kq_lock);
	while ((kn = LIST_FIRST(&kq->kq_fdnotes)) != NULL)
		knote_free(kn);
	for (i = 0; i < KQ_HASH; i++)
		while ((kn = LIST_FIRST(&kq->kq_hash[i])) != NULL)
			knote_free(kn);
	lock_release(&kq->kq_lock);
	kqueue_drop(kq);
	return (0);
}

static const struct fileops kqueue_fileops = {
	.fo_read = kqueue_rdwr,
	.fo_write = kqueue_rdwr,
	.fo_ioctl = kqueue_ioctl,
	.fo_kqfilter = kqueue_kqfilter,
	.fo_stat = kqueue_stat,
	.fo_close = kqueue_close,
};

int
sys_kqueue(struct lwp *lp, const struct kqueue_args *uap, int64_t rv[2])
{
	struct kqueue *kq;
	struct file *fp;
	int fd, error;

	kq = kmalloc(sizeof(*kq), M_KQUEUE, M_WAITOK | M_ZERO);
	if (kq == NULL)
		return (ENOMEM);
	kq->kq_hash = kmalloc(KQ_HASH * sizeof(kq->kq_hash[0]), M_KQUEUE,
	    M_WAITOK | M_ZERO);
	if (kq->kq_hash == NULL) {
		kfree(kq, M_KQUEUE);
		return (ENOMEM);
	}
	kqueue_setup(kq, lp->lwp_proc->p_fd);
	error = file_alloc(&fp, DTYPE_KQUEUE, &kqueue_fileops, kq,
	    FREAD | FWRITE);
	if (error != 0) {
		kqueue_drop(kq);
		return (error);
	}
	if ((error = fd_reserve(0, &fd)) != 0) {
		file_drop(fp);
		return (error);
	}
	fd_install(fd, fp, 0);
	rv[0] = fd;
	return (0);
}
