/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resource.h: resource usage, limits and priorities.
 */
#ifndef _SYS_RESOURCE_H_
#define _SYS_RESOURCE_H_

#include <sys/types.h>
#include <sys/_timeval.h>

struct rusage {
	struct timeval	ru_utime;
	struct timeval	ru_stime;
	long	ru_maxrss;
	long	ru_ixrss;
	long	ru_idrss;
	long	ru_isrss;
	long	ru_minflt;
	long	ru_majflt;
	long	ru_nswap;
	long	ru_inblock;
	long	ru_oublock;
	long	ru_msgsnd;
	long	ru_msgrcv;
	long	ru_nsignals;
	long	ru_nvcsw;
	long	ru_nivcsw;
};

struct __wrusage {
	struct rusage	wru_self;
	struct rusage	wru_children;
};

struct rlimit {
	rlim_t	rlim_cur;
	rlim_t	rlim_max;
};

struct loadavg {
	__uint64_t	ldavg[3];
	long	fscale;
};

#define CPUSTATES	5
#define CP_IDLE		4
#define CP_INTR		3
#define CP_NICE		1
#define CP_SYS		2
#define CP_USER		0
#define IOPRIO_MAX	10
#define IOPRIO_MIN	1
#define PRIO_MAX	20
#define PRIO_MIN	(-20)
#define PRIO_PGRP	1
#define PRIO_PROCESS	0
#define PRIO_USER	2
#define RLIMIT_AS	10
#define RLIMIT_CORE	4
#define RLIMIT_CPU	0
#define RLIMIT_DATA	2
#define RLIMIT_FSIZE	1
#define RLIMIT_MEMLOCK	6
#define RLIMIT_NOFILE	8
#define RLIMIT_NPROC	7
#define RLIMIT_POSIXLOCKS	11
#define RLIMIT_RSS	5
#define RLIMIT_SBSIZE	9
#define RLIMIT_STACK	3
#define RLIMIT_VMEM	10
#define RLIM_NLIMITS	12
#define RUSAGE_CHILDREN	(-1)
#define RUSAGE_SELF	0

#define RLIM_INFINITY	((rlim_t)0x7fffffffffffffffL)
#define RLIM_SAVED_MAX	RLIM_INFINITY
#define RLIM_SAVED_CUR	RLIM_INFINITY
#define ru_first	ru_ixrss
#define ru_last		ru_nivcsw

#ifndef _KERNEL
__BEGIN_DECLS
int	getpriority(int, int);
int	getrlimit(int, struct rlimit *);
int	getrusage(int, struct rusage *);
int	ioprio_get(int, int);
int	ioprio_set(int, int, int);
int	setpriority(int, int, int);
int	setrlimit(int, const struct rlimit *);
__END_DECLS
#endif

#endif /* !_SYS_RESOURCE_H_ */
