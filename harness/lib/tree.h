/*
 * tree.h: find and end processes.
 *
 * The keeper is a child subreaper: whatever a kernel starts, and however it
 * hides (setsid, double fork), becomes the keeper's child in the end.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef TREE_H
#define TREE_H

#include <sys/types.h>
#include <stddef.h>

/*
 * All descendants of pid, children before their own children, into pids,
 * at most max.  Returns how many.
 */
size_t	tree_descend(pid_t pid, pid_t *pids, size_t max);

/*
 * Kill all descendants of the caller, reap them, and repeat until none is
 * left or limit seconds are over.  skip, if not 0, is reaped but not
 * counted.  Returns how many were alive and killed; *left receives how many
 * remain (0 unless the host is in trouble).
 */
unsigned tree_kill(double limit, pid_t skip, unsigned *left);

/* A process that a keeper's kernel started: VKT_BOOT=id in its environment. */
struct marked {
	pid_t	 pid;
	char	*id;		/* free(3) it */
};

/* All such processes of this user, at most max.  Returns how many. */
size_t	tree_marked(struct marked *list, size_t max);

/* Is pid running the file that path names?  A host without /proc says no. */
int	tree_runs(pid_t pid, const char *path);

#endif
