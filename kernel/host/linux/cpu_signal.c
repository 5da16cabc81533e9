/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cpu_signal.c: the asynchronous signals of the kernel process, which become
 * pending bits, and who takes which.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "line.h"

static bool	 hup_ignored;	/* o */

static void
on_timer(int signo)
{

	(void)signo;
	if (vcpu_self != NULL)
		host_cpu_post(vcpu_self->number, HOST_PEND_TIMER);
}

static void
on_signal(int signo)
{
	int error = errno;

	switch (signo) {
	case SIGWINCH:
		host_cpu_post(0, HOST_PEND_WINCH);
		break;
	case SIGCONT:
		console_resume();
		break;
	default:			/* SIGTERM, SIGHUP */
		host_cpu_post(0, HOST_PEND_TERM);
		break;
	}
	errno = error;
}

bool
cpu_hup_ignored(void)
{

	return (hup_ignored);
}

void
cpu_signals(void)
{
	static const int taken[] = { SIGWINCH, SIGCONT, SIGTERM, SIGHUP };
	struct sigaction sa, was;
	size_t i;

	memset(&sa, 0, sizeof(sa));
	sigfillset(&sa.sa_mask);
	/* Crashes show even inside a handler. */
	sigdelset(&sa.sa_mask, SIGSEGV);
	sigdelset(&sa.sa_mask, SIGBUS);
	sa.sa_flags = SA_RESTART | SA_ONSTACK;
	sa.sa_handler = on_signal;
	/* As nohup(1) wants it. */
	hup_ignored = sigaction(SIGHUP, NULL, &was) == 0 &&
	    was.sa_handler == SIG_IGN;
	for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		if (taken[i] != SIGHUP || !hup_ignored)
			sigaction(taken[i], &sa, NULL);
	}
	debug_signals();
	sa.sa_handler = on_timer;
	sigaction(SIGALRM, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGTSTP, &sa, NULL);		/* the supervisor stops us */
	sigaction(SIGPIPE, &sa, NULL);
	sigaction(SIGTTIN, &sa, NULL);
	sigaction(SIGTTOU, &sa, NULL);
}

/*
 * Signal stack and mask of a vCPU's thread: all take their timer and the
 * debugger's hold, only vCPU 0 takes what is sent to the process.
 */
void
cpu_thread_signals(struct vcpu *vc)
{
	sigset_t set;
	stack_t ss;

	ss.ss_sp = vc->sigstack;
	ss.ss_size = VCPU_SIGSTACK;
	ss.ss_flags = 0;
	sigaltstack(&ss, NULL);
	if (vc->number == 0)
		sigemptyset(&set);
	else {
		sigfillset(&set);
		sigdelset(&set, SIGALRM);
		sigdelset(&set, SIGUSR1);
		sigdelset(&set, SIGSEGV);
		sigdelset(&set, SIGBUS);
		sigdelset(&set, SIGFPE);
		sigdelset(&set, SIGILL);
		sigdelset(&set, SIGTRAP);
	}
	pthread_sigmask(SIG_SETMASK, &set, NULL);
}
