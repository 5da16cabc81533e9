/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * udp_var.h: net.inet.udp.stats is an array of struct udpstat, one for each
 * CPU that handles packets.  The list of sockets is that of netinet/in_pcb.h.
 */
#ifndef _NETINET_UDP_VAR_H_
#define _NETINET_UDP_VAR_H_

#include <sys/types.h>

struct udpstat {
	u_long	udps_ipackets;		/* datagrams received */
	u_long	udps_hdrops;		/* shorter than a header */
	u_long	udps_badsum;
	u_long	udps_nosum;
	u_long	udps_badlen;
	u_long	udps_noport;		/* nobody has the port */
	u_long	udps_noportbcast;	/* of them, broadcast */
	u_long	udps_fullsock;		/* no room in the receive buffer */
	u_long	udpps_pcbcachemiss;
	u_long	udpps_pcbhashmiss;
	u_long	udps_opackets;		/* datagrams sent */
	u_long	udps_fastout;
	u_long	udps_noportmcast;
	u_long	udps_pad[3];
};

/* Third numbers of net.inet.udp. */
#define UDPCTL_CHECKSUM		1
#define UDPCTL_STATS		2
#define UDPCTL_MAXDGRAM		3
#define UDPCTL_RECVSPACE	4
#define UDPCTL_PCBLIST		5
#define UDPCTL_MAXID		6

#endif /* !_NETINET_UDP_VAR_H_ */
