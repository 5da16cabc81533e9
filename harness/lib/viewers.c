/*
 * viewers.c: the keeper's side of a console that is reached from elsewhere.
 *
 * All viewers see; one types: the script while there is one, the terminal
 * that started the kernel, else the viewer that came first.  A viewer that
 * does not read loses its connection, never the console's bytes of others.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "keeper.h"

#define RECENT		4096		/* bytes that a new viewer is shown */
#define UNREAD_MAX	(1024 * 1024)	/* bytes that one may lag behind */

static void
viewer_note(struct viewer *v, const char *text)
{
	buf_fmt(&v->out, "\r\n[vkt: %s]\r\n", text);
}

static void
viewer_drop(struct keeper *k, size_t i)
{
	close(k->viewers[i].fd);
	buf_free(&k->viewers[i].out);
	memmove(&k->viewers[i], &k->viewers[i + 1],
	    (--k->nviewers - i) * sizeof(k->viewers[0]));
}

/* Nobody but a viewer types. */
static bool
viewers_type(const struct keeper *k)
{
	return ((k->script == 0 || k->script_done) &&
	    (!k->boot->interactive || k->boot->gdb));
}

/* The viewer that types, or NULL. */
static struct viewer *
viewer_writer(struct keeper *k)
{
	size_t i;

	for (i = 0; i < k->nviewers && viewers_type(k); i++) {
		if (k->viewers[i].shown)
			return (&k->viewers[i]);
	}
	return (NULL);
}

void
viewers_open(struct keeper *k)
{
	struct sockaddr_un sa;
	struct buf path = { 0 };
	int dirfd;
	mode_t old;

	if (attach_address(k->boot->dir, &sa, &dirfd) != 0)
		return;
	buf_fmt(&path, "%s/" ATTACH_SOCKET, k->boot->dir);
	unlink(path.data);
	buf_free(&path);
	k->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);
	old = umask(0177);
	if (k->listener >= 0 && (bind(k->listener, (struct sockaddr *)&sa,
	    sizeof(sa)) != 0 || listen(k->listener, VIEWERS_MAX) != 0)) {
		close(k->listener);
		k->listener = -1;
	}
	umask(old);
	close(dirfd);
}

void
viewers_close(struct keeper *k)
{
	struct buf path = { 0 };
	size_t i;

	for (i = 0; i < k->nviewers; i++)
		viewer_note(&k->viewers[i], "the machine has ended");
	viewers_flush(k);
	if (k->listener >= 0) {
		buf_fmt(&path, "%s/" ATTACH_SOCKET, k->boot->dir);
		unlink(path.data);
		buf_free(&path);
		close(k->listener);
		k->listener = -1;
	}
	while (k->nviewers > 0)
		viewer_drop(k, 0);
}

void
viewers_output(struct keeper *k, const char *p, size_t n)
{
	size_t i;

	buf_add(&k->recent, p, n);
	if (k->recent.len > 2 * RECENT)
		buf_drop(&k->recent, k->recent.len - RECENT);
	for (i = 0; i < k->nviewers; i++) {
		if (k->viewers[i].shown)
			buf_add(&k->viewers[i].out, p, n);
	}
}

void
viewers_flush(struct keeper *k)
{
	struct viewer *v;
	size_t i, n;
	ssize_t sent;

	for (i = k->nviewers; i-- > 0;) {
		v = &k->viewers[i];
		while (v->out.len > 0) {
			n = v->out.len < ATTACH_PACKET ? v->out.len :
			    ATTACH_PACKET;
			sent = send(v->fd, v->out.data, n, MSG_NOSIGNAL |
			    MSG_DONTWAIT);
			if (sent < 0)
				break;
			buf_drop(&v->out, (size_t)sent);
		}
		if (v->out.len > UNREAD_MAX)
			viewer_drop(k, i);
	}
}

void
viewers_accept(struct keeper *k)
{
	int fd;

	fd = accept4(k->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	if (k->nviewers == VIEWERS_MAX) {
		close(fd);
		return;
	}
	memset(&k->viewers[k->nviewers], 0, sizeof(k->viewers[0]));
	k->viewers[k->nviewers++].fd = fd;
}

/* Show the console from its tail on. */
static void
viewer_show(struct keeper *k, struct viewer *v)
{
	size_t skip = k->recent.len > RECENT ? k->recent.len - RECENT : 0;

	v->shown = true;
	buf_add(&v->out, k->recent.data + skip, k->recent.len - skip);
	viewer_note(v, viewer_writer(k) == v ? "you type; ~. leaves" :
	    "you watch, another types; ~. leaves");
	/* Where the console was: a prompt, as a rule. */
	while (skip < k->recent.len && memchr(k->recent.data + skip, '\n',
	    k->recent.len - skip) != NULL)
		skip = (size_t)((char *)memchr(k->recent.data + skip, '\n',
		    k->recent.len - skip) - k->recent.data) + 1;
	buf_add(&v->out, k->recent.data + skip, k->recent.len - skip);
}

static void
viewer_state(struct keeper *k, struct viewer *v)
{
	double now = cast_now();

	if (k->keep_until != 0)
		buf_fmt(&v->out, "kept for %.0f s more, %s: %s",
		    k->keep_until - now, vkt_verdict_name(k->result.verdict),
		    k->result.reason);
	else
		buf_fmt(&v->out, "running for %.0f s", now - k->start);
}

static void
viewer_packet(struct keeper *k, struct viewer *v, const char *p, size_t n)
{
	struct winsize ws;

	switch (p[0]) {
	case ATTACH_VIEW:
		viewer_show(k, v);
		break;
	case ATTACH_KEYS:
		if (viewer_writer(k) == v)
			keeper_type(k, p + 1, n - 1);
		else if (!v->told) {
			viewer_note(v, "another types; you watch");
			v->told = true;
		}
		break;
	case ATTACH_SIZE:
		if (n != 1 + sizeof(ws) || viewer_writer(k) != v)
			break;
		memcpy(&ws, p + 1, sizeof(ws));
		if (ws.ws_row > 0 && ws.ws_col > 0)
			ioctl(k->inner.master, TIOCSWINSZ, &ws);
		break;
	case ATTACH_STATE:
		viewer_state(k, v);
		break;
	case ATTACH_END:
		k->ended = true;
		break;
	}
}

void
viewers_input(struct keeper *k, int fd)
{
	char packet[ATTACH_PACKET];
	struct viewer *writer = viewer_writer(k), *next;
	bool typed = writer != NULL && writer->fd == fd;
	ssize_t n;
	size_t i;

	for (i = 0; i < k->nviewers && k->viewers[i].fd != fd; i++)
		continue;
	if (i == k->nviewers)
		return;
	n = recv(fd, packet, sizeof(packet), MSG_DONTWAIT);
	if (n > 0) {
		viewer_packet(k, &k->viewers[i], packet, (size_t)n);
		return;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	viewer_drop(k, i);
	next = viewer_writer(k);
	if (typed && next != NULL)
		viewer_note(next, "now you type");
}
