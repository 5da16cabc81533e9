/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kenv.c: kenv(1): the kernel's environment.
 *
 * usage: kenv [-hq]
 *	  kenv [-qv] variable[=value]
 *	  kenv [-q] -u variable
 */
#include <sys/types.h>
#include <sys/kenv.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool	quiet, with_name, no_hints;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: kenv [-hq]\n"
	    "       kenv [-qv] variable[=value]\n"
	    "       kenv [-q] -u variable\n");
	exit(1);
}

/* All variables, as name="value" lines. */
static int
dump(void)
{
	char *buf = NULL, *s, *eq;
	int len;

	len = kenv(KENV_DUMP, NULL, NULL, 0);
	if (len < 0)
		err(1, "kenv");
	len = len * 120 / 100 + 64;
	buf = calloc(1, (size_t)len);
	if (buf == NULL)
		err(1, "malloc");
	if (kenv(KENV_DUMP, NULL, buf, len) < 0)
		err(1, "kenv");
	for (s = buf; s < buf + len && *s != '\0'; s += strlen(s) + 1) {
		eq = strchr(s, '=');
		if (eq == NULL || (no_hints && strncmp(s, "hint.", 5) == 0))
			continue;
		printf("%.*s=\"%s\"\n", (int)(eq - s), s, eq + 1);
	}
	free(buf);
	return (0);
}

static int
complain(const char *name, const char *what)
{
	if (!quiet)
		warn("unable to %s %s", what, name);
	return (1);
}

int
main(int argc, char **argv)
{
	char value[KENV_MVALLEN + 1], *eq;
	bool unset = false;
	int c;

	while ((c = getopt(argc, argv, "hquv")) != -1) {
		switch (c) {
		case 'h':
			no_hints = true;
			break;
		case 'q':
			quiet = true;
			break;
		case 'u':
			unset = true;
			break;
		case 'v':
			with_name = true;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (argc == 0 && !unset)
		return (dump());
	if (argc != 1)
		usage();
	eq = strchr(argv[0], '=');
	if (unset) {
		if (eq != NULL)
			usage();
		if (kenv(KENV_UNSET, argv[0], NULL, 0) != 0)
			return (complain(argv[0], "unset"));
		return (0);
	}
	if (eq != NULL) {
		*eq++ = '\0';
		if (kenv(KENV_SET, argv[0], eq, (int)strlen(eq) + 1) < 0)
			return (complain(argv[0], "set"));
		strlcpy(value, eq, sizeof(value));
	} else if (kenv(KENV_GET, argv[0], value, sizeof(value)) < 0)
		return (complain(argv[0], "get"));
	if (with_name)
		printf("%s=\"%s\"\n", argv[0], value);
	else
		printf("%s\n", value);
	return (0);
}
