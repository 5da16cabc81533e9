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
void	__stdio_flush(void) __weak;

void
exit(int code)
{
	__call_exitprocs(code, NULL);
	if (__stdio_flush != NULL && _GLOBAL_REENT->__sglue._niobs != 0)
		__stdio_flush();
	_exit(code);
}
