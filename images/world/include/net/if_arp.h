/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_arp.h: the head of address resolution messages, RFC 826; the addresses
 * follow it, of the lengths that it names.
 */
#ifndef _NET_IF_ARP_H_
#define _NET_IF_ARP_H_

#include <sys/types.h>

struct arphdr {
	u_short	ar_hrd;		/* ARPHRD_* */
	u_short	ar_pro;		/* ETHERTYPE_* */
	u_char	ar_hln;
	u_char	ar_pln;
	u_short	ar_op;		/* ARPOP_* */
};

#define ARPHRD_ETHER		1
#define ARPHRD_IEEE802		6
#define ARPHRD_ARCNET		7
#define ARPHRD_FRELAY		15
#define ARPHRD_IEEE1394		24

#define ARPOP_REQUEST		1
#define ARPOP_REPLY		2
#define ARPOP_REVREQUEST	3
#define ARPOP_REVREPLY		4
#define ARPOP_INVREQUEST	8
#define ARPOP_INVREPLY		9

#endif /* !_NET_IF_ARP_H_ */
