/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vary.c: -v of date(1): [+|-]value[ymwdHMS], or the name of a month or a day
 * of the week.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "date.h"

static const char *const months[] = {
	"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december", NULL
};
static const char *const days[] = {
	"sunday", "monday", "tuesday", "wednesday", "thursday", "friday",
	"saturday", NULL
};

/* A name of the list, or three letters or more of one; -1 for none. */
static int
lookup(const char *const *list, const char *word)
{
	size_t n = strlen(word);

	for (int i = 0; n >= 3 && list[i] != NULL; i++)
		if (strncasecmp(list[i], word, n) == 0)
			return (i);
	return (-1);
}

/* Make *tm a time that there is, on the same clock face. */
static int
settle(struct tm *tm)
{
	tm->tm_isdst = -1;
	return (mktime(tm) == -1 && tm->tm_year != 69 ? -1 : 0);
}

static int
month_length(int year, int mon)
{
	struct tm last = { .tm_year = year, .tm_mon = mon + 1, .tm_mday = 0 };

	timegm(&last);
	return (last.tm_mday);
}

/* To another month with the day kept, or the last that the month has. */
static int
to_month(struct tm *tm, long year, long mon)
{
	year += mon / 12;
	mon %= 12;
	if (mon < 0) {
		mon += 12;
		year--;
	}
	if (year != (int)year)
		return (-1);
	tm->tm_year = (int)year;
	tm->tm_mon = (int)mon;
	if (tm->tm_mday > month_length(tm->tm_year, tm->tm_mon))
		tm->tm_mday = month_length(tm->tm_year, tm->tm_mon);
	return (settle(tm));
}

static int
add_days(struct tm *tm, long n)
{
	if (n != (int)n || tm->tm_mday + n != (int)(tm->tm_mday + n))
		return (-1);
	tm->tm_mday += (int)n;
	return (settle(tm));
}

/* Hours and less go by what passes, not by the clock. */
static int
add_seconds(struct tm *tm, long n)
{
	time_t t = mktime(tm) + n;

	return (localtime_r(&t, tm) == NULL ? -1 : 0);
}

static int
set_part(int *part, long n, long low, long high, struct tm *tm)
{
	if (n < low || n > high)
		return (-1);
	*part = (int)n;
	return (settle(tm));
}

static int
set_year(struct tm *tm, long n)
{
	/* Two digits: 1969 to 2068. */
	if (n >= 0 && n < 69)
		n += 2000;
	else if (n >= 69 && n < 100)
		n += 1900;
	return (n < 1 || n > 9999 ? -1 : to_month(tm, n - 1900, tm->tm_mon));
}

static int
set(struct tm *tm, long n, char unit)
{
	switch (unit) {
	case 'y':
		return (set_year(tm, n));
	case 'm':
		return (n < 1 || n > 12 ? -1 : to_month(tm, tm->tm_year, n - 1));
	case 'w':
		return (n < 0 || n > 6 ? -1 : add_days(tm, n - tm->tm_wday));
	case 'd':
		if (n < 1 || n > 31)
			return (-1);
		tm->tm_mday = (int)n;
		return (to_month(tm, tm->tm_year, tm->tm_mon));
	case 'H':
		return (set_part(&tm->tm_hour, n, 0, 23, tm));
	case 'M':
		return (set_part(&tm->tm_min, n, 0, 59, tm));
	case 'S':
		return (set_part(&tm->tm_sec, n, 0, 59, tm));
	default:
		return (-1);
	}
}

static int
adjust(struct tm *tm, long n, char unit)
{
	long seconds;

	switch (unit) {
	case 'y':
		return (to_month(tm, tm->tm_year + n, tm->tm_mon));
	case 'm':
		return (to_month(tm, tm->tm_year, tm->tm_mon + n));
	case 'w':
		return (add_days(tm, n * 7));
	case 'd':
		return (add_days(tm, n));
	case 'H':
		seconds = 3600;
		break;
	case 'M':
		seconds = 60;
		break;
	case 'S':
		seconds = 1;
		break;
	default:
		return (-1);
	}
	return (add_seconds(tm, n * seconds));
}

/* A month or a day of the week by name. */
static int
by_name(struct tm *tm, const char *word, char sign)
{
	int n, delta;

	if ((n = lookup(days, word)) >= 0) {
		delta = n - tm->tm_wday;
		if (sign == '+' && delta < 0)
			delta += 7;
		else if (sign == '-' && delta > 0)
			delta -= 7;
		return (add_days(tm, delta));
	}
	if ((n = lookup(months, word)) < 0)
		return (-1);
	delta = n - tm->tm_mon;
	if (sign == '+' && delta < 0)
		delta += 12;
	else if (sign == '-' && delta > 0)
		delta -= 12;
	return (to_month(tm, tm->tm_year, tm->tm_mon + delta));
}

int
vary(const char *arg, struct tm *tm)
{
	const char *digits = arg + (*arg == '+' || *arg == '-');
	char *end;
	long n;

	if (!isdigit((unsigned char)*digits))
		return (by_name(tm, digits, *arg));
	n = strtol(digits, &end, 10);
	/* What is larger than this is beyond all years. */
	if (end[0] == '\0' || end[1] != '\0' || n > 1000000000000L)
		return (-1);
	if (digits == arg)
		return (set(tm, n, *end));
	return (adjust(tm, *arg == '-' ? -n : n, *end));
}
