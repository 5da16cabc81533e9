/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dinode.h: inodes as UFS1 keeps them on disk.
 */
#ifndef _VFS_UFS_DINODE_H_
#define _VFS_UFS_DINODE_H_

#include <sys/types.h>

typedef int32_t		ufs_daddr_t;
typedef int32_t		ufs_time_t;

#define UFS_NDADDR	12
#define UFS_NIADDR	3
#define UFS_ROOTINO	((ino_t)2)
#define UFS_WINO	((ino_t)1)
#define UFS1_MAXSYMLINKLEN						\
	((UFS_NDADDR + UFS_NIADDR) * (int)sizeof(ufs_daddr_t))

struct ufs1_dinode {
	uint16_t	di_mode;
	int16_t	di_nlink;
	union {
		uint16_t	oldids[2];
		int32_t		inumber;
	} di_u;
	uint64_t	di_size;
	uint32_t	di_atime;
	uint32_t	di_atimensec;
	uint32_t	di_mtime;
	uint32_t	di_mtimensec;
	uint32_t	di_ctime;
	uint32_t	di_ctimensec;
	ufs_daddr_t	di_db[12];
	ufs_daddr_t	di_ib[3];
	uint32_t	di_flags;
	int32_t	di_blocks;
	int32_t	di_gen;
	uint32_t	di_uid;
	uint32_t	di_gid;
	uint16_t	di_atime_ext;
	uint16_t	di_mtime_ext;
	uint16_t	di_ctime_ext;
	uint16_t	di_spare7E;
};

#define IEXEC		0x40
#define IFBLK		0x6000
#define IFCHR		0x2000
#define IFDIR		0x4000
#define IFIFO		0x1000
#define IFLNK		0xa000
#define IFMT		0xf000
#define IFREG		0x8000
#define IFSOCK		0xc000
#define IFWHT		0xe000
#define IREAD		0x100
#define ISGID		0x400
#define ISUID		0x800
#define ISVTX		0x200
#define IWRITE		0x80

#define di_shortlink	di_db
#define di_inumber	di_u.inumber
#define di_ouid		di_u.oldids[0]
#define di_ogid		di_u.oldids[1]
#define di_rdev		di_db[0]

#endif /* !_VFS_UFS_DINODE_H_ */
