/*
 * h_inet.c: datagrams, raw sockets, groups, interfaces, routes and bpf(4),
 * over the loopback.
 *
 * usage: h_inet [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/event.h>
#include <sys/ioctl.h>
#include <sys/sockio.h>
#include <sys/sysctl.h>
#include <net/bpf.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <netinet6/in6.h>
#include <netinet6/in6_var.h>
#include <fcntl.h>

#ifndef ICMP_ECHO_REQUEST
#define ICMP_ECHO_REQUEST	8
#endif

static void
on(int s, int level, int name, int value)
{
	GIVES(setsockopt(s, level, name, &value, sizeof(value)), 0);
}

/* ---- datagrams ------------------------------------------------------------------ */

static void
datagrams(void)
{
	struct sockaddr_in a, b, from;
	socklen_t len = sizeof(from);
	char buf[64];
	int s = udp(&a), t = udp(&b);

	GIVES(sendto(s, "ping", 4, 0, (struct sockaddr *)&b, sizeof(b)), 4);
	GIVES(recvfrom(t, buf, sizeof(buf), 0, (struct sockaddr *)&from,
	    &len), 4);
	GIVES(from.sin_port, a.sin_port);
	/* An empty one is one; a long one is cut and the rest is gone. */
	GIVES(sendto(s, "", 0, 0, (struct sockaddr *)&b, sizeof(b)), 0);
	GIVES(recv(t, buf, sizeof(buf), 0), 0);
	GIVES(sendto(s, "0123456789", 10, 0, (struct sockaddr *)&b,
	    sizeof(b)), 10);
	GIVES(sendto(s, "next", 4, 0, (struct sockaddr *)&b, sizeof(b)), 4);
	GIVES(recv(t, buf, 3, MSG_PEEK), 3);
	GIVES(recv(t, buf, 3, 0), 3);
	GIVES(recv(t, buf, sizeof(buf), 0), 4);
	FAILS(recv(t, buf, sizeof(buf), MSG_DONTWAIT), EAGAIN);
	FAILS(send(s, "x", 1, 0), EDESTADDRREQ);
	b.sin_port = 0;
	FAILS(sendto(s, "x", 1, 0, (struct sockaddr *)&b, sizeof(b)),
	    EADDRNOTAVAIL);
	b.sin_addr.s_addr = htonl(0x0a090807);
	b.sin_port = htons(9);
	FAILS(sendto(s, "x", 1, 0, (struct sockaddr *)&b, sizeof(b)),
	    ENETUNREACH);
}

/* A connected socket hears of its peer alone, and of its errors. */
static void
connected(void)
{
	struct sockaddr_in a, b, c;
	struct sockaddr none = { .sa_len = sizeof(none) };
	int s = udp(&a), t = udp(&b), u = udp(&c);
	char buf[16];

	GIVES(connect(s, (struct sockaddr *)&b, sizeof(b)), 0);
	FAILS(sendto(s, "x", 1, 0, (struct sockaddr *)&c, sizeof(c)), EISCONN);
	GIVES(sendto(u, "no", 2, 0, (struct sockaddr *)&a, sizeof(a)), 2);
	GIVES(sendto(t, "yes", 3, 0, (struct sockaddr *)&a, sizeof(a)), 3);
	GIVES(recv(s, buf, sizeof(buf), 0), 3);
	close(t);
	GIVES(send(s, "x", 1, 0), 1);
	readable(s);
	FAILS(recv(s, buf, sizeof(buf), 0), ECONNREFUSED);
	GIVES(connect(s, &none, sizeof(none)), 0);
	GIVES(sendto(u, "now", 3, 0, (struct sockaddr *)&a, sizeof(a)), 3);
	GIVES(recv(s, buf, sizeof(buf), 0), 3);
}

