/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp.h: the header of a TCP segment, its options and socket options.
 */
#ifndef _NETINET_TCP_H_
#define _NETINET_TCP_H_

#include <sys/types.h>

typedef u_int32_t	tcp_seq;

struct tcphdr {
	u_short	th_sport;
	u_short	th_dport;
	tcp_seq	th_seq;
	tcp_seq	th_ack;
	u_int	th_x2:4;
	u_int	th_off:4;
	u_char	th_flags;
	u_short	th_win;
	u_short	th_sum;
	u_short	th_urp;
};

#define TCPOLEN_MAXSEG	4
#define TCPOLEN_SACK	2
#define TCPOLEN_SACK_ALIGNED	4
#define TCPOLEN_SACK_BLOCK	8
#define TCPOLEN_SACK_PERMITTED	2
#define TCPOLEN_SACK_PERMITTED_ALIGNED	4
#define TCPOLEN_SIGNATURE	18
#define TCPOLEN_TIMESTAMP	10
#define TCPOLEN_TSTAMP_APPA	12
#define TCPOLEN_WINDOW	3
#define TCPOPT_2NOPs	0x1010000
#define TCPOPT_CC	11
#define TCPOPT_CCECHO	13
#define TCPOPT_CCNEW	12
#define TCPOPT_EOL	0
#define TCPOPT_MAXSEG	2
#define TCPOPT_NOP	1
#define TCPOPT_SACK	5
#define TCPOPT_SACK_ALIGNED	0x1010500
#define TCPOPT_SACK_PERMITTED	4
#define TCPOPT_SACK_PERMITTED_ALIGNED	0x1010402
#define TCPOPT_SIGNATURE	19
#define TCPOPT_TIMESTAMP	8
#define TCPOPT_TSTAMP_HDR	0x101080a
#define TCPOPT_WINDOW	3
#define TCP_FASTKEEP	0x80
#define TCP_KEEPCNT	0x400
#define TCP_KEEPIDLE	0x100
#define TCP_KEEPINIT	0x20
#define TCP_KEEPINTVL	0x200
#define TCP_MAXHLEN	60
#define TCP_MAXOLEN	40
#define TCP_MAXSEG	2
#define TCP_MAXWIN	0xffff
#define TCP_MAX_WINSHIFT	14
#define TCP_NODELAY	1
#define TCP_NOOPT	8
#define TCP_NOPUSH	4
#define TCP_SIGNATURE_ENABLE	0x10
#define TH_ACK		0x10
#define TH_CWR		0x80
#define TH_ECE		0x40
#define TH_FIN		1
#define TH_FLAGS	247
#define TH_PUSH		8
#define TH_RST		4
#define TH_SYN		2
#define TH_URG		0x20

#endif /* !_NETINET_TCP_H_ */
