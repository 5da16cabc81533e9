/*
 * h_sockval.c: options of sockets whose values are no plain numbers, or that
 * depend on the socket's state.
 *
 * usage: h_sockval [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/time.h>
#include <netinet6/in6.h>

static void
linger(void)
{
	struct linger l = { 5, 17 };
	socklen_t len = sizeof(l);

	for (int kind = 0; kind < KINDS; kind++) {
		int s = make(kind);

		FAILS(setsockopt(s, SOL_SOCKET, SO_LINGER, &l, 4), EINVAL);
		GIVES(setsockopt(s, SOL_SOCKET, SO_LINGER, &l, sizeof(l)), 0);
		memset(&l, 0, sizeof(l));
		GIVES(getsockopt(s, SOL_SOCKET, SO_LINGER, &l, &len), 0);
		GIVES(len, sizeof(l));
		GIVES(l.l_onoff, SO_LINGER);
		GIVES(l.l_linger, 17);
		close(s);
	}
}

static void
times(void)
{
	static const int names[] = { SO_SNDTIMEO, SO_RCVTIMEO };
	static const struct timeval wrong[] = { { -1, 0 }, { 0, -1 },
	    { 0, 1000000 } };
	struct timeval tv;
	socklen_t len;

	for (int kind = 0; kind < KINDS; kind++)
		for (int i = 0; i < 2; i++) {
			int s = make(kind);

			len = sizeof(tv);
			GIVES(getsockopt(s, SOL_SOCKET, names[i], &tv, &len),
			    0);
			CHECK(tv.tv_sec == 0 && tv.tv_usec == 0);
			tv.tv_sec = 3;
			tv.tv_usec = 250000;
			GIVES(setsockopt(s, SOL_SOCKET, names[i], &tv,
			    sizeof(tv)), 0);
			FAILS(setsockopt(s, SOL_SOCKET, names[i], &tv, 8),
			    EINVAL);
			for (int j = 0; j < 3; j++)
				FAILS(setsockopt(s, SOL_SOCKET, names[i],
				    &wrong[j], sizeof(tv)), EDOM);
			memset(&tv, 0, sizeof(tv));
			GIVES(getsockopt(s, SOL_SOCKET, names[i], &tv, &len),
			    0);
			CHECK(tv.tv_sec == 3 && tv.tv_usec == 250000);
			close(s);
		}
}

/* IP_OPTIONS: four bytes at a time, well formed, forty at most. */
static void
ip_options(void)
{
	unsigned char rr[40] = { 1, 7, 39, 4 }, got[44];
	static const unsigned char odd[] = { 1, 1, 1 };
	static const unsigned char lies[] = { 7, 9, 4, 0 };
	static const unsigned char cut[] = { 1, 1, 1, 7 };
	static const unsigned char empty[] = { 7, 1, 4, 0 };
	static const unsigned char route[] = { 131, 7, 4, 127, 0, 0, 1, 0 };
	unsigned char big[44] = { 1 };
	int s = make(1);
	socklen_t len = sizeof(got);

	GIVES(getsockopt(s, IPPROTO_IP, IP_OPTIONS, got, &len), 0);
	GIVES(len, 0);
	GIVES(setsockopt(s, IPPROTO_IP, IP_OPTIONS, rr, sizeof(rr)), 0);
	for (int i = 0; i < 2; i++) {
		len = sizeof(got);
		GIVES(getsockopt(s, IPPROTO_IP, i == 0 ? IP_OPTIONS :
		    IP_RETOPTS, got, &len), 0);
		GIVES(len, sizeof(rr));
		CHECK(memcmp(got, rr, sizeof(rr)) == 0);
	}
	FAILS(setsockopt(s, IPPROTO_IP, IP_RETOPTS, rr, sizeof(rr)),
	    ENOPROTOOPT);
	FAILS(setsockopt(s, IPPROTO_IP, IP_OPTIONS, odd, sizeof(odd)),
	    EINVAL);
	FAILS(setsockopt(s, IPPROTO_IP, IP_OPTIONS, lies, sizeof(lies)),
	    EINVAL);
	FAILS(setsockopt(s, IPPROTO_IP, IP_OPTIONS, cut, sizeof(cut)),
	    EINVAL);
	FAILS(setsockopt(s, IPPROTO_IP, IP_OPTIONS, empty, sizeof(empty)),
	    EINVAL);
	FAILS(setsockopt(s, IPPROTO_IP, IP_OPTIONS, big, sizeof(big)),
	    EINVAL);
	/* Nobody's packets are led about by their senders any more. */
	FAILS(setsockopt(s, IPPROTO_IP, IP_OPTIONS, route, sizeof(route)),
	    EOPNOTSUPP);
	GIVES(setsockopt(s, IPPROTO_IP, IP_OPTIONS, NULL, 0), 0);
	len = sizeof(got);
	GIVES(getsockopt(s, IPPROTO_IP, IP_OPTIONS, got, &len), 0);
	GIVES(len, 0);
	s = make(0);
	FAILS(setsockopt(s, IPPROTO_IP, IP_OPTIONS, rr, sizeof(rr)),
	    EOPNOTSUPP);
	GIVES(setsockopt(s, IPPROTO_IP, IP_OPTIONS, NULL, 0), 0);
}

