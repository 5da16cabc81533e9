/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_socket.c: sockets: making, connecting, accepting, closing.  Options are
 * uipc_sockopt.c, data transfer is uipc_transfer.c, the calls of programs are
 * uipc_syscalls.c.
 *
 * Invariants: a socket on a listen queue has so_head set and a reference of
 * the queue; so_ref > 0 while a file, a queue or its protocol knows it.
 * Locks: see sys/ksocket.h; a head's so_spin before that of its connections.
 */
#include <sys/errno.h>
#include <sys/sysctl.h>
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/ksocket.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_SOCKET, "socket", "sockets");

static int somaxconn = SOMAXCONN;
static int maxsockets = 8192;
static int numsockets;
SYSCTL_KINT(kern_ipc_somaxconn, "kern.ipc.somaxconn", OID_AUTO, CTLFLAG_RW,
    &somaxconn, "Longest queue of connections not yet accepted");
SYSCTL_KINT(kern_ipc_maxsockets, "kern.ipc.maxsockets", OID_AUTO, CTLFLAG_RW,
    &maxsockets, "Maximum number of sockets");
SYSCTL_KINT(kern_ipc_numsockets, "kern.ipc.numopensockets", OID_AUTO,
    CTLFLAG_RD, &numsockets, "Number of sockets");

/* ---- life --------------------------------------------------------------- */

static struct socket *
so_alloc(const struct protosw *pr, struct ucred *cred)
{
	/* Connections arrive while their protocol holds its lock. */
	int wait = curthread->td_nspin > 0 ? M_NOWAIT : M_WAITOK;
	struct socket *so;

	if (atomic_add(&numsockets, 1) > maxsockets ||
	    (so = kmalloc(sizeof(*so), M_SOCKET, wait | M_ZERO)) == NULL) {
		atomic_sub(&numsockets, 1);
		return (NULL);
	}
	spin_init(&so->so_spin, "socket", LR_SOCKET);
	refcount_init(&so->so_ref, 1);
	so->so_type = pr->pr_type;
	so->so_proto = pr;
	module_hold(pr);
	so->so_cred = cred_hold(cred);
	lock_init(&so->so_sndlock, "sosnd", LR_SOCKIO, 0);
	lock_init(&so->so_rcvlock, "sorcv", LR_SOCKIO, 0);
	STAILQ_INIT(&so->so_snd.sb_msgs);
	STAILQ_INIT(&so->so_rcv.sb_msgs);
	so->so_snd.sb_hiwat = pr->pr_sndsize;
	so->so_snd.sb_lowat = K_MIN(pr->pr_sndsize / 4, 2048U);
	so->so_rcv.sb_hiwat = pr->pr_rcvsize;
	so->so_rcv.sb_lowat = 1;
	TAILQ_INIT(&so->so_comp);
	TAILQ_INIT(&so->so_incomp);
	sigio_init(&so->so_sigio);
	return (so);
}

int
so_create(const struct protosw *pr, int protocol, struct ucred *cred,
    struct socket **sop)
{
	struct socket *so = so_alloc(pr, cred);
	int error;

	if (so == NULL)
		return (ENOBUFS);
	if ((error = pr->pr_attach(so, protocol, cred)) != 0) {
		so_drop(so);
		return (error);
	}
	*sop = so;
	return (0);
}

void
so_hold(struct socket *so)
{
	refcount_get(&so->so_ref);
}

/* Context: any where kfree may be called; so_spin not held. */
void
so_drop(struct socket *so)
{
	const struct protosw *pr = so->so_proto;

	if (!refcount_put(&so->so_ref))
		return;
	KKASSERT(TAILQ_EMPTY(&so->so_comp) && TAILQ_EMPTY(&so->so_incomp));
	sb_flush(&so->so_rcv, so);
	sigio_clear(&so->so_sigio);
	cred_free(so->so_cred);
	lock_destroy(&so->so_sndlock);
	lock_destroy(&so->so_rcvlock);
	kfree(so, M_SOCKET);
	atomic_sub(&numsockets, 1);
	module_drop(pr);
}

/* Take the first connection off a listen queue; its reference is ours. */
static struct socket *
so_dequeue(struct socket *head)
{
	struct socket *so = TAILQ_FIRST(&head->so_comp);

	if (so != NULL) {
		TAILQ_REMOVE(&head->so_comp, so, so_list);
		head->so_qlen--;
		so->so_head = NULL;
	}
	return (so);
}

