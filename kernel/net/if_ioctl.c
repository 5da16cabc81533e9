/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_ioctl.c: requests about interfaces, networking(4): what ifconfig(8) uses.
 *
 * One request at a time: if_cfglock is held over each, and over attach and
 * detach, so that an interface that was found stays.
 *
 * Locks: if_cfglock (sleep), then net_spin.  Drivers are called with the first
 * alone.
 */
#include <sys/errno.h>
#include <sys/sockio.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <netinet6/in6_var.h>
#include "lib/libkern.h"
#include "net/if_ioctl.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/kuio.h"

#define MTU_MIN		72
#define CONF_MAX	65536		/* bytes of SIOCGIFCONF */
#define IFF_CANTCHANGE	(IFF_BROADCAST | IFF_POINTOPOINT | IFF_RUNNING |	\
			 IFF_OACTIVE | IFF_SIMPLEX | IFF_MULTICAST |	\
			 IFF_ALLMULTI | IFF_SMART | IFF_PROMISC |	\
			 IFF_LOOPBACK)

/* Ask the driver; EOPNOTSUPP is no complaint when may is true. */
static int
driver(struct ifnet *ifp, unsigned long cmd, void *data, bool may)
{
	int error = ifp->if_ioctl == NULL ? EOPNOTSUPP :
	    ifp->if_ioctl(ifp, cmd, data);

	return (may && error == EOPNOTSUPP ? 0 : error);
}

/* ---- SIOCGIFCONF ----------------------------------------------------------------------------- */

/* One entry: name and address; longer for longer addresses. */
static void
conf_put(uint8_t *buf, size_t room, size_t *used, const struct ifnet *ifp,
    const struct sockaddr *sa, size_t len)
{
	size_t n = IFNAMSIZ + K_MAX(len, sizeof(*sa));

	if (*used + n <= room) {
		bzero(buf + *used, n);
		strlcpy((char *)buf + *used, ifp->if_xname, IFNAMSIZ);
		memcpy(buf + *used + IFNAMSIZ, sa, len);
		*used += n;
	}
}

static void
conf_fill(uint8_t *buf, size_t room, size_t *used)
{
	static const struct sockaddr none = { .sa_len = sizeof(none) };
	union sockaddr_any u;
	struct ifaddr *ifa;
	struct ifnet *ifp;

	TAILQ_FOREACH(ifp, &ifnets, if_link) {
		if (TAILQ_EMPTY(&ifp->if_stack->st_addrs))
			conf_put(buf, room, used, ifp, &none, sizeof(none));
		TAILQ_FOREACH(ifa, &ifp->if_stack->st_addrs, ifa_link) {
			u = ifa->ifa_addr;
#ifdef OPT_INET6
			if (u.sa.sa_family == AF_INET6)
				in6_embed(&u.sin6);
#endif
			conf_put(buf, room, used, ifp, &u.sa, u.sa.sa_len);
		}
	}
}

