/*
 * h_ancil.c: what programs say of single datagrams and are told of them, and
 * what options of sockets do to packets.
 *
 * usage: h_ancil [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/uio.h>
#include <netinet6/in6.h>

static void
on(int s, int level, int name, int value)
{
	GIVES(setsockopt(s, level, name, &value, sizeof(value)), 0);
}

/* A datagram of len bytes, with one control message; as sendmsg(2). */
static ssize_t
tell(int s, const void *to, socklen_t tolen, size_t len, int level, int type,
    const void *data, socklen_t dlen)
{
	static char bytes[70000];
	char ctl[128] __attribute__((aligned(8))) = { 0 };
	struct iovec iov = { bytes, len };
	struct msghdr mh = { .msg_name = (void *)(uintptr_t)to,
	    .msg_namelen = tolen, .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = CMSG_SPACE(dlen) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&mh);

	c->cmsg_level = level;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(dlen);
	memcpy(CMSG_DATA(c), data, dlen);
	return (sendmsg(s, &mh, 0));
}

/* The data of the control message of that type that comes with the next
 * datagram; its sender goes to from. */
static size_t
told(int s, int level, int type, void *data, size_t room, void *from)
{
	char buf[64], ctl[256] __attribute__((aligned(8)));
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr mh = { .msg_name = from, .msg_namelen = from != NULL ?
	    sizeof(struct sockaddr_in6) : 0, .msg_iov = &iov,
	    .msg_iovlen = 1, .msg_control = ctl,
	    .msg_controllen = sizeof(ctl) };

	readable(s);
	CHECK(recvmsg(s, &mh, 0) >= 0);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&mh); c != NULL;
	    c = CMSG_NXTHDR(&mh, c))
		if (c->cmsg_level == level && c->cmsg_type == type) {
			size_t n = c->cmsg_len - CMSG_LEN(0);

			CHECK(n <= room);
			memcpy(data, CMSG_DATA(c), n);
			return (n);
		}
	return (0);
}

static int
udp6(struct sockaddr_in6 *sin6)
{
	socklen_t len = sizeof(*sin6);
	int s = socket(AF_INET6, SOCK_DGRAM, 0);

	loopback6(sin6, 0);
	GIVES(bind(s, (struct sockaddr *)sin6, len), 0);
	GIVES(getsockname(s, (struct sockaddr *)sin6, &len), 0);
	return (s);
}

/* IP_SENDSRCADDR: from which of our addresses. */
static void
source4(void)
{
	struct in_addr second = { htonl(0x7f000009) };
	struct in_addr strange = { htonl(0x0a090909) };
	struct sockaddr_in to;
	struct sockaddr_in6 from;
	int t = udp(&to), s = socket(AF_INET, SOCK_DGRAM, 0);
	char byte;

	GIVES(system("ifconfig lo0 alias 127.0.0.9 netmask 255.255.255.255"),
	    0);
	GIVES(tell(s, &to, sizeof(to), 1, IPPROTO_IP, IP_SENDSRCADDR, &second,
	    sizeof(second)), 1);
	(void)told(t, 0, 0, &byte, 1, &from);
	GIVES(((struct sockaddr_in *)(void *)&from)->sin_addr.s_addr,
	    second.s_addr);
	FAILS(tell(s, &to, sizeof(to), 1, IPPROTO_IP, IP_SENDSRCADDR, &strange,
	    sizeof(strange)), EADDRNOTAVAIL);
	FAILS(tell(s, &to, sizeof(to), 1, IPPROTO_IP, IP_SENDSRCADDR, &second,
	    2), EINVAL);
	GIVES(system("ifconfig lo0 -alias 127.0.0.9"), 0);
}

/* IP_OPTIONS go with the packet; IP_RECVOPTS shows them. */
static void
options4(void)
{
	static const unsigned char opts[] = { 1, 7, 7, 4, 0, 0, 0, 0 };
	static char big[16380];
	unsigned char got[40];
	struct sockaddr_in to;
	int t = udp(&to), s = socket(AF_INET, SOCK_DGRAM, 0);

	on(t, IPPROTO_IP, IP_RECVOPTS, 1);
	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)), 1);
	GIVES(told(t, IPPROTO_IP, IP_RECVOPTS, got, sizeof(got), NULL), 0);
	GIVES(setsockopt(s, IPPROTO_IP, IP_OPTIONS, opts, sizeof(opts)), 0);
	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)), 1);
	GIVES(told(t, IPPROTO_IP, IP_RECVOPTS, got, sizeof(got), NULL),
	    sizeof(opts));
	CHECK(memcmp(got, opts, sizeof(opts)) == 0);
	on(s, SOL_SOCKET, SO_SNDBUF, 65000);
	GIVES(sendto(s, big, 8000, 0, (struct sockaddr *)&to, sizeof(to)),
	    8000);
	FAILS(sendto(s, big, sizeof(big), 0, (struct sockaddr *)&to,
	    sizeof(to)), EMSGSIZE);
}

