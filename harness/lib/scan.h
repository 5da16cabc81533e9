/*
 * scan.h: watch the bytes of a console for what matters: a panic, a failed
 * assertion, the debugger's prompt, a login or shell prompt.
 *
 * Bytes may arrive in any pieces.  Escape sequences, NULs and carriage
 * returns do not hide or make a match.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct scan {
	char	 line[1024];	/* the line in progress, cleaned */
	size_t	 len;
	bool	 cont;		/* the line began before line[0] */
	int	 esc;		/* state of an escape sequence */
	bool	 cr;		/* a carriage return is pending */
	char	 panic[200];	/* "panic: reason", empty if none yet */
	char	 suspect[200];	/* the same seen inside a line */
	bool	 ddb;		/* the debugger's prompt was seen */
	bool	 at_ddb;	/* and is the last thing on the console */
	bool	 booted;	/* a login or single-user prompt was seen */
	unsigned long prompts;	/* how often the debugger prompted */
};

/*
 * Feed n bytes.  clean, unless NULL, is called with each run of text that
 * is left when escapes, NULs and carriage returns are taken out.
 */
void	scan_feed(struct scan *, const char *p, size_t n,
	    void (*clean)(void *, const char *, size_t), void *);

#endif
