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

#define MINUTE	60
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)

static char	**next;		/* what comes now */
static bool	 acts;		/* something prints or does */

static struct node	*expression(void);

static struct node *
make(eval_fn eval)
{
	struct node *n = calloc(1, sizeof(*n));

	if (n == NULL)
		err(1, NULL);
	n->eval = eval;
	return (n);
}

static char *
argument(const char *primary)
{
	if (*next == NULL)
		errx(1, "%s: requires additional arguments", primary);
	return (*next++);
}

/* [+-]number; *rest is what follows. */
static void
number(struct node *n, const char *primary, const char *text, char **rest)
{
	const char *p = text;

	n->compare = *p == '+' ? MORE : *p == '-' ? LESS : EXACTLY;
	if (*p == '+' || *p == '-')
		p++;
	errno = 0;
	n->number = strtoll(p, rest, 10);
	if (*rest == p || errno != 0 || !isdigit((unsigned char)*p))
		errx(1, "%s: %s: illegal numeric value", primary, text);
}

static struct node *
plain_number(const char *primary, eval_fn eval)
{
	struct node *n = make(eval);
	const char *text = argument(primary);
	char *rest;

	number(n, primary, text, &rest);
	if (*rest != '\0')
		errx(1, "%s: %s: illegal trailing character", primary, text);
	return (n);
}

static struct node *
pattern(const char *primary, eval_fn eval, int flags)
{
	struct node *n = make(eval);

	n->text = argument(primary);
	n->flags = flags;
	return (n);
}

static struct node *
regex(const char *primary, int flags)
{
	struct node *n = make(eval_regex);
	const char *text = argument(primary);
	char why[128];
	int error;

	error = regcomp(&n->regex, text, flags |
	    (find.extended ? REG_EXTENDED : 0));
	if (error != 0) {
		regerror(error, &n->regex, why, sizeof(why));
		errx(1, "%s: %s: %s", primary, text, why);
	}
	return (n);
}

/* A user or a group, by name or else by number. */
static struct node *
owner(const char *primary, bool user)
{
	struct node *n = make(user ? eval_user : eval_group);
	const char *text = argument(primary);
	struct passwd *pw;
	struct group *gr;
	char *rest;

	n->compare = EXACTLY;
	if (user && (pw = getpwnam(text)) != NULL) {
		n->number = pw->pw_uid;
	} else if (!user && (gr = getgrnam(text)) != NULL) {
		n->number = gr->gr_gid;
	} else {
		(void)strtoul(text + strspn(text, "+-"), &rest, 10);
		if (*rest != '\0' || rest == text + strspn(text, "+-"))
			errx(1, "%s: %s: no such %s", primary, text,
			    user ? "user" : "group");
		number(n, primary, text, &rest);
	}
	return (n);
}

/* [-+/]mode, octal or symbolic. */
static struct node *
perm(const char *primary)
{
	struct node *n = make(eval_perm);
	const char *text = argument(primary), *p = text;
	void *set;

	if (*p == '-' || ((*p == '+' || *p == '/') &&
	    (isdigit((unsigned char)p[1]) || strpbrk(p + 1, "=+-") != NULL))) {
		n->flags = *p == '-' ? '-' : '+';
		p++;
	}
	if ((set = setmode(p)) == NULL)
		errx(1, "%s: %s: illegal mode string", primary, text);
	n->mode = getmode(set, 0);
	free(set);
	return (n);
}

static struct node *
file_flags(const char *primary)
{
	struct node *n = make(eval_flags);
	char *text = argument(primary), *p = text;

	if (*p == '-' || *p == '+')
		n->flags = *p++;
	if (strtofflags(&p, &n->set, &n->clear) != 0)
		errx(1, "%s: %s: illegal flags string", primary, text);
	return (n);
}

static struct node *
size(const char *primary)
{
	static const char units[] = "ckMGTP";
	struct node *n = make(eval_size);
	const char *text = argument(primary), *u;
	char *rest;

	number(n, primary, text, &rest);
	n->unit = 512;
	if (*rest == '\0')
		return (n);
	if ((u = strchr(units, *rest)) == NULL || rest[1] != '\0')
		errx(1, "%s: %s: illegal trailing character", primary, text);
	n->unit = 1;
	for (; u > units; u--)
		n->number *= 1024;
	return (n);
}

