/*
 * h_time.c: time zones as the C library has them: names of files, rules, wild
 * values of TZ, files that lie, mktime(3) around the changes, strptime(3).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int failed;

#define CHECK(c) do {							\
	if (!(c)) {							\
		printf("line %d: %s\n", __LINE__, #c);			\
		failed = 1;						\
	}								\
} while (0)

/* What t is in a zone: date, name, distance. */
static const char *
at(const char *zone, time_t t)
{
	static char text[128];
	struct tm *tm;

	if (zone == NULL)
		unsetenv("TZ");
	else
		setenv("TZ", zone, 1);
	if ((tm = localtime(&t)) == NULL)
		return ("");
	strftime(text, sizeof(text), "%F %T %Z %z", tm);
	return (text);
}

static int
is(const char *zone, time_t t, const char *want)
{
	const char *got = at(zone, t);

	if (strcmp(got, want) == 0)
		return (1);
	printf("%s at %ld: %s, not %s\n", zone, (long)t, got, want);
	return (0);
}

static void
rules(void)
{
	CHECK(is("UTC0", 0, "1970-01-01 00:00:00 UTC +0000"));
	CHECK(is("", 0, "1970-01-01 00:00:00 UTC +0000"));
	CHECK(is("EST5EDT", 1710053999, "2024-03-10 01:59:59 EST -0500"));
	CHECK(is("EST5EDT", 1710054000, "2024-03-10 03:00:00 EDT -0400"));
	CHECK(is("<+0530>-5:30", 0, "1970-01-01 05:30:00 +0530 +0530"));
	/* South of the equator, and summer time that is behind. */
	CHECK(is("AEST-10AEDT,M10.1.0,M4.1.0/3", 1704067200,
	    "2024-01-01 11:00:00 AEDT +1100"));
	CHECK(is("IST-1GMT0,M10.5.0,M3.5.0/1", 1704067200,
	    "2024-01-01 00:00:00 GMT +0000"));
	CHECK(is("IST-1GMT0,M10.5.0,M3.5.0/1", 1719792000,
	    "2024-07-01 01:00:00 IST +0100"));
	/* Days of the year: J60 is 1 March always, 59 is 29 February once. */
	CHECK(is("AAA0BBB,J60/0,J300/0", 1709251199,
	    "2024-02-29 23:59:59 AAA +0000"));
	CHECK(is("AAA0BBB,J60/0,J300/0", 1709251200,
	    "2024-03-01 01:00:00 BBB +0100"));
	CHECK(is("AAA0BBB,59/0,300/0", 1709164800,
	    "2024-02-29 01:00:00 BBB +0100"));
	/* Hours that leave the day. */
	CHECK(is("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", 1719792000,
	    "2024-06-30 22:00:00 -02 -0200"));
}

static void
nonsense(void)
{
	static const char *const wild[] = {
		"no/such/zone", "/dev/null", "/dev/zero", "/etc", ":", "::",
		"../../../etc/rc", "AB3", "ABC", "ABC200", "ABC3DEF,M13.1.0,M1.1.1",
		"ABC3DEF,M3.1.0", "<ABC3", "<>3", "ABC3:99", ",,,", "\x01\xff",
		"ABC3DEF,J0,J1", "ABC3DEF,0,366"
	};
	char longest[5000];
	size_t i;

	for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++)
		CHECK(is(wild[i], 0, "1970-01-01 00:00:00 UTC +0000"));
	memset(longest, 'A', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CHECK(is(longest, 0, "1970-01-01 00:00:00 UTC +0000"));
	CHECK(is("UTC0", LONG_MAX, ""));
	CHECK(errno == EOVERFLOW);
	CHECK(is("UTC0", LONG_MIN, ""));
}

static void
files(void)
{
	CHECK(is("Europe/Berlin", 0, "1970-01-01 01:00:00 CET +0100"));
	CHECK(is(":Europe/Berlin", 333200000, "1980-07-23 13:33:20 CEST +0200"));
	CHECK(is("Europe/Berlin", 4118000000, "2100-06-30 02:53:20 CEST +0200"));
	CHECK(is("Europe/Berlin", -2500000000, "1890-10-11 20:26:48 LMT +0053"));
	CHECK(is("/usr/share/zoneinfo/US/Pacific", 1533415339,
	    "2018-08-04 13:42:19 PDT -0700"));
	CHECK(strcmp(tzname[0], "PST") == 0 && strcmp(tzname[1], "PDT") == 0);
	CHECK(timezone == 8 * 3600 && daylight == 1);
	/* Without TZ it is the zone of the host's link, or UTC. */
	CHECK(is(NULL, 0, "1970-01-01 00:00:00 UTC +0000"));
}

