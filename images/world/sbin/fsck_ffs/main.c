/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * main.c: command line, messages and questions of fsck_ffs(8).
 *
 * Three ways to run: asking at each problem; -y or -n answering for all; -p
 * (preen), which mends what a crash leaves and stops at anything else.
 */
#include "fsck.h"

#include <err.h>
#include <signal.h>
#include <stdarg.h>
#include <unistd.h>

bool	preen, yflag, nflag, fflag;
long	bflag;
const char *fsname;
bool	modified, rerun, unfixed;
static bool hot;

static void __attribute__((noreturn))
usage(void)
{
	fprintf(stderr, "usage: fsck_ffs [-fnpy] [-b block] special ...\n");
	exit(EX_USAGE_);
}

/* In preen mode many disks may be checked: say which. */
static void
message(const char *fmt, va_list ap)
{
	if (preen)
		printf("%s: ", fsname);
	vprintf(fmt, ap);
}

void
pfatal(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message(fmt, ap);
	va_end(ap);
	if (!preen)
		return;
	printf("\n%s: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.\n", fsname);
	finish(EX_FAILED);
}

void
pwarn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message(fmt, ap);
	va_end(ap);
}

bool
reply(const char *question)
{
	int c, first;

	if (preen)
		pfatal("question in preen mode: %s", question);
	printf("%s? ", question);
	if (nflag || fswritefd < 0) {
		printf("no\n\n");
		unfixed = true;
		return (false);
	}
	if (yflag) {
		printf("yes\n\n");
		return (true);
	}
	for (;;) {
		printf("[yn] ");
		fflush(stdout);
		first = c = getchar();
		while (c != '\n' && c != EOF)
			c = getchar();
		if (c == EOF || first == 'n' || first == 'N') {
			unfixed = true;
			printf("\n");
			return (false);
		}
		if (first == 'y' || first == 'Y') {
			printf("\n");
			return (true);
		}
	}
}

bool
mend(const char *what)
{
	char question[64];

	if (preen) {
		printf(" (%s)\n", what);
		return (true);
	}
	printf("\n");
	snprintf(question, sizeof(question), "%s", what);
	return (reply(question));
}

void *
xalloc(size_t n)
{
	void *p = calloc(1, n != 0 ? n : 1);

	if (p == NULL) {
		fprintf(stderr, "%s: out of memory\n", fsname);
		finish(EX_FAILED);
	}
	return (p);
}

/* End: what was mended stays mended, but the disk is not called clean. */
void
finish(int status)
{
	fflush(stdout);
	exit(status);
}

static void
interrupted(int sig __unused)
{
	static const char text[] = "\nfsck_ffs: interrupted\n";

	(void)sig;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EX_SIGNAL);
}

static void
summary(void)
{
	const struct csum *c = &sb->fs_cstotal;
	long used = (long)sb->fs_dsize - ((long)c->cs_nbfree * sb->fs_frag +
	    c->cs_nffree);
	long files = (long)maxino - (long)UFS_ROOTINO - c->cs_nifree;

	pwarn("%ld files, %ld used, %ld free (%d frags, %d blocks)\n", files,
	    used, (long)c->cs_nbfree * sb->fs_frag + c->cs_nffree,
	    c->cs_nffree, c->cs_nbfree);
}

/* All passes over one filesystem; its exit status. */
static int
check(const char *name)
{
	static const struct {
		const char *title;
		void	 (*pass)(void);
	} passes[] = {
		{ "** Phase 1 - Check Blocks and Sizes\n", pass1 },
		{ "** Phase 2 - Check Pathnames\n", pass2 },
		{ "** Phase 3 - Check Connectivity\n", pass3 },
		{ "** Phase 4 - Check Reference Counts\n", pass4 },
		{ "** Phase 5 - Check Cyl groups\n", pass5 },
	};
	bool writer;
	size_t i;

	fsname = name;
	modified = rerun = unfixed = false;
	if (!disk_open(name))
		return (EX_FAILED);
	hot = hot_mounted(name, &writer);
	if (writer && preen)
		return (EX_CLEAN);
	switch (setup()) {
	case 1:
		return (EX_CLEAN);
	case -1:
		return (EX_FAILED);
	}
	for (i = 0; i < sizeof(passes) / sizeof(passes[0]); i++) {
		if (!preen)
			printf("%s", passes[i].title);
		passes[i].pass();
		inode_flush();
	}
	summary();
	if (fswritefd >= 0 && !nflag) {
		if (!unfixed && !rerun && sb->fs_clean != 1) {
			modified = true;
			sbdirty = true;
		}
		sb_write(!unfixed && !rerun);
		if (fsync(fswritefd) != 0 && modified)
			warn("%s: fsync", name);
	}
	if (modified && !preen)
		printf("\n***** FILE SYSTEM WAS MODIFIED *****\n");
	if (rerun || unfixed) {
		printf("\n***** %s *****\n", rerun ? "PLEASE RERUN FSCK" :
		    "FILE SYSTEM STILL DIRTY");
		return (EX_FAILED);
	}
	return (hot && modified ? hot_reload() : EX_CLEAN);
}

int
main(int argc, char **argv)
{
	int c, status = EX_CLEAN, s;
	char *end;

	while ((c = getopt(argc, argv, "b:fnpyFB")) != -1)
		switch (c) {
		case 'b':
			bflag = strtol(optarg, &end, 10);
			if (*end != '\0' || end == optarg || bflag <= 0)
				errx(EX_USAGE_, "-b %s: not a block number",
				    optarg);
			break;
		case 'f':
			fflag = true;
			break;
		case 'n':
			nflag = true;
			yflag = false;
			break;
		case 'p':
			preen = true;
			break;
		case 'y':
			yflag = true;
			nflag = false;
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc < 1)
		usage();
	if (nflag || yflag)
		preen = false;
	signal(SIGINT, interrupted);
	signal(SIGTERM, interrupted);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (; *argv != NULL; argv++) {
		s = check(*argv);
		if (s > status)
			status = s;
	}
	return (status);
}
