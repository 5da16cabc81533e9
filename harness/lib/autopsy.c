/*
 * autopsy.c: what can be learned of a kernel that is stuck.
 *
 * First gdb, which sees the threads as they are; then the kernel's own
 * debugger, entered with ^\, which knows its processes and locks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "keeper.h"
#include "tree.h"

#define GDB_LIMIT	20.0	/* s for one process */
#define GDB_PROCESSES	4
#define SCRIPT_LIMIT	0.3	/* s for a script that has seen it, too */
#define DDB_LIMIT	3.0	/* s for the answer to one command */

static bool
pump_until(struct keeper *k, const bool *done, double limit)
{
	double end = cast_now() + limit;

	while (!*done && !k->kernel_done && k->interrupted == 0 &&
	    cast_now() < end)
		keeper_pump(k, 50);
	return (*done);
}

static void
gdb_process(struct keeper *k, pid_t pid, bool guest, int out)
{
	char number[16];
	const char *argv[] = { "gdb", "-nx", "-batch", "-p", number,
	    "-ex", "set pagination off", "-ex", "thread apply all backtrace",
	    guest ? "-ex" : NULL, "source " VKT_SRCDIR "/gdb/vkernel.py",
	    "-ex", "vk-cpus", "-ex", "vk-trace", "-ex", "vk-locks", NULL };
	struct spawn s = { .argv = (char *const *)(uintptr_t)argv, .tty = -1,
	    .output = out };

	snprintf(number, sizeof(number), "%d", (int)pid);
	dprintf(out, "== process %d%s\n", (int)pid, guest ?
	    ", which runs the guests" : "");
	k->helper_done = false;
	if (pty_spawn(&s, &k->helper) != 0)
		return;
	if (!pump_until(k, &k->helper_done, GDB_LIMIT)) {
		kill(k->helper, SIGKILL);
		pump_until(k, &k->helper_done, 1);
	}
	k->helper = 0;
}

/*
 * A back trace of every thread of the processes that run the kernel; in the
 * one that runs guests those of all guest threads too, with their CPUs and
 * locks, as harness/gdb/vkernel.py finds them.
 */
static void
autopsy_gdb(struct keeper *k)
{
	struct buf path = { 0 };
	pid_t pids[256];
	size_t i, n;
	int out, seen = 0;
	pid_t guest;

	buf_fmt(&path, "%s/gdb.txt", k->boot->dir);
	out = open(path.data, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	buf_free(&path);
	if (out < 0)
		return;
	n = tree_descend(getpid(), pids, 256);
	guest = attach_kernel(k->boot->dir);
	for (i = 0; i < n && seen < GDB_PROCESSES; i++) {
		if (tree_runs(pids[i], k->boot->kernel)) {
			gdb_process(k, pids[i], pids[i] == guest, out);
			seen++;
		}
	}
	close(out);
}

/* Wait for the debugger's next prompt, paging on where it stops. */
static bool
ddb_prompt(struct keeper *k, unsigned long prompts)
{
	double end = cast_now() + DDB_LIMIT;
	double paged = 0;

	while (k->scan.prompts == prompts && !k->kernel_done &&
	    k->interrupted == 0 && cast_now() < end) {
		keeper_pump(k, 20);
		if (k->scan.len >= 8 && k->output_at != paged &&
		    memcmp(k->scan.line, "--More--", 8) == 0) {
			paged = k->output_at;
			keeper_type(k, " ", 1);
		}
	}
	return (k->scan.prompts != prompts);
}

/* The last process of a list by ps, which is the newest; 0: there is none. */
static long
newest(const struct buf *said)
{
	const char *p = said->data != NULL ? said->data : "";
	long pid, last = 0;
	char *end;

	for (; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		pid = strtol(p, &end, 10);
		if (*p == ' ' && end != p && *end == ' ' && pid > 0)
			last = pid;
	}
	return (last);
}

static void
autopsy_ddb(struct keeper *k)
{
	/* The last one is followed by the number of the newest process. */
	static const char *const commands[] = { "set $lines=0\n", "trace\n",
	    "ps\n", "show locks\n", "trace pid " };
	struct buf said = { 0 }, path = { 0 };
	unsigned long prompts = k->scan.prompts;
	char number[32];
	size_t i;
	FILE *fp;

	k->capture = &said;
	if (!k->scan.at_ddb) {
		keeper_type(k, "\034", 1);
		if (!ddb_prompt(k, prompts))
			goto out;
	}
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		prompts = k->scan.prompts;
		keeper_type(k, commands[i], strlen(commands[i]));
		if (strchr(commands[i], '\n') == NULL) {
			snprintf(number, sizeof(number), "%ld\n",
			    newest(&said));
			keeper_type(k, number, strlen(number));
		}
		if (!ddb_prompt(k, prompts))
			break;
	}
out:
	k->capture = NULL;
	buf_fmt(&path, "%s/ddb.txt", k->boot->dir);
	if (said.len > 0 && (fp = fopen(path.data, "we")) != NULL) {
		fwrite(said.data, 1, said.len, fp);
		fclose(fp);
	}
	buf_free(&said);
	buf_free(&path);
}

void
autopsy(struct keeper *k)
{
	if (k->kernel_done || k->interrupted != 0)
		return;
	cast_mark(&k->cast, "autopsy");
	/* A script that sees a panic notes which of its lines was waiting. */
	if (k->script != 0 && !pump_until(k, &k->script_done, SCRIPT_LIMIT))
		kill(k->script, SIGKILL);
	autopsy_gdb(k);
	if (!k->kernel_done && !k->closed)
		autopsy_ddb(k);
}
