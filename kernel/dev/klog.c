/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * klog.c: /dev/klog, the kernel's messages as they come, for syslogd(8).  One
 * program has it open at a time; what it has read is not read again.
 *
 * kprintf(9) runs in any context and wakes nobody: while the device is open a
 * callout looks several times a second whether there is more.
 *
 * Locks: s klog_spin; c the callout's alone, which runs while klog_active is
 * set.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/filio.h>
#include "dev/memdev.h"
#include "kern/msgbuf.h"
#include "sys/callout.h"
#include "sys/kdev.h"
#include "sys/knote.h"
#include "sys/kuio.h"
#include "sys/thread.h"
#include "vfs/vnode.h"

#define LOOK_NS		(NS_PER_S / 5)
#define CHUNK		256

#define MINOR_KLOG	0

static struct spinlock	klog_spin = SPINLOCK_INITIALIZER("klog", LR_DEVSPIN);
static bool		klog_busy;	/* [s] somebody has it open */
static bool		klog_active;	/* [s] the callout goes on */
static uint64_t		klog_at;	/* [s] what is read next */
static uint64_t		klog_told;	/* [c] up to where it was told */
static struct callout	klog_callout;
static struct kqinfo	klog_kq;

static void
klog_look(void *arg)
{
	uint64_t next = msgbuf_next();

	spin_lock(&klog_spin);
	if (next != klog_told) {
		klog_told = next;
		wakeup(&klog_at);
		knote_fire(&klog_kq, KN_HINT_READY);
	}
	if (klog_active)
		callout_reset(&klog_callout, LOOK_NS, klog_look, NULL);
	spin_unlock(&klog_spin);
}

static int
klog_open(struct cdev *dev, int fflags, struct ucred *cred, struct file *fp)
{
	int error = EBUSY;

	spin_lock(&klog_spin);
	if (!klog_busy) {
		klog_busy = klog_active = true;
		callout_reset(&klog_callout, LOOK_NS, klog_look, NULL);
		error = 0;
	}
	spin_unlock(&klog_spin);
	return (error);
}

static int
klog_close(struct cdev *dev, int fflags, struct file *fp)
{
	spin_lock(&klog_spin);
	klog_active = false;
	spin_unlock(&klog_spin);
	callout_drain(&klog_callout);
	spin_lock(&klog_spin);
	klog_busy = false;
	spin_unlock(&klog_spin);
	return (0);
}

/*
 * At least one byte; waits for it unless IO_NDELAY says not to.
 */
static int
klog_read(struct cdev *dev, struct kuio *uio, int ioflag)
{
	char buf[CHUNK];
	bool any = false;
	int error = 0;
	uint64_t at;
	size_t n;

	while (error == 0 && uio->uio_resid > 0) {
		spin_lock(&klog_spin);
		at = klog_at;
		n = msgbuf_read(&at, buf, K_MIN(uio->uio_resid, sizeof(buf)));
		klog_at = at;
		spin_unlock(&klog_spin);
		if (n > 0) {
			error = kuiomove(buf, n, uio);
			any = true;
		} else if (any) {
			break;
		} else if ((ioflag & IO_NDELAY) != 0) {
			error = EWOULDBLOCK;
		} else {
			/* A message of this moment is seen a while later. */
			error = tsleep(&klog_at, PCATCH, "klog", LOOK_NS);
			if (error == EWOULDBLOCK)
				error = 0;
		}
	}
	return (error);
}

/* How much is there. */
static int64_t
klog_unread(void)
{
	uint64_t next = msgbuf_next(), at;

	spin_lock(&klog_spin);
	at = klog_at;
	spin_unlock(&klog_spin);
	return ((int64_t)(at <= next ? next - at : next));
}

static int
klog_ioctl(struct cdev *dev, unsigned long cmd, void *data, int fflag,
    struct ucred *cred)
{
	switch (cmd) {
	case FIONREAD:
		*(int *)data = (int)K_MIN(klog_unread(), (int64_t)INT32_MAX);
		return (0);
	case FIONBIO:
	case FIOASYNC:
		return (0);
	default:
		return (ENOTTY);
	}
}

/* The callout holds klog_spin. */
static bool
klog_event(struct knote *kn, long hint)
{
	uint64_t next = msgbuf_next();

	if (hint == 0)
		kn->kn_data = klog_unread();
	else
		kn->kn_data = (int64_t)(klog_at <= next ? next - klog_at :
		    next);
	return (kn->kn_data > 0);
}

static const struct filterops klog_filter = {
	.fo_isfd = true, .f_event = klog_event,
};

static int
klog_kqfilter(struct cdev *dev, struct knote *kn)
{
	if (kn->kn_filter != EVFILT_READ)
		return (EOPNOTSUPP);
	kn->kn_fop = &klog_filter;
	knote_insert(&klog_kq, kn);
	return (0);
}

static const struct dev_ops klog_ops = {
	.d_name = "log",
	.d_open = klog_open, .d_close = klog_close, .d_read = klog_read,
	.d_ioctl = klog_ioctl, .d_kqfilter = klog_kqfilter,
};

void
klog_attach(void)
{
	callout_init(&klog_callout);
	(void)make_dev(&klog_ops, MINOR_KLOG, 0, 0, 0600, "klog");
}
