/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hostname(1): print or set the name of this machine.
 */
#include <sys/param.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: hostname [-fs] [name-of-host]\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	char name[MAXHOSTNAMELEN];
	int ch, shortname = 0;

	while ((ch = getopt(argc, argv, "fs")) != -1)
		switch (ch) {
		case 'f':
			shortname = 0;
			break;
		case 's':
			shortname = 1;
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc > 1)
		usage();
	if (argc == 1) {
		if (sethostname(argv[0], (int)strlen(argv[0])) == -1)
			err(1, "sethostname");
		return (0);
	}
	if (gethostname(name, sizeof(name)) == -1)
		err(1, "gethostname");
	if (shortname)
		name[strcspn(name, ".")] = '\0';
	puts(name);
	return (0);
}
