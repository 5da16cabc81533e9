/*
 * manifest.c: the recipe of an image.
 *
 *	size 15m			of the whole image
 *	free 4m				room to leave, when no size is given
 *	inodes 2000
 *	format ffs|cd9660		cd9660: sizes, inodes, label, slice mean nothing
 *	label 32|64			kind of disklabel
 *	slice none|mbr
 *	include /bin/l* ...		from the tree only what matches
 *	exclude /usr/share/man ...	and not what matches, nor what is below
 *	dir path mode owner group
 *	link path target		symbolic link
 *	copy path mode owner group file	a file of the host
 *	file path mode owner group	its lines follow, indented by one tab
 *
 * '#' begins a comment.  Patterns are fnmatch(3)'s.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"

#define WORDS	64

int
image_fail(struct image *im, int error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(im->why, sizeof(im->why), fmt, ap);
	va_end(ap);
	return (error);
}

int
image_size(const char *text, uint64_t *size)
{
	static const char units[] = "kmg";
	const char *unit;
	char *end;

	errno = 0;
	*size = strtoull(text, &end, 10);
	if (end == text || *text == '-' || errno != 0)
		return (EINVAL);
	if (*end == '\0')
		return (0);
	unit = strchr(units, *end | 0x20);
	if (unit == NULL || end[1] != '\0' || *size > 1ULL << 32)
		return (EINVAL);
	*size <<= 10 * (unit - units + 1);
	return (0);
}

int
image_mode(const char *text, mode_t *mode)
{
	unsigned long m;
	char *end;

	m = strtoul(text, &end, 8);
	if (end == text || *end != '\0' || m > 07777)
		return (EINVAL);
	*mode = (mode_t)m;
	return (0);
}

/* Does path, or a directory above it, match one of the patterns? */
static bool
matches(const char *path, char **patterns, size_t n)
{
	char *copy = strdup(path), *slash;
	bool found = false;
	size_t i;

	while (copy != NULL && !found) {
		for (i = 0; i < n && !found; i++)
			found = fnmatch(patterns[i], copy, FNM_PATHNAME) == 0;
		slash = strrchr(copy, '/');
		if (slash == NULL || slash == copy)
			break;
		*slash = '\0';
	}
	free(copy);
	return (found);
}

/* Keep what matches, or what does not. */
static int
filter(struct image *im, char **patterns, size_t n, bool keep)
{
	struct entries old = im->files;
	size_t i;

	memset(&im->files, 0, sizeof(im->files));
	for (i = 0; i < old.n; i++) {
		if (old.v[i].path[1] == '\0' ||
		    matches(old.v[i].path, patterns, n) == keep) {
			entry_put(&im->files, old.v[i]);
			memset(&old.v[i], 0, sizeof(old.v[i]));
		}
	}
	entries_free(&old);
	return (0);
}

/* path mode owner group, of a new entry. */
static int
fields(struct image *im, char **w, mode_t type, struct entry *e)
{
	mode_t mode;

	if (w[1][0] != '/')
		return (image_fail(im, EINVAL, "%s: not absolute", w[1]));
	if (image_mode(w[2], &mode) != 0)
		return (image_fail(im, EINVAL, "%s: bad mode", w[2]));
	if (tree_uid(im->tree, w[3], &e->uid) != 0)
		return (image_fail(im, EINVAL, "%s: no such user", w[3]));
	if (tree_gid(im->tree, w[4], &e->gid) != 0)
		return (image_fail(im, EINVAL, "%s: no such group", w[4]));
	e->path = strdup(w[1]);
	e->mode = type | mode;
	return (0);
}

static int
do_size(struct image *im, char **w, size_t n)
{
	uint64_t value;

	(void)n;
	if (image_size(w[1], &value) != 0)
		return (image_fail(im, EINVAL, "%s: bad size", w[1]));
	if (w[0][0] == 's')
		im->size = value;
	else if (w[0][0] == 'f')
		im->free = value;
	else if (value > 1000000)
		return (image_fail(im, EINVAL, "%s: too many inodes", w[1]));
	else
		im->inodes = (unsigned)value;
	return (0);
}

static int
do_label(struct image *im, char **w, size_t n)
{
	(void)n;
	if (strcmp(w[1], "32") != 0 && strcmp(w[1], "64") != 0)
		return (image_fail(im, EINVAL, "%s: not 32 or 64", w[1]));
	im->bits = atoi(w[1]);
	return (0);
}

static int
do_format(struct image *im, char **w, size_t n)
{
	(void)n;
	if (strcmp(w[1], "ffs") != 0 && strcmp(w[1], "cd9660") != 0)
		return (image_fail(im, EINVAL, "%s: not ffs or cd9660", w[1]));
	im->cd = w[1][0] == 'c';
	return (0);
}

