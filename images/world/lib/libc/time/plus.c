/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plus.c: strftime(3): newlib's, and %+, the date as date(1) shows it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

size_t	__newlib_strftime(char *, size_t, const char *, const struct tm *);
size_t	__newlib_strftime_l(char *, size_t, const char *, const struct tm *,
	    locale_t);

static const char date[] = "%a %b %e %H:%M:%S %Z %Y";

/* The next %+, or NULL; it is a flag in front of a width or some letters. */
static const char *
find(const char *p)
{
	while ((p = strchr(p, '%')) != NULL) {
		if (p[1] == '+' && !isdigit((unsigned char)p[2]) &&
		    (p[2] == '\0' || strchr("CFGY", p[2]) == NULL))
			return (p);
		p += p[1] == '\0' ? 1 : 2;
	}
	return (NULL);
}

/* The format with every %+ written out, to be freed, or NULL. */
static char *
expand(const char *format)
{
	size_t n = 0;
	const char *p;
	char *full;

	for (p = format; (p = find(p)) != NULL; p += 2)
		n++;
	if ((full = malloc(strlen(format) + n * sizeof(date) + 1)) == NULL)
		return (NULL);
	full[0] = '\0';
	while ((p = find(format)) != NULL) {
		strncat(full, format, (size_t)(p - format));
		strcat(full, date);
		format = p + 2;
	}
	return (strcat(full, format));
}

size_t
strftime(char *restrict s, size_t size, const char *restrict format,
    const struct tm *restrict tm)
{
	char *full;
	size_t n;

	if (find(format) == NULL)
		return (__newlib_strftime(s, size, format, tm));
	if ((full = expand(format)) == NULL)
		return (0);
	n = __newlib_strftime(s, size, full, tm);
	free(full);
	return (n);
}

size_t
strftime_l(char *restrict s, size_t size, const char *restrict format,
    const struct tm *restrict tm, locale_t locale)
{
	char *full;
	size_t n;

	if (find(format) == NULL)
		return (__newlib_strftime_l(s, size, format, tm, locale));
	if ((full = expand(format)) == NULL)
		return (0);
	n = __newlib_strftime_l(s, size, full, tm, locale);
	free(full);
	return (n);
}