/* Groups: who may join what, how often. */
static void
groups(void)
{
	struct ip_mreq mr = { { htonl(0xe0010203) }, { htonl(0x7f000001) } };
	struct in_addr a = { htonl(0x7f000001) }, b = { 0 };
	socklen_t len = sizeof(b);
	int s = make(1);

	FAILS(getsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, &len),
	    ENOPROTOOPT);
	FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, 4), EINVAL);
	FAILS(setsockopt(s, IPPROTO_IP, IP_DROP_MEMBERSHIP, &mr, sizeof(mr)),
	    EADDRNOTAVAIL);
	GIVES(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, sizeof(mr)),
	    0);
	FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, sizeof(mr)),
	    EADDRINUSE);
	for (unsigned i = 1; i < IP_MAX_MEMBERSHIPS; i++) {
		mr.imr_multiaddr.s_addr = htonl(0xe0010300 + i);
		GIVES(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr,
		    sizeof(mr)), 0);
	}
	mr.imr_multiaddr.s_addr = htonl(0xe0010400);
	FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, sizeof(mr)),
	    ETOOMANYREFS);
	mr.imr_multiaddr.s_addr = htonl(0x0a000001);
	FAILS(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, sizeof(mr)),
	    EINVAL);
	GIVES(setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &a, sizeof(a)), 0);
	GIVES(getsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &b, &len), 0);
	GIVES(b.s_addr, a.s_addr);
	a.s_addr = htonl(0x0a010203);
	FAILS(setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &a, sizeof(a)),
	    EADDRNOTAVAIL);
	FAILS(setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &a, 2), EINVAL);
}

/* IPV6_PKTINFO and IPV6_PATHMTU. */
static void
sticky(void)
{
	struct in6_pktinfo pi = { .ipi6_ifindex = 1 }, got;
	struct sockaddr_in6 self;
	struct ip6_mtuinfo mi;
	socklen_t len = sizeof(got);
	int s = make(4);

	GIVES(getsockopt(s, IPPROTO_IPV6, IPV6_PKTINFO, &got, &len), 0);
	GIVES(len, sizeof(got));
	GIVES(got.ipi6_ifindex, 0);
	pi.ipi6_addr.s6_addr[15] = 1;
	FAILS(setsockopt(s, IPPROTO_IPV6, IPV6_PKTINFO, &pi, 8), EINVAL);
	GIVES(setsockopt(s, IPPROTO_IPV6, IPV6_PKTINFO, &pi, sizeof(pi)), 0);
	GIVES(getsockopt(s, IPPROTO_IPV6, IPV6_PKTINFO, &got, &len), 0);
	CHECK(memcmp(&pi, &got, sizeof(pi)) == 0);
	pi.ipi6_ifindex = 4711;
	FAILS(setsockopt(s, IPPROTO_IPV6, IPV6_PKTINFO, &pi, sizeof(pi)),
	    ENXIO);
	pi.ipi6_ifindex = 1;
	pi.ipi6_addr.s6_addr[0] = 0xff;
	FAILS(setsockopt(s, IPPROTO_IPV6, IPV6_PKTINFO, &pi, sizeof(pi)),
	    EINVAL);
	len = sizeof(mi);
	FAILS(getsockopt(s, IPPROTO_IPV6, IPV6_PATHMTU, &mi, &len), ENOTCONN);
	FAILS(setsockopt(s, IPPROTO_IPV6, IPV6_PATHMTU, &mi, sizeof(mi)),
	    ENOPROTOOPT);
	loopback6(&self, 9);
	GIVES(connect(s, (struct sockaddr *)&self, sizeof(self)), 0);
	GIVES(getsockopt(s, IPPROTO_IPV6, IPV6_PATHMTU, &mi, &len), 0);
	GIVES(len, sizeof(mi));
	GIVES(mi.ip6m_mtu, 16384);
}

/* What depends on the state of the socket. */
static void
states(void)
{
	struct sockaddr_in6 sin6;
	int l = listener(AF_INET6, &sin6), v = 1;
	socklen_t len = sizeof(v);

	FAILS(setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &v, sizeof(v)),
	    EINVAL);
	GIVES(getsockopt(l, SOL_SOCKET, SO_ACCEPTCONN, &v, &len), 0);
	GIVES(v, SO_ACCEPTCONN);
}

static const struct test tests[] = {
	{ "linger", linger }, { "times", times },
	{ "ip_options", ip_options }, { "groups", groups },
	{ "sticky", sticky }, { "states", states },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
