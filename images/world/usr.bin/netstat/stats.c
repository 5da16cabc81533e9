/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stats.c: what the protocols count, from net.inet.*.stats.
 *
 * A variable is an array with an element for each CPU that handles packets;
 * what is shown are the sums.
 */
#include <sys/param.h>
#include <sys/sysctl.h>
#include <netinet/icmp6.h>
#include <netinet/icmp_var.h>
#include <netinet/igmp_var.h>
#include <netinet/ip_icmp.h>
#include <netinet/ip_var.h>
#include <netinet/tcp_var.h>
#include <netinet/udp_var.h>
#include <netinet6/ip6_var.h>
#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netstat.h"

/* A counter: where it is, and its line.  %s becomes an s unless it is 1. */
struct counter {
	size_t		 offset;
	const char	*line;
	size_t		 second;	/* of a second number in the line */
};
#define NONE	((size_t)-1)

#define TCP(m, line)		{ offsetof(struct tcp_stats, m), line, NONE }
#define TCP2(m, n, line)	{ offsetof(struct tcp_stats, m), line,	\
	offsetof(struct tcp_stats, n) }

static const struct counter tcp_counters[] = {
	TCP(tcps_sndtotal, "\t%ju packet%s sent"),
	TCP2(tcps_sndpack, tcps_sndbyte, "\t\t%ju data packet%s (%ju bytes)"),
	TCP2(tcps_sndrexmitpack, tcps_sndrexmitbyte,
	    "\t\t%ju data packet%s (%ju bytes) retransmitted"),
	TCP2(tcps_sndacks, tcps_delack,
	    "\t\t%ju ack-only packet%s (%ju delayed)"),
	TCP(tcps_sndprobe, "\t\t%ju window probe packet%s"),
	TCP(tcps_sndwinup, "\t\t%ju window update packet%s"),
	TCP(tcps_sndctrl, "\t\t%ju control packet%s"),
	TCP(tcps_rcvtotal, "\t%ju packet%s received"),
	TCP2(tcps_rcvackpack, tcps_rcvackbyte,
	    "\t\t%ju ack%s (for %ju bytes)"),
	TCP(tcps_rcvdupack, "\t\t%ju duplicate ack%s"),
	TCP(tcps_rcvacktoomuch, "\t\t%ju ack%s for unsent data"),
	TCP2(tcps_rcvpack, tcps_rcvbyte,
	    "\t\t%ju packet%s (%ju bytes) received in-sequence"),
	TCP2(tcps_rcvduppack, tcps_rcvdupbyte,
	    "\t\t%ju completely duplicate packet%s (%ju bytes)"),
	TCP2(tcps_rcvoopack, tcps_rcvoobyte,
	    "\t\t%ju out-of-order packet%s (%ju bytes)"),
	TCP(tcps_rcvwinprobe, "\t\t%ju window probe%s"),
	TCP(tcps_rcvwinupd, "\t\t%ju window update packet%s"),
	TCP(tcps_rcvafterclose, "\t\t%ju packet%s received after close"),
	TCP(tcps_rcvbadsum, "\t\t%ju packet%s discarded for bad checksum"),
	TCP(tcps_rcvbadoff, "\t\t%ju packet%s discarded for bad header offset"),
	TCP(tcps_rcvshort, "\t\t%ju packet%s discarded for being too short"),
	TCP(tcps_rcvmemdrop, "\t\t%ju packet%s discarded for want of memory"),
	TCP(tcps_connattempt, "\t%ju connection request%s"),
	TCP(tcps_accepts, "\t%ju connection accept%s"),
	TCP(tcps_badsyn, "\t%ju bad connection attempt%s"),
	TCP(tcps_listendrop, "\t%ju listen queue overflow%s"),
	TCP(tcps_connects, "\t%ju connection%s established"),
	TCP2(tcps_closed, tcps_drops,
	    "\t%ju connection%s closed (%ju dropped)"),
	TCP(tcps_conndrops, "\t%ju embryonic connection%s dropped"),
	TCP2(tcps_rttupdated, tcps_segstimed,
	    "\t%ju segment%s updated rtt (of %ju timed)"),
	TCP2(tcps_rexmttimeo, tcps_timeoutdrop,
	    "\t%ju retransmit timeout%s (%ju connections dropped by it)"),
	TCP(tcps_persisttimeo, "\t%ju persist timeout%s"),
	TCP2(tcps_keepprobe, tcps_keepdrops,
	    "\t%ju keepalive probe%s (%ju connections dropped by it)"),
};