/* What recvmsg(2) tells about a datagram. */
static void
control(void)
{
	char buf[8], ctl[256];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = sizeof(ctl) };
	struct sockaddr_in a, b;
	int s = udp(&a), t = udp(&b), seen = 0;

	on(t, IPPROTO_IP, IP_RECVDSTADDR, 1);
	on(t, IPPROTO_IP, IP_RECVTTL, 1);
	on(t, IPPROTO_IP, IP_RECVIF, 1);
	on(t, SOL_SOCKET, SO_TIMESTAMP, 1);
	on(s, IPPROTO_IP, IP_TTL, 33);
	GIVES(sendto(s, "m", 1, 0, (struct sockaddr *)&b, sizeof(b)), 1);
	GIVES(recvmsg(t, &mh, 0), 1);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&mh); c != NULL;
	    c = CMSG_NXTHDR(&mh, c)) {
		if (c->cmsg_level == SOL_SOCKET) {
			GIVES(c->cmsg_type, SCM_TIMESTAMP);
			seen |= 1;
		} else if (c->cmsg_type == IP_RECVDSTADDR) {
			CHECK(memcmp(CMSG_DATA(c), &b.sin_addr, 4) == 0);
			seen |= 2;
		} else if (c->cmsg_type == IP_RECVTTL) {
			GIVES(*(unsigned char *)CMSG_DATA(c), 33);
			seen |= 4;
		} else if (c->cmsg_type == IP_RECVIF) {
			GIVES(((struct sockaddr_dl *)(void *)
			    CMSG_DATA(c))->sdl_nlen, 3);
			seen |= 8;
		}
	}
	GIVES(seen, 15);
}

static void
fragments(void)
{
	static char out[9000], in[9000];
	struct sockaddr_in a, b;
	struct ifreq ifr;
	int s = udp(&a), t = udp(&b);

	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, "lo0");
	ifr.ifr_mtu = 1500;
	GIVES(ioctl(s, SIOCSIFMTU, &ifr), 0);
	for (unsigned i = 0; i < sizeof(out); i++)
		out[i] = (char)(i * 7);
	GIVES(sendto(s, out, sizeof(out), 0, (struct sockaddr *)&b,
	    sizeof(b)), sizeof(out));
	readable(t);
	GIVES(recv(t, in, sizeof(in), 0), sizeof(in));
	CHECK(memcmp(in, out, sizeof(in)) == 0);
	ifr.ifr_mtu = 16384;
	GIVES(ioctl(s, SIOCSIFMTU, &ifr), 0);
	FAILS(sendto(s, out, 70000, 0, (struct sockaddr *)&b, sizeof(b)),
	    EMSGSIZE);
}

static void
groups(void)
{
	struct ip_mreq mr = { { htonl(0xe1010203) }, { htonl(0x7f000001) } };
	struct in_addr lo = { htonl(INADDR_LOOPBACK) };
	struct sockaddr_in a, g;
	socklen_t len = sizeof(g);
	int s = udp(&a), t = socket(AF_INET, SOCK_DGRAM, 0);
	char buf[8];

	memset(&g, 0, sizeof(g));
	g.sin_len = sizeof(g);
	g.sin_family = AF_INET;
	GIVES(bind(t, (struct sockaddr *)&g, sizeof(g)), 0);
	GIVES(getsockname(t, (struct sockaddr *)&g, &len), 0);
	g.sin_addr = mr.imr_multiaddr;
	GIVES(setsockopt(t, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, sizeof(mr)),
	    0);
	FAILS(setsockopt(t, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, sizeof(mr)),
	    EADDRINUSE);
	GIVES(setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &lo, sizeof(lo)), 0);
	GIVES(sendto(s, "all", 3, 0, (struct sockaddr *)&g, sizeof(g)), 3);
	readable(t);
	GIVES(recv(t, buf, sizeof(buf), 0), 3);
	GIVES(setsockopt(t, IPPROTO_IP, IP_DROP_MEMBERSHIP, &mr, sizeof(mr)),
	    0);
	GIVES(sendto(s, "all", 3, 0, (struct sockaddr *)&g, sizeof(g)), 3);
	FAILS(recv(t, buf, sizeof(buf), MSG_DONTWAIT), EAGAIN);
	FAILS(setsockopt(t, IPPROTO_IP, IP_DROP_MEMBERSHIP, &mr, sizeof(mr)),
	    EADDRNOTAVAIL);
}

/* ---- raw -------------------------------------------------------------------------- */

static uint16_t
cksum(const void *p, size_t n)
{
	const uint16_t *w = p;
	uint32_t sum = 0;

	for (; n > 1; n -= 2)
		sum += *w++;
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return ((uint16_t)~sum);
}

