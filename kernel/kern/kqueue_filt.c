/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kqueue_filt.c: the filters that belong to no other object: EVFILT_TIMER,
 * EVFILT_USER, EVFILT_FS.  See kqueue(2).
 *
 * Locks: a timer's count is kn_data under the list lock of kt_info; what
 * EVFILT_USER keeps is under kq_lock.
 */
#include <sys/errno.h>
#include "kern/kqueue.h"
#include "lib/libkern.h"
#include "sys/callout.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_KQTIMER, "kqtimer", "timers of event queues");

/* ---- EVFILT_TIMER: kn_sdata milliseconds --------------------------------- */

struct ktimer {
	struct callout	 kt_callout;
	struct kqinfo	 kt_info;	/* the one note */
	int64_t		 kt_period;	/* ns */
	int64_t		 kt_next;	/* mono ns */
	bool		 kt_oneshot;
	volatile bool	 kt_stop;	/* being taken away */
};

static volatile int kq_ncallouts;
static int kq_calloutmax = 4096;
SYSCTL_KINT(kern_kq_calloutmax, "kern.kq_calloutmax", OID_AUTO, CTLFLAG_RW,
    &kq_calloutmax, "Maximum number of kqueue timers");

/* Expired; a periodic timer counts the periods that went by. */
static void
timer_expire(void *arg)
{
	struct ktimer *kt = arg;
	int64_t now = time_mono(), n = 1;

	if (kt->kt_stop)
		return;
	if (!kt->kt_oneshot) {
		if (now > kt->kt_next)
			n += (now - kt->kt_next) / kt->kt_period;
		kt->kt_next += n * kt->kt_period;
	}
	knote_fire(&kt->kt_info, (long)n);
	if (!kt->kt_oneshot && !kt->kt_stop)
		callout_reset(&kt->kt_callout, kt->kt_next - now, timer_expire,
		    kt);
}

static void
timer_arm(struct ktimer *kt, struct knote *kn)
{
	int64_t ms = kn->kn_sdata;

	if (ms < 1)
		ms = 1;
	if (ms > INT32_MAX * 1000LL)
		ms = INT32_MAX * 1000LL;
	kt->kt_period = ms * NS_PER_MS;
	kt->kt_oneshot = (kn->kn_flags & EV_ONESHOT) != 0;
	kt->kt_next = time_mono() + kt->kt_period;
	kt->kt_stop = false;
	callout_reset(&kt->kt_callout, kt->kt_period, timer_expire, kt);
}

static void
timer_disarm(struct ktimer *kt)
{
	kt->kt_stop = true;
	callout_drain(&kt->kt_callout);
	/* It may have been armed anew while it ran for the last time. */
	(void)callout_stop(&kt->kt_callout);
}

static int
timer_attach(struct knote *kn)
{
	struct ktimer *kt;

	if (atomic_add(&kq_ncallouts, 1) > kq_calloutmax) {
		atomic_sub(&kq_ncallouts, 1);
		return (ENOMEM);
	}
	kt = kmalloc(sizeof(*kt), M_KQTIMER, M_WAITOK | M_ZERO);
	if (kt == NULL) {
		atomic_sub(&kq_ncallouts, 1);
		return (ENOMEM);
	}
	callout_init(&kt->kt_callout);
	kn->kn_hook = kt;
	kn->kn_flags |= EV_CLEAR;
	knote_insert(&kt->kt_info, kn);
	timer_arm(kt, kn);
	return (0);
}

static void
timer_detach(struct knote *kn)
{
	struct ktimer *kt = kn->kn_hook;

	timer_disarm(kt);
	kfree(kt, M_KQTIMER);
	atomic_sub(&kq_ncallouts, 1);
}

static bool
timer_event(struct knote *kn, long hint)
{
	if (hint != 0)
		kn->kn_data += hint;
	return (kn->kn_data != 0);
}

void
timer_restart(struct knote *kn)
{
	timer_disarm(kn->kn_hook);
	timer_arm(kn->kn_hook, kn);
}

const struct filterops timer_filterops = {
	.f_attach = timer_attach,
	.f_detach = timer_detach,
	.f_event = timer_event,
};

/* ---- EVFILT_USER: kn_ptr is "triggered" ------------------------------- */

static int
user_attach(struct knote *kn)
{
	kn->kn_sfflags &= NOTE_FFLAGSMASK & ~NOTE_TRIGGER;
	return (0);
}

static bool
user_event(struct knote *kn, long hint)
{
	return (kn->kn_ptr != 0);
}

void
user_touch(struct knote *kn, const struct kevent *kev)
{
	uint32_t bits = kev->fflags & NOTE_FFLAGSMASK & ~NOTE_TRIGGER;

	switch (kev->fflags & NOTE_FFCTRLMASK) {
	case NOTE_FFAND:
		kn->kn_sfflags &= bits;
		break;
	case NOTE_FFOR:
		kn->kn_sfflags |= bits;
		break;
	case NOTE_FFCOPY:
		kn->kn_sfflags = bits;
		break;
	default:
		break;
	}
	kn->kn_sdata = kev->data;
	if ((kev->flags & EV_ADD) != 0)
		kn->kn_kev.udata = kev->udata;
	if ((kev->fflags & NOTE_TRIGGER) != 0)
		kn->kn_ptr = 1;
}

const struct filterops user_filterops = {
	.f_attach = user_attach,
	.f_event = user_event,
};

/* ---- EVFILT_FS: hints are collected ------------------------------------ */

static int
fs_attach(struct knote *kn)
{
	kn->kn_flags |= EV_CLEAR;
	knote_insert(&fs_kqinfo, kn);
	return (0);
}

static bool
fs_event(struct knote *kn, long hint)
{
	if (hint != 0)
		kn->kn_fflags |= (uint32_t)hint;
	return (kn->kn_fflags != 0);
}

const struct filterops fs_filterops = {
	.f_attach = fs_attach,
	.f_event = fs_event,
};
