/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * conf.c: newsyslog.conf(5).
 */
#include <sys/types.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "newsyslog.h"

#define FIELDS	9

static const char	*file;
static int		 line_number;

static void __dead2
bad(const char *what, const char *text)
{
	errx(1, "%s:%d: %s: %s", file, line_number, what, text);
}

/* A number in a range; a star is any. */
static long
number(const char *what, const char *text, long min, long max)
{
	char *end;
	long n;

	if (strcmp(text, "*") == 0 && min < 0)
		return (-1);
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || n < 0 || n < min ||
	    n > max)
		bad(what, text);
	return (n);
}

/* owner:group, by name or number, either of which may be missing. */
static void
owner(struct entry *e, char *text)
{
	char *group = strchr(text, ':');
	struct passwd *pw;
	struct group *gr;

	*group++ = '\0';
	if (*text != '\0') {
		if ((pw = getpwnam(text)) != NULL)
			e->uid = pw->pw_uid;
		else
			e->uid = (uid_t)number("no such user", text, 0,
			    INT_MAX);
	}
	if (*group != '\0') {
		if ((gr = getgrnam(group)) != NULL)
			e->gid = gr->gr_gid;
		else
			e->gid = (gid_t)number("no such group", group, 0,
			    INT_MAX);
	}
}

/* [hours][@... or $...] */
static void
when(struct entry *e, const char *text)
{
	char digits[16];
	size_t n = strspn(text, "0123456789");
	time_t t;

	if (strcmp(text, "*") == 0)
		return;
	if (n >= sizeof(digits))
		bad("bad time", text);
	if (n > 0) {
		memcpy(digits, text, n);
		digits[n] = '\0';
		e->hours = number("bad interval", digits, 0, INT_MAX / 3600);
	}
	text += n;
	if (*text == '\0')
		return;
	if ((*text != '@' && *text != '$') ||
	    !when_parse(text, time(NULL), &t))
		bad("bad time", text);
	if ((e->when = strdup(text)) == NULL)
		err(1, NULL);
}

static void
flags(struct entry *e, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (toupper((unsigned char)*text)) {
		case '-':
			break;
		case 'B':
			e->binary = true;
			break;
		case 'C':
			e->create = true;
			break;
		case 'G':
			e->glob = true;
			break;
		case 'J':
			e->suffix = ".bz2";
			break;
		case 'N':
			e->no_signal = true;
			break;
		case 'U':
			e->group = true;
			break;
		case 'X':
			e->suffix = ".xz";
			break;
		case 'Z':
			e->suffix = ".gz";
			break;
		default:
			bad("illegal flag in config file", text);
		}
	}
}

static int
signal_number(const char *text)
{
	const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;

	if (isdigit((unsigned char)*text))
		return ((int)number("illegal signal number", text, 1,
		    NSIG - 1));
	for (int i = 1; i < sys_nsig; i++)
		if (sys_signame[i] != NULL &&
		    strcasecmp(sys_signame[i], name) == 0)
			return (i);
	bad("illegal signal name", text);
}

static void
parse(struct entry *e, char **f, int n)
{
	int i = 1;
	long mode;
	char *end;

	e->uid = (uid_t)-1;
	e->gid = (gid_t)-1;
	e->hours = -1;
	e->suffix = "";
	e->signal = SIGHUP;
	if (strlcpy(e->log, f[0], sizeof(e->log)) >= sizeof(e->log))
		bad("name too long", f[0]);
	if (strchr(f[i], ':') != NULL)
		owner(e, f[i++]);
	if (i + 4 > n)
		bad("malformed line", f[0]);
	mode = strtol(f[i], &end, 8);
	if (*end != '\0' || mode < 0 || mode > 07777)
		bad("bad mode", f[i]);
	e->mode = (mode_t)mode;
	e->count = (int)number("bad count", f[i + 1], 0, 9999);
	e->size = number("bad size", f[i + 2], -1, LONG_MAX / 1024);
	when(e, f[i + 3]);
	i += 4;
	if (i < n && *f[i] != '/')
		flags(e, f[i++]);
	if (i < n && *f[i] == '/' && strlcpy(e->pid_file, f[i++],
	    sizeof(e->pid_file)) >= sizeof(e->pid_file))
		bad("name too long", f[i - 1]);
	if (i < n)
		e->signal = signal_number(f[i++]);
	if (i < n)
		bad("too many fields", f[i]);
}

/* One entry for each name that a pattern matches. */
static struct entry **
expand(const struct entry *e, struct entry **tail)
{
	glob_t g;

	if (glob(e->log, GLOB_NOCHECK, NULL, &g) != 0)
		bad("cannot expand", e->log);
	for (size_t i = 0; i < (size_t)g.gl_pathc; i++) {
		struct entry *new = malloc(sizeof(*new));

		if (new == NULL)
			err(1, NULL);
		*new = *e;
		strlcpy(new->log, g.gl_pathv[i], sizeof(new->log));
		*tail = new;
		tail = &new->next;
	}
	globfree(&g);
	return (tail);
}

struct entry *
conf_read(const char *path)
{
	struct entry *list = NULL, **tail = &list, *e;
	char line[4096], *f[FIELDS + 1], *p, *word;
	FILE *fp = fopen(path, "re");
	int n;

	if (fp == NULL)
		err(1, "%s", path);
	file = path;
	while (fgets(line, sizeof(line), fp) != NULL) {
		line_number++;
		line[strcspn(line, "#\n")] = '\0';
		for (n = 0, p = line; (word = strsep(&p, " \t")) != NULL;)
			if (*word != '\0' && n <= FIELDS)
				f[n++] = word;
		if (n == 0)
			continue;
		if (n < 5)
			bad("malformed line", f[0]);
		if ((e = calloc(1, sizeof(*e))) == NULL)
			err(1, NULL);
		parse(e, f, n);
		if (e->glob) {
			tail = expand(e, tail);
			free(e);
		} else {
			*tail = e;
			tail = &e->next;
		}
	}
	fclose(fp);
	*tail = NULL;
	return (list);
}
