/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table.c: lines by their fields and ids, the same for users and groups.
 */
#include <sys/types.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "pw.h"

#define FIRST_ID	1001
#define LAST_ID		32000

char *
table_get(const struct table *t, size_t i, int field)
{
	char *text = line_field(t->lines->line[i], field, t->fields);

	if (text == NULL)
		errx(EX_DATAERR, "%s: a line is not as it must be: %s",
		    t->name, t->lines->line[i]);
	return (text);
}

void
table_set(const struct table *t, size_t i, int field, const char *text)
{
	char *new;

	if (strpbrk(text, ":\n") != NULL)
		errx(EX_DATAERR, "`%s': a colon or the end of a line is in it",
		    text);
	new = line_with(t->lines->line[i], field, t->fields, text);
	free(t->lines->line[i]);
	t->lines->line[i] = new;
}

void
table_set_number(const struct table *t, size_t i, int field, long n)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", n);
	table_set(t, i, field, text);
}

long
table_find(const struct table *t, int field, const char *text)
{
	return (lines_find(t->lines, field, t->fields, text));
}

long
table_find_id(const struct table *t, long id)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", id);
	return (table_find(t, t->id, text));
}

long
table_next_id(const struct table *t)
{
	for (long id = FIRST_ID; id < LAST_ID; id++)
		if (table_find_id(t, id) < 0)
			return (id);
	errx(EX_SOFTWARE, "%s: no more ids", t->name);
}

bool
table_is_entry(const struct table *t, size_t i)
{
	return (*t->lines->line[i] != '#' && *t->lines->line[i] != '\0');
}
