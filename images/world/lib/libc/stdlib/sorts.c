/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sorts.c: heapsort(3), which needs no memory, and mergesort(3), which keeps
 * the order of equals.
 */
#include <sys/types.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef int	compare(const void *, const void *);

static void
swap(char *a, char *b, size_t size)
{
	char c;

	for (; size > 0; size--) {
		c = *a;
		*a++ = *b;
		*b++ = c;
	}
}

/* Let element i sink in the heap of the first n. */
static void
sink(char *base, size_t i, size_t n, size_t size, compare *cmp)
{
	size_t child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && cmp(base + child * size,
		    base + (child + 1) * size) < 0)
			child++;
		if (cmp(base + i * size, base + child * size) >= 0)
			return;
		swap(base + i * size, base + child * size, size);
		i = child;
	}
}

int
heapsort(void *base, size_t n, size_t size, compare *cmp)
{
	if (size == 0) {
		errno = EINVAL;
		return (-1);
	}
	for (size_t i = n / 2; i-- > 0;)
		sink(base, i, n, size, cmp);
	while (n > 1) {
		n--;
		swap(base, (char *)base + n * size, size);
		sink(base, 0, n, size, cmp);
	}
	return (0);
}

/* Merge the sorted runs [0, half) and [half, n) of from into to. */
static void
merge(const char *from, size_t half, size_t n, size_t size, char *to,
    compare *cmp)
{
	const char *a = from, *a_end = from + half * size;
	const char *b = a_end, *b_end = from + n * size;

	while (a < a_end || b < b_end) {
		const char **p = b == b_end || (a < a_end && cmp(a, b) <= 0) ?
		    &a : &b;

		memcpy(to, *p, size);
		*p += size;
		to += size;
	}
}

int
mergesort(void *base, size_t n, size_t size, compare *cmp)
{
	char *from = base, *to, *room, *p;

	/* As it was in 4.4BSD, which put pointers in place of elements. */
	if (size < sizeof(void *) / 2) {
		errno = EINVAL;
		return (-1);
	}
	if (n < 2)
		return (0);
	to = room = reallocarray(NULL, n, size);
	if (room == NULL)
		return (-1);
	for (size_t run = 1; run < n; run *= 2) {
		for (size_t i = 0; i < n; i += 2 * run) {
			size_t left = n - i < 2 * run ? n - i : 2 * run;

			merge(from + i * size, left < run ? left : run, left,
			    size, to + i * size, cmp);
		}
		p = from;
		from = to;
		to = p;
	}
	if (from != base)
		memcpy(base, from, n * size);
	free(room);
	return (0);
}
