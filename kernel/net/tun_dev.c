/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tun_dev.c: /dev/tun and /dev/tap, which open the first free of /dev/tun0 ...
 * and /dev/tap0 ...; programs read there what their interface sends, and write
 * what it shall receive: a packet, or frame, a call.
 *
 * Locks: tun_units over open, close, create and destroy; then net_spin.
 */
#include <sys/errno.h>
#include <sys/filio.h>
#include <sys/sockio.h>
#include <net/tap/if_tap.h>
#include <net/tun/if_tun.h>
#include "lib/libkern.h"
#include "lwip/arch.h"
#include "net/if_tun.h"
#include "net/net_var.h"
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/thread.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_TUN, "tun", "tunnels to programs");

#define PREMADE		4	/* units whose device is there from the start */
#define ETHER_HDR	14
#define FAMILY_LEN	4

static struct tun_d *units[2][TUN_UNITS];	/* tun, tap */
static const struct dev_ops tun_ops;

/* ---- units ------------------------------------------------------------------------------ */

/* tun_units held: the unit with its device, made if need be.  NULL: no memory. */
static struct tun_d *
unit_make(bool tap, int unit)
{
	struct tun_d *d = units[tap][unit];

	if (d != NULL)
		return (d);
	if ((d = kmalloc(sizeof(*d), M_TUN, M_WAITOK | M_ZERO)) == NULL)
		return (NULL);
	d->td_tap = tap;
	d->td_unit = unit;
	STAILQ_INIT(&d->td_queue);
	net_async_init(&d->td_async);
	d->td_dev = make_dev(&tun_ops, unit + (tap ? 256 : 0), 0, 0, 0600,
	    "%s%d", tap ? "tap" : "tun", unit);
	if (d->td_dev == NULL) {
		kfree(d, M_TUN);
		return (NULL);
	}
	d->td_dev->si_softc = d;
	units[tap][unit] = d;
	return (d);
}

/* The first that nobody has opened; created: nor made by ifconfig.  -1: none. */
static int
unit_free(bool tap, bool created)
{
	const struct tun_d *d;

	for (int i = 0; i < TUN_UNITS; i++)
		if ((d = units[tap][i]) == NULL ||
		    (!d->td_open && (!created || !d->td_attached)))
			return (i);
	return (-1);
}

static int
tun_clone(struct cdev *dev, int fflags, struct cdev **real)
{
	bool tap = dev->si_softc != NULL;
	struct tun_d *d;
	int unit, error = EBUSY;

	lock_exclusive(&tun_units);
	if ((unit = unit_free(tap, false)) >= 0) {
		error = (d = unit_make(tap, unit)) == NULL ? ENOMEM : 0;
		if (error == 0) {
			dev_ref(d->td_dev);
			*real = d->td_dev;
		}
	}
	lock_release(&tun_units);
	return (error);
}

static int
tun_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	struct tun_d *d = dev->si_softc;
	int error;

	if ((error = cred_root(cred)) != 0)
		return (error);
	lock_exclusive(&tun_units);
	if (d->td_open)
		error = EBUSY;
	else if (!d->td_attached)
		error = tun_attach(d);
	if (error == 0)
		tun_running(d, true);
	lock_release(&tun_units);
	return (error);
}

static int
tun_close(struct cdev *dev, int fflags, struct file *fp)
{
	struct tun_d *d = dev->si_softc;

	net_async_reset(&d->td_async);
	lock_exclusive(&tun_units);
	tun_running(d, false);
	if (!d->td_created)
		tun_detach(d);
	lock_release(&tun_units);
	return (0);
}

/* "tap7": its kind and unit; -1: just the kind.  False: another's. */
static bool
name_parse(const char *name, bool *tap, int *unit)
{
	const char *p = name + 3;

	*tap = strncmp(name, "tap", 3) == 0;
	if (!*tap && strncmp(name, "tun", 3) != 0)
		return (false);
	*unit = *p == '\0' ? -1 : 0;
	if (*p == '0' && p[1] != '\0')
		return (false);
	for (; *p != '\0'; p++) {
		if (*p < '0' || *p > '9' ||
		    (*unit = *unit * 10 + (*p - '0')) >= TUN_UNITS)
			return (false);
	}
	return (true);
}

