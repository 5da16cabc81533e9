/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * number.c: numbers from text, sorting, checksums.  Pure; see libkern.h.
 */
#include "lib/libkern.h"

static int
digit(int c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'a' && c <= 'z')
		return (c - 'a' + 10);
	if (c >= 'A' && c <= 'Z')
		return (c - 'A' + 10);
	return (99);
}

/* Magnitude and sign of a number; *over when it does not fit 64 bits. */
static uint64_t
parse(const char *s, char **end, int base, bool *neg, bool *over)
{
	const char *start = s;
	uint64_t v = 0;
	bool any = false;

	*neg = *over = false;
	while (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		s++;
	if (*s == '-' || *s == '+')
		*neg = *s++ == '-';
	if ((base == 0 || base == 16) && s[0] == '0' &&
	    (s[1] == 'x' || s[1] == 'X') && digit(s[2]) < 16) {
		base = 16;
		s += 2;
	} else if (base == 0)
		base = s[0] == '0' ? 8 : 10;
	for (; digit(*s) < base; s++) {
		any = true;
		if (__builtin_mul_overflow(v, (uint64_t)base, &v) ||
		    __builtin_add_overflow(v, (uint64_t)digit(*s), &v))
			*over = true;
	}
	if (end != NULL)
		*end = __DECONST_K(char *, any ? s : start);
	return (v);
}

uint64_t
strtouq(const char *s, char **end, int base)
{
	bool neg, over;
	uint64_t v = parse(s, end, base, &neg, &over);

	if (over)
		return (UINT64_MAX);
	return (neg ? -v : v);
}

int64_t
strtoq(const char *s, char **end, int base)
{
	bool neg, over;
	uint64_t v = parse(s, end, base, &neg, &over);

	if (over || v > (uint64_t)INT64_MAX + neg)
		return (neg ? INT64_MIN : INT64_MAX);
	return (neg ? (int64_t)-v : (int64_t)v);
}

static void
swap_bytes(char *a, char *b, size_t n)
{
	while (n-- > 0) {
		char t = *a;

		*a++ = *b;
		*b++ = t;
	}
}

/* Heap sort: no recursion, no bad case. */
static void
sift(char *base, size_t root, size_t n, size_t size,
    int (*cmp)(const void *, const void *))
{
	size_t child;

	while ((child = 2 * root + 1) < n) {
		if (child + 1 < n && cmp(base + child * size,
		    base + (child + 1) * size) < 0)
			child++;
		if (cmp(base + root * size, base + child * size) >= 0)
			return;
		swap_bytes(base + root * size, base + child * size, size);
		root = child;
	}
}

void
kqsort(void *vbase, size_t n, size_t size,
    int (*cmp)(const void *, const void *))
{
	char *base = vbase;

	for (size_t i = n / 2; i-- > 0;)
		sift(base, i, n, size, cmp);
	for (size_t i = n; i-- > 1;) {
		swap_bytes(base, base + i * size, size);
		sift(base, 0, i, size, cmp);
	}
}

uint32_t
crc32(const void *buf, size_t n)
{
	const uint8_t *p = buf;
	uint32_t crc = ~0u;

	while (n-- > 0) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc = (crc >> 1) ^ (0xedb88320u & -(crc & 1));
	}
	return (~crc);
}

uint32_t
hash_bytes(const void *buf, size_t n, uint32_t seed)
{
	const uint8_t *p = buf;
	uint32_t h = 2166136261u ^ seed;

	while (n-- > 0)
		h = (h ^ *p++) * 16777619u;
	return (h);
}
