/*
 * keeper.c: a kernel's run from its start to the judgement.
 *
 * All waiting is keeper_pump()'s.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keeper.h"
#include "tree.h"

#define PANIC_WAIT	3.0	/* s that a panicking kernel has to end */
#define LINGER		1.0	/* s that its helpers have after its end */
#define KILL_LIMIT	20.0	/* s until we give up on killing */

static void
keeper_verdict(struct keeper *k, enum vkt_verdict v, const char *reason)
{
	k->result.verdict = v;
	snprintf(k->result.reason, sizeof(k->result.reason), "%s", reason);
}

/* Milliseconds to the next deadline, at most a second, at least one. */
static int
keeper_wait(double deadline)
{
	double left = deadline - cast_now();

	if (deadline == 0 || left > 1)
		return (1000);
	return (left < 0.001 ? 1 : (int)(left * 1000) + 1);
}

/* Pump until the kernel ends or limit seconds are over. */
static bool
keeper_until_done(struct keeper *k, double limit)
{
	double end = cast_now() + limit;

	while (!k->kernel_done && cast_now() < end && k->interrupted == 0)
		keeper_pump(k, keeper_wait(end));
	return (k->kernel_done);
}

/* A panic was printed: let the kernel finish its words, then judge. */
static void
keeper_panic(struct keeper *k)
{
	unsigned long prompts = k->scan.prompts;
	double end = cast_now() + PANIC_WAIT;

	cast_mark(&k->cast, "panic");
	while (!k->kernel_done && cast_now() < end && k->interrupted == 0 &&
	    !k->scan.at_ddb && k->scan.prompts == prompts)
		keeper_pump(k, keeper_wait(end));
	keeper_verdict(k, VKT_PANIC, k->scan.panic);
	if (!k->kernel_done && k->boot->autopsy)
		autopsy(k);
}

static void
keeper_stuck(struct keeper *k, enum vkt_verdict v, const char *reason)
{
	cast_mark(&k->cast, "deadline");
	if (k->boot->autopsy)
		autopsy(k);
	if (k->scan.panic[0] != '\0' && !(k->boot->allow & VKT_ALLOW_PANIC))
		keeper_verdict(k, VKT_PANIC, k->scan.panic);
	else if (k->scan.suspect[0] != '\0')
		keeper_verdict(k, VKT_PANIC, k->scan.suspect);
	else
		keeper_verdict(k, v, reason);
}

/* The script is over and the kernel is not: ask it to shut down. */
static void
keeper_shutdown(struct keeper *k)
{
	char reason[sizeof(k->result.reason)];
	enum vkt_verdict v = script_verdict(k, reason, sizeof(reason));

	if (v == VKT_HANG) {
		keeper_stuck(k, v, reason);
		return;
	}
	if (v != VKT_PASS) {
		keeper_verdict(k, v, reason);
		return;
	}
	cast_mark(&k->cast, "SIGTERM");
	kill(k->kernel, SIGTERM);
	if (!keeper_until_done(k, k->boot->grace)) {
		snprintf(reason, sizeof(reason),
		    "no shutdown within %u s of SIGTERM", k->boot->grace);
		keeper_stuck(k, VKT_HANG, reason);
	}
}

/* The kernel has ended: hear its last words and the script's. */
static void
keeper_ended(struct keeper *k)
{
	char reason[sizeof(k->result.reason)] = "";
	double end = cast_now() + 0.5;
	enum vkt_verdict v, script = VKT_PASS;

	/* Another holder of the slave side may keep it open: do not wait. */
	keeper_drain(k);
	while (!k->closed && k->output_at + 0.05 > cast_now() &&
	    cast_now() < end)
		keeper_pump(k, 10);
	script_finish(k);
	if (k->script != 0)
		script = script_verdict(k, reason, sizeof(reason));
	if (k->scan.panic[0] != '\0' && !(k->boot->allow & VKT_ALLOW_PANIC)) {
		keeper_verdict(k, VKT_PANIC, k->scan.panic);
		return;
	}
	v = vkt_verdict_exit(k->result.status, k->boot->exit, k->scan.booted,
	    k->result.reason, sizeof(k->result.reason));
	if (v == VKT_PANIC && k->scan.suspect[0] != '\0')
		keeper_verdict(k, v, k->scan.suspect);
	else if (v == VKT_PASS && script != VKT_PASS)
		keeper_verdict(k, script, reason);
	else
		k->result.verdict = v;
}

