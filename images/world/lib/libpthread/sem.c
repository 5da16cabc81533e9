/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sem.c: semaphores: a word that counts, and is slept on while it is 0.  The
 * pages of those that processes share are the same memory for umtx_sleep(2).
 */
#include <sys/param.h>
#include <sys/mman.h>
#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>

#include "thr_private.h"

/* The object of *sp, or NULL and EINVAL. */
static struct sem *
object(sem_t *sp)
{
	if (sp != NULL && *sp != NULL && (*sp)->magic == SEM_MAGIC)
		return (*sp);
	errno = EINVAL;
	return (NULL);
}

/*
 * One that is shared has a page, which stays where it is in every child; the
 * caller's sem_t has to be in shared memory itself.
 */
int
sem_init(sem_t *sp, int shared, unsigned int value)
{
	struct sem *s;

	if (value > SEM_VALUE_MAX) {
		errno = EINVAL;
		return (-1);
	}
	if (shared)
		s = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
		    MAP_ANON | MAP_SHARED, -1, 0);
	else
		s = malloc(sizeof(*s));
	if (s == NULL || s == MAP_FAILED) {
		errno = ENOSPC;
		return (-1);
	}
	s->magic = SEM_MAGIC;
	s->kind = shared ? SEM_SHARED : SEM_PRIVATE;
	s->value = (int)value;
	s->waiters = 0;
	*sp = s;
	return (0);
}

int
sem_destroy(sem_t *sp)
{
	struct sem *s = object(sp);

	if (s == NULL)
		return (-1);
	if (s->kind == SEM_NAMED) {
		errno = EINVAL;
		return (-1);
	}
	s->magic = 0;
	if (s->kind == SEM_SHARED)
		munmap(s, PAGE_SIZE);
	else
		free(s);
	*sp = NULL;
	return (0);
}

int
sem_trywait(sem_t *sp)
{
	struct sem *s = object(sp);
	int v;

	if (s == NULL)
		return (-1);
	v = __atomic_load_n(&s->value, __ATOMIC_RELAXED);
	while (v > 0)
		if (__atomic_compare_exchange_n(&s->value, &v, v - 1, false,
		    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return (0);
	errno = EAGAIN;
	return (-1);
}

/* A waiter that is cancelled may have had the wake-up of another. */
static void
cancelled(void *arg)
{
	struct sem *s = arg;

	__atomic_sub_fetch(&s->waiters, 1, __ATOMIC_ACQ_REL);
	if (__atomic_load_n(&s->value, __ATOMIC_ACQUIRE) > 0)
		__futex_wake(&s->value, 1);
}

static int
take(sem_t *sp, const struct timespec *until)
{
	struct sem *s = object(sp);
	int error = 0, saved = errno;

	if (s == NULL)
		return (-1);
	pthread_testcancel();
	while (sem_trywait(sp) != 0) {
		if (error != 0) {
			errno = error;
			return (-1);
		}
		__atomic_add_fetch(&s->waiters, 1, __ATOMIC_ACQ_REL);
		pthread_cleanup_push(cancelled, s);
		_thr_point_enter();
		error = _thr_wait(&s->value, 0, CLOCK_REALTIME, until);
		_thr_point_leave();
		pthread_cleanup_pop(0);
		__atomic_sub_fetch(&s->waiters, 1, __ATOMIC_ACQ_REL);
	}
	errno = saved;
	return (0);
}

int
sem_timedwait(sem_t *__restrict sp, const struct timespec *__restrict until)
{
	return (take(sp, until));
}

int
sem_wait(sem_t *sp)
{
	return (take(sp, NULL));
}

int
sem_post(sem_t *sp)
{
	struct sem *s = object(sp);
	int v;

	if (s == NULL)
		return (-1);
	v = __atomic_load_n(&s->value, __ATOMIC_RELAXED);
	do {
		if (v == SEM_VALUE_MAX) {
			errno = EOVERFLOW;
			return (-1);
		}
	} while (!__atomic_compare_exchange_n(&s->value, &v, v + 1, false,
	    __ATOMIC_RELEASE, __ATOMIC_RELAXED));
	if (__atomic_load_n(&s->waiters, __ATOMIC_ACQUIRE) > 0)
		__futex_wake(&s->value, 1);
	return (0);
}

int
sem_getvalue(sem_t *__restrict sp, int *__restrict value)
{
	struct sem *s = object(sp);

	if (s == NULL)
		return (-1);
	*value = s->value;
	return (0);
}
