/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * thread.c: making, ending and joining threads.
 *
 * A thread that ends unmaps its own stack and then its LWP, with no stack
 * under it, through extexit(2), which sets `gone'.  Who joins it waits for
 * that; the memory of a detached thread is kept in a list of the dead and
 * released by whoever makes or joins a thread next.
 */
#include <sys/param.h>
#include <sys/lwp.h>
#include <sys/mman.h>
#include <sys/tls.h>
#include <sys/unistd.h>
#include <errno.h>
#include <reent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "thr_private.h"

struct dead {
	struct dead	*next;
	pthread_t	 thread;
};

static struct pthread	main_thread = { .policy = SCHED_OTHER };
static struct __lock	dead_lock;
static struct dead	*dead_list;
static volatile int	nthreads = 1;

pthread_t
pthread_self(void)
{
	struct tls_tcb *tcb = __tls_self();
	pthread_t self = tcb->tcb_pthread;

	if (self == NULL) {
		self = &main_thread;
		self->tcb = tcb;
		self->tid = lwp_gettid();
		tcb->tcb_pthread = self;
	}
	return (self);
}

int
pthread_equal(pthread_t a, pthread_t b)
{
	return (a == b);
}

int
pthread_main_np(void)
{
	return (pthread_self() == &main_thread);
}

int
_thr_wait(volatile int *word, int value, clockid_t clock,
    const struct timespec *until)
{
	struct timespec now, left;
	int error, us = 0;

	if (until != NULL) {
		if (until->tv_nsec < 0 || until->tv_nsec >= 1000000000)
			return (EINVAL);
		clock_gettime(clock, &now);
		timespecsub(until, &now, &left);
		if (left.tv_sec < 0 || (left.tv_sec == 0 && left.tv_nsec == 0))
			return (ETIMEDOUT);
		us = left.tv_sec >= 1 ? 1000000 :
		    (int)MAX(left.tv_nsec / 1000, 1);
	}
	error = __futex_wait(word, value, us);
	return (error == EINTR ? EINTR : 0);
}

/* Give the memory of a thread back whose LWP is gone. */
static void
release(pthread_t t)
{
	__tls_release(t->tcb);
	free(t);
}

/* Release the detached threads that are gone. */
static void
bury(void)
{
	struct dead **pp, *d;

	__lock_enter(&dead_lock);
	for (pp = &dead_list; (d = *pp) != NULL;) {
		if (!d->thread->gone) {
			pp = &d->next;
			continue;
		}
		*pp = d->next;
		release(d->thread);
		free(d);
	}
	__lock_leave(&dead_lock);
}

/* The LWP of a thread that is done still runs on its stack for a moment. */
static void
wait_until_gone(pthread_t t)
{
	while (__atomic_load_n(&t->gone, __ATOMIC_ACQUIRE) == 0)
		__futex_wait(&t->gone, 0, 1000);
}

/* End the calling thread, whose signals are blocked: stack, then LWP. */
static void __dead2
leave(pthread_t self)
{
	void *stack = self->stack;
	size_t size = self->stack_size;

	__atomic_store_n(&self->done, 1, __ATOMIC_RELEASE);
	__futex_wake(&self->done, 0);
	if (self == &main_thread || stack == NULL)
		for (;;)
			extexit(EXTEXIT_LWP | EXTEXIT_SETINT, 1,
			    __DEVOLATILE(int *, &self->gone));
	__lwp_vanish(stack, size, EXTEXIT_LWP | EXTEXIT_SETINT, &self->gone);
}

/*
 * A thread that waits for its policy and priority gets them and runs, or else
 * ends without having run.
 */
static int
let_go(pthread_t t)
{
	int error = _thr_schedule(t->tid, t->policy, t->priority);

	__atomic_store_n(&t->go, error == 0 ? GO_RUN : GO_NOT,
	    __ATOMIC_RELEASE);
	/* The wake-up only names the word, which may be gone. */
	__futex_wake(&t->go, 1);
	if (error != 0) {
		__atomic_sub_fetch(&nthreads, 1, __ATOMIC_RELAXED);
		wait_until_gone(t);
	}
	return (error);
}

/* The first code of a new thread. */
static void
begin(void *arg)
{
	pthread_t self = arg;
	struct tls_info ti;

	ti.base = self->tcb;
	ti.size = -1;
	set_tls_area(TLS_WHICH_FS, &ti, sizeof(ti));
	self->tid = lwp_gettid();
	while (__atomic_load_n(&self->go, __ATOMIC_ACQUIRE) == GO_WAIT)
		__futex_wait(&self->go, GO_WAIT, 0);
	if (self->go == GO_NOT)
		leave(self);
	/* This also has points.c linked, and so every call there a point. */
	pthread_sigmask(SIG_SETMASK, &self->mask, NULL);
	pthread_exit(self->start(self->arg));
}

/* Map a stack with a guard below it. */
static int
make_stack(pthread_t t, const struct pthread_attr *a)
{
	size_t size = roundup2(a->stack_size, PAGE_SIZE);
	size_t guard = roundup2(a->guard_size, PAGE_SIZE);
	char *p;

	p = mmap(NULL, size + guard, PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_PRIVATE, -1, 0);
	if (p == MAP_FAILED)
		return (EAGAIN);
	if (guard > 0)
		mprotect(p, guard, PROT_NONE);
	t->stack = p;
	t->stack_size = size + guard;
	return (0);
}

int
pthread_create(pthread_t *tp, const pthread_attr_t *attr,
    void *(*start)(void *), void *arg)
{
	const struct pthread_attr *a = attr != NULL ? *attr :
	    &_thr_attr_defaults;
	pthread_t self = pthread_self(), t;
	struct lwp_params lp;
	sigset_t all, mask;
	bool held = false;
	char *top;
	int error, saved = errno;

	bury();
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return (EAGAIN);
	t->start = start;
	t->arg = arg;
	t->detached = a->detached;
	t->guard_size = a->guard_size;
	t->policy = self->policy;
	t->priority = self->priority;
	if (a->inherit == PTHREAD_EXPLICIT_SCHED) {
		t->policy = a->policy;
		t->priority = a->priority;
		held = t->policy != self->policy ||
		    (t->policy != SCHED_OTHER &&
		    t->priority != self->priority);
	}
	t->go = held ? GO_WAIT : GO_RUN;
	t->tcb = __tls_allocate();
	if (t->tcb == NULL) {
		free(t);
		errno = saved;
		return (EAGAIN);
	}
	t->tcb->tcb_pthread = t;
	if (a->stack != NULL) {
		t->base = a->stack;
		t->base_size = a->stack_size;
	} else {
		error = make_stack(t, a);
		if (error != 0) {
			release(t);
			errno = saved;
			return (error);
		}
		t->base = (char *)t->stack + roundup2(a->guard_size, PAGE_SIZE);
		t->base_size = (size_t)((char *)t->stack + t->stack_size -
		    (char *)t->base);
	}
	top = (char *)t->base + t->base_size;
	/* The thread starts with our mask, but sees no signal before it is set up. */
	sigfillset(&all);
	__sys_sigprocmask(SIG_SETMASK, &all, &mask);
	t->mask = mask;
	memset(&lp, 0, sizeof(lp));
	lp.lwp_func = begin;
	lp.lwp_arg = t;
	/* The kernel pushes a return address that leads nowhere. */
	lp.lwp_stack = (void *)((uintptr_t)top & ~15UL);
	lp.lwp_tid1 = &t->tid;
	__isthreaded = 1;
	__atomic_add_fetch(&nthreads, 1, __ATOMIC_RELAXED);
	*tp = t;
	error = 0;
	if (lwp_create(&lp) != 0) {
		__atomic_sub_fetch(&nthreads, 1, __ATOMIC_RELAXED);
		if (t->stack != NULL)
			munmap(t->stack, t->stack_size);
		error = EAGAIN;
	} else if (held) {
		/* One that is not let go has unmapped its stack. */
		error = let_go(t);
	}
	/* Without an error t may be gone by now. */
	__sys_sigprocmask(SIG_SETMASK, &mask, NULL);
	if (error != 0)
		release(t);
	errno = saved;
	return (error);
}

/* Put a detached thread, the caller, on the list of the dead. */
static void
lie_down(pthread_t self)
{
	struct dead *d = malloc(sizeof(*d));

	/* Without memory for the note the thread's own is lost, no more. */
	if (d == NULL)
		return;
	d->thread = self;
	__lock_enter(&dead_lock);
	d->next = dead_list;
	dead_list = d;
	__lock_leave(&dead_lock);
}

void
pthread_exit(void *result)
{
	pthread_t self = pthread_self();
	sigset_t all;

	self->ending = true;
	_thr_cleanup_run(self);
	_thr_key_cleanup(self);
	if (__atomic_sub_fetch(&nthreads, 1, __ATOMIC_ACQ_REL) == 0)
		exit(0);
	sigfillset(&all);
	__sys_sigprocmask(SIG_SETMASK, &all, NULL);
	self->result = result;
	if (__atomic_exchange_n(&self->detached, 2, __ATOMIC_ACQ_REL) == 1)
		lie_down(self);
	_reclaim_reent(_REENT);
	__malloc_thread_exit();
	leave(self);
}

/*
 * Join t, until a time of CLOCK_REALTIME if one is given: 0, ETIMEDOUT or an
 * error of the caller's.
 */
static int
join(pthread_t t, void **result, const struct timespec *until)
{
	int error = 0;

	if (t == pthread_self())
		return (EDEADLK);
	if (t->detached == 1)
		return (EINVAL);
	_thr_point_enter();
	while (error == 0 && __atomic_load_n(&t->done, __ATOMIC_ACQUIRE) == 0) {
		error = _thr_wait(&t->done, 0, CLOCK_REALTIME, until);
		if (error == EINTR)
			error = 0;
	}
	_thr_point_leave();
	if (error != 0)
		return (error);
	wait_until_gone(t);
	if (result != NULL)
		*result = t->result;
	if (t != &main_thread)
		release(t);
	bury();
	return (0);
}

int
pthread_join(pthread_t t, void **result)
{
	return (join(t, result, NULL));
}

int
pthread_timedjoin_np(pthread_t t, void **result, const struct timespec *until)
{
	return (join(t, result, until));
}

int
pthread_detach(pthread_t t)
{
	int old = 0;

	if (__atomic_compare_exchange_n(&t->detached, &old, 1, false,
	    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return (0);
	if (old == 1)
		return (EINVAL);
	/* It has ended already: nobody else releases it. */
	wait_until_gone(t);
	release(t);
	return (0);
}

int
pthread_kill(pthread_t t, int sig)
{
	int saved = errno, error = 0;

	if (t->tid == 0 || lwp_kill(-1, t->tid, sig) != 0)
		error = t->tid == 0 ? ESRCH : errno;
	errno = saved;
	return (error);
}

void
pthread_yield(void)
{
	sched_yield();
}
