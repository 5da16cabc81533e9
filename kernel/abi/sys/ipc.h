/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ipc.h: keys and permissions of System V IPC.
 */
#ifndef _SYS_IPC_H_
#define _SYS_IPC_H_

#include <sys/types.h>

struct ipc_perm {
	uid_t	cuid;
	gid_t	cgid;
	uid_t	uid;
	gid_t	gid;
	mode_t	mode;
	unsigned short	seq;
	key_t	key;
};

#define IPC_CREAT	0x200
#define IPC_EXCL	0x400
#define IPC_NOWAIT	0x800
#define IPC_PRIVATE	0
#define IPC_RMID	0
#define IPC_SET		1
#define IPC_STAT	2

#define IPC_R		000400
#define IPC_W		000200
#define IPC_M		010000

#ifndef _KERNEL
__BEGIN_DECLS
key_t	ftok(const char *, int);
__END_DECLS
#endif

#endif /* !_SYS_IPC_H_ */
