/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mqueue.h: POSIX message queues, between mqueue.c (queues and messages),
 * mqueue_file.c and mqueue_calls.c (system calls).
 *
 * Lock legend: [m] mq_lock; [f] fixed after creation.
 */
#ifndef _KERN_MQUEUE_H_
#define _KERN_MQUEUE_H_

#include <sys/mqueue.h>
#include <sys/signal.h>
#include "sys/kfile.h"
#include "sys/knote.h"
#include "sys/lock.h"
#include "sys/queue.h"

#define MQ_NAMELEN	256	/* of a name, with its end */

/* A message; DragonFly counts MQ_HEADER bytes of its own with each. */
#define MQ_HEADER	32
struct mq_msg {
	TAILQ_ENTRY(mq_msg) ms_list;	/* [m] */
	size_t		 ms_len;	/* [f] */
	unsigned	 ms_prio;	/* [f] */
	char		 ms_text[];	/* [f] */
};

/* Who is told of the first message; mn_pid 0: nobody. */
struct mq_notice {
	pid_t		 mn_pid;
	int64_t		 mn_start;	/* p_start: pids come again */
	struct sigevent	 mn_event;
};

struct mqueue {
	LIST_ENTRY(mqueue) mq_list;	/* [m] of those with a name */
	char		 mq_name[MQ_NAMELEN];	/* [f] */
	struct mq_attr	 mq_attr;	/* [m] mq_flags is not used */
	bool		 mq_unlinked;	/* [m] */
	int		 mq_refs;	/* [m] open files */
	int		 mq_receivers;	/* [m] asleep */
	int		 mq_room;	/* [m] channel of those who wait for room */
	TAILQ_HEAD(mq_msgs, mq_msg) mq_msgs;	/* [m] most urgent, then oldest first */
	struct kqinfo	 mq_rkq, mq_wkq;
	struct mq_notice mq_notice;	/* [m] */
	mode_t		 mq_mode;	/* [f] */
	uid_t		 mq_uid;	/* [f] */
	gid_t		 mq_gid;	/* [f] */
	int64_t		 mq_atime, mq_mtime, mq_ctime;	/* [m] wall ns */
};

/* A sleep lock of rank LR_IPC for all queues and their names. */
extern struct lock mq_lock;
extern const struct fileops mq_fileops;
extern int mq_prio_max, mq_max_msgsize, mq_open_max;

void	mqueue_init(void);

/*
 * A new queue without name or messages: umask and owner are the caller's.
 * attr NULL: defaults.  EINVAL, ENOMEM.
 */
int	mqueue_alloc(const char *name, mode_t mode, const struct mq_attr *attr,
	    struct mqueue **mqp);
/* One that never became visible. */
void	mqueue_free(struct mqueue *);

/* -- mq_lock held ------------------------------------------------------- */

struct mqueue *mqueue_find(const char *name);
/* Make it visible.  ENOSPC: too many. */
int	mqueue_link(struct mqueue *);
/* Take its name away; who sleeps on it is woken.  The last close frees it. */
void	mqueue_unlink(struct mqueue *);

/* It has neither name nor file: free it and its messages. */
void	mqueue_destroy(struct mqueue *);

/* -- not held ----------------------------------------------------------- */

/*
 * Send ms, which is the queue's from then on.  nonblock: EAGAIN instead of
 * sleeping; deadline: wall ns, NULL for ever; ETIMEDOUT, EINTR, ERESTART, EMSGSIZE,
 * ENOMEM when all queues together hold too much.
 */
int	mqueue_send(struct mqueue *, struct mq_msg *, bool nonblock,
	    const struct timespec *deadline);
/* The first message, the caller's to free; room is the size of its buffer. */
int	mqueue_receive(struct mqueue *, size_t room, bool nonblock,
	    const struct timespec *deadline, struct mq_msg **);
struct mq_msg *mqueue_msg_alloc(size_t len);	/* NULL: no memory */
void	mqueue_msg_free(struct mq_msg *);
/* The caller wants to be told, or, with NULL, no more.  EBUSY. */
int	mqueue_notify(struct mqueue *, const struct sigevent *);

#endif /* !_KERN_MQUEUE_H_ */
