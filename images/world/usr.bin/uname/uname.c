/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uname.c: uname(1): which system this is.
 */
#include <sys/types.h>
#include <sys/sysctl.h>
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In the order in which they are shown. */
static const struct {
	char		 flag;
	bool		 all;		/* -a shows it */
	const char	*name;
} parts[] = {
	{ 's', true,	"kern.ostype" },
	{ 'n', true,	"kern.hostname" },
	{ 'r', true,	"kern.osrelease" },
	{ 'v', true,	"kern.version" },
	{ 'm', true,	"hw.machine" },
	{ 'p', false,	"hw.machine_arch" },
	{ 'i', true,	"kern.ident" },
};
#define NPARTS	(sizeof(parts) / sizeof(parts[0]))

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: uname [-aimnoprsv]\n");
	exit(1);
}

/* A sysctl's text on one line; UNAME_x in the environment goes first. */
static void
show(char flag, const char *name)
{
	char env[] = "UNAME_?", text[1024];
	const char *given;
	size_t n = sizeof(text) - 1;

	env[6] = flag;
	if ((given = getenv(env)) != NULL) {
		fputs(given, stdout);
		return;
	}
	if (sysctlbyname(name, text, &n, NULL, 0) != 0)
		err(1, "sysctl %s", name);
	text[n] = '\0';
	n = strlen(text);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	for (char *p = text; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	fputs(text, stdout);
}

int
main(int argc, char **argv)
{
	bool wanted[NPARTS] = { false }, some = false, first = true;
	int ch;

	while ((ch = getopt(argc, argv, "aimnoprsv")) != -1) {
		if (ch == '?')
			usage();
		if (ch == 'o')
			ch = 's';
		for (size_t i = 0; i < NPARTS; i++)
			if (ch == parts[i].flag || (ch == 'a' && parts[i].all))
				wanted[i] = some = true;
	}
	if (optind < argc)
		usage();
	if (!some)
		wanted[0] = true;
	for (size_t i = 0; i < NPARTS; i++) {
		if (!wanted[i])
			continue;
		if (!first)
			putchar(' ');
		first = false;
		show(parts[i].flag, parts[i].name);
	}
	putchar('\n');
	return (0);
}
