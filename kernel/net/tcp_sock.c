/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_sock.c: stream sockets of the Internet domain, tcp(4): connections come
 * and go.  Listeners are tcp_listen.c's, the bytes those of tcp_send.c and
 * tcp_recv.c, the options tcp_opt.c's.
 *
 * lwIP's control block is made when there is an address to give it.  It
 * points to ours by its extension, whose callback tells that it goes.  A
 * closed socket leaves both alive until all is sent and TIME_WAIT is over.
 *
 * Locks: net_spin; callbacks of lwIP run with it held.  Then so_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/tcp.h"
#include "net/net_stats.h"
#include "net/net_var.h"
#include "net/tcp_var.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

#define SEND_LOWAT	2048
#define PCB_MANY	2048	/* from here on TIME_WAIT is cut short */
#define POLL_TICKS	1		/* of 500 ms */

struct inpinfo tcbinfo = { .ii_proto = IPPROTO_TCP };

static int tcp_sendspace = 256 * 1024;
static int tcp_recvspace = 256 * 1024;
SYSCTL_KINT(net_inet_tcp_sendspace, "net.inet.tcp.sendspace", 8, CTLFLAG_RW,
    &tcp_sendspace, "Size of send buffers");
SYSCTL_KINT(net_inet_tcp_recvspace, "net.inet.tcp.recvspace", 9, CTLFLAG_RW,
    &tcp_recvspace, "Size of receive buffers");

/* ---- lwIP's half ---------------------------------------------------------------------- */

/* lwIP's control block is about to be freed. */
static void
ext_destroyed(u8_t id, void *data)
{
	struct inpcb *inp = data;

	if (inp == NULL)
		return;
	NET_COUNT(tcp_closed, 1);
	inp->inp_tcp = NULL;
	tcp_urg_acked(inp);
	tcp_freedata(inp);
	if (inp->inp_dying)
		inp_free(&tcbinfo, inp);
}

static const struct tcp_ext_arg_callbacks ext_callbacks = {
	.destroy = ext_destroyed,
};

struct inpcb *
tcp_pcb_inp(const struct tcp_pcb *pcb)
{
	return (pcb->ext_args[TCP_EXT_ID].data);
}

/* The connection is lost, refused or over. */
static void
err_cb(void *arg, err_t err)
{
	struct inpcb *inp = arg;
	struct socket *so = inp->inp_so;
	int error = 0;

	if (!inp->inp_connecting)
		NET_COUNT(tcp_drops, 1);
	if (so == NULL)
		return;
	if (err == ERR_RST)
		error = inp->inp_connecting ? ECONNREFUSED : ECONNRESET;
	else if (err == ERR_ABRT)
		error = inp->inp_softerr != 0 ? inp->inp_softerr : ETIMEDOUT;
	inp->inp_connecting = false;
	spin_lock(&so->so_spin);
	if (error != 0)
		so->so_error = error;
	so_isdisconnected(so);
	spin_unlock(&so->so_spin);
	if (so->so_waits)
		tcp_accf(so);
	net_sigio(inp);
}

/* The same with nobody left to tell: inp may be gone already. */
static void
orphan_err_cb(void *arg, err_t err)
{
	NET_COUNT(tcp_drops, 1);
}

static err_t
connected_cb(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct inpcb *inp = arg;
	struct socket *so = inp->inp_so;

	NET_COUNT(tcp_connects, 1);
	inp->inp_connecting = false;
	inp->inp_softerr = 0;
	tcp_applyopts(inp);
	tcp_urg_begin(inp);
	if (so != NULL) {
		tcp_window(inp, true);
		spin_lock(&so->so_spin);
		so_isconnected(so);
		spin_unlock(&so->so_spin);
		net_sigio(inp);
	}
	tcp_submit(inp);
	return (ERR_OK);
}

/* Twice a second: what lwIP had no memory for is tried again. */
static err_t
poll_cb(void *arg, struct tcp_pcb *pcb)
{
	struct inpcb *inp = arg;

	if (inp->inp_connecting &&
	    time_mono() - inp->inp_started > inp->inp_keepinit) {
		tcp_abort(pcb);
		return (ERR_ABRT);
	}
	tcp_submit(inp);
	return (ERR_OK);
}

void
tcp_adopt(struct inpcb *inp, struct tcp_pcb *pcb)
{
	inp->inp_tcp = pcb;
	tcp_ext_arg_set(pcb, TCP_EXT_ID, inp);
	tcp_ext_arg_set_callbacks(pcb, TCP_EXT_ID, &ext_callbacks);
	tcp_arg(pcb, inp);
	tcp_err(pcb, err_cb);
	tcp_recv(pcb, tcp_recv_cb);
	tcp_sent(pcb, tcp_sent_cb);
	tcp_poll(pcb, poll_cb, POLL_TICKS);
	tcp_applyopts(inp);
}

