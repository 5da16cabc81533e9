/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * init.c: init(8), the first process: runs /etc/rc, keeps a getty on every
 * terminal that /etc/ttys turns on, and ends the system.
 *
 * Options from the boot loader: -s single user, -f no file system checks.
 * Signals: HUP reread /etc/ttys; TERM single user; TSTP no new sessions;
 * INT reboot; USR1 halt; USR2 power off.
 *
 * All is one loop over states; a handler only notes the state it wants.
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
#include <unistd.h>

#include "init.h"

#define DEATH_WAIT	10	/* seconds between TERM and KILL */

volatile int	wanted = -1;
volatile int	howto = RB_AUTOBOOT;
static bool	fast_boot;

static const int caught[] = {
	SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGALRM
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
on_signal(int sig)
{
	switch (sig) {
	case SIGHUP:
		wanted = STATE_CLEAN;
		break;
	case SIGTERM:
		howto = -1;
		wanted = STATE_DEATH;
		break;
	case SIGTSTP:
		wanted = STATE_BLOCK;
		break;
	case SIGINT:
		howto = RB_AUTOBOOT;
		wanted = STATE_DEATH;
		break;
	case SIGUSR1:
		howto = RB_HALT;
		wanted = STATE_DEATH;
		break;
	case SIGUSR2:
		howto = RB_HALT | RB_POWEROFF;
		wanted = STATE_DEATH;
		break;
	}
}

static void
catch_signals(void)
{
	struct sigaction sa;

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
	unsigned int due;
	pid_t pid;

	while (wanted < 0) {
		if (!block)
			sessions_start();
		/* A session that ended too soon is started again later. */
		due = block ? 0 : sessions_due();
		alarm(due);
		pid = wanted < 0 ? waitpid(WAIT_ANY, NULL, 0) : -1;
		alarm(0);
		if (pid > 0)
			sessions_died(pid);
		else if (pid < 0 && errno == ECHILD && wanted < 0) {
			if (due == 0)
				pause();
			else
				sleep(due);
		}
	}
	return (next_state(STATE_MULTI));
}

/* Reap until nobody is left or the seconds have passed: is nobody left? */
static bool
reap_all(unsigned int seconds)
{
	pid_t pid = 0;

	for (unsigned int i = 0; i < seconds * 10; i++) {
		while ((pid = waitpid(WAIT_ANY, NULL, WNOHANG)) > 0)
			sessions_died(pid);
		if (pid < 0 && errno == ECHILD)
			return (true);
		usleep(100000);
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

	sessions_stop();
	if (howto >= 0)
		run_shutdown_rc();
	for (size_t i = 0; i < sizeof(sigs) / sizeof(sigs[0]); i++) {
		if (kill(-1, sigs[i]) < 0 && errno == ESRCH)
			break;
		if (reap_all(DEATH_WAIT))
			break;
	}
	return (howto >= 0 ? STATE_FINAL : STATE_SINGLE);
}

/* The end.  reboot(2) syncs the disks. */
static enum state
final(void)
{
	reboot(howto);
	note("reboot: %s", strerror(errno));
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
			wanted = -1;
			s = end_everybody();
			break;
		case STATE_FINAL:
			s = final();
			break;
		}
		/* A TERM that comes while the shell runs is nothing new. */
		if (s == STATE_SINGLE)
			wanted = -1;
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
