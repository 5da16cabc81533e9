/*
 * switch.c: ports, the table of addresses, forwarding.
 *
 * Invariant: no port holds more than ADDRESSES_MAX addresses and QUEUE_MAX
 * frames, so that none can drive out the others.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vknetd.h"

#define BATCH		64		/* frames of a port in a turn */
#define QUEUE_MAX	512
#define ADDRESSES_MAX	256		/* of a port */
#define HASH		1024
#define AGE_NS		(300 * 1000000000ull)

struct entry {
	LIST_ENTRY(entry) link;
	uint8_t		 addr[6];
	struct port	*port;
	uint64_t	 seen;
};

struct ports ports = LIST_HEAD_INITIALIZER(ports);
static LIST_HEAD(, entry) table[HASH];
static unsigned nports, numbers;
static struct counters past;		/* of ports that are gone */
static int epoll_fd;
static in_addr_t secure_network, secure_mask;

/* ---- frames ---- */

struct frame *
frame_new(struct port *from, const void *data, size_t len)
{
	struct frame *f = malloc(sizeof(*f) + len);

	if (f == NULL)
		return (NULL);
	memset(f, 0, sizeof(*f));
	f->refs = 1;
	f->from = from;
	f->len = len;
	memcpy(f->data, data, len);
	return (f);
}

void
frame_drop(struct frame *f)
{
	if (--f->refs == 0)
		free(f);
}

/* ---- addresses ---- */

static unsigned
hash(const uint8_t *a)
{
	uint32_t h = 2166136261u;

	for (int i = 0; i < 6; i++)
		h = (h ^ a[i]) * 16777619u;
	return (h % HASH);
}

static void
entry_free(struct entry *e)
{
	e->port->addresses--;
	LIST_REMOVE(e, link);
	free(e);
}

static struct entry *
lookup(const uint8_t *addr)
{
	struct entry *e;

	LIST_FOREACH(e, &table[hash(addr)], link)
		if (memcmp(e->addr, addr, 6) == 0)
			return (e);
	return (NULL);
}

static void
forget_oldest(struct port *p)
{
	struct entry *e, *oldest = NULL;

	for (int i = 0; i < HASH; i++)
		LIST_FOREACH(e, &table[i], link)
			if (e->port == p && (oldest == NULL ||
			    e->seen < oldest->seen))
				oldest = e;
	if (oldest != NULL)
		entry_free(oldest);
}

static void
learn(struct port *p, const uint8_t *addr)
{
	struct entry *e = lookup(addr);

	if (e != NULL && e->port == p) {
		e->seen = now_ns();
		return;
	}
	if (e != NULL)
		entry_free(e);
	if (p->addresses >= ADDRESSES_MAX)
		forget_oldest(p);
	if ((e = malloc(sizeof(*e))) == NULL)
		return;
	memcpy(e->addr, addr, 6);
	e->port = p;
	e->seen = now_ns();
	p->addresses++;
	LIST_INSERT_HEAD(&table[hash(addr)], e, link);
}

/* ---- ports ---- */

static void
watch(struct port *p, int op, bool out)
{
	struct epoll_event ev = { .events = EPOLLIN |
	    (out ? (uint32_t)EPOLLOUT : 0), .data.ptr = p };

	if (epoll_ctl(epoll_fd, op, p->fd, &ev) != 0)
		port_lost(p);
	p->blocked = out;
}

struct port *
port_add(int epfd, int fd, bool uplink)
{
	struct port *p = nports < PORTS_MAX ? calloc(1, sizeof(*p)) : NULL;
	int size = 1024 * 1024;

	epoll_fd = epfd;
	if (p == NULL) {
		close(fd);
		return (NULL);
	}
	if (!uplink)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	nports++;
	p->fd = fd;
	p->uplink = uplink;
	p->number = numbers++;
	STAILQ_INIT(&p->queue);
	LIST_INSERT_HEAD(&ports, p, link);
	watch(p, EPOLL_CTL_ADD, false);
	return (p);
}

void
port_lost(struct port *p)
{
	if (!p->gone && p->uplink)
		note("the tap is gone");
	p->gone = true;
}

static void
port_free(struct port *p)
{
	struct pending *w;
	struct entry *e, *next;

	for (int i = 0; i < HASH; i++)
		for (e = LIST_FIRST(&table[i]); e != NULL; e = next) {
			next = LIST_NEXT(e, link);
			if (e->port == p)
				entry_free(e);
		}
	while ((w = STAILQ_FIRST(&p->queue)) != NULL) {
		STAILQ_REMOVE_HEAD(&p->queue, link);
		frame_drop(w->frame);
		free(w);
	}
	impair_forget(p);
	past.in += p->count.in;
	past.out += p->count.out;
	past.bad += p->count.bad;
	past.full += p->count.full;
	past.refused += p->count.refused;
	LIST_REMOVE(p, link);
	close(p->fd);
	free(p);
	nports--;
}

