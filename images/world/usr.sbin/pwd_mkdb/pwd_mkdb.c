/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pwd_mkdb.c: pwd_mkdb(8): check a file of users and make it master.passwd.
 * Look-ups read the files themselves: there are no data bases to be made.
 */
#include <sys/types.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pwfile.h"

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: pwd_mkdb [-C] [-i] [-p] [-d directory] file\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	const char *etc = "/etc", *why;
	bool only_check = false, lock = true;
	struct lines l;
	char *target;
	size_t at;
	int ch;

	while ((ch = getopt(argc, argv, "Cd:ip")) != -1) {
		switch (ch) {
		case 'C':
			only_check = true;
			break;
		case 'd':
			etc = optarg;
			break;
		case 'i':
			lock = false;
			break;
		case 'p':	/* passwd is always made */
			break;
		default:
			usage();
		}
	}
	if (argc - optind != 1)
		usage();
	if (lock && !only_check)
		pwfile_lock(etc);
	lines_read(&l, argv[optind]);
	if ((why = pwfile_check(&l, &at)) != NULL)
		errx(1, "%s, line %zu: %s", argv[optind], at, why);
	if (only_check)
		return (0);
	pwfile_install(&l, etc);
	/* As everywhere, the file that was given is used up. */
	if (asprintf(&target, "%s/master.passwd", etc) < 0)
		err(1, NULL);
	if (strcmp(argv[optind], target) != 0 && unlink(argv[optind]) != 0)
		err(1, "%s", argv[optind]);
	return (0);
}
