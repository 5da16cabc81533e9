/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parse.c: the expression of find(1), from the command line to a tree.
 */
#include <sys/types.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "find.h"

static struct node	*expression(void);

/* What holds for the whole walk is always true. */
static struct node *
option(const char *p)
{
	struct node *n = node_make(eval_true), *value;

	if (strcmp(p, "-d") == 0) {
		find.depth = true;
	} else if (strcmp(p, "-follow") == 0) {
		find.fts &= ~(FTS_PHYSICAL | FTS_COMFOLLOW);
		find.fts |= FTS_LOGICAL;
	} else if (strcmp(p, "-xdev") == 0 || strcmp(p, "-mount") == 0) {
		find.fts |= FTS_XDEV;
	} else {
		value = node_number(p, eval_true);
		if (value->compare != EXACTLY)
			errx(1, "%s: value must be positive", p);
		if (p[2] == 'i')
			find.min_depth = (long)value->number;
		else
			find.max_depth = (long)value->number;
		free(value);
	}
	return (n);
}

/* -depth alone is an option; with a number it tests the depth. */
static struct node *
depth(const char *p)
{
	if (*next != NULL && isdigit((unsigned char)(*next)[strspn(*next,
	    "+-")]))
		return (node_number(p, eval_depth));
	find.depth = true;
	return (node_make(eval_true));
}

/* Those that look at what is found, without an effect. */
static struct node *
test(const char *p)
{
	static const struct {
		const char	*name;
		eval_fn		 eval;
		int		 flags;
	} patterns[] = {
		{ "-name", eval_name, 0 },
		{ "-iname", eval_name, FNM_CASEFOLD },
		{ "-path", eval_path, 0 }, { "-wholename", eval_path, 0 },
		{ "-ipath", eval_path, FNM_CASEFOLD },
		{ "-iwholename", eval_path, FNM_CASEFOLD },
		{ "-lname", eval_lname, 0 },
		{ "-ilname", eval_lname, FNM_CASEFOLD },
		{ "-fstype", eval_fstype, 0 }, { NULL, NULL, 0 }
	};

	for (int i = 0; patterns[i].name != NULL; i++)
		if (strcmp(p, patterns[i].name) == 0)
			return (node_pattern(p, patterns[i].eval,
			    patterns[i].flags));
	if (strcmp(p, "-regex") == 0)
		return (node_regex(p, 0));
	if (strcmp(p, "-iregex") == 0)
		return (node_regex(p, REG_ICASE));
	if (strcmp(p, "-user") == 0 || strcmp(p, "-uid") == 0)
		return (node_owner(p, true));
	if (strcmp(p, "-group") == 0 || strcmp(p, "-gid") == 0)
		return (node_owner(p, false));
	if (strcmp(p, "-inum") == 0)
		return (node_number(p, eval_inum));
	if (strcmp(p, "-links") == 0)
		return (node_number(p, eval_links));
	if (strcmp(p, "-perm") == 0)
		return (node_perm(p));
	if (strcmp(p, "-flags") == 0)
		return (node_flags(p));
	if (strcmp(p, "-size") == 0)
		return (node_size(p));
	if (strcmp(p, "-type") == 0)
		return (node_type(p));
	if (strcmp(p, "-samefile") == 0)
		return (node_samefile(p));
	if (strcmp(p, "-empty") == 0)
		return (node_make(eval_empty));
	if (strcmp(p, "-nouser") == 0)
		return (node_make(eval_nouser));
	if (strcmp(p, "-nogroup") == 0)
		return (node_make(eval_nogroup));
	if (strcmp(p, "-true") == 0)
		return (node_make(eval_true));
	if (strcmp(p, "-false") == 0)
		return (node_make(eval_false));
	if (strcmp(p, "-prune") == 0)
		return (node_make(eval_prune));
	return (NULL);
}

