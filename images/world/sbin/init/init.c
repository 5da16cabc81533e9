/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * init.c: init(8), the first process: runs /etc/rc, keeps a getty on every
 * terminal that /etc/ttys turns on, and ends the system.
 *
 * Options from the boot loader: -s single user, -f no file system checks.
 * Signals: HUP reread /etc/ttys; TERM single user; TSTP no new sessions;
 * INT reboot; USR1 halt; USR2 power off.
 *
 * All is one loop over states.  The signals are blocked and taken only in
 * child_wait(), so that none is lost between a look and a wait; they have
 * handlers nevertheless, for by them the kernel knows that init obeys.
 */
#include <sys/types.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "init.h"

#define DEATH_WAIT	10	/* seconds between TERM and KILL */
#define REAP_LOOK	100	/* ms between looks at what is left */

int		wanted = -1;
static int	howto = RB_AUTOBOOT;	/* for reboot(2); -1: single user */
static bool	ending;			/* for good, not to single user */
static bool	fast_boot;

static const int caught[] = {
	SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGCHLD
};

/*
 * A message to the system log, and to the console when nobody keeps the log.
 */
void
note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	openlog("init", LOG_CONS, LOG_AUTH);
	vsyslog(LOG_ALERT, fmt, ap);
	closelog();
	va_end(ap);
}

static void
on_signal(int sig __unused)
{
}

/* Once somebody ended the system, nothing less is wanted. */
static void
take_signal(int sig)
{
	switch (sig) {
	case SIGHUP:
		if (wanted != STATE_DEATH)
			wanted = STATE_CLEAN;
		return;
	case SIGTSTP:
		if (wanted != STATE_DEATH)
			wanted = STATE_BLOCK;
		return;
	case SIGTERM:
		if (wanted == STATE_DEATH || ending)
			return;
		howto = -1;
		break;
	case SIGINT:
		howto = RB_AUTOBOOT;
		break;
	case SIGUSR1:
		howto = RB_HALT;
		break;
	case SIGUSR2:
		howto = RB_HALT | RB_POWEROFF;
		break;
	default:
		return;
	}
	wanted = STATE_DEATH;
}

static void
caught_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaddset(set, caught[i]);
}

