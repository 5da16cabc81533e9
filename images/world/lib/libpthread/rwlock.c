/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rwlock.c: locks that many readers or one writer hold.  A waiting writer
 * keeps new readers out.
 */
#include <sys/types.h>
#include <errno.h>
#include <stdlib.h>

#include "thr_private.h"

int
pthread_rwlock_init(pthread_rwlock_t *rp,
    const pthread_rwlockattr_t *attr __unused)
{
	struct pthread_rwlock *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return (ENOMEM);
	*rp = r;
	return (0);
}

static struct pthread_rwlock *
object(pthread_rwlock_t *rp)
{
	struct pthread_rwlock *r = __atomic_load_n(rp, __ATOMIC_ACQUIRE), *none;

	if (r != NULL)
		return (r);
	if (pthread_rwlock_init(&r, NULL) != 0)
		return (NULL);
	none = NULL;
	if (!__atomic_compare_exchange_n(rp, &none, r, false, __ATOMIC_ACQ_REL,
	    __ATOMIC_ACQUIRE)) {
		free(r);
		r = none;
	}
	return (r);
}

int
pthread_rwlock_destroy(pthread_rwlock_t *rp)
{
	struct pthread_rwlock *r = *rp;

	if (r == NULL)
		return (0);
	if (r->readers != 0)
		return (EBUSY);
	pthread_mutex_destroy(&r->mutex);
	pthread_cond_destroy(&r->changed);
	free(r);
	*rp = NULL;
	return (0);
}

/*
 * Sleep until the lock changes; EBUSY for those who only try, ETIMEDOUT and
 * EINVAL as for pthread_cond_timedwait().
 */
static int
await_change(struct pthread_rwlock *r, bool try, const struct timespec *until)
{
	if (try)
		return (EBUSY);
	return (pthread_cond_timedwait(&r->changed, &r->mutex, until));
}

static int
read_lock(pthread_rwlock_t *rp, bool try, const struct timespec *until)
{
	struct pthread_rwlock *r = object(rp);
	int error = 0, state;

	if (r == NULL)
		return (ENOMEM);
	/* Locks are no cancellation points. */
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	pthread_mutex_lock(&r->mutex);
	while (error == 0 && (r->readers < 0 || r->writers > 0))
		error = await_change(r, try, until);
	if (error == 0)
		r->readers++;
	pthread_mutex_unlock(&r->mutex);
	pthread_setcancelstate(state, NULL);
	return (error);
}

static int
write_lock(pthread_rwlock_t *rp, bool try, const struct timespec *until)
{
	struct pthread_rwlock *r = object(rp);
	int error = 0, state;

	if (r == NULL)
		return (ENOMEM);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	pthread_mutex_lock(&r->mutex);
	r->writers++;
	while (error == 0 && r->readers != 0)
		error = await_change(r, try, until);
	r->writers--;
	if (error == 0)
		r->readers = -1;
	else if (!try)
		/* Readers that this writer kept out. */
		pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->mutex);
	pthread_setcancelstate(state, NULL);
	return (error);
}

int
pthread_rwlock_rdlock(pthread_rwlock_t *rp)
{
	return (read_lock(rp, false, NULL));
}

int
pthread_rwlock_timedrdlock(pthread_rwlock_t *rp, const struct timespec *until)
{
	return (read_lock(rp, false, until));
}

int
pthread_rwlock_tryrdlock(pthread_rwlock_t *rp)
{
	return (read_lock(rp, true, NULL));
}

int
pthread_rwlock_wrlock(pthread_rwlock_t *rp)
{
	return (write_lock(rp, false, NULL));
}

int
pthread_rwlock_timedwrlock(pthread_rwlock_t *rp, const struct timespec *until)
{
	return (write_lock(rp, false, until));
}

int
pthread_rwlock_trywrlock(pthread_rwlock_t *rp)
{
	return (write_lock(rp, true, NULL));
}

int
pthread_rwlock_unlock(pthread_rwlock_t *rp)
{
	struct pthread_rwlock *r = *rp;
	int error = 0;

	if (r == NULL)
		return (EPERM);
	pthread_mutex_lock(&r->mutex);
	if (r->readers == 0)
		error = EPERM;
	else if (r->readers < 0)
		r->readers = 0;
	else
		r->readers--;
	if (r->readers == 0)
		pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->mutex);
	return (error);
}

int
pthread_rwlockattr_init(pthread_rwlockattr_t *ap)
{
	*ap = calloc(1, sizeof(**ap));
	return (*ap != NULL ? 0 : ENOMEM);
}

int
pthread_rwlockattr_destroy(pthread_rwlockattr_t *ap)
{
	free(*ap);
	*ap = NULL;
	return (0);
}

/* Objects are pointers into the memory of one process. */
int
pthread_rwlockattr_setpshared(pthread_rwlockattr_t *ap, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE)
		return (EINVAL);
	(*ap)->shared = shared;
	return (0);
}

int
pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *ap, int *shared)
{
	*shared = (*ap)->shared;
	return (0);
}
