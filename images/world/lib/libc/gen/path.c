/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * path.c: the current directory, and paths without links in them.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libc_private.h"

/*
 * With buf NULL the result is to be freed; size 0 then means as long as need
 * be.
 */
char *
getcwd(char *buf, size_t size)
{
	char path[MAXPATHLEN];

	if (buf != NULL && size == 0) {
		errno = EINVAL;
		return (NULL);
	}
	if (__sys___getcwd(path, sizeof(path)) < 0)
		return (NULL);
	if (size != 0 && strlen(path) >= size) {
		errno = ERANGE;
		return (NULL);
	}
	if (buf == NULL) {
		buf = malloc(size != 0 ? size : strlen(path) + 1);
		if (buf == NULL)
			return (NULL);
	}
	return (strcpy(buf, path));
}

char *
getwd(char *buf)
{
	return (getcwd(buf, MAXPATHLEN));
}

/* The part of a path that is done, and the part that is not. */
struct walk {
	char	done[MAXPATHLEN];
	char	left[MAXPATHLEN];
	size_t	len;		/* of done */
};

/* Append a name to what is done. */
static int
append(struct walk *w, const char *name, size_t n)
{
	if (w->len + n + 2 > sizeof(w->done)) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	if (w->len > 1)
		w->done[w->len++] = '/';
	memcpy(w->done + w->len, name, n);
	w->len += n;
	w->done[w->len] = '\0';
	return (0);
}

/* Put the text of the link that done names before what is left. */
static int
follow(struct walk *w, size_t parent)
{
	char text[MAXPATHLEN];
	ssize_t n;
	size_t l = strlen(w->left);

	n = readlink(w->done, text, sizeof(text) - 1);
	if (n < 0)
		return (-1);
	if ((size_t)n + l + 1 > sizeof(w->left)) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	/* What is left begins with a slash, or is nothing. */
	memmove(w->left + n, w->left, l + 1);
	memcpy(w->left, text, (size_t)n);
	w->len = text[0] == '/' ? 1 : parent;
	w->done[w->len] = '\0';
	return (0);
}

/* Take the names of w->left one by one. */
static int
resolve(struct walk *w)
{
	char name[MAXPATHLEN];
	struct stat st;
	size_t n, parent;
	char *s;
	int links = 0;

	for (;;) {
		s = w->left + strspn(w->left, "/");
		if (*s == '\0')
			return (0);
		n = strcspn(s, "/");
		memcpy(name, s, n);
		name[n] = '\0';
		memmove(w->left, s + n, strlen(s + n) + 1);
		if (strcmp(name, ".") == 0)
			continue;
		if (strcmp(name, "..") == 0) {
			while (w->len > 1 && w->done[--w->len] != '/')
				;
			w->done[w->len] = '\0';
			continue;
		}
		parent = w->len;
		if (append(w, name, n) != 0 || lstat(w->done, &st) != 0)
			return (-1);
		if (S_ISLNK(st.st_mode)) {
			if (++links > MAXSYMLINKS) {
				errno = ELOOP;
				return (-1);
			}
			if (follow(w, parent) != 0)
				return (-1);
		} else if (!S_ISDIR(st.st_mode) && w->left[0] != '\0') {
			errno = ENOTDIR;
			return (-1);
		}
	}
}

char *
realpath(const char *__restrict path, char *__restrict resolved)
{
	struct walk w = { .done = "/", .len = 1 };
	int error;

	if (path == NULL || *path == '\0') {
		errno = path == NULL ? EINVAL : ENOENT;
		return (NULL);
	}
	if (strlcpy(w.left, path, sizeof(w.left)) >= sizeof(w.left)) {
		errno = ENAMETOOLONG;
		return (NULL);
	}
	if (*path != '/') {
		if (getcwd(w.done, sizeof(w.done)) == NULL)
			return (NULL);
		w.len = strlen(w.done);
	}
	error = resolve(&w);
	if (error != 0 && resolved == NULL)
		return (NULL);
	if (resolved == NULL)
		return (strdup(w.done));
	/* On failure it names what could not be resolved. */
	strcpy(resolved, w.done);
	return (error != 0 ? NULL : resolved);
}
