/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_tun.c: interfaces whose wire is a program: tun(4) for packets, tap(4) for
 * frames.  What is sent waits here for a read of the device, tun_dev.c.
 *
 * Locks: tun_units around attach and detach; net_spin for the queue.
 */
#include <sys/errno.h>
#include <sys/sockio.h>
#include <net/if_types.h>
#include "dev/memdev.h"
#include "lib/libkern.h"
#include "lwip/arch.h"
#include "net/if_tun.h"
#include "net/net_var.h"
#include "sys/kuio.h"
#include "sys/thread.h"

#define TUN_MTU		1500

struct lock tun_units;

/* net_spin held. */
static int
tun_output(struct ifnet *ifp, const struct iovec *iov, int niov, size_t len,
    const struct netoff *off)
{
	struct tun_d *d = ifp->if_softc;
	struct tun_pkt *tp;
	size_t n = 0;

	if (d->td_qlen >= TUN_QLEN ||
	    (tp = net_malloc(sizeof(*tp) + len)) == NULL)
		return (ENOBUFS);
	for (int i = 0; i < niov; i++) {
		memcpy(tp->tp_data + n, iov[i].iov_base, iov[i].iov_len);
		n += iov[i].iov_len;
	}
	tp->tp_len = (uint32_t)n;
	STAILQ_INSERT_TAIL(&d->td_queue, tp, tp_link);
	d->td_qlen++;
	return (0);
}

/* The end of a burst: who waits shall read. */
static void
tun_start(struct ifnet *ifp)
{
	struct tun_d *d = ifp->if_softc;

	wakeup(d);
	knote_fire(&d->td_kq, KN_HINT_READY);
	net_async_tell(&d->td_async);
}

/* All that can be set is the stack's own business. */
static int
tun_ioctl(struct ifnet *ifp, unsigned long cmd, void *data)
{
	switch (cmd) {
	case SIOCSIFFLAGS:
	case SIOCSIFADDR:
	case SIOCSIFMTU:
	case SIOCSIFLLADDR:
		return (0);
	default:
		return (EOPNOTSUPP);
	}
}

int
tun_attach(struct tun_d *d)
{
	struct ifnet *ifp = &d->td_if;
	int error;

	bzero(ifp, sizeof(*ifp));
	ifp->if_dname = d->td_tap ? "tap" : "tun";
	ifp->if_dunit = d->td_unit;
	ksnprintf(ifp->if_xname, sizeof(ifp->if_xname), "%s%d", ifp->if_dname,
	    d->td_unit);
	ifp->if_mtu = TUN_MTU;
	ifp->if_mtumax = TUN_MRU;
	ifp->if_softc = d;
	ifp->if_output = tun_output;
	ifp->if_start = tun_start;
	ifp->if_ioctl = tun_ioctl;
	if (d->td_tap) {
		ifp->if_type = IFT_ETHER;
		ifp->if_flags = IFF_BROADCAST | IFF_SIMPLEX | IFF_MULTICAST;
		ifp->if_addrlen = IF_ADDRMAX;
		random_bytes(ifp->if_lladdr, IF_ADDRMAX);
		/* Nobody's, and of one station. */
		ifp->if_lladdr[0] = (uint8_t)((ifp->if_lladdr[0] & ~1) | 2);
	} else {
		ifp->if_type = IFT_PPP;
		ifp->if_flags = IFF_POINTOPOINT | IFF_MULTICAST;
	}
	ifp->if_data.ifi_link_state = LINK_STATE_UNKNOWN;
	if ((error = if_attach(ifp)) == 0)
		d->td_attached = true;
	return (error);
}

void
tun_flush(struct tun_d *d)
{
	struct tun_pkt *tp;

	while ((tp = STAILQ_FIRST(&d->td_queue)) != NULL) {
		STAILQ_REMOVE_HEAD(&d->td_queue, tp_link);
		d->td_qlen--;
		net_free(tp);
	}
}

void
tun_detach(struct tun_d *d)
{
	if_detach(&d->td_if);
	d->td_attached = false;
	net_lock();
	tun_flush(d);
	tun_start(&d->td_if);
	net_unlock();
}

void
tun_running(struct tun_d *d, bool on)
{
	net_lock();
	d->td_open = on;
	if (!on)
		tun_flush(d);
	d->td_head = false;
	net_unlock();
	if_running(&d->td_if, on);
}
