/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in6_addr.c: IPv6 addresses of interfaces.
 *
 * lwIP keeps them in a table of the link's interface and does duplicate address
 * detection and autoconfiguration itself; once a second in6_tick() makes our
 * list agree with it.
 *
 * Locks: net_spin held.
 */
#include <sys/errno.h>
#include <net/route.h>
#include <netinet6/in6_var.h>
#include "lib/libkern.h"
#include "lwip/ip6_addr.h"
#include "lwip/nd6.h"
#include "net/net_stats.h"
#include "net/net_var.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

static int ip6_forwarding;
static int ip6_accept_rtadv;
static int ip6_auto_linklocal = 1;
SYSCTL_KINT(net_inet6_forwarding, "net.inet6.ip6.forwarding", 1, CTLFLAG_RW,
    &ip6_forwarding, "Forward packets between interfaces");
SYSCTL_KINT(net_inet6_accept_rtadv, "net.inet6.ip6.accept_rtadv", 12,
    CTLFLAG_RW, &ip6_accept_rtadv, "Take addresses from routers");
SYSCTL_KINT(net_inet6_auto_linklocal, "net.inet6.ip6.auto_linklocal", 35,
    CTLFLAG_RW, &ip6_auto_linklocal, "Give interfaces link-local addresses");

static bool
is_linklocal(const struct in6_addr *a)
{
	return (a->s6_addr[0] == 0xfe && (a->s6_addr[1] & 0xc0) == 0x80);
}

static bool
is_linkmulti(const struct in6_addr *a)
{
	return (a->s6_addr[0] == 0xff && (a->s6_addr[1] & 0x0f) <= 2);
}

void
in6_embed(struct sockaddr_in6 *sin6)
{
	uint8_t *a = sin6->sin6_addr.s6_addr;

	if (sin6->sin6_scope_id != 0 && (is_linklocal(&sin6->sin6_addr) ||
	    is_linkmulti(&sin6->sin6_addr))) {
		a[2] = (uint8_t)(sin6->sin6_scope_id >> 8);
		a[3] = (uint8_t)sin6->sin6_scope_id;
		sin6->sin6_scope_id = 0;
	}
}

void
in6_extract(struct sockaddr_in6 *sin6)
{
	uint8_t *a = sin6->sin6_addr.s6_addr;

	if ((is_linklocal(&sin6->sin6_addr) ||
	    is_linkmulti(&sin6->sin6_addr)) && (a[2] != 0 || a[3] != 0)) {
		if (sin6->sin6_scope_id == 0)
			sin6->sin6_scope_id = (uint32_t)(a[2] << 8 | a[3]);
		a[2] = a[3] = 0;
	}
}

static struct ifaddr *
in6_ifaddr(struct ifnet *ifp, const struct in6_addr *addr)
{
	struct ifaddr *ifa;

	TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link)
		if (ifa->ifa_family == AF_INET6 && (addr == NULL ||
		    memcmp(&ifa->ifa_addr.sin6.sin6_addr, addr,
		    sizeof(*addr)) == 0))
			return (ifa);
	return (NULL);
}

struct ifaddr *
in6_usable(struct ifnet *ifp, const struct in6_addr *addr)
{
	struct ifaddr *ifa = in6_ifaddr(ifp, addr);

	return (ifa != NULL && ip6_addr_isduplicated(netif_ip6_addr_state(
	    ifa->ifa_netif, ifa->ifa_slot)) ? NULL : ifa);
}

struct ifaddr *
in6_ifawithaddr(const struct in6_addr *addr)
{
	struct ifaddr *ifa;
	struct ifnet *ifp;

	TAILQ_FOREACH(ifp, &ifnets, if_link)
		if ((ifp->if_flags & IFF_UP) != 0 &&
		    (ifa = in6_usable(ifp, addr)) != NULL)
			return (ifa);
	return (NULL);
}

