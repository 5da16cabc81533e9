/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_stats.h: what is counted beside lwIP's own counters, for the statistics
 * that netstat(1) shows.
 *
 * Locks: net_spin.
 */
#ifndef _NET_NET_STATS_H_
#define _NET_NET_STATS_H_

#include "sys/kdefs.h"

struct net_counters {
	/* TCP: connections, bytes, segments with data. */
	uint64_t	nc_tcp_accepts, nc_tcp_connects, nc_tcp_drops;
	uint64_t	nc_tcp_closed, nc_tcp_listendrop;
	uint64_t	nc_tcp_syns, nc_tcp_halfdrop;
	uint64_t	nc_tcp_sndbytes;
	uint64_t	nc_tcp_rcvpackets, nc_tcp_rcvbytes;
	uint64_t	nc_tcp_acks, nc_tcp_ackbytes;
	/* Datagrams for which a socket had no room. */
	uint64_t	nc_udp_full, nc_raw6_full;
	/* Raw packets. */
	uint64_t	nc_ip_rawout;
	uint64_t	nc_raw6_in, nc_raw6_out;
	/* IPv6: by next header, by the type of ICMPv6. */
	uint64_t	nc_ip6_next[256];
	uint64_t	nc_icmp6_in[256], nc_icmp6_out[256];
};
extern struct net_counters net_counters;

#define NET_COUNT(what, n)	(net_counters.nc_##what += (n))

struct pbuf;
/* An IPv6 packet comes in, or goes out. */
void	net_count6(const struct pbuf *, bool out);

#endif /* !_NET_NET_STATS_H_ */
