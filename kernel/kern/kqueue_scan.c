/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kqueue_scan.c: kevent(2): the events that a program gets.
 *
 * Locks: see sys/knote.h.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/kqueue.h"
#include "lib/libkern.h"
#include "sys/ksyscall.h"

/*
 * kq_lock held: turn an active note into an event.  False: it is not active after
 * all.  *again: it stays on the list, being level-triggered.
 */
static bool
knote_report(struct knote *kn, struct kevent *kev, bool *again)
{
	struct kqueue *kq = kn->kn_kq;
	struct kqinfo *ki;
	struct spinlock *sl = NULL;

	*again = false;
	if ((kn->kn_status & KN_DISABLED) != 0 || !knote_ask(kn))
		return (false);
	if ((ki = atomic_load(&kn->kn_info)) != NULL)
		sl = kq_listlock(ki);
	*kev = kn->kn_kev;
	if (kn->kn_filter == EVFILT_USER) {
		kev->fflags = kn->kn_sfflags;
		kev->data = (intptr_t)kn->kn_sdata;
	}
	if ((kn->kn_flags & EV_CLEAR) != 0) {
		kn->kn_data = 0;
		kn->kn_fflags = 0;
		if (kn->kn_filter == EVFILT_USER)
			kn->kn_ptr = 0;
	}
	if (sl != NULL)
		spin_unlock(sl);
	if ((kn->kn_flags & EV_ONESHOT) != 0) {
		knote_free(kn);
	} else if ((kn->kn_flags & EV_DISPATCH) != 0) {
		spin_lock(&kq->kq_spin);
		kn->kn_status |= KN_DISABLED;
		spin_unlock(&kq->kq_spin);
	} else if ((kn->kn_flags & EV_CLEAR) == 0) {
		*again = true;
	}
	return (true);
}

/*
 * Copy up to max events out, without waiting; kq_lock held.  *np counts them.
 */
static int
kqueue_collect(struct kqueue *kq, struct kevent *uev, int max, int *np)
{
	struct kevent kev[KQ_BATCH];
	struct knote *kn, marker;
	int n = 0, error = 0;
	bool again, done = false;

	bzero(&marker, sizeof(marker));
	marker.kn_status = KN_MARKER;
	spin_lock(&kq->kq_spin);
	TAILQ_INSERT_TAIL(&kq->kq_active, &marker, kn_active);
	while (!done && error == 0) {
		kn = TAILQ_FIRST(&kq->kq_active);
		done = kn == &marker;
		if (!done) {
			TAILQ_REMOVE(&kq->kq_active, kn, kn_active);
			kn->kn_status &= ~KN_QUEUED;
			kq->kq_count--;
			spin_unlock(&kq->kq_spin);
			if (knote_report(kn, &kev[n], &again)) {
				n++;
				if (again)
					knote_activate(kn);
			}
			spin_lock(&kq->kq_spin);
		}
		if (n == KQ_BATCH || n == max || (done && n > 0)) {
			spin_unlock(&kq->kq_spin);
			error = copyout(kev, uev, (size_t)n * sizeof(kev[0]));
			uev += n;
			max -= n;
			*np += n;
			n = 0;
			spin_lock(&kq->kq_spin);
			if (max == 0)
				done = true;
		}
	}
	TAILQ_REMOVE(&kq->kq_active, &marker, kn_active);
	spin_unlock(&kq->kq_spin);
	return (error);
}

int
kqueue_scan(struct kqueue *kq, struct kevent *uev, int max, int64_t deadline,
    int *np)
{
	int64_t left = 0;
	int error;

	for (;;) {
		lock_exclusive(&kq->kq_lock);
		error = kqueue_collect(kq, uev, max, np);
		lock_release(&kq->kq_lock);
		if (error != 0 || *np > 0 || deadline < 0)
			return (error);
		if (deadline > 0 && (left = deadline - time_mono()) <= 0)
			return (0);
		spin_lock(&kq->kq_spin);
		if (kq->kq_count == 0) {
			kq->kq_sleepers++;
			error = ssleep(kq, &kq->kq_spin, PCATCH, "kqread",
			    left);
			kq->kq_sleepers--;
		}
		spin_unlock(&kq->kq_spin);
		if (error == EWOULDBLOCK)
			return (0);
		if (error != 0)
			return (EINTR);
	}
}
