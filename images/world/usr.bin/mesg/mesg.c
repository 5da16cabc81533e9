/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mesg.c: mesg(1): whether others may write to this terminal.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: mesg [n | y]\n");
	exit(2);
}

int
main(int argc, char **argv)
{
	const char *tty = NULL;
	struct stat st;

	if (getopt(argc, argv, "") != -1)
		usage();
	argc -= optind;
	argv += optind;
	if (argc > 1)
		usage();
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && tty == NULL; fd++)
		tty = ttyname(fd);
	if (tty == NULL || stat(tty, &st) != 0)
		err(2, "ttyname");
	if (argc == 0) {
		puts((st.st_mode & S_IWGRP) != 0 ? "is y" : "is n");
		return ((st.st_mode & S_IWGRP) != 0 ? 0 : 1);
	}
	if (argv[0][0] == 'y')
		st.st_mode |= S_IWGRP;
	else if (argv[0][0] == 'n')
		st.st_mode &= ~(mode_t)(S_IWGRP | S_IWOTH);
	else
		usage();
	if (chmod(tty, st.st_mode & ALLPERMS) != 0)
		err(2, "%s", tty);
	return (argv[0][0] == 'y' ? 0 : 1);
}
