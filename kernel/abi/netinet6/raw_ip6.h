/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * raw_ip6.h: net.inet6.ip6.rip6stats is a struct rip6stat.
 */
#ifndef _NETINET6_RAW_IP6_H_
#define _NETINET6_RAW_IP6_H_

#include <sys/types.h>

struct rip6stat {
	u_quad_t	rip6s_ipackets;
	u_quad_t	rip6s_isum;
	u_quad_t	rip6s_badsum;
	u_quad_t	rip6s_nosock;
	u_quad_t	rip6s_nosockmcast;
	u_quad_t	rip6s_fullsock;
	u_quad_t	rip6s_opackets;
};

#endif /* !_NETINET6_RAW_IP6_H_ */
