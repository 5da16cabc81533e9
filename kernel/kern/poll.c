/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * poll.c: poll(2), ppoll(2), on the notes of kqueue.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/poll.h>
#include "kern/waitset.h"
#include "lib/libkern.h"

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
