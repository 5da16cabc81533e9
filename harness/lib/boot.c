/*
 * boot.c: vkt_boot_run(): fork a keeper and wait for its verdict.
 *
 * The keeper is a process of its own, in a session of its own: what ends the
 * caller (a test runner's SIGKILL to a process group, a closed terminal)
 * does not end the keeper, which sees its control pipe close, kills the
 * kernel's whole tree and goes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keeper.h"
#include "vkt.h"

static volatile pid_t boot_keeper;

/* Hand a signal on to the keeper, which ends the run in order. */
static void
boot_forward(int sig)
{
	int error = errno;

	if (boot_keeper > 0)
		kill(boot_keeper, sig);
	errno = error;
}

static void
boot_write(int fd, const struct vkt_result *r)
{
	const char *p = (const char *)r;
	size_t left = sizeof(*r);
	ssize_t n;

	while (left > 0) {
		n = write(fd, p, left);
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			p += n;
			left -= (size_t)n;
		}
	}
}

/* The keeper's side.  Never returns. */
static void
boot_child(const struct vkt_boot *b, int control, int answer)
{
	struct keeper *k = calloc(1, sizeof(*k));
	struct buf path = { 0 };
	char *json;

	if (k == NULL)
		_exit(VKT_EX_HOST);
	setsid();
	k->boot = b;
	k->control = control;
	keeper_run(k);
	if (keeper_keeps(k))
		keeper_mark_kept(k);
	else
		keeper_end(k);
	buf_fmt(&path, "%s/verdict.json", b->dir);
	json = vkt_result_json(b, &k->result, NULL);
	vkt_append(path.data, json);
	if (!k->result.kept)
		viewers_close(k);
	boot_write(answer, &k->result);
	close(answer);
	if (k->result.kept) {
		keeper_keep(k);
		keeper_end(k);
		viewers_close(k);
	}
	_exit(0);
}

/* Read the keeper's answer; false if it died without one. */
static bool
boot_answer(int fd, struct vkt_result *r)
{
	char *p = (char *)r;
	size_t got = 0;
	ssize_t n;

	while (got < sizeof(*r)) {
		n = read(fd, p + got, sizeof(*r) - got);
		if (n == 0 || (n < 0 && errno != EINTR))
			return (false);
		if (n > 0)
			got += (size_t)n;
	}
	return (true);
}

int
vkt_boot_run(const struct vkt_boot *b, struct vkt_result *r)
{
	static const int forwarded[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH };
	enum { NFORWARD = sizeof(forwarded) / sizeof(forwarded[0]) };
	struct sigaction sa = { .sa_handler = boot_forward }, old[NFORWARD];
	int control[2], answer[2], error, status;
	size_t i;
	pid_t pid;

	if (pipe2(control, O_CLOEXEC) != 0)
		return (errno);
	if (pipe2(answer, O_CLOEXEC) != 0) {
		error = errno;
		close(control[0]);
		close(control[1]);
		return (error);
	}
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		close(control[1]);
		close(answer[0]);
		boot_child(b, control[0], answer[1]);
	}
	error = pid < 0 ? errno : 0;
	close(control[0]);
	close(answer[1]);
	if (pid > 0) {
		boot_keeper = pid;
		for (i = 0; i < NFORWARD; i++)
			sigaction(forwarded[i], &sa, &old[i]);
		if (!boot_answer(answer[0], r)) {
			memset(r, 0, sizeof(*r));
			r->verdict = VKT_INFRA;
			r->status = -1;
			snprintf(r->reason, sizeof(r->reason),
			    "the keeper died");
			vkt_reap_marked(b->dir);
		}
		/* The keeper of a kept machine goes on without us. */
		while (!r->kept && waitpid(pid, &status, 0) < 0 &&
		    errno == EINTR)
			continue;
		for (i = 0; i < NFORWARD; i++)
			sigaction(forwarded[i], &old[i], NULL);
		boot_keeper = 0;
	}
	close(answer[0]);
	close(control[1]);
	return (error);
}
