/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * password.c: passwords and times, for users.
 */
#include <sys/types.h>
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "pw.h"

/*
 * A time: seconds since 1970, +n with a unit of s, m, h, d, w, o (months) or
 * y from now on, or dd-mm-yy[yy]; 0 is never.
 */
long
parse_time(const char *text)
{
	time_t now = time(NULL);
	struct tm tm;
	char *end, unit;
	long n;

	if (*text == '+') {
		n = strtol(text + 1, &end, 10);
		unit = *end;
		if (end == text + 1 || n < 0 || n > 100000 ||
		    (unit != '\0' && end[1] != '\0'))
			errx(EX_DATAERR, "%s: not a time", text);
		localtime_r(&now, &tm);
		switch (unit) {
		case '\0':
		case 's':
			tm.tm_sec += (int)n;
			break;
		case 'm':
			tm.tm_min += (int)n;
			break;
		case 'h':
			tm.tm_hour += (int)n;
			break;
		case 'd':
			tm.tm_mday += (int)n;
			break;
		case 'w':
			tm.tm_mday += (int)n * 7;
			break;
		case 'o':
			tm.tm_mon += (int)n;
			break;
		case 'y':
			tm.tm_year += (int)n;
			break;
		default:
			errx(EX_DATAERR, "%s: not a time", text);
		}
		tm.tm_isdst = -1;
		return ((long)mktime(&tm));
	}
	if (number(text, UINT_MAX) >= 0)
		return (number(text, UINT_MAX));
	memset(&tm, 0, sizeof(tm));
	if ((end = strptime(text, "%d-%m-%Y", &tm)) == NULL || *end != '\0' ||
	    tm.tm_year < 70) {
		memset(&tm, 0, sizeof(tm));
		end = strptime(text, "%d-%m-%y", &tm);
	}
	if (end == NULL || *end != '\0')
		errx(EX_DATAERR, "%s: not a time", text);
	tm.tm_isdst = -1;
	return ((long)mktime(&tm));
}

/* The line that a descriptor has. */
static char *
read_line(int fd)
{
	char line[256];
	size_t n = 0;

	while (n + 1 < sizeof(line) && read(fd, line + n, 1) == 1 &&
	    line[n] != '\n')
		n++;
	line[n] = '\0';
	if (n == 0)
		errx(EX_DATAERR, "empty password read on file descriptor %d",
		    fd);
	return (strdup(line));
}

void
set_password(const struct table *t, const struct request *r, size_t i,
    const char *name)
{
	static const char letters[] = "abcdefghijkmnopqrstuvwxyz"
	    "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	char random[13], *text;

	if (r->password_fd == -2) {
		table_set(t, i, PW_PASSWD, "*");
	} else if (r->password_fd >= 0) {
		if ((text = read_line(r->password_fd)) == NULL)
			err(1, NULL);
		table_set(t, i, PW_PASSWD,
		    r->hashed ? text : password_hash(text));
		explicit_bzero(text, strlen(text));
		free(text);
	} else if (r->password_how == NULL) {
		return;
	} else if (strcmp(r->password_how, "no") == 0) {
		table_set(t, i, PW_PASSWD, "*");
	} else if (strcmp(r->password_how, "none") == 0) {
		table_set(t, i, PW_PASSWD, "");
	} else if (strcmp(r->password_how, "yes") == 0) {
		table_set(t, i, PW_PASSWD, password_hash(name));
	} else if (strcmp(r->password_how, "random") == 0) {
		for (size_t c = 0; c < sizeof(random) - 1; c++)
			random[c] = letters[arc4random_uniform(
			    sizeof(letters) - 1)];
		random[sizeof(random) - 1] = '\0';
		table_set(t, i, PW_PASSWD, password_hash(random));
		printf("%s\n", random);
	} else {
		errx(EX_USAGE, "-w %s: not no, none, yes or random",
		    r->password_how);
	}
}
