/*
 * keeper_start.c: a keeper's first steps: the place, the console, the kernel.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "keeper.h"

/* What an earlier run left in the directory is not this one's. */
static void
keeper_forget(const char *dir)
{
	static const char *const names[] = { "again.sh", "ddb.txt",
	    "expect.log", "gdb.txt", ATTACH_KEPT, ATTACH_KERNEL, "reason.txt",
	    "verdict.json" };
	struct buf path = { 0 };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		buf_fmt(&path, "%s/%s", dir, names[i]);
		unlink(path.data);
		buf_free(&path);
	}
}

int
keeper_begin(struct keeper *k)
{
	static const int caught[] = { SIGCHLD, SIGINT, SIGTERM, SIGHUP,
	    SIGQUIT, SIGWINCH };
	const struct vkt_boot *b = k->boot;
	struct buf title = { 0 };
	sigset_t set;
	size_t i;
	int error;

	k->result.status = -1;
	k->inner.master = k->inner.slave = -1;
	k->outer = k->gdb = k->inner;
	k->listener = -1;
	k->start = k->output_at = cast_now();
	sigemptyset(&set);
	for (i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		sigaddset(&set, caught[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	k->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (k->signals < 0)
		return (errno);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		return (errno);
	/* A machine kept here before gives way to the new one. */
	if (keeper_kept(b->dir) && attach_end(b->dir) == ETIMEDOUT)
		return (EBUSY);
	keeper_forget(b->dir);
	buf_str(&title, b->kernel);
	for (i = 0; b->args != NULL && b->args[i] != NULL; i++)
		buf_fmt(&title, " %s", b->args[i]);
	error = cast_open(&k->cast, b->dir, title.data,
	    b->cols ? b->cols : 80, b->rows ? b->rows : 24);
	buf_free(&title);
	if (error != 0)
		return (error);
	error = pty_open(&k->inner, b->rows ? b->rows : 24,
	    b->cols ? b->cols : 80, false);
	if (error == 0 && b->gdb)
		error = pty_open(&k->gdb, 24, 80, false);
	if (error == 0)
		viewers_open(k);
	return (error);
}

/* Leave a link to the binary, for whoever looks for its processes. */
static void
keeper_link(struct keeper *k)
{
	struct buf name = { 0 };
	char *path;

	path = realpath(k->boot->kernel, NULL);
	buf_fmt(&name, "%s/" ATTACH_KERNEL, k->boot->dir);
	if (path != NULL && symlink(path, name.data) != 0)
		cast_mark(&k->cast, "no link to the kernel");
	buf_free(&name);
	free(path);
}

int
keeper_start(struct keeper *k)
{
	const struct vkt_boot *b = k->boot;
	struct spawn s = { .dir = b->workdir, .tty = k->inner.slave,
	    .output = -1 };
	struct buf id = { 0 }, kernel = { 0 };
	char **argv, **env;
	size_t i, n;
	int error;

	for (n = 0; b->args != NULL && b->args[n] != NULL; n++)
		continue;
	argv = calloc(n + 2, sizeof(*argv));
	for (i = 0; b->env != NULL && b->env[i] != NULL; i++)
		continue;
	env = calloc(i + 3, sizeof(*env));
	if (argv == NULL || env == NULL)
		return (ENOMEM);
	/* A kernel is a file, also when its name has no slash. */
	buf_fmt(&kernel, "%s%s", strchr(b->kernel, '/') != NULL ? "" : "./",
	    b->kernel);
	argv[0] = kernel.data;
	for (i = 0; i < n; i++)
		argv[i + 1] = b->args[i];
	for (i = 0; b->env != NULL && b->env[i] != NULL; i++)
		env[i] = b->env[i];
	buf_fmt(&id, "VKT_BOOT=%s", b->dir);
	env[i++] = id.data;
	env[i] = (char *)(uintptr_t)"TERM=dumb";
	s.argv = argv;
	s.env = env;
	keeper_link(k);
	if (b->gdb)
		error = gdb_start(k, argv, env);
	else {
		error = pty_spawn(&s, &k->kernel);
		close(k->inner.slave);
		k->inner.slave = -1;
	}
	free(argv);
	free(env);
	buf_free(&id);
	buf_free(&kernel);
	return (error);
}