static int
do_slice(struct image *im, char **w, size_t n)
{
	(void)n;
	if (strcmp(w[1], "none") != 0 && strcmp(w[1], "mbr") != 0)
		return (image_fail(im, EINVAL, "%s: not none or mbr", w[1]));
	im->mbr = w[1][0] == 'm';
	return (0);
}

static int
do_include(struct image *im, char **w, size_t n)
{
	return (filter(im, w + 1, n - 1, true));
}

static int
do_exclude(struct image *im, char **w, size_t n)
{
	return (filter(im, w + 1, n - 1, false));
}

static int
do_dir(struct image *im, char **w, size_t n)
{
	struct entry e = { 0 };
	int error = fields(im, w, S_IFDIR, &e);

	(void)n;
	if (error == 0)
		entry_put(&im->files, e);
	return (error);
}

static int
do_link(struct image *im, char **w, size_t n)
{
	(void)n;
	if (w[1][0] != '/')
		return (image_fail(im, EINVAL, "%s: not absolute", w[1]));
	entry_put(&im->files, (struct entry){ .path = strdup(w[1]),
	    .mode = S_IFLNK | 0755, .target = strdup(w[2]) });
	return (0);
}

static int
do_copy(struct image *im, char **w, size_t n)
{
	struct entry e = { 0 };
	int error = fields(im, w, S_IFREG, &e);

	(void)n;
	if (error == 0 && access(w[5], R_OK) != 0)
		error = image_fail(im, errno, "%s: %s", w[5], strerror(errno));
	if (error == 0) {
		e.source = strdup(w[5]);
		entry_put(&im->files, e);
	}
	return (error);
}

static int
do_file(struct image *im, char **w, size_t n)
{
	struct entry e = { 0 };
	int error = fields(im, w, S_IFREG, &e);

	(void)n;
	if (error == 0) {
		e.text = strdup("");
		entry_put(&im->files, e);
	}
	return (error);
}

static const struct {
	const char	*name;
	size_t		 least, most;	/* words, with the name */
	int		 (*run)(struct image *, char **, size_t);
} keywords[] = {
	{ "copy", 6, 6, do_copy },
	{ "dir", 5, 5, do_dir },
	{ "exclude", 2, WORDS, do_exclude },
	{ "file", 5, 5, do_file },
	{ "format", 2, 2, do_format },
	{ "free", 2, 2, do_size },
	{ "include", 2, WORDS, do_include },
	{ "inodes", 2, 2, do_size },
	{ "label", 2, 2, do_label },
	{ "link", 3, 3, do_link },
	{ "size", 2, 2, do_size },
	{ "slice", 2, 2, do_slice },
};

static int
manifest_line(struct image *im, char *line, const char **file)
{
	char *w[WORDS], *save, *word;
	size_t i, n = 0;
	int error;

	for (word = strtok_r(line, " \t", &save);
	    word != NULL && word[0] != '#';
	    word = strtok_r(NULL, " \t", &save)) {
		if (n == WORDS)
			return (image_fail(im, EINVAL, "too many words"));
		w[n++] = word;
	}
	if (n == 0)
		return (0);
	*file = NULL;
	for (i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (strcmp(w[0], keywords[i].name) != 0)
			continue;
		if (n < keywords[i].least || n > keywords[i].most)
			return (image_fail(im, EINVAL, "%s: wrong number of "
			    "words", w[0]));
		error = keywords[i].run(im, w, n);
		if (error == 0 && keywords[i].run == do_file)
			*file = w[1];
		return (error);
	}
	return (image_fail(im, EINVAL, "%s: unknown word", w[0]));
}

/* One more line of the file that is being given. */
static void
manifest_text(struct image *im, const char *path, const char *line)
{
	struct entry *e = entry_find(&im->files, path);
	struct buf b = { 0 };

	buf_fmt(&b, "%s%s\n", e->text, line);
	free(e->text);
	e->text = b.data;
}

int
image_manifest(struct image *im, const char *name, const char *text)
{
	char *copy = strdup(text), *line, *next, why[sizeof(im->why)];
	const char *file = NULL;
	unsigned number = 0;
	int error = 0;

	for (line = copy; *line != '\0' && error == 0; line = next) {
		number++;
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (*line == '\t' && file != NULL)
			manifest_text(im, file, line + 1);
		else
			error = manifest_line(im, line, &file);
	}
	if (error != 0) {
		memcpy(why, im->why, sizeof(why));
		image_fail(im, error, "%.80s:%u: %.160s", name, number, why);
	}
	free(copy);
	entries_sort(&im->files);
	return (error);
}