/* lwIP's control block, bound as ours is. */
int
tcp_make(struct inpcb *inp)
{
	struct tcp_pcb *pcb;
	err_t err;

	if (inp->inp_tcp != NULL)
		return (0);
	pcb = tcp_new_ip_type(inp_isv6(inp) ? IPADDR_TYPE_V6 : IPADDR_TYPE_V4);
	if (pcb == NULL)
		return (ENOBUFS);
	ip_set_option(pcb, SOF_REUSEADDR);
	err = tcp_bind(pcb, &inp->inp_laddr, inp->inp_lport);
	if (err != ERR_OK) {
		(void)tcp_close(pcb);
		return (lwip_errno(err));
	}
	tcp_adopt(inp, pcb);
	return (0);
}

/* The oldest connection that only waits for its time to pass goes. */
static void
timewait_drop(void)
{
	struct tcp_pcb *pcb = tcp_tw_pcbs;

	while (pcb != NULL && pcb->next != NULL)
		pcb = pcb->next;
	if (pcb != NULL)
		tcp_abandon(pcb, 0);
}

/* ---- attach, detach --------------------------------------------------------------------- */

/* Context: any; of new connections with net_spin held. */
static int
tcp_attach(struct socket *so, int proto, struct ucred *cred)
{
	bool locked = net_locked();
	int error;

	if (!locked)
		net_lock();
	if (tcbinfo.ii_count >= PCB_MANY)
		timewait_drop();
	error = inp_attach(so, &tcbinfo, M_NOWAIT);
	if (error == 0)
		tcp_initopts(sotoinp(so));
	if (!locked)
		net_unlock();
	/* A connection has its listener's already. */
	if (so->so_snd.sb_hiwat == 0) {
		so->so_snd.sb_hiwat = (uint32_t)K_MIN(K_MAX(tcp_sendspace,
		    4096), SB_MAX);
		so->so_rcv.sb_hiwat = (uint32_t)K_MIN(K_MAX(tcp_recvspace,
		    4096), SB_MAX);
		so->so_snd.sb_lowat = SEND_LOWAT;
	}
	return (error);
}

/* Nothing is pending any more: FIN, and no socket: close. */
void
tcp_endsend(struct inpcb *inp)
{
	struct tcp_pcb *pcb = inp->inp_tcp;

	inp->inp_finwait = false;
	if (pcb == NULL)
		return;
	if (inp->inp_so != NULL) {
		(void)tcp_shutdown(pcb, 0, 1);
		return;
	}
	/* All was read: lwIP sees it by a window that is quite open. */
	pcb->rcv_wnd = TCP_WND_MAX(pcb);
	(void)tcp_close(pcb);
}

/* Forget the connection at once, telling the peer; inp may be gone. */
static void
tcp_drop(struct inpcb *inp)
{
	struct tcp_pcb *pcb = inp->inp_tcp;

	tcp_err(pcb, NULL);
	tcp_abort(pcb);
}

/* inp has no socket any more. */
void
tcp_disown(struct inpcb *inp, bool abort)
{
	struct tcp_pcb *pcb = inp->inp_tcp;

	inp->inp_so = NULL;
	inp_leaveall(inp);
	net_sigio_cancel(inp);
	if (pcb == NULL || inp->inp_listening) {
		if (pcb != NULL)
			(void)tcp_close(pcb);
		inp->inp_tcp = NULL;
		tcp_freedata(inp);
		inp_free(&tcbinfo, inp);
		return;
	}
	inp->inp_dying = true;
	tcp_err(pcb, orphan_err_cb);
	if (abort && pcb->state != CLOSED && pcb->state != TIME_WAIT)
		tcp_drop(inp);
	else if (STAILQ_EMPTY(&inp->inp_pending))
		tcp_endsend(inp);
	else
		inp->inp_finwait = true;
}

static void
tcp_detach(struct socket *so)
{
	struct inpcb *inp;
	bool abort;

	net_lock();
	inp = sotoinp(so);
	inp->inp_options = so->so_options;
	/* Unread data, or SO_LINGER of no time: the peer shall know. */
	abort = so->so_rcv.sb_cc > 0 || ((so->so_options & SO_LINGER) != 0 &&
	    so->so_linger == 0);
	so->so_pcb = NULL;
	tcp_disown(inp, abort);
	net_unlock();
}

/* ---- bind, connect, disconnect ------------------------------------------------------------- */

