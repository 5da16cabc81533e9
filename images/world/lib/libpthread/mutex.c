/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mutex.c: mutexes.  A static initializer is NULL: the object is made when it
 * is first used.
 */
#include <sys/types.h>
#include <errno.h>
#include <stdlib.h>

#include "thr_private.h"

int
pthread_mutex_init(pthread_mutex_t *mp, const pthread_mutexattr_t *attr)
{
	struct pthread_mutex *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return (ENOMEM);
	m->type = attr != NULL ? (*attr)->type : PTHREAD_MUTEX_NORMAL;
	*mp = m;
	return (0);
}

/* The object of a mutex, made now if need be; NULL for want of memory. */
static struct pthread_mutex *
object(pthread_mutex_t *mp)
{
	struct pthread_mutex *m = __atomic_load_n(mp, __ATOMIC_ACQUIRE), *none;

	if (m != NULL)
		return (m);
	if (pthread_mutex_init(&m, NULL) != 0)
		return (NULL);
	none = NULL;
	if (!__atomic_compare_exchange_n(mp, &none, m, false, __ATOMIC_ACQ_REL,
	    __ATOMIC_ACQUIRE)) {
		free(m);
		m = none;
	}
	return (m);
}

int
pthread_mutex_destroy(pthread_mutex_t *mp)
{
	if (*mp != NULL && (*mp)->word != 0)
		return (EBUSY);
	free(*mp);
	*mp = NULL;
	return (0);
}

/* What relocking by the owner means: 0 when it is no relocking. */
static int
relock(struct pthread_mutex *m, pthread_t self, bool try)
{
	if (m->owner != self)
		return (0);
	switch (m->type) {
	case PTHREAD_MUTEX_RECURSIVE:
		m->depth++;
		return (-1);
	case PTHREAD_MUTEX_ERRORCHECK:
		return (try ? EBUSY : EDEADLK);
	default:
		return (0);
	}
}

int
pthread_mutex_trylock(pthread_mutex_t *mp)
{
	struct pthread_mutex *m = object(mp);
	pthread_t self = pthread_self();
	int old = 0, error;

	if (m == NULL)
		return (ENOMEM);
	error = relock(m, self, true);
	if (error != 0)
		return (error < 0 ? 0 : error);
	if (!__atomic_compare_exchange_n(&m->word, &old, 1, false,
	    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return (EBUSY);
	m->owner = self;
	return (0);
}

static int
lock(pthread_mutex_t *mp, const struct timespec *until)
{
	struct pthread_mutex *m = object(mp);
	pthread_t self = pthread_self();
	int old = 0, error;

	if (m == NULL)
		return (ENOMEM);
	if (__atomic_compare_exchange_n(&m->word, &old, 1, false,
	    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
		m->owner = self;
		return (0);
	}
	error = relock(m, self, false);
	if (error != 0)
		return (error < 0 ? 0 : error);
	while (__atomic_exchange_n(&m->word, 2, __ATOMIC_ACQUIRE) != 0) {
		error = _thr_wait(&m->word, 2, CLOCK_REALTIME, until);
		if (error == ETIMEDOUT || error == EINVAL)
			return (error);
	}
	m->owner = self;
	return (0);
}

int
pthread_mutex_lock(pthread_mutex_t *mp)
{
	return (lock(mp, NULL));
}

int
pthread_mutex_timedlock(pthread_mutex_t *mp, const struct timespec *until)
{
	return (lock(mp, until));
}

int
pthread_mutex_unlock(pthread_mutex_t *mp)
{
	struct pthread_mutex *m = *mp;

	if (m == NULL || m->word == 0)
		return (EPERM);
	if (m->type != PTHREAD_MUTEX_NORMAL && m->owner != pthread_self())
		return (EPERM);
	if (m->depth > 0) {
		m->depth--;
		return (0);
	}
	m->owner = NULL;
	if (__atomic_exchange_n(&m->word, 0, __ATOMIC_RELEASE) == 2)
		__futex_wake(&m->word, 1);
	return (0);
}

int
pthread_mutexattr_init(pthread_mutexattr_t *ap)
{
	*ap = calloc(1, sizeof(**ap));
	if (*ap == NULL)
		return (ENOMEM);
	(*ap)->type = PTHREAD_MUTEX_NORMAL;
	return (0);
}

int
pthread_mutexattr_destroy(pthread_mutexattr_t *ap)
{
	free(*ap);
	*ap = NULL;
	return (0);
}

int
pthread_mutexattr_settype(pthread_mutexattr_t *ap, int type)
{
	if (type < PTHREAD_MUTEX_ERRORCHECK || type > PTHREAD_MUTEX_NORMAL)
		return (EINVAL);
	(*ap)->type = type;
	return (0);
}

int
pthread_mutexattr_gettype(const pthread_mutexattr_t *ap, int *type)
{
	*type = (*ap)->type;
	return (0);
}

/* Objects are pointers into the memory of one process. */
int
pthread_mutexattr_setpshared(pthread_mutexattr_t *ap __unused, int shared)
{
	return (shared == PTHREAD_PROCESS_PRIVATE ? 0 : EINVAL);
}

int
pthread_mutexattr_getpshared(const pthread_mutexattr_t *ap __unused,
    int *shared)
{
	*shared = PTHREAD_PROCESS_PRIVATE;
	return (0);
}

int
pthread_mutexattr_setkind_np(pthread_mutexattr_t *ap, int type)
{
	return (pthread_mutexattr_settype(ap, type));
}

int
pthread_mutexattr_getkind_np(pthread_mutexattr_t attr)
{
	return (attr->type);
}

/*
 * The kernel lends nobody a priority: PTHREAD_PRIO_NONE is the only protocol,
 * and there are no ceilings.
 */
int
pthread_mutexattr_setprotocol(pthread_mutexattr_t *ap __unused, int protocol)
{
	switch (protocol) {
	case PTHREAD_PRIO_NONE:
		return (0);
	case PTHREAD_PRIO_INHERIT:
	case PTHREAD_PRIO_PROTECT:
		return (ENOTSUP);
	default:
		return (EINVAL);
	}
}

int
pthread_mutexattr_getprotocol(const pthread_mutexattr_t *ap __unused,
    int *protocol)
{
	*protocol = PTHREAD_PRIO_NONE;
	return (0);
}

int
pthread_mutexattr_setprioceiling(pthread_mutexattr_t *ap __unused,
    int ceiling __unused)
{
	return (EINVAL);
}

int
pthread_mutexattr_getprioceiling(const pthread_mutexattr_t *ap __unused,
    int *ceiling __unused)
{
	return (EINVAL);
}

int
pthread_mutex_setprioceiling(pthread_mutex_t *mp __unused,
    int ceiling __unused, int *old __unused)
{
	return (EINVAL);
}

int
pthread_mutex_getprioceiling(const pthread_mutex_t *mp __unused,
    int *ceiling __unused)
{
	return (EINVAL);
}
