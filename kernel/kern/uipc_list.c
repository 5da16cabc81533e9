/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_list.c: sockets as lists show them: net.local.stream.pcblist and its
 * like, and what lists of all domains have in common.
 *
 * Locks: unp_spin while a list is made, in memory that is copied out later.
 */
#include <sys/errno.h>
#include <sys/unpcb.h>
#include "kern/uipc_unix.h"
#include "lib/libkern.h"
#include "sys/kjail.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

static void
sb_export(const struct sockbuf *sb, struct xsockbuf *xsb)
{
	xsb->sb_cc = sb->sb_cc;
	xsb->sb_hiwat = sb->sb_hiwat;
	xsb->sb_mbcnt = sb->sb_cc + sb->sb_nmsgs * sizeof(struct sockmsg);
	xsb->sb_mbmax = sb->sb_hiwat;
	xsb->sb_lowat = sb->sb_lowat;
	xsb->sb_timeo = (u_int)(sb->sb_timeo / (NS_PER_S / hz));
}

void
so_export(const struct socket *so, const void *pcb, int family, int protocol,
    struct xsocket *xs)
{
	bzero(xs, sizeof(*xs));
	xs->xso_len = sizeof(*xs);
	xs->xso_family = family;
	xs->xso_protocol = protocol;
	xs->so_pcb = __DECONST_K(void *, pcb);
	if (so == NULL) {
		xs->so_state = SS_NOFDREF;
		return;
	}
	xs->xso_so = __DECONST_K(struct socket *, so);
	xs->so_type = so->so_type;
	xs->so_options = (short)so->so_options;
	xs->so_linger = (short)so->so_linger;
	xs->so_state = (short)(so->so_state |
	    (so->so_snd.sb_closed ? SS_CANTSENDMORE : 0) |
	    (so->so_rcv.sb_closed ? SS_CANTRCVMORE : 0) |
	    (so->so_async ? SS_ASYNC : 0) |
	    (so->so_head != NULL ? SS_COMP : 0));
	xs->so_qlen = (short)so->so_qlen;
	xs->so_incqlen = (short)so->so_incqlen;
	xs->so_qlimit = (short)so->so_qlimit;
	xs->so_error = (u_short)so->so_error;
	xs->so_pgid = so->so_sigio.sio_owner;
	xs->so_uid = so->so_cred->cr_uid;
	sb_export(&so->so_rcv, &xs->so_rcv);
	sb_export(&so->so_snd, &xs->so_snd);
}

/* ---- local sockets; unp_spin held -------------------------------------------- */

static int
unp_count(int type)
{
	struct unix_pcb *unp;
	int n = 0;

	LIST_FOREACH(unp, &unp_list, unp_all)
		n += unp->unp_socket->so_type == type;
	return (n);
}

static void
unp_export(const struct unix_pcb *unp, struct xunpcb *xu)
{
	const struct unix_pcb *peer;

	bzero(xu, sizeof(*xu));
	xu->xu_len = sizeof(*xu);
	xu->xu_unpp = __DECONST_K(void *, unp);
	xu->xu_unp.unp_socket = unp->unp_socket;
	xu->xu_unp.unp_vnode = unp->unp_vnode;
	xu->xu_unp.unp_refcnt = 1;
	xu->xu_unp.unp_refs.lh_first = (void *)LIST_FIRST(&unp->unp_refs);
	if (unp->unp_addr.sun_len != 0) {
		xu->xu_unp.unp_addr = __DECONST_K(struct sockaddr_un *,
		    &unp->unp_addr);
		xu->xu_addr = unp->unp_addr;
	}
	if (unp->unp_peer != NULL &&
	    (peer = unp->unp_peer->so_pcb) != NULL) {
		xu->xu_unp.unp_conn = __DECONST_K(void *, peer);
		xu->xu_caddr = peer->unp_addr;
		if (unp->unp_socket->so_type == SOCK_DGRAM)
			xu->xu_unp.unp_reflink.le_next =
			    (void *)LIST_NEXT(unp, unp_reflink);
	}
	if (unp->unp_haspeercred)
		xu->xu_unp.unp_flags |= UNP_HAVEPC;
	if (unp->unp_haslisten)
		xu->xu_unp.unp_flags |= UNP_HAVEPCCACHED;
	xu->xu_unp.unp_peercred = unp->unp_peercred;
	so_export(unp->unp_socket, unp, AF_LOCAL, 0, &xu->xu_socket);
}

static int
sysctl_unp_pcblist(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int type = (int)oid->oid_arg2, room, n = 0, error;
	struct unix_pcb *unp;
	struct xunpcb *list;

	spin_lock(&unp_spin);
	room = unp_count(type);
	spin_unlock(&unp_spin);
	/* There may be more of them when the caller comes back. */
	room += room / 8 + 4;
	if (req->oldptr == NULL)
		return (sysctl_out(req, NULL, (size_t)room * sizeof(*list)));
	list = kmalloc((size_t)room * sizeof(*list), M_TEMP, M_WAITOK);
	if (list == NULL)
		return (ENOMEM);
	spin_lock(&unp_spin);
	LIST_FOREACH(unp, &unp_list, unp_all)
		if (n < room && unp->unp_socket->so_type == type &&
		    (req->lwp == NULL || jail_sees(req->lwp->lwp_cred,
		    unp->unp_socket->so_cred)))
			unp_export(unp, &list[n++]);
	spin_unlock(&unp_spin);
	error = sysctl_out(req, list, (size_t)n * sizeof(*list));
	kfree(list, M_TEMP);
	return (error);
}

SYSCTL_KNODE(net_local, "net.local", AF_LOCAL, "Local sockets");
#define UNP_LIST(sym, type)						\
	SYSCTL_KNODE(net_local_##sym, "net.local." #sym, type,		\
	    #sym " sockets");						\
	SYSCTL_KPROC(net_local_##sym##_list, "net.local." #sym ".pcblist", \
	    OID_AUTO, CTLTYPE_OPAQUE | CTLFLAG_RD, NULL, type,		\
	    sysctl_unp_pcblist, "S,xunpcb", "Local " #sym " sockets")
UNP_LIST(stream, SOCK_STREAM);
UNP_LIST(dgram, SOCK_DGRAM);
UNP_LIST(seqpacket, SOCK_SEQPACKET);
