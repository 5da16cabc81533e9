/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kqueue.h: the inside of event queues, for kqueue(2) and poll(2).
 * Lock legend: as in sys/knote.h.
 */
#ifndef _KERN_KQUEUE_H_
#define _KERN_KQUEUE_H_

#include "sys/knote.h"
#include "sys/kfile.h"

#define KQ_HASH		32	/* buckets of notes that are not of descriptors */
#define KQ_BATCH	16	/* changes or events copied at once */

struct kqueue {
	struct spinlock	 kq_spin;
	struct lock	 kq_lock;
	refcount_t	 kq_ref;
	struct filedesc	*kq_fdp;	/* table it was made in */
	TAILQ_HEAD(, knote) kq_active;	/* [q] */
	int		 kq_count;	/* [q] notes on kq_active */
	int		 kq_sleepers;	/* [q] */
	bool		 kq_firing;	/* [q] on a chain of knote_fire */
	bool		 kq_poll;	/* of poll(2): on its stack */
	struct kqueue	*kq_firenext;
	struct kqinfo	 kq_info;	/* notes of other kqueues on this one */
	LIST_HEAD(, knote) kq_fdnotes;	/* [Q] */
	LIST_HEAD(, knote) *kq_hash;	/* [Q] KQ_HASH buckets */
};

/* kn_status */
#define KN_QUEUED	0x01	/* on kq_active */
#define KN_DISABLED	0x02	/* EV_DISABLE */
#define KN_DETACHED	0x04	/* knote_revoke: its object is gone */
#define KN_FDCLOSED	0x08	/* poll: the descriptor was closed */
#define KN_MARKER	0x10	/* no note, a place in a list */

/* The lock of a kqinfo's list and of a file's notes, taken. */
struct spinlock *kq_listlock(const struct kqinfo *);
struct spinlock *kq_filelock(const struct file *);
void	kqueue_drop(struct kqueue *);	/* a reference */
void	kqueue_setup(struct kqueue *, struct filedesc *);
/* Count n notes, of all kqueues and polls together; false: too many. */
bool	notes_reserve(int n);
void	notes_release(int n);
const struct filterops *kqueue_filter(int filter);
/* Attach kn (kn_kev, kn_sfflags, kn_sdata, kn_kq, kn_file set) and link it to
 * the file.  kq_lock held, or the caller is the only user of the kqueue. */
int	knote_attach(struct knote *);
/* Undo: off its object, its file and the active list. */
void	knote_detach(struct knote *);
bool	knote_ask(struct knote *);	/* f_event(kn, 0), or what is known */
void	knote_activate(struct knote *);
/*
 * Put kn, with status bits added, on its kqueue's active list and wake who waits
 * there.  A kqueue that is itself watched and has a new note is added to
 * *chain, with a reference.
 */
void	knote_queue(struct knote *, uint32_t status, struct kqueue **chain);

extern const struct filterops timer_filterops, user_filterops, fs_filterops;
/* kevent(2) on a note of EVFILT_USER. */
void	user_touch(struct knote *, const struct kevent *);
/* EV_ADD of a timer that exists: start anew with kn_sdata. */
void	timer_restart(struct knote *);
/*
 * kqueue_scan.c: copy up to max events out to uev, waiting until the deadline (mono
 * ns; 0 for ever; < 0 not at all).  *np counts them.  EINTR, EFAULT.
 */
int	kqueue_scan(struct kqueue *kq, struct kevent *uev, int max,
	    int64_t deadline, int *np);
/* kq_lock held: the end of a note of kqueue(2). */
void	knote_free(struct knote *);

#endif /* !_KERN_KQUEUE_H_ */
