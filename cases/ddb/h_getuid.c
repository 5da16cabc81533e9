/*
 * h_getuid.c: one call, made without end, for breakpoints to be hit.
 *
 * usage: h_getuid processes [calls]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/wait.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	long i, calls = argc > 2 ? atol(argv[2]) : -1;
	int n = argc > 1 ? atoi(argv[1]) : 1, status;

	printf("%d call\n", n);
	fflush(stdout);
	for (; n > 0; n--) {
		if (fork() != 0)
			continue;
		for (i = 0; calls < 0 || i < calls; i++)
			if (getuid() != 0)
				_exit(1);
		_exit(0);
	}
	while (wait(&status) > 0)
		if (status != 0) {
			printf("a call went wrong\n");
			return (1);
		}
	printf("all calls came back\n");
	return (0);
}
