/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rescue.c: rescue(8): many programs as one.  The name that it is called by
 * says which is meant; called by its own name, the first argument does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rescue.h"

extern char	**environ;

/* The last part of a path; a login shell's name begins with a dash. */
static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash != NULL)
		path = slash + 1;
	return (*path == '-' ? path + 1 : path);
}

static const struct tool *
find(const char *name)
{
	for (const struct tool *t = rescue_tools; t->name != NULL; t++)
		if (strcmp(t->name, name) == 0)
			return (t);
	return (NULL);
}

static void __dead2
usage(void)
{
	int column = 0, n;

	fprintf(stderr, "usage: rescue program [argument ...]\n"
	    "It is all of:\n");
	for (const struct tool *t = rescue_tools; t->name != NULL; t++) {
		n = (int)strlen(t->name) + 1;
		if (column + n > 78) {
			fputc('\n', stderr);
			column = 0;
		}
		column += fprintf(stderr, "%s%s", column > 0 ? " " : "",
		    t->name);
	}
	fputc('\n', stderr);
	exit(1);
}

int
main(int argc, char **argv)
{
	const struct tool *t;

	if (argc < 1)
		usage();
	t = find(last_part(argv[0]));
	if (t == NULL) {
		if (argc < 2 || (t = find(last_part(argv[1]))) == NULL)
			usage();
		argc--;
		argv++;
		setprogname(argv[0]);
	}
	return (t->run(argc, argv, environ));
}
