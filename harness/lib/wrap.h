/*
 * wrap.h: text as wide as the terminal.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef WRAP_H
#define WRAP_H

#include <stdio.h>

/*
 * Columns of standard output: those of the environment variable COLUMNS, or
 * of the terminal.  0 when it is no terminal: lines stay whole then, for
 * programs that read them.
 */
unsigned wrap_width(void);

/*
 * Print a line, broken between words where it does not fit; what follows is
 * indented by hang blanks.  A word that is too long stands alone and whole.
 */
void	wrap_line(FILE *, unsigned width, unsigned hang, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));

#endif
