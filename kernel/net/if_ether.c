/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_ether.c: packets between lwIP and the interfaces: frames that come in,
 * packets that go out, and those that turn round because they are for us.
 *
 * Locks: net_spin held, but in if_input().
 */
#include <sys/errno.h>
#include <sys/uio.h>
#include <net/bpf.h>
#include <net/if_types.h>
#include "lib/libkern.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/igmp.h"
#include "lwip/mld6.h"
#include "lwip/prot/ethernet.h"
#include "netif/ethernet.h"
#include "lwip/prot/ip4.h"
#include "net/if_offload.h"
#include "net/net_stats.h"
#include "net/net_var.h"

#define ETHER_HDR	14
#define OUT_IOV		64	/* pieces of a frame; more are copied together */

/* ---- in -------------------------------------------------------------------------------- */

/* The IPv4 address of ifp that the packet is for, else any of lwIP's of it. */
static struct netif *
input_netif4(struct ifnet *ifp, const struct pbuf *p)
{
	const struct ip_hdr *ip = p->payload;
	struct in_addr dst;
	struct ifaddr *ifa;

	if (p->len < sizeof(*ip))
		return (NULL);
	dst.s_addr = ip->dest.addr;
	if (IN_MULTICAST(ntohl(dst.s_addr)))
		return (&ifp->if_stack->st_netif);
	if ((ifa = in_ifaddr(ifp, &dst)) != NULL)
		return (ifa->ifa_netif);
	TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link)
		if (ifa->ifa_family == AF_INET && (dst.s_addr ==
		    INADDR_BROADCAST || (ifa->ifa_dst.sa.sa_len != 0 &&
		    ifa->ifa_dst.sin.sin_addr.s_addr == dst.s_addr)))
			return (ifa->ifa_netif);
	return (&ifp->if_stack->st_netif);
}

/*
 * ARP: for the address that is asked for or answers go to; what concerns none
 * of ours may still renew what we know, on each.
 */
static void
input_arp(struct ifnet *ifp, struct pbuf *p)
{
	const struct etharp_hdr *arp = p->payload;
	struct ifaddr *ifa;
	struct in_addr target;
	struct pbuf *q;

	if (p->len < SIZEOF_ETHARP_HDR || (ifp->if_flags & IFF_NOARP) != 0) {
		pbuf_free(p);
		return;
	}
	memcpy(&target, &arp->dipaddr, sizeof(target));
	if ((ifa = in_ifaddr(ifp, &target)) != NULL) {
		etharp_input(p, ifa->ifa_netif);
		return;
	}
	TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link)
		if (ifa->ifa_family == AF_INET &&
		    (q = pbuf_clone(PBUF_RAW, PBUF_RAM, p)) != NULL)
			etharp_input(q, ifa->ifa_netif);
	pbuf_free(p);
}

/* A packet of an interface that has no frames. */
static void
input_bare(struct ifnet *ifp, struct pbuf *p)
{
	uint8_t version = *(const uint8_t *)p->payload >> 4;
	struct netif *n;

	p->if_idx = netif_get_index(&ifp->if_stack->st_netif);
	if (version == 4 && (n = input_netif4(ifp, p)) != NULL) {
		(void)ip4_input(p, n);
		return;
	}
#ifdef OPT_INET6
	if (version == 6) {
		(void)ip6_input(p, &ifp->if_stack->st_netif);
		return;
	}
#endif
	ifp->if_data.ifi_noproto++;
	pbuf_free(p);
}

static void
input_ether(struct ifnet *ifp, struct pbuf *p)
{
	const struct eth_hdr *eh = p->payload;
	struct netif *n;
	uint16_t type;

	if ((eh->dest.addr[0] & 1) != 0) {
		ifp->if_data.ifi_imcasts++;
		p->flags |= memcmp(&eh->dest, &ethbroadcast,
		    sizeof(eh->dest)) == 0 ? PBUF_FLAG_LLBCAST :
		    PBUF_FLAG_LLMCAST;
	} else if (memcmp(&eh->dest, ifp->if_lladdr, IF_ADDRMAX) != 0) {
		pbuf_free(p);
		return;
	}
	type = ntohs(eh->type);
	p->if_idx = netif_get_index(&ifp->if_stack->st_netif);
	(void)pbuf_remove_header(p, ETHER_HDR);
	switch (type) {
	case ETHTYPE_IP:
		if ((n = input_netif4(ifp, p)) != NULL) {
			(void)ip4_input(p, n);
			return;
		}
		break;
	case ETHTYPE_ARP:
		input_arp(ifp, p);
		return;
#ifdef OPT_INET6
	case ETHTYPE_IPV6:
		(void)ip6_input(p, &ifp->if_stack->st_netif);
		return;
#endif
	default:
		ifp->if_data.ifi_noproto++;
		break;
	}
	pbuf_free(p);
}

/* bpf(4) sees the family in front of what has no link header. */
static void
tap_packet(struct ifnet *ifp, struct pbuf *p, bool sent)
{
	uint32_t family;

	if (LIST_EMPTY(&ifp->if_bpf))
		return;
	if (ifp->if_type == IFT_ETHER) {
		bpf_tap(ifp, NULL, 0, p, sent);
		return;
	}
	family = *(const uint8_t *)p->payload >> 4 == 6 ? AF_INET6 : AF_INET;
	bpf_tap(ifp, &family, sizeof(family), p, sent);
}

