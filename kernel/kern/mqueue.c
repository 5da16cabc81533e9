/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mqueue.c: POSIX message queues: names, messages, notices.  The files that
 * stand for them are mqueue_file.c, the system calls mqueue_calls.c.
 *
 * A queue lives while it has a name or an open file.  O_NONBLOCK belongs to
 * the open file, as POSIX has it.  All queues together hold at most a sixteenth
 * of the kernel's memory in messages, and there are MQ_MOST of them.
 *
 * Lock legend: [m] mq_lock.  No user memory is touched while it is held.
 */
#include <sys/errno.h>
#include <sys/syslimits.h>
#include "kern/mqueue.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_MQUEUE, "mqueue", "POSIX message queues");

#define MQ_MOST		1024
#define MQ_DEF_MSGSIZE	1024

struct lock mq_lock;
static LIST_HEAD(, mqueue) mq_names;	/* [m] */
static int mq_count;			/* [m] queues with a name or a file */
static int64_t mq_bytes;		/* [m] of all messages */
static int64_t mq_most_bytes;

int mq_open_max = MQ_OPEN_MAX;
int mq_prio_max = MQ_PRIO_MAX;
int mq_max_msgsize = 16 * MQ_DEF_MSGSIZE;
static int mq_def_maxmsg = 32;
static int mq_max_maxmsg = 16 * 32;

#define MQ_LIMIT(name, descr)						\
	SYSCTL_KINT(kern_mqueue_##name, "kern.mqueue." #name, OID_AUTO,	\
	    CTLFLAG_RW, &name, descr)
MQ_LIMIT(mq_open_max, "Most message queues open in a process");
MQ_LIMIT(mq_prio_max, "Priorities of messages are below this");
MQ_LIMIT(mq_max_msgsize, "Most bytes of a message");
MQ_LIMIT(mq_def_maxmsg, "Messages in a queue that was made without attributes");
MQ_LIMIT(mq_max_maxmsg, "Most messages in a queue");

void
mqueue_init(void)
{
	uint64_t total, avail;

	lock_init(&mq_lock, "mqueue", LR_IPC, 0);
	kmem_stats(&total, &avail);
	mq_most_bytes = (int64_t)(total / 16);
}

/*
 * ---- queues ---------------------------------------------------------------
 */

int
mqueue_alloc(const char *name, mode_t mode, const struct mq_attr *attr,
    struct mqueue **mqp)
{
	struct lwp *lp = curlwp;
	struct mqueue *mq;

	if (attr != NULL && (attr->mq_maxmsg <= 0 ||
	    attr->mq_maxmsg > mq_max_maxmsg || attr->mq_msgsize <= 0 ||
	    attr->mq_msgsize > mq_max_msgsize))
		return (EINVAL);
	if ((mq = kmalloc(sizeof(*mq), M_MQUEUE, M_WAITOK | M_ZERO)) == NULL)
		return (ENOMEM);
	strlcpy(mq->mq_name, name, sizeof(mq->mq_name));
	TAILQ_INIT(&mq->mq_msgs);
	mq->mq_attr.mq_maxmsg = attr != NULL ? attr->mq_maxmsg : mq_def_maxmsg;
	mq->mq_attr.mq_msgsize = attr != NULL ? attr->mq_msgsize :
	    MQ_DEF_MSGSIZE - MQ_HEADER;
	mq->mq_mode = (mode_t)(mode & ACCESSPERMS &
	    ~fdesc_umask(lp->lwp_proc->p_fd));
	mq->mq_uid = lp->lwp_cred->cr_uid;
	mq->mq_gid = lp->lwp_cred->cr_groups[0];
	mq->mq_atime = mq->mq_mtime = mq->mq_ctime = time_wall();
	*mqp = mq;
	return (0);
}

void
mqueue_free(struct mqueue *mq)
{
	kfree(mq, M_MQUEUE);
}

struct mqueue *
mqueue_find(const char *name)
{
	struct mqueue *mq;

	LIST_FOREACH(mq, &mq_names, mq_list)
		if (strcmp(mq->mq_name, name) == 0)
			return (mq);
	return (NULL);
}

