/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shutdown.h: the parts of shutdown(8).
 */
#ifndef _SHUTDOWN_H_
#define _SHUTDOWN_H_

#include <time.h>

/*
 * The moment that an argument means: now; +number with an optional unit s, sec,
 * m, min, h or hour (minutes without); or [[[yy]mm]dd]hhmm in local time, with
 * or without a colon before the minutes.  Ends the program when it means
 * nothing or the past.
 */
time_t	parse_time(const char *text, time_t now);

#endif /* !_SHUTDOWN_H_ */
