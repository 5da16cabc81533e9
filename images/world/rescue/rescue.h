/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rescue.h: the programs that rescue(8) is made of.
 */
#ifndef _RESCUE_H_
#define _RESCUE_H_

struct tool {
	const char	*name;		/* last part of a path it has */
	int		(*run)(int, char **, char **);
};

/* Made by table.awk, in order of names; one without a name ends it. */
extern const struct tool rescue_tools[];

#endif /* !_RESCUE_H_ */
