/*
 * metalog.c: read an installed tree: its METALOG, or the files themselves.
 *
 * A METALOG line is "./path key=value ...", the last line for a path counts.
 * Blanks and other odd bytes of a path are \ and three octal digits.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <err.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"

/* Field of a colon-separated line whose first field is name. */
static int
id_file(const char *tree, const char *file, const char *name, unsigned *id)
{
	struct buf path = { 0 }, text = { 0 };
	char *line, *next, *field;
	size_t n = strlen(name);
	int error;

	buf_fmt(&path, "%s/etc/%s", tree, file);
	error = buf_read(&text, path.data);
	buf_free(&path);
	if (error != 0)
		return (ENOENT);
	error = ENOENT;
	for (line = text.data; *line != '\0' && error != 0; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (strncmp(line, name, n) != 0 || line[n] != ':')
			continue;
		field = strchr(line + n + 1, ':');
		if (field != NULL && sscanf(field + 1, "%u", id) == 1)
			error = 0;
	}
	buf_free(&text);
	return (error);
}

/* What every BSD agrees on, for trees without user files. */
static int
id_known(const char *name, unsigned *id)
{
	static const struct {
		const char	*name;
		unsigned	 id;
	} known[] = {
		{ "root", 0 }, { "wheel", 0 }, { "daemon", 1 }, { "kmem", 2 },
		{ "tty", 4 }, { "operator", 5 }, { "bin", 7 },
	};
	char *end;
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(name, known[i].name) == 0) {
			*id = known[i].id;
			return (0);
		}
	}
	*id = (unsigned)strtoul(name, &end, 10);
	return (*name != '\0' && *end == '\0' ? 0 : ENOENT);
}

int
tree_uid(const char *tree, const char *name, uid_t *uid)
{
	if (tree != NULL && id_file(tree, "master.passwd", name, uid) == 0)
		return (0);
	return (id_known(name, uid));
}

int
tree_gid(const char *tree, const char *name, gid_t *gid)
{
	if (tree != NULL && id_file(tree, "group", name, gid) == 0)
		return (0);
	return (id_known(name, gid));
}

/* Undo the octal escapes of a word, in place. */
static void
unvis(char *s)
{
	unsigned c;
	char *to = s;

	for (; *s != '\0'; s++) {
		if (s[0] == '\\' && sscanf(s + 1, "%3o", &c) == 1 &&
		    strspn(s + 1, "01234567") >= 3) {
			*to++ = (char)c;
			s += 3;
		} else
			*to++ = *s;
	}
	*to = '\0';
}

/* "./bin/ls" or "bin/ls" as "/bin/ls", "." and "./." as "/". */
static char *
image_path(const char *p)
{
	struct buf b = { 0 };
	size_t n;

	for (; *p != '\0'; p += n) {
		p += strspn(p, "/");
		n = strcspn(p, "/");
		if (n > 0 && !(n == 1 && *p == '.')) {
			buf_str(&b, "/");
			buf_add(&b, p, n);
		}
	}
	if (b.len == 0)
		buf_str(&b, "/");
	return (b.data);
}

static const struct {
	const char	*name;
	mode_t		 type;
} types[] = {
	{ "file", S_IFREG }, { "dir", S_IFDIR }, { "link", S_IFLNK },
	{ "char", S_IFCHR }, { "block", S_IFBLK }, { "fifo", S_IFIFO },
	{ "hardlink", 0 },
};

static int
metalog_key(struct image *im, struct entry *e, const char *key,
    const char *value, mode_t *type)
{
	unsigned major, minor;
	mode_t mode;
	size_t i;

	if (strcmp(key, "type") == 0) {
		for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
			if (strcmp(value, types[i].name) == 0) {
				*type = types[i].type;
				return (0);
			}
		}
		return (EINVAL);
	}
	if (strcmp(key, "mode") == 0) {
		if (image_mode(value, &mode) != 0)
			return (EINVAL);
		e->mode = (e->mode & S_IFMT) | mode;
	} else if (strcmp(key, "uname") == 0 || strcmp(key, "uid") == 0)
		return (tree_uid(im->tree, value, &e->uid));
	else if (strcmp(key, "gname") == 0 || strcmp(key, "gid") == 0)
		return (tree_gid(im->tree, value, &e->gid));
	else if (strcmp(key, "link") == 0) {
		free(e->target);
		e->target = strdup(value);
	} else if (strcmp(key, "device") == 0) {
		if (sscanf(value, "native,%u,%u", &major, &minor) != 2)
			return (EINVAL);
		e->dev = makedev(major, minor);
	}
	/* Times, sizes, checksums and flags are not ours to keep. */
	return (0);
}

