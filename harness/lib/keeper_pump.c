/*
 * keeper_pump.c: the event loop around a console.
 *
 * Invariants: the master side is read whenever it has data; only
 * keeper_pump() reads or writes descriptors; k->kernel is valid for kill(2)
 * until kernel_done, since only keeper_reap() waits.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "keeper.h"

enum { POLL_CONSOLE, POLL_SCRIPT, POLL_CONTROL, POLL_SIGNAL, POLL_STDIN,
    POLL_STDOUT, POLL_GDB, POLL_LISTENER, POLL_VIEWERS,
    POLL_N = POLL_VIEWERS + VIEWERS_MAX };

bool
keeper_stopped(const struct keeper *k)
{
	return (k->interrupted != 0 || k->quit || k->ended);
}

void
keeper_type(struct keeper *k, const char *p, size_t n)
{
	if (n == 0 || k->closed)
		return;
	cast_input(&k->cast, p, n);
	buf_add(&k->to_kernel, p, n);
}

static void
keeper_text(void *arg, const char *p, size_t n)
{
	struct keeper *k = arg;

	cast_text(&k->cast, p, n);
	if (k->capture != NULL)
		buf_add(k->capture, p, n);
}

/* Console output: watch it, record it, pass it on. */
static void
keeper_output(struct keeper *k, const char *p, size_t n)
{
	bool booted = k->scan.booted;

	k->output_at = cast_now();
	k->result.bytes += n;
	cast_output(&k->cast, p, n);
	scan_feed(&k->scan, p, n, keeper_text, k);
	if (!booted && k->scan.booted) {
		k->result.boot_seconds = k->output_at - k->start;
		cast_mark(&k->cast, "booted");
		cast_flush(&k->cast);
	}
	if (k->outer.master >= 0 && !k->script_done)
		buf_add(&k->to_script, p, n);
	if ((k->boot->interactive && !k->boot->gdb) || k->boot->echo)
		buf_add(&k->to_user, p, n);
	viewers_output(k, p, n);
}

void
keeper_drain(struct keeper *k)
{
	char chunk[16384];
	ssize_t n;
	int turns;

	for (turns = 0; turns < 16; turns++) {
		n = read(k->inner.master, chunk, sizeof(chunk));
		if (n > 0)
			keeper_output(k, chunk, (size_t)n);
		else if (n < 0 && errno == EINTR)
			continue;
		else {
			/* EIO: the last holder of the slave side is gone. */
			if (n == 0 || errno != EAGAIN)
				k->closed = true;
			return;
		}
	}
}

/* Write the front of a buffer; what a dead reader never took is dropped. */
static void
keeper_flush(struct buf *b, int fd, size_t max)
{
	ssize_t n;

	if (b->len == 0)
		return;
	n = write(fd, b->data, b->len < max ? b->len : max);
	if (n > 0)
		buf_drop(b, (size_t)n);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		b->len = 0;
}

static void
keeper_reap(struct keeper *k)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == k->kernel && !k->kernel_done) {
			k->kernel_done = true;
			k->result.status = status;
		} else if (pid == k->script && !k->script_done) {
			k->script_done = true;
			k->script_status = status;
		} else if (pid == k->helper)
			k->helper_done = true;
	}
}

static void
keeper_signal(struct keeper *k)
{
	struct signalfd_siginfo si;

	while (read(k->signals, &si, sizeof(si)) == (ssize_t)sizeof(si)) {
		if (si.ssi_signo == SIGCHLD)
			keeper_reap(k);
		else if (si.ssi_signo == SIGWINCH)
			tty_size(k);
		else
			k->interrupted = (int)si.ssi_signo;
	}
}

static void
keeper_script(struct keeper *k, short events)
{
	char chunk[4096];
	ssize_t n;

	if (events & POLLOUT)
		keeper_flush(&k->to_script, k->outer.master, 4096);
	if (events & (POLLIN | POLLHUP)) {
		n = read(k->outer.master, chunk, sizeof(chunk));
		if (n > 0)
			keeper_type(k, chunk, (size_t)n);
	}
}

/* gdb and the user's terminal. */
static void
keeper_gdb(struct keeper *k, short events)
{
	char chunk[4096];
	ssize_t n;

	if (events & POLLOUT)
		keeper_flush(&k->to_gdb, k->gdb.master, 512);
	if (events & (POLLIN | POLLHUP)) {
		n = read(k->gdb.master, chunk, sizeof(chunk));
		if (n > 0)
			buf_add(&k->to_user, chunk, (size_t)n);
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			pty_close(&k->gdb);
	}
}

static void
keeper_viewers(struct keeper *k, const struct pollfd *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[POLL_VIEWERS + i].revents & (POLLIN | POLLHUP | POLLERR))
			viewers_input(k, p[POLL_VIEWERS + i].fd);
	}
	if (p[POLL_LISTENER].revents)
		viewers_accept(k);
	viewers_flush(k);
}

void
keeper_pump(struct keeper *k, int ms)
{
	struct pollfd p[POLL_N] = {
		[POLL_CONSOLE] = { k->closed ? -1 : k->inner.master, POLLIN, 0 },
		[POLL_SCRIPT] = { k->script_done ? -1 : k->outer.master,
		    POLLIN, 0 },
		[POLL_CONTROL] = { k->interrupted ? -1 : k->control, 0, 0 },
		[POLL_SIGNAL] = { k->signals, POLLIN, 0 },
		[POLL_STDIN] = { k->tty_in ? 0 : -1, POLLIN, 0 },
		[POLL_STDOUT] = { k->to_user.len ? 1 : -1, POLLOUT, 0 },
		[POLL_GDB] = { k->gdb.master, POLLIN, 0 },
		[POLL_LISTENER] = { k->listener, POLLIN, 0 },
	};
	size_t i, viewers = k->nviewers;

	if (k->to_kernel.len > 0)
		p[POLL_CONSOLE].events |= POLLOUT;
	if (k->to_script.len > 0)
		p[POLL_SCRIPT].events |= POLLOUT;
	if (k->to_gdb.len > 0)
		p[POLL_GDB].events |= POLLOUT;
	for (i = 0; i < viewers; i++) {
		p[POLL_VIEWERS + i].fd = k->viewers[i].fd;
		p[POLL_VIEWERS + i].events = k->viewers[i].out.len > 0 ?
		    POLLIN | POLLOUT : POLLIN;
	}
	if (poll(p, POLL_VIEWERS + viewers, ms) <= 0)
		return;
	if (p[POLL_CONSOLE].revents & POLLOUT)
		keeper_flush(&k->to_kernel, k->inner.master, 512);
	if (p[POLL_CONSOLE].revents & (POLLIN | POLLHUP | POLLERR))
		keeper_drain(k);
	if (p[POLL_SCRIPT].revents)
		keeper_script(k, p[POLL_SCRIPT].revents);
	if (p[POLL_STDOUT].revents)
		keeper_flush(&k->to_user, 1, 1024);
	if (p[POLL_GDB].revents)
		keeper_gdb(k, p[POLL_GDB].revents);
	if (p[POLL_STDIN].revents)
		tty_input(k);
	keeper_viewers(k, p, viewers);
	if (p[POLL_SIGNAL].revents)
		keeper_signal(k);
	if (p[POLL_CONTROL].revents & (POLLHUP | POLLERR))
		k->interrupted = SIGHUP;
}
