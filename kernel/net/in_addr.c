/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_addr.c: IPv4 addresses of interfaces.
 *
 * Each has an interface of lwIP's of its own, on the same link.  The routes
 * that come with it are rtable.c's.
 *
 * Locks: net_spin held.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "net/net_var.h"
#include <net/route.h>
#include "sys/kmalloc.h"

MALLOC_DEFINE(M_IFADDR, "ifaddr", "addresses of interfaces");

#define IFADDR_MAX	64		/* of an interface */
#define NETIF_MAX	250		/* lwIP counts its interfaces in a byte */

static int netifs_used;

struct ifaddr *
ifaddr_alloc(struct ifnet *ifp)
{
	struct ifaddr *ifa = kmalloc(sizeof(*ifa), M_IFADDR,
	    M_NOWAIT | M_ZERO);

	if (ifa != NULL)
		ifa->ifa_ifp = ifp;
	return (ifa);
}

void
ifaddr_free(struct ifaddr *ifa)
{
	kfree(ifa, M_IFADDR);
}

/* The address on ifp, or ifp's first when addr is NULL. */
struct ifaddr *
in_ifaddr(struct ifnet *ifp, const struct in_addr *addr)
{
	struct ifaddr *ifa;

	TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link)
		if (ifa->ifa_family == AF_INET && (addr == NULL ||
		    ifa->ifa_addr.sin.sin_addr.s_addr == addr->s_addr))
			return (ifa);
	return (NULL);
}

struct ifaddr *
in_ifawithaddr(struct in_addr addr)
{
	struct ifaddr *ifa;
	struct ifnet *ifp;

	TAILQ_FOREACH(ifp, &ifnets, if_link)
		if ((ifp->if_flags & IFF_UP) != 0 &&
		    (ifa = in_ifaddr(ifp, &addr)) != NULL)
			return (ifa);
	return (NULL);
}

bool
in_isbroadcast(struct in_addr addr)
{
	struct ifaddr *ifa;
	struct ifnet *ifp;

	if (addr.s_addr == INADDR_BROADCAST)
		return (true);
	TAILQ_FOREACH(ifp, &ifnets, if_link) {
		if ((ifp->if_flags & IFF_BROADCAST) == 0)
			continue;
		TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link)
			if (ifa->ifa_family == AF_INET &&
			    ifa->ifa_dst.sa.sa_len != 0 &&
			    ifa->ifa_dst.sin.sin_addr.s_addr == addr.s_addr)
				return (true);
	}
	return (false);
}

/* The mask that a class gives, when nobody named one. */
static in_addr_t
class_mask(in_addr_t addr)
{
	addr = ntohl(addr);
	if (IN_CLASSA(addr))
		return (htonl(IN_CLASSA_NET));
	if (IN_CLASSB(addr))
		return (htonl(IN_CLASSB_NET));
	return (htonl(IN_CLASSC_NET));
}

static void
sin_fill(union sockaddr_any *u, in_addr_t addr)
{
	bzero(u, sizeof(*u));
	u->sin.sin_len = sizeof(u->sin);
	u->sin.sin_family = AF_INET;
	u->sin.sin_addr.s_addr = addr;
}

/* Broadcast or peer address; as given, or as the mask says. */
static void
fill_dst(struct ifaddr *ifa, const struct sockaddr_in *dst)
{
	in_addr_t addr = ifa->ifa_addr.sin.sin_addr.s_addr;
	in_addr_t mask = ifa->ifa_mask.sin.sin_addr.s_addr;
	int flags = ifa->ifa_ifp->if_flags;

	bzero(&ifa->ifa_dst, sizeof(ifa->ifa_dst));
	if ((flags & IFF_LOOPBACK) != 0)
		sin_fill(&ifa->ifa_dst, addr);
	else if (dst != NULL && dst->sin_addr.s_addr != INADDR_ANY)
		sin_fill(&ifa->ifa_dst, dst->sin_addr.s_addr);
	else if ((flags & IFF_BROADCAST) != 0 && ifa->ifa_plen < 31)
		sin_fill(&ifa->ifa_dst, addr | ~mask);
}

/* All hosts: every interface that has an address listens to it. */
static void
join_allhosts(struct ifnet *ifp)
{
	static const uint8_t lladdr[IF_ADDRMAX] = { 1, 0, 0x5e, 0, 0, 1 };

	if (ifp->if_addrlen == IF_ADDRMAX &&
	    (ifp->if_flags & IFF_MULTICAST) != 0)
		(void)if_addmulti(ifp, lladdr);
}

static void
leave_allhosts(struct ifnet *ifp)
{
	static const uint8_t lladdr[IF_ADDRMAX] = { 1, 0, 0x5e, 0, 0, 1 };

	if (ifp->if_addrlen == IF_ADDRMAX &&
	    (ifp->if_flags & IFF_MULTICAST) != 0)
		if_delmulti(ifp, lladdr);
}

int
in_checkaddr(struct in_addr a)
{
	return (a.s_addr == INADDR_ANY || IN_MULTICAST(ntohl(a.s_addr)) ||
	    a.s_addr == INADDR_BROADCAST ? EINVAL : 0);
}

int
in_addaddr(struct ifnet *ifp, const struct sockaddr_in *addr,
    const struct sockaddr_in *mask, const struct sockaddr_in *dst,
    struct ifaddr *ifa)
{
	in_addr_t a = addr->sin_addr.s_addr, m;
	ip4_addr_t ip, nm, gw = { 0 };
	struct ifaddr *other;
	int n = 0;

	m = mask != NULL ? mask->sin_addr.s_addr : class_mask(a);
	if (in_checkaddr(addr->sin_addr) != 0)
		return (EINVAL);
	ifa->ifa_plen = mask_plen((const uint8_t *)&m, sizeof(m));
	if (ifa->ifa_plen < 0)
		return (EINVAL);
	TAILQ_FOREACH(other, &ifp->if_stack->st_addrs, ifa_link)
		n++;
	if (n >= IFADDR_MAX || netifs_used >= NETIF_MAX)
		return (ENOSPC);
	if ((other = in_ifawithaddr(addr->sin_addr)) != NULL)
		return (EEXIST);
	if (!if_netif_add(ifp, &ifa->ifa_own))
		return (ENOMEM);
	netifs_used++;
	if (in_ifaddr(ifp, NULL) == NULL)
		join_allhosts(ifp);
	sin_fill(&ifa->ifa_addr, a);
	sin_fill(&ifa->ifa_mask, m);
	fill_dst(ifa, dst);
	ifa->ifa_netif = &ifa->ifa_own;
	ip.addr = a;
	nm.addr = m;
	netif_set_addr(&ifa->ifa_own, &ip, &nm, &gw);
	TAILQ_INSERT_TAIL(&ifp->if_stack->st_addrs, ifa, ifa_link);
	if_upstate(ifp);
	rt_ifa_add(ifa);
	rt_addrmsg(RTM_NEWADDR, ifa);
	return (0);
}

void
in_deladdr(struct ifaddr *ifa)
{
	struct ifnet *ifp = ifa->ifa_ifp;

	rt_ifa_del(ifa);
	TAILQ_REMOVE(&ifp->if_stack->st_addrs, ifa, ifa_link);
	rt_addrmsg(RTM_DELADDR, ifa);
	netif_remove(&ifa->ifa_own);
	net_self_purge(&ifa->ifa_own);
	netifs_used--;
	if (in_ifaddr(ifp, NULL) == NULL)
		leave_allhosts(ifp);
}
