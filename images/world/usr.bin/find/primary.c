/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * primary.c: the nodes of the tree that parse.c makes, with their arguments.
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

char	**next;
bool	  acts;

struct node *
node_make(eval_fn eval)
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

struct node *
node_number(const char *primary, eval_fn eval)
{
	struct node *n = node_make(eval);
	const char *text = argument(primary);
	char *rest;

	number(n, primary, text, &rest);
	if (*rest != '\0')
		errx(1, "%s: %s: illegal trailing character", primary, text);
	return (n);
}

struct node *
node_pattern(const char *primary, eval_fn eval, int flags)
{
	struct node *n = node_make(eval);

	n->text = argument(primary);
	n->flags = flags;
	return (n);
}

struct node *
node_regex(const char *primary, int flags)
{
	struct node *n = node_make(eval_regex);
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
struct node *
node_owner(const char *primary, bool user)
{
	struct node *n = node_make(user ? eval_user : eval_group);
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
struct node *
node_perm(const char *primary)
{
	struct node *n = node_make(eval_perm);
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

struct node *
node_flags(const char *primary)
{
	struct node *n = node_make(eval_flags);
	char *text = argument(primary), *p = text;

	if (*p == '-' || *p == '+')
		n->flags = *p++;
	if (strtofflags(&p, &n->set, &n->clear) != 0)
		errx(1, "%s: %s: illegal flags string", primary, text);
	return (n);
}

struct node *
node_size(const char *primary)
{
	static const char units[] = "ckMGTP";
	struct node *n = node_make(eval_size);
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
struct node *
node_age(const char *primary, enum which_time which, int64_t unit)
{
	struct node *n = node_make(eval_time);
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

enum which_time
node_which(const char *primary, char c)
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
struct node *
node_newer(const char *primary, char x, char y)
{
	struct node *n = node_make(eval_newer);
	const char *text = argument(primary);
	struct stat st;

	n->time = node_which(primary, x);
	if (y == 't') {
		n->stamp.tv_sec = date(primary, text);
		return (n);
	}
	if (((find.fts & (FTS_LOGICAL | FTS_COMFOLLOW)) != 0 ?
	    stat(text, &st) : lstat(text, &st)) != 0)
		err(1, "%s", text);
	switch (node_which(primary, y)) {
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

struct node *
node_samefile(const char *primary)
{
	struct node *n = node_make(eval_samefile);
	const char *text = argument(primary);
	struct stat st;

	if (((find.fts & FTS_LOGICAL) != 0 ? stat(text, &st) :
	    lstat(text, &st)) != 0)
		err(1, "%s", text);
	n->dev = st.st_dev;
	n->number = (int64_t)st.st_ino;
	return (n);
}

struct node *
node_type(const char *primary)
{
	static const char letters[] = "bcdflps";
	static const mode_t modes[] = { S_IFBLK, S_IFCHR, S_IFDIR, S_IFREG,
	    S_IFLNK, S_IFIFO, S_IFSOCK };
	struct node *n = node_make(eval_type);
	const char *text = argument(primary), *p;

	if (*text == '\0' || text[1] != '\0' ||
	    (p = strchr(letters, *text)) == NULL)
		errx(1, "%s: %s: unknown type", primary, text);
	n->mode = modes[p - letters];
	return (n);
}

/* Up to a semicolon, or braces and a plus sign. */
struct node *
node_command(const char *primary, bool in_dir, bool ask)
{
	struct node *n = node_make(eval_exec);

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

struct node *
node_action(eval_fn eval)
{
	acts = true;
	return (node_make(eval));
}
