/*
 * h_list.c: lists of sockets and counters of protocols, as netstat(1) reads
 * them: DragonFly's structures, filled with what is so.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <stdbool.h>
#include <sys/sysctl.h>
#include <sys/un.h>
#include <sys/unpcb.h>
#include <netinet/icmp6.h>
#include <netinet/icmp_var.h>
#include <netinet/igmp_var.h>
#include <netinet/ip_var.h>
#include <netinet/tcp_fsm.h>
#include <netinet/tcp_var.h>
#include <netinet/udp_var.h>
#include <netinet6/ip6_var.h>
#include <netinet6/raw_ip6.h>

/* The whole of a list, which is asked for its size first as netstat does. */
static void *
list(const char *name, size_t element, size_t *count)
{
	size_t size = 0;
	char *p;

	GIVES(sysctlbyname(name, NULL, &size, NULL, 0), 0);
	CHECK(size > 0);
	CHECK((p = malloc(size)) != NULL);
	GIVES(sysctlbyname(name, p, &size, NULL, 0), 0);
	GIVES(size % element, 0);
	*count = size / element;
	for (size_t i = 0; i < *count; i++)
		GIVES(*(size_t *)(p + i * element), (long)element);
	return (p);
}

/* The connections of port; the listener's own is not one. */
static const struct xtcpcb *
tcp_find(const struct xtcpcb *x, size_t n, int state, uint16_t lport)
{
	for (size_t i = 0; i < n; i++)
		if (x[i].xt_tp.t_state == state &&
		    x[i].xt_inp.inp_lport == lport)
			return (&x[i]);
	return (NULL);
}