/* A raw packet has them too: record route, as ping -R. */
static void
options_raw(void)
{
	static const unsigned char opts[] = { 7, 7, 4, 0, 0, 0, 0, 0 };
	unsigned char got[128];
	struct sockaddr_in to;
	int r = socket(AF_INET, SOCK_RAW, 99);

	loopback(&to, 0);
	GIVES(setsockopt(r, IPPROTO_IP, IP_OPTIONS, opts, sizeof(opts)), 0);
	GIVES(sendto(r, "raw", 3, 0, (struct sockaddr *)&to, sizeof(to)), 3);
	readable(r);
	GIVES(recv(r, got, sizeof(got), 0), 20 + 8 + 3);
	GIVES(got[0], 0x47);
	CHECK(memcmp(got + 20, opts, 3) == 0);
	CHECK(memcmp(got + 28, "raw", 3) == 0);
}

/* Numbers for one datagram, and those of the socket afterwards. */
static void
numbers6(void)
{
	static const struct { int type, recv, value, dflt, bad; } n[] = {
		{ IPV6_HOPLIMIT, IPV6_RECVHOPLIMIT, 77, 64, 256 },
		{ IPV6_TCLASS, IPV6_RECVTCLASS, 0x28, 0, 256 },
	};
	struct sockaddr_in6 to;
	int t = udp6(&to), s = socket(AF_INET6, SOCK_DGRAM, 0), got;

	for (int i = 0; i < 2; i++) {
		on(t, IPPROTO_IPV6, n[i].recv, 1);
		GIVES(tell(s, &to, sizeof(to), 3, IPPROTO_IPV6, n[i].type,
		    &n[i].value, sizeof(int)), 3);
		GIVES(told(t, IPPROTO_IPV6, n[i].type, &got, sizeof(got),
		    NULL), sizeof(int));
		GIVES(got, n[i].value);
		GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&to,
		    sizeof(to)), 1);
		GIVES(told(t, IPPROTO_IPV6, n[i].type, &got, sizeof(got),
		    NULL), sizeof(int));
		GIVES(got, n[i].dflt);
		FAILS(tell(s, &to, sizeof(to), 1, IPPROTO_IPV6, n[i].type,
		    &n[i].bad, sizeof(int)), EINVAL);
		FAILS(tell(s, &to, sizeof(to), 1, IPPROTO_IPV6, n[i].type,
		    &n[i].value, 2), EINVAL);
	}
	/* What nobody here can do is not left out silently. */
	FAILS(tell(s, &to, sizeof(to), 1, IPPROTO_IPV6, IPV6_NEXTHOP, &to,
	    sizeof(to)), ENOPROTOOPT);
}

/* The kernel's own answer to an echo has the hop limit that all packets have. */
static void
answers6(void)
{
	unsigned char req[12] = { 128, 0, 0, 0, 0x12, 0x34, 0, 1, 'd' };
	struct icmp6_filter f = { { 0 } };
	struct sockaddr_in6 to;
	int s = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6), got = 0;

	f.icmp6_filt[129 >> 5] = 1u << (129 & 31);
	GIVES(setsockopt(s, IPPROTO_ICMPV6, ICMP6_FILTER, &f, sizeof(f)), 0);
	on(s, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
	loopback6(&to, 0);
	GIVES(sendto(s, req, sizeof(req), 0, (struct sockaddr *)&to,
	    sizeof(to)), sizeof(req));
	GIVES(told(s, IPPROTO_IPV6, IPV6_HOPLIMIT, &got, sizeof(got), NULL),
	    sizeof(int));
	GIVES(got, 64);
}

/* IPV6_PKTINFO of the socket: for all that it sends. */
static void
sticky6(void)
{
	struct in6_pktinfo pi = { .ipi6_ifindex = 0 }, got;
	struct sockaddr_in6 to, from;
	int t = udp6(&to), s = socket(AF_INET6, SOCK_DGRAM, 0);

	GIVES(system("ifconfig lo0 inet6 fd00:9::9 prefixlen 128 alias"), 0);
	pi.ipi6_addr.s6_addr[0] = 0xfd;
	pi.ipi6_addr.s6_addr[3] = 9;
	pi.ipi6_addr.s6_addr[15] = 9;
	GIVES(setsockopt(s, IPPROTO_IPV6, IPV6_PKTINFO, &pi, sizeof(pi)), 0);
	on(t, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)), 1);
	GIVES(told(t, IPPROTO_IPV6, IPV6_PKTINFO, &got, sizeof(got), &from),
	    sizeof(got));
	GIVES(got.ipi6_ifindex, 1);
	CHECK(memcmp(&from.sin6_addr, &pi.ipi6_addr, 16) == 0);
	GIVES(system("ifconfig lo0 inet6 fd00:9::9 -alias"), 0);
	FAILS(sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)),
	    EADDRNOTAVAIL);
}

