/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc_common.h: states of processes and LWPs as kinfo_proc shows them.
 */
#ifndef _SYS_PROC_COMMON_H_
#define _SYS_PROC_COMMON_H_

enum lwpstat {
	LSRUN = 1,		/* running or ready */
	LSSTOP = 2,		/* stopped by a signal or a debugger */
	LSSLEEP = 3		/* waits for something */
};

enum procstat {
	SIDL = 1,		/* being made by fork */
	SACTIVE = 2,
	SSTOP = 3,
	SZOMB = 4,		/* waits for its parent */
	SCORE = 5		/* writes its core file */
};

/* In kl_flags. */
#define LWP_SINTR	0x0000008	/* a signal ends its sleep */

#endif /* !_SYS_PROC_COMMON_H_ */
