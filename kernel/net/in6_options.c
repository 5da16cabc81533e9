/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in6_options.c: options of sockets at level IPPROTO_IPV6, ip6(4), and
 * ICMP6_FILTER.  IPv4 through IPv6 sockets does not exist: IPV6_V6ONLY is on.
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include <netinet6/in6.h>
#include "lib/libkern.h"
#include "net/net_var.h"

static uint32_t
option_flag(int name)
{
	switch (name) {
	case IPV6_RECVPKTINFO:
		return (INP_PKTINFO);
	case IPV6_RECVHOPLIMIT:
		return (INP_HOPLIMIT);
	case IPV6_RECVTCLASS:
		return (INP_TCLASS);
	case IPV6_RECVPATHMTU:
		return (INP_MTU);
	default:
		return (0);
	}
}

static int
set_member(struct inpcb *inp, const struct sockopt *sopt,
    struct in_member *im)
{
	struct ifnet *ifp = NULL;
	struct ipv6_mreq mr;
	ip_addr_t group;

	memcpy(&mr, sopt->sopt_val, sizeof(mr));
	bzero(&group, sizeof(group));
	IP_SET_TYPE_VAL(group, IPADDR_TYPE_V6);
	memcpy(ip_2_ip6(&group)->addr, &mr.ipv6mr_multiaddr, 16);
	if (mr.ipv6mr_interface != 0)
		ifp = if_byindex(mr.ipv6mr_interface);
	else
		TAILQ_FOREACH(ifp, &ifnets, if_link)
			if ((ifp->if_flags & (IFF_UP | IFF_MULTICAST |
			    IFF_LOOPBACK)) == (IFF_UP | IFF_MULTICAST))
				break;
	if (mr.ipv6mr_interface != 0 && ifp == NULL) {
		if (im != NULL)
			(void)inp_join(inp, NULL, &group, im);
		return (ENXIO);
	}
	if (ifp == NULL)
		ifp = loif;
	if (ip6_addr_lacks_zone(ip_2_ip6(&group), IP6_MULTICAST))
		ip6_addr_assign_zone(ip_2_ip6(&group), IP6_MULTICAST,
		    &ifp->if_stack->st_netif);
	if (sopt->sopt_name == IPV6_JOIN_GROUP)
		return (inp_join(inp, ifp, &group, im));
	return (inp_leave(inp, mr.ipv6mr_interface != 0 ? ifp : NULL,
	    &group));
}

static int
set_hops(uint8_t *where, int value, uint8_t dflt)
{
	if (value < -1 || value > 255)
		return (EINVAL);
	*where = value == -1 ? dflt : (uint8_t)value;
	return (0);
}

static int
set_number(struct inpcb *inp, int name, int value)
{
	bool stream = inp->inp_so->so_type == SOCK_STREAM;
	uint32_t flag = option_flag(name);

	/* Of a stream, packets are nobody's business. */
	if (stream && (flag == INP_MTU || name == IPV6_DONTFRAG))
		return (0);
	if (flag != 0) {
		inp->inp_flags = value != 0 ? inp->inp_flags | flag :
		    inp->inp_flags & ~flag;
		return (0);
	}
	switch (name) {
	case IPV6_V6ONLY:
		if (inp->inp_lport != 0 || inp->inp_bound)
			return (EINVAL);
		return (value != 0 ? 0 : EOPNOTSUPP);
	case IPV6_DONTFRAG:
		inp->inp_dontfrag = value != 0;
		return (0);
	case IPV6_USE_MIN_MTU:
		/* -1: for multicasts, 0: never, 1: always. */
		if (value < -1 || value > 1)
			return (EINVAL);
		inp->inp_minmtu = (int8_t)value;
		return (0);
	case IPV6_UNICAST_HOPS:
		return (set_hops(&inp->inp_ttl, value, IP_DEFAULT_TTL));
	case IPV6_MULTICAST_HOPS:
		return (set_hops(&inp->inp_mttl, value, 1));
	case IPV6_MULTICAST_LOOP:
		if (value != 0 && value != 1)
			return (EINVAL);
		inp->inp_mloop = value != 0;
		return (0);
	case IPV6_MULTICAST_IF:
		if (value != 0 && if_byindex((uint32_t)value) == NULL)
			return (ENXIO);
		inp->inp_mif = value != 0 ? if_byindex((uint32_t)value) :
		    NULL;
		return (0);
	case IPV6_TCLASS:
		if (value < -1 || value > 255)
			return (EINVAL);
		inp->inp_tos = (uint8_t)K_MAX(value, 0);
		return (0);
	case IPV6_PORTRANGE:
		return (inp_setportrange(inp, value));
	case IPV6_CHECKSUM:
		if (inp->inp_so->so_type != SOCK_RAW ||
		    inp->inp_proto == IPPROTO_ICMPV6)
			return (EINVAL);
		if (value < -1 || value > 1280 || (value > 0 && value % 2))
			return (EINVAL);
		inp->inp_cksum = value;
		return (0);
	default:
		return (ENOPROTOOPT);
	}
}

