/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * upmap.h: the pages /dev/upmap, /dev/kpmap and /dev/lpmap: what the kernel
 * shares with a process, all processes, and an LWP.
 */
#ifndef _SYS_UPMAP_H_
#define _SYS_UPMAP_H_

#include <sys/types.h>
#include <sys/_timespec.h>

struct ukpheader {
	uint16_t	type;		/* length code and number, 0 ends */
	uint16_t	offset;		/* from the start of the page */
};
typedef struct ukpheader	ukpheader_t;
typedef uint64_t		forkid_t;

struct sys_lpmap {
	ukpheader_t	header[64];
	uint32_t	version;
	uint32_t	tid;
	uint32_t	reserved02;
	uint32_t	blockallsigs;
	char	thread_title[1024];
};

struct sys_upmap {
	ukpheader_t	header[64];
	uint32_t	version;
	uint32_t	runticks;
	forkid_t	forkid;
	uint32_t	invfork;
	pid_t	pid;
	uint32_t	reserved[16];
	char	proc_title[1024];
};

struct sys_kpmap {
	ukpheader_t	header[64];
	int32_t	version;
	int32_t	upticks;
	struct timespec	ts_uptime[2];
	struct timespec	ts_realtime[2];
	int64_t	tsc_freq;
	int32_t	tick_freq;
	int32_t	fast_gtod;
};

#define KPMAP_MAPSIZE	0x10000
#define KPMAP_VERSION	1
#define KPTYPE_FAST_GTOD	0x8205
#define KPTYPE_TICK_FREQ	0x8304
#define KPTYPE_TSC_FREQ	0x8303
#define KPTYPE_TS_REALTIME	0x8502
#define KPTYPE_TS_UPTIME	0x8501
#define KPTYPE_UPTICKS	0x8200
#define LPMAP_MAPSIZE	0x10000
#define LPMAP_MAXTHREADTITLE	0x400
#define LPMAP_VERSION	1
#define LPTYPE_BLOCKALLSIGS	0x4212
#define LPTYPE_RESERVEDINT0	0x4210
#define LPTYPE_RESERVEDINT1	0x4211
#define LPTYPE_THREAD_TID	0x4214
#define LPTYPE_THREAD_TITLE	0x4a13
#define UKPLEN_1	0
#define UKPLEN_1024	0xa00
#define UKPLEN_128	0x700
#define UKPLEN_16	0x400
#define UKPLEN_2	0x100
#define UKPLEN_256	0x800
#define UKPLEN_32	0x500
#define UKPLEN_4	0x200
#define UKPLEN_512	0x900
#define UKPLEN_64	0x600
#define UKPLEN_8	0x300
#define UKPLEN_MASK	0xf00
#define UKPLEN_TS	0x500
#define UKPTYPE_VERSION	513
#define UPMAP_MAPSIZE	0x10000
#define UPMAP_MAXPROCTITLE	0x400
#define UPMAP_VERSION	1
#define UPTYPE_FORKID	785
#define UPTYPE_INVFORK	532
#define UPTYPE_PID	530
#define UPTYPE_PROC_TITLE	2579
#define UPTYPE_RUNTICKS	528

#endif /* !_SYS_UPMAP_H_ */
