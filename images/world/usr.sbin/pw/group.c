/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * group.c: groups, for pw(8).
 */
#include <sys/types.h>
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "pw.h"

#define FIRST_ID	1001
#define LAST_ID		32000

static struct lines	file;
static bool		loaded;

static void
load(const char *etc)
{
	char path[PATH_MAX];

	if (loaded)
		return;
	snprintf(path, sizeof(path), "%s/group", etc);
	lines_read(&file, path);
	loaded = true;
}

static void
save(const struct request *r)
{
	if (!r->dry)
		lines_write(&file, r->etc, "group", 0644);
}

static void
set(size_t i, int field, const char *text)
{
	char *new = line_with(file.line[i], field, GR_FIELDS, text);

	free(file.line[i]);
	file.line[i] = new;
}

static char *
get(size_t i, int field)
{
	char *text = line_field(file.line[i], field, GR_FIELDS);

	if (text == NULL)
		errx(EX_DATAERR, "group: a line is not as it must be: %s",
		    file.line[i]);
	return (text);
}

static long
find_id(long id)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", id);
	return (lines_find(&file, GR_GID, GR_FIELDS, text));
}

static long
next_id(void)
{
	for (long id = FIRST_ID; id < LAST_ID; id++)
		if (find_id(id) < 0)
			return (id);
	errx(EX_SOFTWARE, "no more group ids");
}

long
group_id(const char *etc, const char *name)
{
	long i, id;
	char *text;

	load(etc);
	i = lines_find(&file, GR_NAME, GR_FIELDS, name);
	if (i < 0) {
		id = number(name, UINT_MAX - 1);
		if (id < 0 || find_id(id) < 0)
			errx(EX_NOUSER, "group `%s' does not exist", name);
		return (id);
	}
	text = get((size_t)i, GR_GID);
	id = number(text, UINT_MAX);
	free(text);
	return (id);
}

long
group_make(const struct request *r, const char *name, long wanted)
{
	const char *why = name_check(name);
	char *line;

	load(r->etc);
	if (why != NULL)
		errx(EX_DATAERR, "group name `%s': %s", name, why);
	if (lines_find(&file, GR_NAME, GR_FIELDS, name) >= 0)
		errx(EX_DATAERR, "group name `%s' already exists", name);
	if (wanted < 0 || find_id(wanted) >= 0)
		wanted = next_id();
	if (asprintf(&line, "%s:*:%ld:", name, wanted) < 0)
		err(1, NULL);
	lines_add(&file, line);
	save(r);
	return (wanted);
}

/* A list of members with one more. */
static char *
with(const char *list, const char *name)
{
	char *new;

	if (in_list(list, name))
		new = strdup(list);
	else if (asprintf(&new, "%s%s%s", list, *list != '\0' ? "," : "",
	    name) < 0)
		new = NULL;
	if (new == NULL)
		err(1, NULL);
	return (new);
}

/* A list of members with one less. */
static char *
without(const char *list, const char *name)
{
	char *work = strdup(list), *p = work, *one, *new, *next;

	if (work == NULL || (new = strdup("")) == NULL)
		err(1, NULL);
	while ((one = strsep(&p, ",")) != NULL) {
		if (*one == '\0' || strcmp(one, name) == 0)
			continue;
		next = with(new, one);
		free(new);
		new = next;
	}
	free(work);
	return (new);
}

/* Change the members of line i by each name of a list. */
static void
change(size_t i, const char *names, char *(*how)(const char *, const char *))
{
	char *work = strdup(names), *p = work, *one, *old, *new;

	if (work == NULL)
		err(1, NULL);
	while ((one = strsep(&p, ",")) != NULL) {
		if (*one == '\0')
			continue;
		old = get(i, GR_MEMBERS);
		new = how(old, one);
		set(i, GR_MEMBERS, new);
		free(old);
		free(new);
	}
	free(work);
}

