/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * _siginfo.h: what came with a signal: siginfo_t and the codes in si_code.
 */
#ifndef _SYS__SIGINFO_H_
#define _SYS__SIGINFO_H_

#include <sys/types.h>

union sigval {
	int	sival_int;
	void	*sival_ptr;
};

struct __siginfo {
	int	si_signo;
	int	si_errno;
	int	si_code;
	pid_t	si_pid;
	uid_t	si_uid;
	int	si_status;
	void	*si_addr;
	union sigval	si_value;
	long	si_band;
	int	__spare__[7];
};

#define BUS_ADRALN	1
#define BUS_ADRERR	2
#define BUS_OBJERR	3
#define CLD_CONTINUED	6
#define CLD_DUMPED	3
#define CLD_EXITED	1
#define CLD_KILLED	2
#define CLD_STOPPED	5
#define CLD_TRAPPED	4
#define FPE_FLTDIV	3
#define FPE_FLTINV	7
#define FPE_FLTOVF	4
#define FPE_FLTRES	6
#define FPE_FLTSUB	8
#define FPE_FLTUND	5
#define FPE_INTDIV	2
#define FPE_INTOVF	1
#define ILL_BADSTK	8
#define ILL_COPROC	7
#define ILL_ILLADR	3
#define ILL_ILLOPC	1
#define ILL_ILLOPN	2
#define ILL_ILLTRP	4
#define ILL_PRVOPC	5
#define ILL_PRVREG	6
#define POLL_ERR	4
#define POLL_HUP	6
#define POLL_IN		1
#define POLL_MSG	3
#define POLL_OUT	2
#define POLL_PRI	5
#define SEGV_ACCERR	2
#define SEGV_MAPERR	1
#define SI_ASYNCIO	(-3)
#define SI_MESGQ	(-4)
#define SI_QUEUE	(-1)
#define SI_TIMER	(-2)
#define SI_USER		0
#define TRAP_BRKPT	1
#define TRAP_TRACE	2

typedef struct __siginfo	siginfo_t;

#endif /* !_SYS__SIGINFO_H_ */
