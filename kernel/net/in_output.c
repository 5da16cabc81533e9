/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_output.c: by which interface a datagram leaves, and whose it is.
 *
 * Locks: net_spin held.
 */
#include <sys/errno.h>
#include <net/route.h>
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
		if ((ifp->if_flags & (IFF_UP | IFF_MULTICAST |
		    IFF_LOOPBACK)) == (IFF_UP | IFF_MULTICAST))
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
/* IPV6_PKTINFO: what the program chose, for this datagram or for all. */
static int
source6(struct inpcb *inp, const struct sockctl *ctl, struct netif **n,
    ip_addr_t *src)
{
	struct in6_pktinfo pi = inp->inp_pktinfo;
	struct in6_addr any = { 0 };
	struct ifnet *ifp;

	if (ctl != NULL && (ctl->sc_have & SC_SENDPKTINFO6) != 0) {
		pi.ipi6_addr = ctl->sc_dst6;
		pi.ipi6_ifindex = ctl->sc_ifindex;
	}
	if (pi.ipi6_ifindex != 0) {
		if ((ifp = if_byindex(pi.ipi6_ifindex)) == NULL)
			return (ENXIO);
		*n = &ifp->if_stack->st_netif;
	}
	if (memcmp(&pi.ipi6_addr, &any, sizeof(any)) != 0) {
		if (in6_ifawithaddr(&pi.ipi6_addr) == NULL)
			return (EADDRNOTAVAIL);
		memcpy(ip_2_ip6(src)->addr, &pi.ipi6_addr, 16);
		if (ip6_addr_lacks_zone(ip_2_ip6(src), IP6_UNICAST) &&
		    *n != NULL)
			ip6_addr_assign_zone(ip_2_ip6(src), IP6_UNICAST, *n);
	}
	return (0);
}
#endif

/* IP_SENDSRCADDR. */
static int
source4(const struct sockctl *ctl, ip_addr_t *src)
{
	if (ctl == NULL || (ctl->sc_have & SC_SENDSRC) == 0 ||
	    ctl->sc_dst.s_addr == INADDR_ANY)
		return (0);
	if (in_ifawithaddr(ctl->sc_dst) == NULL)
		return (EADDRNOTAVAIL);
	ip_addr_set_ip4_u32_val(*src, ctl->sc_dst.s_addr);
	return (0);
}

int
inp_source(struct inpcb *inp, const ip_addr_t *dst, const struct sockctl *ctl,
    struct netif **np, ip_addr_t *src)
{
	const ip_addr_t *best;
	int error;

	ip_addr_copy(*src, inp->inp_laddr);
	*np = inp_outif(inp, dst);
#ifdef OPT_INET6
	if (inp_isv6(inp))
		error = source6(inp, ctl, np, src);
	else
#endif
		error = source4(ctl, src);
	if (error != 0)
		return (error);
	if (*np == NULL)
		return (ENETUNREACH);
	if (ip_addr_isany(src) || ip_addr_ismulticast(src)) {
		if ((best = ip_netif_get_local_ip(*np, dst)) == NULL)
			return (EADDRNOTAVAIL);
		ip_addr_copy(*src, *best);
	}
	return (inp_jailsrc(inp, dst, src));
}

/* ---- what packets are like --------------------------------------------------------------- */

#ifdef OPT_INET6
#define IP6_MINMTU	1280
#define IP6_HDR		40

/* Whether and how a packet may be cut. */
static int
cut6(struct inpcb *inp, const ip_addr_t *dst, const struct sockctl *ctl,
    struct netif *n, size_t len)
{
	uint32_t have = ctl != NULL ? ctl->sc_have : 0;
	uint32_t mtu = in6_pathmtu(ip_2_ip6(dst), n);
	bool whole = inp->inp_dontfrag;
	int min = inp->inp_minmtu;

	if ((have & SC_SENDDONTFRAG6) != 0)
		whole = ctl->sc_dontfrag;
	if ((have & SC_SENDMINMTU6) != 0)
		min = ctl->sc_minmtu;
	if (min == 1 || (min == -1 && ip_addr_ismulticast(dst))) {
		net_mtu6_limit = IP6_MINMTU;
		mtu = K_MIN(mtu, (uint32_t)IP6_MINMTU);
	}
	if (!whole || len + IP6_HDR <= mtu)
		return (0);
	net_mtu6_limit = 0;
	in6_mtunews(inp, dst, mtu);
	return (EMSGSIZE);
}
#endif

int
inp_sendopts(struct inpcb *inp, const ip_addr_t *dst,
    const struct sockctl *ctl, struct netif *n, size_t len,
    struct sendopts *so)
{
	uint32_t have = ctl != NULL ? ctl->sc_have : 0;
	int error = 0;

	so->so_ttl = inp->inp_ip->ttl;
	so->so_tos = inp->inp_ip->tos;
	so->so_mttl = inp->inp_mttl;
#ifdef OPT_INET6
	if (inp_isv6(inp) &&
	    (error = cut6(inp, dst, ctl, n, len)) != 0)
		return (error);
#endif
	if ((have & SC_SENDHOPLIMIT6) != 0)
		inp->inp_ttl = inp->inp_mttl = ctl->sc_ttl;
	if ((have & SC_SENDTCLASS6) != 0)
		inp->inp_tos = ctl->sc_tclass;
	if ((have & (SC_SENDHOPLIMIT6 | SC_SENDTCLASS6)) != 0)
		inp_applyopts(inp);
	inp_sending(inp);
	return (error);
}

void
inp_sendopts_end(struct inpcb *inp, const struct sendopts *so)
{
	inp_sent();
#ifdef OPT_INET6
	net_mtu6_limit = 0;
#endif
	if (inp->inp_ttl == so->so_ttl && inp->inp_tos == so->so_tos &&
	    inp->inp_mttl == so->so_mttl)
		return;
	inp->inp_ttl = so->so_ttl;
	inp->inp_tos = so->so_tos;
	inp->inp_mttl = so->so_mttl;
	inp_applyopts(inp);
}

int
inp_rtcheck(struct inpcb *inp, const ip_addr_t *dst, int flags)
{
	const void *addr = ip_2_ip4(dst);
	struct rtentry *rt;
	int error = rt_check(dst);

	if (error != 0 || ((inp->inp_so->so_options & SO_DONTROUTE) == 0 &&
	    (flags & MSG_DONTROUTE) == 0))
		return (error);
#ifdef OPT_INET6
	if (inp_isv6(inp))
		addr = ip_2_ip6(dst);
#endif
	rt = rt_lookup(inp->inp_family, addr);
	return (rt != NULL && (rt->rt_flags & RTF_GATEWAY) != 0 ?
	    ENETUNREACH : 0);
}
