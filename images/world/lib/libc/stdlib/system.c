/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * system.c: system(3): the shell runs a command; meanwhile SIGINT and SIGQUIT
 * are ignored and SIGCHLD is blocked.
 */
#include <sys/types.h>
#include <sys/wait.h>
#include <errno.h>
#include <paths.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

int
system(const char *command)
{
	struct sigaction ign = { .sa_handler = SIG_IGN }, intr, quit;
	sigset_t mask, old;
	int status = -1;
	pid_t pid, got;

	if (command == NULL)
		return (access(_PATH_BSHELL, X_OK) == 0);
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, &old);
	sigaction(SIGINT, &ign, &intr);
	sigaction(SIGQUIT, &ign, &quit);

	pid = vfork();
	if (pid == 0) {
		sigaction(SIGINT, &intr, NULL);
		sigaction(SIGQUIT, &quit, NULL);
		sigprocmask(SIG_SETMASK, &old, NULL);
		execl(_PATH_BSHELL, "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (pid > 0) {
		do {
			got = waitpid(pid, &status, 0);
		} while (got < 0 && errno == EINTR);
		if (got < 0)
			status = -1;
	}
	sigaction(SIGINT, &intr, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return (status);
}
