/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cond.c: condition variables: a waiter sleeps while the sequence number that
 * it saw under the mutex stands.
 */
#include <sys/types.h>
#include <errno.h>
#include <stdlib.h>

#include "thr_private.h"

int
pthread_cond_init(pthread_cond_t *cp, const pthread_condattr_t *attr)
{
	struct pthread_cond *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return (ENOMEM);
	c->clock = attr != NULL ? (*attr)->clock : CLOCK_REALTIME;
	*cp = c;
	return (0);
}

static struct pthread_cond *
object(pthread_cond_t *cp)
{
	struct pthread_cond *c = __atomic_load_n(cp, __ATOMIC_ACQUIRE), *none;

	if (c != NULL)
		return (c);
	if (pthread_cond_init(&c, NULL) != 0)
		return (NULL);
	none = NULL;
	if (!__atomic_compare_exchange_n(cp, &none, c, false, __ATOMIC_ACQ_REL,
	    __ATOMIC_ACQUIRE)) {
		free(c);
		c = none;
	}
	return (c);
}

int
pthread_cond_destroy(pthread_cond_t *cp)
{
	free(*cp);
	*cp = NULL;
	return (0);
}

/* A thread that waits: what it has to give back. */
struct waiter {
	struct pthread_cond	*c;
	pthread_mutex_t		*mp;
	unsigned int		 depth;	/* of the mutex */
	int			 seen;
};

/*
 * The end of a wait: the mutex is held again.  A waiter that is cancelled may
 * have had the wake-up of another.
 */
static void
return_from(struct waiter *w)
{
	pthread_mutex_lock(w->mp);
	(*w->mp)->depth = w->depth;
	__atomic_sub_fetch(&w->c->waiters, 1, __ATOMIC_ACQ_REL);
}

static void
cancelled(void *arg)
{
	struct waiter *w = arg;

	return_from(w);
	if (__atomic_load_n(&w->c->sequence, __ATOMIC_ACQUIRE) != w->seen)
		pthread_cond_signal(&w->c);
}

int
pthread_cond_timedwait(pthread_cond_t *cp, pthread_mutex_t *mp,
    const struct timespec *until)
{
	struct pthread_cond *c = object(cp);
	struct waiter w;
	int error;

	if (c == NULL)
		return (ENOMEM);
	if (*mp == NULL || (*mp)->word == 0)
		return (EPERM);
	w = (struct waiter){ c, mp, (*mp)->depth,
	    __atomic_load_n(&c->sequence, __ATOMIC_ACQUIRE) };
	/* A recursive mutex is let go wholly. */
	(*mp)->depth = 0;
	error = pthread_mutex_unlock(mp);
	if (error != 0) {
		(*mp)->depth = w.depth;
		return (error);
	}
	__atomic_add_fetch(&c->waiters, 1, __ATOMIC_ACQ_REL);
	pthread_cleanup_push(cancelled, &w);
	_thr_point_enter();
	do {
		error = _thr_wait(&c->sequence, w.seen, c->clock, until);
	} while ((error == 0 || error == EINTR) &&
	    __atomic_load_n(&c->sequence, __ATOMIC_ACQUIRE) == w.seen);
	_thr_point_leave();
	pthread_cleanup_pop(0);
	if (error == EINTR)
		error = 0;
	/* Woken at the last moment counts as woken. */
	if (error == ETIMEDOUT &&
	    __atomic_load_n(&c->sequence, __ATOMIC_ACQUIRE) != w.seen)
		error = 0;
	return_from(&w);
	return (error);
}

int
pthread_cond_wait(pthread_cond_t *cp, pthread_mutex_t *mp)
{
	return (pthread_cond_timedwait(cp, mp, NULL));
}

static int
wake(pthread_cond_t *cp, int count)
{
	struct pthread_cond *c = object(cp);

	if (c == NULL)
		return (ENOMEM);
	if (__atomic_load_n(&c->waiters, __ATOMIC_ACQUIRE) == 0)
		return (0);
	__atomic_add_fetch(&c->sequence, 1, __ATOMIC_ACQ_REL);
	__futex_wake(&c->sequence, count);
	return (0);
}

int
pthread_cond_signal(pthread_cond_t *cp)
{
	return (wake(cp, 1));
}

int
pthread_cond_broadcast(pthread_cond_t *cp)
{
	return (wake(cp, 0));
}

int
pthread_condattr_init(pthread_condattr_t *ap)
{
	*ap = calloc(1, sizeof(**ap));
	if (*ap == NULL)
		return (ENOMEM);
	(*ap)->clock = CLOCK_REALTIME;
	return (0);
}

int
pthread_condattr_destroy(pthread_condattr_t *ap)
{
	free(*ap);
	*ap = NULL;
	return (0);
}

int
pthread_condattr_setclock(pthread_condattr_t *ap, clockid_t clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return (EINVAL);
	(*ap)->clock = clock;
	return (0);
}

int
pthread_condattr_getclock(const pthread_condattr_t *ap, clockid_t *clock)
{
	*clock = (*ap)->clock;
	return (0);
}

/* Objects are pointers into the memory of one process. */
int
pthread_condattr_setpshared(pthread_condattr_t *ap __unused, int shared)
{
	return (shared == PTHREAD_PROCESS_PRIVATE ? 0 : EINVAL);
}

int
pthread_condattr_getpshared(const pthread_condattr_t *ap __unused, int *shared)
{
	*shared = PTHREAD_PROCESS_PRIVATE;
	return (0);
}
