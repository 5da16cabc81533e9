/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * who.c: who(1) and users(1): who is logged in.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

static bool	idle, state;

static void __dead2
usage(void)
{
	fprintf(stderr, strcmp(getprogname(), "users") == 0 ?
	    "usage: users\n" : "usage: who [-abHmqsTu] [am I] [file]\n");
	exit(1);
}

static bool
is_user(const struct utmpx *ut)
{
	return (ut->ut_type == USER_PROCESS && ut->ut_name[0] != '\0');
}

/* One entry; the state of the line is +, -, or ? for one that is not there. */
static void
show(const struct utmpx *ut)
{
	char path[64], when[32];
	time_t t = ut->ut_tv.tv_sec;
	struct stat st;
	bool known;
	long quiet;

	snprintf(path, sizeof(path), "/dev/%.*s", (int)sizeof(ut->ut_line),
	    ut->ut_line);
	known = ut->ut_line[0] != '\0' && stat(path, &st) == 0;
	printf("%-16.*s ", (int)sizeof(ut->ut_name), ut->ut_name);
	if (state)
		printf("%c ", !known ? '?' : (st.st_mode & S_IWGRP) != 0 ?
		    '+' : '-');
	strftime(when, sizeof(when), "%b %e %H:%M", localtime(&t));
	printf("%-12.*s %s", (int)sizeof(ut->ut_line), ut->ut_line, when);
	if (idle) {
		quiet = known ? (long)(time(NULL) - st.st_atime) : -1;
		if (quiet < 0)
			printf("   ?  ");
		else if (quiet < 60)
			printf("   .  ");
		else if (quiet < 86400)
			printf(" %02ld:%02ld", quiet / 3600, quiet / 60 % 60);
		else
			printf("  old ");
		printf(" %5d", ut->ut_pid);
	}
	if (ut->ut_host[0] != '\0')
		printf(" (%.*s)", (int)sizeof(ut->ut_host), ut->ut_host);
	putchar('\n');
}

/* Of this terminal, or what would be said of it. */
static void
am_i(void)
{
	struct utmpx want, *ut;
	const char *tty = ttyname(STDIN_FILENO);
	const struct passwd *pw;

	memset(&want, 0, sizeof(want));
	if (tty != NULL) {
		strlcpy(want.ut_line, strncmp(tty, "/dev/", 5) == 0 ? tty + 5 :
		    tty, sizeof(want.ut_line));
		if ((ut = getutxline(&want)) != NULL) {
			show(ut);
			return;
		}
	}
	if ((pw = getpwuid(getuid())) != NULL)
		strlcpy(want.ut_name, pw->pw_name, sizeof(want.ut_name));
	else
		strlcpy(want.ut_name, "?", sizeof(want.ut_name));
	want.ut_tv.tv_sec = time(NULL);
	show(&want);
}

static int
by_name(const void *a, const void *b)
{
	return (strcmp(*(char *const *)a, *(char *const *)b));
}

/* All names on one line; in order, or with a count behind them. */
static void
names(bool sorted)
{
	char **list = NULL;
	size_t n = 0;
	struct utmpx *ut;

	while ((ut = getutxent()) != NULL) {
		if (!is_user(ut))
			continue;
		if ((list = reallocarray(list, n + 1, sizeof(*list))) == NULL ||
		    (list[n++] = strndup(ut->ut_name, sizeof(ut->ut_name))) ==
		    NULL)
			err(1, NULL);
	}
	if (sorted && n > 0)
		qsort(list, n, sizeof(*list), by_name);
	for (size_t i = 0; i < n; i++)
		printf("%s%c", list[i], i + 1 < n ? ' ' : '\n');
	if (!sorted)
		printf("# users = %zu\n", n);
}

int
main(int argc, char **argv)
{
	bool head = false, me = false, quick = false, boot = false;
	struct utmpx *ut;
	int ch;

	if (strcmp(getprogname(), "users") == 0) {
		if (argc > 1)
			usage();
		names(true);
		return (0);
	}
	while ((ch = getopt(argc, argv, "HTabmqsu")) != -1) {
		switch (ch) {
		case 'H':
			head = true;
			break;
		case 'T':
			state = true;
			break;
		case 'a':
			boot = idle = state = true;
			break;
		case 'b':
			boot = true;
			break;
		case 'm':
			me = true;
			break;
		case 'q':
			quick = true;
			break;
		case 's':
			break;
		case 'u':
			idle = true;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (argc == 2 && strcmp(argv[0], "am") == 0 &&
	    (argv[1][0] == 'i' || argv[1][0] == 'I'))
		me = true;
	else if (argc > 1)
		usage();
	else if (argc == 1 && (access(argv[0], R_OK) != 0 ||
	    utmpxname(argv[0]) == 0))
		err(1, "%s", argv[0]);
	if (head && !quick)
		printf("%-16s %s%-12s %-12s%s FROM\n", "NAME",
		    state ? "S " : "", "LINE", "TIME",
		    idle ? " IDLE   PID" : "");
	setutxent();
	if (quick) {
		names(false);
		return (0);
	}
	if (me) {
		am_i();
		return (0);
	}
	while ((ut = getutxent()) != NULL)
		if (is_user(ut) || (boot && ut->ut_type == BOOT_TIME))
			show(ut);
	return (0);
}
