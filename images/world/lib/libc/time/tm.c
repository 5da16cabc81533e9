/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tm.c: gmtime(3), localtime(3) and their _r forms: newlib's calculation, with
 * the zone's name and distance from UTC added as BSD has them.
 */
#include <stdlib.h>
#include <time.h>

struct tm *__newlib_gmtime_r(const time_t *, struct tm *);
struct tm *__newlib_localtime_r(const time_t *, struct tm *);

static __thread struct tm result;
static char utc[] = "UTC";

struct tm *
gmtime_r(const time_t *restrict t, struct tm *restrict tm)
{
	if (__newlib_gmtime_r(t, tm) == NULL)
		return (NULL);
	tm->tm_gmtoff = 0;
	tm->tm_zone = utc;
	return (tm);
}

struct tm *
localtime_r(const time_t *restrict t, struct tm *restrict tm)
{
	int dst;

	if (__newlib_localtime_r(t, tm) == NULL)
		return (NULL);
	dst = tm->tm_isdst > 0;
	tm->tm_gmtoff = -__gettzinfo()->__tzrule[dst].offset;
	/* newlib's name for no zone at all is GMT. */
	tm->tm_zone = getenv("TZ") != NULL ? tzname[dst] : utc;
	return (tm);
}

struct tm *
gmtime(const time_t *t)
{
	return (gmtime_r(t, &result));
}

struct tm *
localtime(const time_t *t)
{
	return (localtime_r(t, &result));
}
