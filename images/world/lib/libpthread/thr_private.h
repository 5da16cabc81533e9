/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * thr_private.h: the objects behind the types of pthread.h, and how threads
 * sleep.
 *
 * All sleeping is on 32 bit words with umtx_sleep(2), which may return early:
 * every sleep is in a loop that looks at its word again.
 */
#ifndef _THR_PRIVATE_H_
#define _THR_PRIVATE_H_

#include <sys/types.h>
#include <machine/tls.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "libc_private.h"

struct pthread {
	struct tls_tcb	*tcb;
	void		*(*start)(void *);
	void		*arg;
	void		*result;
	void		*stack;		/* what munmap(2) gets; NULL: not ours */
	size_t		 stack_size;
	lwpid_t		 tid;
	volatile int	 done;		/* 1 once result is there */
	volatile int	 gone;		/* set to 1 by the kernel: stack unused */
	volatile int	 detached;	/* 0, or 1: nobody will join */
	const void	*keys[PTHREAD_KEYS_MAX];
	sigset_t	 mask;
};

struct pthread_attr {
	int		 detached;
	size_t		 stack_size;
	size_t		 guard_size;
	void		*stack;
};

struct pthread_mutex {
	volatile int	 word;		/* 0 free, 1 held, 2 held and wanted */
	int		 type;
	unsigned int	 depth;		/* of a recursive one */
	pthread_t volatile owner;
};

struct pthread_mutex_attr {
	int		 type;
};

struct pthread_cond {
	volatile int	 sequence;	/* counts wake-ups */
	volatile int	 waiters;
	clockid_t	 clock;
};

struct pthread_cond_attr {
	clockid_t	 clock;
};

struct pthread_rwlock {
	pthread_mutex_t	 mutex;
	pthread_cond_t	 changed;
	int		 readers;	/* -1: a writer has it */
	int		 writers;	/* that wait */
};

struct pthread_barrier {
	pthread_mutex_t	 mutex;
	pthread_cond_t	 turned;
	unsigned int	 count;
	unsigned int	 arrived;
	unsigned int	 inside;	/* in pthread_barrier_wait(), all cycles */
	unsigned int	 cycle;
};

struct pthread_spinlock {
	volatile int	 word;
};

/*
 * Sleep while *word is value, until the time if one is given: 0, ETIMEDOUT or
 * EINTR; 0 may mean nothing.
 */
int	_thr_wait(volatile int *word, int value, clockid_t clock,
	    const struct timespec *until);

/* Run the destructors of the calling thread's keys. */
void	_thr_key_cleanup(pthread_t self);

#endif /* !_THR_PRIVATE_H_ */
