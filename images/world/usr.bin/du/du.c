/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * du.c: du(1): the room that files take.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <fts.h>
#include <libutil.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MASKS	32

/* A file with several names that was counted. */
struct seen {
	struct seen	*next;
	dev_t		 dev;
	ino_t		 ino;
};

static bool	human, apparent, nodump;
static long	blocksize;
static int64_t	threshold;
static const char *masks[MASKS];
static int	nmasks;
static struct seen *seen[1024];

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: du [-Aclnx] [-H | -L | -P] [-g | -h | -k | -m]"
	    " [-a | -s | -d depth] [-I mask] [-t threshold] [file ...]\n");
	exit(64);
}

/* Was this file counted under another name? */
static bool
counted(const struct stat *st)
{
	struct seen **bucket = &seen[(st->st_ino ^ (ino_t)st->st_dev) % 1024];
	struct seen *s;

	for (s = *bucket; s != NULL; s = s->next)
		if (s->ino == st->st_ino && s->dev == st->st_dev)
			return (true);
	if ((s = malloc(sizeof(*s))) == NULL)
		err(1, NULL);
	*s = (struct seen){ *bucket, st->st_dev, st->st_ino };
	*bucket = s;
	return (false);
}

static void
show(int64_t blocks, const char *path)
{
	int64_t bytes = blocks * S_BLKSIZE;
	char text[8];

	if (threshold > 0 ? bytes < threshold : threshold < 0 &&
	    bytes > -threshold)
		return;
	if (human) {
		humanize_number(text, 5, bytes, "", HN_AUTOSCALE,
		    HN_B | HN_NOSPACE | HN_DECIMAL);
		printf("%4s\t%s\n", text, path);
	} else {
		printf("%jd\t%s\n", (intmax_t)howmany(bytes, blocksize), path);
	}
}

static bool
ignored(const FTSENT *e)
{
	if (e->fts_level > FTS_ROOTLEVEL)
		for (int i = 0; i < nmasks; i++)
			if (fnmatch(masks[i], e->fts_name, 0) == 0)
				return (true);
	return (nodump && e->fts_info != FTS_NS && e->fts_statp != NULL &&
	    (e->fts_statp->st_flags & UF_NODUMP) != 0);
}

static int64_t
size_of(const struct stat *st)
{
	return (apparent ? howmany(st->st_size, S_BLKSIZE) : st->st_blocks);
}

/* How deep directories are shown, and whether files are. */
struct shape {
	long	depth;
	bool	files, links;
};

/* Sums go up in fts_number, from entries to their directories. */
static int64_t
walk(FTS *fts, const struct shape *shape, int *status)
{
	int64_t total = 0, n;
	FTSENT *e;

	while (errno = 0, (e = fts_read(fts)) != NULL) {
		switch (e->fts_info) {
		case FTS_D:
			if (ignored(e))
				fts_set(fts, e, FTS_SKIP);
			break;
		case FTS_DP:
			if (ignored(e))
				break;
			n = e->fts_number + size_of(e->fts_statp);
			e->fts_parent->fts_number += n;
			if (e->fts_level <= shape->depth)
				show(n, e->fts_path);
			if (e->fts_level == FTS_ROOTLEVEL)
				total += n;
			break;
		case FTS_DC:
			break;
		case FTS_DNR:
		case FTS_ERR:
		case FTS_NS:
			warnx("%s: %s", e->fts_path, strerror(e->fts_errno));
			*status = 1;
			break;
		default:
			if (ignored(e) || (!shape->links &&
			    e->fts_statp->st_nlink > 1 && counted(e->fts_statp)))
				break;
			n = size_of(e->fts_statp);
			if (e->fts_level == FTS_ROOTLEVEL)
				total += n;
			if (shape->files || e->fts_level == FTS_ROOTLEVEL)
				show(n, e->fts_path);
			e->fts_parent->fts_number += n;
		}
	}
	if (errno != 0)
		err(1, "fts_read");
	return (total);
}

static long
number(const char *text, const char *what)
{
	const char *wrong;
	long n = (long)strtonum(text, 0, INT_MAX, &wrong);

	if (wrong != NULL)
		errx(1, "%s: %s: %s", text, what, wrong);
	return (n);
}

int
main(int argc, char **argv)
{
	static char dot[] = ".", *dots[] = { dot, NULL };
	struct shape shape = { LONG_MAX, false, false };
	int ch, how = FTS_PHYSICAL, extra = 0, status = 0, headlen;
	bool sum = false, all = false, total = false;
	int64_t n;
	FTS *fts;

	while ((ch = getopt(argc, argv, "AHI:LPacd:ghklmnrst:x")) != -1) {
		switch (ch) {
		case 'A':
			apparent = true;
			break;
		case 'H':
			how = FTS_PHYSICAL | FTS_COMFOLLOW;
			break;
		case 'I':
			if (nmasks == MASKS)
				errx(1, "more than %d masks", MASKS);
			masks[nmasks++] = optarg;
			break;
		case 'L':
			how = FTS_LOGICAL;
			break;
		case 'P':
			how = FTS_PHYSICAL;
			break;
		case 'a':
			all = shape.files = true;
			break;
		case 'c':
			total = true;
			break;
		case 'd':
			shape.depth = number(optarg, "depth");
			break;
		case 'g':
			blocksize = 1L << 30;
			human = false;
			break;
		case 'h':
			human = true;
			break;
		case 'k':
			blocksize = 1L << 10;
			human = false;
			break;
		case 'l':
			shape.links = true;
			break;
		case 'm':
			blocksize = 1L << 20;
			human = false;
			break;
		case 'n':
			nodump = true;
			break;
		case 'r':	/* what cannot be read is always told */
			break;
		case 's':
			sum = true;
			break;
		case 't':
			if (expand_number(optarg[0] == '-' ? optarg + 1 :
			    optarg, &threshold) != 0 || threshold == 0)
				errx(1, "invalid threshold: %s", optarg);
			if (optarg[0] == '-')
				threshold = -threshold;
			break;
		case 'x':
			extra = FTS_XDEV;
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if ((sum && (all || shape.depth != LONG_MAX)) ||
	    (all && shape.depth != LONG_MAX))
		usage();
	if (sum)
		shape.depth = 0;
	if (blocksize == 0)
		(void)getbsize(&headlen, &blocksize);
	if ((fts = fts_open(*argv == NULL ? dots : argv, how | extra,
	    NULL)) == NULL)
		err(1, NULL);
	n = walk(fts, &shape, &status);
	if (total)
		show(n, "total");
	fts_close(fts);
	return (status);
}
