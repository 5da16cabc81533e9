/*
 * h_sockopt.c: every option of sockets that is a number, on every kind of
 * socket: what it is at first, what it takes and refuses, who does not know it.
 *
 * usage: h_sockopt [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <stdbool.h>
#include <netinet/tcp.h>
#include <netinet6/in6.h>

enum { T4 = 1, U4 = 2, R4 = 4, T6 = 8, U6 = 16, R6 = 32, LO = 64 };
#define V4	(T4 | U4 | R4)
#define V6	(T6 | U6 | R6)
#define TCP	(T4 | T6)
#define ALL	(V4 | V6 | LO)
#define SOME	(-7777)			/* whatever it is */

enum { RW, RO, WO, NONE };		/* NONE: nobody knows it */
#define BYTE_OK	1

static const struct option {
	const char	*name;
	int		 level, opt;
	int		 kinds;
	int		 how;
	int		 first;		/* what get gives at first */
	int		 set, got;	/* one value, and what it is then */
	int		 bad, error;	/* another, and why not; error 0: none */
	int		 byte;		/* one byte will do */
	int		 quiet;		/* kinds that take it and stay at 0 */
} options[] = {
#define O(l, o, k, h, ...)						\
	{ .name = #o, .level = l, .opt = o, .kinds = k, .how = h,	\
	    .first = __VA_ARGS__ }
	/* One bit each. */
	O(SOL_SOCKET, SO_DEBUG, ALL, RW, 0, 1, SO_DEBUG),
	O(SOL_SOCKET, SO_REUSEADDR, ALL, RW, 0, 1, SO_REUSEADDR),
	O(SOL_SOCKET, SO_KEEPALIVE, ALL, RW, 0, 7, SO_KEEPALIVE),
	O(SOL_SOCKET, SO_DONTROUTE, ALL, RW, 0, -1, SO_DONTROUTE),
	O(SOL_SOCKET, SO_BROADCAST, ALL, RW, 0, 1, SO_BROADCAST),
	O(SOL_SOCKET, SO_USELOOPBACK, ALL, RW, 0, 1, SO_USELOOPBACK),
	O(SOL_SOCKET, SO_OOBINLINE, ALL, RW, 0, 1, SO_OOBINLINE),
	O(SOL_SOCKET, SO_REUSEPORT, ALL, RW, 0, 1, SO_REUSEPORT),
	O(SOL_SOCKET, SO_TIMESTAMP, ALL, RW, 0, 1, SO_TIMESTAMP),
	O(SOL_SOCKET, SO_NOSIGPIPE, ALL, RW, 0, 1, SO_NOSIGPIPE),
	O(SOL_SOCKET, SO_RERROR, ALL, RW, 0, 1, SO_RERROR),
	/* Numbers. */
	O(SOL_SOCKET, SO_SNDBUF, ALL, RW, SOME, 20000, 20000, 0, EINVAL),
	O(SOL_SOCKET, SO_RCVBUF, ALL, RW, SOME, 20000, 20000, 1 << 30,
	    ENOBUFS),
	O(SOL_SOCKET, SO_SNDLOWAT, ALL, RW, SOME, 100, 100, -1, EINVAL),
	O(SOL_SOCKET, SO_RCVLOWAT, ALL, RW, 1, 10, 10, 0, EINVAL),
	O(SOL_SOCKET, SO_TYPE, ALL, RO, SOME),
	O(SOL_SOCKET, SO_ERROR, ALL, RO, 0),
	O(SOL_SOCKET, SO_ACCEPTCONN, ALL, RO, 0),
	O(SOL_SOCKET, SO_SNDSPACE, ALL, RO, SOME),
	O(SOL_SOCKET, SO_CPUHINT, ALL, RO, -1),
	O(SOL_SOCKET, 0x4000, ALL, NONE, 0),
	O(SOL_SOCKET, 0x7fff0001, ALL, NONE, 0),

	O(IPPROTO_IP, IP_TOS, V4, RW, 0, 16, 16),
	O(IPPROTO_IP, IP_TTL, V4, RW, 64, 33, 33, 256, EINVAL),
	O(IPPROTO_IP, IP_MINTTL, V4, RW, 0, 255, 255, -1, EINVAL),
	O(IPPROTO_IP, IP_RECVOPTS, V4, RW, 0, 5, 1),
	O(IPPROTO_IP, IP_RECVRETOPTS, V4, RW, 0, 5, 1),
	O(IPPROTO_IP, IP_RECVDSTADDR, V4, RW, 0, 5, 1),
	O(IPPROTO_IP, IP_RECVIF, V4, RW, 0, 5, 1),
	O(IPPROTO_IP, IP_RECVTTL, V4, RW, 0, 5, 1),
	O(IPPROTO_IP, IP_HDRINCL, R4, RW, 0, 5, 1),
	O(IPPROTO_IP, IP_PORTRANGE, V4, RW, 0, IP_PORTRANGE_LOW,
	    IP_PORTRANGE_LOW, 3, EINVAL),
	O(IPPROTO_IP, IP_MULTICAST_TTL, V4, RW, 1, 9, 9, 256, EINVAL, BYTE_OK),
	O(IPPROTO_IP, IP_MULTICAST_LOOP, V4, RW, 1, 0, 0, 0, 0, BYTE_OK),
	O(IPPROTO_IP, IP_MULTICAST_VIF, V4, RO, -1, 0, 0, 0, EOPNOTSUPP),
	/* Firewalls, traffic shaping and reservation are not built in. */
	O(IPPROTO_IP, IP_RSVP_ON, V4, NONE, 0),
	O(IPPROTO_IP, IP_RSVP_OFF, V4, NONE, 0),
	O(IPPROTO_IP, IP_RSVP_VIF_ON, V4, NONE, 0),
	O(IPPROTO_IP, IP_RSVP_VIF_OFF, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_TBL_CREATE, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_TBL_DESTROY, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_TBL_ADD, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_TBL_DEL, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_TBL_FLUSH, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_TBL_GET, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_TBL_ZERO, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_TBL_EXPIRE, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_X, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_ADD, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_DEL, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_FLUSH, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_ZERO, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_GET, V4, NONE, 0),
	O(IPPROTO_IP, IP_FW_RESETLOG, V4, NONE, 0),
	O(IPPROTO_IP, IP_DUMMYNET_CONFIGURE, V4, NONE, 0),
	O(IPPROTO_IP, IP_DUMMYNET_DEL, V4, NONE, 0),
	O(IPPROTO_IP, IP_DUMMYNET_FLUSH, V4, NONE, 0),
	O(IPPROTO_IP, IP_DUMMYNET_GET, V4, NONE, 0),

	O(IPPROTO_IPV6, IPV6_UNICAST_HOPS, V6, RW, SOME, 255, 255, 256,
	    EINVAL),
	O(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, V6, RW, 1, 7, 7, -2, EINVAL),
	O(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, V6, RW, 1, 0, 0, 2, EINVAL),
	O(IPPROTO_IPV6, IPV6_MULTICAST_IF, V6, RW, 0, 1, 1, 999, ENXIO),
	O(IPPROTO_IPV6, IPV6_PORTRANGE, V6, RW, 0, IPV6_PORTRANGE_HIGH,
	    IPV6_PORTRANGE_HIGH, -1, EINVAL),
	O(IPPROTO_IPV6, IPV6_V6ONLY, V6, RW, 1, 1, 1, 0, EOPNOTSUPP),
	O(IPPROTO_IPV6, IPV6_RECVPKTINFO, V6, RW, 0, 1, 1),
	O(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, V6, RW, 0, 1, 1),
	O(IPPROTO_IPV6, IPV6_RECVTCLASS, V6, RW, 0, 1, 1),
	O(IPPROTO_IPV6, IPV6_RECVPATHMTU, U6 | R6, RW, 0, 1, 1,
	    .quiet = T6),
	O(IPPROTO_IPV6, IPV6_TCLASS, V6, RW, 0, 32, 32, 256, EINVAL),
	O(IPPROTO_IPV6, IPV6_DONTFRAG, U6 | R6, RW, 0, 1, 1,
	    .quiet = T6),
	O(IPPROTO_IPV6, IPV6_USE_MIN_MTU, V6, RW, -1, 1, 1, 2, EINVAL),
	O(IPPROTO_IPV6, IPV6_AUTOFLOWLABEL, V6, NONE, 0),
	O(IPPROTO_IPV6, IPV6_HOPLIMIT, V6, NONE, 0),

	O(IPPROTO_TCP, TCP_NODELAY, TCP, RW, 0, 1, SOME),
	O(IPPROTO_TCP, TCP_NOPUSH, TCP, RW, 0, 1, SOME),
	O(IPPROTO_TCP, TCP_NOOPT, TCP, RW, 0, 1, SOME),
	O(IPPROTO_TCP, TCP_MAXSEG, TCP, RW, 512, 400, 400, 500, EINVAL),
	O(IPPROTO_TCP, TCP_KEEPINIT, TCP, RW, 75000, 2000, 2000, 0, EINVAL),
	O(IPPROTO_TCP, TCP_KEEPIDLE, TCP, RW, 7200000, 3000, 3000, 0, EINVAL),
	O(IPPROTO_TCP, TCP_KEEPINTVL, TCP, RW, 75000, 500, 500, -5, EINVAL),
	O(IPPROTO_TCP, TCP_KEEPCNT, TCP, RW, 8, 3, 3, 0, EINVAL),
	O(IPPROTO_TCP, TCP_FASTKEEP, TCP, WO, 0, 1, 0),
	O(IPPROTO_TCP, TCP_SIGNATURE_ENABLE, TCP, NONE, 0),
	O(IPPROTO_TCP, 0x40, TCP, NONE, 0),
};