int
mqueue_link(struct mqueue *mq)
{
	if (mq_count >= MQ_MOST)
		return (ENOSPC);
	mq_count++;
	LIST_INSERT_HEAD(&mq_names, mq, mq_list);
	return (0);
}

/* Out of the lists, with all messages; [m] held. */
void
mqueue_destroy(struct mqueue *mq)
{
	struct mq_msg *ms;

	while ((ms = TAILQ_FIRST(&mq->mq_msgs)) != NULL) {
		TAILQ_REMOVE(&mq->mq_msgs, ms, ms_list);
		mq_bytes -= (int64_t)(ms->ms_len + MQ_HEADER);
		mqueue_msg_free(ms);
	}
	LIST_REMOVE(mq, mq_list);
	mq_count--;
	mqueue_free(mq);
}

void
mqueue_unlink(struct mqueue *mq)
{
	mq->mq_unlinked = true;
	if (mq->mq_refs == 0) {
		mqueue_destroy(mq);
		return;
	}
	wakeup(mq);
	wakeup(&mq->mq_room);
}

/*
 * ---- messages -------------------------------------------------------------
 */

struct mq_msg *
mqueue_msg_alloc(size_t len)
{
	struct mq_msg *ms = kmalloc(sizeof(*ms) + len, M_MQUEUE, M_WAITOK);

	if (ms != NULL)
		ms->ms_len = len;
	return (ms);
}

void
mqueue_msg_free(struct mq_msg *ms)
{
	kfree(ms, M_MQUEUE);
}

/* Sleep on chan until the deadline; an unlinked queue ends it. */
static int
queue_sleep(struct mqueue *mq, const void *chan, const struct timespec *ts)
{
	int64_t timo = 0;
	int error;

	if (ts != NULL) {
		if (ts->tv_sec < 0 || ts->tv_nsec < 0 ||
		    ts->tv_nsec >= NS_PER_S)
			return (EINVAL);
		timo = ts->tv_sec > INT64_MAX / NS_PER_S - 1 ? INT64_MAX :
		    ts->tv_sec * NS_PER_S + ts->tv_nsec;
		if ((timo -= time_wall()) <= 0)
			return (ETIMEDOUT);
	}
	error = lksleep(chan, &mq_lock, PCATCH, "mqueue", timo);
	if (error == EWOULDBLOCK)
		return (ETIMEDOUT);
	return (error);
}

/* Behind all messages that are as urgent. */
static void
queue_insert(struct mqueue *mq, struct mq_msg *ms)
{
	struct mq_msg *at;

	TAILQ_FOREACH_REVERSE(at, &mq->mq_msgs, mq_msgs, ms_list)
		if (at->ms_prio >= ms->ms_prio)
			break;
	if (at != NULL)
		TAILQ_INSERT_AFTER(&mq->mq_msgs, at, ms, ms_list);
	else
		TAILQ_INSERT_HEAD(&mq->mq_msgs, ms, ms_list);
	mq_bytes += (int64_t)(ms->ms_len + MQ_HEADER);
	mq->mq_attr.mq_curmsgs++;
	mq->mq_mtime = time_wall();
}

/* The process that wants a notice, held, or NULL. */
static struct proc *
notice_proc(const struct mq_notice *mn)
{
	struct proc *p;

	if (mn->mn_pid == 0 || (p = proc_find(mn->mn_pid, false)) == NULL)
		return (NULL);
	if (p->p_start == mn->mn_start)
		return (p);
	proc_release(p);
	return (NULL);
}

/* A message came into an empty queue and nobody waits for it: tell, once. */
static void
queue_tell(struct mqueue *mq)
{
	struct mq_notice *mn = &mq->mq_notice;
	struct proc *p = notice_proc(mn);
	siginfo_t info;

	mn->mn_pid = 0;
	if (p == NULL)
		return;
	if (mn->mn_event.sigev_notify == SIGEV_SIGNAL) {
		siginfo_user(&info, mn->mn_event.sigev_signo, SI_MESGQ);
		info.si_value = mn->mn_event.sigev_value;
		ksignal_info(p, &info);
	}
	proc_release(p);
}

