/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * grp.c: the group file.
 */
#include <sys/param.h>
#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record.h"

#define LINE	4096

static FILE	*file;

/* Make an entry of the line at buf, with its members' pointers behind it. */
static bool
parse(char *line, struct group *gr, char *end, size_t room)
{
	char *f[4], *p;
	unsigned int gid;
	size_t n = 0, max;

	if (__split(line, ':', f, 4) != 4 || __number(f[2], &gid) != 0)
		return (false);
	p = (char *)roundup2((uintptr_t)end, sizeof(char *));
	if (room < (size_t)(p - end) + sizeof(char *))
		return (false);
	gr->gr_mem = (char **)(void *)p;
	max = (room - (size_t)(p - end)) / sizeof(char *) - 1;
	for (p = f[3]; *p != '\0' && n < max;) {
		gr->gr_mem[n++] = p;
		p += strcspn(p, ",");
		if (*p != '\0')
			*p++ = '\0';
	}
	gr->gr_mem[n] = NULL;
	gr->gr_name = f[0];
	gr->gr_passwd = f[1];
	gr->gr_gid = gid;
	return (true);
}

static bool
next_entry(FILE *fp, struct group *gr, char *buf, size_t len)
{
	char *line, *end;

	while ((line = __next_line(fp, buf, len / 4)) != NULL) {
		end = line + strlen(line) + 1;
		if (parse(line, gr, end, len - (size_t)(end - buf)))
			return (true);
	}
	return (false);
}

/* Find by name, or by gid when name is NULL.  Returns an error number. */
static int
find(const char *name, gid_t gid, struct group *gr, char *buf, size_t len,
    struct group **result)
{
	FILE *fp;

	*result = NULL;
	if (len < LINE)
		return (ERANGE);
	fp = fopen(_PATH_GROUP, "re");
	if (fp == NULL)
		return (errno);
	while (next_entry(fp, gr, buf, len)) {
		if (name != NULL ? strcmp(gr->gr_name, name) == 0 :
		    gr->gr_gid == gid) {
			*result = gr;
			break;
		}
	}
	fclose(fp);
	return (0);
}

int
getgrnam_r(const char *name, struct group *gr, char *buf, size_t len,
    struct group **result)
{
	return (find(name, 0, gr, buf, len, result));
}

int
getgrgid_r(gid_t gid, struct group *gr, char *buf, size_t len,
    struct group **result)
{
	return (find(NULL, gid, gr, buf, len, result));
}

static struct group	entry;
static char		entry_buf[4 * LINE];

static struct group *
find_static(const char *name, gid_t gid)
{
	struct group *gr;
	int error;

	error = find(name, gid, &entry, entry_buf, sizeof(entry_buf), &gr);
	if (error != 0)
		errno = error;
	return (gr);
}

struct group *
getgrnam(const char *name)
{
	return (find_static(name, 0));
}

struct group *
getgrgid(gid_t gid)
{
	return (find_static(NULL, gid));
}

int
setgroupent(int stayopen __unused)
{
	if (file != NULL)
		rewind(file);
	return (1);
}

void
setgrent(void)
{
	setgroupent(0);
}

void
endgrent(void)
{
	if (file != NULL)
		fclose(file);
	file = NULL;
}

struct group *
getgrent(void)
{
	if (file == NULL && (file = fopen(_PATH_GROUP, "re")) == NULL)
		return (NULL);
	if (!next_entry(file, &entry, entry_buf, sizeof(entry_buf)))
		return (NULL);
	return (&entry);
}

/*
 * The groups of a user, the given one first.  *n is the room, then how many
 * there are; -1 when the room was short.
 */
int
getgrouplist(const char *name, gid_t base, gid_t *groups, int *n)
{
	struct group gr;
	char *buf;
	FILE *fp;
	int room = *n, count = 0;

	if (count < room)
		groups[count] = base;
	count++;
	buf = malloc(4 * LINE);
	fp = buf != NULL ? fopen(_PATH_GROUP, "re") : NULL;
	while (fp != NULL && next_entry(fp, &gr, buf, 4 * LINE)) {
		if (gr.gr_gid == base)
			continue;
		for (char **m = gr.gr_mem; *m != NULL; m++) {
			if (strcmp(*m, name) != 0)
				continue;
			if (count < room)
				groups[count] = gr.gr_gid;
			count++;
			break;
		}
	}
	if (fp != NULL)
		fclose(fp);
	free(buf);
	*n = MIN(count, room);
	return (count > room ? -1 : 0);
}

int
initgroups(const char *name, gid_t base)
{
	gid_t groups[NGROUPS_MAX];
	int n = NGROUPS_MAX;

	getgrouplist(name, base, groups, &n);
	return (setgroups(n, groups));
}

/*
 * The name of a gid; without one its number, or NULL with nogroup.
 */
char *
group_from_gid(gid_t gid, int nogroup)
{
	static char name[64];
	static gid_t last;
	static bool valid, known;
	struct group *gr;

	if (!valid || last != gid) {
		gr = getgrgid(gid);
		known = gr != NULL;
		if (known)
			strlcpy(name, gr->gr_name, sizeof(name));
		else
			snprintf(name, sizeof(name), "%u", gid);
		last = gid;
		valid = true;
	}
	return (!known && nogroup ? NULL : name);
}