static int
metalog_line(struct image *im, char *line)
{
	struct entry e = { .mode = 0644 };
	struct buf source = { 0 };
	char *word, *value, *save;
	mode_t type = S_IFREG;
	int error = 0;

	word = strtok_r(line, " \t", &save);
	if (word == NULL || *word == '#' || *word == '/')
		return (0);
	unvis(word);
	e.path = image_path(word);
	while (error == 0 && (word = strtok_r(NULL, " \t", &save)) != NULL) {
		value = strchr(word, '=');
		if (value == NULL)
			continue;
		*value++ = '\0';
		unvis(value);
		error = metalog_key(im, &e, word, value, &type);
		if (error != 0)
			return (image_fail(im, EINVAL, "METALOG: %s: %s=%s",
			    e.path, word, value));
	}
	if (type == 0) {
		if (e.target == NULL)
			return (image_fail(im, EINVAL,
			    "METALOG: %s: hard link to nothing", e.path));
		e.hard = image_path(e.target);
		free(e.target);
		e.target = NULL;
		type = S_IFREG;
	}
	e.mode = (e.mode & ~(mode_t)S_IFMT) | type;
	if (S_ISREG(e.mode) && e.hard == NULL) {
		buf_fmt(&source, "%s%s", im->tree, e.path);
		e.source = source.data;
		if (access(e.source, F_OK) != 0)
			return (image_fail(im, ENOENT,
			    "METALOG names %s, the tree lacks it", e.path));
	}
	entry_put(&im->files, e);
	return (0);
}

static int
metalog_read(struct image *im, char *text)
{
	char *line, *next;
	int error = 0;

	for (line = text; *line != '\0' && error == 0; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		error = metalog_line(im, line);
	}
	return (error);
}

static int
walk_entry(struct image *im, const FTSENT *f, const char *path)
{
	const struct stat *st = f->fts_statp;
	struct entry e = { .mode = st->st_mode, .dev = st->st_rdev };
	char target[4096];
	ssize_t n;

	e.uid = st->st_uid == geteuid() ? 0 : st->st_uid;
	e.gid = st->st_gid == getegid() ? 0 : st->st_gid;
	e.path = image_path(path);
	if (S_ISSOCK(st->st_mode))
		return (image_fail(im, EINVAL, "%s is a socket", path));
	if (S_ISREG(st->st_mode))
		e.source = strdup(f->fts_accpath);
	if (S_ISLNK(st->st_mode)) {
		n = readlink(f->fts_accpath, target, sizeof(target) - 1);
		if (n < 0)
			return (image_fail(im, errno, "%s: %s", path,
			    strerror(errno)));
		target[n] = '\0';
		e.target = strdup(target);
	}
	entry_put(&im->files, e);
	return (0);
}

static int
walk(struct image *im)
{
	char *roots[] = { strdup(im->tree), NULL };
	size_t skip = strlen(im->tree);
	FTSENT *f;
	FTS *fts;
	int error = 0;

	fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (fts == NULL)
		err(71, "fts_open");
	while (error == 0 && (f = fts_read(fts)) != NULL) {
		if (f->fts_info == FTS_DP)
			continue;
		if (f->fts_info == FTS_DNR || f->fts_info == FTS_ERR ||
		    f->fts_info == FTS_NS)
			error = image_fail(im, f->fts_errno, "%s: %s",
			    f->fts_path, strerror(f->fts_errno));
		else
			error = walk_entry(im, f, f->fts_path + skip);
	}
	fts_close(fts);
	free(roots[0]);
	return (error);
}

int
image_tree(struct image *im, const char *tree)
{
	struct buf path = { 0 }, text = { 0 };
	struct stat st;
	int error;

	im->tree = tree;
	if (stat(tree, &st) != 0)
		return (image_fail(im, errno, "%s: %s", tree, strerror(errno)));
	if (!S_ISDIR(st.st_mode))
		return (image_fail(im, ENOTDIR, "%s: not a directory", tree));
	buf_fmt(&path, "%s/METALOG", tree);
	error = buf_read(&text, path.data);
	if (error == 0)
		error = metalog_read(im, text.data);
	else if (error == ENOENT)
		error = walk(im);
	else
		image_fail(im, error, "%s: %s", path.data, strerror(error));
	buf_free(&path);
	buf_free(&text);
	entries_sort(&im->files);
	return (error);
}