int
tun_ifcreate(char *name, size_t size)
{
	struct tun_d *d;
	int unit, error;
	bool tap;

	if (!name_parse(name, &tap, &unit))
		return (EINVAL);
	lock_exclusive(&tun_units);
	if (unit < 0 && (unit = unit_free(tap, true)) < 0)
		error = ENOSPC;
	else if ((d = unit_make(tap, unit)) == NULL)
		error = ENOMEM;
	else if (d->td_attached)
		error = EEXIST;
	else if ((error = tun_attach(d)) == 0) {
		d->td_created = true;
		strlcpy(name, d->td_if.if_xname, size);
	}
	lock_release(&tun_units);
	return (error);
}

int
tun_ifdestroy(const char *name)
{
	struct tun_d *d;
	int unit, error = 0;
	bool tap;

	if (!name_parse(name, &tap, &unit) || unit < 0)
		return (EINVAL);
	lock_exclusive(&tun_units);
	d = units[tap][unit];
	if (d == NULL || !d->td_attached) {
		error = ENXIO;
	} else if (d->td_open) {
		error = EBUSY;
	} else {
		d->td_created = false;
		tun_detach(d);
	}
	lock_release(&tun_units);
	return (error);
}

/* ---- read, write ------------------------------------------------------------------------ */

static int
tun_read(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct tun_d *d = dev->si_softc;
	uint32_t family = 0;
	struct tun_pkt *tp;
	bool head;
	int error = 0;

	net_lock();
	while ((tp = STAILQ_FIRST(&d->td_queue)) == NULL) {
		if ((ioflag & IO_NDELAY) != 0) {
			net_unlock();
			return (EWOULDBLOCK);
		}
		tsleep_interlock(d, PCATCH);
		net_unlock();
		if ((error = tsleep(d, PCATCH | PINTERLOCKED, "tunread",
		    0)) != 0)
			return (error);
		net_lock();
	}
	STAILQ_REMOVE_HEAD(&d->td_queue, tp_link);
	d->td_qlen--;
	head = d->td_head;
	net_unlock();
	if (head) {
		family = htonl(tp->tp_data[0] >> 4 == 6 ? AF_INET6 : AF_INET);
		error = kuiomove(&family, K_MIN(u->uio_resid, sizeof(family)),
		    u);
	}
	/* What does not fit is lost. */
	if (error == 0)
		error = kuiomove(tp->tp_data, K_MIN(u->uio_resid,
		    (size_t)tp->tp_len), u);
	net_free(tp);
	return (error);
}

static int
tun_write(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct tun_d *d = dev->si_softc;
	size_t link = d->td_tap ? ETHER_HDR : 0;
	bool head = d->td_head;
	struct netbuf *nb;
	uint32_t family;
	size_t len;
	int error;

	if (u->uio_resid == 0)
		return (0);
	if (head) {
		if (u->uio_resid <= sizeof(family))
			return (EIO);
		if ((error = kuiomove(&family, sizeof(family), u)) != 0)
			return (error);
		family = ntohl(family);
		if (family != AF_INET && family != AF_INET6)
			return (EAFNOSUPPORT);
	}
	len = u->uio_resid;
	if (len <= link || len > TUN_MRU + link)
		return (EIO);
	if ((nb = netbuf_get(len)) == NULL)
		return (ENOBUFS);
	if ((error = kuiomove(nb->nb_data, len, u)) != 0) {
		netbuf_free(nb);
		return (error);
	}
	nb->nb_len = (uint32_t)len;
	if_input(&d->td_if, nb);
	return (0);
}

/* ---- ioctl ------------------------------------------------------------------------------ */

static void
info_get(struct tun_d *d, struct tuninfo *ti)
{
	bzero(ti, sizeof(*ti));
	ti->baudrate = (int)d->td_if.if_data.ifi_baudrate;
	ti->mtu = (short)d->td_if.if_mtu;
	ti->type = d->td_if.if_type;
}

static int
info_set(struct tun_d *d, const struct tuninfo *ti)
{
	if (ti->mtu <= 0 || ti->mtu > TUN_MRU || ti->type !=
	    d->td_if.if_type || ti->baudrate < 0)
		return (EINVAL);
	net_lock();
	d->td_if.if_data.ifi_baudrate = (u_long)ti->baudrate;
	if_setmtu(&d->td_if, ti->mtu);
	net_unlock();
	return (0);
}

/* TUNSIFMODE: who may be spoken to. */
static int
mode_set(struct tun_d *d, int mode)
{
	const int kinds = IFF_POINTOPOINT | IFF_BROADCAST;

	if (((mode & kinds) != IFF_POINTOPOINT &&
	    (mode & kinds) != IFF_BROADCAST) || (d->td_if.if_flags & IFF_UP))
		return ((d->td_if.if_flags & IFF_UP) != 0 ? EBUSY : EINVAL);
	net_lock();
	if_setflags(&d->td_if, mode & (kinds | IFF_MULTICAST),
	    kinds | IFF_MULTICAST);
	net_unlock();
	return (0);
}

