/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * string.c: string(3) for the kernel.  Pure; see libkern.h.
 */
#include "lib/libkern.h"

/*
 * The compiler may turn loops into calls of these very functions; the string
 * instructions keep it from doing so here, and are quick on current CPUs.
 */
void *
memcpy(void *restrict dst, const void *restrict src, size_t n)
{
	void *d = dst;

	__asm__ volatile("rep movsb" : "+D"(d), "+S"(src), "+c"(n) : : "memory");
	return (dst);
}

void *
memmove(void *dst, const void *src, size_t n)
{
	char *d = dst;
	const char *s = src;

	if (d <= s || d >= s + n)
		return (memcpy(dst, src, n));
	d += n - 1;
	s += n - 1;
	__asm__ volatile("std\n\trep movsb\n\tcld"
	    : "+D"(d), "+S"(s), "+c"(n) : : "memory", "cc");
	return (dst);
}

void *
memset(void *dst, int c, size_t n)
{
	void *d = dst;

	__asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(c) : "memory");
	return (dst);
}

int
memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n != 0; n--, p++, q++)
		if (*p != *q)
			return (*p - *q);
	return (0);
}

void *
memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n != 0; n--, p++)
		if (*p == (unsigned char)c)
			return (__DECONST_K(void *, p));
	return (NULL);
}

size_t
strlen(const char *s)
{
	const char *p = s;

	while (*p != '\0') {
		p++;
		__asm__ volatile("" : : : "memory");
	}
	return (p - s);
}

size_t
strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return (n);
}

int
strcmp(const char *a, const char *b)
{
	while (*a == *b && *a != '\0')
		a++, b++;
	return ((unsigned char)*a - (unsigned char)*b);
}

int
strncmp(const char *a, const char *b, size_t n)
{
	for (; n != 0; n--, a++, b++) {
		if (*a != *b)
			return ((unsigned char)*a - (unsigned char)*b);
		if (*a == '\0')
			break;
	}
	return (0);
}

char *
strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (__DECONST_K(char *, s));
		if (*s == '\0')
			return (NULL);
	}
}

char *
strrchr(const char *s, int c)
{
	const char *last = NULL;

	for (;; s++) {
		if (*s == (char)c)
			last = s;
		if (*s == '\0')
			return (__DECONST_K(char *, last));
	}
}

char *
strstr(const char *s, const char *find)
{
	size_t n = strlen(find);

	for (;; s++) {
		if (strncmp(s, find, n) == 0)
			return (__DECONST_K(char *, s));
		if (*s == '\0')
			return (NULL);
	}
}

size_t
strlcpy(char *dst, const char *src, size_t size)
{
	size_t n = strlen(src);

	if (size != 0) {
		size_t m = n < size ? n : size - 1;

		memcpy(dst, src, m);
		dst[m] = '\0';
	}
	return (n);
}

size_t
strlcat(char *dst, const char *src, size_t size)
{
	size_t n = strnlen(dst, size);

	if (n == size)
		return (n + strlen(src));
	return (n + strlcpy(dst + n, src, size - n));
}
