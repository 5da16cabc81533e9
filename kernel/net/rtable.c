/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rtable.c: the table of routes, route(4), and what lwIP is told of it.
 *
 * The list is ordered by length of prefix, longest first: the first that fits
 * is the best.  Host routes have the whole length.  Addresses in it are in
 * network order, without scope.
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include <net/route.h>
#include "lib/libkern.h"
#include "lwip/prot/ip4.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_RTABLE, "routetbl", "routes");

#define ROUTES_MAX	4096

struct rtlist routes = TAILQ_HEAD_INITIALIZER(routes);
static volatile int nroutes;
static int ip_forwarding;
SYSCTL_KINT(net_inet_ip_forwarding, "net.inet.ip.forwarding", OID_AUTO,
    CTLFLAG_RW, &ip_forwarding, "Forward packets between interfaces");

static int
family_size(int family)
{
	return (family == AF_INET ? 4 : 16);
}

/* ---- prefixes ------------------------------------------------------------------------- */

static void
mask_bytes(uint8_t *addr, int plen, int size)
{
	for (int i = 0; i < size; i++, plen -= 8) {
		if (plen <= 0)
			addr[i] = 0;
		else if (plen < 8)
			addr[i] &= (uint8_t)(0xff << (8 - plen));
	}
}

int
mask_plen(const uint8_t *mask, int size)
{
	int plen = 0, i = 0;

	while (i < size && mask[i] == 0xff) {
		plen += 8;
		i++;
	}
	if (i < size) {
		uint8_t b = mask[i++];

		while ((b & 0x80) != 0) {
			plen++;
			b = (uint8_t)(b << 1);
		}
		if (b != 0)
			return (-1);
	}
	while (i < size)
		if (mask[i++] != 0)
			return (-1);
	return (plen);
}

void
plen_mask(int plen, union sockaddr_any *u, int family)
{
	uint8_t *p;

	bzero(u, sizeof(*u));
	u->sa.sa_family = (sa_family_t)family;
	if (family == AF_INET) {
		u->sa.sa_len = sizeof(u->sin);
		p = (uint8_t *)&u->sin.sin_addr;
	} else {
		u->sa.sa_len = sizeof(u->sin6);
		p = u->sin6.sin6_addr.s6_addr;
	}
	memset(p, 0xff, (size_t)family_size(family));
	mask_bytes(p, plen, family_size(family));
}

static bool
prefix_match(const uint8_t *a, const uint8_t *b, int plen)
{
	int n = plen / 8, rest = plen % 8;

	if (memcmp(a, b, (size_t)n) != 0)
		return (false);
	return (rest == 0 || ((a[n] ^ b[n]) & (0xff << (8 - rest))) == 0);
}

/* ---- the table ------------------------------------------------------------------------- */

struct rtentry *
rt_lookup(int family, const void *addr)
{
	struct rtentry *rt;

	TAILQ_FOREACH(rt, &routes, rt_link)
		if (rt->rt_family == family &&
		    prefix_match(addr, rt->rt_dst, rt->rt_plen) &&
		    (rt->rt_ifp->if_flags & IFF_UP) != 0)
			return (rt);
	return (NULL);
}

struct rtentry *
rt_find(int family, const void *dst, int plen)
{
	struct rtentry *rt;

	TAILQ_FOREACH(rt, &routes, rt_link)
		if (rt->rt_family == family && rt->rt_plen == plen &&
		    prefix_match(dst, rt->rt_dst, plen))
			return (rt);
	return (NULL);
}

struct rtentry *
rt_alloc(void)
{
	struct rtentry *rt;

	if (atomic_add(&nroutes, 1) > ROUTES_MAX ||
	    (rt = kmalloc(sizeof(*rt), M_RTABLE, M_NOWAIT | M_ZERO)) == NULL) {
		atomic_sub(&nroutes, 1);
		return (NULL);
	}
	return (rt);
}

void
rt_free(struct rtentry *rt)
{
	atomic_sub(&nroutes, 1);
	kfree(rt, M_RTABLE);
}

