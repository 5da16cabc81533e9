/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jexec.c: jexec(8): run a command in a jail that there is.
 *
 * usage: jexec jid command [...]
 */
#include <sys/types.h>
#include <sys/jail.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int
number(const char *text)
{
	char *end;
	long v;

	errno = 0;
	v = strtol(text, &end, 10);
	if (end == text || *end != '\0')
		errx(1, "%s: not the number of a jail", text);
	if (errno == ERANGE || v < INT_MIN || v > INT_MAX) {
		errno = ERANGE;
		err(1, "%s", text);
	}
	return ((int)v);
}

int
main(int argc, char **argv)
{
	if (getopt(argc, argv, "+") != -1 || argc - optind < 2) {
		fprintf(stderr, "usage: jexec jid command [...]\n");
		return (1);
	}
	argv += optind;
	if (jail_attach(number(argv[0])) != 0)
		err(1, "jail %s", argv[0]);
	if (chdir("/") != 0)
		err(1, "/");
	execvp(argv[1], argv + 1);
	err(1, "%s", argv[1]);
}