static const struct option *now;
static int now_kind;

static void
complain(const char *what, long got, long want)
{
	printf("%s on socket %d: %s is %ld, not %ld (errno %d)\n", now->name,
	    now_kind, what, got, want, errno);
	fflush(stdout);
	_exit(1);
}

#define WANT(what, call, want) do {					\
	long got_ = (call);						\
	if (got_ != (want))						\
		complain(what, got_, (want));				\
} while (0)

static int
set(int s, int value, socklen_t len)
{
	errno = 0;
	return (setsockopt(s, now->level, now->opt, &value, len) == 0 ? 0 :
	    errno);
}

static int
get(int s, int *value, socklen_t *len)
{
	errno = 0;
	return (getsockopt(s, now->level, now->opt, value, len) == 0 ? 0 :
	    errno);
}

static void
reads_as(int s, int want, const char *what)
{
	int value = SOME;
	socklen_t len = sizeof(value);

	WANT(what, get(s, &value, &len), 0);
	WANT("its length", len, sizeof(value));
	if (want != SOME)
		WANT(what, value, want);
}

/* An option that this kind of socket has. */
static void
known(int s)
{
	const struct option *o = now;
	int value = 0;
	socklen_t len = 2;

	if (o->how != WO) {
		reads_as(s, o->first, "the first value");
		WANT("a look at two bytes", get(s, &value, &len), 0);
		WANT("their number", len, 2);
	}
	if (o->how == RO) {
		WANT("setting it", set(s, 1, sizeof(value)),
		    o->error != 0 ? o->error : ENOPROTOOPT);
		return;
	}
	WANT("setting it", set(s, o->set, sizeof(value)), 0);
	if (o->how == RW)
		reads_as(s, o->got, "what was set");
	WANT("three bytes", set(s, o->set, 3), EINVAL);
	WANT("no byte", set(s, o->set, 0), EINVAL);
	WANT("one byte", set(s, o->set, 1),
	    o->byte == BYTE_OK ? 0 : EINVAL);
	if (o->error != 0)
		WANT("a bad value", set(s, o->bad, sizeof(value)), o->error);
	if (o->how == RW)
		reads_as(s, o->got, "what stays");
	/* A bit goes as well. */
	if (o->level == SOL_SOCKET && o->opt < 0x1000) {
		WANT("clearing it", set(s, 0, sizeof(value)), 0);
		reads_as(s, 0, "what was cleared");
	}
	FAILS(setsockopt(s, o->level, o->opt, (void *)8, sizeof(value)),
	    EFAULT);
	FAILS(setsockopt(s, o->level, o->opt, &value, (socklen_t)-1), EINVAL);
	len = (socklen_t)-1;
	FAILS(getsockopt(s, o->level, o->opt, &value, &len), EINVAL);
}

