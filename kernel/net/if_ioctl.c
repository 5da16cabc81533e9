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
#include "net/if_tun.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/kjail.h"
#include "sys/kuio.h"

#define MTU_MIN		72
#define CONF_MAX	65536		/* bytes of SIOCGIFCONF */
#define IFF_CANTCHANGE	(IFF_BROADCAST | IFF_POINTOPOINT | IFF_RUNNING |	\
			 IFF_OACTIVE | IFF_SIMPLEX | IFF_MULTICAST |	\
			 IFF_ALLMULTI | IFF_SMART | IFF_PROMISC |	\
			 IFF_LOOPBACK)

int
if_driver(struct ifnet *ifp, unsigned long cmd, void *data, bool may)
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
			if (!jail_hasaddr(curlwp->lwp_cred, &u.sa))
				continue;
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
int
if_ioctl_flags(struct ifnet *ifp, int flags)
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
		error = if_driver(ifp, SIOCSIFFLAGS, NULL, true);
#ifdef OPT_INET6
	if (error == 0 && (flags & ~old & IFF_UP) != 0) {
		net_lock();
		in6_linklocal(ifp);
		net_unlock();
	}
#endif
	return (error);
}

/* ---- the rest -------------------------------------------------------------------------------------- */

static int
set_mtu(struct ifnet *ifp, struct ifreq *ifr)
{
	int error;

	if (ifr->ifr_mtu < MTU_MIN || ifr->ifr_mtu > ifp->if_mtumax)
		return (EINVAL);
	if ((error = if_driver(ifp, SIOCSIFMTU, ifr, true)) != 0)
		return (error);
	net_lock();
	if_setmtu(ifp, ifr->ifr_mtu);
	net_unlock();
	return (0);
}

static int
set_caps(struct ifnet *ifp, struct ifreq *ifr)
{
	int error;

	if ((ifr->ifr_reqcap & ~ifp->if_capabilities) != 0)
		return (EINVAL);
	net_lock();
	ifp->if_capenable = ifr->ifr_reqcap;
	net_unlock();
	error = if_driver(ifp, SIOCSIFCAP, ifr, true);
	net_lock();
	rt_ifmsg(ifp);
	net_unlock();
	return (error);
}

static int
set_lladdr(struct ifnet *ifp, struct ifreq *ifr)
{
	int error;

	if (ifr->ifr_addr.sa_len != IF_ADDRMAX || ifp->if_addrlen !=
	    IF_ADDRMAX || (ifr->ifr_addr.sa_data[0] & 1) != 0)
		return (EINVAL);
	if ((error = if_driver(ifp, SIOCSIFLLADDR, ifr, true)) != 0)
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

	error = if_driver(ifp, SIOCGIFMEDIA, ifm, false);
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
		ifr->ifr_reqcap = ifp->if_capabilities;
		ifr->ifr_curcap = ifp->if_capenable;
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
		return (if_ioctl_flags(ifp, (ifr->ifr_flags & 0xffff) |
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
		return (set_caps(ifp, ifr));
	default:
		return (if_driver(ifp, cmd, ifr, false));
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
	    (error = if_ioctl_flags(ifp, ifp->if_flags | IFF_UP)) != 0)
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
	case SIOCGIFALIAS:
		return (in_ioctl(ifp, cmd, data));
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
		return (in_ioctl(ifp, cmd, data));
	default:
		return (ioctl_set(ifp, cmd, data));
	}
}

/* Interfaces to programs and to ourselves can be made; others are what the host
 * gives. */
static int
ioctl_clone(unsigned long cmd, char *name, struct ifreq *ifr)
{
	int error;

	if ((error = cred_root(curlwp->lwp_cred)) != 0)
		return (error);
	if (cmd == SIOCIFDESTROY) {
		error = tun_ifdestroy(name);
		return (error == EINVAL ? loop_ifdestroy(name) : error);
	}
	if ((error = tun_ifcreate(name, IFNAMSIZ)) == EINVAL)
		error = loop_ifcreate(name, IFNAMSIZ);
	if (error == 0)
		strlcpy(ifr->ifr_name, name, sizeof(ifr->ifr_name));
	return (error);
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
		return (ioctl_clone(cmd, name, data));
	lock_exclusive(&if_cfglock);
	net_lock();
	ifp = if_byname(name);
	net_unlock();
	error = ifp == NULL ? ENXIO : ioctl_one(ifp, cmd, data);
	lock_release(&if_cfglock);
	return (error);
}
