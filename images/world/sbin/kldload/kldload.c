/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kldload.c: kldload(8): load files of modules into the kernel.
 *
 * usage: kldload [-nqv] file ...
 */
#include <sys/param.h>
#include <sys/linker.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: kldload [-nqv] file ...\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	bool loaded_is_fine = false, quiet = false, verbose = false;
	int ch, id, status = 0;

	while ((ch = getopt(argc, argv, "nqv")) != -1)
		switch (ch) {
		case 'n':
			loaded_is_fine = true;
			break;
		case 'q':
			quiet = true;
			verbose = false;
			break;
		case 'v':
			verbose = true;
			quiet = false;
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc == 0)
		usage();
	for (; *argv != NULL; argv++) {
		if ((id = kldload(*argv)) >= 0) {
			if (verbose)
				printf("Loaded %s, id=%d\n", *argv, id);
		} else if (errno == EEXIST && loaded_is_fine) {
			if (verbose)
				printf("%s is already loaded\n", *argv);
		} else {
			status = 1;
			if (!quiet && errno == ENOEXEC)
				warn("can't load %s (the kernel's messages, "
				    "dmesg(8), tell why)", *argv);
			else if (!quiet)
				warn("can't load %s", *argv);
		}
	}
	return (status);
}
