/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_sysctl.c: what netstat(1) asks for: lists of sockets and counters of
 * protocols; netinet/in_pcb.h says what they are.
 *
 * Locks: net_spin while a list is made, in memory that is copied out later.
 */
#include <sys/errno.h>
#include <netinet/in_pcb.h>
#include "lib/libkern.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"

#define LIST_SLACK	16		/* sockets that may come meanwhile */

SYSCTL_KNODE(net_inet, "net.inet", AF_INET, "Internet protocols");
SYSCTL_KNODE(net_inet_ip, "net.inet.ip", IPPROTO_IP, "IP");
SYSCTL_KNODE(net_inet_icmp, "net.inet.icmp", IPPROTO_ICMP, "ICMP");
SYSCTL_KNODE(net_inet_tcp, "net.inet.tcp", IPPROTO_TCP, "TCP");
SYSCTL_KNODE(net_inet_udp, "net.inet.udp", IPPROTO_UDP, "UDP");
SYSCTL_KNODE(net_inet_raw, "net.inet.raw", IPPROTO_RAW, "Raw IP");
#ifdef OPT_INET6
SYSCTL_KNODE(net_inet6, "net.inet6", AF_INET6, "Internet protocols, version 6");
SYSCTL_KNODE(net_inet6_ip6, "net.inet6.ip6", IPPROTO_IPV6, "IPv6");
#endif

/* ---- sockets ----------------------------------------------------------------------------- */

static int
tcp_bsd_state(const struct inpcb *inp)
{
	static const uint8_t states[] = {
		[CLOSED] = TCPS_CLOSED, [LISTEN] = TCPS_LISTEN,
		[SYN_SENT] = TCPS_SYN_SENT, [SYN_RCVD] = TCPS_SYN_RECEIVED,
		[ESTABLISHED] = TCPS_ESTABLISHED,
		[FIN_WAIT_1] = TCPS_FIN_WAIT_1,
		[FIN_WAIT_2] = TCPS_FIN_WAIT_2,
		[CLOSE_WAIT] = TCPS_CLOSE_WAIT, [CLOSING] = TCPS_CLOSING,
		[LAST_ACK] = TCPS_LAST_ACK, [TIME_WAIT] = TCPS_TIME_WAIT,
	};

	if (inp->inp_tcp == NULL || inp->inp_tcp->state >= NELEM(states))
		return (TCPS_CLOSED);
	return (states[inp->inp_tcp->state]);
}

static void
export_addr(const ip_addr_t *addr, uint16_t port, int family, void *to,
    size_t size)
{
	struct sockaddr_storage ss;

	inp_tosockaddr(addr, port, family, &ss);
	memcpy(to, &ss, K_MIN(size, (size_t)ss.ss_len));
}

static void
export_pcb(const struct inpinfo *info, const struct inpcb *inp,
    struct xinpcb *xi)
{
	const struct socket *so = inp->inp_so;

	bzero(xi, sizeof(*xi));
	xi->xi_len = sizeof(*xi);
	xi->xi_family = inp->inp_family;
	xi->xi_protocol = inp->inp_proto;
	xi->xi_type = info == &tcbinfo ? SOCK_STREAM :
	    info == &udbinfo ? SOCK_DGRAM : SOCK_RAW;
	if (info == &tcbinfo)
		xi->xi_state = tcp_bsd_state(inp);
	xi->xi_uid = inp->inp_uid;
	export_addr(&inp->inp_laddr, inp->inp_lport, inp->inp_family,
	    &xi->xi_local, sizeof(xi->xi_local));
	export_addr(&inp->inp_faddr, inp->inp_fport, inp->inp_family,
	    &xi->xi_foreign, sizeof(xi->xi_foreign));
	xi->xi_pcb = (uint64_t)(uintptr_t)inp;
	if (so == NULL)
		return;
	xi->xi_options = so->so_options;
	xi->xi_rcvcc = so->so_rcv.sb_cc;
	xi->xi_rcvhiwat = so->so_rcv.sb_hiwat;
	xi->xi_sndcc = so->so_snd.sb_cc;
	xi->xi_sndhiwat = so->so_snd.sb_hiwat;
	xi->xi_qlen = (u_int)so->so_qlen;
	xi->xi_qlimit = (u_int)so->so_qlimit;
}

