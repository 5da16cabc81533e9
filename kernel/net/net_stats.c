/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_stats.c: counters of the protocols, in DragonFly's layout: lwIP's and
 * ours.  What neither counts stays 0.  All packets pass one lock: lists that
 * have an element for each CPU that handles packets have one.
 *
 * A program may set counters, as netstat -z does: what differs from the count
 * is kept and added from then on.
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include <netinet/icmp_var.h>
#include <netinet/icmp6_var.h>
#include <netinet/igmp_var.h>
#include <netinet/ip_var.h>
#include <netinet/tcp_var.h>
#include <netinet/udp_var.h>
#include <netinet6/in6.h>
#include <netinet6/ip6_var.h>
#include <netinet6/raw_ip6.h>
#include "lib/libkern.h"
#include "lwip/pbuf.h"
#include "lwip/stats.h"
#include "net/k_if.h"
#include "net/net_stats.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"

struct net_counters net_counters;

/* ---- counting ------------------------------------------------------------------------- */

#define IP6_HDR		40
#define IP6_NEXT	6		/* where the next header's number is */

void
net_count6(const struct pbuf *p, bool out)
{
	uint8_t next, type;

	if (pbuf_copy_partial(p, &next, 1, IP6_NEXT) != 1)
		return;
	if (!out)
		NET_COUNT(ip6_next[next], 1);
	if (next != IPPROTO_ICMPV6 ||
	    pbuf_copy_partial(p, &type, 1, IP6_HDR) != 1)
		return;
	if (out)
		NET_COUNT(icmp6_out[type], 1);
	else
		NET_COUNT(icmp6_in[type], 1);
}

/* ---- what is shown; net_spin held ------------------------------------------------------- */

static void
fill_ip(void *to)
{
	const struct stats_proto *sp = &lwip_stats.ip;
	const struct stats_mib2 *m = &lwip_stats.mib2;
	struct ip_stats *is = to;

	is->ips_total = m->ipinreceives;
	is->ips_badsum = sp->chkerr;
	is->ips_tooshort = sp->lenerr;
	is->ips_fragments = m->ipreasmreqds;
	is->ips_fragdropped = lwip_stats.ip_frag.drop;
	is->ips_forward = m->ipforwdatagrams;
	is->ips_cantforward = sp->rterr;
	is->ips_noproto = m->ipinunknownprotos;
	is->ips_delivered = m->ipindelivers;
	is->ips_localout = m->ipoutrequests;
	is->ips_odropped = m->ipoutdiscards;
	is->ips_reassembled = m->ipreasmoks;
	is->ips_fragmented = m->ipfragoks;
	is->ips_ofragments = m->ipfragcreates;
	is->ips_cantfrag = m->ipfragfails;
	is->ips_badoptions = sp->opterr;
	is->ips_noroute = m->ipoutnoroutes;
	is->ips_rawout = net_counters.nc_ip_rawout;
	is->ips_badaddr = m->ipinaddrerrors;
}

static void
fill_icmp(void *to)
{
	const struct stats_mib2 *m = &lwip_stats.mib2;
	struct icmpstat *is = to;
	const u_long in[ICMP_MAXTYPE + 1] = {
		[0] = m->icmpinechoreps, [3] = m->icmpindestunreachs,
		[4] = m->icmpinsrcquenchs, [5] = m->icmpinredirects,
		[8] = m->icmpinechos, [11] = m->icmpintimeexcds,
		[12] = m->icmpinparmprobs, [13] = m->icmpintimestamps,
		[14] = m->icmpintimestampreps, [17] = m->icmpinaddrmasks,
		[18] = m->icmpinaddrmaskreps,
	};

	memcpy(is->icps_inhist, in, sizeof(in));
	is->icps_outhist[0] = is->icps_reflect = m->icmpoutechoreps;
	is->icps_outhist[3] = m->icmpoutdestunreachs;
	is->icps_outhist[11] = m->icmpouttimeexcds;
	is->icps_error = m->icmpoutdestunreachs + m->icmpouttimeexcds;
	is->icps_tooshort = lwip_stats.icmp.lenerr;
	is->icps_checksum = lwip_stats.icmp.chkerr;
}

