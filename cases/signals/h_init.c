/*
 * h_init.c: a first program.  What it does depends on the word in /etc/what:
 *	idle	says so on the console and waits, with no signal caught (or none)
 *	exit	exits with status 3
 *	segv	writes where nothing is
 *	late	says so and exits with status 4 when a child has ended
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <signal.h>
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
main(void)
{
	char name[8] = "";
	sigset_t set;
	int fd, sig;

	fd = open("/etc/what", O_RDONLY);
	if (fd >= 0 && read(fd, name, 4) != 4)
		return (98);
	close(fd);
	if (strcmp(name, "exit") == 0)
		return (3);
	if (strcmp(name, "segv") == 0)
		*(volatile int *)16 = 1;
	if (strcmp(name, "late") == 0) {
		sigemptyset(&set);
		sigaddset(&set, SIGCHLD);
		sigprocmask(SIG_BLOCK, &set, NULL);
		say("late: waiting\n");
		if (fork() == 0) {
			sleep(1);
			_exit(0);
		}
		sigwait(&set, &sig);
		return (4);
	}
	say("idle: waiting\n");
	for (;;)
		pause();
}
