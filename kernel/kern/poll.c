/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * poll.c: poll(2), ppoll(2), select(2), pselect(2), on the notes of kqueue.
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
#include <sys/poll.h>
#include <sys/select.h>
#include "kern/kqueue.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"

MALLOC_DEFINE(M_SELECT, "select", "notes of poll and select");

#define WAIT_SMALL	4	/* notes on the stack */

/* One wait: a kqueue and an array of notes; kn_ptr is the caller's index. */
struct waitset {
	struct kqueue	 ws_kq;
	struct knote	*ws_notes;
	int		 ws_count;
	int		 ws_room;
	struct knote	 ws_small[WAIT_SMALL];
};
typedef void wait_report(void *arg, struct knote *kn);

static int
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

static void
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
static int
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
static int
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
static int
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
static int
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
static int
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
static void
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

/* ---- poll(2) ------------------------------------------------------------- */

/* What an active note says about its descriptor. */
static void
poll_report(void *arg, struct knote *kn)
{
	struct pollfd *fds = arg;
	struct pollfd *pfd = &fds[(uintptr_t)kn->kn_kev.udata];
	unsigned events = (unsigned short)pfd->events, got = 0;

	if ((kn->kn_status & KN_FDCLOSED) != 0) {
		pfd->revents = POLLNVAL;
		return;
	}
	switch (kn->kn_filter) {
	case EVFILT_READ:
		if ((kn->kn_flags & EV_HUP) != 0 &&
		    (kn->kn_flags & EV_NODATA) != 0)
			got |= POLLHUP;
		if ((kn->kn_flags & EV_EOF) != 0 && kn->kn_fflags != 0)
			got |= POLLERR;
		got |= events & (POLLIN | POLLRDNORM);
		break;
	case EVFILT_WRITE:
		/* POLLHUP and POLLOUT exclude each other. */
		if ((kn->kn_flags & EV_EOF) != 0) {
			got |= POLLHUP;
			if (kn->kn_fflags != 0)
				got |= POLLERR;
		} else {
			got |= events & (POLLOUT | POLLWRNORM);
		}
		break;
	case EVFILT_EXCEPT:
		got |= events & (POLLPRI | POLLRDBAND);
		break;
	default:
		break;
	}
	pfd->revents |= (short)got;
	if ((pfd->revents & POLLHUP) != 0)
		pfd->revents &= (short)~(POLLOUT | POLLWRNORM | POLLWRBAND);
}

/*
 * A descriptor of which only errors are wanted still reports them; its read
 * note may be active without one.
 */
static bool
poll_wanted(const struct pollfd *pfd, int filter)
{
	const int in = POLLIN | POLLRDNORM, out = POLLOUT | POLLWRNORM;
	const int pri = POLLPRI | POLLRDBAND;

	switch (filter) {
	case EVFILT_READ:
		return ((pfd->events & in) != 0 ||
		    (pfd->events & (out | pri)) == 0);
	case EVFILT_WRITE:
		return ((pfd->events & out) != 0);
	default:
		return ((pfd->events & pri) != 0);
	}
}

/* Attach the notes of one descriptor. */
static void
poll_add(struct waitset *ws, struct pollfd *fds, int i)
{
	static const short filters[] = { EVFILT_READ, EVFILT_WRITE,
	    EVFILT_EXCEPT };
	struct pollfd *pfd = &fds[i];
	struct knote *kn;
	unsigned f;
	bool ready;
	int error;

	for (f = 0; f < NELEM(filters); f++) {
		if (!poll_wanted(pfd, filters[f]))
			continue;
		error = wait_add(ws, pfd->fd, filters[f], (uint64_t)i, &kn,
		    &ready);
		if (error == EBADF) {
			pfd->revents = POLLNVAL;
			return;
		}
		if (error != 0) {
			/* An object that cannot wait is always ready. */
			if (filters[f] == EVFILT_READ)
				pfd->revents |= pfd->events &
				    (POLLIN | POLLRDNORM);
			else if (filters[f] == EVFILT_WRITE)
				pfd->revents |= pfd->events &
				    (POLLOUT | POLLWRNORM);
		} else if (ready) {
			poll_report(fds, kn);
		}
	}
}

static int
poll_ready(const struct pollfd *fds, int nfds)
{
	int i, n = 0;

	for (i = 0; i < nfds; i++)
		n += fds[i].revents != 0;
	return (n);
}

