/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rtreq.c: what routing sockets are asked for: the table of routes, and the
 * entries of ARP, which are routes with RTF_LLINFO here.
 *
 * A message is a program's: lengths and addresses in it are checked before use.
 *
 * Locks: net_spin for what looks at the table.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/etharp.h"
#include "net/rtmsg.h"
#ifdef OPT_INET6
#include "lwip/nd6.h"
#endif

/* ---- requests: what they say ------------------------------------------------------------------- */

int
req_addrs(struct rtreq *rq, const uint8_t *p, const uint8_t *end)
{
	const struct sockaddr *sa;
	size_t len;

	for (int i = 0; i < RTAX_MAX; i++) {
		if ((rq->rq_rtm->rtm_addrs & (1 << i)) == 0)
			continue;
		if (p >= end)
			return (EINVAL);
		sa = (const struct sockaddr *)p;
		len = sa->sa_len == 0 ? 8 : ((size_t)sa->sa_len + 7) &
		    ~(size_t)7;
		if (sa->sa_len > (size_t)(end - p))
			return (EINVAL);
		rq->rq_sa[i] = sa;
		p += K_MIN(len, (size_t)(end - p));
	}
	return (0);
}

/* Of a mask only as much is sent as is not zero. */
static int
req_plen(const struct rtreq *rq, int off, int size)
{
	const struct sockaddr *sa = rq->rq_sa[RTAX_NETMASK];
	uint8_t mask[16] = { 0 };

	if ((rq->rq_rtm->rtm_flags & RTF_HOST) != 0)
		return (size * 8);
	if (sa == NULL) {
		for (int i = 0; i < size; i++)
			if (rq->rq_dst[i] != 0)
				return (size * 8);
		return (0);
	}
	if (sa->sa_len > off)
		memcpy(mask, (const uint8_t *)sa + off,
		    K_MIN((size_t)(sa->sa_len - off), (size_t)size));
	return (mask_plen(mask, size));
}

int
req_dst(struct rtreq *rq)
{
	const struct sockaddr *sa = rq->rq_sa[RTAX_DST];

	if (sa == NULL)
		return (EINVAL);
	rq->rq_family = sa->sa_family;
	if (sa->sa_family == AF_INET) {
		if (sa->sa_len < 8)
			return (EINVAL);
		memcpy(rq->rq_dst, (const uint8_t *)sa + 4, 4);
		rq->rq_plen = req_plen(rq, 4, 4);
#ifdef OPT_INET6
	} else if (sa->sa_family == AF_INET6) {
		if (sa->sa_len < 24)
			return (EINVAL);
		memcpy(rq->rq_dst, (const uint8_t *)sa + 8, 16);
		rq->rq_plen = req_plen(rq, 8, 16);
#endif
	} else {
		return (EAFNOSUPPORT);
	}
	return (rq->rq_plen < 0 ? EINVAL : 0);
}

/* An interface by its link address: index, or name. */
static struct ifnet *
sdl_ifp(const struct sockaddr *sa)
{
	const struct sockaddr_dl *sdl = (const struct sockaddr_dl *)sa;
	char name[IFNAMSIZ];

	if (sa == NULL || sa->sa_family != AF_LINK || sa->sa_len < 8)
		return (NULL);
	if (sdl->sdl_index != 0)
		return (if_byindex(sdl->sdl_index));
	if (sdl->sdl_nlen == 0 || sdl->sdl_nlen >= IFNAMSIZ ||
	    sdl->sdl_nlen + 8 > sa->sa_len)
		return (NULL);
	memcpy(name, sdl->sdl_data, sdl->sdl_nlen);
	name[sdl->sdl_nlen] = '\0';
	return (if_byname(name));
}

static struct ifaddr *
sa_ifaddr(const struct sockaddr *sa)
{
	union sockaddr_any u;

	bzero(&u, sizeof(u));
	if (sa == NULL)
		return (NULL);
	memcpy(&u, sa, K_MIN((size_t)sa->sa_len, sizeof(u)));
	if (sa->sa_family == AF_INET && sa->sa_len >= 8)
		return (in_ifawithaddr(u.sin.sin_addr));
#ifdef OPT_INET6
	if (sa->sa_family == AF_INET6 && sa->sa_len >= 24) {
		in6_extract(&u.sin6);
		return (in6_ifawithaddr(&u.sin6.sin6_addr));
	}
#endif
	return (NULL);
}

/* The link that a gateway is on: it must be reached without another. */
static int
gateway_ifp(struct rtentry *rt)
{
	const void *addr = &rt->rt_gateway.sin.sin_addr;
	struct rtentry *via;

#ifdef OPT_INET6
	if (rt->rt_family == AF_INET6) {
		if (rt->rt_gateway.sin6.sin6_scope_id != 0) {
			rt->rt_ifp = if_byindex(
			    rt->rt_gateway.sin6.sin6_scope_id);
			return (rt->rt_ifp != NULL ? 0 : ENETUNREACH);
		}
		addr = &rt->rt_gateway.sin6.sin6_addr;
	}
#endif
	via = rt_lookup(rt->rt_family, addr);
	if (via == NULL || (via->rt_flags & RTF_GATEWAY) != 0)
		return (ENETUNREACH);
	if (rt->rt_ifp == NULL)
		rt->rt_ifp = via->rt_ifp;
	if (rt->rt_ifa == NULL)
		rt->rt_ifa = via->rt_ifa;
	return (0);
}