/* [+-]n in days or minutes, or of units as in 1h30m, which is in seconds. */
static struct node *
age(const char *primary, enum which_time which, int64_t unit)
{
	struct node *n = make(eval_time);
	const char *text = argument(primary);
	int64_t total = 0, scale;
	char *rest;

	n->time = which;
	n->unit = unit;
	number(n, primary, text, &rest);
	if (*rest == '\0')
		return (n);
	n->unit = 1;
	for (int64_t value = n->number;;) {
		scale = *rest == 's' ? 1 : *rest == 'm' ? MINUTE :
		    *rest == 'h' ? HOUR : *rest == 'd' ? DAY : *rest == 'w' ?
		    7 * DAY : 0;
		if (scale == 0 || unit != DAY)
			errx(1, "%s: %s: illegal trailing character", primary,
			    text);
		total += value * scale;
		text = rest + 1;
		if (*text == '\0')
			break;
		value = strtoll(text, &rest, 10);
		if (rest == text)
			errx(1, "%s: %s: illegal time value", primary, text);
	}
	n->number = total;
	return (n);
}

/* A date as text, for -newerXt. */
static time_t
date(const char *primary, const char *text)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%S",
	    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d",
	    "%a %b %d %H:%M:%S %Y", "%b %d, %Y", "%d %b %Y", NULL };
	struct tm tm;
	char *end;
	long long s;

	if (*text == '@') {
		s = strtoll(text + 1, &end, 10);
		if (end != text + 1 && *end == '\0')
			return ((time_t)s);
	}
	if (strcmp(text, "now") == 0)
		return (now);
	for (int i = 0; forms[i] != NULL; i++) {
		memset(&tm, 0, sizeof(tm));
		tm.tm_mday = 1;
		tm.tm_isdst = -1;
		end = strptime(text, forms[i], &tm);
		if (end != NULL && *end == '\0')
			return (mktime(&tm));
	}
	errx(1, "%s: Can't parse date/time: %s", primary, text);
}

static enum which_time
which(const char *primary, char c)
{
	switch (c) {
	case 'a':
		return (ACCESSED);
	case 'c':
		return (CHANGED);
	case 'm':
		return (MODIFIED);
	default:
		errx(1, "%s: unknown primary or operator", primary);
	}
}

/* -newer and its like: time X of the file against time Y of another. */
static struct node *
newer(const char *primary, char x, char y)
{
	struct node *n = make(eval_newer);
	const char *text = argument(primary);
	struct stat st;

	n->time = which(primary, x);
	if (y == 't') {
		n->stamp.tv_sec = date(primary, text);
		return (n);
	}
	if (((find.fts & (FTS_LOGICAL | FTS_COMFOLLOW)) != 0 ?
	    stat(text, &st) : lstat(text, &st)) != 0)
		err(1, "%s", text);
	switch (which(primary, y)) {
	case ACCESSED:
		n->stamp = st.st_atim;
		break;
	case CHANGED:
		n->stamp = st.st_ctim;
		break;
	case MODIFIED:
		n->stamp = st.st_mtim;
		break;
	}
	return (n);
}

static struct node *
samefile(const char *primary)
{
	struct node *n = make(eval_samefile);
	const char *text = argument(primary);
	struct stat st;

	if (((find.fts & FTS_LOGICAL) != 0 ? stat(text, &st) :
	    lstat(text, &st)) != 0)
		err(1, "%s", text);
	n->dev = st.st_dev;
	n->number = (int64_t)st.st_ino;
	return (n);
}

static struct node *
type(const char *primary)
{
	static const char letters[] = "bcdflps";
	static const mode_t modes[] = { S_IFBLK, S_IFCHR, S_IFDIR, S_IFREG,
	    S_IFLNK, S_IFIFO, S_IFSOCK };
	struct node *n = make(eval_type);
	const char *text = argument(primary), *p;

	if (*text == '\0' || text[1] != '\0' ||
	    (p = strchr(letters, *text)) == NULL)
		errx(1, "%s: %s: unknown type", primary, text);
	n->mode = modes[p - letters];
	return (n);
}

/* Up to a semicolon, or braces and a plus sign. */
static struct node *
command(const char *primary, bool in_dir, bool ask)
{
	struct node *n = make(eval_exec);

	acts = true;
	n->argv = next;
	n->in_dir = in_dir;
	n->ask = ask;
	n->batch.dir = -1;
	for (;; next++) {
		if (*next == NULL)
			errx(1, "%s: no terminating \";\" or \"+\"", primary);
		if (strcmp(*next, ";") == 0)
			break;
		if (!ask && strcmp(*next, "+") == 0 && next > n->argv &&
		    strcmp(next[-1], "{}") == 0) {
			n->plus = true;
			n->next_batch = batches;
			batches = n;
			break;
		}
	}
	if (next == n->argv || (n->plus && next == n->argv + 1))
		errx(1, "%s: no command specified", primary);
	*next++ = NULL;
	return (n);
}

