/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ktrace: trace a command, a process or a group into a file.
 */
#include <sys/types.h>
#include <sys/ktrace.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "points.h"

#define POINTS	(KTRFAC_SYSCALL | KTRFAC_SYSRET | KTRFAC_NAMEI | KTRFAC_GENIO | \
		    KTRFAC_PSIG | KTRFAC_USER)

static const char *file = "ktrace.out";
static int append, clear, ops, inherit;

static void
usage(void)
{
	fprintf(stderr, "usage: ktrace [-adi] [-f trfile] [-t trstr] "
	    "[-g pgrp | -p pid | command [arg ...]]\n"
	    "       ktrace -C | -c [-d] [-f trfile] [-t trstr] "
	    "[-g pgrp | -p pid]\n");
	exit(1);
}

static pid_t
number(int opt, const char *s)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(s, &end, 10);
	if (errno != 0 || *end != '\0' || end == s || n <= 0 || n > INT_MAX)
		errx(1, "-%c %s: not a process number", opt, s);
	return ((pid_t)n);
}

/* The file is there, ours, and empty unless it is to grow. */
static void
make_file(void)
{
	struct stat st;
	int fd;

	fd = open(file, O_WRONLY | O_CREAT | O_NOFOLLOW |
	    (append ? 0 : O_TRUNC), 0600);
	if (fd < 0 || fstat(fd, &st) != 0)
		err(1, "%s", file);
	if (!S_ISREG(st.st_mode))
		errx(1, "%s: not a regular file", file);
	close(fd);
}

static void
no_ktrace(int sig __attribute__((unused)))
{
	static const char msg[] = "ktrace: this kernel does not trace\n";

	(void)write(STDERR_FILENO, msg, sizeof(msg) - 1);
	_exit(1);
}

/* Trace less: a process or a group, or (pid 0) all that trace to the file. */
static void
stop(pid_t pid, int facs)
{
	if (pid == 0) {
		if (ktrace(file, KTROP_CLEARFILE, 0, 0) != 0)
			err(1, "%s", file);
	} else if (ktrace(NULL, KTROP_CLEAR | ops, facs | inherit, pid) != 0)
		err(1, pid < 0 ? "group %d" : "process %d", abs(pid));
}

static void
trace(pid_t pid, int facs)
{
	make_file();
	if (ktrace(file, KTROP_SET | ops, facs | inherit, pid) != 0)
		err(1, "%s", file);
}

int
main(int argc, char **argv)
{
	int c, facs = POINTS;
	pid_t pid = 0;

	while ((c = getopt(argc, argv, "aCcdf:g:ip:t:")) != -1)
		switch (c) {
		case 'a':
			append = 1;
			break;
		case 'C':
			clear = 1;	/* all processes descend from init */
			ops = KTRFLAG_DESCEND;
			pid = 1;
			facs = KTRFAC_MASK;
			break;
		case 'c':
			clear = 1;
			break;
		case 'd':
			ops = KTRFLAG_DESCEND;
			break;
		case 'f':
			file = optarg;
			break;
		case 'g':
			pid = -number(c, optarg);
			break;
		case 'i':
			inherit = (int)KTRFAC_INHERIT;
			break;
		case 'p':
			pid = number(c, optarg);
			break;
		case 't':
			facs = points(optarg, POINTS);
			if (facs == 0)
				errx(1, "-t: no kinds of records are given");
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if ((pid != 0 || clear) == (argc > 0))
		usage();
	(void)signal(SIGSYS, no_ktrace);
	if (clear) {
		stop(pid, facs);
		return (0);
	}
	trace(pid != 0 ? pid : getpid(), facs);
	if (argc == 0)
		return (0);
	(void)signal(SIGSYS, SIG_DFL);
	execvp(argv[0], argv);
	err(errno == ENOENT ? 127 : 126, "%s", argv[0]);
}