#define UDP(m, line)	{ offsetof(struct udpstat, m), line, NONE }

static const struct counter udp_counters[] = {
	UDP(udps_ipackets, "\t%ju datagram%s received"),
	UDP(udps_hdrops, "\t%ju with incomplete header"),
	UDP(udps_badlen, "\t%ju with bad data length field"),
	UDP(udps_badsum, "\t%ju with bad checksum"),
	UDP(udps_nosum, "\t%ju with no checksum"),
	UDP(udps_noport, "\t%ju dropped due to no socket"),
	UDP(udps_noportbcast,
	    "\t%ju broadcast/multicast datagram%s undelivered"),
	UDP(udps_fullsock, "\t%ju dropped due to full socket buffers"),
	UDP(udps_opackets, "\t%ju datagram%s output"),
};

#define IP(m, line)	{ offsetof(struct ip_stats, m), line, NONE }

static const struct counter ip_counters[] = {
	IP(ips_total, "\t%ju total packet%s received"),
	IP(ips_badsum, "\t%ju bad header checksum%s"),
	IP(ips_toosmall, "\t%ju with size smaller than minimum"),
	IP(ips_tooshort, "\t%ju with data size < data length"),
	IP(ips_toolong, "\t%ju with ip length > max ip packet size"),
	IP(ips_badhlen, "\t%ju with header length < data size"),
	IP(ips_badlen, "\t%ju with data length < header length"),
	IP(ips_badoptions, "\t%ju with bad options"),
	IP(ips_badvers, "\t%ju with incorrect version number"),
	IP(ips_fragments, "\t%ju fragment%s received"),
	IP(ips_fragdropped, "\t%ju fragment%s dropped (dup or out of space)"),
	IP(ips_fragtimeout, "\t%ju fragment%s dropped after timeout"),
	IP(ips_reassembled, "\t%ju packet%s reassembled ok"),
	IP(ips_delivered, "\t%ju packet%s for this host"),
	IP(ips_noproto, "\t%ju packet%s for unknown/unsupported protocol"),
	IP(ips_forward, "\t%ju packet%s forwarded"),
	IP(ips_cantforward, "\t%ju packet%s not forwardable"),
	IP(ips_notmember,
	    "\t%ju packet%s received for unknown multicast group"),
	IP(ips_redirectsent, "\t%ju redirect%s sent"),
	IP(ips_localout, "\t%ju packet%s sent from this host"),
	IP(ips_rawout, "\t%ju packet%s sent with fabricated ip header"),
	IP(ips_odropped,
	    "\t%ju output packet%s dropped due to no bufs, etc."),
	IP(ips_noroute, "\t%ju output packet%s discarded due to no route"),
	IP(ips_fragmented, "\t%ju output datagram%s fragmented"),
	IP(ips_ofragments, "\t%ju fragment%s created"),
	IP(ips_cantfrag, "\t%ju datagram%s that can't be fragmented"),
};

#define IP6(m, line)	{ offsetof(struct ip6stat, m), line, NONE }

static const struct counter ip6_counters[] = {
	IP6(ip6s_total, "\t%ju total packet%s received"),
	IP6(ip6s_toosmall, "\t%ju with size smaller than minimum"),
	IP6(ip6s_tooshort, "\t%ju with data size < data length"),
	IP6(ip6s_badoptions, "\t%ju with bad options"),
	IP6(ip6s_badvers, "\t%ju with incorrect version number"),
	IP6(ip6s_fragments, "\t%ju fragment%s received"),
	IP6(ip6s_fragdropped, "\t%ju fragment%s dropped (dup or out of space)"),
	IP6(ip6s_fragtimeout, "\t%ju fragment%s dropped after timeout"),
	IP6(ip6s_reassembled, "\t%ju packet%s reassembled ok"),
	IP6(ip6s_delivered, "\t%ju packet%s for this host"),
	IP6(ip6s_forward, "\t%ju packet%s forwarded"),
	IP6(ip6s_cantforward, "\t%ju packet%s not forwardable"),
	IP6(ip6s_localout, "\t%ju packet%s sent from this host"),
	IP6(ip6s_rawout, "\t%ju packet%s sent with fabricated ip header"),
	IP6(ip6s_odropped,
	    "\t%ju output packet%s dropped due to no bufs, etc."),
	IP6(ip6s_noroute, "\t%ju output packet%s discarded due to no route"),
	IP6(ip6s_fragmented, "\t%ju output datagram%s fragmented"),
	IP6(ip6s_ofragments, "\t%ju fragment%s created"),
	IP6(ip6s_cantfrag, "\t%ju datagram%s that can't be fragmented"),
	IP6(ip6s_notmember, "\t%ju multicast packet%s which we don't join"),
};

