/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * accton.c: accton(8): switch process accounting on or off.
 *
 * usage: accton [file]
 */
#include <sys/types.h>
#include <sys/acct.h>
#include <err.h>
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	const char *file = argc == 2 ? argv[1] : NULL;

	if (getopt(argc, argv, "") != -1 || argc > 2) {
		fprintf(stderr, "usage: accton [file]\n");
		return (1);
	}
	if (acct(file) != 0)
		err(1, "%s", file != NULL ? file : "accounting");
	return (0);
}
