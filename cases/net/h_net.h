/*
 * h_net.h: what the guest helpers of this room share: addresses, listeners,
 * connected pairs.  Include after ../kern/h_desc.h.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef H_NET_H
#define H_NET_H

#include "../kern/h_desc.h"
#include <sys/socket.h>
#include <netinet/in.h>
#include <poll.h>

static inline void
loopback(struct sockaddr_in *sin, uint16_t port)
{
	memset(sin, 0, sizeof(*sin));
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_port = htons(port);
	sin->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

static inline void
loopback6(struct sockaddr_in6 *sin6, uint16_t port)
{
	memset(sin6, 0, sizeof(*sin6));
	sin6->sin6_len = sizeof(*sin6);
	sin6->sin6_family = AF_INET6;
	sin6->sin6_port = htons(port);
	sin6->sin6_addr.s6_addr[15] = 1;
}

/* Wait until s is readable, at most 30 s. */
static inline void
readable(int s)
{
	struct pollfd p = { .fd = s, .events = POLLIN };

	GIVES(poll(&p, 1, 30000), 1);
}

/* A listening socket; its address goes to addr. */
static inline int
listener(int family, void *addr)
{
	struct sockaddr_in6 any6;
	struct sockaddr_in any;
	socklen_t len = family == AF_INET ? sizeof(any) : sizeof(any6);
	int l = socket(family, SOCK_STREAM, 0);

	CHECK(l >= 0);
	loopback(&any, 0);
	loopback6(&any6, 0);
	GIVES(bind(l, family == AF_INET ? (struct sockaddr *)&any :
	    (struct sockaddr *)&any6, len), 0);
	GIVES(listen(l, 128), 0);
	GIVES(getsockname(l, addr, &len), 0);
	return (l);
}

/* A connection to ourselves: both ends. */
static inline void
stream_pair(int family, int *a, int *b)
{
	struct sockaddr_storage ss;
	int l = listener(family, &ss);

	*a = socket(family, SOCK_STREAM, 0);
	CHECK(*a >= 0);
	GIVES(connect(*a, (struct sockaddr *)&ss, ss.ss_len), 0);
	*b = accept(l, NULL, NULL);
	CHECK(*b >= 0);
	close(l);
}

/* A datagram socket of ours; its address goes to sin. */
static inline int
udp(struct sockaddr_in *sin)
{
	socklen_t len = sizeof(*sin);
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	CHECK(s >= 0);
	loopback(sin, 0);
	GIVES(bind(s, (struct sockaddr *)sin, sizeof(*sin)), 0);
	GIVES(getsockname(s, (struct sockaddr *)sin, &len), 0);
	return (s);
}

/* A socket of each kind, by its number. */
#define KINDS	7
static inline int
make(int kind)
{
	static const struct { int domain, type, proto; } how[KINDS] = {
		{ AF_INET, SOCK_STREAM, 0 }, { AF_INET, SOCK_DGRAM, 0 },
		{ AF_INET, SOCK_RAW, IPPROTO_ICMP },
		{ AF_INET6, SOCK_STREAM, 0 }, { AF_INET6, SOCK_DGRAM, 0 },
		{ AF_INET6, SOCK_RAW, 99 }, { AF_UNIX, SOCK_STREAM, 0 },
	};
	int s = socket(how[kind].domain, how[kind].type, how[kind].proto);

	CHECK(s >= 0);
	return (s);
}

#endif /* !H_NET_H */
