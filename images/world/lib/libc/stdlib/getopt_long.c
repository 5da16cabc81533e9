/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getopt_long.c: long options.  Arguments that are no options are moved behind
 * those that are, unless optstring starts with `+' or POSIXLY_CORRECT is set;
 * with `-' they are returned as arguments of option 1.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern int	optreset;

static char	*rest = "";	/* of a word of short options */

static void
complain(bool loud, const char *fmt, const char *name, int len)
{
	if (!loud)
		return;
	fprintf(stderr, "%s: ", getprogname());
	fprintf(stderr, fmt, len, name);
	fputc('\n', stderr);
}

/*
 * Move the option words [from, to) of argv before the words [at, from).
 */
static void
permute(char **argv, int at, int from, int to)
{
	char *word;

	for (; from < to; from++, at++) {
		word = argv[from];
		memmove(&argv[at + 1], &argv[at],
		    (size_t)(from - at) * sizeof(*argv));
		argv[at] = word;
	}
}

/*
 * Find the long option of this name: its index, -1 none, -2 ambiguous.
 */
static int
find_long(const struct option *opts, const char *name, size_t len)
{
	int found = -1;

	for (int i = 0; opts[i].name != NULL; i++) {
		if (strncmp(opts[i].name, name, len) != 0)
			continue;
		if (opts[i].name[len] == '\0')
			return (i);
		if (found >= 0 && (opts[i].has_arg != opts[found].has_arg ||
		    opts[i].flag != opts[found].flag ||
		    opts[i].val != opts[found].val))
			found = -2;
		else if (found == -1)
			found = i;
	}
	return (found);
}

/*
 * Take the long option in argv[optind], whose name starts at name.  *used is
 * the number of words it takes.
 */
static int
take_long(int argc, char *const *argv, const char *optstring,
    const struct option *opts, int *longind, const char *name, bool loud,
    int *used)
{
	const char *eq = strchr(name, '=');
	size_t len = eq != NULL ? (size_t)(eq - name) : strlen(name);
	const struct option *o;
	int i;

	*used = 1;
	optarg = NULL;
	i = find_long(opts, name, len);
	if (i < 0) {
		optopt = 0;
		complain(loud, i == -2 ? "ambiguous option -- %.*s" :
		    "unrecognized option -- %.*s", name, (int)len);
		return ('?');
	}
	o = &opts[i];
	if (longind != NULL)
		*longind = i;
	if (eq != NULL && o->has_arg == no_argument) {
		optopt = o->flag == NULL ? o->val : 0;
		complain(loud, "option doesn't take an argument -- %.*s", name,
		    (int)len);
		return ('?');
	}
	if (eq != NULL) {
		optarg = __DECONST(char *, eq + 1);
	} else if (o->has_arg == required_argument) {
		if (optind + 1 >= argc) {
			optopt = o->flag == NULL ? o->val : 0;
			complain(loud, "option requires an argument -- %.*s",
			    name, (int)len);
			return (*optstring == ':' ? ':' : '?');
		}
		optarg = argv[optind + 1];
		*used = 2;
	}
	if (o->flag != NULL) {
		*o->flag = o->val;
		return (0);
	}
	return (o->val);
}

/* Take the next of a word of short options. */
static int
take_short(int argc, char *const *argv, const char *optstring, bool loud,
    int *used)
{
	const char *spec;

	optopt = (unsigned char)*rest++;
	optarg = NULL;
	*used = *rest == '\0';
	spec = optopt == ':' ? NULL : strchr(optstring, optopt);
	if (spec == NULL) {
		complain(loud, "invalid option -- %.*s", rest - 1, 1);
		return ('?');
	}
	if (spec[1] != ':')
		return (optopt);
	*used = 1;
	if (*rest != '\0') {
		optarg = rest;
	} else if (spec[2] != ':') {
		if (optind + 1 >= argc) {
			complain(loud, "option requires an argument -- %.*s",
			    rest - 1, 1);
			return (*optstring == ':' ? ':' : '?');
		}
		optarg = argv[optind + 1];
		*used = 2;
	}
	rest = "";
	return (optopt);
}

static int
getopt_any(int argc, char *const argv[], const char *optstring,
    const struct option *opts, int *longind, bool long_only)
{
	static int at;			/* where options are moved to */
	char **words = __DECONST(char **, argv);
	bool in_order, loud;
	int c, n, used;
	char mode = *optstring;

	if (mode == '+' || mode == '-')
		optstring++;
	in_order = mode == '+' || getenv("POSIXLY_CORRECT") != NULL;
	loud = opterr && *optstring != ':';
	if (optreset || optind == 0) {
		optreset = 0;
		if (optind == 0)
			optind = 1;
		rest = "";
		at = 0;
	}
	if (*rest == '\0') {
		if (at == 0 || at > optind)
			at = optind;
		/* Words that are no options wait at [at, optind). */
		while (optind < argc && (argv[optind][0] != '-' ||
		    argv[optind][1] == '\0')) {
			if (in_order)
				goto end;
			if (mode == '-') {
				optarg = argv[optind++];
				at = optind;
				return (1);
			}
			optind++;
		}
		if (optind >= argc)
			goto end;
		if (strcmp(argv[optind], "--") == 0) {
			permute(words, at, optind, optind + 1);
			at++;
			optind++;
			goto end;
		}
	}
	n = optind;
	if (*rest == '\0' && argv[n][1] == '-') {
		c = take_long(argc, argv, optstring, opts, longind, argv[n] + 2,
		    loud, &used);
	} else if (*rest == '\0' && long_only &&
	    (find_long(opts, argv[n] + 1, strcspn(argv[n] + 1, "=")) >= 0 ||
	    strchr(optstring, argv[n][1]) == NULL)) {
		c = take_long(argc, argv, optstring, opts, longind, argv[n] + 1,
		    loud, &used);
	} else {
		if (*rest == '\0')
			rest = argv[n] + 1;
		c = take_short(argc, argv, optstring, loud, &used);
	}
	if (used > 0) {
		permute(words, at, n, n + used);
		at += used;
		optind = n + used;
	}
	return (c);
end:
	optind = at;
	at = 0;
	return (-1);
}

int
getopt_long(int argc, char *const argv[], const char *optstring,
    const struct option *opts, int *longind)
{
	return (getopt_any(argc, argv, optstring, opts, longind, false));
}

int
getopt_long_only(int argc, char *const argv[], const char *optstring,
    const struct option *opts, int *longind)
{
	return (getopt_any(argc, argv, optstring, opts, longind, true));
}
