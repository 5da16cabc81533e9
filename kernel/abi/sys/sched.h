/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sched.h: POSIX scheduling policies.
 */
#ifndef _SYS_SCHED_H_
#define _SYS_SCHED_H_

#include <sys/types.h>

struct sched_param {
	int	sched_priority;
};

#define SCHED_FIFO	1
#define SCHED_OTHER	2
#define SCHED_RR	3

#endif /* !_SYS_SCHED_H_ */
