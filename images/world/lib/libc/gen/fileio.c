/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fileio.c: file calls that the kernel has in a more general form.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <utime.h>

#include "libc_private.h"

off_t
lseek(int fd, off_t offset, int whence)
{
	return (__sys_lseek(fd, 0, offset, whence));
}

int
truncate(const char *path, off_t length)
{
	return (__sys_truncate(path, 0, length));
}

int
ftruncate(int fd, off_t length)
{
	return (__sys_ftruncate(fd, 0, length));
}

ssize_t
pread(int fd, void *buf, size_t n, off_t offset)
{
	return (extpread(fd, buf, n, 0, offset));
}

ssize_t
pwrite(int fd, const void *buf, size_t n, off_t offset)
{
	return (extpwrite(fd, buf, n, 0, offset));
}

ssize_t
preadv(int fd, const struct iovec *iov, int n, off_t offset)
{
	return (__sys_extpreadv(fd, iov, n, 0, offset));
}

ssize_t
pwritev(int fd, const struct iovec *iov, int n, off_t offset)
{
	return (__sys_extpwritev(fd, iov, n, 0, offset));
}

int
creat(const char *path, mode_t mode)
{
	return (open(path, O_WRONLY | O_CREAT | O_TRUNC, mode));
}

int
dup3(int from, int to, int flags)
{
	if (from == to || (flags & ~O_CLOEXEC) != 0) {
		errno = EINVAL;
		return (-1);
	}
	return (fcntl(from, (flags & O_CLOEXEC) != 0 ? F_DUP2FD_CLOEXEC :
	    F_DUP2FD, to));
}

int
fdatasync(int fd)
{
	return (fsync(fd));
}

int
posix_fadvise(int fd, off_t offset __unused, off_t len __unused, int advice)
{
	struct stat st;
	int saved = errno, error = 0;

	if (fstat(fd, &st) != 0)
		error = errno;
	else if (S_ISFIFO(st.st_mode))
		error = ESPIPE;
	else if (advice < POSIX_FADV_NORMAL || advice > POSIX_FADV_NOREUSE)
		error = EINVAL;
	errno = saved;
	return (error);
}

/*
 * The flags of lockf(3) as record locks from the current offset.
 */
int
lockf(int fd, int function, off_t size)
{
	struct flock fl = { .l_whence = SEEK_CUR, .l_len = size };
	int cmd = F_SETLK;

	switch (function) {
	case F_ULOCK:
		fl.l_type = F_UNLCK;
		break;
	case F_LOCK:
		fl.l_type = F_WRLCK;
		cmd = F_SETLKW;
		break;
	case F_TLOCK:
		fl.l_type = F_WRLCK;
		break;
	case F_TEST:
		fl.l_type = F_WRLCK;
		if (fcntl(fd, F_GETLK, &fl) != 0)
			return (-1);
		if (fl.l_type == F_UNLCK || fl.l_pid == getpid())
			return (0);
		errno = EAGAIN;
		return (-1);
	default:
		errno = EINVAL;
		return (-1);
	}
	return (fcntl(fd, cmd, &fl));
}

int
utime(const char *path, const struct utimbuf *times)
{
	struct timeval tv[2];

	if (times == NULL)
		return (utimes(path, NULL));
	tv[0] = (struct timeval){ .tv_sec = times->actime };
	tv[1] = (struct timeval){ .tv_sec = times->modtime };
	return (utimes(path, tv));
}

ssize_t
recv(int s, void *buf, size_t len, int flags)
{
	return (recvfrom(s, buf, len, flags, NULL, NULL));
}

ssize_t
send(int s, const void *msg, size_t len, int flags)
{
	return (sendto(s, msg, len, flags, NULL, 0));
}