static int
in6_flags(const struct ifaddr *ifa)
{
	int state = netif_ip6_addr_state(ifa->ifa_netif, ifa->ifa_slot);
	int flags = 0;

	if (ip6_addr_istentative(state))
		flags |= IN6_IFF_TENTATIVE;
	if (ip6_addr_isduplicated(state))
		flags |= IN6_IFF_DUPLICATED;
	if (state == IP6_ADDR_DEPRECATED)
		flags |= IN6_IFF_DEPRECATED;
	if (!netif_ip6_addr_isstatic(ifa->ifa_netif, ifa->ifa_slot))
		flags |= IN6_IFF_AUTOCONF;
	return (flags);
}

/* The solicited-node and all-nodes groups must pass the driver's filter. */
static void
node_groups(struct ifnet *ifp, const struct in6_addr *a, bool on)
{
	uint8_t snm[IF_ADDRMAX] = { 0x33, 0x33, 0xff, a->s6_addr[13],
	    a->s6_addr[14], a->s6_addr[15] };
	static const uint8_t all[IF_ADDRMAX] = { 0x33, 0x33, 0, 0, 0, 1 };

	if (ifp->if_addrlen != IF_ADDRMAX)
		return;
	if (on) {
		(void)if_addmulti(ifp, snm);
		(void)if_addmulti(ifp, all);
	} else {
		if_delmulti(ifp, snm);
		if_delmulti(ifp, all);
	}
}

/* What is in lwIP's slot becomes an address of ours. */
static void
ifa_enter(struct ifnet *ifp, struct ifaddr *ifa, int slot, int plen)
{
	struct netif *n = &ifp->if_stack->st_netif;

	bzero(&ifa->ifa_addr, sizeof(ifa->ifa_addr));
	ifa->ifa_addr.sin6.sin6_len = sizeof(struct sockaddr_in6);
	ifa->ifa_addr.sin6.sin6_family = AF_INET6;
	memcpy(&ifa->ifa_addr.sin6.sin6_addr, netif_ip6_addr(n, slot)->addr,
	    sizeof(struct in6_addr));
	if (is_linklocal(&ifa->ifa_addr.sin6.sin6_addr))
		ifa->ifa_addr.sin6.sin6_scope_id = ifp->if_index;
	plen_mask(plen, &ifa->ifa_mask, AF_INET6);
	ifa->ifa_dst.sa.sa_len = 0;
	ifa->ifa_plen = plen;
	ifa->ifa_ifp = ifp;
	ifa->ifa_netif = n;
	ifa->ifa_slot = slot;
	TAILQ_INSERT_TAIL(&ifp->if_stack->st_addrs, ifa, ifa_link);
	node_groups(ifp, &ifa->ifa_addr.sin6.sin6_addr, true);
	/* Link-local networks are told apart by scope, not by routes. */
	if (!is_linklocal(&ifa->ifa_addr.sin6.sin6_addr))
		rt_ifa_add(ifa);
	nd6_clear_destination_cache();
	rt_addrmsg(RTM_NEWADDR, ifa);
}

int
in6_addaddr(struct ifnet *ifp, const struct sockaddr_in6 *addr, int plen,
    struct ifaddr *ifa)
{
	struct netif *n = &ifp->if_stack->st_netif;
	const uint8_t *a = addr->sin6_addr.s6_addr;
	ip6_addr_t ip;
	s8_t slot;

	if (a[0] == 0xff || plen < 0 || plen > 128)
		return (EINVAL);
	bzero(&ip, sizeof(ip));
	memcpy(ip.addr, a, sizeof(ip.addr));
	if (ip6_addr_isany(&ip))
		return (EINVAL);
	ip6_addr_assign_zone(&ip, IP6_UNICAST, n);
	if (in6_ifaddr(ifp, &addr->sin6_addr) != NULL ||
	    (!is_linklocal(&addr->sin6_addr) &&
	    in6_ifawithaddr(&addr->sin6_addr) != NULL))
		return (EEXIST);
	if (is_linklocal(&addr->sin6_addr) && ip6_addr_isinvalid(
	    netif_ip6_addr_state(n, 0))) {
		/* The first slot is the link-local address's. */
		slot = 0;
		ip_addr_copy_from_ip6(n->ip6_addr[0], ip);
		netif_ip6_addr_set_valid_life(n, 0, IP6_ADDR_LIFE_STATIC);
		netif_ip6_addr_set_state(n, 0, IP6_ADDR_TENTATIVE);
	} else if (netif_add_ip6_address(n, &ip, &slot) != ERR_OK) {
		return (ENOSPC);
	}
	if ((ifp->if_flags & (IFF_LOOPBACK | IFF_POINTOPOINT)) != 0)
		netif_ip6_addr_set_state(n, slot, IP6_ADDR_PREFERRED);
	ifa_enter(ifp, ifa, slot, plen);
	return (0);
}

