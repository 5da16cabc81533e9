/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if.c: interfaces: the list of them and their states.
 *
 * Locks: net_spin for all; if_attach() and if_detach() may sleep and take it.
 * A driver's hooks are described in net/k_if.h.
 */
#include <sys/errno.h>
#include <sys/sockio.h>
#include <net/if_types.h>
#include "lib/libkern.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "net/net_var.h"
#include "sys/callout.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"

MALLOC_DEFINE(M_IFNET, "ifnet", "network interfaces");

struct ifnetlist ifnets = TAILQ_HEAD_INITIALIZER(ifnets);
static int if_count_all;
SYSCTL_KINT(net_link_ifcount, "net.link.generic.system.ifcount", OID_AUTO,
    CTLFLAG_RD, &if_count_all, "Number of interfaces");

struct lock if_cfglock;

#define IF_MAX		64

struct ifnet *
if_byname(const char *name)
{
	struct ifnet *ifp;

	TAILQ_FOREACH(ifp, &ifnets, if_link)
		if (strncmp(ifp->if_xname, name, IFNAMSIZ) == 0)
			return (ifp);
	return (NULL);
}

struct ifnet *
if_byindex(uint32_t index)
{
	struct ifnet *ifp;

	TAILQ_FOREACH(ifp, &ifnets, if_link)
		if (ifp->if_index == index)
			return (ifp);
	return (NULL);
}

/* ---- lwIP's half ------------------------------------------------------------------- */

/* For the link and for each IPv4 address. */
static err_t
if_netif_init(struct netif *n)
{
	struct ifnet *ifp = n->state;

	n->name[0] = ifp->if_dname[0];
	n->name[1] = ifp->if_dname[1];
	n->mtu = (u16_t)ifp->if_mtu;
	n->output = if_ip_output;
	n->linkoutput = if_link_output;
#ifdef OPT_INET6
	n->output_ip6 = if_ip6_output;
	n->mtu6 = n->mtu;
#endif
	n->hwaddr_len = ifp->if_addrlen;
	memcpy(n->hwaddr, ifp->if_lladdr, ifp->if_addrlen);
	if ((ifp->if_flags & IFF_BROADCAST) != 0)
		n->flags |= NETIF_FLAG_BROADCAST;
	/* The groups are the link's. */
	if ((ifp->if_flags & IFF_MULTICAST) != 0 &&
	    n == &ifp->if_stack->st_netif)
		n->flags |= NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
	if (ifp->if_type == IFT_ETHER)
		n->flags |= NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
	else if (ifp->if_type == IFT_LOOP)
		/* Those of TCP are where the urgent is marked, and cost little. */
		NETIF_SET_CHECKSUM_CTRL(n, NETIF_CHECKSUM_GEN_TCP);
	return (ERR_OK);
}

static err_t
if_netif_input(struct pbuf *p, struct netif *n)
{
	pbuf_free(p);
	return (ERR_OK);
}

/* The state of one of lwIP's interfaces follows ours. */
static void
netif_follow(struct netif *n, bool up, bool link)
{
	if (link && !netif_is_link_up(n))
		netif_set_link_up(n);
	else if (!link && netif_is_link_up(n))
		netif_set_link_down(n);
	if (up && !netif_is_up(n))
		netif_set_up(n);
	else if (!up && netif_is_up(n))
		netif_set_down(n);
}

void
if_upstate(struct ifnet *ifp)
{
	struct ifnet_stack *st = ifp->if_stack;
	bool up = (ifp->if_flags & IFF_UP) != 0;
	bool link = ifp->if_data.ifi_link_state != LINK_STATE_DOWN;
	struct ifaddr *ifa;

	netif_follow(&st->st_netif, up, link);
	TAILQ_FOREACH(ifa, &st->st_addrs, ifa_link)
		if (ifa->ifa_netif == &ifa->ifa_own)
			netif_follow(&ifa->ifa_own, up, link);
}

