/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kqueue.c: kevent(2): a program's changes.  The events it gets are
 * kqueue_scan.c, the descriptor is kqueue_file.c.
 *
 * How no note is used after its end: notes are freed with kq_lock held, after they
 * left their object's list, whose lock knote_fire() holds while it looks
 * at them.  A descriptor's notes go when it is closed; kqueue_register() looks
 * at the table once more after it attached.
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

void
knote_free(struct knote *kn)
{
	knote_detach(kn);
	LIST_REMOVE(kn, kn_kqlink);
	kfree(kn, M_KQUEUE);
	notes_release(1);
}

/* Find the table's note on descriptor fd of fp; the file lock is held. */
static struct knote *
file_note(struct filedesc *fdp, struct file *fp, int fd,
    const struct kqueue *kq, int filter)
{
	struct knote *kn;

	LIST_FOREACH(kn, &fp->f_notes, kn_filelink) {
		if (kn->kn_kq->kq_fdp != fdp || kn->kn_id != (uintptr_t)fd ||
		    (kn->kn_status & KN_FDCLOSED) != 0)
			continue;
		if (kq == NULL || (kn->kn_kq == kq && kn->kn_filter == filter))
			return (kn);
	}
	return (NULL);
}

void
knote_fdclose(struct filedesc *fdp, struct file *fp, int fd)
{
	struct kqueue *kq;
	struct spinlock *sl;
	struct knote *kn;

	for (;;) {
		sl = kq_filelock(fp);
		if ((kn = file_note(fdp, fp, fd, NULL, 0)) == NULL) {
			spin_unlock(sl);
			return;
		}
		kq = kn->kn_kq;
		if (kq->kq_poll) {
			/* The poller takes it away itself. */
			struct kqueue *none = NULL;

			knote_queue(kn, KN_FDCLOSED, &none);
			spin_unlock(sl);
			continue;
		}
		refcount_get(&kq->kq_ref);
		spin_unlock(sl);
		lock_exclusive(&kq->kq_lock);
		sl = kq_filelock(fp);
		while ((kn = file_note(fdp, fp, fd, NULL, 0)) != NULL &&
		    kn->kn_kq == kq) {
			spin_unlock(sl);
			knote_free(kn);
			sl = kq_filelock(fp);
		}
		spin_unlock(sl);
		lock_release(&kq->kq_lock);
		kqueue_drop(kq);
	}
}

/* ---- kevent(2), changes ------------------------------------------------ */

static struct knote *
kqueue_find(struct kqueue *kq, const struct kevent *kev, struct file *fp)
{
	struct spinlock *sl;
	struct knote *kn;

	if (fp != NULL) {
		sl = kq_filelock(fp);
		kn = file_note(kq->kq_fdp, fp, (int)kev->ident, kq,
		    kev->filter);
		spin_unlock(sl);
		return (kn);
	}
	LIST_FOREACH(kn, &kq->kq_hash[kev->ident % KQ_HASH], kn_kqlink)
		if (kn->kn_id == kev->ident && kn->kn_filter == kev->filter)
			return (kn);
	return (NULL);
}

/* kq_lock held: make the note that kev describes. */
static int
kqueue_add(struct kqueue *kq, const struct kevent *kev,
    const struct filterops *fop, struct file *fp, struct knote **knp)
{
	struct knote *kn;
	int error;

	if (!notes_reserve(1))
		return (ENOMEM);
	kn = kmalloc(sizeof(*kn), M_KQUEUE, M_WAITOK | M_ZERO);
	if (kn == NULL) {
		notes_release(1);
		return (ENOMEM);
	}
	kn->kn_kq = kq;
	kn->kn_file = fp;
	kn->kn_fop = fop;
	kn->kn_kev = *kev;
	kn->kn_sfflags = kev->fflags;
	kn->kn_sdata = kev->data;
	kn->kn_fflags = 0;
	kn->kn_data = 0;
	kn->kn_flags &= (u_short)~(EV_ENABLE | EV_DISABLE | EV_RECEIPT);
	/* On its kqueue's list before anything can find it elsewhere. */
	if (fp != NULL)
		LIST_INSERT_HEAD(&kq->kq_fdnotes, kn, kn_kqlink);
	else
		LIST_INSERT_HEAD(&kq->kq_hash[kev->ident % KQ_HASH], kn,
		    kn_kqlink);
	if ((error = knote_attach(kn)) != 0) {
		LIST_REMOVE(kn, kn_kqlink);
		kfree(kn, M_KQUEUE);
		notes_release(1);
		return (error);
	}
	if (fp != NULL && !fdesc_isfile(kq->kq_fdp, (int)kev->ident, fp)) {
		knote_free(kn);
		return (EBADF);
	}
	*knp = kn;
	return (0);
}

