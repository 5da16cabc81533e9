/*
 * flushes.c: LD_PRELOAD for the kernel: each flush of a disk's file is a line of
 * "flushes" in the working directory; while a file "fail" is there it fails.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/syscall.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int
fdatasync(int fd)
{
	int log = open("flushes", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
	    0644);

	if (log < 0 || write(log, "flush\n", 6) != 6)
		_exit(99);
	close(log);
	if (access("fail", F_OK) == 0) {
		errno = EIO;
		return (-1);
	}
	return ((int)syscall(SYS_fdatasync, fd));
}
