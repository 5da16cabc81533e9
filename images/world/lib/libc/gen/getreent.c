/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getreent.c: each thread's copy of newlib's state, errno among it.
 */
#include <reent.h>
#include <errno.h>

/* newlib's initializer stops short of the last members. */
#pragma clang diagnostic ignored "-Wmissing-field-initializers"

static __thread struct _reent reent = _REENT_INIT(reent);

/* The state that owns the standard streams and what exit() flushes. */
static struct _reent global_reent = _REENT_INIT(global_reent);
struct _reent	*const _global_impure_ptr = &global_reent;
struct _reent	*_impure_ptr = &global_reent;

struct _reent *
__getreent(void)
{
	return (&reent);
}

int *
__error(void)
{
	return (&reent._errno);
}

int *
__errno(void)
{
	return (&reent._errno);
}