/* Wait for a graceful end, SO_LINGER; so_spin held. */
static int
so_lingers(struct socket *so)
{
	int error = 0;

	while ((so->so_state & SS_ISCONNECTED) != 0 && so->so_snd.sb_cc > 0 &&
	    error == 0)
		error = ssleep(&so->so_state, &so->so_spin, PCATCH, "soclos",
		    so->so_linger * NS_PER_S);
	return (error == EWOULDBLOCK ? 0 : error);
}

int
so_close(struct socket *so, bool nowait)
{
	struct socket *conn;
	int error = 0;

	spin_lock(&so->so_spin);
	so->so_file = NULL;
	so->so_options &= ~(uint32_t)SO_ACCEPTCONN;
	spin_unlock(&so->so_spin);
	while ((conn = accf_take(so)) != NULL)
		(void)so_close(conn, true);
	spin_lock(&so->so_spin);
	while ((conn = so_dequeue(so)) != NULL) {
		spin_unlock(&so->so_spin);
		(void)so_close(conn, true);
		spin_lock(&so->so_spin);
	}
	/* What a local peer has not read yet stays with it. */
	if ((so->so_options & SO_LINGER) != 0 && so->so_linger > 0 &&
	    !nowait && (so->so_proto->pr_flags & PR_RIGHTS) == 0)
		error = so_lingers(so);
	so->so_state |= SS_NOFDREF;
	spin_unlock(&so->so_spin);
	so->so_proto->pr_detach(so);
	sb_flush(&so->so_rcv, so);
	so_drop(so);
	return (error);
}

/* ---- states ---------------------------------------------------------------- */

void
so_wake_reader(struct socket *so)
{
	wakeup(&so->so_rcv);
	knote_fire(&so->so_rcv.sb_kq, KN_HINT_READY);
}

void
so_wake_writer(struct socket *so)
{
	wakeup(&so->so_snd);
	wakeup(&so->so_state);
	knote_fire(&so->so_snd.sb_kq, KN_HINT_READY);
}

void
so_async(struct socket *so)
{
	if (so->so_async)
		sigio_send(&so->so_sigio, SIGIO);
}

void
so_isconnected(struct socket *so)
{
	so->so_state &= ~SS_ISCONNECTING;
	so->so_state |= SS_ISCONNECTED;
	so_wake_reader(so);
	so_wake_writer(so);
}

void
so_isdisconnected(struct socket *so)
{
	so->so_state &= ~(SS_ISCONNECTING | SS_ISCONNECTED);
	so->so_state |= SS_ISDISCONNECTED;
	so->so_snd.sb_closed = so->so_rcv.sb_closed = true;
	so->so_snd.sb_cc = 0;
	so_wake_reader(so);
	so_wake_writer(so);
}

void
so_cantsend(struct socket *so)
{
	so->so_snd.sb_closed = true;
	so_wake_writer(so);
}

int
so_shutdown_send(struct socket *so)
{
	spin_lock(&so->so_spin);
	so_cantsend(so);
	spin_unlock(&so->so_spin);
	return (0);
}

void
so_unreserve(struct socket *so, size_t n)
{
	spin_lock(&so->so_spin);
	so->so_snd.sb_cc -= K_MIN(so->so_snd.sb_cc, (uint32_t)n);
	so_wake_writer(so);
	spin_unlock(&so->so_spin);
}

void
so_cantrcv(struct socket *so)
{
	so->so_rcv.sb_closed = true;
	so_wake_reader(so);
}

/* ---- connections ---------------------------------------------------------- */

int
so_newconn(struct socket *head, struct socket **sop)
{
	struct socket *so;
	int error;

	if (so_qfull(head))
		return (ECONNREFUSED);
	if ((so = so_alloc(head->so_proto, head->so_cred)) == NULL)
		return (ENOBUFS);
	spin_lock(&head->so_spin);
	so->so_options = head->so_options &
	    ~(uint32_t)(SO_ACCEPTCONN | SO_ACCEPTFILTER);
	so->so_linger = head->so_linger;
	so->so_snd.sb_hiwat = head->so_snd.sb_hiwat;
	so->so_snd.sb_lowat = head->so_snd.sb_lowat;
	so->so_snd.sb_timeo = head->so_snd.sb_timeo;
	so->so_rcv.sb_hiwat = head->so_rcv.sb_hiwat;
	so->so_rcv.sb_lowat = head->so_rcv.sb_lowat;
	so->so_rcv.sb_timeo = head->so_rcv.sb_timeo;
	spin_unlock(&head->so_spin);
	error = so->so_proto->pr_attach(so, 0, head->so_cred);
	if (error != 0) {
		so_drop(so);
		return (error);
	}
	*sop = so;
	return (0);
}

