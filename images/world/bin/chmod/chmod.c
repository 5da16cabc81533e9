/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chmod.c: chmod(1): change the modes of files.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hierarchy.h"

static volatile sig_atomic_t	asked;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: chmod [-fhv] [-R [-H | -L | -P]] mode "
	    "file ...\n");
	exit(1);
}

static void
on_siginfo(int sig __unused)
{
	asked = 1;
}

/* What was changed: the name, with more v's the modes too. */
static void
tell(const FTSENT *e, mode_t mode, int verbose)
{
	mode_t old = e->fts_statp->st_mode;
	char was[12], is[12];

	printf("%s", e->fts_path);
	if (verbose > 1) {
		strmode(old, was);
		strmode((old & S_IFMT) | mode, is);
		printf(": 0%o [%s] -> 0%o [%s]", old, was,
		    (old & S_IFMT) | mode, is);
	}
	putchar('\n');
}

int
main(int argc, char **argv)
{
	struct sigaction sa = { .sa_flags = SA_RESTART };
	struct hierarchy h = { .recurse = false };
	int ch, status = 0;
	const char *text;
	mode_t mode;
	void *set;
	FTSENT *e;
	FTS *fts;

	while ((ch = getopt(argc, argv, HIERARCHY_OPTIONS "Xgorstuwx")) != -1) {
		/* A mode may begin with a minus sign. */
		if (strchr("Xgorstuwx", ch) != NULL) {
			optind--;
			if (argv[optind][0] != '-' || argv[optind][1] != ch)
				usage();
			break;
		}
		if (!hierarchy_option(&h, ch))
			usage();
	}
	argc -= optind;
	argv += optind;
	if (argc < 2)
		usage();
	if (h.recurse && h.self)
		errx(1, "the -R and -h options may not be specified together.");
	text = argv[0];
	if ((set = setmode(text)) == NULL)
		errx(1, "invalid file mode: %s", text);
	sa.sa_handler = on_siginfo;
	sigaction(SIGINFO, &sa, NULL);
	fts = fts_open(argv + 1, hierarchy_walk(&h), NULL);
	if (fts == NULL)
		err(1, "fts_open");
	while (errno = 0, (e = fts_read(fts)) != NULL) {
		bool follow = !h.self;

		switch (e->fts_info) {
		case FTS_D:	/* before its entries: they may be out of reach */
			if (!h.recurse)
				fts_set(fts, e, FTS_SKIP);
			break;
		case FTS_DP:
			continue;
		case FTS_DNR:
		case FTS_ERR:
		case FTS_NS:
			if (!h.force || e->fts_info == FTS_ERR)
				warnx("%s: %s", e->fts_path,
				    strerror(e->fts_errno));
			if (!h.force)
				status = 1;
			continue;
		case FTS_SL:	/* met on the way: left alone */
		case FTS_SLNONE:
			if (!h.self) {
				if (e->fts_info == FTS_SLNONE && !h.recurse) {
					errno = ENOENT;
					warn("%s", e->fts_path);
					status = 1;
				}
				continue;
			}
			break;
		default:
			break;
		}
		mode = getmode(set, e->fts_statp->st_mode) & ALLPERMS;
		if (mode == (e->fts_statp->st_mode & ALLPERMS))
			continue;
		if (fchmodat(AT_FDCWD, e->fts_accpath, mode,
		    follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
			if (!h.force) {
				warn("%s", e->fts_path);
				status = 1;
			}
		} else if (h.verbose > 0 || asked) {
			asked = 0;
			tell(e, mode, h.verbose);
		}
	}
	if (errno != 0)
		err(1, "fts_read");
	free(set);
	return (status);
}
