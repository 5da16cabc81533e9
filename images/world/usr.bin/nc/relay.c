/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * relay.c: nc's data, one buffer each way.
 */
#include <sys/socket.h>
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nc.h"

#define ROOM		16384
#define STDIN		0
#define STDOUT		1

#define T_IAC		255
#define T_DONT		254
#define T_DO		253
#define T_WONT		252
#define T_WILL		251

struct flow {
	char	data[ROOM];
	size_t	len;
	int	ended;		/* nothing more is read */
};

/* Read what there is room for; the number of bytes, 0 at the end. */
static ssize_t
fill(struct flow *f, int fd)
{
	ssize_t n = read(fd, f->data + f->len, sizeof(f->data) - f->len);

	if (n > 0)
		f->len += (size_t)n;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		f->ended = 1;
	return (n);
}

/* Write some of it, with -i a line; 0, or -1 when nobody takes it. */
static int
drain(struct flow *f, int fd, int by_line)
{
	size_t n = f->len;
	ssize_t done;
	char *nl;

	if (by_line && (nl = memchr(f->data, '\n', n)) != NULL)
		n = (size_t)(nl - f->data) + 1;
	done = write(fd, f->data, n);
	if (done == -1)
		return (errno == EAGAIN || errno == EINTR ? 0 : -1);
	f->len -= (size_t)done;
	memmove(f->data, f->data + done, f->len);
	return (0);
}

/* Refuse what a telnet server asks for, and drop it from the data. */
static void
refuse_telnet(struct flow *f, int s)
{
	unsigned char *p = (unsigned char *)f->data, reply[3] = { T_IAC };
	size_t i = 0;

	while (i + 2 < f->len) {
		if (p[i] != T_IAC) {
			i++;
			continue;
		}
		reply[1] = p[i + 1] == T_WILL || p[i + 1] == T_WONT ? T_DONT :
		    p[i + 1] == T_DO || p[i + 1] == T_DONT ? T_WONT : 0;
		reply[2] = p[i + 2];
		if (reply[1] != 0 && write(s, reply, sizeof(reply)) == -1)
			return;
		f->len -= 3;
		memmove(p + i, p + i + 3, f->len - i);
	}
}

/*
 * The network's end is the end of it all, when what was read is sent; with -N
 * each direction has an end of its own.
 */
static int
done(const struct flow *in, const struct flow *out)
{
	return (out->ended && out->len == 0 && (opt.halfclose ? in->ended &&
	    in->len == 0 : in->len == 0));
}

static void
input_ended(int s, const struct flow *in)
{
	if (in->ended && in->len == 0 && opt.halfclose)
		shutdown(s, SHUT_WR);
}

void
nc_relay(int s)
{
	static struct flow in, out;	/* to the network, from it */
	struct pollfd pfd[3];
	int n, received = 0;

	memset(&in, 0, sizeof(in));
	memset(&out, 0, sizeof(out));
	in.ended = opt.nostdin;
	while (!done(&in, &out)) {
		pfd[0].fd = in.ended || in.len == ROOM ? -1 : STDIN;
		pfd[0].events = POLLIN;
		pfd[1].fd = s;
		pfd[1].events = (short)((out.ended || out.len == ROOM ? 0 :
		    POLLIN) | (in.len > 0 ? POLLOUT : 0));
		pfd[2].fd = out.len > 0 ? STDOUT : -1;
		pfd[2].events = POLLOUT;
		if ((n = poll(pfd, 3, opt.timeout)) == 0)
			return;
		if (n == -1) {
			if (errno == EINTR)
				continue;
			err(1, "poll");
		}
		if (pfd[0].fd == STDIN && pfd[0].revents != 0) {
			(void)fill(&in, STDIN);
			input_ended(s, &in);
		}
		/* A write to a connection that is broken tells it. */
		if ((pfd[1].revents & (POLLOUT | POLLHUP | POLLERR)) != 0 &&
		    in.len > 0) {
			if (drain(&in, s, opt.interval > 0) == -1) {
				if (errno == EPIPE)
					return;
				err(1, "write");
			}
			input_ended(s, &in);
			if (opt.interval > 0)
				usleep((useconds_t)opt.interval * 1000);
		}
		if (!out.ended && out.len < ROOM && (pfd[1].revents &
		    (POLLIN | POLLHUP | POLLERR)) != 0 &&
		    fill(&out, s) > 0) {
			if (opt.telnet)
				refuse_telnet(&out, s);
			if (opt.limit > 0 && ++received >= opt.limit)
				out.ended = 1;
		}
		if (out.len > 0 && (pfd[2].fd == -1 || pfd[2].revents != 0) &&
		    drain(&out, STDOUT, 0) == -1)
			err(1, "standard output");
	}
}