int
rt_insert(struct rtentry *rt)
{
	struct rtentry *other;

	mask_bytes(rt->rt_dst, rt->rt_plen, family_size(rt->rt_family));
	if (rt_find(rt->rt_family, rt->rt_dst, rt->rt_plen) != NULL)
		return (EEXIST);
	TAILQ_FOREACH(other, &routes, rt_link)
		if (other->rt_plen <= rt->rt_plen)
			break;
	if (other != NULL)
		TAILQ_INSERT_BEFORE(other, rt, rt_link);
	else
		TAILQ_INSERT_TAIL(&routes, rt, rt_link);
	return (0);
}

void
rt_remove(struct rtentry *rt)
{
	TAILQ_REMOVE(&routes, rt, rt_link);
	rt_free(rt);
}

/* ---- routes of addresses ------------------------------------------------------------------- */

static void
ifa_route(struct ifaddr *ifa, int plen, const void *dst, struct ifnet *ifp,
    int flags)
{
	struct rtentry *rt = rt_alloc();

	if (rt == NULL)
		return;
	rt->rt_family = ifa->ifa_family;
	memcpy(rt->rt_dst, dst, (size_t)family_size(rt->rt_family));
	rt->rt_plen = plen;
	rt->rt_flags = RTF_UP | flags;
	rt->rt_ifp = ifp;
	rt->rt_ifa = ifa;
	if (rt_insert(rt) != 0)
		rt_free(rt);
}

static const void *
ifa_bytes(const struct ifaddr *ifa)
{
	if (ifa->ifa_family == AF_INET)
		return (&ifa->ifa_addr.sin.sin_addr);
	return (&ifa->ifa_addr.sin6.sin6_addr);
}

/* The network on the link or the peer, and the address itself by lo0. */
void
rt_ifa_add(struct ifaddr *ifa)
{
	struct ifnet *ifp = ifa->ifa_ifp;
	int all = family_size(ifa->ifa_family) * 8;

	if ((ifp->if_flags & IFF_POINTOPOINT) != 0 &&
	    ifa->ifa_family == AF_INET && ifa->ifa_dst.sa.sa_len != 0)
		ifa_route(ifa, 32, &ifa->ifa_dst.sin.sin_addr, ifp, RTF_HOST);
	else if (ifa->ifa_plen < all && ((ifp->if_flags & IFF_LOOPBACK) == 0 ||
	    ifa->ifa_family == AF_INET))
		ifa_route(ifa, ifa->ifa_plen, ifa_bytes(ifa), ifp,
		    RTF_CLONING);
	ifa_route(ifa, all, ifa_bytes(ifa), loif, RTF_HOST | RTF_LOCAL);
}

void
rt_ifa_del(struct ifaddr *ifa)
{
	struct rtentry *rt, *next;

	TAILQ_FOREACH_SAFE(rt, &routes, rt_link, next)
		if (rt->rt_ifa == ifa) {
			rt_missmsg(RTM_DELETE, rt, 0);
			rt_remove(rt);
		}
}

void
rt_if_down(struct ifnet *ifp)
{
	struct rtentry *rt, *next;

	TAILQ_FOREACH_SAFE(rt, &routes, rt_link, next)
		if (rt->rt_ifp == ifp) {
			rt_missmsg(RTM_DELETE, rt, 0);
			rt_remove(rt);
		}
}

/* ---- what lwIP asks --------------------------------------------------------------------------- */

static const void *
ipaddr_bytes(const ip_addr_t *a)
{
#ifdef OPT_INET6
	if (IP_IS_V6(a))
		return (ip_2_ip6(a)->addr);
#endif
	return (&ip_2_ip4(a)->addr);
}

int
rt_check(const ip_addr_t *dst)
{
	struct rtentry *rt;
	int family = AF_INET;

#ifdef OPT_INET6
	if (IP_IS_V6(dst)) {
		family = AF_INET6;
		if (ip6_addr_has_zone(ip_2_ip6(dst)))
			return (0);
	}
#endif
	rt = rt_lookup(family, ipaddr_bytes(dst));
	if (rt == NULL) {
		if (ip_addr_ismulticast(dst))
			return (0);
#ifdef OPT_INET6
		/* A router may have announced itself. */
		if (family == AF_INET6 && ip6_route(ip_2_ip6(IP6_ADDR_ANY),
		    ip_2_ip6(dst)) != NULL)
			return (0);
#endif
		return (family == AF_INET6 ? EHOSTUNREACH : ENETUNREACH);
	}
	if ((rt->rt_flags & RTF_REJECT) != 0)
		return ((rt->rt_flags & RTF_HOST) != 0 ? EHOSTUNREACH :
		    ENETUNREACH);
	return (0);
}

