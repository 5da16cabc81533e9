/*
 * screen.h: what a person reads of a case that failed, on one screen.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdio.h>

#include "case.h"

/* A run that failed. */
struct screen {
	const struct vkt_case *c;
	const struct vkt_boot *boot;
	const struct vkt_result *result;
	const char	*objdir;
	const char	*program;	/* "cases/vfs/t_rename" */
};

/*
 * Write again.sh into the directory of artifacts: it runs the case once
 * more by hand, in a directory of its own.  Its variable KEEP, in seconds,
 * leaves a machine that fails again up.  Returns 0 or an errno.
 */
int	screen_again(const struct screen *);

/* Tell what was run, expected, came, and how to run it again. */
void	screen_print(const struct screen *, FILE *);

#endif
