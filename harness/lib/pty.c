/*
 * pty.c: pseudo-terminals and the programs on them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "pty.h"

int
pty_open(struct pty *p, unsigned rows, unsigned cols, bool raw)
{
	struct winsize ws = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols
	};
	struct termios tio;
	int error;

	p->slave = -1;
	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->master < 0)
		return (errno);
	if (grantpt(p->master) != 0 || unlockpt(p->master) != 0)
		goto fail;
	if (ptsname_r(p->master, p->name, sizeof(p->name)) != 0)
		goto fail;
	p->slave = open(p->name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->slave < 0 || ioctl(p->slave, TIOCSWINSZ, &ws) != 0)
		goto fail;
	if (raw) {
		if (tcgetattr(p->slave, &tio) != 0)
			goto fail;
		cfmakeraw(&tio);
		if (tcsetattr(p->slave, TCSANOW, &tio) != 0)
			goto fail;
	}
	if (fcntl(p->master, F_SETFL, O_NONBLOCK) != 0)
		goto fail;
	return (0);
fail:
	error = errno;
	pty_close(p);
	return (error);
}

void
pty_close(struct pty *p)
{
	if (p->master >= 0)
		close(p->master);
	if (p->slave >= 0)
		close(p->slave);
	p->master = p->slave = -1;
}

/* The child's side, up to exec.  Returns only with an errno. */
static int
spawn_child(const struct spawn *s, pid_t parent)
{
	sigset_t none;
	size_t i;
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	for (i = 1; i < NSIG; i++)
		signal((int)i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (setsid() < 0)
		return (errno);
	fd = s->tty >= 0 ? s->tty : open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || dup2(fd, 0) < 0)
		return (errno);
	if (s->tty >= 0 && ioctl(0, TIOCSCTTY, 0) != 0)
		return (errno);
	fd = s->tty >= 0 ? s->tty : s->output;
	if (dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
		return (errno);
	if (s->dir != NULL && chdir(s->dir) != 0)
		return (errno);
	for (i = 0; s->env != NULL && s->env[i] != NULL; i++)
		putenv(s->env[i]);
	/* A path is a program, and nothing that sh(1) is asked to try. */
	if (strchr(s->argv[0], '/') != NULL)
		execv(s->argv[0], s->argv);
	else
		execvp(s->argv[0], s->argv);
	return (errno);
}

int
pty_spawn(const struct spawn *s, pid_t *pidp)
{
	pid_t pid, parent = getpid();
	int error, fds[2];
	ssize_t n;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return (errno);
	pid = fork();
	if (pid == 0) {
		error = spawn_child(s, parent);
		n = write(fds[1], &error, sizeof(error));
		_exit(n == (ssize_t)sizeof(error) ? 127 : 126);
	}
	error = pid < 0 ? errno : 0;
	close(fds[1]);
	/* Nothing to read means that exec closed the pipe. */
	if (pid > 0) {
		n = read(fds[0], &error, sizeof(error));
		if (n == 0)
			*pidp = pid;
		else {
			if (n != (ssize_t)sizeof(error))
				error = EIO;
			waitpid(pid, NULL, 0);
		}
	}
	close(fds[0]);
	return (error);
}