static int
tap_ioctl(struct tun_d *d, unsigned long cmd, void *data)
{
	struct ifreq *ifr = data;

	switch (cmd) {
	case TAPGIFNAME:
		bzero(ifr, sizeof(*ifr));
		strlcpy(ifr->ifr_name, d->td_if.if_xname,
		    sizeof(ifr->ifr_name));
		return (0);
	case SIOCGIFADDR:
		/* The address of Ethernet, as VMware's programs ask. */
		memcpy(data, d->td_if.if_lladdr, IF_ADDRMAX);
		return (0);
	default:
		return (ENOTTY);
	}
}

static int
tun_only(struct tun_d *d, unsigned long cmd, void *data)
{
	int *v = data;

	switch (cmd) {
	case TUNSIFHEAD:
		d->td_head = *v != 0;
		return (0);
	case TUNGIFHEAD:
		*v = d->td_head;
		return (0);
	case TUNSLMODE:
		/* An address in front of each packet: nobody has it. */
		return (*v == 0 ? 0 : EOPNOTSUPP);
	case TUNSIFMODE:
		return (mode_set(d, *v));
	default:
		return (ENOTTY);
	}
}

static int
tun_devioctl(struct cdev *dev, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	struct tun_d *d = dev->si_softc;
	struct tun_pkt *tp;
	int *v = data, error;

	switch (cmd) {
	case TAPSDEBUG:
		d->td_debug = *v;
		return (0);
	case TAPGDEBUG:
		*v = d->td_debug;
		return (0);
	case TUNSIFINFO:
		return (info_set(d, data));
	case TUNGIFINFO:
		info_get(d, data);
		return (0);
	case FIONBIO:
		return (0);
	case FIONREAD:
		net_lock();
		tp = STAILQ_FIRST(&d->td_queue);
		*v = tp != NULL ? (int)tp->tp_len : 0;
		net_unlock();
		return (0);
	default:
		error = net_async_ioctl(&d->td_async, cmd, data);
		if (error != ENOTTY)
			return (error);
		return (d->td_tap ? tap_ioctl(d, cmd, data) :
		    tun_only(d, cmd, data));
	}
}

/* ---- events ------------------------------------------------------------------------------- */

static bool
tun_event(struct knote *kn, long hint)
{
	struct tun_d *d = kn->kn_hook;
	const struct tun_pkt *tp;

	if (hint == 0)
		net_lock();
	tp = STAILQ_FIRST(&d->td_queue);
	kn->kn_data = kn->kn_filter == EVFILT_WRITE ? d->td_if.if_mtu :
	    tp != NULL ? tp->tp_len : 0;
	if (hint == 0)
		net_unlock();
	return (kn->kn_data > 0);
}

static const struct filterops tun_filter = {
	.fo_isfd = true, .f_event = tun_event,
};

static int
tun_kqfilter(struct cdev *dev, struct knote *kn)
{
	struct tun_d *d = dev->si_softc;

	if (kn->kn_filter != EVFILT_READ && kn->kn_filter != EVFILT_WRITE)
		return (EOPNOTSUPP);
	kn->kn_hook = d;
	kn->kn_fop = &tun_filter;
	knote_insert(&d->td_kq, kn);
	return (0);
}

static const struct dev_ops tun_ops = {
	.d_name = "tun",
	.d_open = tun_open, .d_close = tun_close,
	.d_read = tun_read, .d_write = tun_write,
	.d_ioctl = tun_devioctl, .d_kqfilter = tun_kqfilter,
};
static const struct dev_ops tun_clone_ops = {
	.d_name = "tun",
	.d_clone = tun_clone,
};

void
tun_init(void)
{
	struct cdev *tun, *tap;

	lock_init(&tun_units, "tununits", LR_DEV, 0);
	tun = make_dev(&tun_clone_ops, 512, 0, 0, 0600, "tun");
	tap = make_dev(&tun_clone_ops, 513, 0, 0, 0600, "tap");
	if (tun == NULL || tap == NULL)
		panic("no memory for /dev/tun");
	tap->si_softc = tap;		/* tells the two apart */
	lock_exclusive(&tun_units);
	for (int i = 0; i < 2 * PREMADE; i++)
		if (unit_make(i % 2 != 0, i / 2) == NULL)
			panic("no memory for /dev/tun%d", i / 2);
	lock_release(&tun_units);
}