static void
ifa_leave(struct ifaddr *ifa)
{
	rt_ifa_del(ifa);
	TAILQ_REMOVE(&ifa->ifa_ifp->if_stack->st_addrs, ifa, ifa_link);
	node_groups(ifa->ifa_ifp, &ifa->ifa_addr.sin6.sin6_addr, false);
	nd6_clear_destination_cache();
	rt_addrmsg(RTM_DELADDR, ifa);
}

void
in6_deladdr(struct ifaddr *ifa)
{
	netif_ip6_addr_set_state(ifa->ifa_netif, ifa->ifa_slot,
	    IP6_ADDR_INVALID);
	ifa_leave(ifa);
}

/* fe80:: with the link address in it, EUI-64. */
void
in6_linklocal(struct ifnet *ifp)
{
	struct sockaddr_in6 sin6 = { .sin6_len = sizeof(sin6),
	    .sin6_family = AF_INET6 };
	uint8_t *a = sin6.sin6_addr.s6_addr;
	const uint8_t *l = ifp->if_lladdr;
	struct ifaddr *ifa;

	if (ip6_auto_linklocal == 0 || ifp->if_addrlen != IF_ADDRMAX ||
	    !ip6_addr_isinvalid(netif_ip6_addr_state(
	    &ifp->if_stack->st_netif, 0)))
		return;
	a[0] = 0xfe;
	a[1] = 0x80;
	memcpy(a + 8, l, 3);
	a[8] ^= 2;
	a[11] = 0xff;
	a[12] = 0xfe;
	memcpy(a + 13, l + 3, 3);
	if ((ifa = ifaddr_alloc(ifp)) != NULL &&
	    in6_addaddr(ifp, &sin6, 64, ifa) != 0)
		ifaddr_free(ifa);
}

static struct ifaddr *
slot_ifaddr(struct ifnet *ifp, int slot)
{
	struct ifaddr *ifa;

	TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link)
		if (ifa->ifa_family == AF_INET6 && ifa->ifa_slot == slot)
			return (ifa);
	return (NULL);
}

static void
tick_slot(struct ifnet *ifp, int slot)
{
	struct netif *n = &ifp->if_stack->st_netif;
	bool there = !ip6_addr_isinvalid(netif_ip6_addr_state(n, slot));
	struct ifaddr *ifa = slot_ifaddr(ifp, slot);

	if (there && ifa != NULL && memcmp(&ifa->ifa_addr.sin6.sin6_addr,
	    netif_ip6_addr(n, slot)->addr, sizeof(struct in6_addr)) == 0)
		return;
	if (ifa != NULL) {
		ifa_leave(ifa);
		ifaddr_free(ifa);
	}
	if (there && (ifa = ifaddr_alloc(ifp)) != NULL)
		ifa_enter(ifp, ifa, slot, 64);
}

void
in6_tick(void)
{
	struct ifnet *ifp;

	TAILQ_FOREACH(ifp, &ifnets, if_link) {
		netif_set_ip6_autoconfig_enabled(&ifp->if_stack->st_netif,
		    ip6_accept_rtadv != 0 && ip6_forwarding == 0);
		for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
			tick_slot(ifp, i);
	}
}

