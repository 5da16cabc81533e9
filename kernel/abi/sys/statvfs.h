/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * statvfs.h: file system statistics as POSIX has them.
 */
#ifndef _SYS_STATVFS_H_
#define _SYS_STATVFS_H_

#include <sys/types.h>
#include <sys/uuid.h>

struct fhandle;

struct statvfs {
	unsigned long	f_bsize;
	unsigned long	f_frsize;
	fsblkcnt_t	f_blocks;
	fsblkcnt_t	f_bfree;
	fsblkcnt_t	f_bavail;
	fsfilcnt_t	f_files;
	fsfilcnt_t	f_ffree;
	fsfilcnt_t	f_favail;
	unsigned long	f_fsid;
	unsigned long	f_flag;
	unsigned long	f_namemax;
	uid_t	f_owner;
	unsigned int	f_type;
	__uint64_t	f_syncreads;
	__uint64_t	f_syncwrites;
	__uint64_t	f_asyncreads;
	__uint64_t	f_asyncwrites;
	struct uuid	f_fsid_uuid;
	struct uuid	f_uid_uuid;
};

#define ST_FSID_UUID	0x40000000
#define ST_NOSUID	2
#define ST_OWNER_UUID	0x80000000U
#define ST_RDONLY	1

#ifndef _KERNEL
__BEGIN_DECLS
int	fstatvfs(int, struct statvfs *);
int	statvfs(const char *__restrict, struct statvfs *__restrict);
int	fhstatvfs(const struct fhandle *, struct statvfs *);
__END_DECLS
#endif

#endif /* !_SYS_STATVFS_H_ */
