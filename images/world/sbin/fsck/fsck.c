/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fsck.c: run the checker of each filesystem, fsck(8).
 *
 * Without arguments all of fstab(5) that has a pass number: the root first,
 * pass 1, then the others in the order of their numbers.  Each type has its own
 * program, fsck_TYPE.  The worst exit status of all is ours.
 */
#include <sys/types.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fstab.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_FAILED	8
#define EXIT_SIGNAL	12
#define MAXPASS		9
#define MAXOPTS		8

static const char *options[MAXOPTS];	/* handed on */
static int nopts;
static bool preen;

static void __attribute__((noreturn))
usage(void)
{
	fprintf(stderr,
	    "usage: fsck [-fnpy] [-t type] [special | node ...]\n");
	exit(1);
}

static int
exit_status(int st, const char *spec)
{
	if (WIFEXITED(st))
		return (WEXITSTATUS(st));
	warnx("%s: checker ended by signal %d", spec,
	    WIFSIGNALED(st) ? WTERMSIG(st) : 0);
	return (EXIT_SIGNAL);
}

/* Run fsck_TYPE on spec; its status. */
static int
check(const char *type, const char *spec)
{
	const char *argv[MAXOPTS + 3];
	char path[64];
	int i, n = 0, st;
	pid_t pid;

	if (snprintf(path, sizeof(path), "/sbin/fsck_%s", type) >=
	    (int)sizeof(path) || strchr(type, '/') != NULL) {
		warnx("%s: bad type", type);
		return (EXIT_FAILED);
	}
	argv[n++] = strrchr(path, '/') + 1;
	for (i = 0; i < nopts; i++)
		argv[n++] = options[i];
	argv[n++] = spec;
	argv[n] = NULL;
	fflush(stdout);
	switch (pid = fork()) {
	case -1:
		warn("fork");
		return (EXIT_FAILED);
	case 0:
		execv(path, (char *const *)(uintptr_t)argv);
		warn("%s", path);
		_exit(EXIT_FAILED);
	}
	while (waitpid(pid, &st, 0) == -1)
		if (errno != EINTR) {
			warn("wait");
			return (EXIT_FAILED);
		}
	return (exit_status(st, spec));
}

static bool
checked(const struct fstab *fs)
{
	return (fs->fs_passno > 0 && (strcmp(fs->fs_type, FSTAB_RW) == 0 ||
	    strcmp(fs->fs_type, FSTAB_RO) == 0 ||
	    strcmp(fs->fs_type, FSTAB_RQ) == 0));
}

/*
 * All of fstab, pass by pass.  When the root fails nothing else is tried.
 */
static int
check_all(const char *only)
{
	struct fstab *fs;
	int pass, worst = 0, st;

	for (pass = 1; pass <= MAXPASS; pass++) {
		if (setfsent() == 0)
			err(EXIT_FAILED, "%s", _PATH_FSTAB);
		while ((fs = getfsent()) != NULL) {
			if (!checked(fs) || fs->fs_passno != pass ||
			    (only != NULL && strcmp(only, fs->fs_vfstype) != 0))
				continue;
			st = check(fs->fs_vfstype, fs->fs_spec);
			if (st > worst)
				worst = st;
		}
		endfsent();
		if (pass == 1 && worst != 0)
			break;
	}
	return (worst);
}

/* A disk, or a directory of fstab. */
static int
check_one(const char *name, const char *type)
{
	const char *spec = name;
	struct fstab *fs;

	fs = getfsfile(name);
	if (fs == NULL)
		fs = getfsspec(name);
	if (fs != NULL) {
		spec = fs->fs_spec;
		if (type == NULL)
			type = fs->fs_vfstype;
	}
	return (check(type != NULL ? type : "ufs", spec));
}

static void
add_option(const char *opt)
{
	int i;

	for (i = 0; i < nopts; i++)
		if (strcmp(options[i], opt) == 0)
			return;
	options[nopts++] = opt;
}

int
main(int argc, char **argv)
{
	const char *type = NULL;
	int c, st, worst = 0;

	while ((c = getopt(argc, argv, "fnpyt:")) != -1)
		switch (c) {
		case 'f':
			add_option("-f");
			break;
		case 'n':
			add_option("-n");
			break;
		case 'p':
			preen = true;
			add_option("-p");
			break;
		case 'y':
			add_option("-y");
			break;
		case 't':
			type = optarg;
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	/* The checkers see it too, and say what there is to say. */
	signal(SIGQUIT, preen ? SIG_IGN : SIG_DFL);
	if (argc == 0)
		return (check_all(type));
	for (; *argv != NULL; argv++) {
		st = check_one(*argv, type);
		if (st > worst)
			worst = st;
	}
	return (worst);
}
