/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ls.c: ls(1): list directories.  This file has the options, the order, and
 * the walk; list.c what is shown together, print.c how.
 */
#include <sys/ioctl.h>
#include <err.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "ls.h"

struct options opt = { .blocksize = 1, .width = 80 };

static int status;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: ls [-ABCFGHILPRSTWabcdfghiklmnopqrstuwx1] "
	    "[file ...]\n");
	exit(1);
}

time_t
time_of(const struct stat *st)
{
	return (opt.time == ATIME ? st->st_atime : opt.time == CTIME ?
	    st->st_ctime : st->st_mtime);
}

static const struct timespec *
stamp(const FTSENT *e)
{
	const struct stat *st = e->fts_statp;

	return (opt.time == ATIME ? &st->st_atim : opt.time == CTIME ?
	    &st->st_ctim : &st->st_mtim);
}

static bool
unknown(const FTSENT *e)
{
	return (e->fts_info == FTS_NS || e->fts_info == FTS_ERR);
}

static int
by_key(const FTSENT *a, const FTSENT *b)
{
	const struct timespec *s, *t;

	if (opt.by_size)
		return (a->fts_statp->st_size > b->fts_statp->st_size ? -1 :
		    a->fts_statp->st_size < b->fts_statp->st_size);
	if (opt.by_time) {
		s = stamp(a);
		t = stamp(b);
		if (s->tv_sec != t->tv_sec)
			return (s->tv_sec > t->tv_sec ? -1 : 1);
		return (s->tv_nsec > t->tv_nsec ? -1 : s->tv_nsec < t->tv_nsec);
	}
	return (0);
}

/* Among arguments files come before directories, however they are sorted. */
static int
compare(const FTSENT *const *pa, const FTSENT *const *pb)
{
	const FTSENT *a = *pa, *b = *pb;
	bool da, db;
	int result = 0;

	if (unknown(a) || unknown(b))
		return (unknown(a) != unknown(b) ? unknown(b) - unknown(a) :
		    strcoll(a->fts_name, b->fts_name));
	if (a->fts_level == FTS_ROOTLEVEL && !opt.plain) {
		da = a->fts_info == FTS_D;
		db = b->fts_info == FTS_D;
		if (da != db)
			return (da - db);
	}
	if (a->fts_info != FTS_NSOK && b->fts_info != FTS_NSOK)
		result = by_key(a, b);
	if (result == 0)
		result = strcoll(a->fts_name, b->fts_name);
	return (opt.reverse ? -result : result);
}

static void
complain(const FTSENT *e)
{
	warnx("%s: %s", e->fts_name, strerror(e->fts_errno));
	status = 1;
}

/* Show a list, after telling of those that cannot be. */
static bool
show(FTSENT *list, bool total)
{
	struct batch b;
	bool some;

	for (FTSENT *e = list; e != NULL; e = e->fts_link)
		if (unknown(e))
			complain(e);
	batch_make(&b, list, total);
	some = b.n > 0;
	if (some || total)
		batch_print(&b);
	batch_free(&b);
	return (some);
}

/* Enter a directory: its name, if more than it is shown, and its entries. */
static void
show_dir(FTS *fts, FTSENT *dir, bool named, bool *first)
{
	FTSENT *list;

	if (dir->fts_level > FTS_ROOTLEVEL && dir->fts_name[0] == '.' &&
	    !opt.dots && !opt.all) {
		fts_set(fts, dir, FTS_SKIP);
		return;
	}
	if (!*first)
		printf("\n%s:\n", dir->fts_path);
	else if (named)
		printf("%s:\n", dir->fts_path);
	*first = false;
	fflush(stdout);
	errno = 0;
	list = fts_children(fts, 0);
	if (list == NULL && errno != 0) {
		warn("%s", dir->fts_path);
		status = 1;
	} else {
		show(list, true);
	}
	if (!opt.recurse)
		fts_set(fts, dir, FTS_SKIP);
}

static void
traverse(int argc, char **argv, int how)
{
	FTS *fts = fts_open(argv, how, opt.unsorted ? NULL : compare);
	FTSENT *e;
	bool first;

	if (fts == NULL)
		err(1, NULL);
	/* Arguments that are files; with -d all of them. */
	errno = 0;
	e = fts_children(fts, 0);
	if (e == NULL && errno != 0)
		err(1, NULL);
	first = !show(e, false);
	if (opt.plain) {
		fts_close(fts);
		return;
	}
	while (errno = 0, (e = fts_read(fts)) != NULL) {
		switch (e->fts_info) {
		case FTS_DC:
			warnx("%s: directory causes a cycle", e->fts_name);
			status = 1;
			break;
		case FTS_DNR:
		case FTS_ERR:
			warnx("%s: %s", e->fts_path, strerror(e->fts_errno));
			status = 1;
			break;
		case FTS_D:
			show_dir(fts, e, argc > 1, &first);
			break;
		default:
			break;
		}
	}
	if (errno != 0)
		err(1, "fts_read");
	fts_close(fts);
}

