/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * globs.c: glob(3) as POSIX has it over 4.4BSD's: a backslash quotes unless
 * GLOB_NOESCAPE is given, and no match is told.
 */
#include <glob.h>

int	__newlib_glob(const char *, int, int (*)(const char *, int), glob_t *);

int
glob(const char *__restrict pattern, int flags,
    int (*on_error)(const char *, int), glob_t *__restrict g)
{
	size_t before = (flags & GLOB_APPEND) != 0 ? g->gl_pathc : 0;
	int error;

	if ((flags & GLOB_NOESCAPE) == 0)
		flags |= GLOB_QUOTE;
	error = __newlib_glob(pattern, flags & ~GLOB_NOESCAPE, on_error, g);
	if (error == 0 && g->gl_pathc == before)
		return (GLOB_NOMATCH);
	return (error);
}
