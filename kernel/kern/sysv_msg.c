/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysv_msg.c: System V message queues: msgget(2), msgsnd(2), msgrcv(2),
 * msgctl(2).
 *
 * A message is one piece of kernel memory, filled before the table is locked
 * and read after it is free again.  Senders and receivers of a queue sleep on it;
 * those who wait for room among all messages sleep on the table.
 *
 * Lock legend: [i] msg_table.it_lock.
 */
#include <sys/errno.h>
#include <sys/msg.h>
#include "kern/sysv_ipc.h"
#include "sys/callout.h"
#include "sys/kuio.h"
#include "sys/queue.h"
#include "sys/sysvipc.h"
#include "lib/libkern.h"

MALLOC_DEFINE(M_MSG, "msg", "System V messages");

struct msg {
	TAILQ_ENTRY(msg) ms_list;	/* [i] */
	long		 ms_type;
	size_t		 ms_size;
	char		 ms_text[];
};

struct msg_queue {
	struct ipc_object mq_ipc;	/* first */
	struct msqid_ds	 mq_ds;		/* [i] */
	TAILQ_HEAD(, msg) mq_list;	/* [i] oldest first */
};

static struct ipc_table msg_table;
static struct msginfo msginfo = {
	.msgmni = 40, .msgmnb = 2048, .msgtql = 40, .msgssz = 8,
	.msgseg = 2048
};
static int msg_count;			/* [i] messages in all queues */
static int64_t msg_bytes;		/* [i] and their bytes */

#define MSG_LIMIT(name, access, descr)					\
	SYSCTL_KINT(kern_ipc_##name, "kern.ipc." #name, OID_AUTO,	\
	    access, &msginfo.name, descr)
MSG_LIMIT(msgmax, CTLFLAG_RD, "Most bytes of a message");
MSG_LIMIT(msgmni, CTLFLAG_RD, "Most message queues");
MSG_LIMIT(msgmnb, CTLFLAG_RD, "Most bytes in a queue");
MSG_LIMIT(msgtql, CTLFLAG_RD, "Most messages");
MSG_LIMIT(msgssz, CTLFLAG_RD, "Bytes of a segment of messages");
MSG_LIMIT(msgseg, CTLFLAG_RD, "Segments of all messages");

static inline struct msg_queue *
queue_of(struct ipc_object *io)
{
	return ((struct msg_queue *)(void *)io);
}

/* [i] held. */
static void
queue_free(struct ipc_object *io)
{
	kfree(queue_of(io), M_MSG);
}

void
msg_init(void)
{
	ipc_tunable("msgseg", &msginfo.msgseg);
	ipc_tunable("msgssz", &msginfo.msgssz);
	ipc_tunable("msgmnb", &msginfo.msgmnb);
	ipc_tunable("msgtql", &msginfo.msgtql);
	msginfo.msgssz = K_MIN(msginfo.msgssz, 1024);
	msginfo.msgseg = K_MIN(msginfo.msgseg, 32767);
	msginfo.msgtql = K_MIN(msginfo.msgtql, 65536);
	msginfo.msgmax = msginfo.msgseg * msginfo.msgssz;
	ipc_table_init(&msg_table, "msg", msginfo.msgmni, "msgmni",
	    queue_free);
	msginfo.msgmni = msg_table.it_max;
}

/*
 * ---- queues ---------------------------------------------------------------
 */

static int
queue_check(struct ipc_object *io, size_t size)
{
	return (0);
}

static int
queue_make(size_t size, struct ipc_object **iop)
{
	struct msg_queue *mq;

	if ((mq = kmalloc(sizeof(*mq), M_MSG, M_WAITOK | M_ZERO)) == NULL)
		return (ENOSPC);
	TAILQ_INIT(&mq->mq_list);
	mq->mq_ipc.io_perm = &mq->mq_ds.msg_perm;
	mq->mq_ds.msg_qbytes = (msglen_t)msginfo.msgmnb;
	mq->mq_ds.msg_ctime = time_second();
	*iop = &mq->mq_ipc;
	return (0);
}

int
sys_msgget(struct lwp *lp, const struct msgget_args *uap, int64_t rv[2])
{
	struct ipc_request rq = { .rq_key = uap->key,
	    .rq_flags = uap->msgflg, .rq_check = queue_check,
	    .rq_make = queue_make };

	return (ipc_get(&msg_table, lp, &rq, &rv[0]));
}

