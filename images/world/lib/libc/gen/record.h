/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record.h: reading files of lines of fields, as /etc/passwd is.
 */
#ifndef _RECORD_H_
#define _RECORD_H_

#include <stdio.h>

/*
 * Split line in place at each sep into at most max fields; return how many.
 */
int	__split(char *line, char sep, char **field, int max);

/* A decimal number of 32 bits, whole: 0, or -1. */
int	__number(const char *s, unsigned int *value);

/* The next line of fp that is neither empty nor a comment, or NULL. */
char	*__next_line(FILE *fp, char *buf, size_t len);

#endif /* !_RECORD_H_ */
