/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timespec.h: struct timespec and its conversions from and to timeval.
 */
#ifndef _SYS_TIMESPEC_H_
#define _SYS_TIMESPEC_H_

#include <sys/_timespec.h>

#define TIMEVAL_TO_TIMESPEC(tv, ts) do {				\
	(ts)->tv_sec = (tv)->tv_sec;					\
	(ts)->tv_nsec = (tv)->tv_usec * 1000;				\
} while (0)
#define TIMESPEC_TO_TIMEVAL(tv, ts) do {				\
	(tv)->tv_sec = (ts)->tv_sec;					\
	(tv)->tv_usec = (ts)->tv_nsec / 1000;				\
} while (0)

struct itimerspec {
	struct timespec	it_interval;
	struct timespec	it_value;
};

#endif /* !_SYS_TIMESPEC_H_ */
