/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_ioctl.c: requests about the IPv4 addresses of interfaces, inet(4).
 *
 * Locks: if_cfglock (sleep) is held by the caller; then net_spin.
 */
#include <sys/errno.h>
#include <sys/sockio.h>
#include "lib/libkern.h"
#include "net/if_ioctl.h"
#include "net/net_var.h"

static const struct sockaddr_in *
as_sin(const struct sockaddr *sa)
{
	const struct sockaddr_in *sin = (const struct sockaddr_in *)sa;

	return (sa->sa_len == 0 && sin->sin_addr.s_addr == 0 ? NULL : sin);
}

/* Set, or set anew: what is NULL is as the address says. */
static int
addr_set(struct ifnet *ifp, const struct sockaddr_in *addr,
    const struct sockaddr_in *mask, const struct sockaddr_in *dst)
{
	struct ifaddr *ifa, *old, *room = ifaddr_alloc(ifp);
	struct ifaliasreq ra;
	bool first;
	int error;

	if (room == NULL)
		return (ENOBUFS);
	net_lock();
	if ((old = in_ifaddr(ifp, &addr->sin_addr)) != NULL)
		in_deladdr(old);
	first = in_ifaddr(ifp, NULL) == NULL;
	error = in_addaddr(ifp, addr, mask, dst, ifa = room);
	net_unlock();
	if (old != NULL)
		ifaddr_free(old);
	if (error != 0) {
		ifaddr_free(ifa);
		return (error);
	}
	if ((ifp->if_flags & IFF_UP) == 0)
		error = if_ioctl_flags(ifp, ifp->if_flags | IFF_UP);
	if (error != 0 || !first)
		return (error);
	bzero(&ra, sizeof(ra));
	strlcpy(ra.ifra_name, ifp->if_xname, sizeof(ra.ifra_name));
	memcpy(&ra.ifra_addr, &ifa->ifa_addr, sizeof(ra.ifra_addr));
	memcpy(&ra.ifra_mask, &ifa->ifa_mask, sizeof(ra.ifra_mask));
	memcpy(&ra.ifra_broadaddr, &ifa->ifa_dst, sizeof(ra.ifra_broadaddr));
	return (if_driver(ifp, SIOCSIFADDR, &ra, true));
}

/* The address that the request names, else the first. */
static struct ifaddr *
addr_named(struct ifnet *ifp, const struct sockaddr *sa)
{
	const struct sockaddr_in *sin = (const struct sockaddr_in *)sa;
	struct ifaddr *ifa = NULL;

	if (sa->sa_family == AF_INET && sin->sin_addr.s_addr != INADDR_ANY)
		ifa = in_ifaddr(ifp, &sin->sin_addr);
	return (ifa != NULL ? ifa : in_ifaddr(ifp, NULL));
}

static int
addr_get(struct ifnet *ifp, unsigned long cmd, struct ifreq *ifr)
{
	const union sockaddr_any *u;
	struct ifaddr *ifa;
	int error = 0;

	net_lock();
	if ((ifa = addr_named(ifp, &ifr->ifr_addr)) == NULL) {
		error = EADDRNOTAVAIL;
		goto out;
	}
	u = cmd == SIOCGIFADDR ? &ifa->ifa_addr :
	    cmd == SIOCGIFNETMASK ? &ifa->ifa_mask : &ifa->ifa_dst;
	if ((cmd == SIOCGIFBRDADDR && (ifp->if_flags & IFF_BROADCAST) == 0) ||
	    (cmd == SIOCGIFDSTADDR &&
	    (ifp->if_flags & (IFF_POINTOPOINT | IFF_LOOPBACK)) == 0))
		error = EINVAL;
	else
		memcpy(&ifr->ifr_addr, u, sizeof(ifr->ifr_addr));
out:
	net_unlock();
	return (error);
}

/* All that belongs to the address that the request names. */
static int
addr_alias(struct ifnet *ifp, struct ifaliasreq *ra)
{
	const struct sockaddr_in *sin = (struct sockaddr_in *)&ra->ifra_addr;
	struct ifaddr *ifa;

	net_lock();
	if ((ifa = in_ifaddr(ifp, &sin->sin_addr)) != NULL) {
		memcpy(&ra->ifra_mask, &ifa->ifa_mask, sizeof(ra->ifra_mask));
		memcpy(&ra->ifra_broadaddr, &ifa->ifa_dst,
		    sizeof(ra->ifra_broadaddr));
	}
	net_unlock();
	return (ifa == NULL ? EADDRNOTAVAIL : 0);
}

