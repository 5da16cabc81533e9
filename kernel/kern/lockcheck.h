/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lockcheck.h: the INVARIANTS check that locks are taken in rising rank.
 * kern/spin.c keeps, for each thread, what it holds.
 */
#ifndef _KERN_LOCKCHECK_H_
#define _KERN_LOCKCHECK_H_

#include "sys/kdefs.h"

#ifdef INVARIANTS
void	lockcheck_acquire(const void *lock, int rank, const char *name,
	    bool try);
void	lockcheck_release(const void *lock, const char *name);
#define LOCKCHECK_ACQUIRE(l, r, n, t)	lockcheck_acquire((l), (r), (n), (t))
#define LOCKCHECK_RELEASE(l, n)		lockcheck_release((l), (n))
#else
#define LOCKCHECK_ACQUIRE(l, r, n, t)	((void)0)
#define LOCKCHECK_RELEASE(l, n)		((void)0)
#endif

#endif /* !_KERN_LOCKCHECK_H_ */
