/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knote.h: event sources, kqueue(2).  An object that can become ready embeds a
 * struct kqinfo; readers attach knotes to it; the object calls knote_fire()
 * when its state changes.  poll(2) and select(2) are built on the same notes.
 *
 * Lock legend: [i] the list lock of the kqinfo (kqueue.c hashes kqinfos to
 * spin locks of rank LR_KQ); [q] kq_spin of the note's kqueue; [Q] kq_lock,
 * its sleep lock; [f] fixed once attached.
 *
 * A note is freed under [Q] and after knote_remove(), so a filter may use it
 * without further care while the list lock or kq_lock is held.
 */
#ifndef _KERN_KNOTE_H_
#define _KERN_KNOTE_H_

#include <sys/event.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"

struct file;
struct filedesc;
struct knote;
struct kqueue;

/* Notes on one object.  A zeroed kqinfo is empty and ready. */
struct kqinfo {
	LIST_HEAD(, knote) ki_notes;	/* [i] */
};

/*
 * f_attach (of filters that are not of descriptors) finds the object by kn_id
 * and inserts the note in its kqinfo; returns 0 or an errno.
 *
 * f_event decides whether kn is active: kn_fflags, kn_data, and EV_EOF, EV_HUP,
 * EV_NODATA in kn_flags are set in it.  It runs with the object's own lock and
 * the list lock held when called from knote_fire (hint != 0), and with none of
 * them when called from kevent (hint 0, which only asks): take the object's lock
 * then.  Either way it must not touch the note's lists.  An object that can die
 * before its notes (a process) is not to be looked at for hint 0: it answers
 * from kn_fflags and kn_data.
 *
 * f_detach gives back what the attachment acquired; it may be NULL.  The note is out
 * of its kqinfo by then, and the object may be gone if it is of the kind that dies
 * first.  Context: a thread, no spin lock held.
 */
struct filterops {
	bool	 fo_isfd;
	int	(*f_attach)(struct knote *);	/* for !isfd */
	void	(*f_detach)(struct knote *);
	bool	(*f_event)(struct knote *, long hint);
};

struct knote {
	LIST_ENTRY(knote) kn_objlist;	/* [i] */
	LIST_ENTRY(knote) kn_kqlink;	/* [Q] */
	LIST_ENTRY(knote) kn_filelink;	/* kqueue.c's lock of the file */
	TAILQ_ENTRY(knote) kn_active;	/* [q] */
	struct kqueue	*kn_kq;		/* [f] */
	struct kevent	 kn_kev;	/* [i] while attached, else [Q] */
	struct file	*kn_file;	/* [f] isfd: the file */
	const struct filterops *kn_fop;	/* [f] */
	struct kqinfo	*kn_info;	/* where it is attached, NULL: nowhere */
	void		*kn_hook;	/* the object's */
	uint32_t	 kn_status;	/* [q] KN_* private to kqueue */
	uint32_t	 kn_sfflags;	/* [Q] saved filter flags */
	int64_t		 kn_sdata;	/* [Q] */
	uint64_t	 kn_ptr;	/* filter's own */
};
#define kn_id		kn_kev.ident
#define kn_filter	kn_kev.filter
#define kn_flags	kn_kev.flags
#define kn_fflags	kn_kev.fflags
#define kn_data		kn_kev.data

/* kn_sfflags: the note belongs to poll(2) or select(2), not to kevent(2). */
#define NOTE_OLDAPI	0x00008000

#define KN_HINT_READY	1L	/* state changed; hints of proc and vnode
				 * filters are their NOTE_ bits */

void	knote_insert(struct kqinfo *, struct knote *);
void	knote_remove(struct kqinfo *, struct knote *);	/* nothing if detached */
/* Something changed.  Any context; the object's spin lock (of a rank below
 * LR_KQ) may be held. */
void	knote_fire(struct kqinfo *, long hint);
/* The object dies: its notes report EV_EOF from now on and are detached. */
void	knote_revoke(struct kqinfo *);
/* Quick test, to skip work when nobody listens. */
static inline bool
knote_any(const struct kqinfo *ki)
{
	return (!LIST_EMPTY(&ki->ki_notes));
}
/*
 * A process forked: give each EVFILT_PROC note of ki with NOTE_TRACK a note on
 * the child, which reports NOTE_CHILD with the parent's pid; NOTE_TRACKERR on
 * the parent's when that fails.  Context: a thread, no spin lock held.
 */
void	knote_fork(struct kqinfo *, pid_t child);
/* A descriptor is closed: drop the table's notes on it. */
void	knote_fdclose(struct filedesc *, struct file *, int fd);
void	kqueue_init(void);
/*
 * Provide a filter of another room: EVFILT_PROC, EVFILT_SIGNAL.  At start, by
 * the room's init function.  A filter that nobody provides answers EINVAL.
 */
void	kqueue_setfilter(short filter, const struct filterops *);
/* EVFILT_FS: fire this with VQ_ hints when a filesystem comes or goes. */
extern struct kqinfo fs_kqinfo;

#endif /* !_KERN_KNOTE_H_ */