void
ports_sweep(void)
{
	struct port *p, *next;

	for (p = LIST_FIRST(&ports); p != NULL; p = next) {
		next = LIST_NEXT(p, link);
		if (p->gone)
			port_free(p);
	}
}

/* False: it would block.  A frame that the other side refuses is lost. */
static bool
transmit(struct port *p, const struct frame *f)
{
	ssize_t n = p->uplink ? write(p->fd, f->data, f->len) :
	    send(p->fd, f->data, f->len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == ENOBUFS || errno == EINTR))
		return (false);
	if (n < 0 && (errno == EPIPE || errno == ECONNRESET ||
	    errno == ENOTCONN || errno == EBADFD))
		port_lost(p);
	else if (n >= 0)
		p->count.out++;
	return (true);
}

/* Behind what waits already, if there is room. */
static void
enqueue(struct port *p, struct frame *f)
{
	struct pending *w = p->queued < QUEUE_MAX ? malloc(sizeof(*w)) : NULL;

	if (w == NULL) {
		p->count.full++;
		return;
	}
	w->frame = f;
	f->refs++;
	STAILQ_INSERT_TAIL(&p->queue, w, link);
	p->queued++;
	if (!p->blocked)
		watch(p, EPOLL_CTL_MOD, true);
}

void
port_writable(struct port *p)
{
	struct pending *w;

	while (!p->gone && (w = STAILQ_FIRST(&p->queue)) != NULL) {
		if (!transmit(p, w->frame))
			return;
		STAILQ_REMOVE_HEAD(&p->queue, link);
		p->queued--;
		frame_drop(w->frame);
		free(w);
	}
	if (!p->gone && p->blocked)
		watch(p, EPOLL_CTL_MOD, false);
}

/* ---- forwarding ---- */

void
switch_secure(in_addr_t network, in_addr_t mask)
{
	secure_network = network & mask;
	secure_mask = mask;
}

/* By the uplink goes what IPv4 hosts of our network send, and their ARP. */
static bool
may_leave(const struct frame *f)
{
	size_t at;
	uint16_t type;
	in_addr_t from;

	if (secure_mask == 0)
		return (true);
	memcpy(&type, f->data + 12, sizeof(type));
	switch (ntohs(type)) {
	case 0x0800:
		at = FRAME_MIN + 12;
		break;
	case 0x0806:
		at = FRAME_MIN + 14;
		break;
	default:
		return (false);
	}
	if (f->len < at + sizeof(from))
		return (false);
	memcpy(&from, f->data + at, sizeof(from));
	return (from == INADDR_ANY ||
	    (from & secure_mask) == secure_network);
}

static void
give(struct port *p, struct frame *f)
{
	if (p->gone || p == f->from)
		return;
	if (p->uplink && !may_leave(f)) {
		p->count.refused++;
		return;
	}
	if (p->queued > 0 || !transmit(p, f))
		enqueue(p, f);
}

void
switch_forward(struct frame *f)
{
	struct entry *e = NULL;
	struct port *p;

	if ((f->data[0] & 1) == 0 && (e = lookup(f->data)) != NULL &&
	    now_ns() - e->seen > AGE_NS) {
		entry_free(e);
		e = NULL;
	}
	if (e != NULL)
		give(e->port, f);
	else
		LIST_FOREACH(p, &ports, link)
			give(p, f);
	frame_drop(f);
}

void
port_readable(struct port *p)
{
	static uint8_t buf[FRAME_MAX + 1];
	struct frame *f;
	ssize_t n;

	for (int i = 0; i < BATCH && !p->gone; i++) {
		n = p->uplink ? read(p->fd, buf, sizeof(buf)) :
		    recv(p->fd, buf, sizeof(buf), MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n <= 0) {
			port_lost(p);
			return;
		}
		if (n < FRAME_MIN || n > FRAME_MAX || (buf[6] & 1) != 0) {
			p->count.bad++;
			continue;
		}
		p->count.in++;
		learn(p, buf + 6);
		if ((f = frame_new(p, buf, (size_t)n)) != NULL)
			impair_frame(f);
	}
}

static void
report(const char *what, unsigned number, const struct counters *c)
{
	note("%s %u: in %llu out %llu bad %llu full %llu refused %llu", what,
	    number, (unsigned long long)c->in, (unsigned long long)c->out,
	    (unsigned long long)c->bad, (unsigned long long)c->full,
	    (unsigned long long)c->refused);
}

void
switch_report(void)
{
	const struct port *p;

	LIST_FOREACH(p, &ports, link)
		report(p->uplink ? "uplink" : "port", p->number, &p->count);
	report("ports gone", numbers - nports, &past);
}