#define ICMP(m, line)	{ offsetof(struct icmpstat, m), line, NONE }

static const struct counter icmp_counters[] = {
	ICMP(icps_error, "\t%ju call%s to icmp_error"),
	ICMP(icps_badcode, "\t%ju message%s with bad code fields"),
	ICMP(icps_tooshort, "\t%ju message%s < minimum length"),
	ICMP(icps_checksum, "\t%ju bad checksum%s"),
	ICMP(icps_badlen, "\t%ju message%s with bad length"),
	ICMP(icps_reflect, "\t%ju message response%s generated"),
};

#define ICMP6(m, line)	{ offsetof(struct icmp6stat, m), line, NONE }

static const struct counter icmp6_counters[] = {
	ICMP6(icp6s_error, "\t%ju call%s to icmp6_error"),
	ICMP6(icp6s_badcode, "\t%ju message%s with bad code fields"),
	ICMP6(icp6s_tooshort, "\t%ju message%s < minimum length"),
	ICMP6(icp6s_checksum, "\t%ju bad checksum%s"),
	ICMP6(icp6s_badlen, "\t%ju message%s with bad length"),
	ICMP6(icp6s_reflect, "\t%ju message response%s generated"),
};

#define IGMP(m, line)	{ offsetof(struct igmpstat, m), line, NONE }

static const struct counter igmp_counters[] = {
	IGMP(igps_rcv_total, "\t%ju message%s received"),
	IGMP(igps_rcv_tooshort, "\t%ju message%s received with too few bytes"),
	IGMP(igps_rcv_badsum, "\t%ju message%s received with bad checksum"),
	IGMP(igps_rcv_queries, "\t%ju membership quer%y received"),
	IGMP(igps_rcv_badqueries,
	    "\t%ju membership quer%y received with invalid field(s)"),
	IGMP(igps_rcv_reports, "\t%ju membership report%s received"),
	IGMP(igps_snd_reports, "\t%ju membership report%s sent"),
};

/* Histograms of messages, by their type. */
struct histogram {
	const char	*title;
	size_t		 offset;
	int		 types;
};

static const struct histogram icmp_histograms[] = {
	{ "Output histogram", offsetof(struct icmpstat, icps_outhist),
	    ICMP_MAXTYPE + 1 },
	{ "Input histogram", offsetof(struct icmpstat, icps_inhist),
	    ICMP_MAXTYPE + 1 },
	{ NULL, 0, 0 },
};

static const struct histogram icmp6_histograms[] = {
	{ "Output histogram", offsetof(struct icmp6stat, icp6s_outhist), 256 },
	{ "Input histogram", offsetof(struct icmp6stat, icp6s_inhist), 256 },
	{ NULL, 0, 0 },
};

static const struct type_name {
	int		 type;
	const char	*name;
} icmp_names[] = {
	{ 0, "echo reply" }, { 3, "destination unreachable" },
	{ 4, "source quench" }, { 5, "routing redirect" }, { 8, "echo" },
	{ 9, "router advertisement" }, { 10, "router solicitation" },
	{ 11, "time exceeded" }, { 12, "parameter problem" },
	{ 13, "time stamp" }, { 14, "time stamp reply" },
	{ 17, "address mask request" }, { 18, "address mask reply" },
	{ -1, NULL },
}, icmp6_names[] = {
	{ 1, "unreach" }, { 2, "packet too big" }, { 3, "time exceed" },
	{ 4, "parameter problem" }, { 128, "echo" }, { 129, "echo reply" },
	{ 130, "multicast listener query" },
	{ 131, "multicast listener report" },
	{ 132, "multicast listener done" }, { 133, "router solicitation" },
	{ 134, "router advertisement" }, { 135, "neighbor solicitation" },
	{ 136, "neighbor advertisement" }, { 137, "redirect" }, { -1, NULL },
};

