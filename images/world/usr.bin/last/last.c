/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * last.c: last(1): who was logged in, the latest first.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

/* When a line was given up, as one comes back through time. */
struct end {
	struct end	*next;
	char		 line[sizeof(((struct utmpx *)0)->ut_line)];
	time_t		 when;
};

static struct end	*ends;
static time_t		 down;		/* the boot that came after; 0: none */
static bool		 crashed;	/* without a shutdown before it */
static char		**wanted;	/* users and lines; none: all */
static const char	*host;
static long		 most = LONG_MAX;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: last [-f file] [-h host] [-n maxrec] "
	    "[-t tty] [user ...]\n");
	exit(1);
}

static bool
matches(const struct utmpx *ut, const char *tty)
{
	if (tty != NULL && strncmp(ut->ut_line, tty, sizeof(ut->ut_line)) != 0)
		return (false);
	if (host != NULL && strncasecmp(ut->ut_host, host,
	    sizeof(ut->ut_host)) != 0)
		return (false);
	if (*wanted == NULL)
		return (true);
	for (char **w = wanted; *w != NULL; w++)
		if (strncmp(ut->ut_name, *w, sizeof(ut->ut_name)) == 0)
			return (true);
	return (false);
}

/* The end of what goes on on a line, made when it is not known yet. */
static struct end *
end_of(const char *line)
{
	struct end *e;

	for (e = ends; e != NULL; e = e->next)
		if (strncmp(e->line, line, sizeof(e->line)) == 0)
			return (e);
	if ((e = calloc(1, sizeof(*e))) == NULL)
		err(1, NULL);
	memcpy(e->line, line, sizeof(e->line));
	e->when = 0;
	e->next = ends;
	return (ends = e);
}

/* A session that began at `from': when it ended and how long it took. */
static void
show_end(time_t from, time_t to, const char *why)
{
	struct tm *tm;
	char text[8];
	long took = (long)(to - from);

	if (why == NULL) {
		tm = localtime(&to);
		strftime(text, sizeof(text), "%H:%M", tm);
		why = text;
	}
	printf(" - %-5s ", why);
	if (took >= 86400)
		printf("(%ld+%02ld:%02ld)\n", took / 86400, took / 3600 % 24,
		    took / 60 % 60);
	else
		printf(" (%02ld:%02ld)\n", took / 3600, took / 60 % 60);
}

static void
show_start(const struct utmpx *ut, const char *name, const char *line)
{
	time_t t = ut->ut_tv.tv_sec;
	char text[32];

	strftime(text, sizeof(text), "%a %b %e %H:%M", localtime(&t));
	printf("%-16.*s %-8.*s %-16.*s %s", (int)sizeof(ut->ut_name), name,
	    (int)sizeof(ut->ut_line), line, 16, ut->ut_host, text);
}

/* All lines are given up then. */
static void
system_ends(const struct utmpx *ut, bool crash)
{
	struct end *e;

	while ((e = ends) != NULL) {
		ends = e->next;
		free(e);
	}
	down = ut->ut_tv.tv_sec;
	crashed = crash;
}

static void
session(const struct utmpx *ut, const char *tty)
{
	struct end *e = end_of(ut->ut_line);
	time_t from = ut->ut_tv.tv_sec;

	if (matches(ut, tty) && most > 0) {
		most--;
		show_start(ut, ut->ut_name, ut->ut_line);
		if (e->when != 0)
			show_end(from, e->when, NULL);
		else if (down != 0)
			show_end(from, down, crashed ? "crash" : "shutdown");
		else
			printf("   still logged in\n");
	}
	/* Who was there before has left. */
	e->when = from;
}

static void
record(const struct utmpx *ut, const char *tty)
{
	bool plain = *wanted == NULL && tty == NULL && host == NULL;

	switch (ut->ut_type) {
	case BOOT_TIME:
	case DOWN_TIME:
		if (most > 0 && plain) {
			most--;
			show_start(ut, ut->ut_type == BOOT_TIME ? "reboot" :
			    "shutdown", "~");
			putchar('\n');
		}
		system_ends(ut, ut->ut_type == BOOT_TIME);
		break;
	case OLD_TIME:
	case NEW_TIME:
		if (most > 0 && plain) {
			most--;
			show_start(ut, "date", ut->ut_type == OLD_TIME ? "|" :
			    "{");
			putchar('\n');
		}
		break;
	case USER_PROCESS:
		session(ut, tty);
		break;
	case DEAD_PROCESS:
		end_of(ut->ut_line)->when = ut->ut_tv.tv_sec;
		break;
	default:
		break;
	}
}

int
main(int argc, char **argv)
{
	const char *file = _PATH_WTMPX, *tty = NULL, *wrong;
	struct utmpx *all;
	struct stat st;
	size_t n;
	FILE *f;
	time_t first;
	char text[64];
	int ch;

	while ((ch = getopt(argc, argv, "f:h:n:t:")) != -1) {
		switch (ch) {
		case 'f':
			file = optarg;
			break;
		case 'h':
			host = optarg;
			break;
		case 'n':
			most = (long)strtonum(optarg, 0, LONG_MAX, &wrong);
			if (wrong != NULL)
				errx(1, "%s: number of records: %s", optarg,
				    wrong);
			break;
		case 't':
			tty = strncmp(optarg, "/dev/", 5) == 0 ? optarg + 5 :
			    optarg;
			break;
		default:
			usage();
		}
	}
	wanted = argv + optind;
	if ((f = fopen(file, "re")) == NULL || fstat(fileno(f), &st) != 0)
		err(1, "%s", file);
	n = (size_t)st.st_size / sizeof(*all);
	if ((all = calloc(n + 1, sizeof(*all))) == NULL)
		err(1, NULL);
	n = fread(all, sizeof(*all), n, f);
	fclose(f);
	first = n > 0 ? all[0].ut_tv.tv_sec : st.st_mtime;
	while (n > 0)
		record(&all[--n], tty);
	strftime(text, sizeof(text), "%a %b %e %H:%M:%S %Z %Y",
	    localtime(&first));
	printf("\n%s begins %s\n", strrchr(file, '/') != NULL ?
	    strrchr(file, '/') + 1 : file, text);
	return (0);
}
