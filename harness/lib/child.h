/*
 * child.h: run one program of the host after the other.
 *
 * child_begin() makes this process the one that adopts what its children
 * leave behind, and takes the signals that end a program; from then on they
 * are noticed by child_run() and child_signal() only.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CHILD_H
#define CHILD_H

#include "buf.h"

struct child {
	char *const	*argv;
	char *const	*env;		/* NAME=value on top of ours, or NULL */
	const char	*dir;		/* its directory, or NULL: ours */
	const char	*log;		/* stdout and stderr go to this file */
	struct buf	*out;		/* or stdout here, stderr to ours */
	unsigned	 timeout;	/* seconds; 0: none */
};

void	child_begin(void);

/* The signal that asked this program to end, or 0. */
int	child_signal(void);

/*
 * Run a program to its end; nothing of it is left running.  *status receives
 * its wait status.  Returns 0, ETIMEDOUT when it had to be ended, EINTR when
 * a signal asked for our end (the program is ended then), else the errno of
 * starting it.
 */
int	child_run(const struct child *, int *status);

/* Remove a file or directory with all that is in it. */
void	child_remove(const char *path);

#endif
