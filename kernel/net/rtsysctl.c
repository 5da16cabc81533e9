/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rtsysctl.c: net.routetable: routes, ARP entries and interfaces as lists of
 * messages, sysctl(3).
 *
 * The name goes on: protocol (0), family (0: all), NET_RT_*, argument.
 *
 * Locks: net_spin while a list is made, in memory that is copied out later.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/etharp.h"
#include "net/rtmsg.h"
#include "sys/kjail.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"

#define DUMP_ROOM	8192
#define DUMP_MAX	(4 * 1024 * 1024)

static void
dump_arp(struct rtbuf *b, const struct rt_msghdr *templ)
{
	struct eth_addr *eth;
	struct netif *n;
	ip4_addr_t *ip;

	for (size_t i = 0; i < ARP_TABLE_SIZE; i++)
		if (etharp_get_entry(i, &ip, &n, &eth) != 0)
			rtbuf_arp(b, ip, n, eth->addr, templ);
}

/* NET_RT_DUMP: all; NET_RT_FLAGS: those with one of the flags. */
static void
dump_routes(struct rtbuf *b, int family, int flags)
{
	struct rt_msghdr templ = { .rtm_type = RTM_GET };
	struct rtentry *rt;

	/* As tables are shown: the shortest prefix first. */
	TAILQ_FOREACH_REVERSE(rt, &routes, rtlist, rt_link)
		if ((family == 0 || rt->rt_family == family) &&
		    (flags == 0 || (rt->rt_flags & flags) != 0))
			rtbuf_route(b, rt, &templ, true);
	if ((family == 0 || family == AF_INET) &&
	    (flags == 0 || (flags & RTF_LLINFO) != 0))
		dump_arp(b, &templ);
}

/* NET_RT_IFLIST: of the interface of this index, 0 for all. */
static void
dump_interfaces(struct rtbuf *b, int family, int index)
{
	struct ifaddr *ifa;
	struct ifnet *ifp;

	TAILQ_FOREACH(ifp, &ifnets, if_link) {
		if (index != 0 && ifp->if_index != index)
			continue;
		rtbuf_ifinfo(b, ifp);
		TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link)
			if ((family == 0 || ifa->ifa_family == family) &&
			    jail_hasaddr(curlwp->lwp_cred, &ifa->ifa_addr.sa))
				rtbuf_addr(b, RTM_NEWADDR, ifa);
	}
}

static int
dump(struct rtbuf *b, int family, int op, int arg)
{
	int error = 0;

	b->rb_len = 0;
	net_lock();
	switch (op) {
	case NET_RT_DUMP:
		dump_routes(b, family, 0);
		break;
	case NET_RT_FLAGS:
		dump_routes(b, family, arg);
		break;
	case NET_RT_IFLIST:
		dump_interfaces(b, family, arg);
		break;
	default:
		error = EINVAL;
		break;
	}
	net_unlock();
	return (error);
}

static int
sysctl_routetable(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct rtbuf b = { NULL, 0, 0 };
	size_t room = DUMP_ROOM;
	int error;

	if (req->newptr != NULL)
		return (EPERM);
	if (namelen != 4)
		return (EINVAL);
	for (;;) {
		b.rb_data = kmalloc(room, M_TEMP, M_WAITOK);
		b.rb_size = room;
		if (b.rb_data == NULL)
			return (ENOMEM);
		error = dump(&b, name[1], name[2], name[3]);
		if (error != 0 || b.rb_len <= b.rb_size || room >= DUMP_MAX)
			break;
		room = b.rb_len + DUMP_ROOM;
		kfree(b.rb_data, M_TEMP);
	}
	if (error == 0)
		error = b.rb_len > b.rb_size ? ENOMEM :
		    sysctl_out(req, b.rb_data, b.rb_len);
	kfree(b.rb_data, M_TEMP);
	return (error);
}
SYSCTL_KPROC(net_routetable, "net.routetable", AF_ROUTE,
    CTLTYPE_NODE | CTLFLAG_RD, NULL, 0, sysctl_routetable, "",
    "Routes and interfaces");
