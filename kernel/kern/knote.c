/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knote.c: event notes: the lists they are on, firing, and the table of
 * filters.  What programs do with them is kqueue.c and poll.c.
 *
 * A note hangs on its object (kqinfo), on its kqueue, on its file if it is of
 * a descriptor, and while it is active on kq_active.
 *
 * How no event is lost: knote_fire() queues the note under kq_spin after
 * f_event said so under the object's lock.  A collector takes the note off the queue
 * first and asks f_event after: what happens later queues it again.
 *
 * Locks: see sys/knote.h.  Order: object, list lock, kq_spin.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/kqueue.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_KQUEUE, "kqueue", "event queues and notes");

/* All notes there are, and how many there may be: by the kernel's memory. */
static volatile int kq_notes;
static int kq_maxnotes = 8192;
SYSCTL_KINT(kern_kq_maxnotes, "kern.kq_maxnotes", OID_AUTO, CTLFLAG_RW,
    &kq_maxnotes, "Maximum number of event notes");

#define KQ_NLOCKS	64	/* power of two */
static struct spinlock kq_listspin[KQ_NLOCKS];
static struct spinlock kq_filespin[KQ_NLOCKS];
static const struct filterops *kq_filters[EVFILT_SYSCOUNT];
struct kqinfo fs_kqinfo;

/* Filters of descriptors: the file's fo_kqfilter brings the real one. */
static const struct filterops file_filterops = { .fo_isfd = true };

static unsigned
kq_hashptr(const void *p)
{
	uintptr_t v = (uintptr_t)p;

	return ((unsigned)((v >> 6) ^ (v >> 14)) & (KQ_NLOCKS - 1));
}

struct spinlock *
kq_listlock(const struct kqinfo *ki)
{
	struct spinlock *sl = &kq_listspin[kq_hashptr(ki)];

	spin_lock(sl);
	return (sl);
}

struct spinlock *
kq_filelock(const struct file *fp)
{
	struct spinlock *sl = &kq_filespin[kq_hashptr(fp)];

	spin_lock(sl);
	return (sl);
}

void
kqueue_setfilter(short filter, const struct filterops *ops)
{
	KKASSERT(filter < 0 && -filter <= EVFILT_SYSCOUNT);
	kq_filters[-filter - 1] = ops;
}

const struct filterops *
kqueue_filter(int filter)
{
	if (filter >= 0 || -filter > EVFILT_SYSCOUNT)
		return (NULL);
	return (kq_filters[-filter - 1]);
}

bool
notes_reserve(int n)
{
	if (atomic_add(&kq_notes, n) <= kq_maxnotes)
		return (true);
	atomic_sub(&kq_notes, n);
	return (false);
}

void
notes_release(int n)
{
	atomic_sub(&kq_notes, n);
}

void
kqueue_init(void)
{
	uint64_t total, avail;
	int i;

	kmem_stats(&total, &avail);
	total /= 8 * sizeof(struct knote);
	if (total > (uint64_t)kq_maxnotes)
		kq_maxnotes = (int)K_MIN(total, (uint64_t)1000000);
	for (i = 0; i < KQ_NLOCKS; i++) {
		spin_init(&kq_listspin[i], "kqlist", LR_KQ);
		spin_init(&kq_filespin[i], "kqfile", LR_KQ);
	}
	kqueue_setfilter(EVFILT_READ, &file_filterops);
	kqueue_setfilter(EVFILT_WRITE, &file_filterops);
	kqueue_setfilter(EVFILT_VNODE, &file_filterops);
	kqueue_setfilter(EVFILT_EXCEPT, &file_filterops);
	kqueue_setfilter(EVFILT_TIMER, &timer_filterops);
	kqueue_setfilter(EVFILT_USER, &user_filterops);
	kqueue_setfilter(EVFILT_FS, &fs_filterops);
	kqueue_setfilter(EVFILT_PROC, &proc_filtops);
	kqueue_setfilter(EVFILT_SIGNAL, &signal_filtops);
}

void
kqueue_setup(struct kqueue *kq, struct filedesc *fdp)
{
	spin_init(&kq->kq_spin, "kqueue", LR_KQ);
	lock_init(&kq->kq_lock, "kqueue", LR_KQUEUE, 0);
	refcount_init(&kq->kq_ref, 1);
	kq->kq_fdp = fdp;
	TAILQ_INIT(&kq->kq_active);
	LIST_INIT(&kq->kq_fdnotes);
	LIST_INIT(&kq->kq_info.ki_notes);
}

void
kqueue_drop(struct kqueue *kq)
{
	if (!refcount_put(&kq->kq_ref))
		return;
	lock_destroy(&kq->kq_lock);
	kfree(kq->kq_hash, M_KQUEUE);
	kfree(kq, M_KQUEUE);
}

/* ---- objects ----------------------------------------------------------- */

void
knote_insert(struct kqinfo *ki, struct knote *kn)
{
	struct spinlock *sl = kq_listlock(ki);

	LIST_INSERT_HEAD(&ki->ki_notes, kn, kn_objlist);
	kn->kn_info = ki;
	spin_unlock(sl);
}

