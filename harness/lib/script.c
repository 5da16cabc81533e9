/*
 * script.c: the expect script of a run, on the outer pseudo-terminal.
 *
 * The script opens the slave side of a raw pair and holds its conversation
 * there; the keeper copies between the pairs, so a slow script never stops
 * the console.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keeper.h"

/* vkt.exp knows this mark; FS is no byte that consoles use. */
#define SCRIPT_END	"\034vkt-end\034\r\n"

#define QUIET		0.5	/* s without traffic that end the traffic */
#define SCRIPT_LIMIT	10.0	/* s that a script has after the kernel's end */

int
script_start(struct keeper *k)
{
	const struct vkt_boot *b = k->boot;
	struct buf run = { 0 }, console = { 0 }, reason = { 0 }, log = { 0 },
	    allow = { 0 };
	struct spawn s = { .tty = -1 };
	char **argv, *env[4];
	size_t i, n;
	int error;

	error = pty_open(&k->outer, 24, 80, true);
	if (error != 0)
		return (error);
	for (n = 0; b->script_args != NULL && b->script_args[n] != NULL; n++)
		continue;
	argv = calloc(n + 5, sizeof(*argv));
	if (argv == NULL)
		return (ENOMEM);
	buf_fmt(&run, "%s/run.exp", b->expdir);
	buf_fmt(&console, "VKT_CONSOLE=%s", k->outer.name);
	buf_fmt(&reason, "VKT_REASON=%s/reason.txt", b->dir);
	buf_fmt(&allow, "VKT_ALLOW=%u", b->allow);
	buf_fmt(&log, "%s/expect.log", b->dir);
	k->reason_path = strdup(reason.data + strlen("VKT_REASON="));
	argv[0] = (char *)(uintptr_t)"expect";
	argv[1] = (char *)(uintptr_t)"-f";
	argv[2] = run.data;
	argv[3] = (char *)(uintptr_t)b->script;
	for (i = 0; i < n; i++)
		argv[4 + i] = b->script_args[i];
	env[0] = console.data;
	env[1] = reason.data;
	env[2] = allow.data;
	env[3] = NULL;
	s.argv = argv;
	s.env = env;
	s.output = open(log.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0666);
	error = s.output < 0 ? errno : pty_spawn(&s, &k->script);
	if (s.output >= 0)
		close(s.output);
	buf_free(&run);
	buf_free(&console);
	buf_free(&reason);
	buf_free(&allow);
	buf_free(&log);
	free(argv);
	return (error);
}

/*
 * The kernel has ended.  A mark in the stream says so, behind all that the
 * console said: closing the pair would throw away what the script has not
 * read, and Linux does not tell when it has.  A script that waits for the
 * end of file gets that when nothing seems to be under way any more.
 */
void
script_finish(struct keeper *k)
{
	double end = cast_now() + SCRIPT_LIMIT, busy = cast_now();
	int unread = 0;

	if (k->script == 0)
		return;
	buf_str(&k->to_script, SCRIPT_END);
	while (!k->script_done && cast_now() < end && k->interrupted == 0) {
		if (k->to_script.len > 0 || (k->outer.slave >= 0 &&
		    ioctl(k->outer.slave, FIONREAD, &unread) == 0 &&
		    unread > 0))
			busy = cast_now();
		if (cast_now() - busy > QUIET)
			pty_close(&k->outer);
		keeper_pump(k, 10);
	}
}

/* The first line of the file that the script left, if it did. */
static void
script_reason(struct keeper *k, char *reason, size_t size)
{
	struct buf text = { 0 };

	reason[0] = '\0';
	if (buf_read(&text, k->reason_path) == 0) {
		text.data[strcspn(text.data, "\r\n")] = '\0';
		snprintf(reason, size, "%s", text.data);
	}
	buf_free(&text);
}

enum vkt_verdict
script_verdict(struct keeper *k, char *reason, size_t size)
{
	int code;

	if (!k->script_done) {
		snprintf(reason, size, "the script did not end");
		return (VKT_TEST_FAIL);
	}
	script_reason(k, reason, size);
	if (WIFSIGNALED(k->script_status)) {
		snprintf(reason, size, "expect killed by signal %d",
		    WTERMSIG(k->script_status));
		return (VKT_INFRA);
	}
	code = WEXITSTATUS(k->script_status);
	if (code == SCRIPT_PASS)
		return (VKT_PASS);
	if (reason[0] == '\0')
		snprintf(reason, size, "expect exited with status %d", code);
	switch (code) {
	case SCRIPT_TIMEOUT:
		return (VKT_HANG);
	case SCRIPT_SKIP:
		return (VKT_SKIP);
	case SCRIPT_FAIL:
	case SCRIPT_ERROR:
	case SCRIPT_STOPPED:
		return (VKT_TEST_FAIL);
	default:
		return (VKT_INFRA);
	}
}