/* Without forwarding, packets for others are not lwIP's business. */
bool
net_input6(struct pbuf *p, struct netif *n)
{
	const uint8_t *hdr = p->payload;
	struct in6_addr dst;

	net_count6(p, false);
	if (ip6_forwarding != 0 || p->len < 40)
		return (false);
	memcpy(&dst, hdr + 24, sizeof(dst));
	if (dst.s6_addr[0] == 0xff || is_linklocal(&dst) ||
	    in6_ifawithaddr(&dst) != NULL)
		return (false);
	pbuf_free(p);
	return (true);
}

/* ---- requests --------------------------------------------------------------------- */

static void
lifetimes(const struct ifaddr *ifa, struct in6_addrlifetime *lt)
{
	const struct netif *n = ifa->ifa_netif;

	bzero(lt, sizeof(*lt));
	if (netif_ip6_addr_isstatic(n, ifa->ifa_slot)) {
		lt->ia6t_vltime = lt->ia6t_pltime = UINT32_MAX;
		return;
	}
	lt->ia6t_vltime = netif_ip6_addr_valid_life(n, ifa->ifa_slot);
	lt->ia6t_pltime = netif_ip6_addr_pref_life(n, ifa->ifa_slot);
	lt->ia6t_expire = (time_t)(time_mono() / NS_PER_S + lt->ia6t_vltime);
	lt->ia6t_preferred = (time_t)(time_mono() / NS_PER_S +
	    lt->ia6t_pltime);
}

/* SIOCAIFADDR_IN6; an address that is there is left as it is. */
static int
ioctl_add(struct ifnet *ifp, const struct in6_aliasreq *ra)
{
	struct sockaddr_in6 addr = ra->ifra_addr;
	int plen = 64, error;
	struct ifaddr *ifa;

	if (addr.sin6_family != AF_INET6)
		return (EAFNOSUPPORT);
	if (ra->ifra_prefixmask.sin6_len != 0)
		plen = mask_plen(ra->ifra_prefixmask.sin6_addr.s6_addr, 16);
	in6_extract(&addr);
	if (in6_ifaddr(ifp, &addr.sin6_addr) != NULL)
		return (0);
	if ((ifa = ifaddr_alloc(ifp)) == NULL)
		return (ENOBUFS);
	error = in6_addaddr(ifp, &addr, plen, ifa);
	if (error != 0)
		ifaddr_free(ifa);
	return (error);
}

int
in6_ioctl(struct ifnet *ifp, unsigned long cmd, void *data,
    const struct ucred *cred)
{
	struct in6_ifreq *r = data;
	struct sockaddr_in6 addr;
	struct ifaddr *ifa;

	if ((cmd == SIOCAIFADDR_IN6 || cmd == SIOCDIFADDR_IN6) &&
	    cred_root(cred) != 0)
		return (EPERM);
	if (cmd == SIOCAIFADDR_IN6)
		return (ioctl_add(ifp, data));
	addr = r->ifr_ifru.ifru_addr;
	in6_extract(&addr);
	ifa = in6_ifaddr(ifp, addr.sin6_family == AF_INET6 ?
	    &addr.sin6_addr : NULL);
	if (ifa == NULL)
		return (EADDRNOTAVAIL);
	switch (cmd) {
	case SIOCDIFADDR_IN6:
		in6_deladdr(ifa);
		ifaddr_free(ifa);
		return (0);
	case SIOCGIFADDR_IN6:
		r->ifr_ifru.ifru_addr = ifa->ifa_addr.sin6;
		in6_embed(&r->ifr_ifru.ifru_addr);
		return (0);
	case SIOCGIFNETMASK_IN6:
		r->ifr_ifru.ifru_addr = ifa->ifa_mask.sin6;
		return (0);
	case SIOCGIFAFLAG_IN6:
		r->ifr_ifru.ifru_flags6 = in6_flags(ifa);
		return (0);
	case SIOCGIFALIFETIME_IN6:
		lifetimes(ifa, &r->ifr_ifru.ifru_lifetime);
		return (0);
	case SIOCGIFDSTADDR_IN6:
		return (EINVAL);	/* no point-to-point peers in IPv6 here */
	default:
		return (EOPNOTSUPP);
	}
}