/* Change the kqueue as kev says; kq_lock held. */
static int
kqueue_register(struct kqueue *kq, const struct kevent *kev)
{
	const struct filterops *fop = kqueue_filter(kev->filter);
	struct file *fp = NULL;
	struct knote *kn;
	int error = 0;

	if (fop == NULL)
		return (EINVAL);
	if (fop->fo_isfd) {
		if (kev->ident > INT32_MAX)
			return (EBADF);
		if ((error = fget((int)kev->ident, 0, &fp)) != 0)
			return (error);
	}
	kn = kqueue_find(kq, kev, fp);
	if (kn == NULL && (kev->flags & EV_ADD) == 0) {
		error = ENOENT;
		goto out;
	}
	if (kn == NULL) {
		if ((error = kqueue_add(kq, kev, fop, fp, &kn)) != 0)
			goto out;
	} else if ((kev->flags & EV_DELETE) != 0) {
		knote_free(kn);
		goto out;
	} else if ((kev->flags & EV_ADD) != 0 &&
	    kev->filter != EVFILT_USER) {
		kn->kn_sfflags = kev->fflags;
		kn->kn_sdata = kev->data;
		kn->kn_kev.udata = kev->udata;
		if (kev->filter == EVFILT_TIMER)
			timer_restart(kn);
	}
	if (kev->filter == EVFILT_USER)
		user_touch(kn, kev);
	if ((kev->flags & (EV_DISABLE | EV_ENABLE)) != 0) {
		spin_lock(&kq->kq_spin);
		if ((kev->flags & EV_DISABLE) != 0)
			kn->kn_status |= KN_DISABLED;
		else
			kn->kn_status &= ~KN_DISABLED;
		spin_unlock(&kq->kq_spin);
	}
	if ((kn->kn_status & KN_DISABLED) == 0 && knote_ask(kn))
		knote_activate(kn);
out:
	if (fp != NULL)
		file_drop(fp);
	return (error);
}

/* knote_fork(): the note on the child. */
static uint32_t
knote_track(struct kqueue *kq, struct kevent *kev, pid_t child)
{
	uintptr_t parent = kev->ident;
	struct knote *kn;
	int error;

	kev->ident = (uintptr_t)child;
	lock_exclusive(&kq->kq_lock);
	error = kqueue_find(kq, kev, NULL) != NULL ? 0 :
	    kqueue_add(kq, kev, kqueue_filter(kev->filter), NULL, &kn);
	if (error == 0 && (kn = kqueue_find(kq, kev, NULL)) != NULL) {
		kn->kn_fflags |= NOTE_CHILD;
		kn->kn_data = (intptr_t)parent;
		knote_activate(kn);
	}
	lock_release(&kq->kq_lock);
	kev->ident = parent;
	return (error != 0 ? NOTE_TRACKERR : 0);
}

