/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * when.c: shutdown(8)'s argument for the time.
 */
#include <sys/types.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "shutdown.h"

#define MOST_MINUTES	(366L * 24 * 60 * 10)	/* ten years */

static void __dead2
bad_time(void)
{
	errx(1, "bad time format");
}

static time_t
parse_offset(const char *text, time_t now)
{
	static const struct {
		const char	*name;
		long		 seconds;
	} units[] = {
		{ "", 60 }, { "s", 1 }, { "sec", 1 }, { "m", 60 }, { "min", 60 },
		{ "h", 3600 }, { "hour", 3600 }, { "hours", 3600 }
	};
	char *end;
	long n;

	if (!isdigit((unsigned char)*text))
		bad_time();
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0)
		bad_time();
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcasecmp(end, units[i].name) == 0 &&
		    n <= MOST_MINUTES * 60 / units[i].seconds)
			return (now + n * units[i].seconds);
	bad_time();
}

/* The last two digits of *len, which shrinks: a number from low to high. */
static int
take_two(const char *digits, size_t *len, int low, int high)
{
	int n;

	*len -= 2;
	n = (digits[*len] - '0') * 10 + digits[*len + 1] - '0';
	if (n < low || n > high)
		bad_time();
	return (n);
}

time_t
parse_time(const char *text, time_t now)
{
	char digits[11];
	size_t len = 0;
	struct tm tm;
	time_t t;
	int day;

	if (strcasecmp(text, "now") == 0)
		return (now);
	if (*text == '+')
		return (parse_offset(text + 1, now));
	for (const char *s = text; *s != '\0'; s++) {
		if (*s == ':' && strlen(s) == 3 && s != text)
			continue;
		if (!isdigit((unsigned char)*s) || len == sizeof(digits) - 1)
			bad_time();
		digits[len++] = *s;
	}
	if (len < 4 || len % 2 != 0)
		bad_time();
	localtime_r(&now, &tm);
	tm.tm_sec = 0;
	tm.tm_isdst = -1;
	tm.tm_min = take_two(digits, &len, 0, 59);
	tm.tm_hour = take_two(digits, &len, 0, 23);
	if (len > 0)
		tm.tm_mday = take_two(digits, &len, 1, 31);
	if (len > 0)
		tm.tm_mon = take_two(digits, &len, 1, 12) - 1;
	if (len > 0)
		tm.tm_year = 100 + take_two(digits, &len, 0, 99);
	day = tm.tm_mday;
	t = mktime(&tm);
	if (t == (time_t)-1 || tm.tm_mday != day)
		bad_time();
	if (t < now)
		errx(1, "that time is already past.");
	return (t);
}
