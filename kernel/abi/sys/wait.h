/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wait.h: waiting for children, and what an exit status holds.
 */
#ifndef _SYS_WAIT_H_
#define _SYS_WAIT_H_

#include <sys/types.h>
#include <sys/_siginfo.h>
#include <sys/resource.h>

#include <sys/procctl.h>

#define WCONTINUED	4
#define WEXITED		0x10
#define WLINUXCLONE	0x80000000U
#define WNOHANG		1
#define WNOWAIT		8
#define WSTOPPED	2
#define WTRAPPED	0x20
#define WUNTRACED	2

#define WAIT_ANY	(-1)
#define WAIT_MYPGRP	0

#define WCOREFLAG	0200
#define _WSTATUS(x)	((x) & 0177)
#define _WSTOPPED	0177
#define WIFEXITED(x)	(_WSTATUS(x) == 0)
#define WEXITSTATUS(x)	(((x) >> 8) & 0xff)
#define WIFSIGNALED(x)	(_WSTATUS(x) != _WSTOPPED && _WSTATUS(x) != 0 && (x) != 19)
#define WTERMSIG(x)	(_WSTATUS(x))
#define WCOREDUMP(x)	((x) & WCOREFLAG)
#define WIFSTOPPED(x)	(_WSTATUS(x) == _WSTOPPED)
#define WSTOPSIG(x)	(((x) >> 8) & 0xff)
#define WIFCONTINUED(x)	((x) == 19)	/* SIGCONT alone */
#define W_EXITCODE(ret, sig)	((ret) << 8 | (sig))
#define W_STOPCODE(sig)		((sig) << 8 | _WSTOPPED)
#define W_CONTCODE		19

#ifndef _KERNEL
__BEGIN_DECLS
pid_t	wait(int *);
pid_t	wait3(int *, int, struct rusage *);
pid_t	wait4(pid_t, int *, int, struct rusage *);
pid_t	wait6(idtype_t, id_t, int *, int, struct __wrusage *, siginfo_t *);
int	waitid(idtype_t, id_t, siginfo_t *, int);
pid_t	waitpid(pid_t, int *, int);
__END_DECLS
#endif

#endif /* !_SYS_WAIT_H_ */
