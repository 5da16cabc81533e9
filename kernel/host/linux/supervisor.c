/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * supervisor.c: the process that the user started: it waits for the kernel
 * process, minds its signals and gives the terminal back.
 *
 * It forwards SIGTERM, and SIGQUIT when it does not come from the terminal,
 * and stops and goes on with the whole machine as a shell's job.  INT and HUP
 * mean nothing to it, nor do signals that somebody sends by mistake.
 */
#include <sys/wait.h>

#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "line.h"

#define STOP_TRIES	100	/* looks whether the kernel process stopped */
#define STOP_WAIT_US	10000

static struct termios first_termios;
static bool	 first_tty;
static sigset_t	 first_mask;

/*
 * Signals of the supervisor, and what they were set to when it was started.
 * The kernel process starts with those of `first' that are so marked.
 */
static void	 on_nothing(int);
static struct {
	int		 signo;
	void		(*handler)(int);
	bool		 inherit;	/* the kernel process has the first one */
	struct sigaction first;
} guarded[] = {
	{ SIGINT,	SIG_IGN,	true,	{ } },
	{ SIGHUP,	SIG_IGN,	true,	{ } },
	{ SIGQUIT,	on_nothing,	true,	{ } },
	{ SIGTERM,	on_nothing,	true,	{ } },
	{ SIGTSTP,	on_nothing,	true,	{ } },
	{ SIGCHLD,	on_nothing,	true,	{ } },
	{ SIGTTOU,	SIG_IGN,	false,	{ } },
	/* A kernel process ignores these as well. */
	{ SIGALRM,	SIG_IGN,	false,	{ } },
	{ SIGIO,	SIG_IGN,	false,	{ } },
	{ SIGPIPE,	SIG_IGN,	false,	{ } },
	{ SIGPROF,	SIG_IGN,	false,	{ } },
	{ SIGPWR,	SIG_IGN,	false,	{ } },
	{ SIGSTKFLT,	SIG_IGN,	false,	{ } },
	{ SIGUSR1,	SIG_IGN,	false,	{ } },
	{ SIGUSR2,	SIG_IGN,	false,	{ } },
	{ SIGVTALRM,	SIG_IGN,	false,	{ } },
	{ SIGXCPU,	SIG_IGN,	false,	{ } },
	{ SIGXFSZ,	SIG_IGN,	false,	{ } },
};
#define NGUARDED	(sizeof(guarded) / sizeof(guarded[0]))

void
super_restore_terminal(void)
{
	pid_t group;

	if (!first_tty)
		return;
	group = tcgetpgrp(STDIN_FILENO);
	if (group < 0 || group == getpgrp())
		tcsetattr(STDIN_FILENO, TCSADRAIN, &first_termios);
}

void
super_restore_signals(void)
{

	for (size_t i = 0; i < NGUARDED; i++)
		sigaction(guarded[i].signo, &guarded[i].first, NULL);
	sigprocmask(SIG_SETMASK, &first_mask, NULL);
}

void
super_inherit(void)
{

	for (size_t i = 0; i < NGUARDED; i++) {
		if (guarded[i].inherit)
			sigaction(guarded[i].signo, &guarded[i].first, NULL);
	}
}

static void
on_nothing(int signo)
{

	(void)signo;
}

/* The signals that super_wait() waits for. */
static void
awaited(sigset_t *set)
{

	sigemptyset(set);
	sigaddset(set, SIGQUIT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGTSTP);
	sigaddset(set, SIGCHLD);
}

void
super_begin(void)
{
	struct sigaction sa;
	sigset_t set;

	first_tty = tcgetattr(STDIN_FILENO, &first_termios) == 0;
	awaited(&set);
	sigprocmask(SIG_BLOCK, &set, &first_mask);
	memset(&sa, 0, sizeof(sa));
	for (size_t i = 0; i < NGUARDED; i++) {
		sa.sa_handler = guarded[i].handler;
		sigaction(guarded[i].signo, &sa, &guarded[i].first);
	}
}

/*
 * Stop the job: the kernel process first, then give the terminal back, then
 * ourselves, and the other way round.  True when the kernel process ended.
 */
static bool
stop_job(pid_t pid, int *status)
{
	struct sigaction dfl, was;
	sigset_t set;
	int i;

	kill(pid, SIGSTOP);
	for (i = 0; i < STOP_TRIES; i++) {
		if (waitpid(pid, status, WUNTRACED | WNOHANG) == pid) {
			if (!WIFSTOPPED(*status))
				return (true);
			break;
		}
		usleep(STOP_WAIT_US);
	}
	super_restore_terminal();
	memset(&dfl, 0, sizeof(dfl));
	dfl.sa_handler = SIG_DFL;
	sigaction(SIGTSTP, &dfl, &was);
	raise(SIGTSTP);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	/* Here we stand until somebody goes on with us. */
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGTSTP, &was, NULL);
	kill(pid, SIGCONT);
	return (false);
}

int
super_wait(pid_t pid)
{
	siginfo_t si;
	sigset_t set;
	int status;

	awaited(&set);
	for (;;) {
		if (sigwaitinfo(&set, &si) < 0)
			continue;
		if (si.si_signo == SIGTERM ||
		    (si.si_signo == SIGQUIT && si.si_code <= 0))
			kill(pid, si.si_signo);
		else if (si.si_signo == SIGTSTP && stop_job(pid, &status))
			return (status);
		else if (si.si_signo == SIGCHLD &&
		    waitpid(pid, &status, WNOHANG) == pid)
			return (status);
	}
}
