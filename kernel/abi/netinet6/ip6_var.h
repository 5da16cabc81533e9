/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ip6_var.h: net.inet6.ip6.stats is a struct ip6stat.
 */
#ifndef _NETINET6_IP6_VAR_H_
#define _NETINET6_IP6_VAR_H_

#include <sys/types.h>

struct ip6stat {
	u_quad_t	ip6s_total;		/* packets received */
	u_quad_t	ip6s_tooshort;
	u_quad_t	ip6s_toosmall;
	u_quad_t	ip6s_fragments;
	u_quad_t	ip6s_fragdropped;
	u_quad_t	ip6s_fragtimeout;
	u_quad_t	ip6s_fragoverflow;
	u_quad_t	ip6s_forward;
	u_quad_t	ip6s_cantforward;
	u_quad_t	ip6s_redirectsent;
	u_quad_t	ip6s_delivered;
	u_quad_t	ip6s_localout;		/* packets sent */
	u_quad_t	ip6s_odropped;
	u_quad_t	ip6s_reassembled;
	u_quad_t	ip6s_fragmented;
	u_quad_t	ip6s_ofragments;
	u_quad_t	ip6s_cantfrag;
	u_quad_t	ip6s_badoptions;
	u_quad_t	ip6s_noroute;
	u_quad_t	ip6s_badvers;
	u_quad_t	ip6s_rawout;
	u_quad_t	ip6s_badscope;
	u_quad_t	ip6s_notmember;
	u_quad_t	ip6s_nxthist[256];	/* by next header */
	u_quad_t	ip6s_m1;
	u_quad_t	ip6s_m2m[32];
	u_quad_t	ip6s_mext1;
	u_quad_t	ip6s_mext2m;
	u_quad_t	ip6s_exthdrtoolong;
	u_quad_t	ip6s_nogif;
	u_quad_t	ip6s_toomanyhdr;
	u_quad_t	ip6s_sources_none;	/* of addresses chosen, by scope */
	u_quad_t	ip6s_sources_sameif[16];
	u_quad_t	ip6s_sources_otherif[16];
	u_quad_t	ip6s_sources_samescope[16];
	u_quad_t	ip6s_sources_otherscope[16];
	u_quad_t	ip6s_sources_deprecated[16];
	u_quad_t	ip6s_forward_cachehit;
	u_quad_t	ip6s_forward_cachemiss;
};

#endif /* !_NETINET6_IP6_VAR_H_ */