static void
fill_igmp(void *to)
{
	const struct stats_igmp *sp = &lwip_stats.igmp;
	struct igmpstat *is = to;

	is->igps_rcv_total = sp->recv;
	is->igps_rcv_tooshort = sp->lenerr;
	is->igps_rcv_badsum = sp->chkerr;
	is->igps_rcv_queries = sp->rx_v1 + sp->rx_group + sp->rx_general;
	is->igps_rcv_reports = is->igps_rcv_ourreports = sp->rx_report;
	is->igps_snd_reports = sp->tx_join + sp->tx_report;
}

static void
fill_udp(void *to)
{
	const struct stats_proto *sp = &lwip_stats.udp;
	struct udpstat *us = to;

	us->udps_ipackets = sp->recv;
	us->udps_badsum = sp->chkerr;
	us->udps_badlen = sp->lenerr;
	us->udps_noport = lwip_stats.mib2.udpnoports;
	us->udps_fullsock = net_counters.nc_udp_full;
	us->udps_opackets = sp->xmit;
}

static void
fill_tcp_sent(struct tcp_stats *ts)
{
	const struct stats_mib2 *m = &lwip_stats.mib2;

	/* lwIP counts what it queued; the others are acknowledgements. */
	ts->tcps_sndtotal = lwip_stats.tcp.xmit;
	ts->tcps_sndpack = m->tcpoutsegs;
	ts->tcps_sndbyte = net_counters.nc_tcp_sndbytes;
	ts->tcps_sndrexmitpack = m->tcpretranssegs;
	ts->tcps_sndctrl = m->tcpoutrsts;
	ts->tcps_sndacks = K_MAX(ts->tcps_sndtotal, ts->tcps_sndpack +
	    ts->tcps_sndctrl) - ts->tcps_sndpack - ts->tcps_sndctrl;
}

static void
fill_tcp(void *to)
{
	const struct stats_proto *sp = &lwip_stats.tcp;
	const struct stats_mib2 *m = &lwip_stats.mib2;
	const struct net_counters *nc = &net_counters;
	struct tcp_stats *ts = to;

	ts->tcps_connattempt = m->tcpactiveopens;
	ts->tcps_accepts = nc->nc_tcp_accepts;
	ts->tcps_connects = nc->nc_tcp_connects;
	ts->tcps_drops = nc->nc_tcp_drops;
	ts->tcps_conndrops = m->tcpattemptfails;
	ts->tcps_closed = nc->nc_tcp_closed;
	fill_tcp_sent(ts);
	ts->tcps_rcvtotal = sp->recv;
	ts->tcps_rcvpack = nc->nc_tcp_rcvpackets;
	ts->tcps_rcvbyte = nc->nc_tcp_rcvbytes;
	ts->tcps_rcvbadsum = sp->chkerr;
	ts->tcps_rcvshort = sp->lenerr;
	ts->tcps_rcvmemdrop = sp->memerr;
	ts->tcps_rcvackpack = nc->nc_tcp_acks;
	ts->tcps_rcvackbyte = nc->nc_tcp_ackbytes;
	ts->tcps_listendrop = nc->nc_tcp_listendrop;
	ts->tcps_sc_added = nc->nc_tcp_syns;
	ts->tcps_sc_completed = nc->nc_tcp_accepts;
	ts->tcps_sc_bucketoverflow = nc->nc_tcp_halfdrop;
}

#ifdef OPT_INET6
static void
fill_ip6(void *to)
{
	const struct stats_proto *sp = &lwip_stats.ip6;
	const struct stats_proto *fr = &lwip_stats.ip6_frag;
	struct ip6stat *is = to;

	is->ip6s_total = sp->recv;
	is->ip6s_tooshort = sp->lenerr;
	is->ip6s_fragments = fr->recv;
	is->ip6s_fragdropped = fr->drop;
	is->ip6s_forward = sp->fw;
	is->ip6s_localout = sp->xmit;
	is->ip6s_ofragments = fr->xmit;
	is->ip6s_badoptions = sp->opterr;
	is->ip6s_noroute = sp->rterr;
	is->ip6s_delivered = sp->recv - K_MIN(sp->recv, sp->drop + sp->fw);
	for (int i = 0; i < 256; i++)
		is->ip6s_nxthist[i] = net_counters.nc_ip6_next[i];
}

static void
fill_rip6(void *to)
{
	const struct net_counters *nc = &net_counters;
	struct rip6stat *rs = to;

	rs->rip6s_ipackets = nc->nc_raw6_in;
	rs->rip6s_fullsock = nc->nc_raw6_full;
	rs->rip6s_opackets = nc->nc_raw6_out;
}

