/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_urgent.c: urgent data of TCP, of which lwIP knows nothing: the pointer
 * of segments in and out, and the byte that MSG_OOB is about.
 *
 * As BSD has it, the pointer is to what lies behind the byte.  In: the mark is
 * a place in so_rcv, so_oobmark bytes from its front; without SO_OOBINLINE the
 * byte is taken out of the stream when it comes by.  Out: as long as there is
 * something urgent that was not acknowledged, every segment in front of it says
 * so; that is written into it when its checksum is made, see sums.c.
 *
 * Locks: net_spin, then so_spin.
 */
#include <sys/errno.h>
#include <netinet/tcp.h>
#include "lib/libkern.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/tcp.h"
#include "net/net_var.h"
#include "net/tcp_var.h"

#define REACH	65535		/* bytes that a pointer reaches */

int tcp_urgents;

/* What a segment said that came before there was a socket to tell. */
static const struct tcp_pcb *early_pcb;
static uint32_t early_up;

/* ---- in ------------------------------------------------------------------------------------ */

/* Something urgent ends in front of up, which may be still to come. */
static void
urgent_news(struct inpcb *inp, uint32_t up)
{
	struct socket *so = inp->inp_so;
	uint32_t ahead = up - inp->inp_rcvseq;

	if ((int32_t)(up - inp->inp_rcvup) <= 0 || (int32_t)ahead <= 0 ||
	    ahead > so->so_rcv.sb_hiwat + REACH)
		return;
	inp->inp_rcvup = up;
	inp->inp_oobhave = inp->inp_oobhad = false;
	spin_lock(&so->so_spin);
	so->so_oobmark = so->so_rcv.sb_cc + ahead - 1;
	if (so->so_oobmark == 0)
		so->so_state |= SS_RCVATMARK;
	else
		so->so_state &= ~(uint32_t)SS_RCVATMARK;
	so_wake_reader(so);
	spin_unlock(&so->so_spin);
	net_sigurg(inp);
}

void
tcp_urg_segment(struct tcp_pcb *pcb, const struct tcp_hdr *th)
{
	struct inpcb *inp = tcp_pcb_inp(pcb);
	uint32_t behind = pcb->rcv_nxt - th->seqno;

	if (th->urgp == 0)
		return;
	if (pcb->state == SYN_RCVD) {
		early_pcb = pcb;
		early_up = th->seqno + ntohs(th->urgp);
		return;
	}
	/* It is of the window, or was lately. */
	if (inp == NULL || inp->inp_so == NULL || inp->inp_so->so_rcv.sb_closed ||
	    (pcb->state != ESTABLISHED && pcb->state != FIN_WAIT_1 &&
	    pcb->state != FIN_WAIT_2) ||
	    (behind > REACH && -behind > pcb->rcv_wnd))
		return;
	urgent_news(inp, th->seqno + ntohs(th->urgp));
}

void
tcp_urg_begin(struct inpcb *inp)
{
	inp->inp_rcvseq = inp->inp_rcvup = inp->inp_tcp->rcv_nxt;
	if (early_pcb == inp->inp_tcp)
		urgent_news(inp, early_up);
	early_pcb = NULL;
}

/* The byte at off in the messages of list; one may be empty without it. */
static uint8_t
take_byte(struct msglist *list, uint32_t off)
{
	struct sockmsg *m;
	uint8_t byte, *p;

	STAILQ_FOREACH(m, list, sm_link) {
		if (off < m->sm_len)
			break;
		off -= m->sm_len;
	}
	KKASSERT(m != NULL);
	p = m->sm_data + m->sm_off + off;
	byte = *p;
	memmove(p, p + 1, m->sm_len - off - 1);
	m->sm_len--;
	return (byte);
}

