/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * signal.h: signal numbers, actions and sets.
 */
#ifndef _SYS_SIGNAL_H_
#define _SYS_SIGNAL_H_

#include <sys/types.h>
#include <sys/_sigset.h>
#include <sys/_siginfo.h>
#include <sys/_stack.h>
#include <sys/_timespec.h>
#include <sys/ucontext.h>
#include <machine/signal.h>

typedef void	__sighandler_t(int);
typedef void	(*sig_t)(int);
typedef void	__siginfohandler_t(int, struct __siginfo *, void *);

#define SIG_DFL		((__sighandler_t *)0)
#define SIG_IGN		((__sighandler_t *)1)
#define SIG_ERR		((__sighandler_t *)-1)
#define BADSIG		SIG_ERR

struct sigaction {
	union {
		void	(*__sa_handler)(int);
		void	(*__sa_sigaction)(int, struct __siginfo *, void *);
	} __sigaction_u;
	int	sa_flags;
	sigset_t	sa_mask;
};

struct sigevent {
	int	sigev_notify;
	union {
		int	__sigev_signo;
		int	__sigev_notify_kqueue;
		void	*__sigev_notify_attributes;
	} __sigev_u;
	union sigval	sigev_value;
	void	(*sigev_notify_function)(union sigval);
};

struct sigvec {
	__sighandler_t	*sv_handler;
	int	sv_mask;
	int	sv_flags;
};

#define SIGHUP		1
#define SIGINT		2
#define SIGQUIT		3
#define SIGILL		4
#define SIGTRAP		5
#define SIGABRT		6
#define SIGIOT		6
#define SIGEMT		7
#define SIGFPE		8
#define SIGKILL		9
#define SIGBUS		10
#define SIGSEGV		11
#define SIGSYS		12
#define SIGPIPE		13
#define SIGALRM		14
#define SIGTERM		15
#define SIGURG		16
#define SIGSTOP		17
#define SIGTSTP		18
#define SIGCONT		19
#define SIGCHLD		20
#define SIGTTIN		21
#define SIGTTOU		22
#define SIGIO		23
#define SIGXCPU		24
#define SIGVTALRM	26
#define SIGPROF		27
#define SIGWINCH	28
#define SIGINFO		29
#define SIGUSR1		30
#define SIGUSR2		31
#define SIGTHR		32
#define SIGCKPT		33
#define SIGCKPTEXIT	34
#define SIGXFSZ		25
#define NSIG		64
#define MINSIGSTKSZ	0x2000
#define SIGSTKSZ	0xa000
#define SA_ONSTACK	1
#define SA_RESTART	2
#define SA_RESETHAND	4
#define SA_NOCLDSTOP	8
#define SA_NODEFER	0x10
#define SA_NOCLDWAIT	0x20
#define SA_SIGINFO	0x40
#define SI_UNDEFINED	0
#define SIG_BLOCK	1
#define SIG_UNBLOCK	2
#define SIG_SETMASK	3
#define SIGEV_NONE	0
#define SIGEV_SIGNAL	1
#define SIGEV_THREAD	2
#define SIGEV_KEVENT	3
#define SS_ONSTACK	1
#define SS_DISABLE	4
#define SV_ONSTACK	1
#define SV_INTERRUPT	2
#define SV_RESETHAND	4
#define SV_NOCLDSTOP	8
#define SV_NODEFER	0x10
#define SV_SIGINFO	0x40

#define sa_handler	__sigaction_u.__sa_handler
#define sa_sigaction	__sigaction_u.__sa_sigaction

#define sigev_signo		__sigev_u.__sigev_signo
#define sigev_notify_kqueue	__sigev_u.__sigev_notify_kqueue
#define sigev_notify_attributes	__sigev_u.__sigev_notify_attributes

/* 4.3BSD's masks of one word. */
#define sigmask(m)	(1U << ((m) - 1))
#define sv_onstack	sv_flags

#endif /* !_SYS_SIGNAL_H_ */
