/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scandir.c: a directory as a sorted array.
 */
#define _GNU_SOURCE	/* strverscmp */
#include <sys/types.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int
alphasort(const struct dirent **a, const struct dirent **b)
{
	return (strcoll((*a)->d_name, (*b)->d_name));
}

int
versionsort(const struct dirent **a, const struct dirent **b)
{
	return (strverscmp((*a)->d_name, (*b)->d_name));
}

int
scandir(const char *path, struct dirent ***list,
    int (*select)(const struct dirent *),
    int (*compare)(const struct dirent **, const struct dirent **))
{
	struct dirent **names = NULL, **grown, *de, *copy;
	size_t n = 0, room = 0;
	DIR *d;

	d = opendir(path);
	if (d == NULL)
		return (-1);
	while ((de = readdir(d)) != NULL) {
		if (select != NULL && !select(de))
			continue;
		if (n == room) {
			room = room != 0 ? room * 2 : 32;
			grown = reallocarray(names, room, sizeof(*names));
			if (grown == NULL)
				goto fail;
			names = grown;
		}
		copy = malloc(_DIRENT_DIRSIZ(de));
		if (copy == NULL)
			goto fail;
		memcpy(copy, de, _DIRENT_DIRSIZ(de));
		names[n++] = copy;
	}
	closedir(d);
	if (compare != NULL && n > 0)
		qsort(names, n, sizeof(*names),
		    (int (*)(const void *, const void *))compare);
	*list = names;
	return ((int)n);
fail:
	while (n > 0)
		free(names[--n]);
	free(names);
	closedir(d);
	errno = ENOMEM;
	return (-1);
}
