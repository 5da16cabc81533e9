/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * icmp6_var.h: net.inet6.icmp6.stats is a struct icmp6stat.  Histograms are by
 * the type of the message.  Programs get it by netinet/icmp6.h.
 */
#ifndef _NETINET_ICMP6_VAR_H_
#define _NETINET_ICMP6_VAR_H_

#include <sys/types.h>

struct icmp6errstat {
	u_quad_t	icp6errs_dst_unreach_noroute;
	u_quad_t	icp6errs_dst_unreach_admin;
	u_quad_t	icp6errs_dst_unreach_beyondscope;
	u_quad_t	icp6errs_dst_unreach_addr;
	u_quad_t	icp6errs_dst_unreach_noport;
	u_quad_t	icp6errs_packet_too_big;
	u_quad_t	icp6errs_time_exceed_transit;
	u_quad_t	icp6errs_time_exceed_reassembly;
	u_quad_t	icp6errs_paramprob_header;
	u_quad_t	icp6errs_paramprob_nextheader;
	u_quad_t	icp6errs_paramprob_option;
	u_quad_t	icp6errs_redirect;
	u_quad_t	icp6errs_unknown;
};

struct icmp6stat {
	u_quad_t	icp6s_error;
	u_quad_t	icp6s_canterror;
	u_quad_t	icp6s_toofreq;
	u_quad_t	icp6s_outhist[256];
	u_quad_t	icp6s_badcode;
	u_quad_t	icp6s_tooshort;
	u_quad_t	icp6s_checksum;
	u_quad_t	icp6s_badlen;
	u_quad_t	icp6s_reflect;
	u_quad_t	icp6s_inhist[256];
	u_quad_t	icp6s_nd_toomanyopt;
	struct icmp6errstat icp6s_outerrhist;
	u_quad_t	icp6s_pmtuchg;
	u_quad_t	icp6s_nd_badopt;
	u_quad_t	icp6s_badns;
	u_quad_t	icp6s_badna;
	u_quad_t	icp6s_badrs;
	u_quad_t	icp6s_badra;
	u_quad_t	icp6s_badredirect;
};

/* Third numbers of net.inet6.icmp6. */
#define ICMPV6CTL_STATS		1
#define ICMPV6CTL_MAXID		21

#endif /* !_NETINET_ICMP6_VAR_H_ */