bool
if_netif_add(struct ifnet *ifp, struct netif *n)
{
	return (netif_add_noaddr(n, ifp, if_netif_init, if_netif_input) !=
	    NULL);
}

/* ---- attach and detach -------------------------------------------------------------------- */

static uint16_t
if_newindex(void)
{
	uint16_t i = 1;

	while (if_byindex(i) != NULL)
		i++;
	return (i);
}

/* net_spin held. */
static int
if_link_in(struct ifnet *ifp)
{
	if (if_byname(ifp->if_xname) != NULL)
		return (EEXIST);
	if (if_count_all == IF_MAX)
		return (ENOMEM);
	ifp->if_index = if_newindex();
	if (!if_netif_add(ifp, &ifp->if_stack->st_netif))
		return (ENOMEM);
	TAILQ_INSERT_TAIL(&ifnets, ifp, if_link);
	if_count_all++;
	rt_announce(ifp, IFAN_ARRIVAL);
	return (0);
}

int
if_attach(struct ifnet *ifp)
{
	struct ifnet_stack *st;
	int64_t now = time_wall();
	int error;

	st = kmalloc(sizeof(*st), M_IFNET, M_WAITOK | M_ZERO);
	if (st == NULL)
		return (ENOMEM);
	st->st_ifp = ifp;
	TAILQ_INIT(&st->st_addrs);
	LIST_INIT(&st->st_multis);
	LIST_INIT(&ifp->if_bpf);
	ifp->if_stack = st;
	ifp->if_dying = false;
	ifp->if_data.ifi_type = ifp->if_type;
	ifp->if_data.ifi_addrlen = ifp->if_addrlen;
	ifp->if_data.ifi_hdrlen = ifp->if_type == IFT_ETHER ? 14 : 0;
	ifp->if_data.ifi_mtu = (u_long)ifp->if_mtu;
	ifp->if_data.ifi_baudrate = ifp->if_baudrate;
	ifp->if_data.ifi_lastchange.tv_sec = now / NS_PER_S;
	ifp->if_data.ifi_lastchange.tv_usec = now % NS_PER_S / NS_PER_US;
	lock_exclusive(&if_cfglock);
	net_lock();
	error = if_link_in(ifp);
	net_unlock();
	lock_release(&if_cfglock);
	if (error != 0) {
		ifp->if_stack = NULL;
		kfree(st, M_IFNET);
	}
	return (error);
}

/* net_spin held. */
static void
if_purge_addrs(struct ifnet *ifp)
{
	struct ifaddr *ifa;

	while ((ifa = TAILQ_FIRST(&ifp->if_stack->st_addrs)) != NULL) {
#ifdef OPT_INET6
		if (ifa->ifa_family == AF_INET6)
			in6_deladdr(ifa);
		else
#endif
			in_deladdr(ifa);
		ifaddr_free(ifa);
	}
}

/* Sockets let go of it.  net_spin held. */
static void
if_purge_sockets(struct ifnet *ifp)
{
	struct inpinfo *infos[] = { &udbinfo, &ripinfo, &tcbinfo };
	struct in_member *im, *next;
	struct inpcb *inp;

	for (unsigned i = 0; i < NELEM(infos); i++)
		LIST_FOREACH(inp, &infos[i]->ii_all, inp_all) {
			if (inp->inp_mif == ifp)
				inp->inp_mif = NULL;
			for (im = LIST_FIRST(&inp->inp_members); im != NULL;
			    im = next) {
				next = LIST_NEXT(im, im_link);
				if (im->im_ifp == ifp)
					(void)inp_leave(inp, ifp,
					    &im->im_group);
			}
		}
}