static void
tcp_sockets(void)
{
	const struct xtcpcb *all, *x;
	struct sockaddr_in sin, peer;
	socklen_t len = sizeof(peer);
	int l = listener(AF_INET, &sin), a, b;
	size_t n;

	CHECK((a = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	CHECK((b = accept(l, NULL, NULL)) >= 0);
	GIVES(getsockname(a, (struct sockaddr *)&peer, &len), 0);
	GIVES(write(a, "1234567", 7), 7);
	readable(b);

	all = list("net.inet.tcp.pcblist", sizeof(*all), &n);
	CHECK((x = tcp_find(all, n, TCPS_LISTEN, sin.sin_port)) != NULL);
	GIVES(x->xt_socket.so_qlimit, 128);
	GIVES(x->xt_inp.inp_laddr.s_addr, sin.sin_addr.s_addr);
	GIVES(x->xt_inp.inp_fport, 0);
	CHECK((x->xt_socket.so_options & SO_ACCEPTCONN) != 0);

	CHECK((x = tcp_find(all, n, TCPS_ESTABLISHED, sin.sin_port)) != NULL);
	GIVES(x->xt_inp.inp_fport, peer.sin_port);
	GIVES(x->xt_inp.inp_faddr.s_addr, peer.sin_addr.s_addr);
	GIVES(x->xt_inp.inp_af, AF_INET);
	GIVES(x->xt_inp.inp_ip_p, IPPROTO_TCP);
	GIVES(x->xt_socket.so_rcv.sb_cc, 7);
	GIVES(x->xt_socket.so_type, SOCK_STREAM);
	GIVES(x->xt_socket.xso_family, AF_INET);
	GIVES(x->xt_socket.xso_protocol, IPPROTO_TCP);
	GIVES(x->xt_socket.so_state, SS_ISCONNECTED);
	CHECK(x->xt_tp.t_maxseg >= 512 && x->xt_tp.snd_wnd > 0);

	/* The other end, whose port was chosen for it. */
	CHECK((x = tcp_find(all, n, TCPS_ESTABLISHED, peer.sin_port)) != NULL);
	CHECK((x->xt_inp.inp_flags & INP_ANONPORT) != 0);

	GIVES(shutdown(a, SHUT_WR), 0);
	readable(b);
	all = list("net.inet.tcp.pcblist", sizeof(*all), &n);
	CHECK((x = tcp_find(all, n, TCPS_CLOSE_WAIT, sin.sin_port)) != NULL);
	CHECK((x->xt_socket.so_state & SS_CANTRCVMORE) != 0);
	CHECK((x = tcp_find(all, n, TCPS_FIN_WAIT_2, peer.sin_port)) != NULL);
	CHECK((x->xt_socket.so_state & SS_CANTSENDMORE) != 0);
}

static const struct xinpcb *
inp_find(const struct xinpcb *x, size_t n, uint16_t lport)
{
	for (size_t i = 0; i < n; i++)
		if (x[i].xi_inp.inp_lport == lport)
			return (&x[i]);
	return (NULL);
}

static void
udp_sockets(void)
{
	struct sockaddr_in6 sin6;
	const struct xinpcb *all, *x;
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin6);
	int s = udp(&sin), t;
	size_t n;

	GIVES(sendto(s, "abc", 3, 0, (struct sockaddr *)&sin, sizeof(sin)), 3);
	readable(s);
	CHECK((t = socket(AF_INET6, SOCK_DGRAM, 0)) >= 0);
	loopback6(&sin6, 0);
	GIVES(bind(t, (struct sockaddr *)&sin6, sizeof(sin6)), 0);
	GIVES(getsockname(t, (struct sockaddr *)&sin6, &len), 0);

	all = list("net.inet.udp.pcblist", sizeof(*all), &n);
	CHECK((x = inp_find(all, n, sin.sin_port)) != NULL);
	GIVES(x->xi_socket.so_rcv.sb_cc, 3);
	GIVES(x->xi_socket.so_type, SOCK_DGRAM);
	GIVES(x->xi_inp.inp_af, AF_INET);
	CHECK((x = inp_find(all, n, sin6.sin6_port)) != NULL);
	GIVES(x->xi_inp.inp_af, AF_INET6);
	GIVES(memcmp(&x->xi_inp.in6p_laddr, &sin6.sin6_addr, 16), 0);
}

static void
raw_sockets(void)
{
	const struct xinpcb *all;
	bool found = false;
	size_t n;

	CHECK(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0);
	all = list("net.inet.raw.pcblist", sizeof(*all), &n);
	for (size_t i = 0; i < n; i++)
		found |= all[i].xi_inp.inp_ip_p == IPPROTO_ICMP &&
		    all[i].xi_socket.so_type == SOCK_RAW;
	CHECK(found);
}

/* A listener by its name, and what is connected to it. */
static void
local_sockets(void)
{
	struct sockaddr_un un = { .sun_family = AF_LOCAL };
	const struct xunpcb *all, *head = NULL, *client = NULL, *conn = NULL;
	int l, a, b, pair[2];
	size_t n;

	snprintf(un.sun_path, sizeof(un.sun_path), "/tmp/list.%d", getpid());
	un.sun_len = sizeof(un);
	CHECK((l = socket(AF_LOCAL, SOCK_STREAM, 0)) >= 0);
	GIVES(bind(l, (struct sockaddr *)&un, sizeof(un)), 0);
	GIVES(listen(l, 5), 0);
	CHECK((a = socket(AF_LOCAL, SOCK_STREAM, 0)) >= 0);
	GIVES(connect(a, (struct sockaddr *)&un, sizeof(un)), 0);
	CHECK((b = accept(l, NULL, NULL)) >= 0);
	GIVES(write(a, "12345", 5), 5);
	all = list("net.local.stream.pcblist", sizeof(*all), &n);
	for (size_t i = 0; i < n; i++) {
		if (all[i].xu_unp.unp_addr == NULL ||
		    strcmp(all[i].xu_addr.sun_path, un.sun_path) != 0)
			continue;
		if (all[i].xu_unp.unp_conn == NULL)
			head = &all[i];
		else
			conn = &all[i];
	}
	CHECK(head != NULL && conn != NULL);
	for (size_t i = 0; i < n; i++)
		if (all[i].xu_unpp == conn->xu_unp.unp_conn)
			client = &all[i];
	CHECK(client != NULL && client->xu_unp.unp_conn == conn->xu_unpp);
	GIVES(head->xu_socket.so_qlimit, 5);
	GIVES(conn->xu_socket.so_rcv.sb_cc, 5);
	GIVES(conn->xu_socket.so_type, SOCK_STREAM);
	GIVES(strcmp(client->xu_caddr.sun_path, un.sun_path), 0);
	unlink(un.sun_path);

	GIVES(socketpair(AF_LOCAL, SOCK_DGRAM, 0, pair), 0);
	all = list("net.local.dgram.pcblist", sizeof(*all), &n);
	CHECK(n >= 2);
	for (size_t i = 0; i < n; i++)
		GIVES(all[i].xu_socket.so_type, SOCK_DGRAM);
	GIVES(socketpair(AF_LOCAL, SOCK_SEQPACKET, 0, pair), 0);
	all = list("net.local.seqpacket.pcblist", sizeof(*all), &n);
	CHECK(n >= 2);
}

static void
get(const char *name, void *p, size_t size)
{
	size_t len = size;

	GIVES(sysctlbyname(name, p, &len, NULL, 0), 0);
	GIVES(len, (long)size);
}

static void
counters(void)
{
	struct tcp_stats t0, t1, zero[4];
	struct udpstat u0, u1;
	struct ip_stats i0, i1;
	struct sockaddr_in sin;
	char buf[1000];
	int a, b, s = udp(&sin);

	get("net.inet.tcp.stats", &t0, sizeof(t0));
	get("net.inet.udp.stats", &u0, sizeof(u0));
	get("net.inet.ip.stats", &i0, sizeof(i0));
	stream_pair(AF_INET, &a, &b);
	memset(buf, 'x', sizeof(buf));
	GIVES(write(a, buf, sizeof(buf)), (long)sizeof(buf));
	GIVES(recv(b, buf, sizeof(buf), MSG_WAITALL), (long)sizeof(buf));
	GIVES(sendto(s, "abc", 3, 0, (struct sockaddr *)&sin, sizeof(sin)), 3);
	readable(s);
	get("net.inet.tcp.stats", &t1, sizeof(t1));
	get("net.inet.udp.stats", &u1, sizeof(u1));
	get("net.inet.ip.stats", &i1, sizeof(i1));
	GIVES(t1.tcps_connattempt - t0.tcps_connattempt, 1);
	GIVES(t1.tcps_accepts - t0.tcps_accepts, 1);
	GIVES(t1.tcps_connects - t0.tcps_connects, 2);
	GIVES(t1.tcps_sndbyte - t0.tcps_sndbyte, 1000);
	GIVES(t1.tcps_rcvbyte - t0.tcps_rcvbyte, 1000);
	CHECK(t1.tcps_sndtotal - t0.tcps_sndtotal >= 4);
	CHECK(t1.tcps_rcvtotal - t0.tcps_rcvtotal >= 4);
	GIVES(u1.udps_ipackets - u0.udps_ipackets, 1);
	GIVES(u1.udps_opackets - u0.udps_opackets, 1);
	CHECK(i1.ips_total - i0.ips_total >= 5);
	CHECK(i1.ips_delivered - i0.ips_delivered >= 5);
	CHECK(i1.ips_localout - i0.ips_localout >= 5);

	/* netstat -z hands in zeros for as many CPUs as there may be. */
	memset(zero, 0, sizeof(zero));
	GIVES(sysctlbyname("net.inet.tcp.stats", NULL, NULL, zero,
	    sizeof(zero)), 0);
	get("net.inet.tcp.stats", &t1, sizeof(t1));
	GIVES(t1.tcps_sndbyte, 0);
	GIVES(write(a, buf, 10), 10);
	get("net.inet.tcp.stats", &t1, sizeof(t1));
	GIVES(t1.tcps_sndbyte, 10);
}

/* An echo to ::1: what goes and what comes, by type. */
static void
counters6(void)
{
	struct sockaddr_in6 sin6;
	struct icmp6_hdr req = { .icmp6_type = ICMP6_ECHO_REQUEST };
	struct icmp6stat c0, c1;
	struct ip6stat i0, i1;
	struct rip6stat r;
	struct icmpstat ic;
	struct igmpstat ig;
	int mib[4] = { CTL_NET, PF_INET6, IPPROTO_ICMPV6, ICMPV6CTL_STATS };
	size_t len = sizeof(c0);
	int s = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);

	CHECK(s >= 0);
	GIVES(sysctl(mib, 4, &c0, &len, NULL, 0), 0);
	GIVES(len, (long)sizeof(c0));
	get("net.inet6.ip6.stats", &i0, sizeof(i0));
	loopback6(&sin6, 0);
	GIVES(sendto(s, &req, sizeof(req), 0, (struct sockaddr *)&sin6,
	    sizeof(sin6)), (long)sizeof(req));
	readable(s);
	get("net.inet6.icmp6.stats", &c1, sizeof(c1));
	get("net.inet6.ip6.stats", &i1, sizeof(i1));
	CHECK(c1.icp6s_inhist[128] == c0.icp6s_inhist[128] + 1);
	CHECK(c1.icp6s_inhist[129] == c0.icp6s_inhist[129] + 1);
	CHECK(c1.icp6s_reflect == c0.icp6s_reflect + 1);
	CHECK(i1.ip6s_nxthist[58] >= i0.ip6s_nxthist[58] + 2);
	CHECK(i1.ip6s_total >= i0.ip6s_total + 2);
	get("net.inet6.ip6.rip6stats", &r, sizeof(r));
	CHECK(r.rip6s_opackets >= 1 && r.rip6s_ipackets >= 1);
	get("net.inet.icmp.stats", &ic, sizeof(ic));
	get("net.inet.igmp.stats", &ig, sizeof(ig));
}

static const struct test tests[] = {
	{ "tcp_sockets", tcp_sockets }, { "udp_sockets", udp_sockets },
	{ "raw_sockets", raw_sockets }, { "local_sockets", local_sockets },
	{ "counters", counters }, { "counters6", counters6 },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
