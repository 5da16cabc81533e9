/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_member.c: memberships of sockets in multicast groups, ip(4), ip6(4).
 *
 * Locks: net_spin.  A membership's memory is allocated before it is taken.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/igmp.h"
#ifdef OPT_INET6
#include "lwip/mld6.h"
#endif
#include "net/net_var.h"
#include "sys/kmalloc.h"

MALLOC_DEFINE(M_MEMBER, "ip_moptions", "multicast memberships");

/* The Ethernet address of a group. */
static void
group_lladdr(const ip_addr_t *group, uint8_t *l)
{
	const uint8_t *a;

#ifdef OPT_INET6
	if (IP_IS_V6(group)) {
		l[0] = l[1] = 0x33;
		memcpy(l + 2, (const uint8_t *)ip_2_ip6(group)->addr + 12, 4);
		return;
	}
#endif
	a = (const uint8_t *)&ip_2_ip4(group)->addr;
	l[0] = 1;
	l[1] = 0;
	l[2] = 0x5e;
	l[3] = a[1] & 0x7f;
	l[4] = a[2];
	l[5] = a[3];
}

static err_t
group_change(struct ifnet *ifp, const ip_addr_t *group, bool join)
{
	struct netif *n = &ifp->if_stack->st_netif;

#ifdef OPT_INET6
	if (IP_IS_V6(group))
		return (join ? mld6_joingroup_netif(n, ip_2_ip6(group)) :
		    mld6_leavegroup_netif(n, ip_2_ip6(group)));
#endif
	return (join ? igmp_joingroup_netif(n, ip_2_ip4(group)) :
	    igmp_leavegroup_netif(n, ip_2_ip4(group)));
}

static struct in_member *
member_find(struct inpcb *inp, struct ifnet *ifp, const ip_addr_t *group)
{
	struct in_member *im;

	LIST_FOREACH(im, &inp->inp_members, im_link)
		if ((ifp == NULL || im->im_ifp == ifp) &&
		    ip_addr_cmp_zoneless(&im->im_group, group))
			return (im);
	return (NULL);
}

int
inp_join(struct inpcb *inp, struct ifnet *ifp, const ip_addr_t *group,
    struct in_member *im)
{
	struct in_member *other;
	uint8_t l[IF_ADDRMAX];
	int n = 0, error = 0;

	LIST_FOREACH(other, &inp->inp_members, im_link)
		n++;
	if (!ip_addr_ismulticast(group))
		error = EINVAL;
	else if (ifp == NULL)
		error = EADDRNOTAVAIL;
	else if (n >= IP_MAXMEMBER)
		error = ETOOMANYREFS;
	else if (member_find(inp, ifp, group) != NULL)
		error = EADDRINUSE;
	else
		error = lwip_errno(group_change(ifp, group, true));
	if (error != 0) {
		kfree(im, M_MEMBER);
		return (error);
	}
	if (ifp->if_addrlen == IF_ADDRMAX) {
		group_lladdr(group, l);
		(void)if_addmulti(ifp, l);
	}
	im->im_ifp = ifp;
	ip_addr_copy(im->im_group, *group);
	LIST_INSERT_HEAD(&inp->inp_members, im, im_link);
	return (0);
}

static void
member_drop(struct in_member *im)
{
	uint8_t l[IF_ADDRMAX];

	(void)group_change(im->im_ifp, &im->im_group, false);
	if (im->im_ifp->if_addrlen == IF_ADDRMAX) {
		group_lladdr(&im->im_group, l);
		if_delmulti(im->im_ifp, l);
	}
	LIST_REMOVE(im, im_link);
	kfree(im, M_MEMBER);
}

int
inp_leave(struct inpcb *inp, struct ifnet *ifp, const ip_addr_t *group)
{
	struct in_member *im = member_find(inp, ifp, group);

	if (im == NULL)
		return (EADDRNOTAVAIL);
	member_drop(im);
	return (0);
}

void
inp_leaveall(struct inpcb *inp)
{
	struct in_member *im;

	while ((im = LIST_FIRST(&inp->inp_members)) != NULL)
		member_drop(im);
}

struct in_member *
in_member_alloc(void)
{
	return (kmalloc(sizeof(struct in_member), M_MEMBER,
	    M_WAITOK | M_ZERO));
}
