/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * date.c: date(1): show or set the time of day.
 */
#include <sys/types.h>
#include <sys/time.h>
#include <ctype.h>
#include <err.h>
#include <libutil.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>
#include <utmpx.h>

#include "date.h"

#define VARIES	64

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: date [-jnRu] [-I[FMT]] [-r seconds] "
	    "[-v[+|-]val[ymwdHMS]] ...\n"
	    "            [-f fmt date | [[[[[cc]yy]mm]dd]HH]MM[.ss]] "
	    "[+format]\n");
	exit(1);
}

/* The output format of -I[FMT]; * stands for the distance from UTC. */
static const char *
iso_format(const char *fmt)
{
	static const struct {
		const char	*name, *format;
	} table[] = {
		{ "date",	"%Y-%m-%d" },
		{ "hours",	"%Y-%m-%dT%H*" },
		{ "minutes",	"%Y-%m-%dT%H:%M*" },
		{ "seconds",	"%Y-%m-%dT%H:%M:%S*" },
	};
	size_t n = fmt == NULL ? 0 : strlen(fmt);

	if (n == 0)
		return (table[0].format);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strncmp(table[i].name, fmt, n) == 0)
			return (table[i].format);
	warnx("invalid argument '%s' for -I", fmt);
	usage();
}

/* Two digits at *p, which moves; -1 when there are none. */
static int
two_digits(const char **p)
{
	int n;

	if (!isdigit((unsigned char)(*p)[0]) || !isdigit((unsigned char)(*p)[1]))
		return (-1);
	n = ((*p)[0] - '0') * 10 + (*p)[1] - '0';
	*p += 2;
	return (n);
}

/* [[[[[cc]yy]mm]dd]HH]MM[.ss]: what is left out stays as it is. */
static void
parse_canonical(const char *p, struct tm *tm)
{
	const char *dot = strchr(p, '.');
	size_t n = dot != NULL ? (size_t)(dot - p) : strlen(p);
	int part[6], count = 0, i = 0;

	tm->tm_sec = 0;
	if (n < 2 || n > 12 || n % 2 != 0)
		goto bad;
	for (const char *end = p + n; p < end; count++)
		if ((part[count] = two_digits(&p)) < 0)
			goto bad;
	if (dot != NULL) {
		p = dot + 1;
		if ((tm->tm_sec = two_digits(&p)) < 0 || *p != '\0')
			goto bad;
	}
	switch (count) {
	case 6:
		tm->tm_year = part[0] * 100 + part[1] - 1900;
		i = 2;
		break;
	case 5:
		tm->tm_year = part[0] + (part[0] < 69 ? 100 : 0);
		i = 1;
		break;
	}
	if (count >= 4)
		tm->tm_mon = part[i++] - 1;
	if (count >= 3)
		tm->tm_mday = part[i++];
	if (count >= 2)
		tm->tm_hour = part[i++];
	tm->tm_min = part[i];
	if (tm->tm_mon < 0 || tm->tm_mon > 11 || tm->tm_mday < 1 ||
	    tm->tm_mday > 31 || tm->tm_hour > 23 || tm->tm_min > 59 ||
	    tm->tm_sec > 61)
		goto bad;
	return;
bad:
	warnx("illegal time format");
	usage();
}

static void
parse_format(const char *fmt, const char *text, struct tm *tm)
{
	const char *end = strptime(text, fmt, tm);

	if (end == NULL) {
		warnx("Failed conversion of ``%s'' using format ``%s''", text,
		    fmt);
		usage();
	}
	if (*end != '\0')
		warnx("Ignoring %zu extraneous characters in date string (%s)",
		    strlen(end), end);
}

/* Set the clock, and note it: records of users before and after, syslog. */
static void
set_clock(time_t t)
{
	struct timeval tv = { .tv_sec = t };
	const char *user = getlogin();

	if (user == NULL)
		user = "root";
	logwtmpx("|", "date", "", 0, OLD_TIME);
	if (settimeofday(&tv, NULL) != 0)
		err(1, "settimeofday (timeval)");
	logwtmpx("{", "date", "", 0, NEW_TIME);
	openlog("date", LOG_PID, LOG_AUTH);
	syslog(LOG_NOTICE, "date set by %s", user);
}

static void
print(const char *format, const struct tm *tm)
{
	char *buf = NULL, *in, zone[8];
	size_t room = 512, n;

	/* One character more tells an empty result from too little room. */
	if (asprintf(&in, "%s ", format) < 0)
		err(1, NULL);
	do {
		room *= 2;
		if ((buf = realloc(buf, room)) == NULL)
			err(1, NULL);
		n = strftime(buf, room, in, tm);
	} while (n == 0 && room < 1 << 20);
	if (n == 0)
		errx(1, "the format asks for too much");
	n--;
	if (n > 0 && buf[n - 1] == '*') {
		strftime(zone, sizeof(zone), "%z", tm);
		printf("%.*s%.3s:%s\n", (int)n - 1, buf, zone, zone + 3);
	} else {
		printf("%.*s\n", (int)n, buf);
	}
	if (fflush(stdout) != 0)
		err(1, "stdout");
}

int
main(int argc, char **argv)
{
	const char *varies[VARIES], *fmt = NULL, *iso = NULL;
	const char *format = "%a %b %e %H:%M:%S %Z %Y";
	bool dont = false, rfc = false, seconds = false, new;
	struct tm tm;
	time_t t = time(NULL);
	int ch, nvary = 0;
	char *end;

	setlocale(LC_TIME, "");
	while ((ch = getopt(argc, argv, "f:I::jnRr:uv:")) != -1) {
		switch (ch) {
		case 'f':
			fmt = optarg;
			break;
		case 'I':
			iso = iso_format(optarg);
			break;
		case 'j':
			dont = true;
			break;
		case 'n':	/* there is no network time to set */
			break;
		case 'R':
			rfc = true;
			break;
		case 'r':
			seconds = true;
			t = (time_t)strtoll(optarg, &end, 0);
			if (end == optarg || *end != '\0')
				usage();
			break;
		case 'u':
			if (setenv("TZ", "UTC0", 1) != 0)
				err(1, "setenv");
			break;
		case 'v':
			if (nvary == VARIES)
				errx(1, "more than %d -v", VARIES);
			varies[nvary++] = optarg;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (rfc) {
		format = "%a, %d %b %Y %T %z";
		setlocale(LC_TIME, "C");
	}
	if (iso != NULL)
		format = iso;
	if (localtime_r(&t, &tm) == NULL)
		err(1, "localtime");
	new = argc > 0 && argv[0][0] != '+';
	if (new) {
		if (seconds)
			usage();
		if (fmt != NULL)
			parse_format(fmt, argv[0], &tm);
		else
			parse_canonical(argv[0], &tm);
		tm.tm_isdst = -1;
		if (mktime(&tm) == -1 && tm.tm_year != 69)
			errx(1, "nonexistent time");
		argv++;
		argc--;
	} else if (fmt != NULL) {
		usage();
	}
	for (int i = 0; i < nvary; i++) {
		if (vary(varies[i], &tm) != 0) {
			warnx("%s: Cannot apply date adjustment", varies[i]);
			usage();
		}
	}
	if (new && !dont)
		set_clock(mktime(&tm));
	if (argc > 0 && argv[0][0] == '+') {
		format = argv[0] + 1;
		argc--;
	}
	if (argc > 0)
		usage();
	/* -u or not, what is shown is as the zone has it. */
	print(format, &tm);
	return (0);
}