bool
so_queue(struct socket *head, struct socket *so)
{
	bool listens;

	if (head->so_accf != NULL && accf_hold(head, so))
		return (true);
	spin_lock(&head->so_spin);
	listens = !so_qfull(head);
	if (listens) {
		so->so_head = head;
		TAILQ_INSERT_TAIL(&head->so_comp, so, so_list);
		head->so_qlen++;
		so_wake_reader(head);
	}
	spin_unlock(&head->so_spin);
	/* Who holds a lock sees to the signal itself. */
	if (listens && curthread->td_nspin == 0)
		so_async(head);
	return (listens);
}

int
so_listen(struct socket *so, int backlog, struct lwp *lp)
{
	int error;

	if (so->so_proto->pr_listen == NULL)
		return (EOPNOTSUPP);
	if ((so->so_state & (SS_ISCONNECTED | SS_ISCONNECTING)) != 0)
		return (EINVAL);
	if ((error = so->so_proto->pr_listen(so, lp)) != 0)
		return (error);
	if (backlog < 0 || backlog > somaxconn)
		backlog = somaxconn;
	spin_lock(&so->so_spin);
	so->so_qlimit = backlog;
	so->so_options |= SO_ACCEPTCONN;
	spin_unlock(&so->so_spin);
	return (0);
}

int
so_accept(struct socket *head, bool nowait, struct socket **sop)
{
	int error = 0;

	spin_lock(&head->so_spin);
	if ((head->so_options & SO_ACCEPTCONN) == 0)
		error = EINVAL;
	while (error == 0 && (*sop = so_dequeue(head)) == NULL) {
		if (head->so_rcv.sb_closed)
			error = ECONNABORTED;
		else if (head->so_error != 0)
			error = head->so_error;
		else if (nowait)
			error = EWOULDBLOCK;
		else
			error = ssleep(&head->so_rcv, &head->so_spin, PCATCH,
			    "accept", 0);
	}
	spin_unlock(&head->so_spin);
	if (error == 0 && head->so_proto->pr_accepted != NULL)
		head->so_proto->pr_accepted(*sop);
	return (error);
}

/* Wait for SS_ISCONNECTING to end.  so_spin held. */
static int
so_waitconnect(struct socket *so, bool nowait)
{
	int error = 0;

	while ((so->so_state & SS_ISCONNECTING) != 0 && so->so_error == 0) {
		if (nowait)
			return (EINPROGRESS);
		error = ssleep(&so->so_state, &so->so_spin, PCATCH, "connec",
		    0);
		if (error != 0)
			return (error == ERESTART ? EINTR : error);
	}
	error = so->so_error;
	so->so_error = 0;
	return (error);
}

int
so_connect(struct socket *so, struct sockaddr *nam, bool nowait,
    struct lwp *lp)
{
	bool required = (so->so_proto->pr_flags & PR_CONNREQUIRED) != 0;
	int error = 0;

	if ((so->so_options & SO_ACCEPTCONN) != 0)
		return (EOPNOTSUPP);
	if ((so->so_state & SS_ISCONNECTING) != 0)
		return (EALREADY);
	if ((so->so_state & SS_ISCONNECTED) != 0) {
		/* A datagram socket may change its peer. */
		if (required)
			return (EISCONN);
		if ((error = so->so_proto->pr_disconnect(so)) != 0)
			return (error);
		if (nam->sa_family == AF_UNSPEC)
			return (0);
	}
	if ((error = so->so_proto->pr_connect(so, nam, lp)) != 0)
		return (error);
	spin_lock(&so->so_spin);
	error = so_waitconnect(so, nowait);
	spin_unlock(&so->so_spin);
	return (error);
}

int
so_shutdown(struct socket *so, int how)
{
	size_t lost;

	if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR)
		return (EINVAL);
	if ((so->so_state & SS_ISCONNECTED) == 0)
		return (ENOTCONN);
	if (how != SHUT_WR) {
		spin_lock(&so->so_spin);
		so_cantrcv(so);
		spin_unlock(&so->so_spin);
		/* A reader that was waiting leaves now; then the queue goes. */
		lock_exclusive(&so->so_rcvlock);
		lost = so->so_rcv.sb_cc;
		sb_flush(&so->so_rcv, so);
		lock_release(&so->so_rcvlock);
		if (lost > 0 && so->so_proto->pr_rcvd != NULL)
			so->so_proto->pr_rcvd(so, lost);
	}
	return (how != SHUT_RD ? so->so_proto->pr_shutdown(so) : 0);
}
