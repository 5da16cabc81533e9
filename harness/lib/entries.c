/*
 * entries.c: the set of files of an image.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

static void
entry_clear(struct entry *e)
{
	free(e->path);
	free(e->target);
	free(e->hard);
	free(e->source);
	free(e->text);
}

struct entry *
entry_find(struct entries *s, const char *path)
{
	size_t i, lo = 0, hi = s->n;
	int order;

	if (!s->sorted) {
		for (i = s->n; i > 0; i--) {
			if (strcmp(s->v[i - 1].path, path) == 0)
				return (&s->v[i - 1]);
		}
		return (NULL);
	}
	while (lo < hi) {
		i = lo + (hi - lo) / 2;
		order = strcmp(path, s->v[i].path);
		if (order == 0)
			return (&s->v[i]);
		if (order < 0)
			hi = i;
		else
			lo = i + 1;
	}
	return (NULL);
}

void
entry_put(struct entries *s, struct entry e)
{
	if (s->n == s->size) {
		s->size = s->size == 0 ? 64 : 2 * s->size;
		s->v = realloc(s->v, s->size * sizeof(*s->v));
		if (s->v == NULL)
			err(71, "realloc");
	}
	e.turn = s->n;
	s->v[s->n++] = e;
	s->sorted = false;
}

static int
entry_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return (order != 0 ? order : x->turn < y->turn ? -1 : 1);
}

/* Sort, and of each path keep the last. */
static void
entries_unique(struct entries *s)
{
	size_t i, kept = 0;

	if (s->n > 0)
		qsort(s->v, s->n, sizeof(*s->v), entry_order);
	for (i = 0; i < s->n; i++) {
		if (i + 1 < s->n && strcmp(s->v[i].path, s->v[i + 1].path) == 0)
			entry_clear(&s->v[i]);
		else
			s->v[kept++] = s->v[i];
	}
	s->n = kept;
	for (i = 0; i < s->n; i++)
		s->v[i].turn = i;
	s->sorted = true;
}

/* Make the directories above path that are missing. */
static void
entries_parents(struct entries *s, const char *path)
{
	char *copy = strdup(path), *slash;

	if (copy == NULL)
		err(71, "strdup");
	while (copy[1] != '\0' && (slash = strrchr(copy, '/')) != NULL) {
		slash[slash == copy] = '\0';
		if (entry_find(s, copy) != NULL)
			break;
		entry_put(s, (struct entry){ .path = strdup(copy),
		    .mode = S_IFDIR | 0755 });
	}
	free(copy);
}

void
entries_sort(struct entries *s)
{
	size_t i, n;

	if (entry_find(s, "/") == NULL)
		entry_put(s, (struct entry){ .path = strdup("/"),
		    .mode = S_IFDIR | 0755 });
	entries_unique(s);
	n = s->n;
	for (i = 0; i < n; i++)
		entries_parents(s, s->v[i].path);
	if (!s->sorted)
		entries_unique(s);
}

void
entries_free(struct entries *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		entry_clear(&s->v[i]);
	free(s->v);
	memset(s, 0, sizeof(*s));
}
