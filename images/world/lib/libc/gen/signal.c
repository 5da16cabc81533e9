/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * signal.c: signal sets, and the older interfaces over sigaction(2).
 */
#include <sys/types.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Signals that siginterrupt(3) wants to interrupt system calls. */
static sigset_t	interrupting;

static int
bad_signal(int sig)
{
	if (_SIG_VALID(sig))
		return (0);
	errno = EINVAL;
	return (-1);
}

int
sigemptyset(sigset_t *set)
{
	memset(set, 0, sizeof(*set));
	return (0);
}

int
sigfillset(sigset_t *set)
{
	memset(set, 0xff, sizeof(*set));
	return (0);
}

int
sigaddset(sigset_t *set, int sig)
{
	if (bad_signal(sig))
		return (-1);
	set->__bits[_SIG_WORD(sig)] |= _SIG_BIT(sig);
	return (0);
}

int
sigdelset(sigset_t *set, int sig)
{
	if (bad_signal(sig))
		return (-1);
	set->__bits[_SIG_WORD(sig)] &= ~_SIG_BIT(sig);
	return (0);
}

int
sigismember(const sigset_t *set, int sig)
{
	if (bad_signal(sig))
		return (-1);
	return ((set->__bits[_SIG_WORD(sig)] & _SIG_BIT(sig)) != 0);
}

sig_t
signal(int sig, sig_t handler)
{
	struct sigaction sa, old;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = handler;
	if (_SIG_VALID(sig) && !sigismember(&interrupting, sig))
		sa.sa_flags |= SA_RESTART;
	if (sigaction(sig, &sa, &old) != 0)
		return (SIG_ERR);
	return (old.sa_handler);
}

int
siginterrupt(int sig, int flag)
{
	struct sigaction sa;

	if (sigaction(sig, NULL, &sa) != 0)
		return (-1);
	if (flag) {
		sigaddset(&interrupting, sig);
		sa.sa_flags &= ~SA_RESTART;
	} else {
		sigdelset(&interrupting, sig);
		sa.sa_flags |= SA_RESTART;
	}
	return (sigaction(sig, &sa, NULL));
}

int
raise(int sig)
{
	extern int lwp_kill(pid_t, lwpid_t, int);
	extern lwpid_t lwp_gettid(void);

	return (lwp_kill(-1, lwp_gettid(), sig));
}

int
_raise_r(struct _reent *r __unused, int sig)
{
	return (raise(sig));
}

int
killpg(pid_t pgrp, int sig)
{
	if (pgrp == 1) {
		errno = ESRCH;
		return (-1);
	}
	return (kill(-pgrp, sig));
}

int
sigwait(const sigset_t *set, int *sig)
{
	int saved = errno, error = 0, n;

	do {
		n = sigwaitinfo(set, NULL);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		error = errno;
	else
		*sig = n;
	errno = saved;
	return (error);
}

/* 4.3BSD's masks. */
static void
mask_to_set(int mask, sigset_t *set)
{
	sigemptyset(set);
	set->__bits[0] = (unsigned int)mask;
}

static int
change_mask(int how, int mask)
{
	sigset_t set, old;

	mask_to_set(mask, &set);
	if (sigprocmask(how, &set, &old) != 0)
		return (-1);
	return ((int)old.__bits[0]);
}

int
sigblock(int mask)
{
	return (change_mask(SIG_BLOCK, mask));
}

int
sigsetmask(int mask)
{
	return (change_mask(SIG_SETMASK, mask));
}

int
sigpause(int mask)
{
	sigset_t set;

	mask_to_set(mask, &set);
	return (sigsuspend(&set));
}

static int
change_one(int how, int sig)
{
	sigset_t set;

	sigemptyset(&set);
	if (sigaddset(&set, sig) != 0)
		return (-1);
	return (sigprocmask(how, &set, NULL));
}

int
sighold(int sig)
{
	return (change_one(SIG_BLOCK, sig));
}

int
sigrelse(int sig)
{
	return (change_one(SIG_UNBLOCK, sig));
}

int
sigignore(int sig)
{
	return (signal(sig, SIG_IGN) == SIG_ERR ? -1 : 0);
}

void
psignal(int sig, const char *s)
{
	if (s != NULL && *s != '\0')
		dprintf(STDERR_FILENO, "%s: %s\n", s, strsignal(sig));
	else
		dprintf(STDERR_FILENO, "%s\n", strsignal(sig));
}
