/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kldunload.c: kldunload(8): unload files of modules.
 *
 * usage: kldunload [-v] -i id ...
 *	  kldunload [-v] [-n] name ...
 */
#include <sys/param.h>
#include <sys/linker.h>
#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool	verbose;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: kldunload [-v] -i id ...\n"
	    "       kldunload [-v] [-n] name ...\n");
	exit(1);
}

static int
unload(int id, const char *what)
{
	struct kld_file_stat st = { .version = sizeof(st) };

	if (kldstat(id, &st) != 0 || kldunload(id) != 0) {
		warn("can't unload %s", what);
		return (1);
	}
	if (verbose)
		printf("Unloaded %s, id=%d\n", st.name, id);
	return (0);
}

int
main(int argc, char **argv)
{
	bool byid = false, byname = false;
	int ch, id, status = 0;
	char *end;
	long n;

	while ((ch = getopt(argc, argv, "inv")) != -1)
		switch (ch) {
		case 'i':
			byid = true;
			break;
		case 'n':
			byname = true;
			break;
		case 'v':
			verbose = true;
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc == 0 || (byid && byname))
		usage();
	for (; *argv != NULL; argv++) {
		if (byid) {
			n = strtol(*argv, &end, 10);
			if (*argv[0] == '\0' || *end != '\0' || n < 0 ||
			    n > INT_MAX)
				errx(1, "%s: not an id", *argv);
			id = (int)n;
		} else if ((id = kldfind(*argv)) < 0) {
			warn("can't find file %s", *argv);
			status = 1;
			continue;
		}
		status |= unload(id, *argv);
	}
	return (status);
}
