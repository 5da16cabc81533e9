/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strtonum.c: a number in a range, or a word about what is wrong with it.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

long long
strtonum(const char *s, long long min, long long max, const char **errstr)
{
	const char *why = NULL;
	int saved = errno, error = 0;
	long long v = 0;
	char *end;

	errno = 0;
	if (min > max) {
		why = "invalid";
		error = EINVAL;
	} else {
		v = strtoll(s, &end, 10);
		if (s == end || *end != '\0') {
			why = "invalid";
			error = EINVAL;
		} else if ((v == LLONG_MIN && errno == ERANGE) || v < min) {
			why = "too small";
			error = ERANGE;
		} else if ((v == LLONG_MAX && errno == ERANGE) || v > max) {
			why = "too large";
			error = ERANGE;
		}
	}
	errno = error != 0 ? error : saved;
	if (errstr != NULL)
		*errstr = why;
	return (why != NULL ? 0 : v);
}
