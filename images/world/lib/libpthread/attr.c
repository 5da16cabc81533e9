/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * attr.c: attributes of threads to be made, and of those that run.
 */
#include <sys/param.h>
#include <errno.h>
#include <pthread_np.h>
#include <stdlib.h>

#include "thr_private.h"

const struct pthread_attr _thr_attr_defaults = {
	.stack_size = 1024 * 1024,
	.guard_size = PAGE_SIZE,
	.inherit = PTHREAD_INHERIT_SCHED,
	.policy = SCHED_OTHER,
};

int
pthread_attr_init(pthread_attr_t *ap)
{
	*ap = malloc(sizeof(**ap));
	if (*ap == NULL)
		return (ENOMEM);
	**ap = _thr_attr_defaults;
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

/* The address is that of the lowest byte, as pthread_attr_setstack() has it. */
int
pthread_attr_setstackaddr(pthread_attr_t *ap, void *stack)
{
	(*ap)->stack = stack;
	return (0);
}

int
pthread_attr_getstackaddr(const pthread_attr_t *ap, void **stack)
{
	*stack = (*ap)->stack;
	return (0);
}

int
pthread_attr_setinheritsched(pthread_attr_t *ap, int inherit)
{
	if (inherit != PTHREAD_INHERIT_SCHED &&
	    inherit != PTHREAD_EXPLICIT_SCHED)
		return (EINVAL);
	(*ap)->inherit = inherit;
	return (0);
}

int
pthread_attr_getinheritsched(const pthread_attr_t *ap, int *inherit)
{
	*inherit = (*ap)->inherit;
	return (0);
}

int
pthread_attr_setschedpolicy(pthread_attr_t *ap, int policy)
{
	if (policy < SCHED_FIFO || policy > SCHED_RR)
		return (ENOTSUP);
	(*ap)->policy = policy;
	return (0);
}

int
pthread_attr_getschedpolicy(const pthread_attr_t *ap, int *policy)
{
	*policy = (*ap)->policy;
	return (0);
}

int
pthread_attr_setschedparam(pthread_attr_t *ap, const struct sched_param *param)
{
	if (param->sched_priority < sched_get_priority_min(SCHED_FIFO) ||
	    param->sched_priority > sched_get_priority_max(SCHED_FIFO))
		return (ENOTSUP);
	(*ap)->priority = param->sched_priority;
	return (0);
}

int
pthread_attr_getschedparam(const pthread_attr_t *ap, struct sched_param *param)
{
	param->sched_priority = (*ap)->priority;
	return (0);
}

/* Every thread is an LWP: the system schedules them all. */
int
pthread_attr_setscope(pthread_attr_t *ap __unused, int scope)
{
	if (scope == PTHREAD_SCOPE_SYSTEM)
		return (0);
	return (scope == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL);
}

int
pthread_attr_getscope(const pthread_attr_t *ap __unused, int *scope)
{
	*scope = PTHREAD_SCOPE_SYSTEM;
	return (0);
}

/* What the thread t runs with; its stack is known unless it is the first. */
int
pthread_attr_get_np(pthread_t t, pthread_attr_t *ap)
{
	struct pthread_attr *a = *ap;

	*a = _thr_attr_defaults;
	a->detached = t->detached == 1;
	a->policy = t->policy;
	a->priority = t->priority;
	if (t->base != NULL) {
		a->stack = t->base;
		a->stack_size = t->base_size;
		a->guard_size = t->guard_size;
	}
	return (0);
}
