/*
 * h_nobody.c: run a command as nobody.
 *
 * usage: h_nobody command [argument ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <stdio.h>
#include <unistd.h>

#define NOBODY	65534

int
main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: h_nobody command ...\n");
		return (64);
	}
	if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0) {
		perror("setuid");
		return (99);
	}
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return (98);
}
