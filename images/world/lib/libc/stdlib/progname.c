/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * progname.c: the name that messages start with.
 */
#include <stdlib.h>
#include <string.h>

#include "libc_private.h"

const char *
getprogname(void)
{
	return (__progname);
}

void
setprogname(const char *name)
{
	const char *slash = strrchr(name, '/');

	__progname = __DECONST(char *, slash != NULL ? slash + 1 : name);
}
