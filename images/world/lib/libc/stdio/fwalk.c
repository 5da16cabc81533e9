/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fwalk.c: call a function for every stream that is open.
 *
 * newlib's own hands the function the state that owns the list, where it then
 * looks for errno; ours lies with the calling thread.  fflush(NULL) took a
 * stream that cannot seek for one that can, and lost what was read ahead.
 */
#include <reent.h>
#include <stdio.h>

#include "libc_private.h"

int	_fwalk(struct _reent *, int (*)(FILE *));
int	_fwalk_reent(struct _reent *, int (*)(struct _reent *, FILE *));

/* Streams are only added to the list, at its end: it needs no lock. */
static int
walk(struct _reent *owner, int (*fn)(FILE *),
    int (*fn_reent)(struct _reent *, FILE *))
{
	int ret = 0;

	for (struct _glue *g = &owner->__sglue; g != NULL; g = g->_next)
		for (int i = 0; i < g->_niobs; i++) {
			FILE *fp = &g->_iobs[i];

			/* 0: free; 1: being made. */
			if (fp->_flags == 0 || fp->_flags == 1 ||
			    fp->_file == -1)
				continue;
			ret |= fn != NULL ? fn(fp) : fn_reent(_REENT, fp);
		}
	return (ret);
}

int
_fwalk(struct _reent *owner, int (*fn)(FILE *))
{
	return (walk(owner, fn, NULL));
}

int
_fwalk_reent(struct _reent *owner, int (*fn)(struct _reent *, FILE *))
{
	return (walk(owner, NULL, fn));
}

static int
flush(FILE *fp)
{
	int error = 0;

	if (ftrylockfile(fp) != 0)
		return (0);
	error = fflush(fp);
	funlockfile(fp);
	return (error);
}

/*
 * The end of the process: what is buffered is written.  A stream that another
 * thread reads or writes just now is that thread's business; waiting for it
 * could take for ever.
 */
void
__stdio_flush(void)
{
	(void)_fwalk(_GLOBAL_REENT, flush);
}

static int
unlock(FILE *fp)
{
	__stdio_unlock(fp->_lock);
	return (0);
}

/* The end of a thread that reads or writes: its streams are for the others. */
void
__stdio_let_go(void)
{
	(void)_fwalk(_GLOBAL_REENT, unlock);
}
