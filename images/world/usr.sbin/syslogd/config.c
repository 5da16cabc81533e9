/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * config.c: syslog.conf(5): selectors and actions.
 */
#include <sys/types.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "syslogd.h"

struct word {
	const char	*name;
	int		 value;
};

static const struct word facilities[] = {
	{ "auth", LOG_FAC(LOG_AUTH) }, { "authpriv", LOG_FAC(LOG_AUTHPRIV) },
	{ "console", LOG_FAC(LOG_CONSOLE) }, { "cron", LOG_FAC(LOG_CRON) },
	{ "daemon", LOG_FAC(LOG_DAEMON) }, { "ftp", LOG_FAC(LOG_FTP) },
	{ "kern", LOG_FAC(LOG_KERN) }, { "lpr", LOG_FAC(LOG_LPR) },
	{ "mail", LOG_FAC(LOG_MAIL) }, { "mark", MARK },
	{ "news", LOG_FAC(LOG_NEWS) }, { "ntp", LOG_FAC(LOG_NTP) },
	{ "security", LOG_FAC(LOG_SECURITY) },
	{ "syslog", LOG_FAC(LOG_SYSLOG) }, { "user", LOG_FAC(LOG_USER) },
	{ "uucp", LOG_FAC(LOG_UUCP) }, { "local0", LOG_FAC(LOG_LOCAL0) },
	{ "local1", LOG_FAC(LOG_LOCAL1) }, { "local2", LOG_FAC(LOG_LOCAL2) },
	{ "local3", LOG_FAC(LOG_LOCAL3) }, { "local4", LOG_FAC(LOG_LOCAL4) },
	{ "local5", LOG_FAC(LOG_LOCAL5) }, { "local6", LOG_FAC(LOG_LOCAL6) },
	{ "local7", LOG_FAC(LOG_LOCAL7) }, { NULL, 0 }
};

#define LEVEL_NONE	8
static const struct word levels[] = {
	{ "emerg", LOG_EMERG }, { "panic", LOG_EMERG }, { "alert", LOG_ALERT },
	{ "crit", LOG_CRIT }, { "err", LOG_ERR }, { "error", LOG_ERR },
	{ "warning", LOG_WARNING }, { "warn", LOG_WARNING },
	{ "notice", LOG_NOTICE }, { "info", LOG_INFO }, { "debug", LOG_DEBUG },
	{ "*", LOG_DEBUG }, { "none", LEVEL_NONE }, { NULL, 0 }
};

/* The value of a word, or -1. */
static int
look_up(const struct word *w, const char *name)
{
	for (; w->name != NULL; w++)
		if (strcasecmp(w->name, name) == 0)
			return (w->value);
	return (-1);
}

/* Which levels a comparison and a level mean. */
static unsigned char
level_bits(const char *how, int level)
{
	unsigned char bits = 0;
	bool less = false, equal = false, more = false, not = false;

	for (; *how != '\0'; how++) {
		less |= *how == '<';
		equal |= *how == '=';
		more |= *how == '>';
		not |= *how == '!';
	}
	if (!less && !equal && !more)
		equal = more = true;
	for (int l = LOG_EMERG; l <= LOG_DEBUG; l++)
		/* What is greater is more urgent, and its number smaller. */
		if ((l > level && less) || (l == level && equal) ||
		    (l < level && more))
			bits |= (unsigned char)(1 << l);
	return (not ? (unsigned char)~bits : bits);
}

