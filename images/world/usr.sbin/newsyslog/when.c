/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * when.c: times of newsyslog.conf(5).
 */
#include <sys/types.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "newsyslog.h"

static int
days_of_month(const struct tm *tm)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	int y = tm->tm_year + 1900;

	return (days[tm->tm_mon] + (tm->tm_mon == 1 &&
	    ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0)));
}

/* Two digits, or those that there are up to a T or the end. */
static bool
two(const char **p, int *value)
{
	if (!isdigit((unsigned char)(*p)[0]) ||
	    !isdigit((unsigned char)(*p)[1]))
		return (false);
	*value = ((*p)[0] - '0') * 10 + (*p)[1] - '0';
	*p += 2;
	return (true);
}

/* [[[[[cc]yy]mm]dd][T[hh[mm[ss]]]]]: what is missing is now's. */
static bool
iso8601(const char *p, struct tm *tm)
{
	int part[4], n = (int)strcspn(p, "T"), i = 0;

	tm->tm_hour = tm->tm_min = tm->tm_sec = 0;
	if (n % 2 != 0 || n > 8)
		return (false);
	for (; i < n / 2; i++)
		if (!two(&p, &part[i]))
			return (false);
	if (i > 0)
		tm->tm_mday = part[i - 1];
	if (i > 1)
		tm->tm_mon = part[i - 2] - 1;
	if (i > 2)
		tm->tm_year = part[i - 3] + (i == 3 ?
		    tm->tm_year - tm->tm_year % 100 : 0);
	if (i > 3)
		tm->tm_year += part[0] * 100 - 1900;
	if (*p == 'T') {
		p++;
		if (*p != '\0' && !two(&p, &tm->tm_hour))
			return (false);
		if (*p != '\0' && !two(&p, &tm->tm_min))
			return (false);
		if (*p != '\0' && !two(&p, &tm->tm_sec))
			return (false);
	}
	return (*p == '\0' && tm->tm_mon >= 0 && tm->tm_mon <= 11 &&
	    tm->tm_mday >= 1 && tm->tm_mday <= 31 && tm->tm_hour <= 23 &&
	    tm->tm_min <= 59 && tm->tm_sec <= 60);
}

/* [Dhh], [Ww[Dhh]] and [Mdd[Dhh]]; ML is the last of the month. */
static bool
by_day(const char *p, struct tm *tm)
{
	bool any = false;
	char *end;
	long n;

	tm->tm_hour = tm->tm_min = tm->tm_sec = 0;
	for (; *p != '\0'; p = end, any = true) {
		char c = *p++;

		if (c == 'M' && toupper((unsigned char)*p) == 'L') {
			tm->tm_mday = days_of_month(tm);
			end = (char *)(uintptr_t)(p + 1);
			continue;
		}
		if (!isdigit((unsigned char)*p))
			return (false);
		n = strtol(p, &end, 10);
		if (c == 'D' && n <= 23) {
			tm->tm_hour = (int)n;
		} else if (c == 'W' && n <= 6) {
			tm->tm_mday += (int)n - tm->tm_wday;
		} else if (c == 'M' && n >= 1 && n <= 31) {
			tm->tm_mday = (int)n;
			if (n > days_of_month(tm))
				tm->tm_mday = days_of_month(tm);
		} else {
			return (false);
		}
	}
	return (any);
}

bool
when_parse(const char *when, time_t now, time_t *t)
{
	struct tm tm;

	localtime_r(&now, &tm);
	if (!(*when == '@' ? iso8601(when + 1, &tm) : by_day(when + 1, &tm)))
		return (false);
	tm.tm_isdst = -1;
	*t = mktime(&tm);
	return (*t != -1);
}
