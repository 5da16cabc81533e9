/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tail.h: what the parts of tail(1) know of each other.
 */
#ifndef TAIL_H
#define TAIL_H

#include <stdbool.h>
#include <stdio.h>

struct file {
	const char	*name;
	FILE		*f;		/* NULL: not there now */
};

/* The name in front of what is shown of a file, if there are several. */
void	headline(const struct file *);

/*
 * Show what is added to the files, for ever; with names, a file that gets
 * another inode or shrinks is opened anew, and one that is missing waited for.
 */
void	follow(struct file *, int n, bool names);

#endif