/* Take ms out of its queue; the caller frees it. */
static void
queue_take(struct msg_queue *mq, struct msg *ms)
{
	TAILQ_REMOVE(&mq->mq_list, ms, ms_list);
	mq->mq_ds.msg_qnum--;
	mq->mq_ds.msg_cbytes -= ms->ms_size;
	msg_count--;
	msg_bytes -= (int64_t)ms->ms_size;
	wakeup(mq);
	wakeup(&msg_table);
}

static void
queue_remove(struct msg_queue *mq)
{
	struct msg *ms;

	while ((ms = TAILQ_FIRST(&mq->mq_list)) != NULL) {
		queue_take(mq, ms);
		kfree(ms, M_MSG);
	}
	wakeup(mq);
	ipc_remove(&msg_table, &mq->mq_ipc);
}

static int
queue_set(struct lwp *lp, struct msg_queue *mq, const struct msqid_ds *ds)
{
	if (ds->msg_qbytes > mq->mq_ds.msg_qbytes &&
	    cred_root(lp->lwp_cred) != 0)
		return (EPERM);
	if (ds->msg_qbytes == 0)
		return (EINVAL);
	ipc_setperm(&mq->mq_ds.msg_perm, &ds->msg_perm);
	mq->mq_ds.msg_qbytes = K_MIN(ds->msg_qbytes,
	    (msglen_t)msginfo.msgmnb);
	mq->mq_ds.msg_ctime = time_second();
	wakeup(mq);
	return (0);
}

int
sys_msgctl(struct lwp *lp, const struct msgctl_args *uap, int64_t rv[2])
{
	struct msqid_ds ds;
	struct ipc_object *io;
	int error;

	if (uap->cmd != IPC_STAT && uap->cmd != IPC_SET && uap->cmd != IPC_RMID)
		return (EINVAL);
	if (uap->cmd == IPC_SET &&
	    (error = copyin(uap->buf, &ds, sizeof(ds))) != 0)
		return (error);
	lock_exclusive(&msg_table.it_lock);
	error = ipc_find(&msg_table, uap->msqid, lp->lwp_cred,
	    uap->cmd == IPC_STAT ? IPC_R : IPC_M, &io);
	if (error == 0 && uap->cmd == IPC_STAT)
		ds = queue_of(io)->mq_ds;
	else if (error == 0 && uap->cmd == IPC_SET)
		error = queue_set(lp, queue_of(io), &ds);
	else if (error == 0)
		queue_remove(queue_of(io));
	lock_release(&msg_table.it_lock);
	if (error == 0 && uap->cmd == IPC_STAT)
		error = copyout(&ds, uap->buf, sizeof(ds));
	return (error);
}

/*
 * ---- sending --------------------------------------------------------------
 */

/* [i] held: wait until there is room for size bytes. */
static int
send_wait(struct msg_queue *mq, size_t size, int flags)
{
	const void *chan;
	int error;

	for (;;) {
		if (size > mq->mq_ds.msg_qbytes)
			return (EINVAL);
		if (mq->mq_ds.msg_cbytes + size > mq->mq_ds.msg_qbytes)
			chan = mq;
		else if (msg_count >= msginfo.msgtql ||
		    msg_bytes + (int64_t)size > msginfo.msgmax)
			chan = &msg_table;
		else
			return (0);
		if (flags & IPC_NOWAIT)
			return (EAGAIN);
		if ((error = ipc_sleep(&msg_table, &mq->mq_ipc, chan)) != 0)
			return (error);
	}
}

static int
send_locked(struct lwp *lp, int id, struct msg *ms, int flags)
{
	struct ipc_object *io;
	struct msg_queue *mq;
	int error;

	error = ipc_find(&msg_table, id, lp->lwp_cred, IPC_W, &io);
	if (error != 0)
		return (error);
	mq = queue_of(io);
	if ((error = send_wait(mq, ms->ms_size, flags)) != 0)
		return (error);
	TAILQ_INSERT_TAIL(&mq->mq_list, ms, ms_list);
	mq->mq_ds.msg_qnum++;
	mq->mq_ds.msg_cbytes += ms->ms_size;
	mq->mq_ds.msg_lspid = lp->lwp_proc->p_pid;
	mq->mq_ds.msg_stime = time_second();
	msg_count++;
	msg_bytes += (int64_t)ms->ms_size;
	wakeup(mq);
	return (0);
}

