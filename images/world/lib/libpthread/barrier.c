/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * barrier.c: barriers.
 */
#include <sys/types.h>
#include <errno.h>
#include <stdlib.h>

#include "thr_private.h"

int
pthread_barrier_init(pthread_barrier_t *bp,
    const pthread_barrierattr_t *attr __unused, unsigned int count)
{
	struct pthread_barrier *b;

	if (count == 0)
		return (EINVAL);
	b = calloc(1, sizeof(*b));
	if (b == NULL)
		return (ENOMEM);
	b->count = count;
	*bp = b;
	return (0);
}

int
pthread_barrier_destroy(pthread_barrier_t *bp)
{
	struct pthread_barrier *b = *bp;

	pthread_mutex_lock(&b->mutex);
	if (b->arrived != 0) {
		pthread_mutex_unlock(&b->mutex);
		return (EBUSY);
	}
	/* The others of the last cycle may not have left yet. */
	while (b->inside != 0)
		pthread_cond_wait(&b->turned, &b->mutex);
	pthread_mutex_unlock(&b->mutex);
	pthread_mutex_destroy(&b->mutex);
	pthread_cond_destroy(&b->turned);
	free(b);
	*bp = NULL;
	return (0);
}

int
pthread_barrier_wait(pthread_barrier_t *bp)
{
	struct pthread_barrier *b = *bp;
	unsigned int cycle;
	int result = 0, state;

	/* This is no cancellation point. */
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	pthread_mutex_lock(&b->mutex);
	cycle = b->cycle;
	b->inside++;
	if (++b->arrived == b->count) {
		b->arrived = 0;
		b->cycle++;
		pthread_cond_broadcast(&b->turned);
		result = PTHREAD_BARRIER_SERIAL_THREAD;
	} else {
		while (b->cycle == cycle)
			pthread_cond_wait(&b->turned, &b->mutex);
	}
	if (--b->inside == 0)
		pthread_cond_broadcast(&b->turned);
	pthread_mutex_unlock(&b->mutex);
	pthread_setcancelstate(state, NULL);
	return (result);
}

int
pthread_barrierattr_init(pthread_barrierattr_t *ap)
{
	*ap = calloc(1, sizeof(**ap));
	return (*ap != NULL ? 0 : ENOMEM);
}

int
pthread_barrierattr_destroy(pthread_barrierattr_t *ap)
{
	free(*ap);
	*ap = NULL;
	return (0);
}

/* Objects are pointers into the memory of one process. */
int
pthread_barrierattr_setpshared(pthread_barrierattr_t *ap, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE)
		return (EINVAL);
	(*ap)->shared = shared;
	return (0);
}

int
pthread_barrierattr_getpshared(const pthread_barrierattr_t *ap, int *shared)
{
	*shared = (*ap)->shared;
	return (0);
}
