/* SPDX-License-Identifier: BSD-2-Clause */
/* h_check.h: what a program of the world claims of its library, and failed of it. */
#ifndef CASES_USERLAND_H_CHECK_H
#define CASES_USERLAND_H_CHECK_H

#include <errno.h>
#include <stdio.h>

static int failed;

#define CHECK(c) do {							\
	if (!(c)) {							\
		printf("line %d: %s (errno %d)\n", __LINE__, #c, errno); \
		failed = 1;						\
	}								\
} while (0)

#endif