void
if_detach(struct ifnet *ifp)
{
	struct ifnet_stack *st = ifp->if_stack;
	struct ifmulti *ifm;

	lock_exclusive(&if_cfglock);
	net_lock();
	ifp->if_dying = true;
	if_purge_sockets(ifp);
	if_purge_addrs(ifp);
	rt_if_down(ifp);
	bpf_detach(ifp);
	netif_remove(&st->st_netif);
	net_self_purge(&st->st_netif);
	TAILQ_REMOVE(&ifnets, ifp, if_link);
	if_count_all--;
	rt_announce(ifp, IFAN_DEPARTURE);
	while ((ifm = LIST_FIRST(&st->st_multis)) != NULL) {
		LIST_REMOVE(ifm, ifm_link);
		kfree(ifm, M_IFNET);
	}
	ifp->if_stack = NULL;
	net_unlock();
	lock_release(&if_cfglock);
	kfree(st, M_IFNET);
}

/* ---- states ------------------------------------------------------------------------------ */

static void
if_changed(struct ifnet *ifp)
{
	int64_t now = time_wall();

	ifp->if_data.ifi_lastchange.tv_sec = now / NS_PER_S;
	ifp->if_data.ifi_lastchange.tv_usec = now % NS_PER_S / NS_PER_US;
	if_upstate(ifp);
	rt_ifmsg(ifp);
}

void
if_linkstate(struct ifnet *ifp, int state)
{
	net_lock();
	if (!ifp->if_dying && ifp->if_stack != NULL &&
	    ifp->if_data.ifi_link_state != (u_long)state) {
		ifp->if_data.ifi_link_state = (u_long)state;
		if_changed(ifp);
	}
	net_unlock();
}

void
if_setflags(struct ifnet *ifp, int set, int clear)
{
	int old = ifp->if_flags;

	ifp->if_flags = (old & ~clear) | set;
	if (ifp->if_flags != old && ifp->if_stack != NULL)
		if_changed(ifp);
}

void
if_running(struct ifnet *ifp, bool on)
{
	bool locked = net_locked();

	if (!locked)
		net_lock();
	if_setflags(ifp, on ? IFF_RUNNING : 0, on ? 0 : IFF_RUNNING);
	if (!locked)
		net_unlock();
}

void
if_setmtu(struct ifnet *ifp, int mtu)
{
	struct ifnet_stack *st = ifp->if_stack;
	struct ifaddr *ifa;

	ifp->if_mtu = mtu;
	ifp->if_data.ifi_mtu = (u_long)mtu;
	st->st_netif.mtu = (u16_t)mtu;
#ifdef OPT_INET6
	st->st_netif.mtu6 = (u16_t)mtu;
#endif
	TAILQ_FOREACH(ifa, &st->st_addrs, ifa_link)
		ifa->ifa_netif->mtu = (u16_t)mtu;
	rt_ifmsg(ifp);
}

int
if_setlladdr(struct ifnet *ifp, const uint8_t *lladdr)
{
	struct ifnet_stack *st = ifp->if_stack;
	struct ifaddr *ifa;

	if (ifp->if_addrlen != IF_ADDRMAX || (lladdr[0] & 1) != 0)
		return (EINVAL);
	memcpy(ifp->if_lladdr, lladdr, IF_ADDRMAX);
	memcpy(st->st_netif.hwaddr, lladdr, IF_ADDRMAX);
	TAILQ_FOREACH(ifa, &st->st_addrs, ifa_link) {
		memcpy(ifa->ifa_netif->hwaddr, lladdr, IF_ADDRMAX);
		if (ifa->ifa_family == AF_INET &&
		    (ifp->if_flags & IFF_UP) != 0)
			(void)etharp_gratuitous(ifa->ifa_netif);
	}
	rt_ifmsg(ifp);
	return (0);
}

static bool kick_due;

/* A frame was given to the driver; it is kicked when the burst is over. */
void
if_wantkick(struct ifnet *ifp)
{
	ifp->if_stack->st_kick = true;
	kick_due = true;
}

void
if_kick(void)
{
	struct ifnet *ifp;

	if (!kick_due)
		return;
	kick_due = false;
	TAILQ_FOREACH(ifp, &ifnets, if_link) {
		if (!ifp->if_stack->st_kick)
			continue;
		ifp->if_stack->st_kick = false;
		if (ifp->if_start != NULL)
			ifp->if_start(ifp);
	}
}