/* A packet that must not be cut is refused, and why is told. */
static void
whole6(void)
{
	static char big[20000];
	struct ip6_mtuinfo mi;
	struct sockaddr_in6 to;
	int s = udp6(&to), one = 1;

	on(s, SOL_SOCKET, SO_SNDBUF, 65000);
	GIVES(sendto(s, big, 20000, 0, (struct sockaddr *)&to, sizeof(to)),
	    20000);
	GIVES(recv(s, big, sizeof(big), 0), 20000);
	on(s, IPPROTO_IPV6, IPV6_RECVPATHMTU, 1);
	FAILS(tell(s, &to, sizeof(to), 20000, IPPROTO_IPV6, IPV6_DONTFRAG,
	    &one, sizeof(one)), EMSGSIZE);
	GIVES(told(s, IPPROTO_IPV6, IPV6_PATHMTU, &mi, sizeof(mi), NULL),
	    sizeof(mi));
	GIVES(mi.ip6m_mtu, 16384);
	on(s, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
	FAILS(sendto(s, big, 20000, 0, (struct sockaddr *)&to, sizeof(to)),
	    EMSGSIZE);
	(void)told(s, IPPROTO_IPV6, IPV6_PATHMTU, &mi, sizeof(mi), NULL);
	on(s, IPPROTO_IPV6, IPV6_USE_MIN_MTU, 1);
	FAILS(sendto(s, big, 1280 - 47, 0, (struct sockaddr *)&to,
	    sizeof(to)), EMSGSIZE);
	GIVES(told(s, IPPROTO_IPV6, IPV6_PATHMTU, &mi, sizeof(mi), NULL),
	    sizeof(mi));
	GIVES(mi.ip6m_mtu, 1280);
	GIVES(sendto(s, big, 1280 - 48, 0, (struct sockaddr *)&to,
	    sizeof(to)), 1280 - 48);
	GIVES(recv(s, big, sizeof(big), 0), 1280 - 48);
	/* Cut at 1280 bytes, it gets there all the same. */
	on(s, IPPROTO_IPV6, IPV6_DONTFRAG, 0);
	GIVES(sendto(s, big, 5000, 0, (struct sockaddr *)&to, sizeof(to)),
	    5000);
	GIVES(recv(s, big, sizeof(big), 0), 5000);
}

/* SO_RERROR: what was lost for want of room is told. */
static void
overflow(void)
{
	static char buf[4000];
	struct sockaddr_in to;
	int s = udp(&to), t = socket(AF_INET, SOCK_DGRAM, 0), lost = 0;

	on(s, SOL_SOCKET, SO_RERROR, 1);
	for (int i = 0; i < 40; i++)
		GIVES(sendto(t, buf, sizeof(buf), 0, (struct sockaddr *)&to,
		    sizeof(to)), sizeof(buf));
	for (int i = 0; i < 41; i++)
		if (recv(s, buf, sizeof(buf), MSG_DONTWAIT) < 0) {
			if (errno == EAGAIN)
				break;
			GIVES(errno, ENOBUFS);
			lost++;
		}
	GIVES(lost, 1);
}

/* SO_DONTROUTE and MSG_DONTROUTE: not by way of a router. */
static void
unrouted(void)
{
	struct sockaddr_in far, near;
	int s = udp(&near), t;

	loopback(&far, 9);
	far.sin_addr.s_addr = htonl(0xc0000205);
	GIVES(system("route -q add -net 192.0.2.0/24 127.0.0.1"), 0);
	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&far, sizeof(far)), 1);
	FAILS(sendto(s, "x", 1, MSG_DONTROUTE, (struct sockaddr *)&far,
	    sizeof(far)), ENETUNREACH);
	on(s, SOL_SOCKET, SO_DONTROUTE, 1);
	FAILS(sendto(s, "x", 1, 0, (struct sockaddr *)&far, sizeof(far)),
	    ENETUNREACH);
	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&near, sizeof(near)),
	    1);
	t = socket(AF_INET, SOCK_STREAM, 0);
	on(t, SOL_SOCKET, SO_DONTROUTE, 1);
	FAILS(connect(t, (struct sockaddr *)&far, sizeof(far)), ENETUNREACH);
	GIVES(system("route -q delete -net 192.0.2.0/24 127.0.0.1"), 0);
}

static const struct test tests[] = {
	{ "source4", source4 }, { "options4", options4 },
	{ "options_raw", options_raw }, { "numbers6", numbers6 },
	{ "answers6", answers6 },
	{ "sticky6", sticky6 }, { "whole6", whole6 },
	{ "overflow", overflow }, { "unrouted", unrouted },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
