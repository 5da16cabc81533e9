/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * conv.c: the conversions of dd(1): case, order of bytes, records of a length
 * from lines and back.
 */
#include <ctype.h>
#include <string.h>

#include "dd.h"

static size_t	column;		/* of the record that is open */
static bool	inside;		/* one is */

/* Blanks, or what fillchar= says, up to the end of a record. */
static void
pad(size_t n, int fill, void (*sink)(const unsigned char *, size_t))
{
	unsigned char blank = fill < 0 ? ' ' : (unsigned char)fill;

	while (n-- > 0)
		sink(&blank, 1);
}

/* Lines to records of cbs bytes: longer ones are cut, shorter ones padded. */
static void
block(const struct job *j, const unsigned char *p, size_t n,
    void (*sink)(const unsigned char *, size_t))
{
	if (p == NULL && inside) {
		if (column < j->cbs)
			pad(j->cbs - column, j->fill, sink);
		inside = false;
		column = 0;
	}
	for (; n > 0; n--, p++) {
		if (*p == '\n') {
			if (column < j->cbs)
				pad(j->cbs - column, j->fill, sink);
			column = 0;
			inside = false;
			continue;
		}
		inside = true;
		if (column == j->cbs)
			done.truncated++;
		if (column++ < j->cbs)
			sink(p, 1);
	}
}

/* Records to lines, without the blanks at their ends. */
static void
unblock(const struct job *j, const unsigned char *p, size_t n,
    void (*sink)(const unsigned char *, size_t))
{
	static size_t blanks;

	if (p == NULL && column > 0) {
		sink((const unsigned char *)"\n", 1);
		column = 0;
	}
	for (; n > 0; n--, p++) {
		if (*p == ' ') {
			blanks++;
		} else {
			pad(blanks, -1, sink);
			blanks = 0;
			sink(p, 1);
		}
		if (++column == j->cbs) {
			sink((const unsigned char *)"\n", 1);
			column = blanks = 0;
		}
	}
}

void
convert(const struct job *j, unsigned char *p, size_t n,
    void (*sink)(const unsigned char *, size_t))
{
	if (p != NULL && (j->conv & C_SWAB) != 0) {
		for (size_t i = 0; i + 1 < n; i += 2) {
			unsigned char c = p[i];

			p[i] = p[i + 1];
			p[i + 1] = c;
		}
		done.odd += n % 2;
	}
	for (size_t i = 0; p != NULL && i < n; i++) {
		if ((j->conv & C_LCASE) != 0)
			p[i] = (unsigned char)tolower(p[i]);
		else if ((j->conv & C_UCASE) != 0)
			p[i] = (unsigned char)toupper(p[i]);
	}
	if ((j->conv & C_BLOCK) != 0)
		block(j, p, n, sink);
	else if ((j->conv & C_UNBLOCK) != 0)
		unblock(j, p, n, sink);
	else if (p != NULL)
		sink(p, n);
}
