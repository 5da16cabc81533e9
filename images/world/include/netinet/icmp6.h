/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * icmp6.h: messages of ICMPv6, RFC 4443, and their filter, RFC 3542.
 */
#ifndef _NETINET_ICMP6_H_
#define _NETINET_ICMP6_H_

#include <sys/types.h>
#include <netinet/in.h>
#include <netinet/icmp6_var.h>

struct icmp6_hdr {
	uint8_t		icmp6_type;
	uint8_t		icmp6_code;
	uint16_t	icmp6_cksum;
	union {
		uint32_t	icmp6_un_data32[1];
		uint16_t	icmp6_un_data16[2];
		uint8_t		icmp6_un_data8[4];
	} icmp6_dataun;
};
#define icmp6_data32	icmp6_dataun.icmp6_un_data32
#define icmp6_data16	icmp6_dataun.icmp6_un_data16
#define icmp6_data8	icmp6_dataun.icmp6_un_data8
#define icmp6_pptr	icmp6_data32[0]
#define icmp6_mtu	icmp6_data32[0]
#define icmp6_id	icmp6_data16[0]
#define icmp6_seq	icmp6_data16[1]

#define ICMP6_DST_UNREACH	1
#define ICMP6_PACKET_TOO_BIG	2
#define ICMP6_TIME_EXCEEDED	3
#define ICMP6_PARAM_PROB	4
#define ICMP6_ECHO_REQUEST	128
#define ICMP6_ECHO_REPLY	129

/* A set bit lets the type pass. */
#define ICMP6_FILTER_SETPASSALL(f)	memset((f), 0xff, sizeof(*(f)))
#define ICMP6_FILTER_SETBLOCKALL(f)	memset((f), 0, sizeof(*(f)))
#define ICMP6_FILTER_SETPASS(type, f)					\
	((f)->icmp6_filt[(type) >> 5] |= 1U << ((type) & 31))
#define ICMP6_FILTER_SETBLOCK(type, f)					\
	((f)->icmp6_filt[(type) >> 5] &= ~(1U << ((type) & 31)))
#define ICMP6_FILTER_WILLPASS(type, f)					\
	(((f)->icmp6_filt[(type) >> 5] & 1U << ((type) & 31)) != 0)
#define ICMP6_FILTER_WILLBLOCK(type, f)	(!ICMP6_FILTER_WILLPASS(type, f))

#endif /* !_NETINET_ICMP6_H_ */
