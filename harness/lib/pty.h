/*
 * pty.h: pseudo-terminals, and programs started on them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PTY_H
#define PTY_H

#include <sys/types.h>
#include <stdbool.h>

struct pty {
	int	master;		/* non-blocking */
	int	slave;
	char	name[64];	/* the slave's path */
};

/*
 * Open a pair of the given size.  raw: bytes pass unchanged; else the
 * settings a new terminal has.  Returns 0 or an errno.
 */
int	pty_open(struct pty *, unsigned rows, unsigned cols, bool raw);

/* Close what is open. */
void	pty_close(struct pty *);

/* What pty_spawn() starts. */
struct spawn {
	char *const	*argv;
	char *const	*env;		/* added to the environment, or NULL */
	const char	*dir;		/* working directory, or NULL */
	int		 tty;		/* controlling terminal, 0-2; or -1 */
	int		 output;	/* without a tty: 1 and 2; 0 is null */
};

/*
 * Start a program in a session of its own; it dies with the caller.
 * Returns 0 and the pid once the program runs, or the errno of fork(2),
 * chdir(2) or execvp(3).
 */
int	pty_spawn(const struct spawn *, pid_t *);

#endif
