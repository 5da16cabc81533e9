/*
 * keep.c: a machine that failed stays up for a person to look at.
 *
 * Its keeper lives on alone, with a limit in time: nobody waits for it, and
 * neither a closed terminal nor the end of the test runner reaches it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "keeper.h"

bool
keeper_kept(const char *dir)
{
	struct buf path = { 0 };
	bool kept;

	buf_fmt(&path, "%s/" ATTACH_KEPT, dir);
	kept = access(path.data, F_OK) == 0;
	buf_free(&path);
	return (kept);
}

bool
keeper_keeps(const struct keeper *k)
{
	return (k->boot->keep > 0 && k->kernel != 0 && !k->kernel_done &&
	    !keeper_stopped(k) && k->listener >= 0 &&
	    k->result.verdict != VKT_PASS && k->result.verdict != VKT_SKIP);
}

/* The file that says so; removed with the machine. */
static void
keep_mark(struct keeper *k, bool on)
{
	struct buf path = { 0 };
	FILE *fp;

	buf_fmt(&path, "%s/" ATTACH_KEPT, k->boot->dir);
	if (on && (fp = fopen(path.data, "we")) != NULL) {
		fprintf(fp, "%u\n", k->boot->keep);
		fclose(fp);
	} else if (!on)
		unlink(path.data);
	buf_free(&path);
}

void
keeper_mark_kept(struct keeper *k)
{
	k->keep_until = cast_now() + k->boot->keep;
	k->result.kept = true;
	keep_mark(k, true);
	cast_mark(&k->cast, "kept");
	cast_flush(&k->cast);
}

void
keeper_keep(struct keeper *k)
{
	int fd;

	/* Let go of all that the caller has. */
	tty_end(k);
	if (k->script != 0 && !k->script_done)
		kill(k->script, SIGKILL);
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd >= 0) {
		dup2(fd, 0);
		dup2(fd, 1);
		dup2(fd, 2);
		if (fd > 2)
			close(fd);
	}
	close(k->control);
	k->control = -1;
	while (!k->kernel_done && !keeper_stopped(k) &&
	    cast_now() < k->keep_until) {
		cast_flush(&k->cast);
		keeper_pump(k, 1000);
	}
	keep_mark(k, false);
}
