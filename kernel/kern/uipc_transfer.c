/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_transfer.c: data through sockets: send and receive.
 *
 * A stream's queue is a chain of pieces; otherwise each element is a message.
 * so_sndlock and so_rcvlock keep the pieces of one call together; the copying to
 * and from programs is done without so_spin, since only the holder of so_rcvlock
 * takes elements off.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksocket.h"
#include "sys/ksyscall.h"

MALLOC_DECLARE(M_SOCKMSG);

#define SEND_CHUNK	16384	/* largest piece of a stream */
#define MERGE_ROOM	2048	/* what a small piece leaves room for */
#define OOB_ROOM	1024	/* bytes for what is urgent when all is full */

/* Sleep for the side sb; so_spin held.  EWOULDBLOCK after its time limit. */
static int
sb_wait(struct socket *so, struct sockbuf *sb, bool nowait)
{
	if (nowait)
		return (EWOULDBLOCK);
	return (ssleep(sb, &so->so_spin, PCATCH,
	    sb == &so->so_rcv ? "sbwait" : "sowrit", sb->sb_timeo));
}

static int
so_enter(struct lock *lk, bool nowait)
{
	int error;

	error = lock_acquire(lk, LK_EXCLUSIVE | LK_PCATCH |
	    (nowait ? LK_NOWAIT : 0));
	return (error == EBUSY ? EWOULDBLOCK : error);
}

/* ---- send --------------------------------------------------------------- */

/* May this socket send now?  so_spin held. */
static int
send_state(struct socket *so, const struct sockaddr *nam)
{
	int error;

	if (so->so_snd.sb_closed)
		return (EPIPE);
	if (so->so_error != 0) {
		error = so->so_error;
		so->so_error = 0;
		return (error);
	}
	if ((so->so_state & SS_ISCONNECTED) == 0) {
		if ((so->so_proto->pr_flags & PR_CONNREQUIRED) != 0)
			return (ENOTCONN);
		if (nam == NULL)
			return (EDESTADDRREQ);
	}
	return (0);
}

/*
 * Wait for room and reserve it: all of resid for messages, else a piece.
 * *np: how much.
 */
static int
send_reserve(struct socket *so, const struct sockaddr *nam, size_t resid,
    int flags, bool nowait, size_t *np)
{
	bool atomic = (so->so_proto->pr_flags & PR_ATOMIC) != 0;
	struct sockbuf *sb = &so->so_snd;
	uint32_t space;
	int error;

	spin_lock(&so->so_spin);
	for (;;) {
		if ((error = send_state(so, nam)) != 0)
			break;
		if (atomic && resid > sb->sb_hiwat) {
			error = EMSGSIZE;
			break;
		}
		space = sb_space(sb) + ((flags & MSG_OOB) != 0 ? OOB_ROOM : 0);
		if (atomic ? space >= resid : (resid == 0 || (space > 0 &&
		    (space >= sb->sb_lowat || space >= resid)))) {
			*np = atomic ? resid : K_MIN(resid, (size_t)space);
			if (!atomic)
				*np = K_MIN(*np, (size_t)SEND_CHUNK);
			sb->sb_cc += (uint32_t)*np;
			break;
		}
		if ((error = sb_wait(so, sb, nowait)) != 0)
			break;
	}
	spin_unlock(&so->so_spin);
	return (error);
}

/* A message with the next n bytes of the uio. */
static int
send_fill(struct kuio *u, size_t n, bool stream, struct sockmsg **mp)
{
	struct sockmsg *m;
	int error;

	m = sockmsg_alloc(stream && n <= SOCKMSG_SMALL ? MERGE_ROOM : n);
	if (m == NULL)
		return (ENOBUFS);
	if ((error = kuiomove(m->sm_data, n, u)) != 0) {
		sockmsg_free(m);
		return (error);
	}
	m->sm_len = (uint32_t)n;
	*mp = m;
	return (0);
}

/* Will the next piece follow without waiting? */
static bool
send_goes_on(struct socket *so, size_t resid)
{
	bool fits;

	if (resid == 0 || (so->so_proto->pr_flags & PR_ATOMIC) != 0)
		return (false);
	spin_lock(&so->so_spin);
	fits = sb_space(&so->so_snd) >= K_MIN(resid, (size_t)SEND_CHUNK);
	spin_unlock(&so->so_spin);
	return (fits);
}

int
so_send(struct socket *so, struct sockaddr *nam, struct kuio *u,
    struct sockctl *ctl, int flags, bool nowait)
{
	const struct protosw *pr = so->so_proto;
	struct sockmsg *m;
	size_t n;
	int error;