void
tcp_urg_data(struct inpcb *inp, struct msglist *list, uint32_t len)
{
	uint32_t off = inp->inp_rcvup - 1 - inp->inp_rcvseq;
	bool here = (int32_t)(inp->inp_rcvup - inp->inp_rcvseq) > 0 &&
	    off < len;

	inp->inp_rcvseq += len;
	/* It stays beside the stream, however often that goes round. */
	if ((int32_t)(inp->inp_rcvup - inp->inp_rcvseq) < 0)
		inp->inp_rcvup = inp->inp_rcvseq;
	if (!here || (inp->inp_so->so_options & SO_OOBINLINE) != 0)
		return;
	inp->inp_oob = take_byte(list, off);
	inp->inp_oobhave = true;
	tcp_recved(inp->inp_tcp, 1);
}

int
tcp_usr_rcvoob(struct socket *so, uint8_t *byte, bool peek)
{
	struct inpcb *inp;
	int error = 0;

	net_lock();
	inp = sotoinp(so);
	if ((so->so_oobmark == 0 && (so->so_state & SS_RCVATMARK) == 0) ||
	    (so->so_options & SO_OOBINLINE) != 0 || inp->inp_oobhad) {
		error = EINVAL;
	} else if (!inp->inp_oobhave) {
		error = EWOULDBLOCK;
	} else {
		*byte = inp->inp_oob;
		inp->inp_oobhave = peek;
		inp->inp_oobhad = !peek;
	}
	net_unlock();
	return (error);
}

/* ---- out ----------------------------------------------------------------------------------- */

void
tcp_urg_send(struct inpcb *inp)
{
	const struct sockmsg *m;
	uint32_t up = inp->inp_tcp->snd_lbb;

	STAILQ_FOREACH(m, &inp->inp_pending, sm_link)
		up += m->sm_len;
	inp->inp_sndup = up;
	if (!inp->inp_urgsend)
		tcp_urgents++;
	inp->inp_urgsend = true;
}

void
tcp_urg_push(struct inpcb *inp)
{
	struct tcp_pcb *pcb = inp->inp_tcp;
	bool nagle;

	if (pcb == NULL)
		return;
	nagle = !tcp_nagle_disabled(pcb);
	tcp_nagle_disable(pcb);
	(void)tcp_output(pcb);
	/* No room there: the news goes without the data. */
	if (pcb->unsent != NULL || !STAILQ_EMPTY(&inp->inp_pending)) {
		tcp_ack_now(pcb);
		(void)tcp_output(pcb);
	}
	if (nagle)
		tcp_nagle_enable(pcb);
}

void
tcp_urg_acked(struct inpcb *inp)
{
	if (inp->inp_urgsend && (inp->inp_tcp == NULL ||
	    (int32_t)(inp->inp_tcp->lastack - inp->inp_sndup) >= 0)) {
		inp->inp_urgsend = false;
		tcp_urgents--;
	}
}

void
tcp_urg_stamp(struct pbuf *p, const ip_addr_t *src, const ip_addr_t *dst)
{
	struct tcp_hdr *th = p->payload;
	uint16_t lport = ntohs(th->src), fport = ntohs(th->dest);
	struct inpcb *inp;
	uint32_t ahead;

	LIST_FOREACH(inp, &tcbinfo.ii_port[lport % INP_HASH], inp_port)
		if (inp->inp_urgsend && inp->inp_lport == lport &&
		    inp->inp_fport == fport &&
		    ip_addr_cmp_zoneless(&inp->inp_faddr, dst) &&
		    ip_addr_cmp_zoneless(&inp->inp_laddr, src))
			break;
	if (inp == NULL || (TCPH_FLAGS(th) & (TCP_SYN | TCP_RST)) != 0)
		return;
	ahead = inp->inp_sndup - ntohl(th->seqno);
	if ((int32_t)ahead > 0) {
		th->urgp = htons((uint16_t)K_MIN(ahead, (uint32_t)REACH));
		TCPH_SET_FLAG(th, TCP_URG);
	} else {
		th->urgp = 0;
		TCPH_UNSET_FLAG(th, TCP_URG);
	}
}
