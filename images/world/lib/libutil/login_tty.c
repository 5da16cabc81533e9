/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * login_tty.c: make a terminal the controlling one of a new session, and its
 * standard input, output and error.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <libutil.h>
#include <unistd.h>

int
login_tty(int fd)
{
	(void)setsid();
	if (ioctl(fd, TIOCSCTTY, NULL) != 0)
		return (-1);
	(void)dup2(fd, STDIN_FILENO);
	(void)dup2(fd, STDOUT_FILENO);
	(void)dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
	return (0);
}
