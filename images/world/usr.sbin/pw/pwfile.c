/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pwfile.c: reading, checking and replacing the files of users and groups.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pwfile.h"

#define LINE_MAX_PW	1024	/* what getpwent(3) of all systems takes */
#define NAME_MAX_PW	31

static char *
copy(const char *s)
{
	char *new = strdup(s);

	if (new == NULL)
		err(1, NULL);
	return (new);
}

void
pwfile_lock(const char *etc)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/master.passwd", etc);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_EXLOCK | O_CLOEXEC);
	if (fd < 0 && errno == EWOULDBLOCK)
		errx(1, "the password file is busy");
	if (fd < 0)
		err(1, "%s", path);
}

void
lines_add(struct lines *l, char *line)
{
	char **new = realloc(l->line, (l->n + 1) * sizeof(*new));

	if (new == NULL)
		err(1, NULL);
	l->line = new;
	l->line[l->n++] = line;
}

void
lines_delete(struct lines *l, size_t i)
{
	free(l->line[i]);
	memmove(l->line + i, l->line + i + 1,
	    (--l->n - i) * sizeof(*l->line));
}

void
lines_read(struct lines *l, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (f == NULL)
		err(1, "%s", path);
	l->line = NULL;
	l->n = 0;
	while (getline(&line, &room, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		lines_add(l, copy(line));
	}
	if (ferror(f))
		err(1, "%s", path);
	free(line);
	fclose(f);
}

void
lines_write(const struct lines *l, const char *etc, const char *name,
    mode_t mode)
{
	char path[PATH_MAX], new[PATH_MAX];
	FILE *f;
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", etc, name) >=
	    (int)sizeof(path) || snprintf(new, sizeof(new), "%s.XXXXXX",
	    path) >= (int)sizeof(new))
		errx(1, "%s: name too long", etc);
	if ((fd = mkstemp(new)) < 0 || (f = fdopen(fd, "w")) == NULL)
		err(1, "%s", new);
	for (size_t i = 0; i < l->n; i++)
		fprintf(f, "%s\n", l->line[i]);
	if (fflush(f) != 0 || ferror(f) || fchmod(fd, mode) != 0 ||
	    fsync(fd) != 0 || fclose(f) != 0 || rename(new, path) != 0) {
		warn("%s", path);
		(void)unlink(new);
		exit(1);
	}
}

int
line_split(char *line, char **field, int want)
{
	int n = 0;
	char *p;

	while ((p = strsep(&line, ":")) != NULL)
		if (n++ < want)
			field[n - 1] = p;
	return (n);
}

char *
line_field(const char *line, int field, int fields)
{
	char *work = copy(line), *f[PW_FIELDS], *text = NULL;

	if (line_split(work, f, fields) == fields)
		text = copy(f[field]);
	free(work);
	return (text);
}

char *
line_with(const char *line, int field, int fields, const char *text)
{
	char *work = copy(line), *f[PW_FIELDS], *new;
	size_t room = strlen(line) + strlen(text) + 2;

	if (line_split(work, f, fields) != fields)
		errx(1, "a line is not as it must be: %s", line);
	if ((new = malloc(room)) == NULL)
		err(1, NULL);
	*new = '\0';
	for (int i = 0; i < fields; i++) {
		if (i > 0)
			strlcat(new, ":", room);
		strlcat(new, i == field ? text : f[i], room);
	}
	free(work);
	return (new);
}

long
lines_find(const struct lines *l, int field, int fields, const char *text)
{
	char *have;
	bool same;

	for (size_t i = 0; i < l->n; i++) {
		if (*l->line[i] == '#' ||
		    (have = line_field(l->line[i], field, fields)) == NULL)
			continue;
		same = strcmp(have, text) == 0;
		free(have);
		if (same)
			return ((long)i);
	}
	return (-1);
}