static int
set_pktinfo(struct inpcb *inp, const struct sockopt *sopt)
{
	struct in6_addr any = { 0 };
	struct in6_pktinfo pi;

	if (sopt->sopt_len != sizeof(pi))
		return (EINVAL);
	memcpy(&pi, sopt->sopt_val, sizeof(pi));
	if (pi.ipi6_addr.s6_addr[0] == 0xff ||
	    (inp->inp_so->so_type == SOCK_STREAM &&
	    memcmp(&pi.ipi6_addr, &any, sizeof(any)) != 0))
		return (EINVAL);
	if (pi.ipi6_ifindex != 0 && if_byindex(pi.ipi6_ifindex) == NULL)
		return (ENXIO);
	inp->inp_pktinfo = pi;
	return (0);
}

static int
get_pathmtu(struct inpcb *inp, struct sockopt *sopt)
{
	struct ip6_mtuinfo mi;
	struct netif *n;

	if ((inp->inp_so->so_state & SS_ISCONNECTED) == 0)
		return (ENOTCONN);
	if ((n = inp_outif(inp, &inp->inp_faddr)) == NULL)
		return (EHOSTUNREACH);
	bzero(&mi, sizeof(mi));
	mi.ip6m_mtu = in6_pathmtu(ip_2_ip6(&inp->inp_faddr), n);
	sopt_result(sopt, &mi, sizeof(mi));
	return (0);
}

static int
set_ip6(struct inpcb *inp, const struct sockopt *sopt, struct in_member *im)
{
	int value, error;

	if (sopt->sopt_name == IPV6_JOIN_GROUP ||
	    sopt->sopt_name == IPV6_LEAVE_GROUP)
		return (set_member(inp, sopt, im));
	if (sopt->sopt_name == IPV6_PKTINFO)
		return (set_pktinfo(inp, sopt));
	if ((error = sopt_int(sopt, &value)) == 0)
		error = set_number(inp, sopt->sopt_name, value);
	if (error == 0)
		inp_applyopts(inp);
	return (error);
}

static int
get_ip6(struct inpcb *inp, struct sockopt *sopt)
{
	uint32_t flag = option_flag(sopt->sopt_name);
	int value;

	switch (sopt->sopt_name) {
	case IPV6_PKTINFO:
		sopt_result(sopt, &inp->inp_pktinfo,
		    sizeof(inp->inp_pktinfo));
		return (0);
	case IPV6_PATHMTU:
		return (get_pathmtu(inp, sopt));
	case IPV6_DONTFRAG:
		value = inp->inp_dontfrag;
		break;
	case IPV6_USE_MIN_MTU:
		value = inp->inp_minmtu;
		break;
	case IPV6_V6ONLY:
		value = 1;
		break;
	case IPV6_UNICAST_HOPS:
		value = inp->inp_ttl;
		break;
	case IPV6_MULTICAST_HOPS:
		value = inp->inp_mttl;
		break;
	case IPV6_MULTICAST_LOOP:
		value = inp->inp_mloop;
		break;
	case IPV6_MULTICAST_IF:
		value = inp->inp_mif != NULL ? inp->inp_mif->if_index : 0;
		break;
	case IPV6_TCLASS:
		value = inp->inp_tos;
		break;
	case IPV6_PORTRANGE:
		value = inp_portrange(inp);
		break;
	case IPV6_CHECKSUM:
		value = inp->inp_cksum;
		break;
	default:
		if (flag == 0)
			return (ENOPROTOOPT);
		value = (inp->inp_flags & flag) != 0;
		break;
	}
	sopt_result(sopt, &value, sizeof(value));
	return (0);
}

/* Level IPPROTO_ICMPV6. */
static int
icmp6_option(struct inpcb *inp, struct sockopt *sopt)
{
	if (sopt->sopt_name != ICMP6_FILTER ||
	    inp->inp_so->so_type != SOCK_RAW ||
	    inp->inp_proto != IPPROTO_ICMPV6)
		return (ENOPROTOOPT);
	if (!sopt->sopt_set) {
		sopt_result(sopt, inp->inp_icmp6filt,
		    sizeof(inp->inp_icmp6filt));
		return (0);
	}
	if (sopt->sopt_len != sizeof(inp->inp_icmp6filt))
		return (EINVAL);
	memcpy(inp->inp_icmp6filt, sopt->sopt_val,
	    sizeof(inp->inp_icmp6filt));
	return (0);
}

int
in6_ctloutput(struct socket *so, struct sockopt *sopt)
{
	struct in_member *im = NULL;
	struct inpcb *inp;
	int error;

	if (sopt->sopt_level != IPPROTO_IPV6 &&
	    sopt->sopt_level != IPPROTO_ICMPV6)
		return (EINVAL);
	if (sopt->sopt_level == IPPROTO_IPV6 && sopt->sopt_set) {
		if ((sopt->sopt_name == IPV6_JOIN_GROUP ||
		    sopt->sopt_name == IPV6_LEAVE_GROUP) &&
		    sopt->sopt_len < sizeof(struct ipv6_mreq))
			return (EINVAL);
		if (sopt->sopt_name == IPV6_JOIN_GROUP &&
		    (im = in_member_alloc()) == NULL)
			return (ENOBUFS);
	}
	net_lock();
	inp = sotoinp(so);
	if (sopt->sopt_level == IPPROTO_ICMPV6)
		error = icmp6_option(inp, sopt);
	else
		error = sopt->sopt_set ? set_ip6(inp, sopt, im) :
		    get_ip6(inp, sopt);
	net_unlock();
	return (error);
}