static int
send_locked(struct mqueue *mq, struct mq_msg *ms, bool nonblock,
    const struct timespec *ts)
{
	int error;

	if (ms->ms_len == 0 || ms->ms_len > (size_t)mq->mq_attr.mq_msgsize)
		return (EMSGSIZE);
	while (mq->mq_attr.mq_curmsgs >= mq->mq_attr.mq_maxmsg) {
		if (nonblock)
			return (EAGAIN);
		if ((error = queue_sleep(mq, &mq->mq_room, ts)) != 0)
			return (error);
		if (mq->mq_unlinked &&
		    mq->mq_attr.mq_curmsgs >= mq->mq_attr.mq_maxmsg)
			return (EINTR);
	}
	if (mq_bytes + (int64_t)(ms->ms_len + MQ_HEADER) > mq_most_bytes)
		return (ENOMEM);
	queue_insert(mq, ms);
	if (mq->mq_attr.mq_curmsgs == 1 && mq->mq_receivers == 0)
		queue_tell(mq);
	wakeup_one(mq);
	knote_fire(&mq->mq_rkq, KN_HINT_READY);
	return (0);
}

int
mqueue_send(struct mqueue *mq, struct mq_msg *ms, bool nonblock,
    const struct timespec *ts)
{
	int error;

	lock_exclusive(&mq_lock);
	error = send_locked(mq, ms, nonblock, ts);
	/* Who was woken for the room and did not take it passes it on. */
	if (error != 0 && mq->mq_attr.mq_curmsgs < mq->mq_attr.mq_maxmsg)
		wakeup_one(&mq->mq_room);
	lock_release(&mq_lock);
	return (error);
}

static int
receive_locked(struct mqueue *mq, size_t room, bool nonblock,
    const struct timespec *ts, struct mq_msg **msp)
{
	int error;

	mq->mq_atime = time_wall();
	if (room < (size_t)mq->mq_attr.mq_msgsize)
		return (EMSGSIZE);
	while ((*msp = TAILQ_FIRST(&mq->mq_msgs)) == NULL) {
		if (nonblock)
			return (EAGAIN);
		mq->mq_receivers++;
		error = queue_sleep(mq, mq, ts);
		mq->mq_receivers--;
		if (error == ERESTART)
			error = EINTR;
		if (error == 0 && mq->mq_unlinked &&
		    TAILQ_EMPTY(&mq->mq_msgs))
			error = EINTR;
		if (error != 0) {
			/* It was woken for a message and does not take it. */
			if (!TAILQ_EMPTY(&mq->mq_msgs))
				wakeup_one(mq);
			return (error);
		}
	}
	TAILQ_REMOVE(&mq->mq_msgs, *msp, ms_list);
	mq_bytes -= (int64_t)((*msp)->ms_len + MQ_HEADER);
	mq->mq_attr.mq_curmsgs--;
	wakeup_one(&mq->mq_room);
	knote_fire(&mq->mq_wkq, KN_HINT_READY);
	return (0);
}

int
mqueue_receive(struct mqueue *mq, size_t room, bool nonblock,
    const struct timespec *ts, struct mq_msg **msp)
{
	int error;

	lock_exclusive(&mq_lock);
	error = receive_locked(mq, room, nonblock, ts, msp);
	lock_release(&mq_lock);
	return (error);
}

int
mqueue_notify(struct mqueue *mq, const struct sigevent *ev)
{
	struct mq_notice *mn = &mq->mq_notice;
	struct proc *p, *self = curproc;
	int error = 0;

	lock_exclusive(&mq_lock);
	p = notice_proc(mn);
	if (ev == NULL) {
		if (p == self)
			mn->mn_pid = 0;
	} else if (p != NULL)
		error = EBUSY;
	else {
		mn->mn_pid = self->p_pid;
		mn->mn_start = self->p_start;
		mn->mn_event = *ev;
	}
	lock_release(&mq_lock);
	if (p != NULL)
		proc_release(p);
	return (error);
}
