/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * once.c: pthread_once(3), and pthread_atfork(3).
 *
 * The state of a once: 0 not yet, 1 somebody is at it, 2 others wait, 3 done.
 */
#include <sys/types.h>
#include <errno.h>
#include <stdlib.h>

#include "thr_private.h"

/* A thread that ends in there leaves the work to the next. */
static void
undo(void *arg)
{
	volatile int *state = arg;

	if (__atomic_exchange_n(state, 0, __ATOMIC_RELEASE) == 2)
		__futex_wake(state, 0);
}

int
pthread_once(pthread_once_t *once, void (*init)(void))
{
	volatile int *state = &once->state;
	int old;

	for (;;) {
		old = 0;
		if (__atomic_compare_exchange_n(state, &old, 1, false,
		    __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
			pthread_cleanup_push(undo, __DEVOLATILE(int *, state));
			init();
			pthread_cleanup_pop(0);
			if (__atomic_exchange_n(state, 3, __ATOMIC_RELEASE) == 2)
				__futex_wake(state, 0);
			return (0);
		}
		if (old == 3)
			return (0);
		if (old == 1)
			__atomic_compare_exchange_n(state, &old, 2, false,
			    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
		__futex_wait(state, 2, 0);
	}
}

struct handlers {
	struct handlers	*next;		/* the one registered before */
	struct handlers	*prev;
	void		(*prepare)(void);
	void		(*parent)(void);
	void		(*child)(void);
};

static struct __lock	lock;
static struct handlers	*newest, *oldest;

/* Last registered first; the lock is held over the fork. */
static void
run_prepare(void)
{
	__lock_enter(&lock);
	for (struct handlers *h = newest; h != NULL; h = h->next)
		if (h->prepare != NULL)
			h->prepare();
}

static void
run_parent(void)
{
	for (struct handlers *h = oldest; h != NULL; h = h->prev)
		if (h->parent != NULL)
			h->parent();
	__lock_leave(&lock);
}

static void
run_child(void)
{
	for (struct handlers *h = oldest; h != NULL; h = h->prev)
		if (h->child != NULL)
			h->child();
	__lock_leave(&lock);
}

int
pthread_atfork(void (*prepare)(void), void (*parent)(void),
    void (*child)(void))
{
	struct handlers *h = malloc(sizeof(*h));

	if (h == NULL)
		return (ENOMEM);
	h->prepare = prepare;
	h->parent = parent;
	h->child = child;
	h->prev = NULL;
	__lock_enter(&lock);
	h->next = newest;
	if (newest != NULL)
		newest->prev = h;
	else
		oldest = h;
	newest = h;
	__atfork_prepare = run_prepare;
	__atfork_parent = run_parent;
	__atfork_child = run_child;
	__lock_leave(&lock);
	return (0);
}
