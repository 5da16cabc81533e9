/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fparseln.c: logical lines of a configuration file: continuation, comments
 * and escapes.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Is the character at p preceded by an odd number of escapes? */
static bool
escaped(const char *start, const char *p, int esc)
{
	size_t n = 0;

	if (esc == '\0')
		return (false);
	while (p > start && (unsigned char)*--p == (unsigned char)esc)
		n++;
	return (n % 2 != 0);
}

/* Remove the escapes that flags ask to be removed. */
static size_t
unescape(char *s, const char delim[3], int flags)
{
	char *from = s, *to = s, esc = delim[0];
	int drop;

	while (*from != '\0') {
		if (*from != esc || from[1] == '\0') {
			*to++ = *from++;
			continue;
		}
		if (from[1] == delim[2])
			drop = flags & FPARSELN_UNESCCOMM;
		else if (from[1] == delim[1])
			drop = flags & FPARSELN_UNESCCONT;
		else if (from[1] == esc)
			drop = flags & FPARSELN_UNESCESC;
		else
			drop = flags & FPARSELN_UNESCREST;
		if (!drop)
			*to++ = *from;
		*to++ = from[1];
		from += 2;
	}
	*to = '\0';
	return ((size_t)(to - s));
}

/*
 * Return a logical line in memory to be freed, or NULL at the end or for want
 * of memory.  delim is escape, continuation and comment character, `\0' for
 * none; NULL stands for "\\\\#".
 */
char *
fparseln(FILE *fp, size_t *size, size_t *lineno, const char str[3], int flags)
{
	static const char defaults[3] = { '\\', '\\', '#' };
	const char *delim = str != NULL ? str : defaults;
	char *buf = NULL, *grown, *line, *p;
	size_t len = 0, n;
	bool more = true;

	while (more) {
		more = false;
		line = fgetln(fp, &n);
		if (line == NULL)
			break;
		if (lineno != NULL)
			(*lineno)++;
		if (n > 0 && line[n - 1] == '\n')
			n--;
		for (p = line; delim[2] != '\0' && p < line + n; p++) {
			if (*p == delim[2] && !escaped(line, p, delim[0])) {
				n = (size_t)(p - line);
				/* A line of comment alone does not count. */
				more = n == 0 && len == 0;
				break;
			}
		}
		if (n > 0 && delim[1] != '\0' && line[n - 1] == delim[1] &&
		    !escaped(line, line + n - 1, delim[0])) {
			n--;
			more = true;
		}
		grown = realloc(buf, len + n + 1);
		if (grown == NULL) {
			free(buf);
			return (NULL);
		}
		buf = grown;
		memcpy(buf + len, line, n);
		len += n;
		buf[len] = '\0';
	}
	if (buf != NULL && (flags & FPARSELN_UNESCALL) != 0 &&
	    delim[0] != '\0')
		len = unescape(buf, delim, flags);
	if (size != NULL)
		*size = len;
	return (buf);
}