/* Has something happened that ends the run?  Deal with it if so. */
static bool
keeper_event(struct keeper *k, double deadline, double boot_deadline)
{
	const struct vkt_boot *b = k->boot;
	char text[128];
	double now = cast_now();

	if (k->interrupted != 0) {
		snprintf(text, sizeof(text), "interrupted by %s",
		    strsignal(k->interrupted));
		keeper_verdict(k, VKT_INFRA, text);
	} else if (k->quit)
		keeper_verdict(k, VKT_PASS, "");
	else if (k->ended)
		keeper_verdict(k, VKT_INFRA, "ended by vkt boot --end");
	else if (k->kernel_done)
		keeper_ended(k);
	else if (k->scan.panic[0] != '\0' && !(b->allow & VKT_ALLOW_PANIC) &&
	    !b->interactive)
		keeper_panic(k);
	else if (k->scan.ddb && !(b->allow & VKT_ALLOW_DDB) &&
	    !b->interactive) {
		if (b->autopsy)
			autopsy(k);
		keeper_verdict(k, VKT_DDB_STOP, "stopped in the debugger");
	} else if (k->script != 0 && k->script_done)
		keeper_shutdown(k);
	else if ((deadline != 0 && now >= deadline) ||
	    (boot_deadline != 0 && !k->scan.booted && now >= boot_deadline)) {
		snprintf(text, sizeof(text), k->scan.booted ?
		    "no end after %.0f s" : k->result.bytes == 0 ?
		    "not one byte of output after %.0f s" :
		    "no prompt after %.0f s", now - k->start);
		keeper_stuck(k, k->result.bytes == 0 ? VKT_NO_OUTPUT :
		    VKT_HANG, text);
	} else
		return (false);
	return (true);
}

/* End everything; what a kernel leaves behind after its exit is its fault. */
static void
keeper_clean(struct keeper *k)
{
	double end = cast_now() + LINGER;
	unsigned left = 0;
	pid_t pids[16];

	if (k->script != 0 && !k->script_done)
		kill(k->script, SIGKILL);
	while (k->kernel_done && cast_now() < end &&
	    tree_descend(getpid(), pids, 16) > 0)
		keeper_pump(k, 20);
	k->result.killed = tree_kill(KILL_LIMIT, 0, &left);
	if (left > 0)
		keeper_verdict(k, VKT_INFRA, "processes that cannot be killed");
	else if (k->kernel_done && k->result.killed > 0 &&
	    k->result.verdict == VKT_PASS) {
		keeper_verdict(k, VKT_TEST_FAIL,
		    "the kernel exited but left processes running");
	}
}

void
keeper_run(struct keeper *k)
{
	const struct vkt_boot *b = k->boot;
	double deadline, boot_deadline, next;
	char text[128];
	int error;

	error = keeper_begin(k);
	if (error == 0 && b->gdb && access(b->kernel, X_OK) != 0)
		error = errno;
	if (error == 0)
		error = keeper_start(k);
	if (error != 0) {
		snprintf(text, sizeof(text), "cannot start %.64s: %s",
		    b->kernel, strerror(error));
		keeper_verdict(k, error == ENOENT || error == EACCES ||
		    error == ENOEXEC ?
		    VKT_BUILD_FAIL : VKT_INFRA, text);
		return;
	}
	if (b->script != NULL && (error = script_start(k)) != 0) {
		snprintf(text, sizeof(text), "cannot start expect: %s",
		    strerror(error));
		keeper_verdict(k, VKT_INFRA, text);
		return;
	}
	tty_begin(k);
	deadline = b->timeout ? k->start + b->timeout : 0;
	boot_deadline = b->boot_timeout ? k->start + b->boot_timeout : 0;
	while (!keeper_event(k, deadline, boot_deadline)) {
		next = !k->scan.booted && boot_deadline != 0 &&
		    (deadline == 0 || boot_deadline < deadline) ?
		    boot_deadline : deadline;
		keeper_pump(k, keeper_wait(next));
	}
	k->result.booted = k->scan.booted;
	k->result.seconds = cast_now() - k->start;
}

void
keeper_end(struct keeper *k)
{
	char text[128];
	int error;

	if (k->keep_until == 0)
		k->result.seconds = cast_now() - k->start;
	keeper_clean(k);
	tty_end(k);
	pty_close(&k->inner);
	pty_close(&k->outer);
	pty_close(&k->gdb);
	error = cast_close(&k->cast);
	if (error != 0 && k->result.verdict == VKT_PASS) {
		snprintf(text, sizeof(text), "cannot write the transcript: %s",
		    strerror(error));
		keeper_verdict(k, VKT_INFRA, text);
	}
}