static int
sysctl_pcblist(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct inpinfo *info = oid->oid_arg1;
	struct xinpcb *list;
	struct inpcb *inp;
	int room = info->ii_count + LIST_SLACK, n = 0, error;

	if (req->newptr != NULL)
		return (EPERM);
	list = kmalloc((size_t)room * sizeof(*list), M_TEMP, M_WAITOK);
	if (list == NULL)
		return (ENOMEM);
	net_lock();
	LIST_FOREACH(inp, &info->ii_all, inp_all) {
		if (n == room)
			break;
		export_pcb(info, inp, &list[n++]);
	}
	net_unlock();
	error = sysctl_out(req, list, (size_t)n * sizeof(*list));
	kfree(list, M_TEMP);
	return (error);
}
SYSCTL_KPROC(tcp_pcblist, "net.inet.tcp.pcblist", 11,
    CTLTYPE_OPAQUE | CTLFLAG_RD, &tcbinfo, 0, sysctl_pcblist, "S,xinpcb",
    "TCP sockets");
SYSCTL_KPROC(udp_pcblist, "net.inet.udp.pcblist", 5,
    CTLTYPE_OPAQUE | CTLFLAG_RD, &udbinfo, 0, sysctl_pcblist, "S,xinpcb",
    "UDP sockets");
SYSCTL_KPROC(raw_pcblist, "net.inet.raw.pcblist", OID_AUTO,
    CTLTYPE_OPAQUE | CTLFLAG_RD, &ripinfo, 0, sysctl_pcblist, "S,xinpcb",
    "Raw sockets");

/* ---- counters -------------------------------------------------------------------------------- */

static void
common_stats(const struct stats_proto *sp, struct netstats *ns)
{
	ns->ns_in = sp->recv;
	ns->ns_out = sp->xmit;
	ns->ns_forwarded = sp->fw;
	ns->ns_dropped = sp->drop;
	ns->ns_badsum = sp->chkerr;
	ns->ns_badlen = sp->lenerr;
	ns->ns_nomem = sp->memerr;
	ns->ns_noroute = sp->rterr;
	ns->ns_noproto = sp->proterr;
	ns->ns_badopt = sp->opterr;
	ns->ns_errors = sp->err;
}

/* net_spin held. */
static void
fill_stats(int proto, struct netstats *ns)
{
	const struct stats_mib2 *m = &lwip_stats.mib2;

	switch (proto) {
	case IPPROTO_IP:
		common_stats(&lwip_stats.ip, ns);
		ns->ns_fragments_in = m->ipreasmreqds;
		ns->ns_fragments_out = m->ipfragcreates;
		ns->ns_reassembled = m->ipreasmoks;
		ns->ns_fragfail = m->ipfragfails;
		break;
	case IPPROTO_ICMP:
		common_stats(&lwip_stats.icmp, ns);
		break;
	case IPPROTO_UDP:
		common_stats(&lwip_stats.udp, ns);
		ns->ns_noproto = m->udpnoports;
		break;
	case IPPROTO_TCP:
		common_stats(&lwip_stats.tcp, ns);
		ns->ns_connects = m->tcpactiveopens;
		ns->ns_accepts = m->tcppassiveopens;
		ns->ns_failed = m->tcpattemptfails;
		ns->ns_resets = m->tcpoutrsts;
		ns->ns_rexmit = m->tcpretranssegs;
		break;
#ifdef OPT_INET6
	default:
		common_stats(&lwip_stats.ip6, ns);
		break;
#endif
	}
}

static int
sysctl_stats(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct netstats ns;

	if (req->newptr != NULL)
		return (EPERM);
	bzero(&ns, sizeof(ns));
	net_lock();
	fill_stats((int)oid->oid_arg2, &ns);
	net_unlock();
	return (sysctl_out(req, &ns, sizeof(ns)));
}
#define STATS(sym, path, nbr, proto)					\
	SYSCTL_KPROC(sym, path, nbr, CTLTYPE_OPAQUE | CTLFLAG_RD, NULL,	\
	    proto, sysctl_stats, "S,netstats", "Counters")
STATS(ip_stats, "net.inet.ip.stats", IPCTL_STATS, IPPROTO_IP);
STATS(icmp_stats, "net.inet.icmp.stats", 2, IPPROTO_ICMP);
STATS(tcp_stats, "net.inet.tcp.stats", 4, IPPROTO_TCP);
STATS(udp_stats, "net.inet.udp.stats", 2, IPPROTO_UDP);
#ifdef OPT_INET6
STATS(ip6_stats, "net.inet6.ip6.stats", 6, IPPROTO_IPV6);
#endif
