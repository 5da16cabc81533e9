/*
 * gdb.c: a kernel started under gdb.
 *
 * gdb has a terminal of its own, which the user's is connected to; the
 * kernel has the console, which vkt boot --attach reaches from another one.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "keeper.h"

int
gdb_start(struct keeper *k, char *const *args, char *const *env)
{
	struct buf tty = { 0 }, hint = { 0 };
	const char *words[] = { "gdb", "-q", "-ex", "set startup-with-shell off",
	    "-ex", NULL, "-ex", "set environment TERM dumb", "-ex",
	    "source " VKT_SRCDIR "/gdb/vkernel.py", "-ex", NULL, "--args" };
	enum { TTY = 5, HINT = 11, N = sizeof(words) / sizeof(words[0]) };
	struct spawn s = { .dir = k->boot->workdir, .tty = k->gdb.slave,
	    .output = -1 };
	const char **argv;
	char **own;
	size_t i, n;
	int error;

	for (n = 0; args[n] != NULL; n++)
		continue;
	argv = calloc(N + n + 1, sizeof(*argv));
	for (i = 0; env[i] != NULL; i++)
		continue;
	own = calloc(i + 1, sizeof(*own));
	if (argv == NULL || own == NULL) {
		error = ENOMEM;
		goto out;
	}
	buf_fmt(&tty, "set inferior-tty %s", k->inner.name);
	buf_fmt(&hint, "echo Type run to start the kernel; its console, "
	    "from another terminal:\\n    vkt boot --attach %s\\n",
	    k->boot->dir);
	words[TTY] = tty.data;
	words[HINT] = hint.data;
	memcpy(argv, words, sizeof(words));
	memcpy(argv + N, args, n * sizeof(*argv));
	/* gdb's terminal is the user's, whatever the console is. */
	for (i = n = 0; env[i] != NULL; i++) {
		if (strncmp(env[i], "TERM=", 5) != 0)
			own[n++] = env[i];
	}
	s.argv = (char *const *)(uintptr_t)argv;
	s.env = own;
	error = pty_spawn(&s, &k->kernel);
out:
	free(argv);
	free(own);
	buf_free(&tty);
	buf_free(&hint);
	return (error);
}
