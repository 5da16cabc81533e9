/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_unix.c: the local domain, unix(4): streams, datagrams and sequenced
 * packets between processes of this machine.
 *
 * Data goes straight to the receive queue of the other side.  Bytes that lie
 * there are counted in the sender's so_snd until they are read, so that each side
 * waits for room on its own socket.  A datagram only counts at the receiver: if
 * that is full the sender gets ENOBUFS.
 *
 * Invariants: unp_peer holds a reference; streams point to each other, a
 * datagram socket to its destination, which lists it in unp_refs.  Nothing is
 * linked to a socket any more once SS_NOFDREF is set in it.
 * Locks: see uipc_unix.h.  Order: unp_spin, so_spin.
 */
#include <sys/errno.h>
#include "kern/uipc_unix.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_UNPCB, "unpcb", "local sockets");
MALLOC_DECLARE(M_SOCKMSG);

#define UNIX_BUF	65536		/* streams and packets */
#define UNIX_DGRAM	16384		/* largest datagram; half a receiver */

struct spinlock unp_spin = SPINLOCK_INITIALIZER("unp", LR_SOCKET);
struct unix_pcblist unp_list = LIST_HEAD_INITIALIZER(unp_list);

/* ---- attach, detach -------------------------------------------------------- */

static int
unix_attach(struct socket *so, int proto, struct ucred *cred)
{
	struct unix_pcb *unp = kmalloc(sizeof(*unp), M_UNPCB, M_WAITOK | M_ZERO);

	if (unp == NULL)
		return (ENOBUFS);
	unp->unp_socket = so;
	so->so_pcb = unp;
	spin_lock(&unp_spin);
	LIST_INSERT_HEAD(&unp_list, unp, unp_all);
	spin_unlock(&unp_spin);
	return (0);
}

/* unp_spin held: unlink so from its peer, whose reference is returned. */
static struct socket *
unp_unlink(struct unix_pcb *unp)
{
	struct socket *peer = unp->unp_peer;

	unp->unp_peer = NULL;
	if (peer != NULL && unp->unp_socket->so_type == SOCK_DGRAM)
		LIST_REMOVE(unp, unp_reflink);
	return (peer);
}

/* End a connection on both sides. */
static int
unix_disconnect(struct socket *so)
{
	bool dgram = so->so_type == SOCK_DGRAM;
	struct socket *peer, *back = NULL;

	spin_lock(&unp_spin);
	peer = unp_unlink(sotounp(so));
	if (peer != NULL && !dgram)
		back = unp_unlink(sotounp(peer));
	spin_unlock(&unp_spin);
	if (peer == NULL)
		return (0);
	spin_lock(&so->so_spin);
	if (dgram) {
		so->so_state &= ~SS_ISCONNECTED;
	} else {
		so_isdisconnected(so);
	}
	spin_unlock(&so->so_spin);
	if (!dgram) {
		spin_lock(&peer->so_spin);
		so_isdisconnected(peer);
		spin_unlock(&peer->so_spin);
		so_async(peer);
	}
	if (back != NULL)
		so_drop(back);
	so_drop(peer);
	return (0);
}

/* The destination of datagram sockets goes away: each learns ECONNRESET. */
static void
unp_drop_refs(struct unix_pcb *unp)
{
	struct socket *so, *peer;
	struct unix_pcb *ref;

	for (;;) {
		spin_lock(&unp_spin);
		if ((ref = LIST_FIRST(&unp->unp_refs)) == NULL)
			break;
		so = ref->unp_socket;
		so_hold(so);
		peer = unp_unlink(ref);
		spin_unlock(&unp_spin);
		spin_lock(&so->so_spin);
		so->so_error = ECONNRESET;
		so->so_state &= ~SS_ISCONNECTED;
		so_wake_reader(so);
		so_wake_writer(so);
		spin_unlock(&so->so_spin);
		so_async(so);
		so_drop(so);
		so_drop(peer);
	}
	spin_unlock(&unp_spin);
}

static void
unix_detach(struct socket *so)
{
	struct unix_pcb *unp = sotounp(so);
	struct vnode *vp;

	(void)unix_disconnect(so);
	unp_drop_refs(unp);
	spin_lock(&unp_spin);
	LIST_REMOVE(unp, unp_all);
	if ((vp = unp->unp_vnode) != NULL) {
		if (vp->v_socket == so)
			vp->v_socket = NULL;
		unp->unp_vnode = NULL;
	}
	so->so_pcb = NULL;
	spin_unlock(&unp_spin);
	if (vp != NULL)
		vrele(vp);
	kfree(unp, M_UNPCB);
	unix_gc_request();
}

/* ---- addresses ------------------------------------------------------------- */

