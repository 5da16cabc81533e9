/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spin.c: spin locks; on one that stays held the CPU is given away.
 */
#include <sys/types.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>

#include "thr_private.h"

#define SPINS	1000

int
pthread_spin_init(pthread_spinlock_t *sp, int shared __unused)
{
	*sp = calloc(1, sizeof(**sp));
	return (*sp != NULL ? 0 : ENOMEM);
}

int
pthread_spin_destroy(pthread_spinlock_t *sp)
{
	free(*sp);
	*sp = NULL;
	return (0);
}

int
pthread_spin_trylock(pthread_spinlock_t *sp)
{
	return (__atomic_exchange_n(&(*sp)->word, 1, __ATOMIC_ACQUIRE) == 0 ? 0 :
	    EBUSY);
}

int
pthread_spin_lock(pthread_spinlock_t *sp)
{
	int n = 0;

	while (pthread_spin_trylock(sp) != 0) {
		if (++n == SPINS) {
			n = 0;
			sched_yield();
		}
		__asm__ __volatile__("pause");
	}
	return (0);
}

int
pthread_spin_unlock(pthread_spinlock_t *sp)
{
	__atomic_store_n(&(*sp)->word, 0, __ATOMIC_RELEASE);
	return (0);
}
