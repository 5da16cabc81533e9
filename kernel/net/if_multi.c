/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_multi.c: what interfaces listen to beside their own address: groups, all.
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"

MALLOC_DECLARE(M_IFNET);

static void
if_filter(struct ifnet *ifp)
{
	if (ifp->if_setfilter != NULL && !ifp->if_dying)
		ifp->if_setfilter(ifp);
}

int
if_promisc(struct ifnet *ifp, bool on)
{
	ifp->if_pcount += on ? 1 : -1;
	KKASSERT(ifp->if_pcount >= 0);
	if (on && ifp->if_pcount == 1)
		if_setflags(ifp, IFF_PROMISC, 0);
	else if (!on && ifp->if_pcount == 0 &&
	    (ifp->if_flags & IFF_PPROMISC) == 0)
		if_setflags(ifp, 0, IFF_PROMISC);
	else
		return (0);
	if_filter(ifp);
	return (0);
}

static struct ifmulti *
ifmulti_find(struct ifnet *ifp, const uint8_t *lladdr)
{
	struct ifmulti *ifm;

	LIST_FOREACH(ifm, &ifp->if_stack->st_multis, ifm_link)
		if (memcmp(ifm->ifm_addr, lladdr, IF_ADDRMAX) == 0)
			return (ifm);
	return (NULL);
}

int
if_addmulti(struct ifnet *ifp, const uint8_t *lladdr)
{
	struct ifmulti *ifm = ifmulti_find(ifp, lladdr);

	if (ifm != NULL) {
		ifm->ifm_refs++;
		return (0);
	}
	ifm = kmalloc(sizeof(*ifm), M_IFNET, M_NOWAIT | M_ZERO);
	if (ifm == NULL)
		return (ENOMEM);
	memcpy(ifm->ifm_addr, lladdr, IF_ADDRMAX);
	ifm->ifm_refs = 1;
	LIST_INSERT_HEAD(&ifp->if_stack->st_multis, ifm, ifm_link);
	if_filter(ifp);
	return (0);
}

void
if_delmulti(struct ifnet *ifp, const uint8_t *lladdr)
{
	struct ifmulti *ifm = ifmulti_find(ifp, lladdr);

	if (ifm == NULL || --ifm->ifm_refs > 0)
		return;
	LIST_REMOVE(ifm, ifm_link);
	kfree(ifm, M_IFNET);
	if_filter(ifp);
}

bool
if_wants(struct ifnet *ifp, const uint8_t *lladdr)
{
	static const uint8_t all[IF_ADDRMAX] =
	    { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	if ((ifp->if_flags & (IFF_PROMISC | IFF_ALLMULTI)) != 0 ||
	    memcmp(lladdr, all, IF_ADDRMAX) == 0)
		return (true);
	return (ifp->if_stack != NULL && ifmulti_find(ifp, lladdr) != NULL);
}
