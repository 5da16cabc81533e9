/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * compat.c: calls that others have made general since.
 */
#include <sys/param.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int
futimesat(int dir, const char *path, const struct timeval tv[2])
{
	struct timespec ts[2];

	if (tv == NULL)
		return (utimensat(dir, path, NULL, 0));
	for (int i = 0; i < 2; i++) {
		if (tv[i].tv_usec < 0 || tv[i].tv_usec >= 1000000) {
			errno = EINVAL;
			return (-1);
		}
		TIMEVAL_TO_TIMESPEC(&tv[i], &ts[i]);
	}
	return (utimensat(dir, path, ts, 0));
}

int
ntp_gettime(struct ntptimeval *ntv)
{
	struct timex tx = { .modes = 0 };
	int state = ntp_adjtime(&tx);

	if (state < 0 || clock_gettime(CLOCK_REALTIME, &ntv->time) != 0)
		return (-1);
	ntv->maxerror = tx.maxerror;
	ntv->esterror = tx.esterror;
	ntv->tai = 0;
	ntv->time_state = state;
	return (state);
}

int
sockatmark(int s)
{
	int mark;

	return (ioctl(s, SIOCATMARK, &mark) != 0 ? -1 : mark);
}

/* Blocks that a file lacks are written: no other call allocates them. */
int
posix_fallocate(int fd, off_t offset, off_t len)
{
	int saved = errno, error = 0;
	struct stat st;
	off_t at, end;
	char c;

	if (offset < 0 || len <= 0)
		return (EINVAL);
	if (offset + len < offset)
		return (EFBIG);
	if (fstat(fd, &st) != 0)
		error = errno;
	else if (S_ISFIFO(st.st_mode))
		error = ESPIPE;
	else if (!S_ISREG(st.st_mode))
		error = ENODEV;
	end = offset + len;
	/* The last byte of each block, and of all. */
	for (at = offset; error == 0 && at < end; at++) {
		at = MIN(rounddown(at, st.st_blksize) + st.st_blksize, end) - 1;
		c = 0;
		if ((at < st.st_size && pread(fd, &c, 1, at) < 0) ||
		    pwrite(fd, &c, 1, at) != 1)
			error = errno;
	}
	errno = saved;
	return (error);
}

/* 1 for an answer that means yes, 0 for no, -1 else. */
int
rpmatch(const char *answer)
{
	switch (*answer) {
	case 'y':
	case 'Y':
		return (1);
	case 'n':
	case 'N':
		return (0);
	default:
		return (-1);
	}
}

void
psiginfo(const siginfo_t *info, const char *s)
{
	psignal(info->si_signo, s);
}

/* A name that nobody had when it was made. */
char *
tempnam(const char *dir, const char *prefix)
{
	const char *dirs[] = { issetugid() ? NULL : getenv("TMPDIR"), dir,
	    P_tmpdir, "/tmp" };
	char *name;
	int fd;

	for (size_t i = 0; i < nitems(dirs); i++) {
		if (dirs[i] == NULL || *dirs[i] == '\0' ||
		    access(dirs[i], W_OK) != 0)
			continue;
		if (asprintf(&name, "%s/%sXXXXXXXX", dirs[i],
		    prefix != NULL ? prefix : "tmp.") < 0)
			return (NULL);
		fd = mkstemp(name);
		if (fd >= 0) {
			(void)close(fd);
			(void)unlink(name);
			return (name);
		}
		free(name);
	}
	return (NULL);
}
