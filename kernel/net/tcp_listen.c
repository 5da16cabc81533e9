/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_listen.c: TCP sockets that listen, and the connections that come to them.
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
#include "sys/kproc.h"

#define HALFOPEN_MAX	128		/* of one listener; then the oldest goes */

/* Take the options of the listener and the address of the connection. */
static void
conn_inherit(struct inpcb *inp, const struct inpcb *head, struct tcp_pcb *pcb)
{
	inp->inp_uid = head->inp_uid;
	inp->inp_ttl = head->inp_ttl;
	inp->inp_tos = head->inp_tos;
	inp->inp_minttl = head->inp_minttl;
	inp->inp_tcpopt = head->inp_tcpopt;
	inp->inp_keepidle = head->inp_keepidle;
	inp->inp_keepintvl = head->inp_keepintvl;
	inp->inp_keepcnt = head->inp_keepcnt;
	inp->inp_maxseg = head->inp_maxseg;
	inp->inp_bound = true;
	ip_addr_copy(inp->inp_laddr, pcb->local_ip);
	ip_addr_copy(inp->inp_faddr, pcb->remote_ip);
	inp->inp_fport = pcb->remote_port;
	inp_setport(&tcbinfo, inp, pcb->local_port);
}

/* Something came to so, which an accept filter keeps back. */
void
tcp_accf(struct socket *so)
{
	struct socket *head = accf_check(so);

	/* It cannot go while net_spin is held: closing takes its half away. */
	if (head != NULL && head->so_pcb != NULL)
		net_sigio(sotoinp(head));
}

static err_t
accept_cb(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct inpcb *head = arg, *inp;
	struct socket *so;

	if (pcb == NULL || (head = inp_group(&tcbinfo, head, &pcb->remote_ip,
	    pcb->remote_port)) == NULL || !inp_jailhas(head, &pcb->local_ip) ||
	    so_newconn(head->inp_so, &so) != 0)
		return (ERR_MEM);
	inp = sotoinp(so);
	conn_inherit(inp, head, pcb);
	tcp_adopt(inp, pcb);
	tcp_urg_begin(inp);
	tcp_window(inp, true);
	spin_lock(&so->so_spin);
	so_isconnected(so);
	spin_unlock(&so->so_spin);
	if (so_queue(head->inp_so, so)) {
		NET_COUNT(tcp_accepts, 1);
		NET_COUNT(tcp_connects, 1);
		if (!so->so_waits || head->inp_so->so_qlen > 0)
			net_sigio(head);
		return (ERR_OK);
	}
	so->so_pcb = NULL;
	so_drop(so);
	tcp_disown(inp, true);
	return (ERR_ABRT);
}

int
tcp_usr_listen(struct socket *so, struct lwp *lp)
{
	struct tcp_pcb *pcb;
	struct inpcb *inp;
	int error = 0;
	err_t err;

	net_lock();
	inp = sotoinp(so);
	if (inp->inp_listening)
		goto out;
	if (inp->inp_tcp != NULL || (so->so_state & SS_ISDISCONNECTED) != 0) {
		error = EINVAL;
		goto out;
	}
	if (!inp->inp_bound)
		error = inp_jailbind(inp, &inp->inp_laddr);
	if (error == 0 && inp->inp_lport == 0)
		error = inp_autoport(&tcbinfo, inp, lp->lwp_cred);
	if (error == 0)
		error = tcp_make(inp);
	if (error != 0)
		goto out;
	/* lwIP frees the one and makes another; sockets may share a port. */
	pcb = inp->inp_tcp;
	tcp_ext_arg_set(pcb, TCP_EXT_ID, NULL);
	ip_reset_option(pcb, SOF_REUSEADDR);
	pcb = tcp_listen_with_backlog_and_err(pcb, 255, &err);
	if (pcb == NULL) {
		tcp_ext_arg_set(inp->inp_tcp, TCP_EXT_ID, inp);
		(void)tcp_close(inp->inp_tcp);
		error = lwip_errno(err);
		goto out;
	}
	ip_set_option(pcb, SOF_REUSEADDR);
	inp->inp_tcp = pcb;
	inp->inp_listening = true;
	tcp_arg(pcb, inp);
	tcp_accept(pcb, accept_cb);
out:
	net_unlock();
	return (error);
}