/* Number of notes that the array needs. */
static size_t
poll_notes(const struct pollfd *fds, int nfds)
{
	size_t n = 0;
	int i;

	for (i = 0; i < nfds; i++)
		if (fds[i].fd >= 0)
			n += (size_t)poll_wanted(&fds[i], EVFILT_READ) +
			    (size_t)poll_wanted(&fds[i], EVFILT_WRITE) +
			    (size_t)poll_wanted(&fds[i], EVFILT_EXCEPT);
	return (n);
}

/* The wait itself, on a kernel copy of the array. */
static int
poll_wait(struct pollfd *fds, int nfds, int64_t deadline, int *np)
{
	struct waitset ws;
	int i, error, found;

	error = wait_init(&ws, poll_notes(fds, nfds));
	if (error != 0)
		return (error);
	for (i = 0; i < nfds; i++) {
		fds[i].revents = 0;
		if (fds[i].fd >= 0)
			poll_add(&ws, fds, i);
	}
	while ((*np = poll_ready(fds, nfds)) == 0 && deadline >= 0) {
		error = wait_sleep(&ws, deadline, poll_report, fds, &found);
		if (error != 0 || found == 0)
			break;
	}
	wait_done(&ws);
	return (error);
}

#define POLL_SMALL	16

static int
do_poll(struct pollfd *ufds, unsigned nfds, int64_t deadline, int64_t *res)
{
	struct pollfd small[POLL_SMALL], *fds = small;
	unsigned i;
	int error, n = 0;

	if (nfds > (unsigned)fd_maxfiles(curproc) + 1000)
		return (EINVAL);
	if (nfds > POLL_SMALL) {
		fds = kmalloc(nfds * sizeof(*fds), M_SELECT, M_WAITOK);
		if (fds == NULL)
			return (ENOMEM);
	}
	error = nfds == 0 ? 0 : copyin(ufds, fds, nfds * sizeof(*fds));
	if (error == 0)
		error = poll_wait(fds, (int)nfds, deadline, &n);
	for (i = 0; error == 0 && i < nfds; i++)
		error = copyout(&fds[i].revents, &ufds[i].revents,
		    sizeof(fds[i].revents));
	if (fds != small)
		kfree(fds, M_SELECT);
	*res = n;
	return (error);
}

int
sys_poll(struct lwp *lp, const struct poll_args *uap, int64_t rv[2])
{
	int64_t deadline = 0;

	if (uap->timeout >= 0)
		(void)wait_deadline(uap->timeout / 1000,
		    uap->timeout % 1000 * NS_PER_MS, &deadline);
	return (do_poll(uap->fds, uap->nfds, deadline, &rv[0]));
}

int
sys_openbsd_poll(struct lwp *lp, const struct openbsd_poll_args *uap,
    int64_t rv[2])
{
	int64_t deadline = 0;

	if (uap->timeout >= 0)
		(void)wait_deadline(uap->timeout / 1000,
		    uap->timeout % 1000 * NS_PER_MS, &deadline);
	return (do_poll(uap->fds, uap->nfds, deadline, &rv[0]));
}

int
sys_ppoll(struct lwp *lp, const struct ppoll_args *uap, int64_t rv[2])
{
	int64_t deadline;
	int error;

	if ((error = wait_timespec(uap->ts, &deadline)) != 0 ||
	    (error = wait_setmask(lp, uap->sigmask)) != 0)
		return (error);
	error = do_poll(uap->fds, uap->nfds, deadline, &rv[0]);
	wait_resetmask(lp, uap->sigmask, error);
	return (error);
}

/* ---- select(2) ----------------------------------------------------------- */

#define SEL_SETS	3
#define SEL_SMALL	16	/* words of each set on the stack: 1024 bits */

/* The sets asked for and those found, read, write, except. */
struct selset {
	unsigned long	*se_in[SEL_SETS];
	unsigned long	*se_out[SEL_SETS];
	int		 se_nd;
	int		 se_words;
};
static const short sel_filter[SEL_SETS] = { EVFILT_READ, EVFILT_WRITE,
    EVFILT_EXCEPT };

static void
sel_mark(struct selset *se, int set, int fd)
{
	se->se_out[set][(unsigned)fd / NFDBITS] |=
	    1UL << ((unsigned)fd % NFDBITS);
}

static void
sel_report(void *arg, struct knote *kn)
{
	sel_mark(arg, (int)(uintptr_t)kn->kn_kev.udata, (int)kn->kn_id);
}

