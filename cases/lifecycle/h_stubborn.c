/*
 * h_stubborn.c: h_stubborn file obey|ignore: note SIGTERM in the file; then
 * take a second to tidy up and exit, or go on, with a line each half second.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t told;

static void
on_term(int sig)
{
	told = sig;
}

static void
say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0 || fsync(fd) != 0)
		_exit(1);
}

int
main(int argc, char **argv)
{
	int fd;

	if (argc != 3 ||
	    (fd = open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0644)) < 0)
		return (1);
	signal(SIGTERM, on_term);
	signal(SIGHUP, SIG_IGN);
	say(fd, "began\n");
	while (!told)
		usleep(100000);
	say(fd, "term\n");
	if (strcmp(argv[2], "obey") == 0) {
		sleep(1);
		say(fd, "tidied\n");
		return (0);
	}
	for (;;) {
		say(fd, "alive\n");
		usleep(500000);
	}
}
