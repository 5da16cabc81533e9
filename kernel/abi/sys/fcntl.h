/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fcntl.h: flags of open(2), commands of fcntl(2), record locks, the *at
 * family.
 */
#ifndef _SYS_FCNTL_H_
#define _SYS_FCNTL_H_

#include <sys/types.h>
#include <sys/_mode.h>

struct flock {
	off_t	l_start;
	off_t	l_len;
	pid_t	l_pid;
	short	l_type;
	short	l_whence;
};

#define AT_EACCESS	4
#define AT_REMOVEDIR	2
#define AT_SYMLINK_FOLLOW	8
#define AT_SYMLINK_NOFOLLOW	1
#define FAPPEND		8
#define FASYNC		0x40
#define FD_CLOEXEC	1
#define FFSYNC		0x80
#define FNDELAY		4
#define FNONBLOCK	4
#define FREAD		1
#define FWRITE		2
#define F_DUP2FD	10
#define F_DUP2FD_CLOEXEC	18
#define F_DUPFD		0
#define F_DUPFD_CLOEXEC	17
#define F_GETFD		1
#define F_GETFL		3
#define F_GETLK		7
#define F_GETOWN	5
#define F_RDLCK		1
#define F_SETFD		2
#define F_SETFL		4
#define F_SETLK		8
#define F_SETLKW	9
#define F_SETOWN	6
#define F_UNLCK		2
#define F_WRLCK		3
#define LOCK_EX		2
#define LOCK_NB		4
#define LOCK_SH		1
#define LOCK_UN		8
#define O_ACCMODE	3
#define O_APPEND	8
#define O_ASYNC		0x40
#define O_CLOEXEC	0x20000
#define O_CREAT		0x200
#define O_DIRECT	0x10000
#define O_DIRECTORY	0x8000000
#define O_EXCL		0x800
#define O_EXLOCK	0x20
#define O_FAPPEND	0x100000
#define O_FASYNCWRITE	0x800000
#define O_FBLOCKING	0x40000
#define O_FMASK		0xfc0000
#define O_FNONBLOCKING	0x80000
#define O_FOFFSET	0x200000
#define O_FSYNC		0x80
#define O_FSYNCWRITE	0x400000
#define O_NDELAY	4
#define O_NOCTTY	0x8000
#define O_NOFOLLOW	0x100
#define O_NONBLOCK	4
#define O_RDONLY	0
#define O_RDWR		2
#define O_SHLOCK	0x10
#define O_SYNC		0x80
#define O_TRUNC		0x400
#define O_WRONLY	1
#define POSIX_FADV_DONTNEED	4
#define POSIX_FADV_NOREUSE	5
#define POSIX_FADV_NORMAL	0
#define POSIX_FADV_RANDOM	2
#define POSIX_FADV_SEQUENTIAL	1
#define POSIX_FADV_WILLNEED	3

#define AT_FDCWD	(-328243)

#ifndef SEEK_SET
#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2
#endif

/* Flags of a file and of open(2) differ by one in the access mode. */
#define FFLAGS(oflags)	((oflags) + 1)
#define OFLAGS(fflags)	((fflags) - 1)

#ifndef _KERNEL
__BEGIN_DECLS
int	creat(const char *, mode_t);
int	fcntl(int, int, ...);
int	flock(int, int);
int	open(const char *, int, ...);
int	openat(int, const char *, int, ...);
int	posix_fadvise(int, off_t, off_t, int);
int	posix_fallocate(int, off_t, off_t);
__END_DECLS
#endif

#endif /* !_SYS_FCNTL_H_ */