/* The oldest connection that did not get further than its SYN goes. */
static void
halfopen_drop(struct tcp_pcb_listen *l)
{
	struct tcp_pcb *pcb, *oldest = NULL;

	for (pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next)
		if (pcb->state == SYN_RCVD && pcb->listener == l &&
		    (oldest == NULL || (s32_t)(pcb->tmr - oldest->tmr) <= 0))
			oldest = pcb;
	if (oldest != NULL) {
		NET_COUNT(tcp_halfdrop, 1);
		tcp_abandon(oldest, 0);
	}
}

/*
 * A connection is over and waits for stray segments; here comes the SYN of
 * another between the same two ports, whose numbers are larger than all of
 * those.  The old one makes room, RFC 1122 4.2.2.13, and the SYN comes again,
 * with its headers as they were.  p begins behind them.
 */
static err_t
timewait_syn(struct tcp_pcb *pcb, const struct tcp_hdr *th, struct pbuf *p)
{
	struct tcp_hdr *h = (struct tcp_hdr *)(uintptr_t)th, was = *th;
	bool v6 = ip_current_is_v6();
	const uint8_t *first = (const uint8_t *)ip4_current_header();
	struct netif *n = ip_current_netif();
	size_t back;

	if ((TCPH_FLAGS(th) & (TCP_SYN | TCP_ACK | TCP_RST)) != TCP_SYN ||
	    !TCP_SEQ_GT(th->seqno, pcb->rcv_nxt))
		return (ERR_OK);
#ifdef OPT_INET6
	if (v6)
		first = (const uint8_t *)ip6_current_header();
#endif
	back = (size_t)((const uint8_t *)p->payload - first);
	if (pbuf_add_header_force(p, back) != 0)
		return (ERR_OK);
	h->src = lwip_htons(was.src);
	h->dest = lwip_htons(was.dest);
	h->seqno = lwip_htonl(was.seqno);
	h->ackno = lwip_htonl(was.ackno);
	h->wnd = lwip_htons(was.wnd);
	if (net_self(n, p, v6) == 0)
		tcp_abandon(pcb, 0);
	return (ERR_VAL);
}

/*
 * The end of a handshake with nobody who takes the connection: it waits, half
 * open, for its peer to say it again.
 */
static bool
must_wait(const struct tcp_pcb *pcb, const struct tcp_hdr *th)
{
	return (pcb->state == SYN_RCVD && pcb->listener != NULL &&
	    (TCPH_FLAGS(th) & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_ACK &&
	    inp_group(&tcbinfo, pcb->callback_arg, &pcb->remote_ip,
	    pcb->remote_port) == NULL);
}

/*
 * lwIP asks: SYNs wait for room in the listener's queue.  What came in one piece
 * may be many segments: every second one is acknowledged at once.
 */
err_t
net_tcp_segment(struct tcp_pcb *pcb, const struct tcp_hdr *th,
    struct pbuf *data)
{
	struct tcp_pcb_listen *l = (struct tcp_pcb_listen *)pcb;
	struct inpcb *inp = pcb->callback_arg;

	if (!IP_IS_V6_VAL(pcb->local_ip) && inp != NULL &&
	    IPH_TTL(ip4_current_header()) < inp->inp_minttl)
		return (ERR_VAL);
	if (pcb->state == TIME_WAIT)
		return (timewait_syn(pcb, th, data));
	if (must_wait(pcb, th)) {
		NET_COUNT(tcp_listendrop, 1);
		return (ERR_MEM);
	}
	tcp_answer_segment(pcb, pcb->state >= ESTABLISHED ?
	    tcp_pcb_inp(pcb) : NULL, th, data);
	if (pcb->state >= SYN_RCVD && (TCPH_FLAGS(th) & TCP_URG) != 0)
		tcp_urg_segment(pcb, th);
	if (pcb->state >= ESTABLISHED && tcp_pcb_inp(pcb) != NULL)
		tcp_narrow(tcp_pcb_inp(pcb));
	if (pcb->state >= ESTABLISHED && data->tot_len > pcb->mss)
		tcp_set_flags(pcb, TF_ACK_DELAY);
	if (pcb->state != LISTEN || (TCPH_FLAGS(th) & TCP_SYN) == 0)
		return (ERR_OK);
	if (inp_group(&tcbinfo, inp, ip_current_src_addr(),
	    th->src) == NULL) {
		NET_COUNT(tcp_listendrop, 1);
		return (ERR_MEM);
	}
	NET_COUNT(tcp_syns, 1);
	if (l->accepts_pending >= HALFOPEN_MAX)
		halfopen_drop(l);
	return (ERR_OK);
}
