/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cancel.c: cancelling threads, and what they clean up.
 *
 * pthread_cancel(3) marks the thread and sends it SIGTHR.  The handler ends it
 * then and there if it may: at a cancellation point, or anywhere if its type
 * is asynchronous; else the mark waits for the next point.  A point announces
 * itself before it looks at the mark, so that no request falls between that
 * look and sleep.  A thread that holds a lock of the C library other than a
 * stream's goes on until it meets a point without one.
 *
 * SIGTHR is never blocked by programs: see points.c.
 */
#include <sys/types.h>
#include <sys/lwp.h>
#include <errno.h>
#include <signal.h>

#include "thr_private.h"

static pthread_once_t	once = PTHREAD_ONCE_INIT;

void
_pthread_cleanup_push(struct _pthread_cleanup *c, void (*routine)(void *),
    void *arg)
{
	pthread_t self = pthread_self();

	c->routine = routine;
	c->arg = arg;
	c->next = self->cleanup;
	self->cleanup = c;
}

void
_pthread_cleanup_pop(struct _pthread_cleanup *c, int execute)
{
	pthread_self()->cleanup = c->next;
	if (execute)
		c->routine(c->arg);
}

void
_thr_cleanup_run(pthread_t self)
{
	struct _pthread_cleanup *c;

	while ((c = self->cleanup) != NULL) {
		self->cleanup = c->next;
		c->routine(c->arg);
	}
}

/* Whether self is to end now if it is somewhere where it may. */
static bool
wanted(pthread_t self)
{
	return (self->cancelled && !self->ending &&
	    self->cancel_state == PTHREAD_CANCEL_ENABLE && __lock_depth == 0);
}

static void __dead2
end(pthread_t self)
{
	self->ending = true;
	__stdio_let_go();
	pthread_exit(PTHREAD_CANCELED);
}

static void
on_sigthr(int sig __unused)
{
	pthread_t self = pthread_self();
	int saved = errno;

	if (wanted(self) && (self->at_point > 0 ||
	    self->cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS))
		end(self);
	errno = saved;
}

/* What does not end goes on: calls are restarted. */
static void
set_up(void)
{
	struct sigaction sa;

	sa.sa_handler = on_sigthr;
	sa.sa_flags = SA_RESTART;
	sigfillset(&sa.sa_mask);
	(void)__sys_sigaction(SIGTHR, &sa, NULL);
}

int
pthread_cancel(pthread_t t)
{
	int saved = errno;

	pthread_once(&once, set_up);
	if (__atomic_exchange_n(&t->cancelled, 1, __ATOMIC_ACQ_REL) == 0 &&
	    __atomic_load_n(&t->done, __ATOMIC_ACQUIRE) == 0)
		/* One that is about to be gone needs no signal. */
		(void)lwp_kill(-1, t->tid, SIGTHR);
	errno = saved;
	return (0);
}

void
_thr_point_enter(void)
{
	pthread_t self = pthread_self();

	self->at_point++;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	if (wanted(self))
		end(self);
}

void
_thr_point_leave(void)
{
	pthread_self()->at_point--;
}

void
pthread_testcancel(void)
{
	pthread_t self = pthread_self();

	if (wanted(self))
		end(self);
}

int
pthread_setcancelstate(int state, int *old)
{
	pthread_t self = pthread_self();

	if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
		return (EINVAL);
	if (old != NULL)
		*old = self->cancel_state;
	self->cancel_state = state;
	if (self->cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS)
		pthread_testcancel();
	return (0);
}

int
pthread_setcanceltype(int type, int *old)
{
	pthread_t self = pthread_self();

	if (type != PTHREAD_CANCEL_DEFERRED &&
	    type != PTHREAD_CANCEL_ASYNCHRONOUS)
		return (EINVAL);
	if (old != NULL)
		*old = self->cancel_type;
	self->cancel_type = type;
	if (type == PTHREAD_CANCEL_ASYNCHRONOUS)
		pthread_testcancel();
	return (0);
}
