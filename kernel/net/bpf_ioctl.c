/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf_ioctl.c: requests to /dev/bpfN, bpf(4).
 *
 * Locks: bd_lock over what changes a listener; then net_spin.
 */
#include <sys/errno.h>
#include <sys/filio.h>
#include <sys/signal.h>
#include <sys/sockio.h>
#include <sys/ttycom.h>
#include "lib/libkern.h"
#include "net/bpf_var.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"

MALLOC_DECLARE(M_BPF);

/* bd_lock held.  Without buffers there is nothing to catch packets in. */
static int
set_interface(struct bpf_d *d, const struct ifreq *ifr)
{
	char name[IFNAMSIZ];
	struct ifnet *ifp;
	int error = 0;

	strlcpy(name, ifr->ifr_name, sizeof(name));
	if (d->bd_store == NULL) {
		d->bd_store = kmalloc(d->bd_bufsize, M_BPF, M_WAITOK);
		d->bd_hold = kmalloc(d->bd_bufsize, M_BPF, M_WAITOK);
		if (d->bd_store == NULL || d->bd_hold == NULL) {
			kfree(d->bd_store, M_BPF);
			kfree(d->bd_hold, M_BPF);
			d->bd_store = d->bd_hold = NULL;
			return (ENOBUFS);
		}
	}
	net_lock();
	if ((ifp = if_byname(name)) == NULL)
		error = ENXIO;
	else
		bpf_attach(d, ifp);
	net_unlock();
	return (error);
}

static int
set_filter(struct bpf_d *d, const struct bpf_program *bp, bool write)
{
	struct bpf_insn *f = NULL, *old;
	size_t size = bp->bf_len * sizeof(*f);
	int error = 0;

	if (bp->bf_len > BPF_MAXINSNS)
		return (EINVAL);
	if (bp->bf_len > 0) {
		if ((f = kmalloc(size, M_BPF, M_WAITOK)) == NULL)
			return (ENOBUFS);
		error = copyin(bp->bf_insns, f, size);
		if (error == 0 && !bpf_validate(f, bp->bf_len))
			error = EINVAL;
	}
	if (error != 0) {
		kfree(f, M_BPF);
		return (error);
	}
	net_lock();
	old = write ? d->bd_wfilter : d->bd_filter;
	*(write ? &d->bd_wfilter : &d->bd_filter) = f;
	*(write ? &d->bd_wflen : &d->bd_flen) = bp->bf_len;
	if (!write) {
		d->bd_storelen = d->bd_holdlen = 0;
		d->bd_rcount = d->bd_dcount = 0;
	}
	net_unlock();
	kfree(old, M_BPF);
	return (0);
}

static int
get_dltlist(struct bpf_d *d, struct bpf_dltlist *list)
{
	u_int dlt;

	if (d->bd_ifp == NULL)
		return (EINVAL);
	dlt = bpf_dlt(d->bd_ifp);
	if (list->bfl_list != NULL) {
		if (list->bfl_len < 1)
			return (ENOMEM);
		list->bfl_len = 1;
		return (copyout(&dlt, list->bfl_list, sizeof(dlt)));
	}
	list->bfl_len = 1;
	return (0);
}

static int
set_bufsize(struct bpf_d *d, u_int *size)
{
	if (d->bd_store != NULL)
		return (EINVAL);
	*size = K_MAX(K_MIN(*size, (u_int)bpf_maxbufsize),
	    (u_int)BPF_MINBUFSIZE);
	d->bd_bufsize = *size;
	return (0);
}

