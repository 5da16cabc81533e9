/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_unixdata.c: data through local sockets: what one sends goes into its
 * peer's queue at once.
 *
 * Locks: unp_spin to find the peer; then its so_spin.
 */
#include <sys/errno.h>
#include "kern/uipc_unix.h"
#include "lib/libkern.h"
#include "sys/callout.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"

MALLOC_DECLARE(M_SOCKMSG);

/* Who gets what so sends: its peer, or who is bound at nam. */
static int
send_target(struct socket *so, struct sockaddr *nam, struct socket **top)
{
	struct unix_pcb *unp = sotounp(so);

	if (nam != NULL && so->so_type == SOCK_DGRAM) {
		if ((so->so_state & SS_ISCONNECTED) != 0)
			return (EISCONN);
		return (unp_lookup(so, nam, curlwp, top));
	}
	spin_lock(&unp_spin);
	if ((*top = unp->unp_peer) != NULL)
		so_hold(*top);
	spin_unlock(&unp_spin);
	if (*top != NULL)
		return (0);
	return (so->so_type == SOCK_DGRAM ? ENOTCONN : EPIPE);
}

/* A datagram tells its sender's address, and when it came if asked. */
static int
dgram_extras(struct socket *so, struct socket *to, struct sockmsg *m)
{
	struct sockaddr_storage ss;
	int64_t now = time_wall();

	(void)unix_sockaddr(so, &ss);
	m->sm_from = kmalloc(ss.ss_len, M_SOCKMSG, M_WAITOK);
	if (m->sm_from == NULL)
		return (ENOBUFS);
	memcpy(m->sm_from, &ss, ss.ss_len);
	if ((to->so_options & SO_TIMESTAMP) == 0)
		return (0);
	if (m->sm_ctl == NULL)
		m->sm_ctl = sockctl_alloc();
	if (m->sm_ctl == NULL)
		return (ENOBUFS);
	m->sm_ctl->sc_hastime = true;
	m->sm_ctl->sc_time.tv_sec = now / NS_PER_S;
	m->sm_ctl->sc_time.tv_usec = now % NS_PER_S / NS_PER_US;
	return (0);
}

/* Put m into to's queue.  EPIPE, ENOBUFS; m is then still the caller's. */
static int
unp_deliver(struct socket *to, struct sockmsg *m)
{
	struct sockctl *ctl = m->sm_ctl;
	int error = 0;

	spin_lock(&to->so_spin);
	if (to->so_rcv.sb_closed || (to->so_state & SS_NOFDREF) != 0)
		error = EPIPE;
	else if (to->so_type == SOCK_DGRAM &&
	    (sb_space(&to->so_rcv) < m->sm_len ||
	    sb_space(&to->so_rcv) == 0))
		error = ENOBUFS;
	else {
		sbappend(to, m);
		if (ctl != NULL)
			sockctl_landed(ctl);
	}
	spin_unlock(&to->so_spin);
	if (error == 0)
		so_async(to);
	return (error);
}

int
unix_send(struct socket *so, struct sockmsg *m, struct sockaddr *nam,
    int flags)
{
	bool dgram = so->so_type == SOCK_DGRAM;
	size_t len = m->sm_len;
	struct socket *to = NULL;
	int error;

	if ((flags & MSG_OOB) != 0)
		error = EOPNOTSUPP;
	else
		error = send_target(so, nam, &to);
	if (error == 0 && dgram)
		error = dgram_extras(so, to, m);
	if (error == 0) {
		error = unp_deliver(to, m);
		if (error == EPIPE && dgram)
			error = ECONNREFUSED;
	}
	if (error != 0)
		sockmsg_free(m);
	if (to != NULL)
		so_drop(to);
	if (error == 0 && dgram)
		so_unreserve(so, len);
	return (error);
}

/* The reader took n bytes: the sender has room for as many. */
void
unix_rcvd(struct socket *so, size_t n)
{
	struct socket *peer;

	spin_lock(&unp_spin);
	if ((peer = sotounp(so)->unp_peer) != NULL)
		so_hold(peer);
	spin_unlock(&unp_spin);
	if (peer == NULL)
		return;
	spin_lock(&peer->so_spin);
	peer->so_snd.sb_cc -= K_MIN(peer->so_snd.sb_cc, (uint32_t)n);
	if (sb_space(&peer->so_snd) >= peer->so_snd.sb_lowat)
		so_wake_writer(peer);
	spin_unlock(&peer->so_spin);
	so_async(peer);
	so_drop(peer);
}
