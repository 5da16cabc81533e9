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

static struct lines	file;
static bool		loaded;
static const struct table table = { &file, "group", GR_FIELDS, GR_GID };

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

long
group_id(const char *etc, const char *name)
{
	long i, id;
	char *text;

	load(etc);
	i = table_find(&table, GR_NAME, name);
	if (i < 0) {
		id = number(name, UINT_MAX - 1);
		if (id < 0 || table_find_id(&table, id) < 0)
			errx(EX_NOUSER, "group `%s' does not exist", name);
		return (id);
	}
	text = table_get(&table, (size_t)i, GR_GID);
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
	if (table_find(&table, GR_NAME, name) >= 0)
		errx(EX_DATAERR, "group name `%s' already exists", name);
	if (wanted < 0 || table_find_id(&table, wanted) >= 0)
		wanted = table_next_id(&table);
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
		old = table_get(&table, i, GR_MEMBERS);
		new = how(old, one);
		table_set(&table, i, GR_MEMBERS, new);
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
		i = table_find(&table, GR_GID, id);
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
		if (!table_is_entry(&table, i))
			continue;
		change(i, user, without);
		name = table_get(&table, i, GR_NAME);
		members = table_get(&table, i, GR_MEMBERS);
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
	long i = r->name != NULL ? table_find(&table, GR_NAME, r->name) :
	    table_find_id(&table, r->id);

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
	name = table_get(&table, i, GR_NAME);
	id = table_get(&table, i, GR_GID);
	members = table_get(&table, i, GR_MEMBERS);
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
		if (!r->same_id && table_find_id(&table, r->id) >= 0 &&
		    table_find_id(&table, r->id) != (long)i)
			errx(EX_DATAERR, "gid `%ld' has already been "
			    "allocated", r->id);
		snprintf(id, sizeof(id), "%ld", r->id);
		table_set(&table, i, GR_GID, id);
	}
	if (r->members != NULL)
		table_set(&table, i, GR_MEMBERS, r->members);
	if (r->more != NULL)
		change(i, r->more, with);
	if (r->less != NULL)
		change(i, r->less, without);
	if (r->new_name != NULL) {
		if ((why = name_check(r->new_name)) != NULL)
			errx(EX_DATAERR, "group name `%s': %s", r->new_name,
			    why);
		if (table_find(&table, GR_NAME, r->new_name) >= 0)
			errx(EX_DATAERR, "group name `%s' already exists",
			    r->new_name);
		table_set(&table, i, GR_NAME, r->new_name);
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
		if (r->id >= 0 && table_find_id(&table, r->id) >= 0 &&
		    !r->same_id)
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
			if (table_is_entry(&table, i))
				show(i, r->pretty);
		break;
	case NEXT:
		printf("%ld\n", table_next_id(&table));
		break;
	default:
		errx(EX_USAGE, "groups are not locked");
	}
	return (0);
}