/* Gateway, interface and address of the request go into rt. */
static int
req_gateway(const struct rtreq *rq, struct rtentry *rt)
{
	const struct sockaddr *gw = rq->rq_sa[RTAX_GATEWAY];
	struct ifaddr *ifa;

	if (rq->rq_sa[RTAX_IFP] != NULL &&
	    rq->rq_sa[RTAX_IFP]->sa_family == AF_LINK &&
	    (rt->rt_ifp = sdl_ifp(rq->rq_sa[RTAX_IFP])) == NULL)
		return (ENXIO);
	if ((ifa = sa_ifaddr(rq->rq_sa[RTAX_IFA])) != NULL) {
		rt->rt_ifa = ifa;
		if (rt->rt_ifp == NULL)
			rt->rt_ifp = ifa->ifa_ifp;
	}
	if (gw == NULL)
		return (rt->rt_ifp != NULL ? 0 : EINVAL);
	if (gw->sa_family == AF_LINK) {
		if (rt->rt_ifp == NULL)
			rt->rt_ifp = sdl_ifp(gw);
		rt->rt_flags &= ~RTF_GATEWAY;
		return (rt->rt_ifp != NULL ? 0 : ENETUNREACH);
	}
	if (gw->sa_family != rq->rq_family)
		return (EAFNOSUPPORT);
	/* One of our addresses: the interface itself is meant. */
	if ((rt->rt_flags & RTF_GATEWAY) == 0 || (ifa = sa_ifaddr(gw)) !=
	    NULL) {
		if ((ifa = sa_ifaddr(gw)) == NULL && rt->rt_ifp == NULL)
			return (ENETUNREACH);
		if (rt->rt_ifp == NULL)
			rt->rt_ifp = ifa->ifa_ifp;
		if (rt->rt_ifa == NULL)
			rt->rt_ifa = ifa;
		if (rt->rt_ifp != loif || (rt->rt_flags & RTF_GATEWAY) == 0) {
			rt->rt_flags &= ~RTF_GATEWAY;
			return (0);
		}
	}
	memcpy(&rt->rt_gateway, gw, K_MIN((size_t)gw->sa_len,
	    sizeof(rt->rt_gateway)));
	rt->rt_gateway.sa.sa_len = rq->rq_family == AF_INET ?
	    sizeof(rt->rt_gateway.sin) : sizeof(rt->rt_gateway.sin6);
#ifdef OPT_INET6
	if (rq->rq_family == AF_INET6)
		in6_extract(&rt->rt_gateway.sin6);
#endif
	return (rt->rt_ifp == loif ? 0 : gateway_ifp(rt));
}

/* ---- requests: what they do ---------------------------------------------------------------------- */

static void
table_changed(const struct rtreq *rq)
{
#ifdef OPT_INET6
	if (rq->rq_family == AF_INET6)
		nd6_clear_destination_cache();
#endif
}

#define RTF_USER	(RTF_GATEWAY | RTF_HOST | RTF_REJECT | RTF_BLACKHOLE | \
			 RTF_STATIC | RTF_PROTO1 | RTF_PROTO2 | RTF_PROTO3 | \
			 RTF_CLONING | RTF_DYNAMIC | RTF_PRCLONING)

/* room: for a new entry, consumed when it is used. */
static int
req_add(const struct rtreq *rq, struct rtentry **room)
{
	struct rtentry *rt = *room;
	int error;

	rt->rt_family = rq->rq_family;
	memcpy(rt->rt_dst, rq->rq_dst, sizeof(rt->rt_dst));
	rt->rt_plen = rq->rq_plen;
	rt->rt_flags = (rq->rq_rtm->rtm_flags & RTF_USER) | RTF_UP;
	if (rq->rq_plen == (rq->rq_family == AF_INET ? 32 : 128) &&
	    rq->rq_sa[RTAX_NETMASK] == NULL)
		rt->rt_flags |= RTF_HOST;
	rt->rt_mtu = rq->rq_rtm->rtm_rmx.rmx_mtu;
	if ((error = req_gateway(rq, rt)) != 0)
		return (error);
	if ((error = rt_insert(rt)) == 0) {
		*room = NULL;
		table_changed(rq);
	}
	return (error);
}

