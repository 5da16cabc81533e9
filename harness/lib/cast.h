/*
 * cast.h: the transcript of a console: console.cast (asciicast v2, with
 * times) and console.txt (plain text without control bytes).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CAST_H
#define CAST_H

#include <stddef.h>
#include <stdio.h>

#include "buf.h"

struct cast {
	FILE		*cast;
	FILE		*text;
	double		 start;		/* seconds, monotonic */
	struct buf	 tail;		/* an unfinished UTF-8 sequence */
};

/* Seconds of the monotonic clock. */
double	cast_now(void);

/*
 * Open both files in dir.  title is the command line.  Returns 0 or an
 * errno; cast_close() may be called in either case.
 */
int	cast_open(struct cast *, const char *dir, const char *title,
	    unsigned cols, unsigned rows);

/* Record n bytes of output. */
void	cast_output(struct cast *, const char *p, size_t n);

/* Record n bytes of input. */
void	cast_input(struct cast *, const char *p, size_t n);

/* Record cleaned text; has the type that scan_feed() calls. */
void	cast_text(void *, const char *p, size_t n);

/* Record a moment by name, "panic" for instance. */
void	cast_mark(struct cast *, const char *what);

/* Let readers of the files see all that was recorded. */
void	cast_flush(struct cast *);

/* Finish and close.  Returns 0 or an errno if anything was not written. */
int	cast_close(struct cast *);

#endif