void
knote_fork(struct kqinfo *ki, pid_t child)
{
	struct knote *kn, *next, marker;
	struct spinlock *sl;
	struct kqueue *kq;
	struct kevent kev;
	uint32_t trouble;

	if (!knote_any(ki))
		return;
	bzero(&marker, sizeof(marker));
	marker.kn_status = KN_MARKER;
	marker.kn_info = ki;
	sl = kq_listlock(ki);
	LIST_INSERT_HEAD(&ki->ki_notes, &marker, kn_objlist);
	while ((kn = LIST_NEXT(&marker, kn_objlist)) != NULL) {
		LIST_REMOVE(&marker, kn_objlist);
		LIST_INSERT_AFTER(kn, &marker, kn_objlist);
		if ((kn->kn_status & KN_MARKER) != 0 ||
		    kn->kn_filter != EVFILT_PROC ||
		    (kn->kn_sfflags & NOTE_TRACK) == 0)
			continue;
		kq = kn->kn_kq;
		kev = kn->kn_kev;
		kev.fflags = kn->kn_sfflags;
		kev.data = kn->kn_sdata;
		kev.flags &= (u_short)~EV_SYSFLAGS;
		refcount_get(&kq->kq_ref);
		spin_unlock(sl);
		trouble = knote_track(kq, &kev, child);
		sl = kq_listlock(ki);
		if (trouble != 0)
			LIST_FOREACH(next, &ki->ki_notes, kn_objlist)
				if (next == kn)
					kn->kn_fflags |= trouble;
		spin_unlock(sl);
		kqueue_drop(kq);
		sl = kq_listlock(ki);
	}
	LIST_REMOVE(&marker, kn_objlist);
	spin_unlock(sl);
}

/* The changes; each that fails or has EV_RECEIPT becomes an event. */
static int
kqueue_changes(struct kqueue *kq, const struct kevent *uchg, int nchg,
    struct kevent **uevp, int *roomp, int *np)
{
	struct kevent kev[KQ_BATCH];
	int i, n, error;

	for (; nchg > 0; nchg -= n, uchg += n) {
		n = K_MIN(nchg, KQ_BATCH);
		error = copyin(uchg, kev, (size_t)n * sizeof(kev[0]));
		if (error != 0)
			return (error);
		for (i = 0; i < n; i++) {
			kev[i].flags &= (u_short)~EV_SYSFLAGS;
			lock_exclusive(&kq->kq_lock);
			error = kqueue_register(kq, &kev[i]);
			lock_release(&kq->kq_lock);
			if (error == 0 && (kev[i].flags & EV_RECEIPT) == 0)
				continue;
			if (*roomp == 0) {
				if (error != 0)
					return (error);
				continue;
			}
			kev[i].flags = EV_ERROR;
			kev[i].data = error;
			error = copyout(&kev[i], *uevp, sizeof(kev[i]));
			if (error != 0)
				return (error);
			(*uevp)++;
			(*roomp)--;
			(*np)++;
		}
	}
	return (0);
}

int
sys_kevent(struct lwp *lp, const struct kevent_args *uap, int64_t rv[2])
{
	struct kevent *uev = uap->eventlist;
	int64_t deadline = 0;
	struct timespec ts;
	struct kqueue *kq;
	struct file *fp;
	int error, n = 0, room = uap->nevents;

	if (uap->nchanges < 0 || room < 0)
		return (EINVAL);
	if (uap->timeout != NULL) {
		if ((error = copyin(uap->timeout, &ts, sizeof(ts))) != 0)
			return (error);
		if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NS_PER_S)
			return (EINVAL);
		if (ts.tv_sec == 0 && ts.tv_nsec == 0)
			deadline = -1;
		else if (ts.tv_sec < INT32_MAX)
			deadline = time_mono() + ts.tv_sec * NS_PER_S +
			    ts.tv_nsec;
	}
	if ((error = fget(uap->fd, 0, &fp)) != 0)
		return (error);
	kq = fp->f_data;
	if (fp->f_type != DTYPE_KQUEUE || kq->kq_fdp != lp->lwp_proc->p_fd) {
		file_drop(fp);
		return (EBADF);
	}
	error = kqueue_changes(kq, uap->changelist, uap->nchanges, &uev,
	    &room, &n);
	if (error == 0 && n == 0 && room > 0)
		error = kqueue_scan(kq, uev, room, deadline, &n);
	file_drop(fp);
	rv[0] = n;
	return (error);
}
