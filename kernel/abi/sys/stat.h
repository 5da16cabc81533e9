/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stat.h: file status: struct stat, modes, file flags.
 */
#ifndef _SYS_STAT_H_
#define _SYS_STAT_H_

#include <sys/types.h>
#include <sys/_mode.h>
#include <sys/_timespec.h>

struct stat {
	ino_t	st_ino;
	nlink_t	st_nlink;
	dev_t	st_dev;
	mode_t	st_mode;
	uint16_t	st_padding1;
	uid_t	st_uid;
	gid_t	st_gid;
	dev_t	st_rdev;
	struct timespec	st_atim;
	struct timespec	st_mtim;
	struct timespec	st_ctim;
	off_t	st_size;
	blkcnt_t	st_blocks;
	u_int32_t	__old_st_blksize;
	u_int32_t	st_flags;
	u_int32_t	st_gen;
	int32_t	st_lspare;
	blksize_t	st_blksize;
	int64_t	st_qspare2;
};

#define ACCESSPERMS	511
#define ALLPERMS	4095
#define DEFFILEMODE	438
#define SF_APPEND	0x40000
#define SF_ARCHIVED	0x10000
#define SF_IMMUTABLE	0x20000
#define SF_NOCACHE	0x800000
#define SF_NOHISTORY	0x400000
#define SF_NOUNLINK	0x100000
#define SF_SETTABLE	0xffff0000U
#define SF_XLINK	0x1000000
#define S_BLKSIZE	0x200
#define UF_APPEND	4
#define UF_CACHE	0x80
#define UF_IMMUTABLE	2
#define UF_NODUMP	1
#define UF_NOHISTORY	0x40
#define UF_NOUNLINK	0x10
#define UF_OPAQUE	8
#define UF_SETTABLE	0xffff
#define UF_XLINK	0x100
#define UTIME_NOW	(-1)
#define UTIME_OMIT	(-2)

#define st_atime	st_atim.tv_sec
#define st_mtime	st_mtim.tv_sec
#define st_ctime	st_ctim.tv_sec
#define st_atimespec	st_atim
#define st_mtimespec	st_mtim
#define st_ctimespec	st_ctim

#define S_ISDIR(m)	(((m) & S_IFMT) == S_IFDIR)
#define S_ISCHR(m)	(((m) & S_IFMT) == S_IFCHR)
#define S_ISBLK(m)	(((m) & S_IFMT) == S_IFBLK)
#define S_ISREG(m)	(((m) & S_IFMT) == S_IFREG)
#define S_ISDB(m)	(((m) & S_IFMT) == S_IFDB)
#define S_ISFIFO(m)	(((m) & S_IFMT) == S_IFIFO)
#define S_ISLNK(m)	(((m) & S_IFMT) == S_IFLNK)
#define S_ISSOCK(m)	(((m) & S_IFMT) == S_IFSOCK)
#define S_ISWHT(m)	(((m) & S_IFMT) == S_IFWHT)

#ifndef _KERNEL
__BEGIN_DECLS
int	chflags(const char *, unsigned long);
int	chflagsat(int, const char *, unsigned long, int);
int	chmod(const char *, mode_t);
int	fchflags(int, unsigned long);
int	fchmod(int, mode_t);
int	fchmodat(int, const char *, mode_t, int);
int	fstat(int, struct stat *__restrict);
int	fstatat(int, const char *__restrict, struct stat *__restrict, int);
int	futimens(int, const struct timespec [2]);
int	lchflags(const char *, int);
int	lchmod(const char *, mode_t);
int	lstat(const char *__restrict, struct stat *__restrict);
int	mkdir(const char *, mode_t);
int	mkdirat(int, const char *, mode_t);
int	mkfifo(const char *, mode_t);
int	mkfifoat(int, const char *, mode_t);
int	mknod(const char *, mode_t, dev_t);
int	mknodat(int, const char *, mode_t, dev_t);
int	stat(const char *__restrict, struct stat *__restrict);
mode_t	umask(mode_t);
int	utimensat(int, const char *, const struct timespec [2], int);
__END_DECLS
#endif

#endif /* !_SYS_STAT_H_ */
