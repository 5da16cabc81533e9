/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ps.h: the columns of ps(1), between ps.c and columns.c.
 */
#ifndef _PS_H_
#define _PS_H_

#include <stdbool.h>
#include <stddef.h>

#define ARGS_ROOM	4096	/* bytes that a column takes at most */

struct kinfo_proc;

struct column {
	const char	*name;
	const char	*header;
	int		 width;		/* 0: to the end of the line */
	bool		 left;
	void		(*text)(const struct kinfo_proc *, char *, size_t);
};

void	t_tty(const struct kinfo_proc *p, char *s, size_t n);	/* "v0" */
extern const struct column known[];
extern const size_t nknown;
extern unsigned long physmem;	/* bytes of memory, 0: not known */

#endif /* !_PS_H_ */
