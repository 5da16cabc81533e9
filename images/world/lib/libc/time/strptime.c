/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strptime.c: strptime(3): reading a date by a format.
 *
 * Members that no conversion names stay as they are, but for the days of the
 * week and of the year, which follow from the date when it is complete.  %Z
 * takes UTC, GMT and the names of the local zone, %z a distance from UTC; what
 * they and %s say is turned into local time.  The names are those of the C
 * locale.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char *const days[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday"
};
static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"
};

/* What has been read so far. */
struct reading {
	const char	*p;		/* next character; NULL: no match */
	struct tm	*tm;
	bool		 year, month, mday, yday;
	bool		 utc;		/* *tm is UTC less offset */
	bool		 hour12, pm, ampm;
	bool		 century, century_year;
	int		 cent, yy;
	long		 offset;
	int		 week, week_start;	/* -1: no %U or %W */
	bool		 wday;
};

static void	read_format(struct reading *, const char *);

static void
no_match(struct reading *r)
{
	r->p = NULL;
}

/* At most width digits, in the range; blanks in front are skipped. */
static int
number(struct reading *r, int width, int low, int high)
{
	const char *p = r->p;
	int n = 0, digits = 0;

	while (isspace((unsigned char)*p))
		p++;
	while (digits < width && isdigit((unsigned char)*p)) {
		n = n * 10 + *p++ - '0';
		digits++;
	}
	if (digits == 0 || n < low || n > high) {
		no_match(r);
		return (low);
	}
	r->p = p;
	return (n);
}

/* One of the names, whole or its first three letters. */
static int
name(struct reading *r, const char *const *list, int count)
{
	for (int i = 0; i < count; i++) {
		size_t n = strlen(list[i]);

		if (strncasecmp(r->p, list[i], n) != 0) {
			n = 3;
			if (strncasecmp(r->p, list[i], n) != 0)
				continue;
		}
		r->p += n;
		return (i);
	}
	no_match(r);
	return (0);
}

static void
read_ampm(struct reading *r)
{
	if (strncasecmp(r->p, "am", 2) != 0 && strncasecmp(r->p, "pm", 2) != 0) {
		no_match(r);
		return;
	}
	r->ampm = true;
	r->pm = tolower((unsigned char)r->p[0]) == 'p';
	r->p += 2;
}

static void
read_zone(struct reading *r)
{
	size_t n = 0;

	while (isalpha((unsigned char)r->p[n]))
		n++;
	tzset();
	if (n == 3 && (strncmp(r->p, "UTC", 3) == 0 ||
	    strncmp(r->p, "GMT", 3) == 0)) {
		r->utc = true;
		r->offset = 0;
	} else if (n > 0 && strlen(tzname[0]) == n &&
	    strncmp(r->p, tzname[0], n) == 0) {
		r->tm->tm_isdst = 0;
	} else if (n > 0 && strlen(tzname[1]) == n &&
	    strncmp(r->p, tzname[1], n) == 0) {
		r->tm->tm_isdst = 1;
	} else {
		no_match(r);
		return;
	}
	r->p += n;
}

/* +hhmm, +hh:mm or +hh; Z is UTC. */
static void
read_offset(struct reading *r)
{
	int sign, hour, min = 0;

	r->utc = true;
	r->offset = 0;
	if (*r->p == 'Z') {
		r->p++;
		return;
	}
	if (*r->p != '+' && *r->p != '-') {
		no_match(r);
		return;
	}
	sign = *r->p++ == '-' ? -1 : 1;
	if (!isdigit((unsigned char)r->p[0]) || !isdigit((unsigned char)r->p[1])) {
		no_match(r);
		return;
	}
	hour = number(r, 2, 0, 24);
	if (r->p != NULL && *r->p == ':' && isdigit((unsigned char)r->p[1]))
		r->p++;
	if (r->p != NULL && isdigit((unsigned char)*r->p))
		min = number(r, 2, 0, 59);
	r->offset = sign * (hour * 3600L + min * 60L);
}

static void
read_epoch(struct reading *r)
{
	char *end;
	long long t;
	time_t when;
	int saved = errno;

	errno = 0;
	t = strtoll(r->p, &end, 10);
	when = (time_t)t;
	if (end == r->p || errno != 0 || localtime_r(&when, r->tm) == NULL) {
		no_match(r);
		return;
	}
	errno = saved;
	r->p = end;
	r->year = r->month = r->mday = false;
	r->utc = false;
}

static void
read_year(struct reading *r)
{
	bool minus = *r->p == '-';

	if (minus || *r->p == '+')
		r->p++;
	r->tm->tm_year = number(r, 4, 0, 9999);
	if (minus)
		r->tm->tm_year = -r->tm->tm_year;
	r->tm->tm_year -= 1900;
	r->year = true;
	r->century = r->century_year = false;
}

/* Conversions that stand for a format. */
static const char *
compound(char c)
{
	switch (c) {
	case '+':
		return ("%a %b %e %H:%M:%S %Z %Y");
	case 'c':
		return ("%a %b %e %H:%M:%S %Y");
	case 'D':
	case 'x':
		return ("%m/%d/%y");
	case 'F':
		return ("%Y-%m-%d");
	case 'R':
		return ("%H:%M");
	case 'r':
		return ("%I:%M:%S %p");
	case 'T':
	case 'X':
		return ("%H:%M:%S");
	case 'v':
		return ("%e-%b-%Y");
	default:
		return (NULL);
	}
}

