/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * igmp_var.h: net.inet.igmp.stats is a struct igmpstat.
 */
#ifndef _NETINET_IGMP_VAR_H_
#define _NETINET_IGMP_VAR_H_

#include <sys/types.h>

struct igmpstat {
	u_int	igps_rcv_total;
	u_int	igps_rcv_tooshort;
	u_int	igps_rcv_badsum;
	u_int	igps_rcv_queries;
	u_int	igps_rcv_badqueries;
	u_int	igps_rcv_reports;
	u_int	igps_rcv_badreports;
	u_int	igps_rcv_ourreports;
	u_int	igps_snd_reports;
};

#define IGMPCTL_STATS	1
#define IGMPCTL_MAXID	2

#endif /* !_NETINET_IGMP_VAR_H_ */
