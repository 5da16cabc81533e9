/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * udp_sock.c: datagram sockets of the Internet domain, udp(4).
 *
 * lwIP's control block is made with ours and bound as ours is.  Data is lent
 * to lwIP for the time of one call.
 *
 * Locks: net_spin; callbacks of lwIP run with it held.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/udp.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

#define UDP_MAXDATA	65507

struct inpinfo udbinfo = { .ii_proto = IPPROTO_UDP };

static int udp_maxdgram = 9216;
static int udp_recvspace = 42080;
SYSCTL_KINT(net_inet_udp_maxdgram, "net.inet.udp.maxdgram", 3, CTLFLAG_RW,
    &udp_maxdgram, "Largest datagram to send");
SYSCTL_KINT(net_inet_udp_recvspace, "net.inet.udp.recvspace", 4, CTLFLAG_RW,
    &udp_recvspace, "Size of receive buffers");

static void
udp_recv_cb(void *arg, struct udp_pcb *pcb, struct pbuf *p,
    const ip_addr_t *from, u16_t port)
{
	struct inpcb *inp = arg;
	const ip_addr_t *to = ip_current_dest_addr();

	/* Of a datagram to many, each has one of its own. */
	if (!ip_addr_ismulticast(to) &&
	    !ip_addr_isbroadcast(to, ip_current_netif()))
		inp = inp_group(&udbinfo, inp, from, port);
	inp_deliver(inp, p, from, port);
}

static int
udp_attach(struct socket *so, int proto, struct ucred *cred)
{
	struct inpcb *inp;
	int error;

	so->so_snd.sb_hiwat = (uint32_t)K_MIN(K_MAX(udp_maxdgram, 1),
	    SB_MAX);
	so->so_rcv.sb_hiwat = (uint32_t)K_MIN(K_MAX(udp_recvspace, 1024),
	    SB_MAX);
	so->so_snd.sb_lowat = K_MIN(so->so_snd.sb_hiwat, 2048U);
	net_lock();
	if ((error = inp_attach(so, &udbinfo, M_NOWAIT)) != 0)
		goto out;
	inp = sotoinp(so);
	inp->inp_udp = udp_new_ip_type(inp_isv6(inp) ? IPADDR_TYPE_V6 :
	    IPADDR_TYPE_V4);
	if (inp->inp_udp == NULL) {
		inp_free(&udbinfo, inp);
		so->so_pcb = NULL;
		error = ENOBUFS;
		goto out;
	}
	ip_set_option(inp->inp_udp, SOF_REUSEADDR);
	udp_recv(inp->inp_udp, udp_recv_cb, inp);
	inp_applyopts(inp);
out:
	net_unlock();
	return (error);
}

static void
udp_detach(struct socket *so)
{
	struct inpcb *inp;

	net_lock();
	inp = sotoinp(so);
	so->so_pcb = NULL;
	inp_leaveall(inp);
	udp_remove(inp->inp_udp);
	inp->inp_udp = NULL;
	inp_free(&udbinfo, inp);
	net_unlock();
}

/* lwIP learns what the socket is bound to. */
static int
udp_follow(struct inpcb *inp)
{
	return (lwip_errno(udp_bind(inp->inp_udp, &inp->inp_laddr,
	    inp->inp_lport)));
}

static int
udp_usr_bind(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	struct inpcb *inp;
	int error;

	net_lock();
	inp = sotoinp(so);
	error = inp_bind(&udbinfo, inp, nam, lp);
	if (error == 0)
		error = udp_follow(inp);
	net_unlock();
	return (error);
}

/* ---- connected -------------------------------------------------------------------------------- */

static int
udp_port(struct inpcb *inp, struct ucred *cred)
{
	int error;

	if (inp->inp_lport != 0)
		return (0);
	if ((error = inp_autoport(&udbinfo, inp, cred)) == 0)
		error = udp_follow(inp);
	return (error);
}

/* net_spin held.  The source is chosen now, as getsockname(2) tells it. */
static int
udp_peer(struct inpcb *inp, const ip_addr_t *addr, uint16_t port)
{
	const ip_addr_t *src;
	struct netif *n;
	int error;

	if ((error = inp_rtcheck(inp, addr, 0)) != 0)
		return (error);
	if (!inp->inp_bound) {
		n = inp_outif(inp, addr);
		if (n == NULL || (src = ip_netif_get_local_ip(n, addr)) ==
		    NULL)
			return (EADDRNOTAVAIL);
		if (inp_pairtaken(&udbinfo, inp, src, addr, port))
			return (EADDRINUSE);
		ip_addr_copy(inp->inp_laddr, *src);
		if ((error = inp_jailsrc(inp, addr, &inp->inp_laddr)) != 0)
			return (error);
		if ((error = udp_follow(inp)) != 0)
			return (error);
	} else if (inp_pairtaken(&udbinfo, inp, &inp->inp_laddr, addr, port)) {
		return (EADDRINUSE);
	}
	ip_addr_copy(inp->inp_faddr, *addr);
	inp->inp_fport = port;
	return (lwip_errno(udp_connect(inp->inp_udp, addr, port)));
}

