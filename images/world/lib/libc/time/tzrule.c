/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tzrule.c: time zones as POSIX writes them in TZ, and as a TZif file has them
 * at its end: std offset [dst [offset] [,start[/time],end[/time]]].
 */
#include <ctype.h>
#include <string.h>

#include "tz.h"

#define DAY	86400

/* What follows when the dates are left out: as in the United States. */
static const char default_dates[] = ",M3.2.0,M11.1.0";

/* A name: three letters or more, or anything plain between < and >. */
static const char *
parse_name(const char *s, char *name)
{
	const char *from = s;
	size_t n;
	bool quoted = *s == '<';

	if (quoted)
		from = ++s;
	while (isalpha((unsigned char)*s) ||
	    (quoted && (isdigit((unsigned char)*s) || *s == '+' || *s == '-')))
		s++;
	n = (size_t)(s - from);
	if (n < 3 || n > TZ_NAME_MAX || (quoted && *s++ != '>'))
		return (NULL);
	memcpy(name, from, n);
	name[n] = '\0';
	return (s);
}

static const char *
parse_number(const char *s, int low, int high, int *value)
{
	int n = 0;

	if (!isdigit((unsigned char)*s))
		return (NULL);
	while (isdigit((unsigned char)*s) && n <= high)
		n = n * 10 + *s++ - '0';
	if (n < low || n > high)
		return (NULL);
	*value = n;
	return (s);
}

/* [+|-]hh[:mm[:ss]], up to a week for the hour of a change. */
static const char *
parse_time(const char *s, int32_t *seconds)
{
	int hour, min = 0, sec = 0, sign = 1;

	if (*s == '+' || *s == '-')
		sign = *s++ == '-' ? -1 : 1;
	if ((s = parse_number(s, 0, 167, &hour)) == NULL)
		return (NULL);
	if (*s == ':' && (s = parse_number(s + 1, 0, 59, &min)) == NULL)
		return (NULL);
	if (*s == ':' && (s = parse_number(s + 1, 0, 59, &sec)) == NULL)
		return (NULL);
	*seconds = sign * (hour * 3600 + min * 60 + sec);
	return (s);
}

/* ,Jn  ,n  or ,Mm.w.d, and perhaps /time. */
static const char *
parse_date(const char *s, struct tz_date *d)
{
	if (*s++ != ',')
		return (NULL);
	if (*s == 'M') {
		d->kind = 'M';
		if ((s = parse_number(s + 1, 1, 12, &d->month)) == NULL ||
		    *s != '.' ||
		    (s = parse_number(s + 1, 1, 5, &d->week)) == NULL ||
		    *s != '.')
			return (NULL);
		s = parse_number(s + 1, 0, 6, &d->day);
	} else if (*s == 'J') {
		d->kind = 'J';
		s = parse_number(s + 1, 1, 365, &d->day);
	} else {
		d->kind = 'N';
		s = parse_number(s, 0, 365, &d->day);
	}
	d->time = 2 * 3600;
	if (s != NULL && *s == '/')
		s = parse_time(s + 1, &d->time);
	return (s);
}

bool
__tz_parse(const char *s, struct tz_rule *rule)
{
	int32_t west;

	memset(rule, 0, sizeof(*rule));
	if ((s = parse_name(s, rule->std.name)) == NULL ||
	    (s = parse_time(s, &west)) == NULL)
		return (false);
	rule->std.off = -west;
	if (*s == '\0')
		return (true);
	rule->has_dst = true;
	rule->dst.dst = true;
	if ((s = parse_name(s, rule->dst.name)) == NULL)
		return (false);
	rule->dst.off = rule->std.off + 3600;
	if (*s != '\0' && *s != ',') {
		if ((s = parse_time(s, &west)) == NULL)
			return (false);
		rule->dst.off = -west;
	}
	if (*s == '\0')
		s = default_dates;
	return ((s = parse_date(s, &rule->start)) != NULL &&
	    (s = parse_date(s, &rule->end)) != NULL && *s == '\0');
}

static bool
leap(int64_t y)
{
	return (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return (a / b - (a % b < 0));
}

/* Days from 1970 to the first of January. */
static int64_t
year_start(int64_t y)
{
	y--;
	return (365 * (y - 1969) + floor_div(y, 4) - floor_div(y, 100) +
	    floor_div(y, 400) - 477);
}

static int64_t
year_of(int64_t t)
{
	int64_t day = floor_div(t, DAY), y = 1970 + floor_div(day * 400, 146097);

	while (year_start(y) > day)
		y--;
	while (year_start(y + 1) <= day)
		y++;
	return (y);
}

/* A date of that year in local seconds since 1970. */
static int64_t
date_in_year(const struct tz_date *d, int64_t y)
{
	static const int before[] = {
		0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
	};
	int64_t first = year_start(y), day;
	int month, len, wday;

	switch (d->kind) {
	case 'J':	/* 29 February is never counted */
		day = d->day - 1 + (d->day >= 60 && leap(y));
		break;
	case 'N':
		day = d->day;
		break;
	default:
		month = d->month - 1;
		day = before[month] + (month > 1 && leap(y));
		len = before[month + 1] - before[month] +
		    (month == 1 && leap(y));
		/* 1 January 1970 was a Thursday. */
		wday = (int)(((first + day + 4) % 7 + 7) % 7);
		month = (d->day - wday + 7) % 7 + 7 * (d->week - 1);
		while (month >= len)
			month -= 7;
		day += month;
	}
	return ((first + day) * DAY + d->time);
}

const struct tz_type *
__tz_apply(const struct tz_rule *rule, int64_t t)
{
	int64_t y, start, end;
	bool dst;

	if (!rule->has_dst)
		return (&rule->std);
	y = year_of(t + rule->std.off);
	start = date_in_year(&rule->start, y) - rule->std.off;
	end = date_in_year(&rule->end, y) - rule->dst.off;
	/* South of the equator summer goes over the end of the year. */
	dst = start < end ? t >= start && t < end : t >= start || t < end;
	return (dst ? &rule->dst : &rule->std);
}
