/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in6.h: options of IPv6 sockets and their arguments, tests of addresses.
 * Addresses are in netinet/in.h, which is what programs include.
 */
#ifndef _NETINET6_IN6_H_
#define _NETINET6_IN6_H_

#include <sys/types.h>
#include <netinet/in.h>

#define IPV6_UNICAST_HOPS	4
#define IPV6_MULTICAST_IF	9
#define IPV6_MULTICAST_HOPS	10
#define IPV6_MULTICAST_LOOP	11
#define IPV6_JOIN_GROUP		12
#define IPV6_LEAVE_GROUP	13
#define IPV6_PORTRANGE		14
#define ICMP6_FILTER		18
#define IPV6_CHECKSUM		26
#define IPV6_V6ONLY		27
#define IPV6_BINDV6ONLY		IPV6_V6ONLY
#define IPV6_RECVPKTINFO	36
#define IPV6_RECVHOPLIMIT	37
#define IPV6_RECVRTHDR		38
#define IPV6_RECVHOPOPTS	39
#define IPV6_RECVDSTOPTS	40
#define IPV6_USE_MIN_MTU	42
#define IPV6_RECVPATHMTU	43
#define IPV6_PATHMTU		44
#define IPV6_PKTINFO		46
#define IPV6_HOPLIMIT		47
#define IPV6_NEXTHOP		48
#define IPV6_HOPOPTS		49
#define IPV6_DSTOPTS		50
#define IPV6_RTHDR		51
#define IPV6_RECVTCLASS		57
#define IPV6_AUTOFLOWLABEL	59
#define IPV6_TCLASS		61
#define IPV6_DONTFRAG		62
#define IPV6_PREFER_TEMPADDR	63
#define IPV6_ADD_MEMBERSHIP	IPV6_JOIN_GROUP
#define IPV6_DROP_MEMBERSHIP	IPV6_LEAVE_GROUP

#define IPV6_PORTRANGE_DEFAULT	0
#define IPV6_PORTRANGE_HIGH	1
#define IPV6_PORTRANGE_LOW	2

#define IPV6CTL_FORWARDING	1
#define IPV6CTL_DEFHLIM		3
#define IPV6CTL_STATS		6
#define IPV6CTL_ACCEPT_RTADV	12
#define IPV6CTL_RIP6STATS	36

struct ipv6_mreq {
	struct in6_addr	ipv6mr_multiaddr;
	unsigned int	ipv6mr_interface;
};

struct in6_pktinfo {
	struct in6_addr	ipi6_addr;
	unsigned int	ipi6_ifindex;
};

struct ip6_mtuinfo {
	struct sockaddr_in6	ip6m_addr;
	uint32_t		ip6m_mtu;
};

struct icmp6_filter {
	u_int32_t	icmp6_filt[8];
};

#ifndef _KERNEL
#define IN6ADDR_ANY_INIT	{ { { 0 } } }
#define IN6ADDR_LOOPBACK_INIT						\
	{ { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } } }

#define __IN6_W(a, i)		((a)->__u6_addr.__u6_addr32[i])
#define IN6_ARE_ADDR_EQUAL(a, b)					\
	(__IN6_W(a, 0) == __IN6_W(b, 0) && __IN6_W(a, 1) == __IN6_W(b, 1) && \
	 __IN6_W(a, 2) == __IN6_W(b, 2) && __IN6_W(a, 3) == __IN6_W(b, 3))
#define __IN6_ZERO96(a)							\
	(__IN6_W(a, 0) == 0 && __IN6_W(a, 1) == 0 && __IN6_W(a, 2) == 0)
#define IN6_IS_ADDR_UNSPECIFIED(a)	(__IN6_ZERO96(a) && __IN6_W(a, 3) == 0)
#define IN6_IS_ADDR_LOOPBACK(a)						\
	(__IN6_ZERO96(a) && __IN6_W(a, 3) == htonl(1))
#define IN6_IS_ADDR_V4COMPAT(a)						\
	(__IN6_ZERO96(a) && ntohl(__IN6_W(a, 3)) > 1)
#define IN6_IS_ADDR_V4MAPPED(a)						\
	(__IN6_W(a, 0) == 0 && __IN6_W(a, 1) == 0 &&			\
	 __IN6_W(a, 2) == htonl(0xffff))
#define IN6_IS_ADDR_MULTICAST(a)	((a)->s6_addr[0] == 0xff)
#define IN6_IS_ADDR_LINKLOCAL(a)					\
	((a)->s6_addr[0] == 0xfe && ((a)->s6_addr[1] & 0xc0) == 0x80)
#define IN6_IS_ADDR_SITELOCAL(a)					\
	((a)->s6_addr[0] == 0xfe && ((a)->s6_addr[1] & 0xc0) == 0xc0)
#define __IN6_MC(a, n)							\
	(IN6_IS_ADDR_MULTICAST(a) && ((a)->s6_addr[1] & 0x0f) == (n))
#define IN6_IS_ADDR_MC_NODELOCAL(a)	__IN6_MC(a, 1)
#define IN6_IS_ADDR_MC_LINKLOCAL(a)	__IN6_MC(a, 2)
#define IN6_IS_ADDR_MC_SITELOCAL(a)	__IN6_MC(a, 5)
#define IN6_IS_ADDR_MC_ORGLOCAL(a)	__IN6_MC(a, 8)
#define IN6_IS_ADDR_MC_GLOBAL(a)	__IN6_MC(a, 14)

__BEGIN_DECLS
extern const struct in6_addr	in6addr_any;
extern const struct in6_addr	in6addr_loopback;
__END_DECLS
#endif

#endif /* !_NETINET6_IN6_H_ */
