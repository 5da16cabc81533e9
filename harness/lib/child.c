/*
 * child.c: run programs of the host; see child.h.
 *
 * A program gets a process group of its own, so that all of it can be told to
 * end; what left the group is found as our descendant.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/prctl.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cast.h"
#include "child.h"
#include "tree.h"

#define GRACE	10.0	/* seconds to obey SIGTERM */
#define TICK	20	/* milliseconds between looks */

static const int enders[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
static int asked;	/* the signal that asked for our end */

static void
ender_set(sigset_t *set)
{
	size_t i;

	sigemptyset(set);
	for (i = 0; i < sizeof(enders) / sizeof(enders[0]); i++)
		sigaddset(set, enders[i]);
}

void
child_begin(void)
{
	sigset_t set;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	ender_set(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int
child_signal(void)
{
	static const struct timespec now = { .tv_sec = 0 };
	sigset_t set;
	int sig;

	ender_set(&set);
	sig = sigtimedwait(&set, NULL, &now);
	if (sig > 0 && asked == 0)
		asked = sig;
	return (asked);
}

/* The child's side.  Returns only with an errno. */
static int
child_exec(const struct child *c, pid_t parent, int out)
{
	sigset_t none;
	size_t i;
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || dup2(fd, 0) < 0 || dup2(out, 1) < 0 ||
	    (c->out == NULL && dup2(out, 2) < 0))
		return (errno);
	if (c->dir != NULL && chdir(c->dir) != 0)
		return (errno);
	for (i = 0; c->env != NULL && c->env[i] != NULL; i++)
		putenv(c->env[i]);
	execvp(c->argv[0], c->argv);
	return (errno);
}

/* Start it; started tells an exec that failed from a program that ran. */
static int
child_start(const struct child *c, int out, pid_t *pidp)
{
	pid_t pid, parent = getpid();
	int error, fds[2];
	ssize_t n;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return (errno);
	pid = fork();
	if (pid == 0) {
		error = child_exec(c, parent, out);
		n = write(fds[1], &error, sizeof(error));
		_exit(n == (ssize_t)sizeof(error) ? 127 : 126);
	}
	error = pid < 0 ? errno : 0;
	close(fds[1]);
	if (pid > 0) {
		setpgid(pid, pid);
		n = read(fds[0], &error, sizeof(error));
		if (n > 0) {
			waitpid(pid, NULL, 0);
			if (n != (ssize_t)sizeof(error))
				error = EIO;
		} else
			*pidp = pid;
	}
	close(fds[0]);
	return (error);
}

/*
 * Take what the program wrote, waiting at most ms milliseconds for it.
 * Returns what poll(2) does, and -1 at the end of it all.
 */
static int
child_hear(const struct child *c, int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char chunk[4096];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return (0);
	n = read(fd, chunk, sizeof(chunk));
	if (n <= 0)
		return (-1);
	buf_add(c->out, chunk, (size_t)n);
	return (1);
}

/* Wait for the end of pid, which is asked for when time or patience is over. */
static int
child_wait(const struct child *c, pid_t pid, int fd, int *status)
{
	double start = cast_now(), killed = 0;
	int error = 0;

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (child_hear(c, fd, TICK) < 0)
			fd = -1;
		if (error == 0 && child_signal() != 0)
			error = EINTR;
		if (error == 0 && c->timeout > 0 &&
		    cast_now() - start > c->timeout)
			error = ETIMEDOUT;
		if (error != 0 && killed == 0) {
			killed = cast_now();
			kill(-pid, SIGTERM);
		} else if (error != 0 && cast_now() - killed > GRACE)
			kill(-pid, SIGKILL);
	}
	/* Others may hold its end of the pipe open; they are not waited for. */
	while (child_hear(c, fd, 0) > 0)
		continue;
	return (error);
}

int
child_run(const struct child *c, int *status)
{
	int error, fds[2] = { -1, -1 };
	unsigned left;
	pid_t pid = 0;

	if (child_signal() != 0)
		return (EINTR);
	if (c->out != NULL) {
		if (pipe2(fds, O_CLOEXEC) != 0)
			return (errno);
	} else {
		fds[1] = open(c->log != NULL ? c->log : "/dev/null",
		    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		if (fds[1] < 0)
			return (errno);
	}
	error = child_start(c, fds[1], &pid);
	close(fds[1]);
	if (error == 0)
		error = child_wait(c, pid, fds[0], status);
	tree_kill(GRACE, 0, &left);
	if (fds[0] >= 0)
		close(fds[0]);
	if (c->out != NULL)
		buf_add(c->out, "", 0);
	return (error);
}

void
child_remove(const char *path)
{
	char *argv[] = { (char *)(uintptr_t)"rm", (char *)(uintptr_t)"-rf",
	    (char *)(uintptr_t)"--", (char *)(uintptr_t)path, NULL };
	struct child c = { .argv = argv };
	int status;

	child_run(&c, &status);
}
