/*
 * cmd_bench.c: vkt bench: harness/bench/run with options.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "lib/vkt.h"

#define RUN	VKT_SRCDIR "/bench/run"

enum { OPT_QUICK = 256 };

static const struct option options[] = {
	{ "help",	no_argument,		NULL,	'h' },
	{ "kernel",	required_argument,	NULL,	'k' },
	{ "quick",	no_argument,		NULL,	OPT_QUICK },
	{ "runs",	required_argument,	NULL,	'n' },
	{ "systems",	required_argument,	NULL,	's' },
	{ NULL,		0,			NULL,	0 }
};

static void
usage(FILE *fp)
{
	fputs(
"usage: vkt bench [-k kernel] [-n runs] [-s systems] [--quick]\n"
"  -k, --kernel file        the kernel (environment: VKERNEL)\n"
"  -n, --runs n             of which medians are printed (3)\n"
"  -s, --systems list       some of \"native uml vkernel\" (all)\n"
"      --quick              one short run, to see that it works\n", fp);
}

int
cmd_bench(int argc, char **argv)
{
	int c;

	while ((c = getopt_long(argc, argv, "hk:n:s:", options, NULL)) != -1) {
		switch (c) {
		case 'h':
			usage(stdout);
			return (0);
		case 'k':
			setenv("VKERNEL", optarg, 1);
			break;
		case 'n':
			setenv("RUNS", optarg, 1);
			break;
		case 's':
			setenv("SYSTEMS", optarg, 1);
			break;
		case OPT_QUICK:
			setenv("QUICK", "1", 1);
			break;
		default:
			return (cmd_misused("vkt bench"));
		}
	}
	if (optind < argc)
		errx(VKT_EX_USAGE, "%s: no argument is taken here",
		    argv[optind]);
	setenv("O", VKT_OBJDIR, 0);
	execl("/bin/sh", "sh", RUN, (char *)NULL);
	err(VKT_EX_HOST, "%s", RUN);
}
