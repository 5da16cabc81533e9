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
#include <sched.h>
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
	sigset_t	 mask;		/* to begin with */
	volatile int	 go;		/* GO_* */
	int		 policy;
	int		 priority;
	void		*base;		/* the stack without its guard */
	size_t		 base_size;
	size_t		 guard_size;
	/*
	 * Cancellation.  Written by the thread itself, but for `cancelled';
	 * its handler of SIGTHR reads them.
	 */
	volatile int	 cancelled;	/* 1: pthread_cancel() was called */
	volatile int	 cancel_state;
	volatile int	 cancel_type;
	volatile int	 at_point;	/* depth of _thr_point_enter() */
	volatile bool	 ending;	/* in pthread_exit(): too late */
	struct _pthread_cleanup *cleanup;
};

/* A new thread waits until it has its policy, then runs or does not. */
#define GO_WAIT	0
#define GO_RUN	1
#define GO_NOT	2

struct pthread_attr {
	int		 detached;
	size_t		 stack_size;
	size_t		 guard_size;
	void		*stack;
	int		 inherit;	/* PTHREAD_INHERIT_SCHED or explicit */
	int		 policy;
	int		 priority;
};

extern const struct pthread_attr	_thr_attr_defaults;

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

/* Neither has anything to say but that it is of one process. */
struct pthread_rwlockattr {
	int		 shared;
};

struct pthread_barrierattr {
	int		 shared;
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

/* A semaphore; it may lie in a file. */
struct sem {
	uint32_t	magic;
	volatile int	value;
	volatile int	waiters;
	int		kind;		/* SEM_* */
};

#define SEM_MAGIC	0x73656d31

#define SEM_PRIVATE	0
#define SEM_SHARED	1		/* by a process and its children */
#define SEM_NAMED	2

/*
 * Sleep while *word is value, until the time if one is given: 0, ETIMEDOUT or
 * EINTR; 0 may mean nothing.
 */
int	_thr_wait(volatile int *word, int value, clockid_t clock,
	    const struct timespec *until);

/*
 * Begin and end what a thread may be cancelled in.  A thread that was cancelled
 * does not come back from the first.
 */
void	_thr_point_enter(void);
void	_thr_point_leave(void);

/* Give an LWP a policy and a priority of sched.h: 0, EINVAL, EPERM or ESRCH. */
int	_thr_schedule(lwpid_t tid, int policy, int priority);

/* Run the clean-up handlers of the calling thread, the last first. */
void	_thr_cleanup_run(pthread_t self);

/* Run the destructors of the calling thread's keys. */
void	_thr_key_cleanup(pthread_t self);

#endif /* !_THR_PRIVATE_H_ */
