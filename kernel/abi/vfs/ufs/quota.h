/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quota.h: disk quotas.
 */
#ifndef _VFS_UFS_QUOTA_H_
#define _VFS_UFS_QUOTA_H_

#include <sys/types.h>
#include <vfs/ufs/dinode.h>

struct ufs_dqblk {
	uint32_t	dqb_bhardlimit;
	uint32_t	dqb_bsoftlimit;
	uint32_t	dqb_curblocks;
	uint32_t	dqb_ihardlimit;
	uint32_t	dqb_isoftlimit;
	uint32_t	dqb_curinodes;
	ufs_time_t	dqb_btime;
	ufs_time_t	dqb_itime;
};

#define GRPQUOTA	1
#define MAXQUOTAS	2
#define MAX_DQ_TIME	0x93a80
#define MAX_IQ_TIME	0x93a80
#define Q_GETQUOTA	0x300
#define Q_QUOTAOFF	0x200
#define Q_QUOTAON	0x100
#define Q_SETQUOTA	0x400
#define Q_SETUSE	0x500
#define Q_SYNC		0x600
#define SUBCMDMASK	255
#define SUBCMDSHIFT	8
#define USRQUOTA	0

#define QUOTAFILENAME	"quota"
#define QUOTAGROUP	"operator"
#define QCMD(cmd, type)	(((cmd) << SUBCMDSHIFT) | ((type) & SUBCMDMASK))

#ifndef _KERNEL
__BEGIN_DECLS
int	quotactl(const char *, int, int, void *);
__END_DECLS
#endif

#endif /* !_VFS_UFS_QUOTA_H_ */