void
knote_remove(struct kqinfo *ki, struct knote *kn)
{
	struct spinlock *sl = kq_listlock(ki);

	if (kn->kn_info == ki) {
		LIST_REMOVE(kn, kn_objlist);
		kn->kn_info = NULL;
	}
	spin_unlock(sl);
}

void
knote_queue(struct knote *kn, uint32_t status, struct kqueue **chain)
{
	struct kqueue *kq = kn->kn_kq;

	spin_lock(&kq->kq_spin);
	kn->kn_status |= status;
	if ((kn->kn_status & (KN_QUEUED | KN_DISABLED)) == 0) {
		TAILQ_INSERT_TAIL(&kq->kq_active, kn, kn_active);
		kn->kn_status |= KN_QUEUED;
		kq->kq_count++;
		if (kq->kq_sleepers > 0)
			wakeup(kq);
		if (knote_any(&kq->kq_info) && !kq->kq_firing) {
			kq->kq_firing = true;
			refcount_get(&kq->kq_ref);
			kq->kq_firenext = *chain;
			*chain = kq;
		}
	}
	spin_unlock(&kq->kq_spin);
}

/* The notes of one object. */
static void
knote_fire_list(struct kqinfo *ki, long hint, struct kqueue **chain)
{
	struct spinlock *sl = kq_listlock(ki);
	struct knote *kn;

	LIST_FOREACH(kn, &ki->ki_notes, kn_objlist)
		if ((kn->kn_status & KN_MARKER) == 0 &&
		    kn->kn_fop->f_event(kn, hint))
			knote_queue(kn, 0, chain);
	spin_unlock(sl);
}

/* Kqueues that got a note and are watched by others, one after the other. */
static void
knote_fire_chain(struct kqueue *chain)
{
	struct kqueue *kq;

	while ((kq = chain) != NULL) {
		chain = kq->kq_firenext;
		spin_lock(&kq->kq_spin);
		kq->kq_firing = false;
		spin_unlock(&kq->kq_spin);
		knote_fire_list(&kq->kq_info, KN_HINT_READY, &chain);
		kqueue_drop(kq);
	}
}

void
knote_fire(struct kqinfo *ki, long hint)
{
	struct kqueue *chain = NULL;

	if (!knote_any(ki))
		return;
	knote_fire_list(ki, hint, &chain);
	knote_fire_chain(chain);
}

void
knote_activate(struct knote *kn)
{
	struct kqueue *chain = NULL;

	knote_queue(kn, 0, &chain);
	knote_fire_chain(chain);
}

void
knote_revoke(struct kqinfo *ki)
{
	struct kqueue *chain = NULL;
	struct spinlock *sl = kq_listlock(ki);
	struct knote *kn, *next;

	LIST_FOREACH_MUTABLE(kn, &ki->ki_notes, kn_objlist, next) {
		if ((kn->kn_status & KN_MARKER) != 0)
			continue;
		LIST_REMOVE(kn, kn_objlist);
		kn->kn_info = NULL;
		kn->kn_flags |= EV_EOF;
		knote_queue(kn, KN_DETACHED, &chain);
	}
	spin_unlock(sl);
	knote_fire_chain(chain);
}

/* ---- notes ------------------------------------------------------------- */

int
knote_attach(struct knote *kn)
{
	struct file *fp = kn->kn_file;
	struct spinlock *sl;
	int error;

	if (fp == NULL) {
		if ((error = kn->kn_fop->f_attach(kn)) == 0)
			module_hold(kn->kn_fop);
		return (error);
	}
	error = fp->f_ops->fo_kqfilter(fp, kn);
	if (error != 0)
		return (error);
	module_hold(kn->kn_fop);
	sl = kq_filelock(fp);
	LIST_INSERT_HEAD(&fp->f_notes, kn, kn_filelink);
	spin_unlock(sl);
	return (0);
}

void
knote_detach(struct knote *kn)
{
	struct kqueue *kq = kn->kn_kq;
	struct kqinfo *ki = atomic_load(&kn->kn_info);
	struct spinlock *sl;

	if (ki != NULL)
		knote_remove(ki, kn);
	if (kn->kn_fop->f_detach != NULL)
		kn->kn_fop->f_detach(kn);
	module_drop(kn->kn_fop);
	if (kn->kn_file != NULL) {
		sl = kq_filelock(kn->kn_file);
		LIST_REMOVE(kn, kn_filelink);
		spin_unlock(sl);
	}
	spin_lock(&kq->kq_spin);
	if ((kn->kn_status & KN_QUEUED) != 0) {
		TAILQ_REMOVE(&kq->kq_active, kn, kn_active);
		kn->kn_status &= ~KN_QUEUED;
		kq->kq_count--;
	}
	spin_unlock(&kq->kq_spin);
}

bool
knote_ask(struct knote *kn)
{
	if ((kn->kn_status & KN_DETACHED) != 0)
		return (true);
	return (kn->kn_fop->f_event(kn, 0));
}
