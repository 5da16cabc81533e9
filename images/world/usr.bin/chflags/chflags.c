/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chflags.c: chflags(1): change the flags of files.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hierarchy.h"

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: chflags [-fhv] [-R [-H | -L | -P]] flags "
	    "file ...\n");
	exit(1);
}

/* A number says all flags, words which to set and which to clear. */
struct change {
	bool		whole;
	unsigned long	set, clear;
};

static void
parse(char *text, struct change *c)
{
	char *end;

	if (*text >= '0' && *text <= '7') {
		errno = 0;
		c->whole = true;
		c->set = strtoul(text, &end, 8);
		if (errno != 0 || *end != '\0' || c->set > 0xffffffffUL)
			errx(1, "invalid flags: %s", text);
	} else if (strtofflags(&text, &c->set, &c->clear) != 0) {
		errx(1, "invalid flag: %s", text);
	}
}

int
main(int argc, char **argv)
{
	struct hierarchy h = { .recurse = false };
	int ch, how, status = 0;
	struct change c = { false, 0, 0 };
	unsigned long flags;
	FTS *fts;
	FTSENT *e;

	while ((ch = getopt(argc, argv, HIERARCHY_OPTIONS)) != -1)
		if (!hierarchy_option(&h, ch))
			usage();
	argc -= optind;
	argv += optind;
	if (argc < 2)
		usage();
	if (h.recurse && h.self)
		errx(1, "the -R and -h options may not be specified together");
	how = hierarchy_walk(&h);
	parse(argv[0], &c);
	if ((fts = fts_open(argv + 1, how, NULL)) == NULL)
		err(1, NULL);
	while (errno = 0, (e = fts_read(fts)) != NULL) {
		switch (e->fts_info) {
		case FTS_D:	/* done on the way out, or here if that is all */
			if (h.recurse)
				continue;
			fts_set(fts, e, FTS_SKIP);
			break;
		case FTS_DP:
			if (!h.recurse)
				continue;
			break;
		case FTS_DNR:
		case FTS_ERR:
		case FTS_NS:
			warnx("%s: %s", e->fts_path, strerror(e->fts_errno));
			status = 1;
			continue;
		case FTS_SL:
		case FTS_SLNONE:
			if (!h.self && hierarchy_follows(&h))
				continue;
			break;
		default:
			break;
		}
		flags = c.whole ? c.set :
		    (e->fts_statp->st_flags | c.set) & ~c.clear;
		if (flags == e->fts_statp->st_flags)
			continue;
		if (chflagsat(AT_FDCWD, e->fts_accpath, flags,
		    how == FTS_LOGICAL ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
			if (!h.force) {
				warn("%s", e->fts_path);
				status = 1;
			}
		} else if (h.verbose > 0) {
			printf("%s", e->fts_path);
			if (h.verbose > 1)
				printf(": 0%lo -> 0%lo",
				    (unsigned long)e->fts_statp->st_flags,
				    flags);
			putchar('\n');
		}
	}
	if (errno != 0)
		err(1, "fts_read");
	return (status);
}
