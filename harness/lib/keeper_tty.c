/*
 * keeper_tty.c: the user's terminal, when a person drives the console.
 *
 * Raw while the kernel runs, restored on every way out.  "~." at the start
 * of a line ends the kernel; "~~" types one tilde.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "keeper.h"

void
tty_begin(struct keeper *k)
{
	struct termios tio;

	if (!k->boot->interactive)
		return;
	k->tty_in = true;
	k->escape = 0;
	if (tcgetattr(0, &k->saved) != 0)
		return;
	tio = k->saved;
	cfmakeraw(&tio);
	if (tcsetattr(0, TCSADRAIN, &tio) == 0)
		k->raw = true;
	tty_size(k);
}

void
tty_end(struct keeper *k)
{
	struct pollfd p = { .fd = 1, .events = POLLOUT };
	ssize_t n;

	while (k->to_user.len > 0 && poll(&p, 1, 1000) > 0) {
		n = write(1, k->to_user.data, k->to_user.len < 1024 ?
		    k->to_user.len : 1024);
		if (n <= 0)
			break;
		buf_drop(&k->to_user, (size_t)n);
	}
	if (k->raw)
		tcsetattr(0, TCSADRAIN, &k->saved);
	k->raw = k->tty_in = false;
}

void
tty_size(struct keeper *k)
{
	struct winsize ws;
	int fd = k->boot->gdb ? k->gdb.master : k->inner.master;

	if (k->boot->interactive && fd >= 0 &&
	    ioctl(0, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0 && ws.ws_col > 0)
		ioctl(fd, TIOCSWINSZ, &ws);
}

void
tty_input(struct keeper *k)
{
	char chunk[512], out[2];
	ssize_t n, i;
	size_t len;

	n = read(0, chunk, sizeof(chunk));
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		k->tty_in = false;
		return;
	}
	for (i = 0; i < n && !k->quit; i++) {
		len = attach_escape(&k->escape, chunk[i], out, &k->quit);
		if (k->boot->gdb)
			buf_add(&k->to_gdb, out, len);
		else
			keeper_type(k, out, len);
	}
}