/* A whole packet, or one whose checksum need not be looked at. */
static void
input_packet(struct ifnet *ifp, struct netbuf *nb, bool summed)
{
	struct pbuf *p;

	if (nb->nb_len > 0xffff || (p = netbuf_pbuf(nb)) == NULL) {
		if_count(ifp, ierrors);
		netbuf_free(nb);
		return;
	}
	if (summed)
		p->flags |= PBUF_SUMMED;
	tap_packet(ifp, p, false);
	if ((ifp->if_flags & IFF_MONITOR) != 0)
		pbuf_free(p);
	else if (ifp->if_type == IFT_ETHER)
		input_ether(ifp, p);
	else
		input_bare(ifp, p);
}

/*
 * Does the packet, of TCP or UDP, end here?  Nobody else looks at it: one that
 * is captured shall be as it would be on a wire.
 */
static bool
input_ours(struct ifnet *ifp, const struct netbuf *nb)
{
	const uint8_t *ip = nb->nb_data + ETHER_HDR;
	struct in_addr dst;
#ifdef OPT_INET6
	struct in6_addr dst6;
#endif

	if (nb->nb_len > 0xffff || !LIST_EMPTY(&ifp->if_bpf) ||
	    memcmp(nb->nb_data, ifp->if_lladdr, IF_ADDRMAX) != 0)
		return (false);
	if (ip[0] >> 4 == 4) {
		memcpy(&dst, ip + 16, sizeof(dst));
		return (in_ifawithaddr(dst) != NULL);
	}
#ifdef OPT_INET6
	memcpy(&dst6, ip + 24, sizeof(dst6));
	return (in6_usable(ifp, &dst6) != NULL);
#else
	return (false);
#endif
}

/* The packets that a long frame is. */
static void
input_cut(struct ifnet *ifp, struct netbuf *nb, unsigned packets)
{
	struct netbuf *one;
	size_t len;

	for (unsigned i = 0; i < packets; i++) {
		len = off_length(nb->nb_data, nb->nb_len, &nb->nb_off, i);
		if ((one = netbuf_get(len)) == NULL) {
			if_count(ifp, iqdrops);
			continue;
		}
		off_packet(nb->nb_data, nb->nb_len, &nb->nb_off, i,
		    one->nb_data);
		one->nb_len = (uint32_t)len;
		input_packet(ifp, one, false);
	}
	netbuf_free(nb);
}

/* net_spin held. */
static void
input_one(struct ifnet *ifp, struct netbuf *nb)
{
	const struct netoff *off = &nb->nb_off;
	unsigned packets = 1;
	bool tcpudp = false;

	if (ifp->if_stack == NULL || ifp->if_dying || nb->nb_len < ETHER_HDR ||
	    nb->nb_len > nb->nb_room || (ifp->if_flags & IFF_UP) == 0 ||
	    !off_sound(nb->nb_data, nb->nb_len, off, &tcpudp)) {
		if_count(ifp, ierrors);
		netbuf_free(nb);
		return;
	}
	packets = off_packets(nb->nb_data, nb->nb_len, off);
	ifp->if_data.ifi_ipackets += packets;
	ifp->if_data.ifi_ibytes += nb->nb_len;
	if (off_none(off)) {
		input_packet(ifp, nb, false);
	} else if (tcpudp && input_ours(ifp, nb)) {
		input_packet(ifp, nb, true);
	} else if (off->no_segsize != 0) {
		input_cut(ifp, nb, packets);
	} else {
		if (off->no_sumstart != 0)
			off_sum(nb->nb_data, nb->nb_len, off);
		input_packet(ifp, nb, false);
	}
}

void
if_input(struct ifnet *ifp, struct netbuf *chain)
{
	struct netbuf *nb;

	net_lock();
	while ((nb = chain) != NULL) {
		chain = nb->nb_next;
		input_one(ifp, nb);
	}
	net_unlock();
}

/* ---- out ------------------------------------------------------------------------------- */

static int
output_iov(struct ifnet *ifp, const struct iovec *iov, int n, size_t len,
    const struct netoff *off)
{
	int error;

	if ((ifp->if_flags & (IFF_UP | IFF_RUNNING)) !=
	    (IFF_UP | IFF_RUNNING) || ifp->if_dying)
		return (ENETDOWN);
	error = ifp->if_output(ifp, iov, n, len, off);
	if (error == ENOBUFS) {
		ifp->if_data.ifi_oqdrops++;
	} else if (error != 0) {
		ifp->if_data.ifi_oerrors++;
	} else {
		ifp->if_data.ifi_opackets++;
		ifp->if_data.ifi_obytes += len;
		if (ifp->if_addrlen != 0 &&
		    (*(const uint8_t *)iov->iov_base & 1) != 0)
			ifp->if_data.ifi_omcasts++;
		if_wantkick(ifp);
	}
	return (error);
}

