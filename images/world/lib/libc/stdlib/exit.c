/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exit.c: exit(3): handlers, then the streams, then the end.
 *
 * The streams belong to the global state, whichever thread used one first; a
 * program without stdio does not get it for this.
 */
#include <reent.h>
#include <stdlib.h>
#include <unistd.h>

void	__call_exitprocs(int, void *);
void	_cleanup_r(struct _reent *) __weak;

void
exit(int code)
{
	__call_exitprocs(code, NULL);
	if (_cleanup_r != NULL && _GLOBAL_REENT->__sglue._niobs != 0)
		_cleanup_r(_GLOBAL_REENT);
	_exit(code);
}
