/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_proto.c: a socket protocol of a module, of cases/modules: what is sent comes
 * back to the socket itself.
 */
#include <sys/errno.h>
#include "sys/kmodule.h"
#include "sys/ksocket.h"

#define MT_DOMAIN	33

static int
mt_attach(struct socket *so, int proto, struct ucred *cred)
{
	so->so_state |= SS_ISCONNECTED;
	return (0);
}

static void
mt_detach(struct socket *so)
{
}

static int
mt_send(struct socket *so, struct sockmsg *m, struct sockaddr *nam, int flags)
{
	so_unreserve(so, m->sm_len);
	spin_lock(&so->so_spin);
	sbappend(so, m);
	spin_unlock(&so->so_spin);
	return (0);
}

static int
mt_noconnect(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	return (EOPNOTSUPP);
}

static int
mt_disconnect(struct socket *so)
{
	return (0);
}

static const struct protosw mt_protosw = {
	.pr_domain = MT_DOMAIN, .pr_type = SOCK_DGRAM, .pr_protocol = PROTO_ANY,
	.pr_flags = PR_ATOMIC, .pr_sndsize = 4096, .pr_rcvsize = 4096,
	.pr_attach = mt_attach, .pr_detach = mt_detach, .pr_send = mt_send,
	.pr_connect = mt_noconnect, .pr_disconnect = mt_disconnect,
	.pr_shutdown = so_shutdown_send,
};
PROTOSW_DEFINE(mt_protosw);
MODULE(mt_proto, 1, NULL, NULL);