static int
unix_bind(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	struct unix_pcb *unp = sotounp(so);
	char path[sizeof(unp->unp_addr.sun_path) + 1];
	struct vnode *vp;
	int error;

	if (unp->unp_vnode != NULL)
		return (EINVAL);
	if ((error = unix_path(nam, path)) != 0 ||
	    (error = unix_path_create(lp, path, &vp)) != 0)
		return (error);
	spin_lock(&unp_spin);
	if (unp->unp_vnode != NULL) {
		error = EINVAL;		/* another thread bound it */
	} else {
		vp->v_socket = so;
		unp->unp_vnode = vp;
		memcpy(&unp->unp_addr, nam,
		    K_MIN((size_t)nam->sa_len, sizeof(unp->unp_addr)));
		unp->unp_addr.sun_len = (uint8_t)K_MIN((size_t)nam->sa_len,
		    sizeof(unp->unp_addr));
	}
	spin_unlock(&unp_spin);
	if (error != 0)
		vrele(vp);
	return (error);
}

/* unp_spin held: the address of a socket, or an empty one. */
static void
unp_getaddr(const struct unix_pcb *unp, struct sockaddr_storage *ss)
{
	bzero(ss, sizeof(*ss));
	if (unp != NULL && unp->unp_addr.sun_len != 0) {
		memcpy(ss, &unp->unp_addr, sizeof(unp->unp_addr));
	} else {
		ss->ss_len = sizeof(struct sockaddr);
		ss->ss_family = AF_LOCAL;
	}
}

int
unix_sockaddr(struct socket *so, struct sockaddr_storage *ss)
{
	spin_lock(&unp_spin);
	unp_getaddr(sotounp(so), ss);
	spin_unlock(&unp_spin);
	return (0);
}

static int
unix_peeraddr(struct socket *so, struct sockaddr_storage *ss)
{
	struct socket *peer;
	int error = 0;

	spin_lock(&unp_spin);
	if ((peer = sotounp(so)->unp_peer) != NULL)
		unp_getaddr(sotounp(peer), ss);
	else
		error = ENOTCONN;
	spin_unlock(&unp_spin);
	return (error);
}

/* ---- options, switch --------------------------------------------------------- */

static int
unix_ctloutput(struct socket *so, struct sockopt *sopt)
{
	struct unix_pcb *unp = sotounp(so);
	int error = 0;

	if (sopt->sopt_level != 0 || sopt->sopt_set ||
	    sopt->sopt_name != LOCAL_PEERCRED)
		return (ENOPROTOOPT);
	spin_lock(&unp_spin);
	if (unp->unp_haspeercred) {
		sopt->sopt_len = K_MIN(sopt->sopt_len,
		    sizeof(unp->unp_peercred));
		memcpy(sopt->sopt_val, &unp->unp_peercred, sopt->sopt_len);
	} else {
		error = so->so_type == SOCK_STREAM ? ENOTCONN : EINVAL;
	}
	spin_unlock(&unp_spin);
	return (error);
}

#define UNIX_COMMON							\
	.pr_domain = AF_LOCAL,						\
	.pr_attach = unix_attach, .pr_detach = unix_detach,		\
	.pr_bind = unix_bind, .pr_connect = unix_connect,		\
	.pr_connect2 = unix_connect2, .pr_disconnect = unix_disconnect,	\
	.pr_shutdown = unix_shutdown, .pr_send = unix_send,		\
	.pr_sockaddr = unix_sockaddr, .pr_peeraddr = unix_peeraddr,	\
	.pr_ctloutput = unix_ctloutput

const struct protosw unix_stream = {
	UNIX_COMMON,
	.pr_type = SOCK_STREAM,
	.pr_flags = PR_CONNREQUIRED | PR_RIGHTS,
	.pr_sndsize = UNIX_BUF, .pr_rcvsize = UNIX_BUF,
	.pr_listen = unix_listen, .pr_rcvd = unix_rcvd,
};
const struct protosw unix_seqpacket = {
	UNIX_COMMON,
	.pr_type = SOCK_SEQPACKET,
	.pr_flags = PR_CONNREQUIRED | PR_RIGHTS | PR_ATOMIC,
	.pr_sndsize = UNIX_BUF, .pr_rcvsize = UNIX_BUF,
	.pr_listen = unix_listen, .pr_rcvd = unix_rcvd,
};
const struct protosw unix_dgram = {
	UNIX_COMMON,
	.pr_type = SOCK_DGRAM,
	.pr_flags = PR_ATOMIC | PR_ADDR | PR_RIGHTS,
	.pr_sndsize = UNIX_DGRAM, .pr_rcvsize = 2 * UNIX_DGRAM,
};
PROTOSW_DEFINE(unix_stream);
PROTOSW_DEFINE(unix_seqpacket);
PROTOSW_DEFINE(unix_dgram);