/* What a kind of socket says to what it has not. */
static int
unknown(int kind)
{
	bool v4 = (kind & V4) != 0, v6 = (kind & V6) != 0;

	if (now->how == NONE && (kind & now->kinds) != 0)
		return (ENOPROTOOPT);
	/* Another protocol's. */
	if ((now->level == IPPROTO_IP && v6) ||
	    (now->level == IPPROTO_IPV6 && v4) ||
	    (now->level == IPPROTO_TCP && (kind & (U4 | U6 | R4 | R6)) != 0))
		return (EINVAL);
	return (ENOPROTOOPT);
}

/* A kind of socket that does not have it. */
static void
stranger(int s, int kind)
{
	int value = 1, want = unknown(1 << kind);
	socklen_t len = sizeof(value);

	WANT("setting a stranger", set(s, 1, sizeof(value)), want);
	WANT("a stranger", get(s, &value, &len), want);
}

static void
table(void)
{
	const struct option *end = options + sizeof(options) /
	    sizeof(options[0]);

	for (now = options; now < end; now++)
		for (int kind = 0; kind < KINDS; kind++) {
			int s = make(kind);

			now_kind = kind;
			if (now->how != NONE && (now->kinds & 1 << kind) != 0) {
				known(s);
			} else if ((now->quiet & 1 << kind) != 0) {
				WANT("setting it", set(s, 1, sizeof(int)), 0);
				reads_as(s, 0, "what it stays");
			} else {
				stranger(s, kind);
			}
			close(s);
		}
}

static const struct test tests[] = {
	{ "table", table },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
