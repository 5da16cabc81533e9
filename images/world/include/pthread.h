/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pthread.h: POSIX threads.
 */
#ifndef _PTHREAD_H_
#define _PTHREAD_H_

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/_sigset.h>
#include <sched.h>
#include <time.h>

#define PTHREAD_CREATE_JOINABLE		0
#define PTHREAD_CREATE_DETACHED		1
#define PTHREAD_PROCESS_PRIVATE		0
#define PTHREAD_PROCESS_SHARED		1
#define PTHREAD_SCOPE_PROCESS		0
#define PTHREAD_SCOPE_SYSTEM		2
#define PTHREAD_INHERIT_SCHED		4
#define PTHREAD_EXPLICIT_SCHED		0
#define PTHREAD_MUTEX_ERRORCHECK	1
#define PTHREAD_MUTEX_RECURSIVE		2
#define PTHREAD_MUTEX_NORMAL		3
#define PTHREAD_MUTEX_DEFAULT		PTHREAD_MUTEX_ERRORCHECK
#define PTHREAD_BARRIER_SERIAL_THREAD	(-1)
#define PTHREAD_CANCEL_ENABLE		0
#define PTHREAD_CANCEL_DISABLE		1
#define PTHREAD_KEYS_MAX		256
#define PTHREAD_DESTRUCTOR_ITERATIONS	4
#define PTHREAD_STACK_MIN		16384

#define PTHREAD_NEEDS_INIT		0
#define PTHREAD_ONCE_INIT		{ PTHREAD_NEEDS_INIT, NULL }
#define PTHREAD_MUTEX_INITIALIZER	NULL
#define PTHREAD_COND_INITIALIZER	NULL
#define PTHREAD_RWLOCK_INITIALIZER	NULL

__BEGIN_DECLS
int	pthread_atfork(void (*)(void), void (*)(void), void (*)(void));
int	pthread_attr_destroy(pthread_attr_t *);
int	pthread_attr_getdetachstate(const pthread_attr_t *, int *);
int	pthread_attr_getguardsize(const pthread_attr_t *, size_t *);
int	pthread_attr_getstack(const pthread_attr_t *, void **, size_t *);
int	pthread_attr_getstacksize(const pthread_attr_t *, size_t *);
int	pthread_attr_init(pthread_attr_t *);
int	pthread_attr_setdetachstate(pthread_attr_t *, int);
int	pthread_attr_setguardsize(pthread_attr_t *, size_t);
int	pthread_attr_setstack(pthread_attr_t *, void *, size_t);
int	pthread_attr_setstacksize(pthread_attr_t *, size_t);
int	pthread_barrier_destroy(pthread_barrier_t *);
int	pthread_barrier_init(pthread_barrier_t *,
	    const pthread_barrierattr_t *, unsigned int);
int	pthread_barrier_wait(pthread_barrier_t *);
int	pthread_cond_broadcast(pthread_cond_t *);
int	pthread_cond_destroy(pthread_cond_t *);
int	pthread_cond_init(pthread_cond_t *, const pthread_condattr_t *);
int	pthread_cond_signal(pthread_cond_t *);
int	pthread_cond_timedwait(pthread_cond_t *, pthread_mutex_t *,
	    const struct timespec *);
int	pthread_cond_wait(pthread_cond_t *, pthread_mutex_t *);
int	pthread_condattr_destroy(pthread_condattr_t *);
int	pthread_condattr_getclock(const pthread_condattr_t *, clockid_t *);
int	pthread_condattr_init(pthread_condattr_t *);
int	pthread_condattr_setclock(pthread_condattr_t *, clockid_t);
int	pthread_create(pthread_t *, const pthread_attr_t *,
	    void *(*)(void *), void *);
int	pthread_detach(pthread_t);
int	pthread_equal(pthread_t, pthread_t);
void	pthread_exit(void *) __dead2;
void	*pthread_getspecific(pthread_key_t);
int	pthread_join(pthread_t, void **);
int	pthread_key_create(pthread_key_t *, void (*)(void *));
int	pthread_key_delete(pthread_key_t);
int	pthread_kill(pthread_t, int);
int	pthread_main_np(void);
int	pthread_mutex_destroy(pthread_mutex_t *);
int	pthread_mutex_init(pthread_mutex_t *, const pthread_mutexattr_t *);
int	pthread_mutex_lock(pthread_mutex_t *);
int	pthread_mutex_timedlock(pthread_mutex_t *, const struct timespec *);
int	pthread_mutex_trylock(pthread_mutex_t *);
int	pthread_mutex_unlock(pthread_mutex_t *);
int	pthread_mutexattr_destroy(pthread_mutexattr_t *);
int	pthread_mutexattr_gettype(const pthread_mutexattr_t *, int *);
int	pthread_mutexattr_init(pthread_mutexattr_t *);
int	pthread_mutexattr_settype(pthread_mutexattr_t *, int);
int	pthread_once(pthread_once_t *, void (*)(void));
int	pthread_rwlock_destroy(pthread_rwlock_t *);
int	pthread_rwlock_init(pthread_rwlock_t *, const pthread_rwlockattr_t *);
int	pthread_rwlock_rdlock(pthread_rwlock_t *);
int	pthread_rwlock_tryrdlock(pthread_rwlock_t *);
int	pthread_rwlock_trywrlock(pthread_rwlock_t *);
int	pthread_rwlock_unlock(pthread_rwlock_t *);
int	pthread_rwlock_wrlock(pthread_rwlock_t *);
pthread_t	pthread_self(void);
void	pthread_set_name_np(pthread_t, const char *);
int	pthread_setcancelstate(int, int *);
int	pthread_setspecific(pthread_key_t, const void *);
int	pthread_sigmask(int, const sigset_t *__restrict, sigset_t *__restrict);
int	pthread_spin_destroy(pthread_spinlock_t *);
int	pthread_spin_init(pthread_spinlock_t *, int);
int	pthread_spin_lock(pthread_spinlock_t *);
int	pthread_spin_trylock(pthread_spinlock_t *);
int	pthread_spin_unlock(pthread_spinlock_t *);
void	pthread_yield(void);
__END_DECLS

#endif /* !_PTHREAD_H_ */
