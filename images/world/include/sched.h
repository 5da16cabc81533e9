/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sched.h: POSIX scheduling.
 */
#ifndef _SCHED_H_
#define _SCHED_H_

#include <sys/types.h>
#include <sys/sched.h>
#include <sys/timespec.h>

__BEGIN_DECLS
int	sched_get_priority_max(int);
int	sched_get_priority_min(int);
int	sched_getparam(pid_t, struct sched_param *);
int	sched_getscheduler(pid_t);
int	sched_rr_get_interval(pid_t, struct timespec *);
int	sched_setparam(pid_t, const struct sched_param *);
int	sched_setscheduler(pid_t, int, const struct sched_param *);
int	sched_yield(void);
__END_DECLS

#endif /* !_SCHED_H_ */