static int
addr_delete(struct ifnet *ifp, const struct sockaddr *sa)
{
	const struct sockaddr_in *sin = (const struct sockaddr_in *)sa;
	struct ifaddr *ifa;

	net_lock();
	ifa = sin->sin_addr.s_addr == INADDR_ANY ? in_ifaddr(ifp, NULL) :
	    in_ifaddr(ifp, &sin->sin_addr);
	if (ifa != NULL)
		in_deladdr(ifa);
	net_unlock();
	if (ifa == NULL)
		return (EADDRNOTAVAIL);
	ifaddr_free(ifa);
	return (0);
}

/* The first address makes way, unless the new one cannot be had. */
static int
addr_first(struct ifnet *ifp, const struct sockaddr_in *sin)
{
	struct sockaddr old = { .sa_len = sizeof(old) };
	struct ifaddr *ifa, *first;
	int error;

	net_lock();
	first = in_ifaddr(ifp, NULL);
	ifa = in_ifawithaddr(sin->sin_addr);
	error = in_checkaddr(sin->sin_addr);
	if (ifa != NULL && ifa->ifa_ifp != ifp)
		error = EEXIST;
	net_unlock();
	if (error != 0)
		return (error);
	if (first != NULL)
		(void)addr_delete(ifp, &old);
	return (addr_set(ifp, sin, NULL, NULL));
}

/* Change one thing of the first address. */
static int
addr_change(struct ifnet *ifp, unsigned long cmd, const struct sockaddr *sa)
{
	const struct sockaddr_in *sin = (const struct sockaddr_in *)sa;
	struct sockaddr_in addr, mask, dst;
	struct ifaddr *ifa;

	net_lock();
	if ((ifa = in_ifaddr(ifp, NULL)) != NULL) {
		addr = ifa->ifa_addr.sin;
		mask = ifa->ifa_mask.sin;
		dst = ifa->ifa_dst.sin;
	}
	net_unlock();
	if (ifa == NULL)
		return (EADDRNOTAVAIL);
	if (cmd == SIOCSIFNETMASK)
		return (addr_set(ifp, &addr, sin, NULL));
	if (cmd == SIOCSIFBRDADDR && (ifp->if_flags & IFF_BROADCAST) == 0)
		return (EINVAL);
	if (cmd == SIOCSIFDSTADDR && (ifp->if_flags & IFF_POINTOPOINT) == 0)
		return (EINVAL);
	dst = *sin;
	return (addr_set(ifp, &addr, &mask, &dst));
}

int
in_ioctl(struct ifnet *ifp, unsigned long cmd, void *data)
{
	struct ifaliasreq *ra = data;
	struct ifreq *ifr = data;

	switch (cmd) {
	case SIOCGIFADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFBRDADDR:
	case SIOCGIFDSTADDR:
		return (addr_get(ifp, cmd, ifr));
	case SIOCGIFALIAS:
		return (addr_alias(ifp, ra));
	case SIOCAIFADDR:
		if (ra->ifra_addr.sa_family != AF_INET)
			return (EAFNOSUPPORT);
		return (addr_set(ifp, (struct sockaddr_in *)&ra->ifra_addr,
		    as_sin(&ra->ifra_mask), as_sin(&ra->ifra_broadaddr)));
	case SIOCSIFADDR:
		if (ifr->ifr_addr.sa_family != AF_INET)
			return (EAFNOSUPPORT);
		return (addr_first(ifp,
		    (const struct sockaddr_in *)&ifr->ifr_addr));
	case SIOCDIFADDR:
		return (addr_delete(ifp, &ifr->ifr_addr));
	default:
		return (addr_change(ifp, cmd, &ifr->ifr_addr));
	}
}

int
if_preset(struct ifnet *ifp, uint32_t addr, int plen)
{
	struct sockaddr_in sin = { .sin_len = sizeof(sin),
	    .sin_family = AF_INET, .sin_addr = { addr } };
	struct ifaddr *room = ifaddr_alloc(ifp);
	union sockaddr_any mask;
	int error = 0;

	if (room == NULL)
		return (ENOMEM);
	plen_mask(plen, &mask, AF_INET);
	net_lock();
	if (in_ifaddr(ifp, NULL) == NULL &&
	    (error = in_addaddr(ifp, &sin, &mask.sin, NULL, room)) == 0)
		room = NULL;
	net_unlock();
	if (room != NULL)
		ifaddr_free(room);
	return (error);
}
