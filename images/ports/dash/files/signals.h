/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * signals.h: DragonFly's signal numbers for the program that, on the build
 * machine, writes dash's table of signal names.
 */
#include <signal.h>

#undef SIGPWR
#undef SIGPOLL
#undef SIGSTKFLT
#undef SIGCLD
#undef SIGRTMIN
#undef SIGRTMAX
#undef SIGLOST
#undef SIGUNUSED
#undef SIGHUP
#define SIGHUP	1
#undef SIGINT
#define SIGINT	2
#undef SIGQUIT
#define SIGQUIT	3
#undef SIGILL
#define SIGILL	4
#undef SIGTRAP
#define SIGTRAP	5
#undef SIGABRT
#define SIGABRT	6
#undef SIGIOT
#define SIGIOT	6
#undef SIGEMT
#define SIGEMT	7
#undef SIGFPE
#define SIGFPE	8
#undef SIGKILL
#define SIGKILL	9
#undef SIGBUS
#define SIGBUS	10
#undef SIGSEGV
#define SIGSEGV	11
#undef SIGSYS
#define SIGSYS	12
#undef SIGPIPE
#define SIGPIPE	13
#undef SIGALRM
#define SIGALRM	14
#undef SIGTERM
#define SIGTERM	15
#undef SIGURG
#define SIGURG	16
#undef SIGSTOP
#define SIGSTOP	17
#undef SIGTSTP
#define SIGTSTP	18
#undef SIGCONT
#define SIGCONT	19
#undef SIGCHLD
#define SIGCHLD	20
#undef SIGTTIN
#define SIGTTIN	21
#undef SIGTTOU
#define SIGTTOU	22
#undef SIGIO
#define SIGIO	23
#undef SIGXCPU
#define SIGXCPU	24
#undef SIGXFSZ
#define SIGXFSZ	25
#undef SIGVTALRM
#define SIGVTALRM	26
#undef SIGPROF
#define SIGPROF	27
#undef SIGWINCH
#define SIGWINCH	28
#undef SIGINFO
#define SIGINFO	29
#undef SIGUSR1
#define SIGUSR1	30
#undef SIGUSR2
#define SIGUSR2	31
#undef NSIG
#define NSIG		64