	if ((error = so_enter(&so->so_sndlock, nowait)) != 0)
		goto out;
	do {
		error = send_reserve(so, nam, u->uio_resid, flags, nowait,
		    &n);
		if (error != 0 || (n == 0 && ctl == NULL &&
		    (pr->pr_flags & PR_ATOMIC) == 0))
			break;
		error = send_fill(u, n, (pr->pr_flags &
		    (PR_ATOMIC | PR_INET)) == 0, &m);
		if (error != 0) {
			so_unreserve(so, n);
			break;
		}
		m->sm_ctl = ctl;
		ctl = NULL;
		m->sm_eor = u->uio_resid == 0 && ((flags & MSG_EOR) != 0 ||
		    (pr->pr_flags & PR_ATOMIC) != 0);
		error = pr->pr_send(so, m, nam, (flags & ~SEND_MORE) |
		    (send_goes_on(so, u->uio_resid) ? SEND_MORE : 0));
		if (error != 0)
			so_unreserve(so, n);
	} while (error == 0 && u->uio_resid > 0);
	if (error == 0 && (flags & MSG_EOF) != 0)
		error = pr->pr_shutdown(so);
	lock_release(&so->so_sndlock);
out:
	if (ctl != NULL)
		sockctl_free(ctl);
	return (error);
}

/* ---- receive -------------------------------------------------------------- */

/* Is there enough to return?  so_spin held. */
static bool
receive_ready(const struct socket *so, size_t resid, int flags)
{
	const struct sockbuf *sb = &so->so_rcv;

	if (STAILQ_EMPTY(&sb->sb_msgs))
		return (false);
	if ((so->so_proto->pr_flags & PR_ATOMIC) != 0)
		return (true);
	if (sb->sb_closed || STAILQ_FIRST(&sb->sb_msgs)->sm_ctl != NULL)
		return (true);
	return (sb->sb_cc >= sb->sb_lowat || sb->sb_cc >= resid);
}

/*
 * Wait for data; so_spin held.  *eof: none will come.
 */
static int
receive_wait(struct socket *so, size_t resid, int flags, bool nowait, bool *eof)
{
	struct sockbuf *sb = &so->so_rcv;
	int error;

	*eof = false;
	while (!receive_ready(so, resid, flags)) {
		if (STAILQ_EMPTY(&sb->sb_msgs) && so->so_error != 0) {
			error = so->so_error;
			if ((flags & MSG_PEEK) == 0)
				so->so_error = 0;
			return (error);
		}
		if (sb->sb_closed) {
			*eof = STAILQ_EMPTY(&sb->sb_msgs);
			return (0);
		}
		if ((so->so_state & (SS_ISCONNECTED | SS_ISCONNECTING)) == 0 &&
		    (so->so_proto->pr_flags & PR_CONNREQUIRED) != 0)
			return (ENOTCONN);
		if (resid == 0 && (so->so_proto->pr_flags & PR_ATOMIC) == 0)
			return (0);
		if ((error = sb_wait(so, sb, nowait)) != 0)
			return (error);
	}
	return (0);
}

/* n bytes of the first element m were read: they, or all of it, go. */
static void
receive_consume(struct socket *so, struct sockmsg *m, size_t n, bool whole)
{
	struct sockbuf *sb = &so->so_rcv;
	bool gone;

	spin_lock(&so->so_spin);
	if (whole)
		n = m->sm_len;
	m->sm_off += (uint32_t)n;
	m->sm_len -= (uint32_t)n;
	sb->sb_cc -= (uint32_t)n;
	if (n > 0)
		so->so_state &= ~(uint32_t)SS_RCVATMARK;
	if (so->so_oobmark > 0 && (so->so_oobmark -= (uint32_t)n) == 0)
		so->so_state |= SS_RCVATMARK;
	if ((gone = whole || m->sm_len == 0)) {
		STAILQ_REMOVE_HEAD(&sb->sb_msgs, sm_link);
		sb->sb_nmsgs--;
	}
	spin_unlock(&so->so_spin);
	if (gone)
		sockmsg_free(m);
	if (so->so_proto->pr_rcvd != NULL)
		so->so_proto->pr_rcvd(so, n);
}

static struct sockaddr *
from_copy(const struct sockaddr *from)
{
	struct sockaddr *sa = NULL;

	if (from != NULL &&
	    (sa = kmalloc(from->sa_len, M_SOCKMSG, M_WAITOK)) != NULL)
		memcpy(sa, from, from->sa_len);
	return (sa);
}

/* Address and control data of m for the caller. */
static void
receive_extras(struct sockmsg *m, struct sockaddr **from,
    struct sockctl **ctl, bool peek)
{
	if (from != NULL)
		*from = from_copy(m->sm_from);
	if (ctl != NULL && m->sm_ctl != NULL) {
		if (peek) {
			*ctl = sockctl_peek(m->sm_ctl);
		} else {
			sockctl_leave(m->sm_ctl);
			*ctl = m->sm_ctl;
			m->sm_ctl = NULL;
		}
	}
}

