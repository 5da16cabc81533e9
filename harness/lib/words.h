/*
 * words.h: a list of strings for execvp(3) or the environment.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>

#define WORDS_MAX	128

struct words {
	char	*v[WORDS_MAX];	/* NULL-ended once something was added */
	size_t	 n;
};

/* Add a formatted string; the program ends when there are too many. */
void	words_add(struct words *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* Free the strings; the list is empty and usable again. */
void	words_free(struct words *);

#endif
