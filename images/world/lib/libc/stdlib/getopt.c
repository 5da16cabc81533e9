/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getopt.c: options, as BSD's getopt(3) takes them: the first argument that is
 * no option ends them, and optreset starts anew.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char	*optarg;
int	optind = 1;
int	opterr = 1;
int	optopt;
int	optreset;

static char *place = "";		/* rest of the current argument */

/* Complain if the caller wants that; the value is what getopt() returns. */
static int
complain(const char *optstring, const char *what, int result)
{
	if (opterr && *optstring != ':')
		fprintf(stderr, "%s: %s -- %c\n", getprogname(), what, optopt);
	return (result);
}

int
getopt(int argc, char *const argv[], const char *optstring)
{
	const char *spec;

	if (optreset || *place == '\0') {
		optreset = 0;
		place = "";
		if (optind >= argc || argv[optind] == NULL ||
		    argv[optind][0] != '-' || argv[optind][1] == '\0')
			return (-1);
		if (strcmp(argv[optind], "--") == 0) {
			optind++;
			return (-1);
		}
		place = argv[optind] + 1;
	}
	optopt = (unsigned char)*place++;
	spec = optopt == ':' ? NULL : strchr(optstring, optopt);
	if (spec == NULL) {
		if (*place == '\0')
			optind++;
		return (complain(optstring, "illegal option", '?'));
	}
	if (spec[1] != ':') {
		optarg = NULL;
		if (*place == '\0')
			optind++;
		return (optopt);
	}
	optind++;
	optarg = place;
	place = "";
	if (*optarg != '\0')
		return (optopt);
	/* `::' makes the argument optional: only in the same word. */
	if (spec[2] == ':') {
		optarg = NULL;
		return (optopt);
	}
	if (optind >= argc || argv[optind] == NULL) {
		optarg = NULL;
		return (complain(optstring, "option requires an argument",
		    *optstring == ':' ? ':' : '?'));
	}
	optarg = argv[optind++];
	return (optopt);
}
