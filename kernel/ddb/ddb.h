/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ddb.h: the kernel debugger, ddb(4), as the rest of the kernel sees it.
 */
#ifndef _DDB_DDB_H_
#define _DDB_DDB_H_

#include "sys/kdefs.h"
#include "platform/machine.h"

/*
 * Stop the other CPUs and talk at the console until `continue'.  Any context,
 * one CPU at a time: a second one waits for the first.  Without options DDB
 * it only says that it is not there.
 */
void	ddb_enter(const char *why);
/*
 * The same after a panic, with the registers of what panicked (NULL: the
 * caller's).  Returns at once when there is no debugger, or it is busy on this
 * CPU: the panic is then its own end.
 */
void	ddb_panic(const struct kregs *);
/* Called by a CPU that was told to stop; returns when the debugger is left. */
void	ddb_stopped(void);
/* Commands that wait for the machine to go on.  An interrupt of CPU 0. */
void	ddb_work(void);
/* Of the host line: a trap of the kernel's own code. */
void	ddb_trap(enum ktrap, struct kregs *);

/*
 * A fault or panic on this CPU.  When a command of the debugger made it, the
 * text is printed and the debugger prompts anew; else it returns.
 */
void	ddb_abandon(const char *fmt, va_list ap);
void	ddb_abandonf(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2)));
/* kprintf() while the debugger talks. */
int	ddb_vprintf(const char *fmt, va_list ap);

#endif /* !_DDB_DDB_H_ */
