/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unistd.h: constants of POSIX, and of rfork(2), extexit(2) and
 * pathconf(2).
 */
#ifndef _SYS_UNISTD_H_
#define _SYS_UNISTD_H_

#include <sys/cdefs.h>

#define EXTEXIT_LWP	0x10000
#define EXTEXIT_PROC	0
#define EXTEXIT_SETINT	1
#define EXTEXIT_SIMPLE	0
#define F_OK		0
#define RFCENVG		0x800
#define RFCFDG		0x1000
#define RFCNAMEG	0x400
#define RFENVG		2
#define RFFDG		4
#define RFMEM		0x20
#define RFNAMEG		1
#define RFNOTEG		8
#define RFNOWAIT	0x40
#define RFPGLOCK	0x40000000
#define RFPROC		0x10
#define RFSIGSHARE	0x4000
#define RFTHREAD	0x2000
#define R_OK		4
#define SEEK_DATA	3
#define SEEK_HOLE	4
#define W_OK		2
#define X_OK		1
#define _PC_2_SYMLINKS	22
#define _PC_ACL_EXTENDED	59
#define _PC_ACL_PATH_MAX	60
#define _PC_ALLOC_SIZE_MIN	10
#define _PC_ASYNC_IO	53
#define _PC_CAP_PRESENT	61
#define _PC_CHOWN_RESTRICTED	7
#define _PC_FILESIZEBITS	12
#define _PC_INF_PRESENT	62
#define _PC_LINK_MAX	1
#define _PC_MAC_PRESENT	63
#define _PC_MAX_CANON	2
#define _PC_MAX_INPUT	3
#define _PC_MIN_HOLE_SIZE	21
#define _PC_NAME_MAX	4
#define _PC_NO_TRUNC	8
#define _PC_PATH_MAX	5
#define _PC_PIPE_BUF	6
#define _PC_PRIO_IO	54
#define _PC_REC_INCR_XFER_SIZE	14
#define _PC_REC_MAX_XFER_SIZE	15
#define _PC_REC_MIN_XFER_SIZE	0x10
#define _PC_REC_XFER_ALIGN	17
#define _PC_SYMLINK_MAX	18
#define _PC_SYNC_IO	55
#define _PC_TIMESTAMP_RESOLUTION	23
#define _PC_VDISABLE	9
#define _POSIX_ADVISORY_INFO	(-1)
#define _POSIX_ASYNCHRONOUS_IO	0
#define _POSIX_BARRIERS	0x30db0
#define _POSIX_CHOWN_RESTRICTED	1
#define _POSIX_CLOCK_SELECTION	(-1)
#define _POSIX_CPUTIME	0x30db0
#define _POSIX_FSYNC	0x30db0
#define _POSIX_IPV6	0
#define _POSIX_JOB_CONTROL	1
#define _POSIX_MAPPED_FILES	0x30db0
#define _POSIX_MEMLOCK	(-1)
#define _POSIX_MEMLOCK_RANGE	0x30db0
#define _POSIX_MEMORY_PROTECTION	0x30db0
#define _POSIX_MESSAGE_PASSING	0x30db0
#define _POSIX_MONOTONIC_CLOCK	0x30db0
#define _POSIX_NO_TRUNC	1
#define _POSIX_PRIORITIZED_IO	(-1)
#define _POSIX_PRIORITY_SCHEDULING	0x30db0
#define _POSIX_RAW_SOCKETS	0x30db0
#define _POSIX_REALTIME_SIGNALS	0x30db0
#define _POSIX_SEMAPHORES	0x30db0
#define _POSIX_SHARED_MEMORY_OBJECTS	0x30db0
#define _POSIX_SPIN_LOCKS	0x30db0
#define _POSIX_SPORADIC_SERVER	(-1)
#define _POSIX_SYNCHRONIZED_IO	(-1)
#define _POSIX_THREAD_CPUTIME	0x30db0
#define _POSIX_TIMEOUTS	0x30db0
#define _POSIX_TIMERS	0x30db0
#define _POSIX_TYPED_MEMORY_OBJECTS	(-1)
#define _POSIX_VDISABLE	255
#define _POSIX_VERSION	0x30db0
#define _XOPEN_SHM	1
#define _XOPEN_STREAMS	(-1)

#ifndef SEEK_SET
#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2
#endif
#define L_SET		SEEK_SET
#define L_INCR		SEEK_CUR
#define L_XTND		SEEK_END

#define RFLINUXTHPN	(1 << 16)
#define RFPPWAIT	(-0x7fffffff - 1)
#define RFKERNELONLY	(RFPGLOCK | RFPPWAIT)
#define EXTEXIT_ACTION(f)	((f) & 0xffff)
#define EXTEXIT_WHO(f)		((f) & (0xffff << 16))

#endif /* !_SYS_UNISTD_H_ */