/* Attach the notes of one set; the first bad descriptor is EBADF. */
static int
sel_add(struct waitset *ws, struct selset *se, int set)
{
	unsigned long bits;
	struct knote *kn;
	int w, fd, error;
	bool ready;

	for (w = 0; se->se_in[set] != NULL && w < se->se_words; w++) {
		for (bits = se->se_in[set][w]; bits != 0; bits &= bits - 1) {
			fd = w * (int)NFDBITS + __builtin_ctzl(bits);
			if (fd >= se->se_nd)
				break;
			error = wait_add(ws, fd, sel_filter[set],
			    (uint64_t)set, &kn, &ready);
			if (error == EBADF)
				return (EBADF);
			/* What cannot wait is ready; it has no exceptions. */
			if (error != 0 ? set != SEL_SETS - 1 : ready)
				sel_mark(se, set, fd);
		}
	}
	return (0);
}

static int
sel_count(unsigned long *const sets[SEL_SETS], int words)
{
	int i, w, n = 0;

	for (i = 0; i < SEL_SETS; i++)
		for (w = 0; sets[i] != NULL && w < words; w++)
			n += __builtin_popcountl(sets[i][w]);
	return (n);
}

static int
sel_wait(struct selset *se, int64_t deadline, int *np)
{
	struct waitset ws;
	int set, error, found;

	error = wait_init(&ws, (size_t)sel_count(se->se_in, se->se_words));
	if (error != 0)
		return (error);
	for (set = 0; error == 0 && set < SEL_SETS; set++)
		error = sel_add(&ws, se, set);
	while (error == 0 &&
	    (*np = sel_count(se->se_out, se->se_words)) == 0 &&
	    deadline >= 0) {
		error = wait_sleep(&ws, deadline, sel_report, se, &found);
		if (found == 0)
			break;
	}
	wait_done(&ws);
	return (error);
}

static int
do_select(int nd, void *const usets[SEL_SETS], int64_t deadline, int64_t *res)
{
	unsigned long small[2 * SEL_SETS * SEL_SMALL], *mem = small;
	struct selset se;
	size_t bytes;
	int i, error = 0, n = 0;

	if (nd < 0)
		return (EINVAL);
	if (nd > maxfilesperproc)
		nd = maxfilesperproc;
	se.se_nd = nd;
	se.se_words = (nd + (int)NFDBITS - 1) / (int)NFDBITS;
	bytes = (size_t)se.se_words * sizeof(unsigned long);
	if (se.se_words > SEL_SMALL) {
		mem = kmalloc(2 * SEL_SETS * bytes, M_SELECT, M_WAITOK);
		if (mem == NULL)
			return (ENOMEM);
	}
	bzero(mem, 2 * SEL_SETS * bytes);
	for (i = 0; i < SEL_SETS; i++) {
		se.se_in[i] = usets[i] == NULL ? NULL : mem + i * se.se_words;
		se.se_out[i] = mem + (SEL_SETS + i) * se.se_words;
		if (usets[i] != NULL && error == 0)
			error = copyin(usets[i], se.se_in[i], bytes);
	}
	if (error == 0)
		error = sel_wait(&se, deadline, &n);
	for (i = 0; i < SEL_SETS && error == 0; i++)
		if (usets[i] != NULL)
			error = copyout(se.se_out[i], usets[i], bytes);
	if (mem != small)
		kfree(mem, M_SELECT);
	*res = n;
	return (error);
}

int
sys_select(struct lwp *lp, const struct select_args *uap, int64_t rv[2])
{
	void *const sets[SEL_SETS] = { uap->in, uap->ou, uap->ex };
	int64_t deadline = 0;
	struct timeval tv;
	int error;

	if (uap->tv != NULL) {
		if ((error = copyin(uap->tv, &tv, sizeof(tv))) != 0)
			return (error);
		if (tv.tv_usec < 0 || tv.tv_usec >= 1000000)
			return (EINVAL);
		error = wait_deadline(tv.tv_sec, tv.tv_usec * NS_PER_US,
		    &deadline);
		if (error != 0)
			return (error);
	}
	return (do_select(uap->nd, sets, deadline, &rv[0]));
}

int
sys_pselect(struct lwp *lp, const struct pselect_args *uap, int64_t rv[2])
{
	void *const sets[SEL_SETS] = { uap->in, uap->ou, uap->ex };
	int64_t deadline;
	int error;

	if ((error = wait_timespec(uap->ts, &deadline)) != 0 ||
	    (error = wait_setmask(lp, uap->sigmask)) != 0)
		return (error);
	error = do_select(uap->nd, sets, deadline, &rv[0]);
	wait_resetmask(lp, uap->sigmask, error);
	return (error);
}