static void
convert_date(struct reading *r, char c)
{
	struct tm *tm = r->tm;

	switch (c) {
	case 'A':
	case 'a':
		tm->tm_wday = name(r, days, 7);
		r->wday = true;
		break;
	case 'B':
	case 'b':
	case 'h':
		tm->tm_mon = name(r, months, 12);
		r->month = true;
		break;
	case 'C':
		r->cent = number(r, 2, 0, 99);
		r->century = true;
		break;
	case 'd':
	case 'e':
		tm->tm_mday = number(r, 2, 1, 31);
		r->mday = true;
		break;
	case 'j':
		tm->tm_yday = number(r, 3, 1, 366) - 1;
		r->yday = true;
		break;
	case 'm':
		tm->tm_mon = number(r, 2, 1, 12) - 1;
		r->month = true;
		break;
	case 'U':
	case 'W':
		r->week = number(r, 2, 0, 53);
		r->week_start = c == 'W';
		break;
	case 'u':
		tm->tm_wday = number(r, 1, 1, 7) % 7;
		r->wday = true;
		break;
	case 'w':
		tm->tm_wday = number(r, 1, 0, 6);
		r->wday = true;
		break;
	case 'Y':
		read_year(r);
		break;
	case 'y':
		r->yy = number(r, 2, 0, 99);
		r->century_year = true;
		break;
	default:
		no_match(r);
	}
}

static void
convert(struct reading *r, char c)
{
	struct tm *tm = r->tm;

	if (compound(c) != NULL) {
		read_format(r, compound(c));
		return;
	}
	switch (c) {
	case '%':
		if (*r->p++ != '%')
			no_match(r);
		break;
	case 'n':
	case 't':
		while (isspace((unsigned char)*r->p))
			r->p++;
		break;
	case 'H':
	case 'k':
		tm->tm_hour = number(r, 2, 0, 23);
		r->hour12 = false;
		break;
	case 'I':
	case 'l':
		tm->tm_hour = number(r, 2, 1, 12);
		r->hour12 = true;
		break;
	case 'M':
		tm->tm_min = number(r, 2, 0, 59);
		break;
	case 'p':
		read_ampm(r);
		break;
	case 'S':
		tm->tm_sec = number(r, 2, 0, 60);
		break;
	case 's':
		read_epoch(r);
		break;
	case 'Z':
		read_zone(r);
		break;
	case 'z':
		read_offset(r);
		break;
	default:
		convert_date(r, c);
	}
}

static void
read_format(struct reading *r, const char *format)
{
	for (; *format != '\0' && r->p != NULL; format++) {
		if (isspace((unsigned char)*format)) {
			while (isspace((unsigned char)*r->p))
				r->p++;
		} else if (*format != '%') {
			if (*r->p++ != *format)
				no_match(r);
		} else {
			if (format[1] == 'E' || format[1] == 'O')
				format++;
			if (*++format == '\0') {
				no_match(r);
				break;
			}
			convert(r, *format);
		}
	}
}

/* What follows from several conversions together. */
static void
combine(struct reading *r)
{
	struct tm *tm = r->tm, copy;

	if (r->hour12 && r->ampm)
		tm->tm_hour = tm->tm_hour % 12 + (r->pm ? 12 : 0);
	if (r->century_year) {
		tm->tm_year = r->century ? r->cent * 100 + r->yy - 1900 :
		    r->yy + (r->yy < 69 ? 100 : 0);
		r->year = true;
	} else if (r->century) {
		tm->tm_year = r->cent * 100 - 1900;
		r->year = true;
	}
	if (r->year && r->wday && r->week >= 0 && !r->mday && !r->yday) {
		copy = (struct tm){ .tm_year = tm->tm_year, .tm_mday = 1 };
		timegm(&copy);
		/* Day 1 of week 1 is the first Sunday, or Monday. */
		tm->tm_yday = (7 + r->week_start - copy.tm_wday) % 7 +
		    7 * (r->week - 1) + (tm->tm_wday + 7 - r->week_start) % 7;
		r->yday = true;
	}
	if (r->year && r->yday && !(r->month && r->mday)) {
		copy = (struct tm){ .tm_year = tm->tm_year,
		    .tm_mday = tm->tm_yday + 1 };
		timegm(&copy);
		tm->tm_mon = copy.tm_mon;
		tm->tm_mday = copy.tm_mday;
		tm->tm_wday = copy.tm_wday;
	} else if (r->year && r->month && r->mday) {
		copy = (struct tm){ .tm_year = tm->tm_year,
		    .tm_mon = tm->tm_mon, .tm_mday = tm->tm_mday };
		timegm(&copy);
		tm->tm_wday = copy.tm_wday;
		tm->tm_yday = copy.tm_yday;
	}
}

char *
strptime(const char *restrict s, const char *restrict format,
    struct tm *restrict tm)
{
	struct reading r = { .p = s, .tm = tm, .week = -1 };
	time_t t;

	read_format(&r, format);
	if (r.p == NULL)
		return (NULL);
	combine(&r);
	if (r.utc) {
		t = timegm(tm) - r.offset;
		if (localtime_r(&t, tm) == NULL)
			return (NULL);
	}
	return (__DECONST(char *, r.p));
}

char *
strptime_l(const char *restrict s, const char *restrict format,
    struct tm *restrict tm, locale_t locale)
{
	(void)locale;
	return (strptime(s, format, tm));
}
