/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * icmp_var.h: net.inet.icmp.stats is a struct icmpstat.  Histograms are by the
 * type of the message.
 */
#ifndef _NETINET_ICMP_VAR_H_
#define _NETINET_ICMP_VAR_H_

#include <sys/types.h>

#ifndef ICMP_MAXTYPE
#define ICMP_MAXTYPE		40
#endif

struct icmpstat {
	u_long	icps_error;		/* errors of others' packets told */
	u_long	icps_oldshort;
	u_long	icps_oldicmp;
	u_long	icps_outhist[ICMP_MAXTYPE + 1];
	u_long	icps_badcode;
	u_long	icps_tooshort;
	u_long	icps_checksum;		/* a wrong one */
	u_long	icps_badlen;
	u_long	icps_reflect;		/* answers */
	u_long	icps_inhist[ICMP_MAXTYPE + 1];
	u_long	icps_bmcastecho;
	u_long	icps_bmcasttstamp;
	u_long	icps_badaddr;
	u_long	icps_noroute;
};

/* Third numbers of net.inet.icmp. */
#define ICMPCTL_MASKREPL	1
#define ICMPCTL_STATS		2
#define ICMPCTL_ICMPLIM		3
#define ICMPCTL_MAXID		4

#endif /* !_NETINET_ICMP_VAR_H_ */
