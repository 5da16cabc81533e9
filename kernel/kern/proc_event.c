/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc_event.c: EVFILT_PROC and EVFILT_SIGNAL of kqueue(2).
 *
 * Both hang on p_klist.  Hints are NOTE_ bits, or NOTE_SIGNAL_K with a signal's
 * number.  A signal counts even when it is ignored.
 *
 * Locks: the note lists' own (sys/knote.h).
 */
#include "sys/kproc.h"
#include "sys/knote.h"
#include "kern/proc_int.h"

static int
filt_proc_attach(struct knote *kn)
{
	struct proc *p;
	int error;

	if ((p = proc_find((pid_t)kn->kn_id, true)) == NULL)
		return (ESRCH);
	if ((error = cred_trespass(curlwp->lwp_cred, p)) != 0) {
		proc_release(p);
		return (error);
	}
	kn->kn_flags |= EV_CLEAR;
	kn->kn_hook = p;
	knote_insert(&p->p_klist, kn);
	/* It may have ended before the note was there. */
	if (p->p_state == PS_ZOMBIE)
		knote_fire(&p->p_klist, (long)NOTE_EXIT);
	proc_release(p);
	return (0);
}

static void
filt_proc_detach(struct knote *kn)
{
	struct proc *p = kn->kn_hook;

	knote_remove(&p->p_klist, kn);
}

static bool
filt_proc_event(struct knote *kn, long hint)
{
	struct proc *p = kn->kn_hook;
	uint32_t event = (uint32_t)hint & NOTE_PCTRLMASK;

	if ((hint & NOTE_SIGNAL_K) != 0)
		return (kn->kn_fflags != 0);
	if ((kn->kn_sfflags & event) != 0)
		kn->kn_fflags |= event;
	if ((event & NOTE_EXIT) != 0) {
		kn->kn_flags |= EV_EOF | EV_ONESHOT | EV_NODATA;
		kn->kn_data = p->p_xstat;
		return (true);
	}
	return (kn->kn_fflags != 0);
}

const struct filterops proc_filtops = {
	.fo_isfd = false,
	.f_attach = filt_proc_attach,
	.f_detach = filt_proc_detach,
	.f_event = filt_proc_event,
};

static int
filt_signal_attach(struct knote *kn)
{
	struct proc *p = curproc;

	if (!_SIG_VALID((int64_t)kn->kn_id))
		return (EINVAL);
	kn->kn_flags |= EV_CLEAR;
	kn->kn_hook = p;
	knote_insert(&p->p_klist, kn);
	return (0);
}

static bool
filt_signal_event(struct knote *kn, long hint)
{
	if (hint == (long)(NOTE_SIGNAL_K | kn->kn_id))
		kn->kn_data++;
	return (kn->kn_data != 0);
}

const struct filterops signal_filtops = {
	.fo_isfd = false,
	.f_attach = filt_signal_attach,
	.f_detach = filt_proc_detach,
	.f_event = filt_signal_event,
};

/* parent has a new child: NOTE_FORK, and NOTE_TRACK's own notes. */
void
proc_event_fork(struct proc *parent, pid_t child)
{
	if (!knote_any(&parent->p_klist))
		return;
	knote_fire(&parent->p_klist, NOTE_FORK);
	knote_fork(&parent->p_klist, child);
}

/* Make the filters known to kqueue. */
void
proc_event_init(void)
{
	kqueue_setfilter(EVFILT_PROC, &proc_filtops);
	kqueue_setfilter(EVFILT_SIGNAL, &signal_filtops);
}
