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

#include "keeper.h"

enum { ESC_LINE, ESC_TILDE, ESC_TEXT };

void
tty_begin(struct keeper *k)
{
	struct termios tio;

	if (!k->boot->interactive)
		return;
	k->tty_in = true;
	k->escape = ESC_LINE;
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

	if (k->boot->interactive && k->inner.master >= 0 &&
	    ioctl(0, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0 && ws.ws_col > 0)
		ioctl(k->inner.master, TIOCSWINSZ, &ws);
}

/* What one typed byte becomes, into out; returns its length. */
static size_t
tty_escape(struct keeper *k, char c, char out[2])
{
	int state = k->escape;

	k->escape = c == '\r' || c == '\n' ? ESC_LINE : ESC_TEXT;
	out[0] = c;
	if (state == ESC_LINE && c == '~') {
		k->escape = ESC_TILDE;
		return (0);
	}
	if (state == ESC_TILDE && c == '.') {
		k->quit = true;
		return (0);
	}
	if (state == ESC_TILDE && c != '~') {
		out[0] = '~';
		out[1] = c;
		return (2);
	}
	return (1);
}

void
tty_input(struct keeper *k)
{
	char chunk[512], out[2];
	ssize_t n, i;

	n = read(0, chunk, sizeof(chunk));
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		k->tty_in = false;
		return;
	}
	for (i = 0; i < n && !k->quit; i++)
		keeper_type(k, out, tty_escape(k, chunk[i], out));
}
