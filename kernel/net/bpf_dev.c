/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf_dev.c: /dev/bpf, which opens the next free of /dev/bpf0, bpf1 ...
 *
 * Locks: bpf_units over open and close; bd_lock over what changes a listener;
 * then net_spin.
 */
#include <sys/errno.h>
#include <sys/filio.h>
#include <sys/sockio.h>
#include <net/if_types.h>
#include "lib/libkern.h"
#include "net/bpf_var.h"
#include "sys/kjail.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_BPF, "BPF", "packet filters");

#define BPF_UNITS	BPF_MAX_CLONES
#define BPF_FRAME	65535
#define ETHER_HDR	14

static struct bpf_d *units[BPF_UNITS];
static struct lock bpf_units;
static const struct dev_ops bpf_ops;
static int bpf_bufsize = BPF_DEFAULTBUFSIZE;
int bpf_maxbufsize = BPF_MAXBUFSIZE;
SYSCTL_KINT(debug_bpf_bufsize, "debug.bpf_bufsize", OID_AUTO, CTLFLAG_RW,
    &bpf_bufsize, "Size of buffers");
SYSCTL_KINT(debug_bpf_maxbufsize, "debug.bpf_maxbufsize", OID_AUTO,
    CTLFLAG_RW, &bpf_maxbufsize, "Maximum size of buffers");

/* ---- open, close -------------------------------------------------------------------------------- */

/* bpf_units held: the unit with its device, made if need be. */
static int
unit_make(int unit)
{
	struct bpf_d *d;

	if (units[unit] != NULL)
		return (0);
	d = kmalloc(sizeof(*d), M_BPF, M_WAITOK | M_ZERO);
	if (d == NULL)
		return (ENOMEM);
	d->bd_unit = unit;
	lock_init(&d->bd_lock, "bpf", LR_DEV, 0);
	net_async_init(&d->bd_async);
	d->bd_dev = make_dev(&bpf_ops, unit, 0, 0, 0600, "bpf%d", unit);
	if (d->bd_dev == NULL) {
		kfree(d, M_BPF);
		return (ENOMEM);
	}
	d->bd_dev->si_softc = d;
	units[unit] = d;
	return (0);
}

static int
bpf_clone(struct cdev *dev, int fflags, struct cdev **real)
{
	int error = EBUSY;

	lock_exclusive(&bpf_units);
	for (int i = 0; i < BPF_UNITS; i++) {
		if (units[i] != NULL && units[i]->bd_open)
			continue;
		if ((error = unit_make(i)) == 0) {
			dev_ref(units[i]->bd_dev);
			*real = units[i]->bd_dev;
		}
		break;
	}
	lock_release(&bpf_units);
	return (error);
}

static int
bpf_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	struct bpf_d *d = dev->si_softc;
	int error = 0;

	if (jailed(cred))
		return (EPERM);
	lock_exclusive(&bpf_units);
	if (d->bd_open) {
		error = EBUSY;
	} else {
		d->bd_open = true;
		d->bd_bufsize = (uint32_t)K_MAX(K_MIN(bpf_bufsize,
		    bpf_maxbufsize), BPF_MINBUFSIZE);
		d->bd_seesent = true;
		d->bd_immediate = d->bd_hdrcmplt = d->bd_locked = false;
		d->bd_gone = false;
		d->bd_timeout = 0;
		d->bd_rcount = d->bd_dcount = 0;
	}
	lock_release(&bpf_units);
	return (error);
}

static int
bpf_close(struct cdev *dev, int fflags, struct file *fp)
{
	struct bpf_d *d = dev->si_softc;
	void *a, *b, *f, *w;

	net_lock();
	bpf_unattach(d);
	a = d->bd_store;
	b = d->bd_hold;
	f = d->bd_filter;
	w = d->bd_wfilter;
	d->bd_store = d->bd_hold = NULL;
	d->bd_filter = d->bd_wfilter = NULL;
	d->bd_storelen = d->bd_holdlen = 0;
	net_unlock();
	kfree(a, M_BPF);
	kfree(b, M_BPF);
	kfree(f, M_BPF);
	kfree(w, M_BPF);
	net_async_reset(&d->bd_async);
	lock_exclusive(&bpf_units);
	d->bd_open = false;
	lock_release(&bpf_units);
	return (0);
}

/* ---- read, write ---------------------------------------------------------------------------------- */

/* Wait until the other buffer has something.  bd_lock and net_spin held. */
static int
read_wait(struct bpf_d *d, bool nowait)
{
	int64_t end = d->bd_timeout != 0 ? time_mono() + d->bd_timeout : 0;
	int error = 0;

	while (d->bd_holdlen == 0) {
		if ((d->bd_immediate || nowait || error == EWOULDBLOCK) &&
		    d->bd_storelen != 0) {
			bpf_rotate(d);
			break;
		}
		if (d->bd_gone || d->bd_ifp == NULL)
			return (ENXIO);
		if (error == EWOULDBLOCK)
			return (0);	/* the time is over: nothing came */
		if (nowait)
			return (EWOULDBLOCK);
		tsleep_interlock(d, PCATCH);
		net_unlock();
		error = tsleep(d, PCATCH | PINTERLOCKED, "bpf",
		    end != 0 ? K_MAX(end - time_mono(), 1LL) : 0);
		net_lock();
		if (error != 0 && error != EWOULDBLOCK)
			return (error);
	}
	return (0);
}

