/*
 * coverage.c: vkt report --coverage: which promise is shown by which case.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/wrap.h"
#include "report.h"

#define NFIELDS	4

enum state { HOLDS, FAILS, NOT_RUN, NO_CASE, NSTATES };

static const char *const state_names[] = {
	"holds", "fails", "not run", "no case"
};

struct promise {
	char		*field[NFIELDS];	/* id, section, text, cases */
	bool		 printed;
};

struct coverage {
	const struct report *rep;
	const char	*path;
	struct promise	*promises;
	unsigned	 n, cases, ncount[NSTATES];
	unsigned	 width;
};

/* The newest result of a case, or NULL. */
static const struct row *
result_of(const struct report *rep, const char *name)
{
	size_t i;

	for (i = rep->n; i > 0; i--) {
		if (strcmp(rep->rows[i - 1].name.data, name) == 0)
			return (&rep->rows[i - 1]);
	}
	return (NULL);
}

/* One case beside what came of it; the promise's state with it. */
static enum state
judge(enum state so_far, const struct row *row)
{
	if (so_far == FAILS || (row != NULL && report_is_failure(row->verdict)))
		return (FAILS);
	if (so_far == NOT_RUN || row == NULL || row->verdict == VKT_SKIP)
		return (NOT_RUN);
	return (HOLDS);
}

/* Judge the cases of a promise, and list them in out. */
static enum state
list_cases(struct coverage *co, char *cases, struct buf *out)
{
	enum state state = *cases == '\0' ? NO_CASE : HOLDS;
	const struct row *row;
	char *name;

	for (name = strtok(cases, ","); name != NULL;
	    name = strtok(NULL, ",")) {
		name += strspn(name, " ");
		row = result_of(co->rep, name);
		state = judge(state, row);
		co->cases++;
		if (co->rep->n == 0)
			buf_fmt(out, "%6s%s\n", "", name);
		else
			buf_fmt(out, "%6s%-10s %s\n", "", row == NULL ?
			    "not run" : vkt_verdict_name(row->verdict), name);
	}
	return (state);
}

static void
print_promise(struct coverage *co, struct promise *p)
{
	struct buf cases = { 0 };
	enum state state;

	buf_str(&cases, "");
	state = list_cases(co, p->field[3], &cases);
	co->ncount[state]++;
	if (co->rep->n > 0 || state == NO_CASE)
		wrap_line(stdout, co->width, 11, "  %-7s  %s: %s", state_names[state], p->field[0],
		    p->field[2]);
	else
		wrap_line(stdout, co->width, 4, "  %s: %s", p->field[0],
		    p->field[2]);
	fputs(cases.data, stdout);
	buf_free(&cases);
	p->printed = true;
}

/* Section by section, in the order in which the table begins them. */
static void
print_all(struct coverage *co)
{
	struct promise *p, *q, *end = co->promises + co->n;

	for (p = co->promises; p < end; p++) {
		if (p->printed)
			continue;
		printf("%s%s\n", p > co->promises ? "\n" : "", p->field[1]);
		for (q = p; q < end; q++) {
			if (strcmp(p->field[1], q->field[1]) == 0)
				print_promise(co, q);
		}
	}
}

/* Cut a line into its fields. */
static void
cut(const struct coverage *co, char *line, unsigned number,
    char *field[NFIELDS])
{
	unsigned n;

	for (n = 0; n < NFIELDS; n++) {
		field[n] = line;
		line += strcspn(line, "\t");
		if (n < NFIELDS - 1 && *line != '\t')
			errx(VKT_EX_NOINPUT, "%s:%u: %u fields, %u expected",
			    co->path, number, n + 1, NFIELDS);
		if (*line != '\0')
			*line++ = '\0';
	}
	if (*line != '\0')
		errx(VKT_EX_NOINPUT, "%s:%u: more than %u fields", co->path,
		    number, NFIELDS);
}

/* Take the promises from the table's text, which is cut into pieces. */
static void
read_promises(struct coverage *co, char *text)
{
	struct promise p = { .printed = false };
	unsigned number = 0;
	char *next;

	for (; *text != '\0'; text = next) {
		next = text + strcspn(text, "\n");
		if (*next != '\0')
			*next++ = '\0';
		cut(co, text, ++number, p.field);
		if (number == 1)
			continue;
		co->promises = realloc(co->promises,
		    (co->n + 1) * sizeof(*co->promises));
		if (co->promises == NULL)
			err(VKT_EX_HOST, "realloc");
		co->promises[co->n++] = p;
	}
	if (co->n == 0)
		errx(VKT_EX_NOINPUT, "%s: no promise in it", co->path);
}

unsigned
report_coverage(const struct report *rep, const char *path)
{
	struct coverage co = { .rep = rep, .path = path,
	    .width = wrap_width() };
	struct buf text = { 0 };
	int error;

	error = buf_read(&text, path);
	if (error != 0)
		errx(VKT_EX_NOINPUT, "%s: %s", path, strerror(error));
	read_promises(&co, text.data);
	print_all(&co);
	printf("\n%u promises, %u cases named, %u promises without one\n",
	    co.n, co.cases, co.ncount[NO_CASE]);
	if (rep->n > 0)
		printf("%u hold, %u fail, %u not run\n", co.ncount[HOLDS],
		    co.ncount[FAILS], co.ncount[NOT_RUN]);
	free(co.promises);
	buf_free(&text);
	return (co.ncount[FAILS] + co.ncount[NO_CASE]);
}