static const struct protocol {
	const char	*name, *variable;
	int		 family;
	size_t		 size;		/* of an element */
	size_t		 word;		/* of a counter */
	const struct counter *counters;
	size_t		 ncounters;
	const struct histogram *histograms;
	const struct type_name *names;
} protocols[] = {
#define COUNTERS(c)	c, sizeof(c) / sizeof((c)[0])
	{ "tcp", "net.inet.tcp.stats", AF_INET, sizeof(struct tcp_stats),
	    sizeof(u_long), COUNTERS(tcp_counters), NULL, NULL },
	{ "udp", "net.inet.udp.stats", AF_INET, sizeof(struct udpstat),
	    sizeof(u_long), COUNTERS(udp_counters), NULL, NULL },
	{ "ip", "net.inet.ip.stats", AF_INET, sizeof(struct ip_stats),
	    sizeof(u_long), COUNTERS(ip_counters), NULL, NULL },
	{ "icmp", "net.inet.icmp.stats", AF_INET, sizeof(struct icmpstat),
	    sizeof(u_long), COUNTERS(icmp_counters), icmp_histograms,
	    icmp_names },
	{ "igmp", "net.inet.igmp.stats", AF_INET, sizeof(struct igmpstat),
	    sizeof(u_int), COUNTERS(igmp_counters), NULL, NULL },
	{ "ip6", "net.inet6.ip6.stats", AF_INET6, sizeof(struct ip6stat),
	    sizeof(u_quad_t), COUNTERS(ip6_counters), NULL, NULL },
	{ "icmp6", "net.inet6.icmp6.stats", AF_INET6,
	    sizeof(struct icmp6stat), sizeof(u_quad_t),
	    COUNTERS(icmp6_counters), icmp6_histograms, icmp6_names },
};
#define NPROTOCOLS	(sizeof(protocols) / sizeof(protocols[0]))

static uintmax_t
value(const struct protocol *p, const char *buf, size_t len, size_t offset)
{
	uintmax_t sum = 0;
	u_long l;
	u_int i;

	for (; len >= p->size; buf += p->size, len -= p->size)
		if (p->word == sizeof(i)) {
			memcpy(&i, buf + offset, sizeof(i));
			sum += i;
		} else {
			memcpy(&l, buf + offset, sizeof(l));
			sum += l;
		}
	return (sum);
}

/* The line, with %s for a plural's s and %y for its y or ies. */
static void
print_line(const char *line, uintmax_t n, uintmax_t second)
{
	uintmax_t v = n;

	for (; *line != '\0'; line++)
		if (strncmp(line, "%ju", 3) == 0) {
			printf("%ju", v);
			v = second;
			line += 2;
		} else if (line[0] == '%' && line[1] == 's') {
			if (n != 1)
				putchar('s');
			line++;
		} else if (line[0] == '%' && line[1] == 'y') {
			printf("%s", n == 1 ? "y" : "ies");
			line++;
		} else
			putchar(*line);
	putchar('\n');
}

static void
print_histogram(const struct protocol *p, const struct histogram *h,
    const char *buf, size_t len)
{
	const struct type_name *t;
	int headed = 0;
	uintmax_t n;

	for (int i = 0; i < h->types; i++) {
		n = value(p, buf, len, h->offset + (size_t)i * p->word);
		if (n == 0)
			continue;
		if (!headed++)
			printf("\t%s:\n", h->title);
		for (t = p->names; t->name != NULL && t->type != i; t++)
			;
		if (t->name != NULL)
			printf("\t\t%s: %ju\n", t->name, n);
		else
			printf("\t\t#%d: %ju\n", i, n);
	}
}

static void
show(const struct protocol *p)
{
	uintmax_t n;
	size_t len;
	char *buf, *zero;

	if ((buf = get_variable(p->variable, &len)) == NULL)
		return;
	printf("%s:\n", p->name);
	for (size_t i = 0; i < p->ncounters; i++) {
		const struct counter *c = &p->counters[i];

		n = value(p, buf, len, c->offset);
		if (n != 0 || req.stats < 2)
			print_line(c->line, n, c->second == NONE ? 0 :
			    value(p, buf, len, c->second));
	}
	for (const struct histogram *h = p->histograms; h != NULL &&
	    h->title != NULL; h++)
		print_histogram(p, h, buf, len);
	free(buf);
	if (req.zero) {
		if ((zero = calloc(1, len)) == NULL)
			err(1, NULL);
		if (sysctlbyname(p->variable, NULL, NULL, zero, len) == -1)
			warn("%s", p->variable);
		free(zero);
	}
}

int
show_stats(const char *name)
{
	int found = 0;

	for (size_t i = 0; i < NPROTOCOLS; i++) {
		if (name != NULL ? strcmp(name, protocols[i].name) != 0 :
		    req.family != AF_UNSPEC &&
		    req.family != protocols[i].family)
			continue;
		found = 1;
		show(&protocols[i]);
	}
	return (found || name == NULL ? 0 : -1);
}