/* The address of ifp on whose network addr lies; else its first. */
static struct netif *
ifp_netif4(struct ifnet *ifp, in_addr_t addr)
{
	struct ifaddr *ifa, *first = NULL;

	TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link) {
		if (ifa->ifa_family != AF_INET)
			continue;
		if (first == NULL)
			first = ifa;
		if (((ifa->ifa_addr.sin.sin_addr.s_addr ^ addr) &
		    ifa->ifa_mask.sin.sin_addr.s_addr) == 0)
			return (ifa->ifa_netif);
	}
	return (first != NULL ? first->ifa_netif : &ifp->if_stack->st_netif);
}

struct netif *
net_route4(const ip4_addr_t *src, const ip4_addr_t *dst)
{
	struct rtentry *rt = rt_lookup(AF_INET, &dst->addr);
	struct in_addr from = { src != NULL ? src->addr : INADDR_ANY };
	struct ifaddr *ifa;

	if (rt == NULL && (dst->addr == INADDR_BROADCAST ||
	    IN_MULTICAST(ntohl(dst->addr))) && from.s_addr != INADDR_ANY &&
	    (ifa = in_ifawithaddr(from)) != NULL)
		return (ifa->ifa_netif);
	if (rt == NULL)
		return (NULL);
	rt->rt_use++;
	/* A source that was chosen stays, when it is on the same link. */
	if (from.s_addr != INADDR_ANY &&
	    (ifa = in_ifaddr(rt->rt_ifp, &from)) != NULL)
		return (ifa->ifa_netif);
	if (rt->rt_ifa != NULL)
		return (rt->rt_ifa->ifa_netif);
	return (ifp_netif4(rt->rt_ifp, rt->rt_gateway.sa.sa_len != 0 ?
	    rt->rt_gateway.sin.sin_addr.s_addr : dst->addr));
}

const ip4_addr_t *
net_gateway4(struct netif *n, const ip4_addr_t *dst)
{
	struct rtentry *rt = rt_lookup(AF_INET, &dst->addr);

	if (rt == NULL || (rt->rt_flags & RTF_GATEWAY) == 0)
		return (dst);
	return ((const ip4_addr_t *)&rt->rt_gateway.sin.sin_addr);
}

int
net_canforward4(struct pbuf *p, uint32_t dst)
{
	struct rtentry *rt;
	in_addr_t addr = htonl(dst);

	if (ip_forwarding == 0)
		return (0);
	rt = rt_lookup(AF_INET, &addr);
	if (rt == NULL || (rt->rt_flags & (RTF_REJECT | RTF_BLACKHOLE)) != 0)
		return (0);
	return (-1);
}

#ifdef OPT_INET6
struct netif *
net_route6(const ip6_addr_t *src, const ip6_addr_t *dst)
{
	struct rtentry *rt = rt_lookup(AF_INET6, dst->addr);

	if (rt == NULL)
		return (NULL);
	rt->rt_use++;
	if (rt->rt_ifa != NULL)
		return (rt->rt_ifa->ifa_netif);
	return (&rt->rt_ifp->if_stack->st_netif);
}

const ip6_addr_t *
net_gateway6(struct netif *n, const ip6_addr_t *dst)
{
	static ip6_addr_t gw;		/* net_spin */
	struct rtentry *rt = rt_lookup(AF_INET6, dst->addr);

	if (rt == NULL || (rt->rt_flags & RTF_GATEWAY) == 0)
		return (NULL);
	memcpy(gw.addr, &rt->rt_gateway.sin6.sin6_addr, sizeof(gw.addr));
	ip6_addr_assign_zone(&gw, IP6_UNICAST, n);
	return (&gw);
}
#endif
