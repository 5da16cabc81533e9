/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_unixconn.c: connections of the local domain, unix(4): who is whose peer.
 *
 * Invariants: see uipc_unix.c.  Locks: see uipc_unix.h.
 */
#include <sys/errno.h>
#include "kern/uipc_unix.h"
#include "lib/libkern.h"
#include "sys/ksyscall.h"

static void
cred_export(const struct ucred *cr, struct xucred *xu)
{
	bzero(xu, sizeof(*xu));
	xu->cr_version = XUCRED_VERSION;
	xu->cr_uid = cr->cr_uid;
	xu->cr_ngroups = cr->cr_ngroups;
	memcpy(xu->cr_groups, cr->cr_groups, sizeof(xu->cr_groups));
}

int
unix_listen(struct socket *so, struct lwp *lp)
{
	struct unix_pcb *unp = sotounp(so);
	struct xucred xu;

	cred_export(lp->lwp_cred, &xu);
	spin_lock(&unp_spin);
	if (unp->unp_vnode == NULL) {
		spin_unlock(&unp_spin);
		return (EINVAL);
	}
	unp->unp_peercred = xu;
	unp->unp_haslisten = true;
	spin_unlock(&unp_spin);
	return (0);
}

/* unp_spin held: make a and b each other's peer, or (datagrams) b a's. */
static void
unp_link(struct socket *a, struct socket *b)
{
	so_hold(b);
	sotounp(a)->unp_peer = b;
	if (a->so_type == SOCK_DGRAM) {
		LIST_INSERT_HEAD(&sotounp(b)->unp_refs, sotounp(a),
		    unp_reflink);
	} else {
		so_hold(a);
		sotounp(b)->unp_peer = a;
	}
}

static void
mark_connected(struct socket *so)
{
	spin_lock(&so->so_spin);
	so_isconnected(so);
	spin_unlock(&so->so_spin);
}

/* A stream: so gets a fresh socket of head's queue as its peer. */
static int
unp_connect_stream(struct socket *so, struct socket *head, struct lwp *lp)
{
	struct unix_pcb *unp = sotounp(so), *cunp, *hunp;
	struct socket *conn;
	struct xucred xu;
	int error = 0;

	if ((head->so_options & SO_ACCEPTCONN) == 0)
		return (ECONNREFUSED);
	if ((error = so_newconn(head, &conn)) != 0)
		return (error);
	cunp = sotounp(conn);
	cred_export(lp->lwp_cred, &xu);
	spin_lock(&unp_spin);
	if ((hunp = sotounp(head)) == NULL) {
		error = ECONNREFUSED;
	} else if (unp->unp_peer != NULL) {
		error = EISCONN;
	} else {
		cunp->unp_addr = hunp->unp_addr;
		cunp->unp_peercred = xu;
		cunp->unp_haspeercred = true;
		unp->unp_peercred = hunp->unp_peercred;
		unp->unp_haspeercred = true;
		unp_link(so, conn);
	}
	spin_unlock(&unp_spin);
	if (error != 0) {
		(void)so_close(conn, true);
		return (error);
	}
	mark_connected(conn);
	mark_connected(so);
	if (!so_queue(head, conn)) {
		/* The listener closed, or its queue filled up meanwhile. */
		(void)so_close(conn, true);
		spin_lock(&so->so_spin);
		so->so_state &= ~(SS_ISCONNECTED | SS_ISDISCONNECTED);
		so->so_snd.sb_closed = so->so_rcv.sb_closed = false;
		spin_unlock(&so->so_spin);
		return (ECONNREFUSED);
	}
	return (0);
}

static int
unp_connect_dgram(struct socket *so, struct socket *to)
{
	int error = 0;

	spin_lock(&unp_spin);
	if (sotounp(to) == NULL || (to->so_state & SS_NOFDREF) != 0)
		error = ECONNREFUSED;
	else if (sotounp(so)->unp_peer != NULL)
		error = EISCONN;
	else
		unp_link(so, to);
	spin_unlock(&unp_spin);
	if (error == 0)
		mark_connected(so);
	return (error);
}

int
unix_connect(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	struct socket *to;
	int error;

	if ((error = unp_lookup(so, nam, lp, &to)) != 0)
		return (error);
	if (so->so_type == SOCK_DGRAM)
		error = unp_connect_dgram(so, to);
	else
		error = unp_connect_stream(so, to, lp);
	so_drop(to);
	return (error);
}

int
unix_connect2(struct socket *a, struct socket *b)
{
	struct xucred xu;

	cred_export(curlwp->lwp_cred, &xu);
	spin_lock(&unp_spin);
	unp_link(a, b);
	if (a->so_type == SOCK_DGRAM) {
		unp_link(b, a);
	} else {
		sotounp(a)->unp_peercred = sotounp(b)->unp_peercred = xu;
		sotounp(a)->unp_haspeercred = true;
		sotounp(b)->unp_haspeercred = true;
	}
	spin_unlock(&unp_spin);
	mark_connected(a);
	mark_connected(b);
	return (0);
}

int
unix_shutdown(struct socket *so)
{
	struct socket *peer;

	spin_lock(&so->so_spin);
	so_cantsend(so);
	spin_unlock(&so->so_spin);
	spin_lock(&unp_spin);
	peer = so->so_type == SOCK_DGRAM ? NULL : sotounp(so)->unp_peer;
	if (peer != NULL)
		so_hold(peer);
	spin_unlock(&unp_spin);
	if (peer != NULL) {
		spin_lock(&peer->so_spin);
		so_cantrcv(peer);
		spin_unlock(&peer->so_spin);
		so_async(peer);
		so_drop(peer);
	}
	return (0);
}