static void
catch_signals(void)
{
	struct sigaction sa;
	sigset_t set;

	caught_set(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	memset(&sa, 0, sizeof(sa));
	sigfillset(&sa.sa_mask);
	sa.sa_handler = on_signal;
	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaction(caught[i], &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGTTIN, &sa, NULL);
	sigaction(SIGTTOU, &sa, NULL);
}

/*
 * Give a child the signals that a program expects.
 */
void
restore_signals(void)
{
	sigset_t none;

	for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		signal(caught[i], SIG_DFL);
	signal(SIGTTIN, SIG_DFL);
	signal(SIGTTOU, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * Reap a child that ended or stopped; sessions are told of theirs.
 */
pid_t
child_wait(int *status, long ms)
{
	struct timespec left, *leftp = NULL;
	sigset_t set;
	pid_t pid;
	int sig;

	pid = waitpid(WAIT_ANY, status, WNOHANG | WUNTRACED);
	if (pid > 0) {
		if (!WIFSTOPPED(*status))
			sessions_died(pid);
		return (pid);
	}
	if (ms >= 0) {
		left.tv_sec = ms / 1000;
		left.tv_nsec = ms % 1000 * 1000000;
		leftp = &left;
	}
	caught_set(&set);
	sig = sigtimedwait(&set, NULL, leftp);
	if (sig > 0)
		take_signal(sig);
	return (pid);
}

/* The state a signal wants, once; else the one given. */
static enum state
next_state(enum state otherwise)
{
	int w = wanted;

	if (w < 0)
		return (otherwise);
	wanted = -1;
	return ((enum state)w);
}

/*
 * Wait for children until a signal wants something; sessions that ended are
 * started again unless blocked.
 */
static enum state
multi_user(bool block)
{
	long due;
	int status;

	while (wanted < 0) {
		if (!block)
			sessions_start();
		/* A session that ended too soon is started again later. */
		due = block ? 0 : (long)sessions_due();
		(void)child_wait(&status, due == 0 ? -1 : due * 1000);
	}
	return (next_state(STATE_MULTI));
}

/* Reap until nobody is left or the seconds have passed: is nobody left? */
static bool
reap_all(unsigned int seconds)
{
	struct timespec ts;
	time_t end;
	pid_t pid;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	end = ts.tv_sec + seconds;
	while (ts.tv_sec <= end) {
		pid = child_wait(&status, 0);
		if (pid < 0)
			return (true);
		if (pid == 0)
			(void)child_wait(&status, REAP_LOOK);
		clock_gettime(CLOCK_MONOTONIC, &ts);
	}
	return (false);
}

/*
 * End every process: the sessions with HUP, then all with TERM and KILL.
 */
static enum state
end_everybody(void)
{
	static const int sigs[] = { SIGTERM, SIGKILL };
	bool gone = false;

	ending = howto >= 0;
	sessions_stop();
	if (ending)
		run_shutdown_rc();
	for (size_t i = 0; i < sizeof(sigs) / sizeof(sigs[0]) && !gone; i++) {
		if (kill(-1, sigs[i]) < 0 && errno == ESRCH)
			gone = true;
		else
			gone = reap_all(DEATH_WAIT);
	}
	if (!gone && kill(-1, 0) == 0)
		note("some processes would not die; ps axl advised");
	wanted = -1;
	return (howto >= 0 ? STATE_FINAL : STATE_SINGLE);
}

/* The end.  reboot(2) syncs the disks. */
static enum state
final(void)
{
	reboot(howto);
	note("reboot: %s", strerror(errno));
	ending = false;
	return (STATE_SINGLE);
}

static void __dead2
run(enum state s)
{
	for (;;) {
		switch (s) {
		case STATE_SINGLE:
			s = single_user();
			/* After the first time /etc/rc checks disks again. */
			fast_boot = false;
			break;
		case STATE_RC:
			s = run_rc(fast_boot);
			break;
		case STATE_TTYS:
			sessions_read();
			s = next_state(STATE_MULTI);
			break;
		case STATE_MULTI:
			s = multi_user(false);
			break;
		case STATE_CLEAN:
			sessions_reread();
			s = next_state(STATE_MULTI);
			break;
		case STATE_BLOCK:
			s = multi_user(true);
			break;
		case STATE_DEATH:
			s = end_everybody();
			break;
		case STATE_FINAL:
			s = final();
			break;
		}
	}
}

/*
 * telinit: root tells the running init what to do.
 */
static int
tell_init(int argc, char **argv)
{
	static const struct {
		char	word;
		int	sig;
	} words[] = {
		{ '0', SIGUSR2 }, { '1', SIGTERM }, { '6', SIGINT },
		{ 'c', SIGTSTP }, { 'q', SIGHUP }
	};

	if (argc == 2 && argv[1][0] != '\0' && argv[1][1] == '\0')
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (argv[1][0] == words[i].word) {
				if (kill(1, words[i].sig) == 0)
					return (0);
				fprintf(stderr, "init: %s\n", strerror(errno));
				return (1);
			}
	fprintf(stderr, "usage: init 0|1|6|c|q\n");
	return (1);
}

int
main(int argc, char **argv)
{
	enum state first = STATE_RC;
	int c, fd;

	if (getpid() != 1)
		return (tell_init(argc, argv));
	while ((c = getopt(argc, argv, "sf")) != -1) {
		if (c == 's')
			first = STATE_SINGLE;
		else if (c == 'f')
			fast_boot = true;
		else
			note("unrecognized flag -%c", optopt);
	}
	if (setsid() < 0 && errno != EPERM)
		note("setsid: %s", strerror(errno));
	setlogin("root");
	/* Nothing of the kernel's stays open. */
	closefrom(0);
	fd = open(_PATH_DEVNULL, O_RDWR);
	while (fd >= 0 && fd < STDERR_FILENO)
		fd = dup(fd);
	catch_signals();
	run(first);
}
