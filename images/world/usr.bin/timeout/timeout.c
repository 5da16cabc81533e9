/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout.c: timeout(1): run a command, but not for longer than a time.
 *
 * All signals that matter are blocked before the command is started, and taken
 * one by one: none is lost, however soon the command ends.  The command leads a
 * process group of its own unless it shall stay in the foreground; what it
 * started is then signalled too.
 */
#include <sys/types.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define EXIT_TIMEOUT	124
#define EXIT_FAILED	125
#define EXIT_NOT_RUN	126
#define EXIT_NOT_FOUND	127

/* Longer than this is for ever. */
#define FOR_EVER	1e9

static const int taken[] = { SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM,
    SIGALRM, SIGUSR1, SIGUSR2 };

static bool	foreground, preserve;
static int	first_signal = SIGTERM;
static double	kill_after;		/* seconds; 0: never */

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: timeout [-f | --foreground] "
	    "[-k time | --kill-after time]\n\t[-p | --preserve-status] "
	    "[-s signal | --signal signal] duration command\n"
	    "\t[argument ...]\n");
	exit(EXIT_FAILED);
}

/* Seconds of a number with one of the units s, m, h, d. */
static double
duration(const char *s)
{
	static const char units[] = "smhd";
	static const double seconds[] = { 1, 60, 3600, 86400 };
	const char *unit;
	char *end;
	double t;

	t = strtod(s, &end);
	if (end == s || isnan(t) || t < 0)
		errx(EXIT_FAILED, "invalid duration: %s", s);
	if (*end != '\0') {
		unit = strchr(units, *end);
		if (unit == NULL || end[1] != '\0')
			errx(EXIT_FAILED, "invalid duration: %s", s);
		t *= seconds[unit - units];
	}
	return (t);
}

static void
on_child(int sig __unused)
{
}

/* The number of a signal given by number or name. */
static int
signal_number(const char *s)
{
	char *end;
	long n;

	n = strtol(s, &end, 10);
	if (end != s && *end == '\0') {
		if (n >= 0 && n < NSIG)
			return ((int)n);
		errx(EXIT_FAILED, "invalid signal: %s", s);
	}
	if (strncasecmp(s, "SIG", 3) == 0)
		s += 3;
	for (n = 1; n < sys_nsig; n++)
		if (sys_signame[n] != NULL &&
		    strcasecmp(sys_signame[n], s) == 0)
			return ((int)n);
	errx(EXIT_FAILED, "invalid signal: %s", s);
}

static void __dead2
run(char **argv, const sigset_t *mask)
{
	if (!foreground)
		(void)setpgid(0, 0);
	/* The command begins with the signals as they came. */
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(argv[0], argv);
	warn("%s", argv[0]);
	_exit(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN);
}

static void
send(pid_t pid, int sig)
{
	if (foreground || killpg(pid, sig) != 0)
		(void)kill(pid, sig);
}

/* Send a signal that a stopped command hears as well. */
static void
end(pid_t pid, int sig)
{
	send(pid, sig);
	if (sig != SIGKILL && sig != SIGCONT && sig != SIGSTOP)
		send(pid, SIGCONT);
}

/* The time from now on. */
static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((double)ts.tv_sec + (double)ts.tv_nsec / 1e9);
}

/* The next signal, 0 when the time has come first; until 0: it never comes. */
static int
next_signal(const sigset_t *set, double until)
{
	struct timespec ts;
	double left;
	int sig;

	for (;;) {
		if (until == 0)
			sig = sigwaitinfo(set, NULL);
		else {
			left = fmax(until - now(), 0);
			ts.tv_sec = (time_t)left;
			ts.tv_nsec = (long)((left - (double)ts.tv_sec) * 1e9);
			sig = sigtimedwait(set, NULL, &ts);
		}
		if (sig > 0)
			return (sig);
		if (errno == EAGAIN)
			return (0);
		if (errno != EINTR)
			err(EXIT_FAILED, "sigwait");
	}
}

/* Wait for the command, and end it in time; the exit status. */
static int
watch(pid_t pid, const sigset_t *set, double limit)
{
	double until = limit > 0 && limit < FOR_EVER ? now() + limit : 0;
	bool late = false;
	int sig, status;

	for (;;) {
		sig = next_signal(set, until);
		if (sig == 0) {
			end(pid, late ? SIGKILL : first_signal);
			until = !late && kill_after > 0 ?
			    now() + kill_after : 0;
			late = true;
		} else if (sig != SIGCHLD)
			end(pid, sig);
		else if (waitpid(pid, &status, WNOHANG) == pid)
			break;
	}
	if (late && !preserve)
		return (EXIT_TIMEOUT);
	return (WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	    WEXITSTATUS(status));
}

int
main(int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "foreground", no_argument, NULL, 'f' },
		{ "kill-after", required_argument, NULL, 'k' },
		{ "preserve-status", no_argument, NULL, 'p' },
		{ "signal", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 }
	};
	sigset_t set, mask;
	double limit;
	pid_t pid;
	int ch;

	while ((ch = getopt_long(argc, argv, "+fk:ps:", longopts,
	    NULL)) != -1) {
		switch (ch) {
		case 'f':
			foreground = true;
			break;
		case 'k':
			kill_after = duration(optarg);
			break;
		case 'p':
			preserve = true;
			break;
		case 's':
			first_signal = signal_number(optarg);
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (argc < 2)
		usage();
	limit = duration(argv[0]);
	argv++;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaddset(&set, taken[i]);
	sigprocmask(SIG_BLOCK, &set, &mask);
	/* A signal that does nothing would not wait to be taken. */
	signal(SIGCHLD, on_child);
	pid = fork();
	if (pid < 0)
		err(EXIT_FAILED, "fork");
	if (pid == 0)
		run(argv, &mask);
	if (!foreground)
		(void)setpgid(pid, pid);
	return (watch(pid, &set, limit));
}
