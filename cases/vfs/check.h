/*
 * check.h: claims about system calls, for the helpers of this room.  A claim
 * that fails is printed with its line; done() says how it went.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int failures;

#define CHECK(claim) do {						\
	if (!(claim)) {							\
		failures++;						\
		printf("%s:%d: %s (errno %d, %s)\n", __FILE__,		\
		    __LINE__, #claim, errno, strerror(errno));		\
	}								\
} while (0)

/* The call succeeds; it fails with that error. */
#define OK(call)	CHECK((errno = 0, (long)(call)) != -1)
#define FAILS(call, error) do {						\
	long result_;							\
									\
	errno = 0;							\
	result_ = (long)(call);						\
	if (result_ != -1 || errno != (error)) {			\
		failures++;						\
		printf("%s:%d: %s: %ld, errno %d (%s), not %s\n",	\
		    __FILE__, __LINE__, #call, result_, errno,		\
		    strerror(errno), #error);				\
	}								\
} while (0)

static inline int
done(const char *what)
{
	if (failures != 0)
		printf("%s: %d claims failed\n", what, failures);
	else
		printf("%s: ok\n", what);
	return (failures != 0);
}

#endif /* !CHECK_H */
