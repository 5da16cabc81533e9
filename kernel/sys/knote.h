/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knote.h: event sources, kqueue(2).  An object that can become ready embeds a
 * struct kqinfo; readers attach knotes to it; the object calls knote_fire()
 * when its state changes.  poll(2) and select(2) are built on the same notes.
 */
#ifndef _KERN_KNOTE_H_
#define _KERN_KNOTE_H_

#include <sys/event.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"

struct file;
struct knote;
struct kqueue;

/* Notes on one object.  A zeroed kqinfo is empty and ready. */
struct kqinfo {
	LIST_HEAD(, knote) ki_notes;	/* kq_global_spin */
};

/*
 * f_event decides whether kn is active: kn_fflags and kn_data are set in it.
 * It runs with the object's own lock held when called from knote_fire (hint !=
 * 0), and without when called from kevent (hint 0): take the lock then.
 * f_detach removes the note from its kqinfo (knote_remove).
 */
struct filterops {
	bool	 fo_isfd;
	int	(*f_attach)(struct knote *);	/* for !isfd */
	void	(*f_detach)(struct knote *);
	bool	(*f_event)(struct knote *, long hint);
};

struct knote {
	LIST_ENTRY(knote) kn_objlist;	/* kq_global_spin */
	LIST_ENTRY(knote) kn_kqlink;	/* [kq] */
	TAILQ_ENTRY(knote) kn_active;	/* [kq] */
	struct kqueue	*kn_kq;
	struct kevent	 kn_kev;
	struct file	*kn_file;	/* isfd: the file */
	const struct filterops *kn_fop;
	struct kqinfo	*kn_info;	/* where it is attached */
	void		*kn_hook;	/* the object's */
	uint32_t	 kn_status;	/* [kq] KN_* private to kqueue */
	uint32_t	 kn_sfflags;	/* saved filter flags */
	int64_t		 kn_sdata;
	uint64_t	 kn_ptr;	/* filter's own */
};
#define kn_id		kn_kev.ident
#define kn_filter	kn_kev.filter
#define kn_flags	kn_kev.flags
#define kn_fflags	kn_kev.fflags
#define kn_data		kn_kev.data

#define KN_HINT_READY	1L	/* state changed; hints of proc and vnode
				 * filters are their NOTE_ bits */
void	knote_insert(struct kqinfo *, struct knote *);
void	knote_remove(struct kqinfo *, struct knote *);
/* Something changed.  Any context; the object's spin lock may be held. */
void	knote_fire(struct kqinfo *, long hint);
/* The object dies: its notes report EV_EOF and detach. */
void	knote_revoke(struct kqinfo *);
/* Quick test, to skip work when nobody listens. */
static inline bool
knote_any(const struct kqinfo *ki)
{
	return (!LIST_EMPTY(&ki->ki_notes));
}
/* A descriptor is closed: drop all notes on it.  From fd_close. */
void	knote_fdclose(struct file *, int fd);
void	kqueue_init(void);

#endif /* !_KERN_KNOTE_H_ */