static void
echo_request(void)
{
	unsigned char req[16] = { ICMP_ECHO_REQUEST, 0, 0, 0, 0x12, 0x34, 0,
	    1, 'd', 'a', 't', 'a' }, buf[128];
	struct sockaddr_in sin;
	uint16_t sum;
	int s = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);

	CHECK(s >= 0);
	sum = cksum(req, sizeof(req));
	memcpy(req + 2, &sum, 2);
	loopback(&sin, 0);
	GIVES(sendto(s, req, sizeof(req), 0, (struct sockaddr *)&sin,
	    sizeof(sin)), sizeof(req));
	readable(s);
	GIVES(recv(s, buf, sizeof(buf), 0), 36);
	GIVES(buf[20], 0);
	CHECK(memcmp(buf + 24, req + 4, 12) == 0);
	GIVES(setuid(1), 0);
	FAILS(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), EPERM);
}

static void
echo_request6(void)
{
	unsigned char req[12] = { 128, 0, 0, 0, 0x12, 0x34, 0, 1, 'd' },
	    buf[64];
	struct sockaddr_in6 sin6;
	struct icmp6_filter f = { { 0 } };
	int s = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);

	CHECK(s >= 0);
	f.icmp6_filt[129 >> 5] = 1u << (129 & 31);
	GIVES(setsockopt(s, IPPROTO_ICMPV6, ICMP6_FILTER, &f, sizeof(f)), 0);
	loopback6(&sin6, 0);
	GIVES(sendto(s, req, sizeof(req), 0, (struct sockaddr *)&sin6,
	    sizeof(sin6)), sizeof(req));
	readable(s);
	GIVES(recv(s, buf, sizeof(buf), 0), sizeof(req));
	GIVES(buf[0], 129);
}

/* ---- IPv6 ------------------------------------------------------------------------------ */

static void
datagrams6(void)
{
	struct sockaddr_in6 a;
	socklen_t len = sizeof(a);
	char buf[8];
	int s = socket(AF_INET6, SOCK_DGRAM, 0);
	int t = socket(AF_INET6, SOCK_DGRAM, 0), off = 0;

	loopback6(&a, 0);
	GIVES(bind(s, (struct sockaddr *)&a, sizeof(a)), 0);
	GIVES(getsockname(s, (struct sockaddr *)&a, &len), 0);
	GIVES(sendto(t, "six", 3, 0, (struct sockaddr *)&a, sizeof(a)), 3);
	readable(s);
	GIVES(recv(s, buf, sizeof(buf), 0), 3);
	FAILS(setsockopt(socket(AF_INET6, SOCK_DGRAM, 0), IPPROTO_IPV6,
	    IPV6_V6ONLY, &off, sizeof(off)),
	    EOPNOTSUPP);
	memset(&a.sin6_addr, 0, 16);
	a.sin6_addr.s6_addr[10] = a.sin6_addr.s6_addr[11] = 0xff;
	a.sin6_addr.s6_addr[12] = 127;
	a.sin6_addr.s6_addr[15] = 1;
	FAILS(sendto(t, "map", 3, 0, (struct sockaddr *)&a, sizeof(a)),
	    EADDRNOTAVAIL);
}

/* ---- interfaces ------------------------------------------------------------------------ */

