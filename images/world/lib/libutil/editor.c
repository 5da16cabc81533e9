/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * editor.c: wait for a child that has the terminal.
 */
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <libutil.h>

int
wait_editor(pid_t pid)
{
	int status;

	for (;;) {
		if (waitpid(pid, &status, WUNTRACED) < 0) {
			if (errno != EINTR)
				err(1, "waitpid");
		} else if (WIFSTOPPED(status)) {
			kill(getpid(), SIGSTOP);
			kill(pid, SIGCONT);
		} else {
			return (status);
		}
	}
}
