/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ddb.h: the kernel debugger, ddb(4).
 */
#ifndef _DDB_DDB_H_
#define _DDB_DDB_H_

#include "sys/kdefs.h"

/*
 * Stop the other CPUs and talk at the console until `continue'.  Any context,
 * one CPU at a time.  Without options DDB it only says that it is not there.
 */
void	ddb_enter(const char *why);
/* Called by a CPU that was told to stop; returns when the debugger is left. */
void	ddb_stopped(void);

#endif /* !_DDB_DDB_H_ */
