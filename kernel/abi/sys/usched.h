/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * usched.h: usched_set(2): a process's scheduler and CPUs.
 */
#ifndef _SYS_USCHED_H_
#define _SYS_USCHED_H_

#include <sys/types.h>

#define USCHED_ADD_CPU	2
#define USCHED_DEL_CPU	3
#define USCHED_GET_CPU	4
#define USCHED_GET_CPUMASK	5
#define USCHED_SET_CPU	1
#define USCHED_SET_CPUMASK	6
#define USCHED_SET_SCHEDULER	0

#ifndef _KERNEL
__BEGIN_DECLS
int	usched_set(pid_t, int, void *, int);
__END_DECLS
#endif

#endif /* !_SYS_USCHED_H_ */