const char *
name_check(const char *name)
{
	size_t n = strlen(name);

	if (n == 0)
		return ("an empty name");
	if (n > NAME_MAX_PW)
		return ("a name too long");
	if (*name == '-')
		return ("a name that begins with a minus sign");
	for (; *name != '\0'; name++)
		if (!isgraph((unsigned char)*name) ||
		    strchr(",:/+&#%^()!@~*?<>=|\\\";'`", *name) != NULL)
			return ("a character that names have not");
	return (NULL);
}

static bool
is_number(const char *s)
{
	char *end;
	unsigned long n;

	if (!isdigit((unsigned char)*s))
		return (false);
	errno = 0;
	n = strtoul(s, &end, 10);
	return (errno == 0 && *end == '\0' && n <= UINT_MAX);
}

/* One line. */
static const char *
check(const char *line)
{
	char work[LINE_MAX_PW], *f[PW_FIELDS];
	const char *why;

	if (strlcpy(work, line, sizeof(work)) >= sizeof(work))
		return ("line too long");
	if (line_split(work, f, PW_FIELDS) != PW_FIELDS)
		return ("wrong number of fields");
	if ((why = name_check(f[PW_NAME])) != NULL)
		return (why);
	if (!is_number(f[PW_UID]))
		return ("bad uid");
	if (!is_number(f[PW_GID]))
		return ("bad gid");
	if (*f[PW_CHANGE] != '\0' && !is_number(f[PW_CHANGE]))
		return ("bad time of change");
	if (*f[PW_EXPIRE] != '\0' && !is_number(f[PW_EXPIRE]))
		return ("bad time of expiration");
	if (strcmp(f[PW_NAME], "root") == 0 && strtoul(f[PW_UID], NULL, 10) !=
	    0)
		return ("root uid should be 0");
	if (*f[PW_DIR] != '\0' && *f[PW_DIR] != '/')
		return ("bad home directory");
	return (NULL);
}

const char *
pwfile_check(const struct lines *l, size_t *at)
{
	const char *why;
	bool root = false;
	char *name;
	long first;

	for (size_t i = 0; i < l->n; i++) {
		if (*l->line[i] == '\0' || *l->line[i] == '#')
			continue;
		*at = i + 1;
		if ((why = check(l->line[i])) != NULL)
			return (why);
		name = line_field(l->line[i], PW_NAME, PW_FIELDS);
		first = lines_find(l, PW_NAME, PW_FIELDS, name);
		root |= strcmp(name, "root") == 0;
		free(name);
		if (first != (long)i)
			return ("the name is there already");
	}
	*at = l->n;
	return (root ? NULL : "there is no root");
}

void
pwfile_install(const struct lines *l, const char *etc)
{
	struct lines public = { NULL, 0 };
	char work[LINE_MAX_PW], text[LINE_MAX_PW], *f[PW_FIELDS];
	const char *why;
	size_t at;

	if ((why = pwfile_check(l, &at)) != NULL)
		errx(1, "master.passwd, line %zu: %s", at, why);
	for (size_t i = 0; i < l->n; i++) {
		if (*l->line[i] == '\0' || *l->line[i] == '#')
			continue;
		strlcpy(work, l->line[i], sizeof(work));
		line_split(work, f, PW_FIELDS);
		snprintf(text, sizeof(text), "%s:*:%s:%s:%s:%s:%s",
		    f[PW_NAME], f[PW_UID], f[PW_GID], f[PW_GECOS], f[PW_DIR],
		    f[PW_SHELL]);
		lines_add(&public, copy(text));
	}
	/* The public file first: with the other the change is made. */
	lines_write(&public, etc, "passwd", 0644);
	lines_write(l, etc, "master.passwd", 0600);
}

char *
password_hash(const char *password)
{
	static const char digits[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz";
	unsigned char random[16];
	char setting[24] = "$6$", *hash;
	size_t n = strlen(setting);

	arc4random_buf(random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++)
		setting[n + i] = digits[random[i] % 64];
	setting[n + sizeof(random)] = '$';
	setting[n + sizeof(random) + 1] = '\0';
	hash = crypt(password, setting);
	if (hash == NULL || *hash == '*')
		errx(1, "the password cannot be hashed");
	return (copy(hash));
}
