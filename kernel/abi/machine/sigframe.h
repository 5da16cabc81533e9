/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sigframe.h: what the kernel pushes on the stack of a signal handler.
 */
#ifndef _MACHINE_SIGFRAME_H_
#define _MACHINE_SIGFRAME_H_

#include <sys/types.h>
#include <sys/signal.h>

struct sigframe {
	union {
		__siginfohandler_t	*sf_action;
		__sighandler_t		*sf_handler;
	} sf_ahu;
	struct __ucontext	sf_uc;
	struct __siginfo	sf_si;
};

#endif /* !_MACHINE_SIGFRAME_H_ */