/* net_spin held. */
static int
ioctl_small(struct bpf_d *d, unsigned long cmd, void *data)
{
	struct bpf_stat *bs = data;
	struct timeval *tv = data;
	struct ifreq *ifr = data;
	u_int *v = data;

	switch (cmd) {
	case FIONREAD:
		*(int *)data = (int)(d->bd_holdlen + d->bd_storelen);
		return (0);
	case BIOCFLUSH:
		d->bd_storelen = d->bd_holdlen = 0;
		d->bd_rcount = d->bd_dcount = 0;
		return (0);
	case BIOCPROMISC:
		if (d->bd_ifp == NULL)
			return (EINVAL);
		if (!d->bd_promisc)
			(void)if_promisc(d->bd_ifp, true);
		d->bd_promisc = true;
		return (0);
	case BIOCGDLT:
		if (d->bd_ifp == NULL)
			return (EINVAL);
		*v = bpf_dlt(d->bd_ifp);
		return (0);
	case BIOCSDLT:
		return (d->bd_ifp != NULL && *v == bpf_dlt(d->bd_ifp) ? 0 :
		    EINVAL);
	case BIOCGETIF:
		if (d->bd_ifp == NULL)
			return (EINVAL);
		bzero(ifr, sizeof(*ifr));
		strlcpy(ifr->ifr_name, d->bd_ifp->if_xname,
		    sizeof(ifr->ifr_name));
		return (0);
	case BIOCSRTIMEOUT:
		if (tv->tv_sec < 0 || tv->tv_sec > INT32_MAX ||
		    tv->tv_usec < 0 || tv->tv_usec >= 1000000)
			return (EINVAL);
		d->bd_timeout = tv->tv_sec * NS_PER_S +
		    tv->tv_usec * NS_PER_US;
		return (0);
	case BIOCGRTIMEOUT:
		tv->tv_sec = d->bd_timeout / NS_PER_S;
		tv->tv_usec = d->bd_timeout % NS_PER_S / NS_PER_US;
		return (0);
	case BIOCGSTATS:
		bs->bs_recv = d->bd_rcount;
		bs->bs_drop = d->bd_dcount;
		return (0);
	case BIOCIMMEDIATE:
		d->bd_immediate = *v != 0;
		return (0);
	case BIOCGHDRCMPLT:
		*v = d->bd_hdrcmplt;
		return (0);
	case BIOCSHDRCMPLT:
		d->bd_hdrcmplt = *v != 0;
		return (0);
	case BIOCGSEESENT:
		*v = d->bd_seesent;
		return (0);
	case BIOCSSEESENT:
		d->bd_seesent = *v != 0;
		return (0);
	case BIOCGRSIG:
		*v = (u_int)d->bd_async.na_sig;
		return (0);
	case BIOCSRSIG:
		if (*v == 0 || *v >= NSIG)
			return (EINVAL);
		d->bd_async.na_sig = (int)*v;
		return (0);
	case BIOCLOCK:
		d->bd_locked = true;
		return (0);
	default:
		return (ENOTTY);
	}
}

/* What a program that was handed a locked listener may still do. */
static bool
locked_allows(unsigned long cmd)
{
	switch (cmd) {
	case BIOCGBLEN:
	case BIOCFLUSH:
	case BIOCGDLT:
	case BIOCGDLTLIST:
	case BIOCGETIF:
	case BIOCGRTIMEOUT:
	case BIOCGSTATS:
	case BIOCVERSION:
	case BIOCGRSIG:
	case BIOCGHDRCMPLT:
	case BIOCGSEESENT:
	case BIOCIMMEDIATE:
	case BIOCSRTIMEOUT:
	case BIOCLOCK:
	case FIONREAD:
	case TIOCGPGRP:
		return (true);
	default:
		return (false);
	}
}

static int
ioctl_locked(struct bpf_d *d, unsigned long cmd, void *data)
{
	struct bpf_version *bv = data;
	int error;

	if (d->bd_locked && !locked_allows(cmd))
		return (EPERM);
	switch (cmd) {
	case BIOCGBLEN:
		*(u_int *)data = d->bd_bufsize;
		return (0);
	case BIOCSBLEN:
		return (set_bufsize(d, data));
	case BIOCSETIF:
		return (set_interface(d, data));
	case BIOCSETF:
		return (set_filter(d, data, false));
	case BIOCSETWF:
		return (set_filter(d, data, true));
	case BIOCGDLTLIST:
		return (get_dltlist(d, data));
	case BIOCVERSION:
		bv->bv_major = BPF_MAJOR_VERSION;
		bv->bv_minor = BPF_MINOR_VERSION;
		return (0);
	default:
		net_lock();
		error = ioctl_small(d, cmd, data);
		net_unlock();
		return (error != ENOTTY ? error :
		    net_async_ioctl(&d->bd_async, cmd, data));
	}
}

int
bpf_ioctl(struct cdev *dev, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	struct bpf_d *d = dev->si_softc;
	int error;

	/* A reader that sleeps has the lock; these do not disturb it. */
	if (cmd == FIONREAD || cmd == BIOCGSTATS) {
		net_lock();
		error = ioctl_small(d, cmd, data);
		net_unlock();
		return (error);
	}
	if ((error = lock_acquire(&d->bd_lock, LK_EXCLUSIVE | LK_PCATCH)) != 0)
		return (error);
	error = ioctl_locked(d, cmd, data);
	lock_release(&d->bd_lock);
	return (error);
}
