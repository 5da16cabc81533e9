/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * init.h: the parts of init(8).
 */
#ifndef _INIT_H_
#define _INIT_H_

#include <sys/types.h>
#include <stdbool.h>

/* What init does next. */
enum state {
	STATE_SINGLE,		/* shell on the console */
	STATE_RC,		/* /etc/rc */
	STATE_TTYS,		/* start the terminals' sessions */
	STATE_MULTI,		/* look after them */
	STATE_CLEAN,		/* /etc/ttys was changed */
	STATE_BLOCK,		/* no new sessions */
	STATE_DEATH,		/* end everybody */
	STATE_FINAL		/* halt, power off or reboot */
};

/* The state that a signal asked for, or -1; set by child_wait(). */
extern int	wanted;

void	note(const char *fmt, ...) __printflike(1, 2);
void	restore_signals(void);
/*
 * Wait for a child that ended or stopped, for a signal to init, or for ms
 * milliseconds (-1: for ever), whichever comes first.  Returns the child's id,
 * 0 when none had news, -1 when there was none at all.
 */
pid_t	child_wait(int *status, long ms);

/* session.c: one session a terminal. */
void	sessions_read(void);
void	sessions_start(void);
void	sessions_reread(void);
void	sessions_died(pid_t pid);
void	sessions_stop(void);
unsigned int sessions_due(void);

/* shell.c: the single-user shell and /etc/rc. */
enum state	single_user(void);
enum state	run_rc(bool fast);
void		run_shutdown_rc(void);

#endif /* !_INIT_H_ */
