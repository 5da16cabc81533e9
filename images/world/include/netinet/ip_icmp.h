/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ip_icmp.h: messages of ICMP, RFC 792.
 */
#ifndef _NETINET_IP_ICMP_H_
#define _NETINET_IP_ICMP_H_

#include <sys/types.h>
#include <netinet/in.h>
#include <netinet/ip.h>

struct icmp {
	u_char	icmp_type;
	u_char	icmp_code;
	u_short	icmp_cksum;
	union {
		u_char		ih_pptr;
		struct in_addr	ih_gwaddr;
		struct {
			u_short	icd_id;
			u_short	icd_seq;
		} ih_idseq;
		int		ih_void;
		struct {
			u_short	ipm_void;
			u_short	ipm_nextmtu;
		} ih_pmtu;
	} icmp_hun;
	union {
		struct {
			uint32_t	its_otime;
			uint32_t	its_rtime;
			uint32_t	its_ttime;
		} id_ts;
		struct {
			struct ip	idi_ip;
		} id_ip;
		uint32_t	id_mask;
		char		id_data[1];
	} icmp_dun;
};
#define icmp_pptr	icmp_hun.ih_pptr
#define icmp_gwaddr	icmp_hun.ih_gwaddr
#define icmp_id		icmp_hun.ih_idseq.icd_id
#define icmp_seq	icmp_hun.ih_idseq.icd_seq
#define icmp_void	icmp_hun.ih_void
#define icmp_nextmtu	icmp_hun.ih_pmtu.ipm_nextmtu
#define icmp_otime	icmp_dun.id_ts.its_otime
#define icmp_rtime	icmp_dun.id_ts.its_rtime
#define icmp_ttime	icmp_dun.id_ts.its_ttime
#define icmp_ip		icmp_dun.id_ip.idi_ip
#define icmp_mask	icmp_dun.id_mask
#define icmp_data	icmp_dun.id_data

#define ICMP_MINLEN		8

#define ICMP_ECHOREPLY		0
#define ICMP_UNREACH		3
#define ICMP_UNREACH_NET	0
#define ICMP_UNREACH_HOST	1
#define ICMP_UNREACH_PROTOCOL	2
#define ICMP_UNREACH_PORT	3
#define ICMP_UNREACH_NEEDFRAG	4
#define ICMP_UNREACH_SRCFAIL	5
#define ICMP_UNREACH_FILTER_PROHIB 13
#define ICMP_SOURCEQUENCH	4
#define ICMP_REDIRECT		5
#define ICMP_ECHO		8
#define ICMP_TIMXCEED		11
#define ICMP_TIMXCEED_INTRANS	0
#define ICMP_TIMXCEED_REASS	1
#define ICMP_PARAMPROB		12
#define ICMP_TSTAMP		13
#define ICMP_TSTAMPREPLY	14
#define ICMP_MASKREQ		17
#define ICMP_MASKREPLY		18

#endif /* !_NETINET_IP_ICMP_H_ */