static int
ioctl_conf(struct ifconf *ifc)
{
	size_t room, used = 0;
	uint8_t *buf;
	int error;

	if (ifc->ifc_len < 0)
		return (EINVAL);
	room = K_MIN((size_t)ifc->ifc_len, (size_t)CONF_MAX);
	if ((buf = kmalloc(room + 1, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	net_lock();
	conf_fill(buf, room, &used);
	net_unlock();
	error = copyout(buf, ifc->ifc_buf, used);
	ifc->ifc_len = (int)used;
	kfree(buf, M_TEMP);
	return (error);
}

/* ---- flags ------------------------------------------------------------------------------------- */

/* IFF_UP and what goes with it. */
static int
set_flags(struct ifnet *ifp, int flags)
{
	int old = ifp->if_flags, error = 0;

	flags = (flags & ~IFF_CANTCHANGE) | (old & IFF_CANTCHANGE);
	if (((flags ^ old) & IFF_PPROMISC) != 0) {
		net_lock();
		if ((flags & IFF_PPROMISC) == 0)
			ifp->if_flags &= ~IFF_PPROMISC;
		(void)if_promisc(ifp, (flags & IFF_PPROMISC) != 0);
		net_unlock();
	}
	flags = (flags & ~IFF_PROMISC) | (ifp->if_flags & IFF_PROMISC);
	net_lock();
	if_setflags(ifp, flags & ~old, old & ~flags & ~IFF_CANTCHANGE);
	net_unlock();
	if (((flags ^ old) & IFF_UP) != 0)
		error = driver(ifp, SIOCSIFFLAGS, NULL, true);
#ifdef OPT_INET6
	if (error == 0 && (flags & ~old & IFF_UP) != 0) {
		net_lock();
		in6_linklocal(ifp);
		net_unlock();
	}
#endif
	return (error);
}

/* ---- IPv4 addresses ------------------------------------------------------------------------------ */

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
		error = set_flags(ifp, ifp->if_flags | IFF_UP);
	if (error != 0 || !first)
		return (error);
	bzero(&ra, sizeof(ra));
	strlcpy(ra.ifra_name, ifp->if_xname, sizeof(ra.ifra_name));
	memcpy(&ra.ifra_addr, &ifa->ifa_addr, sizeof(ra.ifra_addr));
	memcpy(&ra.ifra_mask, &ifa->ifa_mask, sizeof(ra.ifra_mask));
	memcpy(&ra.ifra_broadaddr, &ifa->ifa_dst, sizeof(ra.ifra_broadaddr));
	return (driver(ifp, SIOCSIFADDR, &ra, true));
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

static int
ioctl_addr(struct ifnet *ifp, unsigned long cmd, void *data)
{
	struct ifaliasreq *ra = data;
	struct ifreq *ifr = data;

	switch (cmd) {
	case SIOCGIFADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFBRDADDR:
	case SIOCGIFDSTADDR:
		return (addr_get(ifp, cmd, ifr));
	case SIOCAIFADDR:
		if (ra->ifra_addr.sa_family != AF_INET)
			return (EAFNOSUPPORT);
		return (addr_set(ifp, (struct sockaddr_in *)&ra->ifra_addr,
		    as_sin(&ra->ifra_mask), as_sin(&ra->ifra_broadaddr)));
	case SIOCSIFADDR:
		if (ifr->ifr_addr.sa_family != AF_INET)
			return (EAFNOSUPPORT);
		(void)addr_delete(ifp, &(struct sockaddr){ .sa_len = 16 });
		return (addr_set(ifp, (struct sockaddr_in *)&ifr->ifr_addr,
		    NULL, NULL));
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

/* ---- the rest -------------------------------------------------------------------------------------- */

static int
set_mtu(struct ifnet *ifp, struct ifreq *ifr)
{
	int error;

	if (ifr->ifr_mtu < MTU_MIN || ifr->ifr_mtu > ifp->if_mtumax)
		return (EINVAL);
	if ((error = driver(ifp, SIOCSIFMTU, ifr, true)) != 0)
		return (error);
	net_lock();
	if_setmtu(ifp, ifr->ifr_mtu);
	net_unlock();
	return (0);
}

static int
set_lladdr(struct ifnet *ifp, struct ifreq *ifr)
{
	int error;

	if (ifr->ifr_addr.sa_len != IF_ADDRMAX || ifp->if_addrlen !=
	    IF_ADDRMAX || (ifr->ifr_addr.sa_data[0] & 1) != 0)
		return (EINVAL);
	if ((error = driver(ifp, SIOCSIFLLADDR, ifr, true)) != 0)
		return (error);
	net_lock();
	error = if_setlladdr(ifp, (uint8_t *)ifr->ifr_addr.sa_data);
	net_unlock();
	return (error);
}

static int
set_name(struct ifnet *ifp, const struct ifreq *ifr)
{
	char name[IFNAMSIZ];
	int error;

	if ((error = copyinstr(ifr->ifr_data, name, sizeof(name), NULL)) != 0)
		return (error);
	if (name[0] == '\0')
		return (EINVAL);
	net_lock();
	if (if_byname(name) != NULL) {
		error = EEXIST;
	} else {
		rt_announce(ifp, IFAN_DEPARTURE);
		strlcpy(ifp->if_xname, name, sizeof(ifp->if_xname));
		rt_announce(ifp, IFAN_ARRIVAL);
	}
	net_unlock();
	return (error);
}

static int
set_multi(struct ifnet *ifp, unsigned long cmd, const struct ifreq *ifr)
{
	const struct sockaddr_dl *sdl =
	    (const struct sockaddr_dl *)&ifr->ifr_addr;
	const uint8_t *l;
	int error = 0;

	if ((ifp->if_flags & IFF_MULTICAST) == 0)
		return (EOPNOTSUPP);
	if (ifr->ifr_addr.sa_family != AF_LINK ||
	    ifp->if_addrlen != IF_ADDRMAX || sdl->sdl_nlen > 2)
		return (EINVAL);
	l = (const uint8_t *)sdl->sdl_data + sdl->sdl_nlen;
	if ((l[0] & 1) == 0)
		return (EINVAL);
	net_lock();
	if (cmd == SIOCADDMULTI)
		error = if_addmulti(ifp, l);
	else
		if_delmulti(ifp, l);
	net_unlock();
	return (error);
}

static int
get_media(struct ifnet *ifp, struct ifmediareq *ifm)
{
	int *ulist = ifm->ifm_ulist, error, current;

	error = driver(ifp, SIOCGIFMEDIA, ifm, false);
	if (error == EOPNOTSUPP)
		return (EINVAL);
	current = ifm->ifm_current;
	if (error == 0 && ulist != NULL && ifm->ifm_count > 0)
		error = copyout(&current, ulist, sizeof(current));
	ifm->ifm_ulist = ulist;
	ifm->ifm_count = 1;
	return (error);
}

static int
ioctl_get(struct ifnet *ifp, unsigned long cmd, struct ifreq *ifr)
{
	struct if_data ifd;

	switch (cmd) {
	case SIOCGIFFLAGS:
		ifr->ifr_flags = (short)(ifp->if_flags & 0xffff);
		ifr->ifr_flagshigh = (short)(ifp->if_flags >> 16);
		return (0);
	case SIOCGIFINDEX:
		ifr->ifr_index = (short)ifp->if_index;
		return (0);
	case SIOCGIFMTU:
		ifr->ifr_mtu = ifp->if_mtu;
		return (0);
	case SIOCGIFMETRIC:
		ifr->ifr_metric = (int)ifp->if_data.ifi_metric;
		return (0);
	case SIOCGIFPHYS:
		ifr->ifr_phys = ifp->if_data.ifi_physical;
		return (0);
	case SIOCGIFCAP:
		ifr->ifr_reqcap = ifr->ifr_curcap = 0;
		return (0);
	case SIOCGIFDATA:
		net_lock();
		ifd = ifp->if_data;
		net_unlock();
		return (copyout(&ifd, ifr->ifr_data, sizeof(ifd)));
	default:
		return (get_media(ifp, (struct ifmediareq *)(void *)ifr));
	}
}

static int
ioctl_set(struct ifnet *ifp, unsigned long cmd, struct ifreq *ifr)
{
	switch (cmd) {
	case SIOCSIFFLAGS:
		return (set_flags(ifp, (ifr->ifr_flags & 0xffff) |
		    ifr->ifr_flagshigh << 16));
	case SIOCSIFMTU:
		return (set_mtu(ifp, ifr));
	case SIOCSIFMETRIC:
		ifp->if_data.ifi_metric = (u_long)ifr->ifr_metric;
		return (0);
	case SIOCSIFLLADDR:
		return (set_lladdr(ifp, ifr));
	case SIOCSIFNAME:
		return (set_name(ifp, ifr));
	case SIOCADDMULTI:
	case SIOCDELMULTI:
		return (set_multi(ifp, cmd, ifr));
	case SIOCSIFCAP:
		return (ifr->ifr_reqcap == 0 ? 0 : EINVAL);
	default:
		return (driver(ifp, cmd, ifr, false));
	}
}

/* What a request of IPv6 is must not depend on its being built in. */
static int
ioctl_v6(struct ifnet *ifp, unsigned long cmd, void *data)
{
#ifdef OPT_INET6
	int error;

	if (cmd == SIOCAIFADDR_IN6 && cred_root(curlwp->lwp_cred) == 0 &&
	    (ifp->if_flags & IFF_UP) == 0 &&
	    (error = set_flags(ifp, ifp->if_flags | IFF_UP)) != 0)
		return (error);
	net_lock();
	error = in6_ioctl(ifp, cmd, data, curlwp->lwp_cred);
	net_unlock();
	return (error);
#else
	return (EOPNOTSUPP);
#endif
}

static int
ioctl_one(struct ifnet *ifp, unsigned long cmd, void *data)
{
	switch (cmd) {
	case SIOCGIFFLAGS:
	case SIOCGIFINDEX:
	case SIOCGIFMTU:
	case SIOCGIFMETRIC:
	case SIOCGIFPHYS:
	case SIOCGIFCAP:
	case SIOCGIFDATA:
	case SIOCGIFMEDIA:
		return (ioctl_get(ifp, cmd, data));
	case SIOCGIFADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFBRDADDR:
	case SIOCGIFDSTADDR:
		return (ioctl_addr(ifp, cmd, data));
	case SIOCAIFADDR_IN6:
	case SIOCDIFADDR_IN6:
	case SIOCGIFADDR_IN6:
	case SIOCGIFNETMASK_IN6:
	case SIOCGIFDSTADDR_IN6:
	case SIOCGIFAFLAG_IN6:
	case SIOCGIFALIFETIME_IN6:
		return (ioctl_v6(ifp, cmd, data));
	}
	if (cred_root(curlwp->lwp_cred) != 0)
		return (EPERM);
	switch (cmd) {
	case SIOCAIFADDR:
	case SIOCSIFADDR:
	case SIOCDIFADDR:
	case SIOCSIFNETMASK:
	case SIOCSIFBRDADDR:
	case SIOCSIFDSTADDR:
		return (ioctl_addr(ifp, cmd, data));
	default:
		return (ioctl_set(ifp, cmd, data));
	}
}

int
if_ioctl(struct socket *so, unsigned long cmd, void *data)
{
	char name[IFNAMSIZ];
	struct ifnet *ifp;
	int error;

	if (cmd == SIOCGIFCONF)
		return (ioctl_conf(data));
	/* All others begin with the name. */
	if (IOCPARM_LEN(cmd) < IFNAMSIZ)
		return (EOPNOTSUPP);
	memcpy(name, data, sizeof(name));
	name[IFNAMSIZ - 1] = '\0';
	if (cmd == SIOCIFCREATE || cmd == SIOCIFCREATE2 ||
	    cmd == SIOCIFDESTROY)
		return (EINVAL);	/* interfaces are what the host gives */
	lock_exclusive(&if_cfglock);
	net_lock();
	ifp = if_byname(name);
	net_unlock();
	error = ifp == NULL ? ENXIO : ioctl_one(ifp, cmd, data);
	lock_release(&if_cfglock);
	return (error);
}
