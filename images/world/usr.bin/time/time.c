/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * time.c: time(1): how long a command takes, and what.
 */
#include <sys/types.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum style { BSD, POSIX, HUMAN };

static enum style	style;
static struct timespec	began;
static volatile sig_atomic_t asked;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: time [-al] [-h | -p] [-o file] command "
	    "[argument ...]\n");
	exit(1);
}

static void
ask(int sig)
{
	(void)sig;
	asked = 1;
}

/* 1h2m3.45s, without what is 0 in front. */
static void
human(FILE *f, const char *name, double t)
{
	long s = (long)t;

	fprintf(f, "\t");
	if (s >= 86400)
		fprintf(f, "%ldd", s / 86400);
	if (s >= 3600)
		fprintf(f, "%ldh", s / 3600 % 24);
	if (s >= 60)
		fprintf(f, "%ldm", s / 60 % 60);
	fprintf(f, "%.2fs %s", (double)(s % 60) + (t - (double)s), name);
}

static void
show(FILE *f, const struct rusage *ru)
{
	struct timespec now;
	const char *const names[] = { "real", "user", "sys" };
	double t[3];

	clock_gettime(CLOCK_MONOTONIC, &now);
	t[0] = (double)(now.tv_sec - began.tv_sec) +
	    (double)(now.tv_nsec - began.tv_nsec) * 1e-9;
	t[1] = (double)ru->ru_utime.tv_sec + (double)ru->ru_utime.tv_usec * 1e-6;
	t[2] = (double)ru->ru_stime.tv_sec + (double)ru->ru_stime.tv_usec * 1e-6;
	for (int i = 0; i < 3; i++) {
		if (style == POSIX)
			fprintf(f, "%s %.2f\n", names[i], t[i]);
		else if (style == HUMAN)
			human(f, names[i], t[i]);
		else
			fprintf(f, "%*.2f %s", i == 0 ? 9 : 12, t[i], names[i]);
	}
	if (style != POSIX)
		putc('\n', f);
	fflush(f);
}

/* -l: all of rusage, memory by ticks of statclock. */
static void
show_all(FILE *f, const struct rusage *ru)
{
	const struct {
		const char	*name;
		long		 n;
	} table[] = {
		{ "maximum resident set size",		ru->ru_maxrss },
		{ "average shared memory size",		ru->ru_ixrss },
		{ "average unshared data size",		ru->ru_idrss },
		{ "average unshared stack size",	ru->ru_isrss },
		{ "page reclaims",			ru->ru_minflt },
		{ "page faults",			ru->ru_majflt },
		{ "swaps",				ru->ru_nswap },
		{ "block input operations",		ru->ru_inblock },
		{ "block output operations",		ru->ru_oublock },
		{ "messages sent",			ru->ru_msgsnd },
		{ "messages received",			ru->ru_msgrcv },
		{ "signals received",			ru->ru_nsignals },
		{ "voluntary context switches",		ru->ru_nvcsw },
		{ "involuntary context switches",	ru->ru_nivcsw },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		fprintf(f, "%10ld  %s\n", table[i].n, table[i].name);
}

int
main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = ask };
	const char *name = NULL;
	bool append = false, all = false;
	struct rusage ru;
	FILE *f = stderr;
	int ch, status;
	pid_t pid;

	while ((ch = getopt(argc, argv, "ahlo:p")) != -1) {
		switch (ch) {
		case 'a':
			append = true;
			break;
		case 'h':
			style = HUMAN;
			break;
		case 'l':
			all = true;
			break;
		case 'o':
			name = optarg;
			break;
		case 'p':
			style = POSIX;
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (*argv == NULL)
		usage();
	if (name != NULL && (f = fopen(name, append ? "ae" : "we")) == NULL)
		err(1, "%s", name);
	memset(&ru, 0, sizeof(ru));
	clock_gettime(CLOCK_MONOTONIC, &began);
	if ((pid = fork()) < 0)
		err(1, "time");
	if (pid == 0) {
		execvp(*argv, argv);
		status = errno == ENOENT ? 127 : 126;
		warn("%s", *argv);
		_exit(status);
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigaction(SIGINFO, &sa, NULL);
	while (wait4(pid, &status, 0, &ru) != pid) {
		if (errno != EINTR)
			err(1, "wait4");
		if (asked) {
			asked = 0;
			show(stderr, &ru);
		}
	}
	if (!WIFEXITED(status))
		warnx("command terminated abnormally");
	show(f, &ru);
	if (all)
		show_all(f, &ru);
	if (WIFSIGNALED(status)) {
		/* End as the command did, without a core of our own. */
		struct rlimit none = { 0, 0 };

		setrlimit(RLIMIT_CORE, &none);
		signal(WTERMSIG(status), SIG_DFL);
		kill(getpid(), WTERMSIG(status));
	}
	return (WEXITSTATUS(status));
}
