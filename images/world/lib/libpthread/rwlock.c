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

static int
read_lock(pthread_rwlock_t *rp, bool try)
{
	struct pthread_rwlock *r = object(rp);
	int error = 0;

	if (r == NULL)
		return (ENOMEM);
	pthread_mutex_lock(&r->mutex);
	while (r->readers < 0 || r->writers > 0) {
		if (try) {
			error = EBUSY;
			break;
		}
		pthread_cond_wait(&r->changed, &r->mutex);
	}
	if (error == 0)
		r->readers++;
	pthread_mutex_unlock(&r->mutex);
	return (error);
}

static int
write_lock(pthread_rwlock_t *rp, bool try)
{
	struct pthread_rwlock *r = object(rp);
	int error = 0;

	if (r == NULL)
		return (ENOMEM);
	pthread_mutex_lock(&r->mutex);
	r->writers++;
	while (r->readers != 0) {
		if (try) {
			error = EBUSY;
			break;
		}
		pthread_cond_wait(&r->changed, &r->mutex);
	}
	r->writers--;
	if (error == 0)
		r->readers = -1;
	pthread_mutex_unlock(&r->mutex);
	return (error);
}

int
pthread_rwlock_rdlock(pthread_rwlock_t *rp)
{
	return (read_lock(rp, false));
}

int
pthread_rwlock_tryrdlock(pthread_rwlock_t *rp)
{
	return (read_lock(rp, true));
}

int
pthread_rwlock_wrlock(pthread_rwlock_t *rp)
{
	return (write_lock(rp, false));
}

int
pthread_rwlock_trywrlock(pthread_rwlock_t *rp)
{
	return (write_lock(rp, true));
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