/*
 * Is the checksum left to the interface?  Not when somebody listens: what is
 * captured shall be as it is on a wire.
 */
static bool
output_left(struct ifnet *ifp, struct pbuf *p, struct netoff *off)
{
	if ((p->flags & PBUF_SUMLEFT) == 0)
		return (false);
	if ((ifp->if_capenable & IFCAP_TXCSUM) != 0 &&
	    LIST_EMPTY(&ifp->if_bpf) &&
	    off_describe(p->payload, p->len, p->tot_len, off))
		return (true);
	net_sum_finish(p, ifp->if_type == IFT_ETHER ? ETHER_HDR : 0);
	return (false);
}

/* A whole frame, or packet, from lwIP. */
err_t
if_link_output(struct netif *n, struct pbuf *p)
{
	struct ifnet *ifp = netif_ifp(n);
	struct iovec iov[OUT_IOV];
	struct pbuf *q, *flat = NULL;
	struct netoff off;
	int cnt = 0, error;
	bool left = output_left(ifp, p, &off);

	tap_packet(ifp, p, true);
	for (q = p; q != NULL && cnt < OUT_IOV; q = q->next) {
		if (q->len == 0)
			continue;
		iov[cnt].iov_base = q->payload;
		iov[cnt++].iov_len = q->len;
	}
	if (q != NULL) {
		if ((flat = pbuf_clone(PBUF_RAW, PBUF_RAM, p)) == NULL)
			return (ERR_MEM);
		iov[0].iov_base = flat->payload;
		iov[0].iov_len = flat->len;
		cnt = 1;
	}
	error = output_iov(ifp, iov, cnt, p->tot_len, left ? &off : NULL);
	if (flat != NULL)
		pbuf_free(flat);
	switch (error) {
	case 0:
		return (ERR_OK);
	case ENOBUFS:
		return (ERR_MEM);
	default:
		return (ERR_IF);
	}
}

int
if_send_frame(struct ifnet *ifp, const void *data, size_t len)
{
	struct iovec iov = { __DECONST_K(void *, data), len };

	return (output_iov(ifp, &iov, 1, len, NULL));
}

/* ---- for ourselves ------------------------------------------------------------------------ */

static err_t
output_self(struct netif *n, struct pbuf *p, bool v6)
{
	uint32_t family = v6 ? AF_INET6 : AF_INET;

	loif->if_data.ifi_opackets++;
	loif->if_data.ifi_obytes += p->tot_len;
	if (!LIST_EMPTY(&loif->if_bpf))
		net_sum_finish(p, 0);
	bpf_tap(loif, &family, sizeof(family), p, true);
	if (net_self(n, p, v6) != 0) {
		loif->if_data.ifi_iqdrops++;
		return (ERR_MEM);
	}
	loif->if_data.ifi_ipackets++;
	loif->if_data.ifi_ibytes += p->tot_len;
	return (ERR_OK);
}

err_t
if_ip_output(struct netif *n, struct pbuf *p, const ip4_addr_t *dst)
{
	struct ifnet *ifp = netif_ifp(n);
	struct in_addr a = { dst->addr };
	struct netif *link = &ifp->if_stack->st_netif;
	struct ifaddr *ifa;

	if ((ifa = in_ifawithaddr(a)) != NULL)
		return (output_self(ifa->ifa_netif, p, false));
	if (IN_MULTICAST(ntohl(a.s_addr))) {
		if (((p->flags & PBUF_FLAG_MCASTLOOP) != 0 ||
		    ifp->if_type == IFT_LOOP) &&
		    igmp_lookfor_group(link, dst) != NULL)
			(void)output_self(link, p, false);
	} else if (ip4_addr_isbroadcast(dst, n)) {
		(void)output_self(n, p, false);
	}
	if (ifp->if_type == IFT_LOOP)
		return (ERR_OK);
	if (ifp->if_type != IFT_ETHER)
		return (if_link_output(n, p));
	return (etharp_output(n, p, dst));
}

#ifdef OPT_INET6
err_t
if_ip6_output(struct netif *n, struct pbuf *p, const ip6_addr_t *dst)
{
	struct ifnet *ifp = netif_ifp(n);
	struct ifaddr *ifa;
	struct in6_addr a;

	net_count6(p, true);
	memcpy(&a, dst->addr, sizeof(a));
	ifa = ip6_addr_islinklocal(dst) ? in6_usable(ifp, &a) :
	    in6_ifawithaddr(&a);
	if (ifa != NULL)
		return (output_self(ifa->ifa_netif, p, true));
	if (ip6_addr_ismulticast(dst) &&
	    ((p->flags & PBUF_FLAG_MCASTLOOP) != 0 ||
	    ifp->if_type == IFT_LOOP) &&
	    (ip6_addr_isallnodes_linklocal(dst) ||
	    mld6_lookfor_group(n, dst) != NULL))
		(void)output_self(n, p, true);
	if (ifp->if_type == IFT_LOOP)
		return (ERR_OK);
	if (ifp->if_type != IFT_ETHER)
		return (if_link_output(n, p));
	return (ethip6_output(n, p, dst));
}
#endif
