/*
 * vkt.c: the harness's program; its subcommands are in cmd_*.c.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "lib/vkt.h"

static const struct {
	const char	*name;
	int		(*run)(int, char **);
	const char	*what;
} commands[] = {
	{ "bench", cmd_bench, "compare speed with native and User-Mode Linux" },
	{ "bisect", cmd_bisect, "find the commit that broke a case" },
	{ "boot", cmd_boot, "boot a kernel and watch its console" },
	{ "image", cmd_image, "build a disk image" },
	{ "report", cmd_report, "sum up the results of cases" },
};

#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

static int
usage(FILE *fp, int status)
{
	size_t i;

	fprintf(fp, "usage: vkt command [argument ...]\n\n");
	for (i = 0; i < NCOMMANDS; i++)
		fprintf(fp, "  %-8s %s\n", commands[i].name, commands[i].what);
	fprintf(fp, "\nvkt command -h tells more; so does vkt(1).\n");
	return (status);
}

int
cmd_misused(const char *command)
{
	fprintf(stderr, "\"%s -h\" tells more\n", command);
	return (VKT_EX_USAGE);
}

int
main(int argc, char **argv)
{
	char name[32];
	size_t i;

	if (argc < 2)
		return (usage(stderr, VKT_EX_USAGE));
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
		return (usage(stdout, 0));
	for (i = 0; i < NCOMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name) == 0) {
			/* What getopt(3) says begins with it. */
			snprintf(name, sizeof(name), "vkt %s", argv[1]);
			argv[1] = name;
			return (commands[i].run(argc - 1, argv + 1));
		}
	}
	fprintf(stderr, "vkt: no command \"%s\"; ", argv[1]);
	return (cmd_misused("vkt"));
}