/* One message, whole; so_spin held at first, released. */
static int
receive_message(struct socket *so, struct sockaddr **from, struct kuio *u,
    struct sockctl **ctl, int *flags)
{
	bool peek = (*flags & MSG_PEEK) != 0;
	struct sockmsg *m = STAILQ_FIRST(&so->so_rcv.sb_msgs);
	size_t n = K_MIN(u->uio_resid, (size_t)m->sm_len);
	int error;

	spin_unlock(&so->so_spin);
	error = kuiomove(m->sm_data + m->sm_off, n, u);
	*flags &= ~(MSG_EOR | MSG_TRUNC);
	if (n < m->sm_len)
		*flags |= MSG_TRUNC;
	if (m->sm_eor && so->so_type == SOCK_SEQPACKET)
		*flags |= MSG_EOR;
	receive_extras(m, from, ctl, peek);
	if (!peek)
		receive_consume(so, m, n, true);
	return (error);
}

/*
 * Bytes of a stream, up to the next control data; so_spin held at first and
 * at the end.  *np counts what was moved, *stop: nothing more may be joined to it.
 */
static int
receive_stream(struct socket *so, struct kuio *u, struct sockctl **ctl,
    int *flags, size_t *np, bool *stop)
{
	bool peek = (*flags & MSG_PEEK) != 0;
	struct sockmsg *m = STAILQ_FIRST(&so->so_rcv.sb_msgs), *next;
	size_t n, left;
	int error = 0;

	while (m != NULL && error == 0 && !*stop) {
		if (m->sm_ctl != NULL) {
			if (*np > 0) {
				*stop = true;
				break;
			}
			spin_unlock(&so->so_spin);
			if (ctl == NULL && !peek) {
				/* Nobody asked: the rights are lost. */
				struct sockctl *lost = m->sm_ctl;

				m->sm_ctl = NULL;
				sockctl_free(lost);
			} else {
				receive_extras(m, NULL, ctl, peek);
			}
			spin_lock(&so->so_spin);
			*stop = u->uio_resid == 0;
		}
		n = K_MIN(u->uio_resid, (size_t)m->sm_len);
		if (n == 0 && m->sm_len > 0)
			break;
		/* No read goes over the mark. */
		left = so->so_oobmark - (peek ? (uint32_t)*np : 0);
		if (so->so_oobmark > 0 && n >= left) {
			n = left;
			*stop = true;
		}
		*flags &= ~MSG_EOR;
		if (m->sm_eor && n == m->sm_len) {
			*flags |= MSG_EOR;
			*stop = true;
		}
		next = STAILQ_NEXT(m, sm_link);
		spin_unlock(&so->so_spin);
		error = kuiomove(m->sm_data + m->sm_off, n, u);
		if (error == 0) {
			*np += n;
			if (!peek)
				receive_consume(so, m, n, false);
		}
		spin_lock(&so->so_spin);
		m = peek ? next : STAILQ_FIRST(&so->so_rcv.sb_msgs);
	}
	return (error);
}

static int
receive_oob(struct socket *so, struct kuio *u, bool peek)
{
	uint8_t byte;
	int error;

	if (so->so_proto->pr_rcvoob == NULL)
		return (EOPNOTSUPP);
	if ((error = so->so_proto->pr_rcvoob(so, &byte, peek)) == 0)
		error = kuiomove(&byte, K_MIN(u->uio_resid, (size_t)1), u);
	return (error);
}

int
so_receive(struct socket *so, struct sockaddr **from, struct kuio *u,
    struct sockctl **ctl, int *flags, bool nowait)
{
	bool eof, stop = false, all = (*flags & MSG_WAITALL) != 0;
	size_t moved = 0;
	int error;

	if (from != NULL)
		*from = NULL;
	if (ctl != NULL)
		*ctl = NULL;
	if ((*flags & MSG_OOB) != 0)
		return (receive_oob(so, u, (*flags & MSG_PEEK) != 0));
	if ((error = so_enter(&so->so_rcvlock, nowait)) != 0)
		return (error);
	spin_lock(&so->so_spin);
	for (;;) {
		error = receive_wait(so, u->uio_resid, *flags, nowait, &eof);
		if (error != 0 || eof || STAILQ_EMPTY(&so->so_rcv.sb_msgs))
			break;
		if ((so->so_proto->pr_flags & PR_ATOMIC) != 0) {
			error = receive_message(so, from, u, ctl, flags);
			goto out;
		}
		error = receive_stream(so, u, moved == 0 ? ctl : NULL, flags,
		    &moved, &stop);
		if (error != 0 || stop || !all || u->uio_resid == 0 ||
		    (*flags & MSG_PEEK) != 0)
			break;
	}
	spin_unlock(&so->so_spin);
	if (moved > 0 && (error == EWOULDBLOCK || error == EINTR ||
	    error == ERESTART))
		error = 0;
out:
	lock_release(&so->so_rcvlock);
	return (error);
}