/* Every cut and every changed byte of a zone's file leaves some time. */
static void
lies(void)
{
	static char good[8192], bad[8192];
	int fd = open("/usr/share/zoneinfo/Europe/Berlin", O_RDONLY), n;
	char path[64];
	time_t t = 1750000000;

	n = (int)read(fd, good, sizeof(good));
	CHECK(n > 100);
	close(fd);
	for (int i = 0; i < n; i++) {
		memcpy(bad, good, sizeof(bad));
		bad[i] ^= (char)(i % 2 == 0 ? 0xff : 0x80);
		snprintf(path, sizeof(path), "/tmp/zone%d", i);
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
		write(fd, bad, (size_t)(i % 3 == 0 ? i : n));
		close(fd);
		setenv("TZ", path, 1);
		CHECK(localtime(&t) != NULL);
		unlink(path);
	}
}

static time_t
make(const char *zone, int year, int mon, int day, int hour, int min, int dst)
{
	struct tm tm = { .tm_year = year - 1900, .tm_mon = mon - 1,
	    .tm_mday = day, .tm_hour = hour, .tm_min = min, .tm_isdst = dst };

	setenv("TZ", zone, 1);
	return (mktime(&tm));
}

static void
back(void)
{
	const char *b = "Europe/Berlin";
	struct tm tm = { .tm_year = 124, .tm_mon = 13, .tm_mday = -5,
	    .tm_hour = 49, .tm_sec = -1, .tm_isdst = -1 };

	CHECK(make(b, 2024, 7, 1, 12, 0, -1) == 1719828000);
	CHECK(make(b, 2024, 1, 1, 12, 0, -1) == 1704106800);
	/* Twice there is 2:30 on 27 October. */
	CHECK(make(b, 2024, 10, 27, 2, 30, 1) == 1729989000);
	CHECK(make(b, 2024, 10, 27, 2, 30, 0) == 1729992600);
	CHECK(make(b, 2024, 10, 27, 2, 30, -1) == 1729989000);
	/* And on 31 March never: the clock has gone on. */
	CHECK(make(b, 2024, 3, 31, 2, 30, -1) == 1711848600);
	/* Summer time said in winter is an hour before. */
	CHECK(make(b, 2024, 1, 1, 12, 0, 1) == 1704103200);
	CHECK(make(b, 2024, 7, 1, 12, 0, 0) == 1719831600);
	setenv("TZ", "UTC0", 1);
	CHECK(mktime(&tm) == 1738025999);
	CHECK(tm.tm_mon == 0 && tm.tm_mday == 28 && tm.tm_wday == 2 &&
	    tm.tm_yday == 27 && tm.tm_year == 125 && tm.tm_sec == 59);
	tm = (struct tm){ .tm_year = INT_MAX, .tm_mon = INT_MAX };
	CHECK(mktime(&tm) == -1);
	/* Each hour of some years comes back. */
	setenv("TZ", b, 1);
	for (time_t t = 1577836800; t < 1640995200; t += 3600) {
		struct tm *l = localtime(&t);

		if (mktime(l) != t) {
			CHECK(!"mktime(localtime(t)) == t");
			break;
		}
	}
}

static void
reading(void)
{
	struct tm tm = { .tm_isdst = 0 };
	const char *s = "Sun Nov 22 20:17:56 UTC 2026 rest";
	char *end;

	setenv("TZ", "Europe/Berlin", 1);
	end = strptime(s, "%a %b %d %T %Z %Y", &tm);
	CHECK(end != NULL && strcmp(end, " rest") == 0);
	CHECK(mktime(&tm) == 1795378676);
	CHECK(strptime("2024-07-01T12:00:00+02:00", "%FT%T%z", &tm) != NULL);
	CHECK(mktime(&tm) == 1719828000);
	CHECK(strptime("1719828000", "%s", &tm) != NULL && tm.tm_hour == 12);
	CHECK(strptime("12:05 pm", "%I:%M %p", &tm) != NULL && tm.tm_hour == 12);
	CHECK(strptime("12:05am", "%I:%M%p", &tm) != NULL && tm.tm_hour == 0);
	CHECK(strptime("24 061", "%y %j", &tm) != NULL && tm.tm_mon == 2 &&
	    tm.tm_mday == 1 && tm.tm_wday == 5);
	CHECK(strptime("2024 10 Tue", "%Y %U %a", &tm) != NULL &&
	    tm.tm_yday == 71);
	CHECK(strptime("february", "%b", &tm) != NULL && tm.tm_mon == 1);
	CHECK(strptime("13", "%m", &tm) == NULL);
	CHECK(strptime("", "%d", &tm) == NULL);
	CHECK(strptime("XYZ", "%Z", &tm) == NULL);
	CHECK(strptime("5", "%", &tm) == NULL);
}

int
main(void)
{
	rules();
	nonsense();
	files();
	lies();
	back();
	reading();
	if (!failed)
		printf("all of it holds\n");
	return (failed);
}
