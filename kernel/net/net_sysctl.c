/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_sysctl.c: the lists of sockets that netstat(1) shows; netinet/in_pcb.h
 * and netinet/tcp_var.h say what they are.
 *
 * Locks: net_spin while a list is made, in memory that is copied out later.
 */
#include <sys/errno.h>
#include <netinet/tcp.h>
#include <netinet/tcp_fsm.h>
#include "lib/libkern.h"
#include "lwip/priv/tcp_priv.h"
#include "net/in_export.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

#define LIST_SLACK	4

SYSCTL_KNODE(net_inet, "net.inet", AF_INET, "Internet protocols");
SYSCTL_KNODE(net_inet_ip, "net.inet.ip", IPPROTO_IP, "IP");
SYSCTL_KNODE(net_inet_icmp, "net.inet.icmp", IPPROTO_ICMP, "ICMP");
SYSCTL_KNODE(net_inet_tcp, "net.inet.tcp", IPPROTO_TCP, "TCP");
SYSCTL_KNODE(net_inet_udp, "net.inet.udp", IPPROTO_UDP, "UDP");
SYSCTL_KNODE(net_inet_igmp, "net.inet.igmp", IPPROTO_IGMP, "IGMP");
SYSCTL_KNODE(net_inet_raw, "net.inet.raw", IPPROTO_RAW, "Raw IP");
#ifdef OPT_INET6
SYSCTL_KNODE(net_inet6, "net.inet6", AF_INET6, "Internet protocols, version 6");
SYSCTL_KNODE(net_inet6_ip6, "net.inet6.ip6", IPPROTO_IPV6, "IPv6");
SYSCTL_KNODE(net_inet6_icmp6, "net.inet6.icmp6", IPPROTO_ICMPV6, "ICMPv6");
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

/* Of lwIP's, which counts round trips in half seconds. */
#define RTT_UNIT	(TCP_SLOW_INTERVAL * 1000U)	/* us */

static void
fill_tcp(const struct inpcb *inp, struct tcp_export *te)
{
	const struct tcp_pcb *pcb = inp->inp_tcp;

	bzero(te, sizeof(*te));
	te->te_state = tcp_bsd_state(inp);
	te->te_nodelay = (inp->inp_tcpopt & TCP_NODELAY) != 0;
	te->te_noopt = (inp->inp_tcpopt & TCP_NOOPT) != 0;
	te->te_nopush = (inp->inp_tcpopt & TCP_NOPUSH) != 0;
	te->te_listen = inp->inp_listening;
	te->te_softerr = inp->inp_softerr;
	te->te_keepinit = (int)(inp->inp_keepinit / NS_PER_MS);
	te->te_keepidle = (int)inp->inp_keepidle;
	te->te_keepintvl = (int)inp->inp_keepintvl;
	te->te_keepcnt = (int)inp->inp_keepcnt;
	/* A listener has the smaller control block. */
	if (pcb == NULL || inp->inp_listening)
		return;
	te->te_scale = (pcb->flags & TF_WND_SCALE) != 0;
	te->te_stamps = (pcb->flags & TF_TIMESTAMP) != 0;
	te->te_sack = (pcb->flags & TF_SACK) != 0;
	te->te_recovery = (pcb->flags & TF_INFR) != 0;
	te->te_fin = pcb->state >= FIN_WAIT_1 && pcb->state != CLOSE_WAIT;
	te->te_dupacks = pcb->dupacks;
	te->te_una = pcb->lastack;
	te->te_nxt = pcb->snd_nxt;
	te->te_wl1 = pcb->snd_wl1;
	te->te_wl2 = pcb->snd_wl2;
	te->te_rnxt = pcb->rcv_nxt;
	te->te_radv = pcb->rcv_ann_right_edge;
	te->te_rwnd = pcb->rcv_wnd;
	te->te_swnd = pcb->snd_wnd;
	te->te_maxwnd = pcb->snd_wnd_max;
	te->te_cwnd = pcb->cwnd;
	te->te_ssthresh = pcb->ssthresh;
	te->te_mss = pcb->mss;
	te->te_rto = (uint32_t)K_MAX(pcb->rto, 0) * RTT_UNIT;
	te->te_srtt = (uint32_t)K_MAX(pcb->sa, 0) * RTT_UNIT / 8;
	te->te_rttvar = (uint32_t)K_MAX(pcb->sv, 0) * RTT_UNIT / 4;
	te->te_nrtx = pcb->nrtx;
	te->te_sndscale = pcb->snd_scale;
	te->te_rcvscale = pcb->rcv_scale;
	te->te_stamp = pcb->ts_recent;
	te->te_lastack = pcb->ts_lastacksent;
}

