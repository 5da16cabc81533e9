/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_dev.c: a device of a module, /dev/mt: who reads waits until somebody writes,
 * and reads what was written.  Of cases/modules.
 *
 *	debug.mt.level	a tunable
 *	debug.mt.leave	not 0: the device stays when the module goes
 *	debug.mt.deaf	not 0: no signal ends the wait of who reads
 *
 * Locks: m mt_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "sys/kdev.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/knote.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "sys/thread.h"

MALLOC_DEFINE(M_MT, "mt", "the module mt_dev");
SYSCTL_KNODE(debug_mt, "debug.mt", OID_AUTO, "A module under test");
static int mt_level = 1;
SYSCTL_KINT(debug_mt_level, "debug.mt.level", OID_AUTO, CTLFLAG_RW, &mt_level,
    "A tunable");
static int mt_leave;
SYSCTL_KINT(debug_mt_leave, "debug.mt.leave", OID_AUTO, CTLFLAG_RW, &mt_leave,
    "Not 0: the device stays when the module goes");
static int mt_deaf;
SYSCTL_KINT(debug_mt_deaf, "debug.mt.deaf", OID_AUTO, CTLFLAG_RW, &mt_deaf,
    "Not 0: no signal ends the wait of who reads");

static struct spinlock mt_spin = SPINLOCK_INITIALIZER("mt", LR_DEVSPIN);
static char mt_text[64];	/* [m] */
static size_t mt_len;		/* [m] */
static struct kqinfo mt_kq;
static struct cdev *mt_dev;

static int
mt_read(struct cdev *dev, struct kuio *uio, int ioflag)
{
	char text[sizeof(mt_text)];
	size_t len = 0;
	int error = 0;

	spin_lock(&mt_spin);
	while (error == 0 && mt_len == 0)
		error = ssleep(mt_text, &mt_spin, mt_deaf ? 0 : PCATCH,
		    "mtread", 0);
	if (error == 0) {
		len = mt_len;
		memcpy(text, mt_text, len);
		mt_len = 0;
	}
	spin_unlock(&mt_spin);
	return (error != 0 ? error : kuiomove(text, K_MIN(len,
	    uio->uio_resid), uio));
}

static int
mt_write(struct cdev *dev, struct kuio *uio, int ioflag)
{
	size_t len = K_MIN(uio->uio_resid, sizeof(mt_text));
	char text[sizeof(mt_text)];
	int error = kuiomove(text, len, uio);

	if (error != 0)
		return (error);
	spin_lock(&mt_spin);
	memcpy(mt_text, text, len);
	mt_len = len;
	wakeup(mt_text);
	knote_fire(&mt_kq, KN_HINT_READY);
	spin_unlock(&mt_spin);
	return (0);
}

static void
mt_detach(struct knote *kn)
{
	knote_remove(&mt_kq, kn);
}

static bool
mt_event(struct knote *kn, long hint)
{
	kn->kn_data = (int64_t)mt_len;
	return (mt_len != 0);
}

static const struct filterops mt_filter = {
	.fo_isfd = true, .f_detach = mt_detach, .f_event = mt_event,
};

static int
mt_kqfilter(struct cdev *dev, struct knote *kn)
{
	if (kn->kn_filter != EVFILT_READ)
		return (EOPNOTSUPP);
	kn->kn_fop = &mt_filter;
	knote_insert(&mt_kq, kn);
	return (0);
}

static const struct dev_ops mt_ops = {
	.d_name = "mt", .d_read = mt_read, .d_write = mt_write,
	.d_kqfilter = mt_kqfilter,
};

static int
mt_event_dev(enum module_event what, void *arg)
{
	switch (what) {
	case MOD_LOAD:
		mt_dev = make_dev(&mt_ops, 0, 0, 0, 0666, "mt");
		return (mt_dev == NULL ? EEXIST : 0);
	case MOD_QUIESCE:
		break;
	case MOD_UNLOAD:
		if (mt_leave == 0)
			destroy_dev(mt_dev);
		break;
	}
	return (0);
}
MODULE(mt_dev, 1, mt_event_dev, NULL);
