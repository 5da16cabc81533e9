/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sem.c: unnamed semaphores of one process.
 */
#include <sys/types.h>
#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>

#include "thr_private.h"

struct sem {
	volatile int	value;
	volatile int	waiters;
};

int
sem_init(sem_t *sp, int shared, unsigned int value)
{
	struct sem *s;

	if (shared != 0 || value > SEM_VALUE_MAX) {
		errno = shared != 0 ? EPERM : EINVAL;
		return (-1);
	}
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return (-1);
	s->value = (int)value;
	*sp = s;
	return (0);
}

int
sem_destroy(sem_t *sp)
{
	free(*sp);
	*sp = NULL;
	return (0);
}

int
sem_trywait(sem_t *sp)
{
	struct sem *s = *sp;
	int v = __atomic_load_n(&s->value, __ATOMIC_RELAXED);

	while (v > 0)
		if (__atomic_compare_exchange_n(&s->value, &v, v - 1, false,
		    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return (0);
	errno = EAGAIN;
	return (-1);
}

int
sem_timedwait(sem_t *__restrict sp, const struct timespec *__restrict until)
{
	struct sem *s = *sp;
	int error = 0, saved = errno;

	while (sem_trywait(sp) != 0) {
		if (error != 0) {
			errno = error;
			return (-1);
		}
		__atomic_add_fetch(&s->waiters, 1, __ATOMIC_ACQ_REL);
		error = _thr_wait(&s->value, 0, CLOCK_REALTIME, until);
		__atomic_sub_fetch(&s->waiters, 1, __ATOMIC_ACQ_REL);
	}
	errno = saved;
	return (0);
}

int
sem_wait(sem_t *sp)
{
	return (sem_timedwait(sp, NULL));
}

int
sem_post(sem_t *sp)
{
	struct sem *s = *sp;
	int v = __atomic_load_n(&s->value, __ATOMIC_RELAXED);

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
	*value = (*sp)->value;
	return (0);
}