static void
fill_address(const ip_addr_t *addr, int family, uint8_t *to)
{
	union sockaddr_any u;
	struct sockaddr_storage ss;

	inp_tosockaddr(addr, 0, family, &ss);
	if (family == AF_INET) {
		memcpy(to, &((struct sockaddr_in *)&ss)->sin_addr, 4);
		return;
	}
	memcpy(&u.sin6, &ss, sizeof(u.sin6));
#ifdef OPT_INET6
	in6_embed(&u.sin6);
#endif
	memcpy(to, &u.sin6.sin6_addr, 16);
}

static void
export_pcb(const struct inpinfo *info, const struct inpcb *inp, void *to)
{
	struct in_export ie = {
		.ie_pcb = inp, .ie_ppcb = inp->inp_tcp, .ie_info = info,
		.ie_so = inp->inp_so, .ie_gen = info->ii_gen,
		.ie_family = inp->inp_family, .ie_proto = inp->inp_proto,
		.ie_flags = inp->inp_flags, .ie_ttl = inp->inp_ttl,
		.ie_minttl = inp->inp_minttl, .ie_tos = inp->inp_tos, .ie_cksum = inp->inp_cksum,
		.ie_lport = inp->inp_lport, .ie_fport = inp->inp_fport,
	};
	struct tcp_export te;
	struct xsocket xs;

	fill_address(&inp->inp_laddr, inp->inp_family, ie.ie_local);
	fill_address(&inp->inp_faddr, inp->inp_family, ie.ie_foreign);
	so_export(inp->inp_so, inp, inp->inp_family, inp->inp_proto, &xs);
	/* A closed socket was of its protocol's type and user, too. */
	xs.so_type = info == &tcbinfo ? SOCK_STREAM :
	    info == &udbinfo ? SOCK_DGRAM : SOCK_RAW;
	xs.so_uid = inp->inp_uid;
	if (info == &tcbinfo)
		fill_tcp(inp, &te);
	in_export(to, &ie, info == &tcbinfo ? &te : NULL, &xs);
}

static int
sysctl_pcblist(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct inpinfo *info = oid->oid_arg1;
	size_t size = in_export_size(info == &tcbinfo);
	int room = info->ii_count, n = 0, error;
	struct inpcb *inp;
	uint8_t *list;

	/* There may be more of them when the caller comes back. */
	room += room / 8 + LIST_SLACK;
	if (req->oldptr == NULL)
		return (sysctl_out(req, NULL, (size_t)room * size));
	list = kmalloc((size_t)room * size, M_TEMP, M_WAITOK);
	if (list == NULL)
		return (ENOMEM);
	net_lock();
	LIST_FOREACH(inp, &info->ii_all, inp_all) {
		if (req->lwp != NULL && !inp_jailsees(req->lwp->lwp_cred, inp))
			continue;
		if (n == room)
			break;
		export_pcb(info, inp, list + (size_t)n++ * size);
	}
	net_unlock();
	error = sysctl_out(req, list, (size_t)n * size);
	kfree(list, M_TEMP);
	return (error);
}
SYSCTL_KPROC(tcp_pcblist, "net.inet.tcp.pcblist", 11,
    CTLTYPE_OPAQUE | CTLFLAG_RD, &tcbinfo, 0, sysctl_pcblist, "S,xtcpcb",
    "TCP sockets");
SYSCTL_KPROC(udp_pcblist, "net.inet.udp.pcblist", 5,
    CTLTYPE_OPAQUE | CTLFLAG_RD, &udbinfo, 0, sysctl_pcblist, "S,xinpcb",
    "UDP sockets");
SYSCTL_KPROC(raw_pcblist, "net.inet.raw.pcblist", OID_AUTO,
    CTLTYPE_OPAQUE | CTLFLAG_RD, &ripinfo, 0, sysctl_pcblist, "S,xinpcb",
    "Raw sockets");