static void
interfaces(void)
{
	struct ifreq ifr, list[32];
	struct ifconf ifc = { .ifc_len = sizeof(list) };
	struct ifaliasreq ra;
	struct sockaddr_in *sin = (struct sockaddr_in *)&ifr.ifr_addr;
	int s = socket(AF_INET, SOCK_DGRAM, 0), t;

	ifc.ifc_req = list;
	GIVES(ioctl(s, SIOCGIFCONF, &ifc), 0);
	CHECK(ifc.ifc_len >= (int)sizeof(ifr));
	CHECK(strcmp(list[0].ifr_name, "lo0") == 0);
	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, "lo0");
	GIVES(ioctl(s, SIOCGIFFLAGS, &ifr), 0);
	CHECK((ifr.ifr_flags & (IFF_UP | IFF_LOOPBACK)) ==
	    (IFF_UP | IFF_LOOPBACK));
	GIVES(ioctl(s, SIOCGIFMTU, &ifr), 0);
	GIVES(ifr.ifr_mtu, 16384);
	memset(&ifr.ifr_addr, 0, sizeof(ifr.ifr_addr));
	GIVES(ioctl(s, SIOCGIFADDR, &ifr), 0);
	GIVES(sin->sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	GIVES(ioctl(s, SIOCGIFNETMASK, &ifr), 0);
	GIVES(sin->sin_addr.s_addr, htonl(0xff000000));

	/* An alias serves at once, and no longer than it is there. */
	memset(&ra, 0, sizeof(ra));
	strcpy(ra.ifra_name, "lo0");
	loopback((struct sockaddr_in *)&ra.ifra_addr, 0);
	((struct sockaddr_in *)&ra.ifra_addr)->sin_addr.s_addr =
	    htonl(0x0a000001);
	loopback((struct sockaddr_in *)&ra.ifra_mask, 0);
	((struct sockaddr_in *)&ra.ifra_mask)->sin_addr.s_addr =
	    htonl(0xffffff00);
	GIVES(ioctl(s, SIOCAIFADDR, &ra), 0);
	memset(&ra.ifra_mask, 0, sizeof(ra.ifra_mask));
	GIVES(ioctl(s, SIOCGIFALIAS, &ra), 0);
	GIVES(((struct sockaddr_in *)&ra.ifra_mask)->sin_addr.s_addr,
	    htonl(0xffffff00));
	t = socket(AF_INET, SOCK_DGRAM, 0);
	GIVES(bind(t, &ra.ifra_addr, sizeof(ra.ifra_addr)), 0);
	close(t);
	ifr.ifr_addr = ra.ifra_addr;
	GIVES(ioctl(s, SIOCDIFADDR, &ifr), 0);
	FAILS(ioctl(s, SIOCDIFADDR, &ifr), EADDRNOTAVAIL);
	FAILS(ioctl(s, SIOCGIFALIAS, &ra), EADDRNOTAVAIL);
	t = socket(AF_INET, SOCK_DGRAM, 0);
	FAILS(bind(t, &ra.ifra_addr, sizeof(ra.ifra_addr)), EADDRNOTAVAIL);
	strcpy(ifr.ifr_name, "nope9");
	FAILS(ioctl(s, SIOCGIFFLAGS, &ifr), ENXIO);
	GIVES(setuid(1), 0);
	FAILS(ioctl(s, SIOCAIFADDR, &ra), EPERM);
}

/* ---- routes ---------------------------------------------------------------------------- */

struct rtreq {
	struct rt_msghdr	rtm;
	struct sockaddr_in	dst, gate, mask;
};

static void
rt_fill(struct rtreq *r, int type, in_addr_t dst, in_addr_t mask)
{
	memset(r, 0, sizeof(*r));
	r->rtm.rtm_msglen = sizeof(*r);
	r->rtm.rtm_version = RTM_VERSION;
	r->rtm.rtm_type = (u_char)type;
	r->rtm.rtm_addrs = RTA_DST | RTA_GATEWAY | RTA_NETMASK;
	r->rtm.rtm_flags = RTF_UP | RTF_STATIC | RTF_GATEWAY;
	r->rtm.rtm_seq = 77;
	loopback(&r->dst, 0);
	loopback(&r->gate, 0);
	loopback(&r->mask, 0);
	r->dst.sin_addr.s_addr = htonl(dst);
	r->mask.sin_addr.s_addr = htonl(mask);
}

