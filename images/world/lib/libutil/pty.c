/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pty.c: pairs of pseudo-terminals.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <errno.h>
#include <fcntl.h>
#include <libutil.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/*
 * name, when not NULL, receives the slave's path and has room for it.
 */
int
openpty(int *master, int *slave, char *name, const struct termios *t,
    const struct winsize *w)
{
	const char *path;
	int m, s, saved;

	m = posix_openpt(O_RDWR | O_NOCTTY);
	if (m < 0)
		return (-1);
	if (grantpt(m) != 0 || unlockpt(m) != 0 || (path = ptsname(m)) == NULL ||
	    (s = open(path, O_RDWR | O_NOCTTY)) < 0) {
		saved = errno;
		close(m);
		errno = saved;
		return (-1);
	}
	if (name != NULL)
		strcpy(name, path);
	if (t != NULL)
		tcsetattr(s, TCSAFLUSH, t);
	if (w != NULL)
		ioctl(s, TIOCSWINSZ, w);
	*master = m;
	*slave = s;
	return (0);
}

int
forkpty(int *master, char *name, const struct termios *t,
    const struct winsize *w)
{
	int slave;
	pid_t pid;

	if (openpty(master, &slave, name, t, w) != 0)
		return (-1);
	pid = fork();
	if (pid == 0) {
		close(*master);
		if (login_tty(slave) != 0)
			_exit(127);
		return (0);
	}
	close(slave);
	if (pid < 0)
		close(*master);
	return (pid);
}
