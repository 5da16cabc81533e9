/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_output.c: by which interface a datagram leaves, and whose it is.
 *
 * Locks: net_spin held.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "net/net_var.h"

/* ifp's half in lwIP for a packet of inp's kind. */
static struct netif *
ifp_netif(struct inpcb *inp, struct ifnet *ifp)
{
	struct ifaddr *ifa;

	if (!inp_isv6(inp) && (ifa = in_ifaddr(ifp, NULL)) != NULL)
		return (ifa->ifa_netif);
	return (&ifp->if_stack->st_netif);
}

/* Multicasts go where the socket says, or the default route, or somewhere. */
static struct netif *
multicast_if(struct inpcb *inp, const ip_addr_t *dst)
{
	struct ifnet *ifp;
	struct netif *n;

	if (inp->inp_mif != NULL)
		return (ifp_netif(inp, inp->inp_mif));
#ifdef OPT_INET6
	if (inp_isv6(inp) && ip6_addr_has_zone(ip_2_ip6(dst)))
		return (netif_get_by_index(ip6_addr_zone(ip_2_ip6(dst))));
#endif
	if ((n = ip_route(&inp->inp_laddr, dst)) != NULL)
		return (n);
	TAILQ_FOREACH(ifp, &ifnets, if_link)
		if ((ifp->if_flags & (IFF_UP | IFF_MULTICAST)) ==
		    (IFF_UP | IFF_MULTICAST) && ifp != loif)
			return (ifp_netif(inp, ifp));
	return (ifp_netif(inp, loif));
}

/* 255.255.255.255: the first network that has broadcasts. */
static struct netif *
broadcast_if(struct inpcb *inp)
{
	struct ifnet *ifp;

	TAILQ_FOREACH(ifp, &ifnets, if_link)
		if ((ifp->if_flags & (IFF_UP | IFF_BROADCAST)) ==
		    (IFF_UP | IFF_BROADCAST))
			return (ifp_netif(inp, ifp));
	return (NULL);
}

struct netif *
inp_outif(struct inpcb *inp, const ip_addr_t *dst)
{
	struct netif *n;

	if (ip_addr_ismulticast(dst))
		return (multicast_if(inp, dst));
	n = ip_route(&inp->inp_laddr, dst);
	if (n == NULL && !inp_isv6(inp) &&
	    ip_2_ip4(dst)->addr == INADDR_BROADCAST)
		n = broadcast_if(inp);
	return (n);
}

#ifdef OPT_INET6
/* IPV6_PKTINFO: what the program chose. */
static int
source6(struct inpcb *inp, const struct sockctl *ctl, struct netif **n,
    ip_addr_t *src)
{
	struct in6_addr any = { 0 };
	struct ifnet *ifp;

	if (ctl->sc_ifindex != 0) {
		if ((ifp = if_byindex(ctl->sc_ifindex)) == NULL)
			return (ENXIO);
		*n = &ifp->if_stack->st_netif;
	}
	if (memcmp(&ctl->sc_dst6, &any, sizeof(any)) != 0) {
		if (in6_ifawithaddr(&ctl->sc_dst6) == NULL)
			return (EADDRNOTAVAIL);
		memcpy(ip_2_ip6(src)->addr, &ctl->sc_dst6, 16);
		if (ip6_addr_lacks_zone(ip_2_ip6(src), IP6_UNICAST))
			ip6_addr_assign_zone(ip_2_ip6(src), IP6_UNICAST, *n);
	}
	return (0);
}
#endif

int
inp_source(struct inpcb *inp, const ip_addr_t *dst, const struct sockctl *ctl,
    struct netif **np, ip_addr_t *src)
{
	const ip_addr_t *best;
	int error = 0;

	ip_addr_copy(*src, inp->inp_laddr);
	*np = inp_outif(inp, dst);
#ifdef OPT_INET6
	if (ctl != NULL && (ctl->sc_have & SC_SENDPKTINFO6) != 0 &&
	    inp_isv6(inp))
		error = source6(inp, ctl, np, src);
#endif
	if (error != 0)
		return (error);
	if (*np == NULL)
		return (ENETUNREACH);
	if (ip_addr_isany(src) || ip_addr_ismulticast(src)) {
		if ((best = ip_netif_get_local_ip(*np, dst)) == NULL)
			return (EADDRNOTAVAIL);
		ip_addr_copy(*src, *best);
	}
	return (0);
}
