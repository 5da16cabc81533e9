/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * procctl.h: procctl(2): reaping of descendants; and what an id_t names.
 */
#ifndef _SYS_PROCCTL_H_
#define _SYS_PROCCTL_H_

#include <sys/types.h>

typedef enum idtype {
	P_PID = 0,
	P_PPID,
	P_PGID,
	P_SID,
	P_CID,
	P_UID,
	P_GID,
	P_ALL,
	P_LWPID,
	P_TASKID,
	P_PROJID,
	P_POOLID,
	P_JAILID,
	P_CTID,
	P_CPUID,
	P_PSETID
} idtype_t;

struct reaper_status {
	uint32_t	flags;
	uint32_t	refs;
	long	reserved1[15];
	pid_t	pid_head;
	int	reserved2[15];
};

union reaper_info {
	struct reaper_status	status;
};

#define PROC_REAP_ACQUIRE	1
#define PROC_REAP_RELEASE	2
#define PROC_REAP_STATUS	3
#define PROC_PDEATHSIG_CTL	4	/* int: signal when the parent ends */
#define PROC_PDEATHSIG_STATUS	5
#define REAPER_STAT_OWNED	1
#define REAPER_STAT_REALINIT	2

#ifndef _KERNEL
__BEGIN_DECLS
int	procctl(idtype_t, id_t, int, void *);
__END_DECLS
#endif

#endif /* !_SYS_PROCCTL_H_ */