/* Those about times. */
static struct node *
time_test(const char *p)
{
	if (strncmp(p, "-newer", 6) == 0 && p[6] == '\0')
		return (node_newer(p, 'm', 'm'));
	if (strncmp(p, "-newer", 6) == 0 && p[7] != '\0' && p[8] == '\0')
		return (node_newer(p, p[6], p[7]));
	if (*p != '-' || p[1] == '\0' || strchr("acm", p[1]) == NULL)
		return (NULL);
	if (strcmp(p + 2, "time") == 0)
		return (node_age(p, node_which(p, p[1]), DAY));
	if (strcmp(p + 2, "min") == 0)
		return (node_age(p, node_which(p, p[1]), MINUTE));
	if (strcmp(p + 2, "newer") == 0)
		return (node_newer(p, p[1], 'm'));
	return (NULL);
}

static struct node *
primary(void)
{
	const char *p = *next++;
	struct node *n;

	if (strcmp(p, "-print") == 0)
		return (node_action(eval_print));
	if (strcmp(p, "-print0") == 0)
		return (node_action(eval_print0));
	if (strcmp(p, "-ls") == 0)
		return (node_action(eval_ls));
	if (strcmp(p, "-quit") == 0)
		return (node_action(eval_quit));
	if (strcmp(p, "-delete") == 0) {
		find.depth = true;
		return (node_action(eval_delete));
	}
	if (strcmp(p, "-exec") == 0 || strcmp(p, "-ok") == 0)
		return (node_command(p, false, p[1] == 'o'));
	if (strcmp(p, "-execdir") == 0 || strcmp(p, "-okdir") == 0)
		return (node_command(p, true, p[1] == 'o'));
	if (strcmp(p, "-depth") == 0)
		return (depth(p));
	if (strcmp(p, "-d") == 0 || strcmp(p, "-follow") == 0 ||
	    strcmp(p, "-xdev") == 0 || strcmp(p, "-mount") == 0 ||
	    strcmp(p, "-mindepth") == 0 || strcmp(p, "-maxdepth") == 0)
		return (option(p));
	if ((n = test(p)) == NULL && (n = time_test(p)) == NULL)
		errx(1, "%s: unknown primary or operator", p);
	return (n);
}

static bool
take(const char *a, const char *b)
{
	if (*next == NULL || (strcmp(*next, a) != 0 && strcmp(*next, b) != 0))
		return (false);
	next++;
	return (true);
}

static struct node *
factor(void)
{
	struct node *n;

	if (*next == NULL)
		errx(1, "the expression ends too early");
	if (take("!", "-not")) {
		if (*next == NULL)
			errx(1, "!: no following expression");
		n = node_make(eval_not);
		n->a = factor();
		return (n);
	}
	if (take("(", "(")) {
		if (*next != NULL && strcmp(*next, ")") == 0)
			errx(1, "(): empty inner expression");
		n = expression();
		if (!take(")", ")"))
			errx(1, "(: missing closing ')'");
		return (n);
	}
	if (strcmp(*next, ")") == 0)
		errx(1, "): no beginning '('");
	return (primary());
}

static struct node *
term(void)
{
	struct node *left = factor(), *n;

	while (*next != NULL && strcmp(*next, ")") != 0 &&
	    strcmp(*next, "-o") != 0 && strcmp(*next, "-or") != 0) {
		if (take("-a", "-and") && *next == NULL)
			errx(1, "-a: no following expression");
		n = node_make(eval_and);
		n->a = left;
		n->b = factor();
		left = n;
	}
	return (left);
}

static struct node *
expression(void)
{
	struct node *left = term(), *n;

	while (take("-o", "-or")) {
		if (*next == NULL)
			errx(1, "-o: no following expression");
		n = node_make(eval_or);
		n->a = left;
		n->b = term();
		left = n;
	}
	return (left);
}

struct node *
parse(char **argv)
{
	struct node *n;

	next = argv;
	if (*next == NULL)
		return (node_make(eval_print));
	n = expression();
	if (*next != NULL)
		errx(1, "%s: no beginning '('", *next);
	if (!acts) {
		struct node *both = node_make(eval_and);

		both->a = n;
		both->b = node_make(eval_print);
		n = both;
	}
	return (n);
}
