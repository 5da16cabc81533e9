/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rtmsg.c: messages about routes, interfaces and addresses, route(4).
 *
 * A message is a header and, for each bit of its rtm_addrs, an address; each
 * takes a multiple of eight bytes.  Scopes of IPv6 are inside addresses.
 *
 * Locks: net_spin held.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/etharp.h"
#include "net/rtmsg.h"
#include "sys/callout.h"

#define SA_ROUND(n)	((n) > 0 ? ((size_t)(n) + 7) & ~(size_t)7 : (size_t)8)

/* All headers begin alike. */
struct rt_prefix {
	u_short		rp_msglen;
	u_char		rp_version, rp_type;
	u_short		rp_index;
	int		rp_flags, rp_addrs;
};

static void
rtbuf_put(struct rtbuf *b, const void *data, size_t len, size_t room)
{
	if (b->rb_len + room <= b->rb_size) {
		memcpy(b->rb_data + b->rb_len, data, len);
		bzero(b->rb_data + b->rb_len + len, room - len);
	}
	b->rb_len += room;
}

/* hdr, whose lengths and addresses are filled in, and the addresses. */
static void
rtbuf_msg(struct rtbuf *b, void *hdr, size_t hdrlen,
    const struct rtaddrs *ra)
{
	struct rt_prefix *rtm = hdr;
	size_t start = b->rb_len, total = hdrlen;
	int addrs = 0;

	for (int i = 0; i < RTAX_MAX; i++)
		if (ra->ra_sa[i] != NULL) {
			addrs |= 1 << i;
			total += SA_ROUND(ra->ra_sa[i]->sa_len);
		}
	rtm->rp_msglen = (u_short)total;
	rtm->rp_version = RTM_VERSION;
	rtm->rp_addrs = addrs;
	rtbuf_put(b, hdr, hdrlen, hdrlen);
	for (int i = 0; i < RTAX_MAX; i++)
		if (ra->ra_sa[i] != NULL)
			rtbuf_put(b, ra->ra_sa[i], ra->ra_sa[i]->sa_len,
			    SA_ROUND(ra->ra_sa[i]->sa_len));
	KKASSERT(b->rb_len == start + total);
}

static void
link_sockaddr(const struct ifnet *ifp, union sockaddr_link *u)
{
	struct sockaddr_dl *sdl = &u->sdl;
	size_t n = strnlen(ifp->if_xname, IFNAMSIZ);

	bzero(u, sizeof(*u));
	sdl->sdl_len = sizeof(*u);
	sdl->sdl_family = AF_LINK;
	sdl->sdl_index = ifp->if_index;
	sdl->sdl_type = ifp->if_type;
	sdl->sdl_nlen = (u_char)n;
	sdl->sdl_alen = ifp->if_addrlen;
	memcpy(u->pad + offsetof(struct sockaddr_dl, sdl_data), ifp->if_xname,
	    n);
	memcpy(u->pad + offsetof(struct sockaddr_dl, sdl_data) + n,
	    ifp->if_lladdr, ifp->if_addrlen);
}

/* As programs see it. */
static const struct sockaddr *
addr_out(union sockaddr_any *room, const union sockaddr_any *u)
{
	*room = *u;
#ifdef OPT_INET6
	if (u->sa.sa_family == AF_INET6)
		in6_embed(&room->sin6);
#endif
	return (&room->sa);
}

static void
dst_sockaddr(const struct rtentry *rt, union sockaddr_any *u)
{
	bzero(u, sizeof(*u));
	u->sa.sa_family = (sa_family_t)rt->rt_family;
	if (rt->rt_family == AF_INET) {
		u->sa.sa_len = sizeof(u->sin);
		memcpy(&u->sin.sin_addr, rt->rt_dst, 4);
	} else {
		u->sa.sa_len = sizeof(u->sin6);
		memcpy(&u->sin6.sin6_addr, rt->rt_dst, 16);
	}
}

