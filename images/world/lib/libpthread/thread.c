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

#define STACK_DEFAULT	(1024 * 1024)
#define GUARD_DEFAULT	PAGE_SIZE

struct dead {
	struct dead	*next;
	pthread_t	 thread;
};

static struct pthread	main_thread = { .done = 0 };
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
	sigprocmask(SIG_SETMASK, &self->mask, NULL);
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
	static const struct pthread_attr defaults = {
		.stack_size = STACK_DEFAULT, .guard_size = GUARD_DEFAULT
	};
	const struct pthread_attr *a = attr != NULL ? *attr : &defaults;
	struct lwp_params lp;
	sigset_t all;
	pthread_t t;
	char *top;
	int error, saved = errno;

	(void)pthread_self();
	bury();
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return (EAGAIN);
	t->start = start;
	t->arg = arg;
	t->detached = a->detached;
	t->tcb = __tls_allocate();
	if (t->tcb == NULL) {
		free(t);
		errno = saved;
		return (EAGAIN);
	}
	t->tcb->tcb_pthread = t;
	if (a->stack != NULL)
		top = (char *)a->stack + a->stack_size;
	else {
		error = make_stack(t, a);
		if (error != 0) {
			release(t);
			errno = saved;
			return (error);
		}
		top = (char *)t->stack + t->stack_size;
	}
	/* The thread starts with our mask, but sees no signal before it is set up. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &t->mask);
	memset(&lp, 0, sizeof(lp));
	lp.lwp_func = begin;
	lp.lwp_arg = t;
	/* The kernel pushes a return address that leads nowhere. */
	lp.lwp_stack = (void *)((uintptr_t)top & ~15UL);
	lp.lwp_tid1 = &t->tid;
	__isthreaded = 1;
	__atomic_add_fetch(&nthreads, 1, __ATOMIC_RELAXED);
	*tp = t;
	error = lwp_create(&lp) != 0 ? errno : 0;
	sigprocmask(SIG_SETMASK, &t->mask, NULL);
	if (error != 0) {
		__atomic_sub_fetch(&nthreads, 1, __ATOMIC_RELAXED);
		if (t->stack != NULL)
			munmap(t->stack, t->stack_size);
		release(t);
		error = EAGAIN;
	}
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
	void *stack = self->stack;
	size_t size = self->stack_size;

	_thr_key_cleanup(self);
	if (__atomic_sub_fetch(&nthreads, 1, __ATOMIC_ACQ_REL) == 0)
		exit(0);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	self->result = result;
	if (__atomic_exchange_n(&self->detached, 2, __ATOMIC_ACQ_REL) == 1)
		lie_down(self);
	_reclaim_reent(_REENT);
	__malloc_thread_exit();
	__atomic_store_n(&self->done, 1, __ATOMIC_RELEASE);
	__futex_wake(&self->done, 0);
	if (self == &main_thread || stack == NULL)
		for (;;)
			extexit(EXTEXIT_LWP | EXTEXIT_SETINT, 1,
			    __DEVOLATILE(int *, &self->gone));
	__lwp_vanish(stack, size, EXTEXIT_LWP | EXTEXIT_SETINT, &self->gone);
}

int
pthread_join(pthread_t t, void **result)
{
	if (t == pthread_self())
		return (EDEADLK);
	if (t->detached == 1)
		return (EINVAL);
	while (__atomic_load_n(&t->done, __ATOMIC_ACQUIRE) == 0)
		__futex_wait(&t->done, 0, 0);
	/* The LWP still runs on its stack for a moment. */
	while (__atomic_load_n(&t->gone, __ATOMIC_ACQUIRE) == 0)
		__futex_wait(&t->gone, 0, 1000);
	if (result != NULL)
		*result = t->result;
	if (t != &main_thread)
		release(t);
	bury();
	return (0);
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
	while (__atomic_load_n(&t->gone, __ATOMIC_ACQUIRE) == 0)
		__futex_wait(&t->gone, 0, 1000);
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

int
pthread_sigmask(int how, const sigset_t *__restrict set,
    sigset_t *__restrict old)
{
	int saved = errno, error = 0;

	if (sigprocmask(how, set, old) != 0)
		error = errno;
	errno = saved;
	return (error);
}

void
pthread_yield(void)
{
	sched_yield();
}

void
pthread_set_name_np(pthread_t t, const char *name)
{
	if (t->tid != 0)
		(void)lwp_setname(t->tid, name);
}

int
pthread_attr_init(pthread_attr_t *ap)
{
	*ap = calloc(1, sizeof(**ap));
	if (*ap == NULL)
		return (ENOMEM);
	(*ap)->stack_size = STACK_DEFAULT;
	(*ap)->guard_size = GUARD_DEFAULT;
	return (0);
}

int
pthread_attr_destroy(pthread_attr_t *ap)
{
	free(*ap);
	*ap = NULL;
	return (0);
}

int
pthread_attr_setdetachstate(pthread_attr_t *ap, int state)
{
	if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED)
		return (EINVAL);
	(*ap)->detached = state;
	return (0);
}

int
pthread_attr_getdetachstate(const pthread_attr_t *ap, int *state)
{
	*state = (*ap)->detached;
	return (0);
}

int
pthread_attr_setstacksize(pthread_attr_t *ap, size_t size)
{
	if (size < PTHREAD_STACK_MIN)
		return (EINVAL);
	(*ap)->stack_size = size;
	return (0);
}

int
pthread_attr_getstacksize(const pthread_attr_t *ap, size_t *size)
{
	*size = (*ap)->stack_size;
	return (0);
}

int
pthread_attr_setguardsize(pthread_attr_t *ap, size_t size)
{
	(*ap)->guard_size = size;
	return (0);
}

int
pthread_attr_getguardsize(const pthread_attr_t *ap, size_t *size)
{
	*size = (*ap)->guard_size;
	return (0);
}

int
pthread_attr_setstack(pthread_attr_t *ap, void *stack, size_t size)
{
	if (size < PTHREAD_STACK_MIN)
		return (EINVAL);
	(*ap)->stack = stack;
	(*ap)->stack_size = size;
	return (0);
}

int
pthread_attr_getstack(const pthread_attr_t *ap, void **stack, size_t *size)
{
	*stack = (*ap)->stack;
	*size = (*ap)->stack_size;
	return (0);
}
