/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * waitset.c: what poll(2) and select(2) wait with, see waitset.h; their limits of
 * time and their signal masks.
 *
 * A call makes a kqueue of its own on the kernel stack and a note for each
 * condition that it waits for.  If one is active at once the call
 * ends; else it sleeps until notes are queued and asks those again.  Each note holds
 * its file, so that a close by another thread ends in POLLNVAL and
 * not in freed memory.
 *
 * Locks: as in kqueue.h; the kqueue has one user, kq_lock is not needed.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/waitset.h"
#include "lib/libkern.h"

MALLOC_DEFINE(M_SELECT, "select", "notes of poll and select");

int
wait_init(struct waitset *ws, size_t notes)
{
	bzero(&ws->ws_kq, sizeof(ws->ws_kq));
	kqueue_setup(&ws->ws_kq, curproc->p_fd);
	ws->ws_kq.kq_poll = true;
	ws->ws_count = 0;
	ws->ws_notes = ws->ws_small;
	ws->ws_room = WAIT_SMALL;
	if (notes <= WAIT_SMALL)
		return (0);
	if (!notes_reserve((int)notes))
		return (ENOMEM);
	ws->ws_room = (int)notes;
	ws->ws_notes = kmalloc(notes * sizeof(struct knote), M_SELECT,
	    M_WAITOK);
	if (ws->ws_notes != NULL)
		return (0);
	notes_release(ws->ws_room);
	return (ENOMEM);
}

void
wait_done(struct waitset *ws)
{
	int i;

	for (i = 0; i < ws->ws_count; i++) {
		knote_detach(&ws->ws_notes[i]);
		file_drop(ws->ws_notes[i].kn_file);
	}
	if (ws->ws_notes != ws->ws_small) {
		kfree(ws->ws_notes, M_SELECT);
		notes_release(ws->ws_room);
	}
	lock_destroy(&ws->ws_kq.kq_lock);
}

/*
 * Watch fd for filter.  EBADF, or what the object says: EOPNOTSUPP when it
 * knows no such condition.  *ready: it is so already; *knp is the note.
 */
int
wait_add(struct waitset *ws, int fd, short filter, uint64_t index,
    struct knote **knp, bool *ready)
{
	struct knote *kn = &ws->ws_notes[ws->ws_count];
	struct file *fp;
	int error;

	KKASSERT(ws->ws_count < ws->ws_room);
	if ((error = fget(fd, 0, &fp)) != 0)
		return (error);
	bzero(kn, sizeof(*kn));
	kn->kn_kq = &ws->ws_kq;
	kn->kn_file = fp;
	kn->kn_fop = kqueue_filter(filter);
	kn->kn_id = (uintptr_t)fd;
	kn->kn_filter = filter;
	kn->kn_sfflags = NOTE_OLDAPI |
	    (filter == EVFILT_EXCEPT ? NOTE_OOB : 0);
	kn->kn_kev.udata = (void *)(uintptr_t)index;
	if ((error = knote_attach(kn)) != 0) {
		file_drop(fp);
		return (error);
	}
	ws->ws_count++;
	*knp = kn;
	*ready = knote_ask(kn);
	return (0);
}

/*
 * Sleep until a note is active, the deadline passes (0: never) or a signal comes
 * (EINTR).  Active notes are handed to report; *np counts those it found.
 */
int
wait_sleep(struct waitset *ws, int64_t deadline, wait_report *report,
    void *arg, int *np)
{
	struct kqueue *kq = &ws->ws_kq;
	int64_t left = 0;
	struct knote *kn;
	int error = 0;

	*np = 0;
	spin_lock(&kq->kq_spin);
	while (*np == 0 || kq->kq_count > 0) {
		if ((kn = TAILQ_FIRST(&kq->kq_active)) != NULL) {
			TAILQ_REMOVE(&kq->kq_active, kn, kn_active);
			kn->kn_status &= ~KN_QUEUED;
			kq->kq_count--;
			spin_unlock(&kq->kq_spin);
			if ((kn->kn_status & KN_FDCLOSED) != 0 ||
			    knote_ask(kn)) {
				report(arg, kn);
				(*np)++;
			}
			spin_lock(&kq->kq_spin);
			continue;
		}
		if (deadline != 0 && (left = deadline - time_mono()) <= 0)
			break;
		kq->kq_sleepers++;
		error = ssleep(kq, &kq->kq_spin, PCATCH, "poll", left);
		kq->kq_sleepers--;
		if (error == EWOULDBLOCK) {
			error = 0;
		} else if (error != 0) {
			error = EINTR;
			break;
		}
	}
	spin_unlock(&kq->kq_spin);
	return (error);
}

/* ---- time limits and signal masks ---------------------------------------- */

/* *deadline: mono ns, 0 for ever, -1 not to wait.  EINVAL. */
int
wait_deadline(int64_t sec, int64_t nsec, int64_t *deadline)
{
	if (sec < 0 || nsec < 0 || nsec >= NS_PER_S)
		return (EINVAL);
	if (sec == 0 && nsec == 0)
		*deadline = -1;
	else if (sec > INT32_MAX)
		*deadline = 0;
	else
		*deadline = time_mono() + sec * NS_PER_S + nsec;
	return (0);
}

/* *deadline from a struct timespec of the program; NULL: for ever. */
int
wait_timespec(const struct timespec *uts, int64_t *deadline)
{
	struct timespec ts;
	int error;

	*deadline = 0;
	if (uts == NULL)
		return (0);
	if ((error = copyin(uts, &ts, sizeof(ts))) != 0)
		return (error);
	return (wait_deadline(ts.tv_sec, ts.tv_nsec, deadline));
}

/* Another signal mask for the time of the call, ppoll(2) and pselect(2). */
int
wait_setmask(struct lwp *lp, const void *umask)
{
	struct proc *p = lp->lwp_proc;
	sigset_t mask;
	int error;

	if (umask == NULL)
		return (0);
	if ((error = copyin(umask, &mask, sizeof(mask))) != 0)
		return (error);
	mask.__bits[(SIGKILL - 1) / 32] &= ~(1U << ((SIGKILL - 1) % 32));
	mask.__bits[(SIGSTOP - 1) / 32] &= ~(1U << ((SIGSTOP - 1) % 32));
	spin_lock(&p->p_spin);
	lp->lwp_oldsigmask = lp->lwp_sigmask;
	lp->lwp_sigmask = mask;
	spin_unlock(&p->p_spin);
	atomic_or(&lp->lwp_ast, AST_SIGNAL);
	return (0);
}

/* The mask comes back, after the handler if one is to run. */
void
wait_resetmask(struct lwp *lp, const void *umask, int error)
{
	struct proc *p = lp->lwp_proc;

	if (umask == NULL)
		return;
	spin_lock(&p->p_spin);
	if (error == EINTR)
		lp->lwp_flags |= LWP_OLDMASK;
	else
		lp->lwp_sigmask = lp->lwp_oldsigmask;
	spin_unlock(&p->p_spin);
	atomic_or(&lp->lwp_ast, AST_SIGNAL);
}