static void
fill_icmp6(void *to)
{
	const struct net_counters *nc = &net_counters;
	struct icmp6stat *is = to;

	for (int i = 0; i < 256; i++) {
		is->icp6s_inhist[i] = nc->nc_icmp6_in[i];
		is->icp6s_outhist[i] = nc->nc_icmp6_out[i];
	}
	/* Types 1 to 4 are the errors, 129 the answer to an echo. */
	for (int i = 1; i <= 4; i++)
		is->icp6s_error += nc->nc_icmp6_out[i];
	is->icp6s_reflect = nc->nc_icmp6_out[129];
	is->icp6s_tooshort = lwip_stats.icmp6.lenerr;
	is->icp6s_checksum = lwip_stats.icmp6.chkerr;
}
#endif

/* ---- sysctls ---------------------------------------------------------------------------- */

struct stats_set {
	size_t	 ss_size;		/* of the structure, of */
	size_t	 ss_word;		/* words of four or eight bytes */
	void	(*ss_fill)(void *);	/* it is zeroed */
	void	*ss_shift;		/* what is added to the counts */
};

/* to += or -= from, word by word. */
static void
shift_words(const struct stats_set *ss, void *to, const void *from, bool minus)
{
	uint64_t a, b;

	for (size_t i = 0; i < ss->ss_size; i += ss->ss_word) {
		a = b = 0;
		memcpy(&a, (char *)to + i, ss->ss_word);
		memcpy(&b, (const char *)from + i, ss->ss_word);
		a = minus ? a - b : a + b;
		memcpy((char *)to + i, &a, ss->ss_word);
	}
}

static int
stats_set(const struct stats_set *ss, struct sysctl_req *req, void *buf)
{
	int error;

	/* Of an array, one for each CPU, the first is ours. */
	if (req->newlen < ss->ss_size)
		return (EINVAL);
	if ((error = sysctl_in(req, buf, ss->ss_size)) != 0)
		return (error);
	net_lock();
	memcpy(ss->ss_shift, buf, ss->ss_size);
	bzero(buf, ss->ss_size);
	ss->ss_fill(buf);
	shift_words(ss, ss->ss_shift, buf, true);
	net_unlock();
	return (0);
}

static int
sysctl_stats(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	const struct stats_set *ss = oid->oid_arg1;
	void *buf = kmalloc(ss->ss_size, M_TEMP, M_WAITOK | M_ZERO);
	int error;

	if (buf == NULL)
		return (ENOMEM);
	net_lock();
	ss->ss_fill(buf);
	shift_words(ss, buf, ss->ss_shift, false);
	net_unlock();
	error = sysctl_out(req, buf, ss->ss_size);
	if (error == 0 && req->newptr != NULL)
		error = stats_set(ss, req, buf);
	kfree(buf, M_TEMP);
	return (error);
}

#define STATS(sym, path, nbr, type, word)				\
	static type sym##_shift;					\
	static const struct stats_set sym##_set = {			\
		.ss_size = sizeof(type), .ss_word = sizeof(word),	\
		.ss_fill = fill_##sym, .ss_shift = &sym##_shift,	\
	};								\
	SYSCTL_KPROC(sym##_stats, path, nbr, CTLTYPE_OPAQUE |		\
	    CTLFLAG_RW, __DECONST_K(void *, &sym##_set), 0,		\
	    sysctl_stats, "S," #type, "Counters")
STATS(ip, "net.inet.ip.stats", IPCTL_STATS, struct ip_stats, u_long);
STATS(icmp, "net.inet.icmp.stats", ICMPCTL_STATS, struct icmpstat, u_long);
STATS(igmp, "net.inet.igmp.stats", IGMPCTL_STATS, struct igmpstat, u_int);
STATS(tcp, "net.inet.tcp.stats", TCPCTL_STATS, struct tcp_stats, u_long);
STATS(udp, "net.inet.udp.stats", UDPCTL_STATS, struct udpstat, u_long);
#ifdef OPT_INET6
STATS(ip6, "net.inet6.ip6.stats", IPV6CTL_STATS, struct ip6stat, u_quad_t);
STATS(rip6, "net.inet6.ip6.rip6stats", IPV6CTL_RIP6STATS, struct rip6stat,
    u_quad_t);
STATS(icmp6, "net.inet6.icmp6.stats", ICMPV6CTL_STATS, struct icmp6stat,
    u_quad_t);
#endif
