/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chown.c: chown(8) and chgrp(1): change owner and group of files.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hierarchy.h"

#define KEEP	((unsigned int)-1)	/* as chown(2) has it */

static bool			 is_chown;
static volatile sig_atomic_t	 asked;

static void __dead2
usage(void)
{
	if (is_chown)
		fprintf(stderr,
		    "usage: chown [-fhnvx] [-R [-H | -L | -P]] owner[:group] "
		    "file ...\n"
		    "       chown [-fhnvx] [-R [-H | -L | -P]] :group "
		    "file ...\n");
	else
		fprintf(stderr, "usage: chgrp [-fhnvx] [-R [-H | -L | -P]] "
		    "group file ...\n");
	exit(1);
}

static void
on_siginfo(int sig __unused)
{
	asked = 1;
}

/* A number for an owner or a group that has no name. */
static unsigned int
number(const char *text, const char *what)
{
	unsigned long n;
	char *end;

	if (!isdigit((unsigned char)*text))
		errx(1, "%s: illegal %s name", text, what);
	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno != 0 || *end != '\0' || n >= KEEP)
		errx(1, "%s: illegal %s name", text, what);
	return ((unsigned int)n);
}

static unsigned int
owner(const char *text, bool numeric)
{
	struct passwd *pw;

	if (*text == '\0')
		return (KEEP);
	if (!numeric && (pw = getpwnam(text)) != NULL)
		return (pw->pw_uid);
	return (number(text, "user"));
}

static unsigned int
group(const char *text, bool numeric)
{
	struct group *gr;

	if (*text == '\0')
		return (KEEP);
	if (!numeric && (gr = getgrnam(text)) != NULL)
		return (gr->gr_gid);
	return (number(text, "group"));
}

/* Who changes what is not theirs, or gives to groups they are not in. */
static void
complain(const FTSENT *e, unsigned int uid, unsigned int gid)
{
	gid_t groups[64];
	int n, error = errno;

	if (error != EPERM || geteuid() == 0) {
		warn("%s", e->fts_path);
		return;
	}
	if (uid != KEEP && uid != e->fts_statp->st_uid) {
		warnx("%s: %s", e->fts_path, strerror(error));
		return;
	}
	n = getgroups(64, groups);
	while (n > 0 && groups[n - 1] != gid)
		n--;
	if (gid != KEEP && n <= 0 && getegid() != gid)
		errx(1, "you are not a member of group %u", gid);
	warnx("%s: %s", e->fts_path, strerror(error));
}

static void
tell(const FTSENT *e, unsigned int uid, unsigned int gid, int verbose)
{
	const struct stat *st = e->fts_statp;

	printf("%s", e->fts_path);
	if (verbose > 1) {
		if (is_chown)
			printf(": %u:%u -> %u:%u", st->st_uid, st->st_gid,
			    uid == KEEP ? st->st_uid : uid,
			    gid == KEEP ? st->st_gid : gid);
		else
			printf(": %u -> %u", st->st_gid,
			    gid == KEEP ? st->st_gid : gid);
	}
	putchar('\n');
}

int
main(int argc, char **argv)
{
	struct sigaction sa = { .sa_flags = SA_RESTART };
	struct hierarchy h = { .recurse = false };
	bool numeric = false;
	int ch, status = 0, cross = 0;
	unsigned int uid = KEEP, gid = KEEP;
	char *colon;
	FTSENT *e;
	FTS *fts;

	is_chown = strcmp(getprogname(), "chown") == 0;
	while ((ch = getopt(argc, argv, HIERARCHY_OPTIONS "nx")) != -1) {
		if (hierarchy_option(&h, ch))
			continue;
		switch (ch) {
		case 'n':
			numeric = true;
			break;
		case 'x':
			cross = FTS_XDEV;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (argc < 2)
		usage();
	if (h.recurse && h.self && hierarchy_follows(&h))
		errx(1, "the -R%c and -h options may not be specified together",
		    h.links);
	if (is_chown) {
		if ((colon = strchr(argv[0], ':')) != NULL) {
			*colon++ = '\0';
			gid = group(colon, numeric);
		} else if ((colon = strchr(argv[0], '.')) != NULL &&
		    (numeric || getpwnam(argv[0]) == NULL)) {
			*colon++ = '\0';
			gid = group(colon, numeric);
		}
		uid = owner(argv[0], numeric);
	} else {
		gid = group(argv[0], numeric);
	}
	sa.sa_handler = on_siginfo;
	sigaction(SIGINFO, &sa, NULL);
	fts = fts_open(argv + 1, hierarchy_walk(&h) | cross, NULL);
	if (fts == NULL)
		err(1, "fts_open");
	while (errno = 0, (e = fts_read(fts)) != NULL) {
		bool link = false;

		switch (e->fts_info) {
		case FTS_D:
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
			if (!h.force) {
				warnx("%s: %s", e->fts_path,
				    strerror(e->fts_errno));
				status = 1;
			}
			continue;
		case FTS_SL:	/* changed itself, as what is met on the way */
			if (!h.self && (!h.recurse || hierarchy_follows(&h)))
				continue;
			link = true;
			break;
		case FTS_SLNONE:	/* followed: it leads nowhere */
			if (h.recurse)
				continue;
			break;
		default:
			break;
		}
		if ((uid == KEEP || uid == e->fts_statp->st_uid) &&
		    (gid == KEEP || gid == e->fts_statp->st_gid))
			continue;
		if ((link || h.self ? lchown(e->fts_accpath, uid, gid) :
		    chown(e->fts_accpath, uid, gid)) != 0) {
			if (!h.force) {
				complain(e, uid, gid);
				status = 1;
			}
		} else if (h.verbose > 0 || asked) {
			asked = 0;
			tell(e, uid, gid, h.verbose);
		}
	}
	if (errno != 0)
		err(1, "fts_read");
	return (status);
}