static int
req_change(const struct rtreq *rq)
{
	struct rtentry *rt = rt_find(rq->rq_family, rq->rq_dst, rq->rq_plen);
	struct rtentry new;
	int error;

	if (rt == NULL)
		return (ESRCH);
	if (rq->rq_sa[RTAX_GATEWAY] != NULL) {
		new = *rt;
		new.rt_ifp = NULL;
		new.rt_ifa = NULL;
		bzero(&new.rt_gateway, sizeof(new.rt_gateway));
		new.rt_flags = (rt->rt_flags & ~RTF_GATEWAY) |
		    (rq->rq_rtm->rtm_flags & RTF_GATEWAY);
		if ((error = req_gateway(rq, &new)) != 0)
			return (error);
		rt->rt_ifp = new.rt_ifp;
		rt->rt_ifa = new.rt_ifa;
		rt->rt_gateway = new.rt_gateway;
		rt->rt_flags = new.rt_flags;
	}
	if ((rq->rq_rtm->rtm_inits & RTV_MTU) != 0)
		rt->rt_mtu = rq->rq_rtm->rtm_rmx.rmx_mtu;
	table_changed(rq);
	return (0);
}

/* The entry of ARP for the destination. */
static bool
arp_find(const struct rtreq *rq, ip4_addr_t *ip, struct netif **n,
    struct eth_addr *eth)
{
	struct eth_addr *e;
	ip4_addr_t *a;

	for (size_t i = 0; i < ARP_TABLE_SIZE; i++)
		if (etharp_get_entry(i, &a, n, &e) != 0 &&
		    memcmp(a, rq->rq_dst, 4) == 0) {
			*ip = *a;
			*eth = *e;
			return (true);
		}
	return (false);
}

static bool
is_arp(const struct rtreq *rq)
{
	const struct sockaddr *gw = rq->rq_sa[RTAX_GATEWAY];
	const struct sockaddr_dl *sdl = (const struct sockaddr_dl *)gw;

	if (rq->rq_family != AF_INET)
		return (false);
	if (rq->rq_rtm->rtm_type == RTM_ADD)
		return (gw != NULL && gw->sa_family == AF_LINK &&
		    gw->sa_len >= 8 && sdl->sdl_alen == IF_ADDRMAX &&
		    sdl->sdl_nlen + sdl->sdl_alen + 8 <= gw->sa_len);
	return ((rq->rq_rtm->rtm_flags & RTF_LLINFO) != 0);
}

static int
req_arp(const struct rtreq *rq)
{
	const struct sockaddr_dl *sdl =
	    (const struct sockaddr_dl *)rq->rq_sa[RTAX_GATEWAY];
	struct eth_addr eth;
	struct netif *n;
	ip4_addr_t ip;
	bool there = arp_find(rq, &ip, &n, &eth);

	memcpy(&ip, rq->rq_dst, sizeof(ip));
	if (rq->rq_rtm->rtm_type == RTM_ADD) {
		memcpy(&eth, LLADDR(sdl), sizeof(eth));
		return (etharp_add_static_entry(&ip, &eth) == ERR_OK ? 0 :
		    ENETUNREACH);
	}
	if (!there)
		return (ESRCH);
	/* Only those that are static can be removed. */
	(void)etharp_add_static_entry(&ip, &eth);
	return (lwip_errno(etharp_remove_static_entry(&ip)));
}

static int
req_delete(const struct rtreq *rq, struct rtbuf *b)
{
	struct rtentry *rt = rt_find(rq->rq_family, rq->rq_dst, rq->rq_plen);

	if (rt == NULL)
		return (ESRCH);
	rtbuf_route(b, rt, rq->rq_rtm, false);
	rt_remove(rt);
	table_changed(rq);
	return (0);
}

static int
req_get(const struct rtreq *rq, struct rtbuf *b)
{
	struct eth_addr eth;
	struct rtentry *rt;
	struct netif *n;
	ip4_addr_t ip;

	if (rq->rq_family == AF_INET && rq->rq_sa[RTAX_NETMASK] == NULL &&
	    arp_find(rq, &ip, &n, &eth)) {
		rtbuf_arp(b, &ip, n, eth.addr, rq->rq_rtm);
		return (0);
	}
	if (rq->rq_sa[RTAX_NETMASK] != NULL)
		rt = rt_find(rq->rq_family, rq->rq_dst, rq->rq_plen);
	else
		rt = rt_lookup(rq->rq_family, rq->rq_dst);
	if (rt == NULL)
		return (ESRCH);
	rtbuf_route(b, rt, rq->rq_rtm, rq->rq_sa[RTAX_IFP] != NULL ||
	    rq->rq_sa[RTAX_IFA] != NULL ||
	    rq->rq_rtm->rtm_type == RTM_GET);
	return (0);
}

int
req_run(const struct rtreq *rq, struct rtentry **room, struct rtbuf *b)
{
	switch (rq->rq_rtm->rtm_type) {
	case RTM_ADD:
		return (is_arp(rq) ? req_arp(rq) : req_add(rq, room));
	case RTM_CHANGE:
		return (req_change(rq));
	case RTM_DELETE:
		return (is_arp(rq) ? req_arp(rq) : req_delete(rq, b));
	case RTM_GET:
		return (req_get(rq, b));
	default:
		return (EOPNOTSUPP);
	}
}