static struct node *
action(eval_fn eval)
{
	acts = true;
	return (make(eval));
}

/* What holds for the whole walk is always true. */
static struct node *
option(const char *p)
{
	struct node *n = make(eval_true), *value;

	if (strcmp(p, "-d") == 0) {
		find.depth = true;
	} else if (strcmp(p, "-follow") == 0) {
		find.fts &= ~(FTS_PHYSICAL | FTS_COMFOLLOW);
		find.fts |= FTS_LOGICAL;
	} else if (strcmp(p, "-xdev") == 0 || strcmp(p, "-mount") == 0) {
		find.fts |= FTS_XDEV;
	} else {
		value = plain_number(p, eval_true);
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
		return (plain_number(p, eval_depth));
	find.depth = true;
	return (make(eval_true));
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
			return (pattern(p, patterns[i].eval,
			    patterns[i].flags));
	if (strcmp(p, "-regex") == 0)
		return (regex(p, 0));
	if (strcmp(p, "-iregex") == 0)
		return (regex(p, REG_ICASE));
	if (strcmp(p, "-user") == 0 || strcmp(p, "-uid") == 0)
		return (owner(p, true));
	if (strcmp(p, "-group") == 0 || strcmp(p, "-gid") == 0)
		return (owner(p, false));
	if (strcmp(p, "-inum") == 0)
		return (plain_number(p, eval_inum));
	if (strcmp(p, "-links") == 0)
		return (plain_number(p, eval_links));
	if (strcmp(p, "-perm") == 0)
		return (perm(p));
	if (strcmp(p, "-flags") == 0)
		return (file_flags(p));
	if (strcmp(p, "-size") == 0)
		return (size(p));
	if (strcmp(p, "-type") == 0)
		return (type(p));
	if (strcmp(p, "-samefile") == 0)
		return (samefile(p));
	if (strcmp(p, "-empty") == 0)
		return (make(eval_empty));
	if (strcmp(p, "-nouser") == 0)
		return (make(eval_nouser));
	if (strcmp(p, "-nogroup") == 0)
		return (make(eval_nogroup));
	if (strcmp(p, "-true") == 0)
		return (make(eval_true));
	if (strcmp(p, "-false") == 0)
		return (make(eval_false));
	if (strcmp(p, "-prune") == 0)
		return (make(eval_prune));
	return (NULL);
}

/* Those about times. */
static struct node *
time_test(const char *p)
{
	if (strncmp(p, "-newer", 6) == 0 && p[6] == '\0')
		return (newer(p, 'm', 'm'));
	if (strncmp(p, "-newer", 6) == 0 && p[7] != '\0' && p[8] == '\0')
		return (newer(p, p[6], p[7]));
	if (*p != '-' || p[1] == '\0' || strchr("acm", p[1]) == NULL)
		return (NULL);
	if (strcmp(p + 2, "time") == 0)
		return (age(p, which(p, p[1]), DAY));
	if (strcmp(p + 2, "min") == 0)
		return (age(p, which(p, p[1]), MINUTE));
	if (strcmp(p + 2, "newer") == 0)
		return (newer(p, p[1], 'm'));
	return (NULL);
}

static struct node *
primary(void)
{
	const char *p = *next++;
	struct node *n;

	if (strcmp(p, "-print") == 0)
		return (action(eval_print));
	if (strcmp(p, "-print0") == 0)
		return (action(eval_print0));
	if (strcmp(p, "-ls") == 0)
		return (action(eval_ls));
	if (strcmp(p, "-quit") == 0)
		return (action(eval_quit));
	if (strcmp(p, "-delete") == 0) {
		find.depth = true;
		return (action(eval_delete));
	}
	if (strcmp(p, "-exec") == 0 || strcmp(p, "-ok") == 0)
		return (command(p, false, p[1] == 'o'));
	if (strcmp(p, "-execdir") == 0 || strcmp(p, "-okdir") == 0)
		return (command(p, true, p[1] == 'o'));
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
		n = make(eval_not);
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
		n = make(eval_and);
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
		n = make(eval_or);
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
		return (make(eval_print));
	n = expression();
	if (*next != NULL)
		errx(1, "%s: no beginning '('", *next);
	if (!acts) {
		struct node *both = make(eval_and);

		both->a = n;
		both->b = make(eval_print);
		n = both;
	}
	return (n);
}
