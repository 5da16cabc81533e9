/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * search.c: tables that are searched from the front, and queues.
 */
#include <search.h>
#include <stddef.h>
#include <string.h>

/* What an element of a queue begins with. */
struct link {
	struct link	*next;
	struct link	*prev;
};

void *
lfind(const void *key, const void *base, size_t *n, size_t size,
    int (*cmp)(const void *, const void *))
{
	const char *p = base;

	for (size_t i = 0; i < *n; i++, p += size)
		if (cmp(key, p) == 0)
			return (__DECONST(void *, p));
	return (NULL);
}

void *
lsearch(const void *key, void *base, size_t *n, size_t size,
    int (*cmp)(const void *, const void *))
{
	void *p = lfind(key, base, n, size, cmp);

	if (p != NULL)
		return (p);
	return (memcpy((char *)base + size * (*n)++, key, size));
}

/* Without a predecessor the element is the first of a list without a head. */
void
insque(void *element, void *pred)
{
	struct link *e = element, *p = pred;

	e->prev = p;
	e->next = p != NULL ? p->next : NULL;
	if (p != NULL)
		p->next = e;
	if (e->next != NULL)
		e->next->prev = e;
}

void
remque(void *element)
{
	struct link *e = element;

	if (e->prev != NULL)
		e->prev->next = e->next;
	if (e->next != NULL)
		e->next->prev = e->prev;
}