int
sys_msgsnd(struct lwp *lp, const struct msgsnd_args *uap, int64_t rv[2])
{
	const char *from = uap->msgp;
	struct msg *ms;
	int error;

	if (uap->msgsz > (size_t)msginfo.msgmax)
		return (EINVAL);
	ms = kmalloc(sizeof(*ms) + uap->msgsz, M_MSG, M_WAITOK);
	if (ms == NULL)
		return (ENOMEM);
	ms->ms_size = uap->msgsz;
	error = copyin(from, &ms->ms_type, sizeof(ms->ms_type));
	if (error == 0)
		error = copyin(from + sizeof(ms->ms_type), ms->ms_text,
		    uap->msgsz);
	if (error == 0 && ms->ms_type < 1)
		error = EINVAL;
	if (error == 0) {
		lock_exclusive(&msg_table.it_lock);
		error = send_locked(lp, uap->msqid, ms, uap->msgflg);
		lock_release(&msg_table.it_lock);
	}
	if (error != 0)
		kfree(ms, M_MSG);
	return (error);
}

/*
 * ---- receiving ------------------------------------------------------------
 */

/*
 * 0: the oldest; above: the oldest of that type; below: the oldest of the
 * lowest type up to its absolute value.
 */
static struct msg *
recv_pick(struct msg_queue *mq, long type)
{
	struct msg *ms, *best = NULL;

	TAILQ_FOREACH(ms, &mq->mq_list, ms_list) {
		if (type == 0 || ms->ms_type == type)
			return (ms);
		/* Types are above 0: -type of LONG_MIN is no harm. */
		if (type < 0 && ms->ms_type <= -(type + 1) + 1UL &&
		    (best == NULL || ms->ms_type < best->ms_type))
			best = ms;
	}
	return (best);
}

static int
recv_locked(struct lwp *lp, const struct msgrcv_args *uap, struct msg **msp)
{
	struct ipc_object *io;
	struct msg_queue *mq;
	struct msg *ms;
	int error;

	error = ipc_find(&msg_table, uap->msqid, lp->lwp_cred, IPC_R, &io);
	if (error != 0)
		return (error);
	mq = queue_of(io);
	while ((ms = recv_pick(mq, uap->msgtyp)) == NULL) {
		if (uap->msgflg & IPC_NOWAIT)
			return (ENOMSG);
		if ((error = ipc_sleep(&msg_table, io, mq)) != 0)
			return (error);
	}
	if (ms->ms_size > uap->msgsz && !(uap->msgflg & MSG_NOERROR))
		return (E2BIG);
	queue_take(mq, ms);
	mq->mq_ds.msg_lrpid = lp->lwp_proc->p_pid;
	mq->mq_ds.msg_rtime = time_second();
	*msp = ms;
	return (0);
}

int
sys_msgrcv(struct lwp *lp, const struct msgrcv_args *uap, int64_t rv[2])
{
	char *to = uap->msgp;
	struct msg *ms = NULL;
	size_t n;
	int error;

	if ((int64_t)uap->msgsz < 0)
		return (EINVAL);
	lock_exclusive(&msg_table.it_lock);
	error = recv_locked(lp, uap, &ms);
	lock_release(&msg_table.it_lock);
	if (error != 0)
		return (error);
	n = K_MIN(ms->ms_size, uap->msgsz);
	error = copyout(&ms->ms_type, to, sizeof(ms->ms_type));
	if (error == 0)
		error = copyout(ms->ms_text, to + sizeof(ms->ms_type), n);
	rv[0] = (int64_t)n;
	kfree(ms, M_MSG);
	return (error);
}

/* kern.ipc.msqids: a struct msqid_ds for each place. */
static void
queue_fill(struct ipc_object *io, void *to)
{
	memcpy(to, &queue_of(io)->mq_ds, sizeof(struct msqid_ds));
}

static int
sysctl_msqids(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	return (ipc_sysctl(&msg_table, req, sizeof(struct msqid_ds),
	    queue_fill));
}
SYSCTL_KPROC(kern_ipc_msqids, "kern.ipc.msqids", OID_AUTO, CTLTYPE_OPAQUE |
    CTLFLAG_RD, NULL, 0, sysctl_msqids, "S,msqid_ds", "Message queues");