void
group_join(const struct request *r, const char *user, const char *groups)
{
	char *work = strdup(groups), *p = work, *one, id[24];
	long i;

	if (work == NULL)
		err(1, NULL);
	load(r->etc);
	while ((one = strsep(&p, ",")) != NULL) {
		if (*one == '\0')
			continue;
		snprintf(id, sizeof(id), "%ld", group_id(r->etc, one));
		i = lines_find(&file, GR_GID, GR_FIELDS, id);
		change((size_t)i, user, with);
	}
	free(work);
	save(r);
}

void
group_leave(const struct request *r, const char *user, bool own_too)
{
	char *name, *members;

	load(r->etc);
	for (size_t i = 0; i < file.n; i++) {
		if (*file.line[i] == '#' || *file.line[i] == '\0')
			continue;
		change(i, user, without);
		name = get(i, GR_NAME);
		members = get(i, GR_MEMBERS);
		/* A group of that name was made for the user alone. */
		if (own_too && strcmp(name, user) == 0 && *members == '\0')
			lines_delete(&file, i--);
		free(name);
		free(members);
	}
	save(r);
}

/* The line that is meant. */
static size_t
the_line(const struct request *r)
{
	long i = r->name != NULL ? lines_find(&file, GR_NAME, GR_FIELDS,
	    r->name) : find_id(r->id);

	if (i < 0 && r->name != NULL)
		errx(EX_DATAERR, "unknown group `%s'", r->name);
	if (i < 0)
		errx(EX_DATAERR, "unknown gid `%ld'", r->id);
	return ((size_t)i);
}

static void
show(size_t i, bool pretty)
{
	char *name, *id, *members;

	if (!pretty) {
		puts(file.line[i]);
		return;
	}
	name = get(i, GR_NAME);
	id = get(i, GR_GID);
	members = get(i, GR_MEMBERS);
	printf("Group Name: %-15s   #%s\n   Members: %s\n", name, id, members);
	free(name);
	free(id);
	free(members);
}

static void
modify(const struct request *r)
{
	size_t i = the_line(r);
	const char *why;
	char id[24];

	if (r->name != NULL && r->id >= 0) {
		if (!r->same_id && find_id(r->id) >= 0 &&
		    find_id(r->id) != (long)i)
			errx(EX_DATAERR, "gid `%ld' has already been "
			    "allocated", r->id);
		snprintf(id, sizeof(id), "%ld", r->id);
		set(i, GR_GID, id);
	}
	if (r->members != NULL)
		set(i, GR_MEMBERS, r->members);
	if (r->more != NULL)
		change(i, r->more, with);
	if (r->less != NULL)
		change(i, r->less, without);
	if (r->new_name != NULL) {
		if ((why = name_check(r->new_name)) != NULL)
			errx(EX_DATAERR, "group name `%s': %s", r->new_name,
			    why);
		if (lines_find(&file, GR_NAME, GR_FIELDS, r->new_name) >= 0)
			errx(EX_DATAERR, "group name `%s' already exists",
			    r->new_name);
		set(i, GR_NAME, r->new_name);
	}
	if (r->dry)
		show(i, false);
	save(r);
}

int
group_do(const struct request *r)
{
	struct request name_only;

	load(r->etc);
	switch (r->mode) {
	case ADD:
		if (r->name == NULL)
			errx(EX_DATAERR, "group name required");
		if (r->id >= 0 && find_id(r->id) >= 0 && !r->same_id)
			errx(EX_DATAERR, "gid `%ld' has already been "
			    "allocated", r->id);
		group_make(r, r->name, r->id);
		name_only = *r;
		name_only.id = -1;
		if (r->members != NULL)
			modify(&name_only);
		else if (r->dry)
			show(file.n - 1, false);
		break;
	case DEL:
		lines_delete(&file, the_line(r));
		save(r);
		break;
	case MOD:
		modify(r);
		break;
	case SHOW:
		if (!r->all) {
			show(the_line(r), r->pretty);
			break;
		}
		for (size_t i = 0; i < file.n; i++)
			if (*file.line[i] != '#' && *file.line[i] != '\0')
				show(i, r->pretty);
		break;
	case NEXT:
		printf("%ld\n", next_id());
		break;
	default:
		errx(EX_USAGE, "groups are not locked");
	}
	return (0);
}