/* What the environment and the terminal say. */
static void
defaults(void)
{
	struct winsize ws;
	const char *env = getenv("COLUMNS");

	setlocale(LC_ALL, "");
	if (isatty(STDOUT_FILENO)) {
		opt.layout = COLUMNS;
		opt.escape = QUESTION;
		if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0)
			opt.width = ws.ws_col;
		opt.color = getenv("CLICOLOR") != NULL;
	}
	if (getenv("CLICOLOR_FORCE") != NULL)
		opt.color = getenv("CLICOLOR") != NULL;
	if (env != NULL && atoi(env) > 0)
		opt.width = atoi(env);
	opt.dots = getuid() == 0;
}

static void
layout_option(int ch)
{
	switch (ch) {
	case '1':
		opt.layout = SINGLE;
		break;
	case 'C':
		opt.layout = COLUMNS;
		break;
	case 'x':
		opt.layout = ACROSS;
		break;
	case 'm':
		opt.layout = STREAM;
		break;
	case 'n':
		opt.numeric = true;
		opt.layout = LONG;
		break;
	case 'l':
		opt.layout = LONG;
		break;
	}
}

static void
order_option(int ch)
{
	switch (ch) {
	case 'S':
		opt.by_size = true;
		opt.by_time = false;
		break;
	case 'c':
		opt.time = CTIME;
		break;
	case 'f':
		opt.unsorted = opt.all = true;
		break;
	case 'r':
		opt.reverse = true;
		break;
	case 't':
		opt.by_time = true;
		opt.by_size = false;
		break;
	case 'u':
		opt.time = ATIME;
		break;
	}
}

static void
show_option(int ch, bool *kilobytes)
{
	switch (ch) {
	case 'B':
		opt.escape = OCTAL;
		break;
	case 'F':
		opt.mark = true;
		opt.slash = false;
		break;
	case 'G':
		opt.color = isatty(STDOUT_FILENO) ||
		    getenv("CLICOLOR_FORCE") != NULL;
		break;
	case 'T':
		opt.seconds = true;
		break;
	case 'b':
		opt.escape = C_STYLE;
		break;
	case 'g':	/* 4.3BSD's way to ask for the group */
		break;
	case 'h':
		opt.human = true;
		*kilobytes = false;
		break;
	case 'i':
		opt.inode = true;
		break;
	case 'k':
		*kilobytes = true;
		opt.human = false;
		break;
	case 'o':
		opt.flags = true;
		break;
	case 'p':
		opt.slash = true;
		opt.mark = false;
		break;
	case 'q':
		opt.escape = QUESTION;
		break;
	case 's':
		opt.blocks = true;
		break;
	case 'w':
		opt.escape = RAW;
		break;
	}
}

int
main(int argc, char **argv)
{
	static char dot[] = ".", *dots[] = { dot, NULL };
	bool kilobytes = false, follow = false, logical = false, no = false;
	bool whiteout = false;
	int ch, how, headlen;

	defaults();
	while ((ch = getopt(argc, argv,
	    "1ABCFGHILPRSTWabcdfghiklmnopqrstuwx")) != -1) {
		if (strchr("1Cxmnl", ch) != NULL) {
			layout_option(ch);
			continue;
		}
		if (strchr("Scfrtu", ch) != NULL) {
			order_option(ch);
			continue;
		}
		switch (ch) {
		case 'A':
			opt.dots = true;
			break;
		case 'H':
			follow = true;
			no = false;
			break;
		case 'I':
			opt.dots = false;
			break;
		case 'L':
			logical = true;
			no = false;
			break;
		case 'P':
			follow = logical = false;
			no = true;
			break;
		case 'R':
			opt.recurse = true;
			break;
		case 'W':
			whiteout = true;
			break;
		case 'a':
			opt.all = true;
			break;
		case 'd':
			opt.plain = true;
			opt.recurse = false;
			break;
		case '?':
			usage();
		default:
			show_option(ch, &kilobytes);
		}
	}
	argc -= optind;
	argv += optind;
	if (kilobytes)
		opt.blocksize = 2;
	else if (opt.blocks || opt.layout == LONG) {
		(void)getbsize(&headlen, &opt.blocksize);
		opt.blocksize /= 512;
	}
	if (opt.plain)
		opt.recurse = false;
	how = logical ? FTS_LOGICAL : FTS_PHYSICAL;
	/* Links are shown for themselves where one would see that they are. */
	if (follow || (!no && !logical && !opt.plain && opt.layout != LONG &&
	    !opt.mark))
		how |= FTS_COMFOLLOW;
	/* Where names are enough, files that cannot be looked at have them. */
	if (!opt.inode && !opt.blocks && opt.layout != LONG && !opt.by_time &&
	    !opt.by_size && !opt.mark && !opt.slash && !opt.color &&
	    !opt.recurse)
		how |= FTS_NOSTAT;
	if (opt.all)
		how |= FTS_SEEDOT;
	if (whiteout)
		how |= FTS_WHITEOUT;
	if (argc == 0)
		traverse(1, dots, how);
	else
		traverse(argc, argv, how);
	if (fflush(stdout) != 0)
		err(1, "stdout");
	return (status);
}
