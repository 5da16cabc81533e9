/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lock.c: the library's own locks, recursive, over umtx_sleep(2), and newlib's
 * interface to them.
 *
 * A program with one thread keeps a lock's state with plain stores, so that a
 * lock held when the second thread is made is released rightly.
 */
#include <sys/types.h>
#include <sys/lock.h>
#include <sys/umtx.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "libc_private.h"

int		__isthreaded;
__thread int	__lock_depth;

/*
 * Sleep while *word is value: 0 woken or changed, EBUSY, EWOULDBLOCK when the
 * timeout (microseconds) passed, EINTR.  The kernel may return early.
 */
int
__futex_wait(volatile int *word, int value, int timeout)
{
	int saved = errno, error = 0;

	if (__sys_umtx_sleep(word, value, timeout) != 0)
		error = errno;
	errno = saved;
	return (error);
}

void
__futex_wake(volatile int *word, int count)
{
	int saved = errno;

	__sys_umtx_wakeup(word, count);
	errno = saved;
}

static void
word_enter(volatile int *word)
{
	int old = 0;

	if (__atomic_compare_exchange_n(word, &old, 1, false, __ATOMIC_ACQUIRE,
	    __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(word, 2, __ATOMIC_ACQUIRE) != 0)
		__futex_wait(word, 2, 0);
}

static void
lock_enter(struct __lock *l)
{
	void *self = __tls_self();

	if (l->owner != self) {
		if (__isthreaded)
			word_enter(&l->word);
		else
			l->word = 1;
		l->owner = self;
	}
	l->depth++;
}

static bool
lock_try(struct __lock *l)
{
	void *self = __tls_self();
	int old = 0;

	if (l->owner != self) {
		if (!__atomic_compare_exchange_n(&l->word, &old, 1, false,
		    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return (false);
		l->owner = self;
	}
	l->depth++;
	return (true);
}

static void
lock_leave(struct __lock *l)
{
	if (--l->depth > 0)
		return;
	l->owner = NULL;
	if (!__isthreaded)
		l->word = 0;
	else if (__atomic_exchange_n(&l->word, 0, __ATOMIC_RELEASE) == 2)
		__futex_wake(&l->word, 1);
}

void
__lock_enter(struct __lock *l)
{
	__lock_depth++;
	lock_enter(l);
}

void
__lock_leave(struct __lock *l)
{
	lock_leave(l);
	__lock_depth--;
}

void
__lock_reset(struct __lock *l)
{
	l->word = 0;
	l->depth = 0;
	l->owner = NULL;
}

/*
 * Nobody cancels the only thread: the state is kept for those who ask.
 * libpthread has the other one.
 */
int __weak
pthread_setcancelstate(int state, int *old)
{
	static int current = PTHREAD_CANCEL_ENABLE;

	if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
		return (EINVAL);
	if (old != NULL)
		*old = current;
	current = state;
	return (0);
}

/* The locks that newlib's sources name. */
struct __lock __lock___sinit_recursive_mutex;
struct __lock __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex;
struct __lock __lock___at_quick_exit_mutex;
struct __lock __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex;
struct __lock __lock___arc4random_mutex;

void
__retarget_lock_init(_LOCK_T *lock)
{
	*lock = calloc(1, sizeof(struct __lock));
	if (*lock == NULL)
		abort();
}

void
__retarget_lock_init_recursive(_LOCK_T *lock)
{
	__retarget_lock_init(lock);
}

void
__retarget_lock_close(_LOCK_T lock)
{
	free(lock);
}

void
__retarget_lock_close_recursive(_LOCK_T lock)
{
	free(lock);
}

void
__retarget_lock_acquire(_LOCK_T lock)
{
	lock_enter(lock);
}

void
__retarget_lock_acquire_recursive(_LOCK_T lock)
{
	lock_enter(lock);
}

int
__retarget_lock_try_acquire(_LOCK_T lock)
{
	return (lock_try(lock));
}

int
__retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
	return (lock_try(lock));
}

void
__retarget_lock_release(_LOCK_T lock)
{
	lock_leave(lock);
}

void
__retarget_lock_release_recursive(_LOCK_T lock)
{
	lock_leave(lock);
}

/* Let a stream's lock go if the caller has it. */
void
__stdio_unlock(_LOCK_T lock)
{
	if (lock == NULL || lock->owner != __tls_self())
		return;
	lock->depth = 1;
	lock_leave(lock);
}
