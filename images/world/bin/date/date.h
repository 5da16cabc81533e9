/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * date.h: what the parts of date(1) know of each other.
 */
#ifndef DATE_H
#define DATE_H

#include <time.h>

/* Apply one -v argument to *tm; 0, or -1 for one that makes no sense. */
int	vary(const char *arg, struct tm *tm);

#endif
