/*
 * sign.h: the signature of a failure, by which it is known again.
 *
 * Two failures are the same when their verdicts are, their reasons are but
 * for numbers, and the functions on top of their backtraces are, where both
 * have one.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SIGN_H
#define SIGN_H

#include <stdbool.h>

#include "vkt.h"

struct sign {
	enum vkt_verdict verdict;
	char		 reason[256];	/* one line */
	char		 top[128];	/* a function's name, or empty */
};

/* A verdict with its reason, and the backtrace that dir's artifacts hold. */
void	sign_take(struct sign *, enum vkt_verdict, const char *reason,
	    const char *dir);

bool	sign_same(const struct sign *, const struct sign *);

/* "panic: reason (in function)" into text. */
void	sign_text(const struct sign *, char *text, size_t size);

#endif
