/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tab.c: crontab(5): lines of variables and of jobs.
 */
#include <sys/types.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tab.h"

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec", NULL };
static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu",
    "fri", "sat", NULL };

static const struct {
	const char	*name, *fields;
} words[] = {
	{ "yearly", "0 0 1 1 *" }, { "annually", "0 0 1 1 *" },
	{ "monthly", "0 0 1 * *" }, { "weekly", "0 0 * * 0" },
	{ "daily", "0 0 * * *" }, { "midnight", "0 0 * * *" },
	{ "hourly", "0 * * * *" }, { "every_minute", "*/1 * * * *" },
	{ NULL, NULL }
};

/* A number, or a name of the list, whose first has the number first. */
static bool
value(const char **p, const char *const *names, int first, int *n)
{
	char *end;

	if (isdigit((unsigned char)**p)) {
		*n = (int)strtol(*p, &end, 10);
		*p = end;
		return (*n >= 0 && *n < 1000);
	}
	for (int i = 0; names != NULL && names[i] != NULL; i++) {
		if (strncasecmp(*p, names[i], 3) == 0) {
			*n = first + i;
			*p += 3;
			return (true);
		}
	}
	return (false);
}

/* A field: star or list of numbers and ranges, each with a step. */
static bool
field(const char **p, int low, int high, const char *const *names,
    uint64_t *bits, bool *star)
{
	int from, to, step;

	*p += strspn(*p, " \t");
	*bits = 0;
	*star = **p == '*';
	do {
		if (**p == '*') {
			(*p)++;
			from = low;
			to = high;
		} else {
			if (!value(p, names, low, &from))
				return (false);
			to = from;
			if (**p == '-') {
				(*p)++;
				if (!value(p, names, low, &to))
					return (false);
			}
		}
		step = 1;
		if (**p == '/') {
			(*p)++;
			if (!value(p, NULL, 0, &step) || step == 0)
				return (false);
		}
		if (from < low || to > high || from > to)
			return (false);
		for (; from <= to; from += step)
			*bits |= 1ULL << from;
	} while (**p == ',' && (*p)++ != NULL);
	return (**p == ' ' || **p == '\t' || **p == '\0');
}

/* The five fields; returns what is wrong, or NULL. */
static const char *
times(const char **p, struct tab_job *j)
{
	uint64_t bits;
	bool star;

	if (!field(p, 0, 59, NULL, &j->minutes, &star))
		return ("bad minute");
	if (!field(p, 0, 23, NULL, &bits, &star))
		return ("bad hour");
	j->hours = (uint32_t)bits;
	if (!field(p, 1, 31, NULL, &bits, &j->any_day))
		return ("bad day-of-month");
	j->days = (uint32_t)bits;
	if (!field(p, 1, 12, months, &bits, &star))
		return ("bad month");
	j->months = (uint32_t)bits;
	if (!field(p, 0, 7, weekdays, &bits, &j->any_weekday))
		return ("bad day-of-week");
	/* Sunday is 0 and 7. */
	if ((bits & (1 << 7)) != 0)
		bits |= 1;
	j->weekdays = (uint32_t)bits & 0x7f;
	return (NULL);
}

/* @word instead of the fields. */
static const char *
word(const char **p, struct tab_job *j)
{
	size_t n = strcspn(++*p, " \t");
	const char *fields;

	if (n == 6 && strncmp(*p, "reboot", n) == 0) {
		j->reboot = true;
		*p += n;
		return (NULL);
	}
	for (int i = 0; words[i].name != NULL; i++) {
		if (strlen(words[i].name) == n &&
		    strncmp(*p, words[i].name, n) == 0) {
			*p += n;
			fields = words[i].fields;
			return (times(&fields, j));
		}
	}
	return ("bad time specifier");
}

/* A job; user is NULL when the line names one. */
static const char *
job(const char *p, const char *user, struct tab *t)
{
	struct tab_job *j = calloc(1, sizeof(*j));
	const char *why;
	size_t n;

	if (j == NULL)
		return ("out of memory");
	j->next = t->jobs;
	t->jobs = j;
	j->vars = t->vars;
	why = *p == '@' ? word(&p, j) : times(&p, j);
	if (why != NULL)
		return (why);
	p += strspn(p, " \t");
	if (user == NULL) {
		n = strcspn(p, " \t");
		if (n == 0 || n >= sizeof(j->user))
			return ("bad username");
		memcpy(j->user, p, n);
		p += n;
		p += strspn(p, " \t");
	} else if (strlcpy(j->user, user, sizeof(j->user)) >=
	    sizeof(j->user)) {
		return ("bad username");
	}
	if (*p == '\0')
		return ("bad command");
	if ((j->command = strdup(p)) == NULL)
		return ("out of memory");
	return (NULL);
}

/* Take quotes off both ends. */
static char *
unquote(char *s)
{
	size_t n = strlen(s);

	if (n > 1 && (*s == '"' || *s == '\'') && s[n - 1] == *s) {
		s[n - 1] = '\0';
		s++;
	}
	return (s);
}

/* name = value; false: it is none. */
static bool
variable(char *line, struct tab *t, const char **why)
{
	char *equal, *end, *name, *text;
	struct tab_var *v;

	*why = NULL;
	if (*line != '"' && *line != '\'' && *line != '_' &&
	    !isalpha((unsigned char)*line))
		return (false);
	if ((equal = strchr(line, '=')) == NULL)
		return (false);
	text = equal + 1 + strspn(equal + 1, " \t");
	for (end = equal; end > line && isspace((unsigned char)end[-1]); end--)
		continue;
	*end = '\0';
	name = unquote(line);
	text = unquote(text);
	if ((v = calloc(1, sizeof(*v))) == NULL ||
	    asprintf(&v->text, "%s=%s", name, text) < 0) {
		free(v);
		*why = "out of memory";
		return (true);
	}
	v->next = t->vars;
	t->vars = v;
	return (true);
}

int
tab_read(FILE *f, const char *user, struct tab *t, const char **why)
{
	char *line = NULL, *p;
	size_t room = 0;
	ssize_t n;
	int number = 0;

	t->jobs = NULL;
	t->vars = NULL;
	*why = NULL;
	while (*why == NULL && (n = getline(&line, &room, f)) > 0) {
		number++;
		if ((size_t)n != strlen(line)) {
			*why = "a NUL in the line";
			break;
		}
		while (n > 0 && isspace((unsigned char)line[n - 1]))
			line[--n] = '\0';
		p = line + strspn(line, " \t");
		if (*p == '\0' || *p == '#' || variable(p, t, why))
			continue;
		*why = job(p, user, t);
	}
	free(line);
	return (*why != NULL ? number : 0);
}

void
tab_free(struct tab *t)
{
	struct tab_job *j;
	struct tab_var *v;

	while ((j = t->jobs) != NULL) {
		t->jobs = j->next;
		free(j->command);
		free(j);
	}
	while ((v = t->vars) != NULL) {
		t->vars = v->next;
		free(v->text);
		free(v);
	}
}

bool
tab_due(const struct tab_job *j, const struct tm *tm)
{
	bool day = (j->days & (1U << tm->tm_mday)) != 0;
	bool weekday = (j->weekdays & (1U << tm->tm_wday)) != 0;

	if (j->reboot || (j->minutes & (1ULL << tm->tm_min)) == 0 ||
	    (j->hours & (1U << tm->tm_hour)) == 0 ||
	    (j->months & (1U << (tm->tm_mon + 1))) == 0)
		return (false);
	/* When both were given, either is enough. */
	return (j->any_day || j->any_weekday ? day && weekday :
	    day || weekday);
}