/* One selector, facility,...[comparison].level; false: it is none. */
static bool
selector(struct rule *r, char *text, const char *line)
{
	char *dot = strrchr(text, '.'), how[8] = "", *name;
	unsigned char bits;
	size_t n;
	int level, f;

	if (dot == NULL) {
		log_own(LOG_ERR, "unknown priority name \"%s\"", line);
		return (false);
	}
	*dot++ = '\0';
	n = strspn(dot, "<=>!");
	if (n >= sizeof(how))
		return (false);
	memcpy(how, dot, n);
	if ((level = look_up(levels, dot + n)) < 0) {
		log_own(LOG_ERR, "unknown priority name \"%s\"", dot + n);
		return (false);
	}
	bits = level == LEVEL_NONE ? 0 : level_bits(how, level);
	while ((name = strsep(&text, ",")) != NULL) {
		if (strcmp(name, "*") == 0) {
			for (f = 0; f < LOG_NFACILITIES; f++)
				r->levels[f] = bits;
			continue;
		}
		if ((f = look_up(facilities, name)) < 0) {
			log_own(LOG_ERR, "unknown facility name \"%s\"", name);
			return (false);
		}
		r->levels[f] = bits;
	}
	return (true);
}

static bool
action(struct rule *r, const char *text)
{
	r->sync = true;
	if (*text == '-' && text[1] == '/') {
		r->sync = false;
		text++;
	}
	switch (*text) {
	case '@':
		r->action = TO_HOST;
		text++;
		break;
	case '/':
		r->action = TO_FILE;
		break;
	case '|':
		r->action = TO_PIPE;
		text++;
		break;
	case '*':
		r->action = TO_ALL;
		break;
	default:
		r->action = TO_USERS;
	}
	return (*text != '\0' && strlcpy(r->where, text, sizeof(r->where)) <
	    sizeof(r->where));
}

/* A rule of selectors and an action, in text. */
static struct rule *
parse(char *text)
{
	struct rule *r;
	char *end, *sel, *where;

	if ((r = calloc(1, sizeof(*r))) == NULL) {
		log_own(LOG_ERR, "%s: out of memory", text);
		return (NULL);
	}
	r->fd = -1;
	end = text + strcspn(text, " \t");
	where = end + strspn(end, " \t");
	*end = '\0';
	while ((sel = strsep(&text, ";")) != NULL)
		if (*sel != '\0' && !selector(r, sel, sel))
			goto bad;
	if (action(r, where))
		return (r);
	log_own(LOG_ERR, "%s: no action", where);
bad:
	free(r);
	return (NULL);
}

/* !program and +host say whom the rules below are about; a * ends that. */
static void
set_scope(char *text, char *name, size_t room, bool *not)
{
	text += strspn(text, " \t");
	*not = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	text += strspn(text, " \t");
	if (strcmp(text, "*") == 0) {
		*text = '\0';
		*not = false;
	}
	if (strcmp(text, "@") == 0)
		text = this_host;
	strlcpy(name, text, room);
}

void
config_read(const char *path)
{
	static char console[] = "*.err\t/dev/console";
	static char everybody[] = "*.panic\t*";
	char line[TEXT], *p, *end, programs[NAME * 2] = "", host[NAME] = "";
	bool not_programs = false, not_host = false;
	struct rule *r, **tail = &rules;
	FILE *f = fopen(path, "re");

	if (f == NULL) {
		log_own(LOG_ERR, "cannot open %s: %s", path, strerror(errno));
		if ((rules = parse(console)) != NULL)
			rules->next = parse(everybody);
		return;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		for (end = line + strlen(line); end > line &&
		    isspace((unsigned char)end[-1]); end--)
			continue;
		*end = '\0';
		p = line + strspn(line, " \t");
		/* A comment hides a scope from other systems. */
		if (*p == '#' && (p[1] == '!' || p[1] == '+' || p[1] == '-'))
			p++;
		if (*p == '\0' || *p == '#')
			continue;
		if (*p == '!') {
			set_scope(p + 1, programs, sizeof(programs),
			    &not_programs);
		} else if (*p == '+' || *p == '-') {
			set_scope(p, host, sizeof(host), &not_host);
		} else if ((r = parse(p)) != NULL) {
			strlcpy(r->programs, programs, sizeof(r->programs));
			strlcpy(r->host, host, sizeof(r->host));
			r->not_programs = not_programs;
			r->not_host = not_host;
			*tail = r;
			tail = &r->next;
		}
	}
	fclose(f);
}
