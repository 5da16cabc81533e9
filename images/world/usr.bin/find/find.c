/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * find.c: find(1): walk hierarchies and evaluate an expression for each file.
 */
#include <sys/types.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "find.h"

struct find_options	 find = { .fts = FTS_PHYSICAL, .min_depth = -1,
			    .max_depth = -1 };
time_t			 now;
int			 start_dir, status;
FTS			*tree;

static void __dead2
usage(void)
{
	fprintf(stderr,
	    "usage: find [-H | -L | -P] [-EXdsx] [-f path] path ... "
	    "[expression]\n"
	    "       find [-H | -L | -P] [-EXdsx] -f path [path ...] "
	    "[expression]\n");
	exit(1);
}

static int
by_name(const FTSENT *const *a, const FTSENT *const *b)
{
	return (strcoll((*a)->fts_name, (*b)->fts_name));
}

static void
visit(struct node *expr, FTSENT *e)
{
	switch (e->fts_info) {
	case FTS_D:
		if (find.max_depth >= 0 && e->fts_level >= find.max_depth)
			fts_set(tree, e, FTS_SKIP);
		if (find.depth)
			return;
		break;
	case FTS_DP:
		if (!find.depth)
			return;
		break;
	case FTS_DNR:
	case FTS_NS:
	case FTS_ERR:
		warnx("%s: %s", e->fts_path, strerror(e->fts_errno));
		status = 1;
		return;
	case FTS_DC:
		warnx("%s: directory causes a cycle", e->fts_path);
		status = 1;
		return;
	default:
		break;
	}
	if ((find.min_depth >= 0 && e->fts_level < find.min_depth) ||
	    (find.max_depth >= 0 && e->fts_level > find.max_depth))
		return;
	(void)expr->eval(expr, e);
}

int
main(int argc, char **argv)
{
	struct node *expr;
	char **paths, **p;
	FTSENT *e;
	int ch;

	if ((paths = p = calloc((size_t)argc + 1, sizeof(*paths))) == NULL)
		err(1, NULL);
	while ((ch = getopt(argc, argv, "+EHLPXdf:sx")) != -1) {
		switch (ch) {
		case 'E':
			find.extended = true;
			break;
		case 'H':
			find.fts &= ~FTS_LOGICAL;
			find.fts |= FTS_PHYSICAL | FTS_COMFOLLOW;
			break;
		case 'L':
			find.fts &= ~(FTS_PHYSICAL | FTS_COMFOLLOW);
			find.fts |= FTS_LOGICAL;
			break;
		case 'P':
			find.fts &= ~(FTS_LOGICAL | FTS_COMFOLLOW);
			find.fts |= FTS_PHYSICAL;
			break;
		case 'X':
			find.safe = true;
			break;
		case 'd':
			find.depth = true;
			break;
		case 'f':
			*p++ = optarg;
			break;
		case 's':
			find.sorted = true;
			break;
		case 'x':
			find.fts |= FTS_XDEV;
			break;
		default:
			usage();
		}
	}
	argv += optind;
	for (; *argv != NULL && **argv != '-' && strcmp(*argv, "!") != 0 &&
	    strcmp(*argv, "(") != 0; argv++)
		*p++ = *argv;
	if (p == paths)
		usage();
	*p = NULL;
	time(&now);
	if ((start_dir = open(".", O_RDONLY | O_CLOEXEC)) < 0)
		err(1, ".");
	expr = parse(argv);
	tree = fts_open(paths, find.fts, find.sorted ? by_name : NULL);
	if (tree == NULL)
		err(1, "fts_open");
	while (errno = 0, (e = fts_read(tree)) != NULL)
		visit(expr, e);
	if (errno != 0)
		err(1, "fts_read");
	batches_flush();
	if (fflush(stdout) != 0)
		err(1, "stdout");
	return (status);
}
