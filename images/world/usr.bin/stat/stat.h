/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stat.h: what the parts of stat(1) know of each other.
 */
#ifndef STAT_H
#define STAT_H

#include <sys/stat.h>

/* One file as it is shown. */
struct item {
	const struct stat	*st;
	const char		*path;		/* NULL: standard input */
	int			 number;	/* of the argument, from 1 */
};

extern const char	*time_format;	/* for strftime(3) */
extern int		 link_failed;	/* a link's target could not be read */

/*
 * Show the item as format says, and a newline behind it unless there is one,
 * or none is wanted.  A format that makes no sense ends the program.
 */
void	show(const char *format, const struct item *it, int newline);

#endif