void
rtbuf_route(struct rtbuf *b, const struct rtentry *rt,
    const struct rt_msghdr *templ, bool ifinfo)
{
	struct rt_msghdr rtm = *templ;
	struct rtaddrs ra = { { NULL } };
	struct rtroom r;

	dst_sockaddr(rt, &r.dst);
	ra.ra_sa[RTAX_DST] = &r.dst.sa;
	if (rt->rt_gateway.sa.sa_len != 0) {
		ra.ra_sa[RTAX_GATEWAY] = addr_out(&r.gate, &rt->rt_gateway);
	} else {
		link_sockaddr(rt->rt_ifp, &r.link);
		ra.ra_sa[RTAX_GATEWAY] = (struct sockaddr *)&r.link;
	}
	if ((rt->rt_flags & RTF_HOST) == 0) {
		plen_mask(rt->rt_plen, &r.mask, rt->rt_family);
		ra.ra_sa[RTAX_NETMASK] = &r.mask.sa;
	}
	if (ifinfo) {
		link_sockaddr(rt->rt_ifp, &r.ifp);
		ra.ra_sa[RTAX_IFP] = (struct sockaddr *)&r.ifp;
		if (rt->rt_ifa != NULL)
			ra.ra_sa[RTAX_IFA] = addr_out(&r.ifa,
			    &rt->rt_ifa->ifa_addr);
	}
	rtm.rtm_index = rt->rt_ifp->if_index;
	rtm.rtm_flags = rt->rt_flags | (templ->rtm_flags & RTF_DONE);
	rtm.rtm_use = (int)rt->rt_use;
	rtm.rtm_rmx.rmx_mtu = rt->rt_mtu != 0 ? rt->rt_mtu :
	    (u_long)rt->rt_ifp->if_mtu;
	rtbuf_msg(b, &rtm, sizeof(rtm), &ra);
}

/* Was it set by hand?  lwIP tells by what can be removed, which is put back. */
static bool
arp_static(const ip4_addr_t *ip, const uint8_t *lladdr)
{
	ip4_addr_t addr = *ip;
	struct eth_addr eth;

	memcpy(&eth, lladdr, sizeof(eth));
	return (etharp_remove_static_entry(&addr) == ERR_OK &&
	    etharp_add_static_entry(&addr, &eth) == ERR_OK);
}

void
rtbuf_arp(struct rtbuf *b, const ip4_addr_t *ip, struct netif *n,
    const uint8_t *lladdr, const struct rt_msghdr *templ)
{
	struct ifnet *ifp = netif_ifp(n);
	struct rt_msghdr rtm = *templ;
	struct rtaddrs ra = { { NULL } };
	struct rtroom r;

	bzero(&r, sizeof(r));
	r.dst.sin.sin_len = sizeof(r.dst.sin);
	r.dst.sin.sin_family = AF_INET;
	r.dst.sin.sin_addr.s_addr = ip->addr;
	link_sockaddr(ifp, &r.link);
	memcpy(LLADDR(&r.link.sdl), lladdr, IF_ADDRMAX);
	ra.ra_sa[RTAX_DST] = &r.dst.sa;
	ra.ra_sa[RTAX_GATEWAY] = (struct sockaddr *)&r.link;
	rtm.rtm_index = ifp->if_index;
	rtm.rtm_flags = RTF_UP | RTF_HOST | RTF_LLINFO | RTF_WASCLONED |
	    (templ->rtm_flags & RTF_DONE);
	/* One that is not permanent has a time at which it expires. */
	if (arp_static(ip, (const uint8_t *)LLADDR(&r.link.sdl)))
		rtm.rtm_flags |= RTF_STATIC;
	else
		rtm.rtm_rmx.rmx_expire = (u_long)time_second() + 300;
	rtbuf_msg(b, &rtm, sizeof(rtm), &ra);
}

void
rtbuf_ifinfo(struct rtbuf *b, struct ifnet *ifp)
{
	struct rtaddrs ra = { { NULL } };
	union sockaddr_link link;
	struct if_msghdr ifm;

	bzero(&ifm, sizeof(ifm));
	ifm.ifm_type = RTM_IFINFO;
	ifm.ifm_index = ifp->if_index;
	ifm.ifm_flags = ifp->if_flags;
	ifm.ifm_data = ifp->if_data;
	link_sockaddr(ifp, &link);
	ra.ra_sa[RTAX_IFP] = (struct sockaddr *)&link;
	rtbuf_msg(b, &ifm, sizeof(ifm), &ra);
}

void
rtbuf_addr(struct rtbuf *b, int type, struct ifaddr *ifa)
{
	struct rtaddrs ra = { { NULL } };
	struct ifa_msghdr ifam;
	struct rtroom r;

	bzero(&ifam, sizeof(ifam));
	ifam.ifam_type = (u_char)type;
	ifam.ifam_index = ifa->ifa_ifp->if_index;
	ifam.ifam_flags = RTF_UP;
	ra.ra_sa[RTAX_NETMASK] = &ifa->ifa_mask.sa;
	ra.ra_sa[RTAX_IFA] = addr_out(&r.ifa, &ifa->ifa_addr);
	if (ifa->ifa_dst.sa.sa_len != 0)
		ra.ra_sa[RTAX_BRD] = &ifa->ifa_dst.sa;
	rtbuf_msg(b, &ifam, sizeof(ifam), &ra);
}