static int
udp_usr_connect(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	struct inpcb *inp;
	ip_addr_t addr;
	uint16_t port;
	int error;

	net_lock();
	inp = sotoinp(so);
	error = inp_todest(inp, nam, &addr, &port);
	if (error == 0 && port == 0)
		error = EADDRNOTAVAIL;
	if (error == 0)
		error = udp_port(inp, lp->lwp_cred);
	if (error == 0)
		error = udp_peer(inp, &addr, port);
	if (error == 0) {
		spin_lock(&so->so_spin);
		so_isconnected(so);
		spin_unlock(&so->so_spin);
	}
	net_unlock();
	return (error);
}

static int
udp_usr_disconnect(struct socket *so)
{
	struct inpcb *inp;

	net_lock();
	inp = sotoinp(so);
	udp_disconnect(inp->inp_udp);
	inp_anyaddr(inp->inp_family, &inp->inp_faddr);
	inp->inp_fport = 0;
	if (!inp->inp_bound) {
		inp_anyaddr(inp->inp_family, &inp->inp_laddr);
		(void)udp_follow(inp);
	}
	spin_lock(&so->so_spin);
	so->so_state &= ~SS_ISCONNECTED;
	spin_unlock(&so->so_spin);
	net_unlock();
	return (0);
}

/* ---- send --------------------------------------------------------------------------------------- */

/* Where a datagram goes. */
static int
send_dest(struct inpcb *inp, struct sockaddr *nam, int flags, ip_addr_t *addr,
    uint16_t *port)
{
	struct in_addr a;
	int error;

	if (nam == NULL) {
		if (inp->inp_fport == 0)
			return (EDESTADDRREQ);
		ip_addr_copy(*addr, inp->inp_faddr);
		*port = inp->inp_fport;
	} else {
		if (inp->inp_fport != 0)
			return (EISCONN);
		if ((error = inp_todest(inp, nam, addr, port)) != 0)
			return (error);
		if (*port == 0)
			return (EADDRNOTAVAIL);
	}
	if (!inp_isv6(inp)) {
		a.s_addr = ip_2_ip4(addr)->addr;
		if ((inp->inp_so->so_options & SO_BROADCAST) == 0 &&
		    in_isbroadcast(a))
			return (EACCES);
	}
	return (inp_rtcheck(inp, addr, flags));
}

/* net_spin held. */
static int
send_one(struct inpcb *inp, struct sockmsg *m, const ip_addr_t *addr,
    uint16_t port)
{
	const struct sockctl *ctl = m->sm_ctl;
	struct sendopts so;
	ip_addr_t src;
	struct netif *n;
	struct pbuf *p;
	int error;

	if ((error = inp_source(inp, addr, ctl, &n, &src)) != 0)
		return (error);
	p = pbuf_alloc(PBUF_RAW, (u16_t)m->sm_len, PBUF_REF);
	if (p == NULL)
		return (ENOBUFS);
	p->payload = m->sm_data;
	error = inp_sendopts(inp, addr, ctl, n, m->sm_len + UDP_HLEN, &so);
	if (error == 0) {
		error = lwip_errno(udp_sendto_if_src(inp->inp_udp, p, addr,
		    port, n, &src));
		/* With options a packet cannot be cut. */
		if (error == EINVAL && inp->inp_nipopts > 0)
			error = EMSGSIZE;
		inp_sendopts_end(inp, &so);
	}
	pbuf_free(p);
	return (error);
}

static int
udp_usr_send(struct socket *so, struct sockmsg *m, struct sockaddr *nam,
    int flags)
{
	size_t len = m->sm_len;
	struct inpcb *inp;
	ip_addr_t addr;
	uint16_t port;
	int error;

	net_lock();
	inp = sotoinp(so);
	if ((flags & MSG_OOB) != 0)
		error = EOPNOTSUPP;
	else if (m->sm_len > UDP_MAXDATA)
		error = EMSGSIZE;
	else
		error = send_dest(inp, nam, flags, &addr, &port);
	if (error == 0)
		error = udp_port(inp, so->so_cred);
	if (error == 0)
		error = send_one(inp, m, &addr, port);
	net_unlock();
	sockmsg_free(m);
	if (error == 0)
		so_unreserve(so, len);
	return (error);
}

/* ---- the switch ---------------------------------------------------------------------------------- */

#define UDP_COMMON							\
	.pr_type = SOCK_DGRAM, .pr_protocol = IPPROTO_UDP,		\
	.pr_flags = PR_ATOMIC | PR_ADDR | PR_INET,			\
	.pr_attach = udp_attach, .pr_detach = udp_detach,		\
	.pr_bind = udp_usr_bind, .pr_connect = udp_usr_connect,		\
	.pr_disconnect = udp_usr_disconnect,				\
	.pr_shutdown = so_shutdown_send, .pr_send = udp_usr_send,	\
	.pr_sockaddr = inp_sockaddr, .pr_peeraddr = inp_peeraddr,	\
	.pr_ctloutput = inp_ctloutput

static const struct protosw udp_protosw = {
	UDP_COMMON,
	.pr_domain = AF_INET,
};
PROTOSW_DEFINE(udp_protosw);
#ifdef OPT_INET6
static const struct protosw udp6_protosw = {
	UDP_COMMON,
	.pr_domain = AF_INET6,
};
PROTOSW_DEFINE(udp6_protosw);
#endif
