/*
 * h_init.c: a first program.  What it does depends on the name it has:
 *	h_idle	says so on the console and waits, with no signal caught
 *	h_exit	exits with status 3
 *	h_segv	writes where nothing is
 *	h_abrt	aborts
 *	h_late	says so and exits with status 4 when a child has ended
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
say(const char *text)
{
	int fd = open("/dev/console", O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		_exit(99);
	close(fd);
}

int
main(int argc, char **argv)
{
	const char *name = argc > 0 ? strrchr(argv[0], '/') + 1 : "";
	sigset_t set;
	int sig;

	if (strcmp(name, "h_exit") == 0)
		return (3);
	if (strcmp(name, "h_segv") == 0)
		*(volatile int *)16 = 1;
	if (strcmp(name, "h_abrt") == 0)
		abort();
	if (strcmp(name, "h_late") == 0) {
		sigemptyset(&set);
		sigaddset(&set, SIGCHLD);
		sigprocmask(SIG_BLOCK, &set, NULL);
		say("h_late: waiting\n");
		if (fork() == 0) {
			sleep(1);
			_exit(0);
		}
		sigwait(&set, &sig);
		return (4);
	}
	say("h_idle: waiting\n");
	for (;;)
		pause();
}
