/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record.c: reading files of lines of fields.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

int
__split(char *line, char sep, char **field, int max)
{
	int n = 0;

	while (n < max) {
		field[n++] = line;
		line = strchr(line, sep);
		if (line == NULL)
			break;
		*line++ = '\0';
	}
	return (n);
}

int
__number(const char *s, unsigned int *value)
{
	unsigned long v;
	char *end;

	if (*s < '0' || *s > '9')
		return (-1);
	v = strtoul(s, &end, 10);
	if (*end != '\0' || v > UINT_MAX)
		return (-1);
	*value = (unsigned int)v;
	return (0);
}

char *
__next_line(FILE *fp, char *buf, size_t len)
{
	size_t n;
	int c;

	while (fgets(buf, (int)len, fp) != NULL) {
		n = strlen(buf);
		if (n > 0 && buf[n - 1] == '\n') {
			buf[n - 1] = '\0';
		} else if (n == len - 1) {
			/* Longer than any record may be: pass over it. */
			while ((c = getc(fp)) != EOF && c != '\n')
				;
			continue;
		}
		if (buf[0] != '\0' && buf[0] != '#')
			return (buf);
	}
	return (NULL);
}