static int
tcp_usr_bind(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	int error;

	net_lock();
	error = sotoinp(so)->inp_tcp != NULL ? EINVAL :
	    inp_bind(&tcbinfo, sotoinp(so), nam, lp);
	net_unlock();
	return (error);
}

/* Where to; the state of both is looked at first. */
static int
connect_check(struct socket *so, struct inpcb *inp, struct sockaddr *nam,
    ip_addr_t *addr, uint16_t *port)
{
	struct in_addr a;
	int error;

	if ((so->so_state & SS_ISDISCONNECTED) != 0)
		return (EINVAL);
	if (inp->inp_tcp != NULL)
		return (inp->inp_connecting ? EALREADY : EISCONN);
	if ((error = inp_todest(inp, nam, addr, port)) != 0)
		return (error);
	if (*port == 0)
		return (EADDRNOTAVAIL);
	if (ip_addr_ismulticast(addr))
		return (EAFNOSUPPORT);
	if (!inp_isv6(inp)) {
		a.s_addr = ip_2_ip4(addr)->addr;
		if (in_isbroadcast(a))
			return (EACCES);
	}
	return (inp_rtcheck(inp, addr, 0));
}

/* net_spin held. */
static int
connect_start(struct socket *so, struct inpcb *inp, const ip_addr_t *addr,
    uint16_t port)
{
	err_t err;

	inp->inp_connecting = true;
	inp->inp_started = time_mono();
	spin_lock(&so->so_spin);
	so->so_state |= SS_ISCONNECTING;
	spin_unlock(&so->so_spin);
	err = tcp_connect(inp->inp_tcp, addr, port, connected_cb);
	if (err == ERR_OK) {
		ip_addr_copy(inp->inp_laddr, inp->inp_tcp->local_ip);
		ip_addr_copy(inp->inp_faddr, inp->inp_tcp->remote_ip);
		inp->inp_fport = port;
		return (0);
	}
	inp->inp_connecting = false;
	spin_lock(&so->so_spin);
	so->so_state &= ~SS_ISCONNECTING;
	spin_unlock(&so->so_spin);
	(void)tcp_close(inp->inp_tcp);
	return (err == ERR_RTE ? EADDRNOTAVAIL : lwip_errno(err));
}

static int
tcp_usr_connect(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	struct inpcb *inp;
	ip_addr_t addr;
	uint16_t port;
	int error;

	net_lock();
	inp = sotoinp(so);
	error = connect_check(so, inp, nam, &addr, &port);
	if (error == 0 && inp->inp_lport == 0)
		error = inp_autoport(&tcbinfo, inp, lp->lwp_cred);
	if (error == 0)
		error = inp_jailsrc(inp, &addr, &inp->inp_laddr);
	if (error == 0)
		error = tcp_make(inp);
	if (error == 0)
		error = connect_start(so, inp, &addr, port);
	net_unlock();
	return (error);
}

static int
tcp_usr_shutdown(struct socket *so)
{
	struct inpcb *inp;

	net_lock();
	inp = sotoinp(so);
	spin_lock(&so->so_spin);
	so_cantsend(so);
	spin_unlock(&so->so_spin);
	if (STAILQ_EMPTY(&inp->inp_pending))
		tcp_endsend(inp);
	else
		inp->inp_finwait = true;
	net_unlock();
	return (0);
}

/* ---- the switch ---------------------------------------------------------------------------------- */

#define TCP_COMMON							\
	.pr_type = SOCK_STREAM, .pr_protocol = IPPROTO_TCP,		\
	.pr_flags = PR_CONNREQUIRED | PR_INET,				\
	.pr_attach = tcp_attach, .pr_detach = tcp_detach,		\
	.pr_bind = tcp_usr_bind, .pr_listen = tcp_usr_listen,		\
	.pr_connect = tcp_usr_connect, .pr_shutdown = tcp_usr_shutdown,	\
	.pr_send = tcp_usr_send, .pr_rcvd = tcp_usr_rcvd,		\
	.pr_rcvoob = tcp_usr_rcvoob,					\
	.pr_sockaddr = inp_sockaddr, .pr_peeraddr = inp_peeraddr,	\
	.pr_ctloutput = tcp_ctloutput

static const struct protosw tcp_protosw = {
	TCP_COMMON,
	.pr_domain = AF_INET,
};
PROTOSW_DEFINE(tcp_protosw);
#ifdef OPT_INET6
static const struct protosw tcp6_protosw = {
	TCP_COMMON,
	.pr_domain = AF_INET6,
};
PROTOSW_DEFINE(tcp6_protosw);
#endif