static int
bpf_read(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct bpf_d *d = dev->si_softc;
	int error;
	size_t n;

	if ((error = lock_acquire(&d->bd_lock, LK_EXCLUSIVE | LK_PCATCH)) != 0)
		return (error);
	if (u->uio_resid != d->bd_bufsize) {
		lock_release(&d->bd_lock);
		return (EINVAL);
	}
	net_lock();
	error = read_wait(d, (ioflag & IO_NDELAY) != 0);
	n = error == 0 ? d->bd_holdlen : 0;
	d->bd_reading = true;
	net_unlock();
	if (error == 0 && n > 0)
		error = kuiomove(d->bd_hold, n, u);
	net_lock();
	d->bd_reading = false;
	if (n > 0)
		d->bd_holdlen = 0;
	net_unlock();
	lock_release(&d->bd_lock);
	return (error);
}

/* A frame to send; of loopback: an IP packet behind its family. */
static int
write_frame(struct bpf_d *d, uint8_t *frame, size_t len)
{
	struct ifnet *ifp = d->bd_ifp;
	struct pbuf *p;
	int error;

	if (ifp == NULL)
		return (ENXIO);
	if ((ifp->if_flags & IFF_UP) == 0)
		return (ENETDOWN);
	if (d->bd_wfilter != NULL &&
	    bpf_run(d->bd_wfilter, d->bd_wflen, frame, len, NULL) == 0)
		return (EPERM);
	if (ifp->if_type == IFT_LOOP) {
		if (len <= 4 || len > BPF_FRAME)
			return (EINVAL);
		p = pbuf_alloc(PBUF_LINK, (u16_t)(len - 4), PBUF_RAM);
		if (p == NULL)
			return (ENOBUFS);
		(void)pbuf_take(p, frame + 4, (u16_t)(len - 4));
		bpf_tap(ifp, frame, 4, p, true);
		error = net_self(in_ifaddr(ifp, NULL) != NULL ?
		    in_ifaddr(ifp, NULL)->ifa_netif :
		    &ifp->if_stack->st_netif, p, frame[0] == AF_INET6);
		pbuf_free(p);
		return (error);
	}
	/* Where there are no frames a family stands before the packet. */
	if (ifp->if_type != IFT_ETHER) {
		if (len <= 4)
			return (EINVAL);
		if (len - 4 > (size_t)ifp->if_mtu)
			return (EMSGSIZE);
		return (if_send_frame(ifp, frame + 4, len - 4));
	}
	if (len < ETHER_HDR)
		return (EINVAL);
	if (len > (size_t)ifp->if_mtu + ETHER_HDR)
		return (EMSGSIZE);
	if (!d->bd_hdrcmplt)
		memcpy(frame + IF_ADDRMAX, ifp->if_lladdr, IF_ADDRMAX);
	p = pbuf_alloc_reference(frame, (u16_t)len, PBUF_REF);
	if (p != NULL) {
		bpf_tap(ifp, NULL, 0, p, true);
		pbuf_free(p);
	}
	return (if_send_frame(ifp, frame, len));
}

static int
bpf_write(struct cdev *dev, struct kuio *u, int ioflag)
{
	struct bpf_d *d = dev->si_softc;
	size_t len = u->uio_resid;
	uint8_t *frame;
	int error;

	if (len == 0)
		return (0);
	if (len > BPF_FRAME)
		return (EMSGSIZE);
	if ((frame = kmalloc(len, M_BPF, M_WAITOK)) == NULL)
		return (ENOBUFS);
	if ((error = kuiomove(frame, len, u)) == 0) {
		net_lock();
		error = write_frame(d, frame, len);
		net_unlock();
	}
	kfree(frame, M_BPF);
	return (error);
}

/* ---- events ------------------------------------------------------------------------------------------- */

static bool
bpf_event(struct knote *kn, long hint)
{
	struct bpf_d *d = kn->kn_hook;
	bool ready;

	if (hint == 0)
		net_lock();
	kn->kn_data = d->bd_holdlen;
	if (d->bd_holdlen == 0 && (d->bd_immediate || d->bd_timeout != 0))
		kn->kn_data = d->bd_storelen;
	if (d->bd_gone)
		kn->kn_flags |= EV_EOF;
	ready = kn->kn_data > 0 || d->bd_gone;
	if (hint == 0)
		net_unlock();
	return (ready);
}

static bool
bpf_wevent(struct knote *kn, long hint)
{
	kn->kn_data = BPF_FRAME;
	return (true);
}

static const struct filterops bpf_rfilter = {
	.fo_isfd = true, .f_event = bpf_event,
};
static const struct filterops bpf_wfilter = {
	.fo_isfd = true, .f_event = bpf_wevent,
};

static int
bpf_kqfilter(struct cdev *dev, struct knote *kn)
{
	struct bpf_d *d = dev->si_softc;

	if (kn->kn_filter != EVFILT_READ && kn->kn_filter != EVFILT_WRITE)
		return (EOPNOTSUPP);
	kn->kn_hook = d;
	kn->kn_fop = kn->kn_filter == EVFILT_READ ? &bpf_rfilter :
	    &bpf_wfilter;
	knote_insert(&d->bd_kq, kn);
	return (0);
}

static const struct dev_ops bpf_ops = {
	.d_name = "bpf",
	.d_open = bpf_open, .d_close = bpf_close,
	.d_read = bpf_read, .d_write = bpf_write,
	.d_ioctl = bpf_ioctl, .d_kqfilter = bpf_kqfilter,
};
static const struct dev_ops bpf_clone_ops = {
	.d_name = "bpf",
	.d_clone = bpf_clone,
};

void
bpf_init(void)
{
	lock_init(&bpf_units, "bpfunits", LR_DEV, 0);
	if (make_dev(&bpf_clone_ops, BPF_UNITS, 0, 0, 0600, "bpf") == NULL)
		panic("no memory for /dev/bpf");
	lock_exclusive(&bpf_units);
	for (int i = 0; i < 4; i++)
		if (unit_make(i) != 0)
			panic("no memory for /dev/bpf%d", i);
	lock_release(&bpf_units);
}