static void
routing(void)
{
	char buf[2048];
	struct rt_msghdr *rtm = (void *)buf;
	int mib[6] = { CTL_NET, AF_ROUTE, 0, AF_INET, NET_RT_DUMP, 0 };
	int s = socket(AF_ROUTE, SOCK_RAW, 0);
	struct rtreq r;
	size_t len;

	CHECK(s >= 0);
	rt_fill(&r, RTM_ADD, 0x0a140000, 0xffff0000);
	GIVES(write(s, &r, sizeof(r)), sizeof(r));
	CHECK(read(s, buf, sizeof(buf)) >= (ssize_t)sizeof(*rtm));
	GIVES(rtm->rtm_type, RTM_ADD);
	GIVES(rtm->rtm_seq, 77);
	GIVES(rtm->rtm_pid, getpid());
	GIVES(rtm->rtm_errno, 0);
	FAILS(write(s, &r, sizeof(r)), EEXIST);
	CHECK(read(s, buf, sizeof(buf)) > 0);
	GIVES(rtm->rtm_errno, EEXIST);
	rt_fill(&r, RTM_GET, 0x0a140506, 0);
	r.rtm.rtm_addrs = RTA_DST;
	r.rtm.rtm_msglen = sizeof(r.rtm) + sizeof(r.dst);
	GIVES(write(s, &r, r.rtm.rtm_msglen), r.rtm.rtm_msglen);
	CHECK(read(s, buf, sizeof(buf)) > 0);
	CHECK((rtm->rtm_addrs & (RTA_DST | RTA_GATEWAY | RTA_NETMASK)) ==
	    (RTA_DST | RTA_GATEWAY | RTA_NETMASK));
	len = sizeof(buf);
	GIVES(sysctl(mib, 6, buf, &len, NULL, 0), 0);
	CHECK(len > sizeof(*rtm));
	rt_fill(&r, RTM_DELETE, 0x0a140000, 0xffff0000);
	GIVES(write(s, &r, sizeof(r)), sizeof(r));
	FAILS(write(s, &r, sizeof(r)), ESRCH);
	r.rtm.rtm_version = 99;
	FAILS(write(s, &r, sizeof(r)), EPROTONOSUPPORT);
	r.rtm.rtm_version = RTM_VERSION;
	r.rtm.rtm_addrs = 0x7fffffff;
	FAILS(write(s, &r, sizeof(r)), EINVAL);
	FAILS(write(s, &r, 20), EINVAL);
	GIVES(setuid(1), 0);
	rt_fill(&r, RTM_ADD, 0x0a140000, 0xffff0000);
	FAILS(write(s, &r, sizeof(r)), EPERM);
}

/* ---- bpf ------------------------------------------------------------------------------------ */

static void
capture(void)
{
	static char buf[4096];
	/* UDP: the protocol is ten bytes into the header behind the family. */
	struct bpf_insn udp_only[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 65535),
		BPF_STMT(BPF_RET | BPF_K, 0),
	}, endless[] = { BPF_STMT(BPF_JMP | BPF_JA, 0xffffffff) };
	struct bpf_program prog = { 4, udp_only }, bad = { 1, endless };
	struct bpf_hdr *bh = (void *)buf;
	struct sockaddr_in a, b;
	struct ifreq ifr;
	u_int v;
	int s, t, f = open("/dev/bpf", O_RDWR);

	CHECK(f >= 0);
	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, "nope9");
	FAILS(ioctl(f, BIOCSETIF, &ifr), ENXIO);
	v = sizeof(buf);
	strcpy(ifr.ifr_name, "lo0");
	GIVES(ioctl(f, BIOCSETIF, &ifr), 0);
	GIVES(ioctl(f, BIOCGBLEN, &v), 0);
	GIVES(v, sizeof(buf));
	GIVES(ioctl(f, BIOCGDLT, &v), 0);
	GIVES(v, DLT_NULL);
	v = 1;
	GIVES(ioctl(f, BIOCIMMEDIATE, &v), 0);
	FAILS(ioctl(f, BIOCSETF, &bad), EINVAL);
	GIVES(ioctl(f, BIOCSETF, &prog), 0);
	s = udp(&a);
	t = udp(&b);
	(void)t;
	GIVES(sendto(s, "seen", 4, 0, (struct sockaddr *)&b, sizeof(b)), 4);
	readable(f);
	CHECK(read(f, buf, sizeof(buf)) > (ssize_t)sizeof(*bh));
	GIVES(bh->bh_datalen, 4 + 20 + 8 + 4);
	CHECK(memcmp(buf + bh->bh_hdrlen + 4 + 28, "seen", 4) == 0);
	FAILS(read(f, buf, 100), EINVAL);
	close(f);
}

static const struct test tests[] = {
	{ "datagrams", datagrams }, { "connected", connected },
	{ "control", control }, { "fragments", fragments },
	{ "groups", groups }, { "echo_request", echo_request },
	{ "echo_request6", echo_request6 }, { "datagrams6", datagrams6 },
	{ "interfaces", interfaces }, { "routing", routing },
	{ "capture", capture },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
