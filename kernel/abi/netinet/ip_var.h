/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ip_var.h: net.inet.ip.stats is an array of struct ip_stats, one for each
 * CPU that handles packets.
 */
#ifndef _NETINET_IP_VAR_H_
#define _NETINET_IP_VAR_H_

#include <sys/types.h>

struct ip_stats {
	u_long	ips_total;		/* packets received */
	u_long	ips_badsum;
	u_long	ips_tooshort;
	u_long	ips_toosmall;
	u_long	ips_badhlen;
	u_long	ips_badlen;
	u_long	ips_fragments;		/* received */
	u_long	ips_fragdropped;
	u_long	ips_fragtimeout;
	u_long	ips_forward;
	u_long	ips_fastforward;
	u_long	ips_cantforward;
	u_long	ips_redirectsent;
	u_long	ips_noproto;
	u_long	ips_delivered;		/* to a protocol of ours */
	u_long	ips_localout;		/* sent by ourselves */
	u_long	ips_odropped;
	u_long	ips_reassembled;
	u_long	ips_fragmented;		/* datagrams sent in fragments */
	u_long	ips_ofragments;		/* fragments sent */
	u_long	ips_cantfrag;
	u_long	ips_badoptions;
	u_long	ips_noroute;
	u_long	ips_badvers;
	u_long	ips_rawout;		/* sent with a program's own header */
	u_long	ips_toolong;
	u_long	ips_notmember;
	u_long	ips_nogif;
	u_long	ips_badaddr;
	u_long	ips_pad[3];
};

#define MAX_IPOPTLEN	40

#endif /* !_NETINET_IP_VAR_H_ */
