/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_recv.c: bytes of TCP connections from lwIP to sockets.
 *
 * The packets' memory goes into so_rcv as it is, and what lies there is what the
 * window lacks.
 *
 * Locks: net_spin, then so_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/priv/tcp_priv.h"
#include "net/net_stats.h"
#include "net/net_var.h"
#include "net/tcp_var.h"

#define COPY_MAX	512		/* bytes that are rather copied */
#define COPY_ROOM	2048

static void
pbuf_extfree(void *p)
{
	pbuf_free(p);
}

struct sockmsg *
pbuf_tomsg(struct pbuf *p)
{
	struct sockmsg *m;

	if (p->next == NULL && p->tot_len > COPY_MAX) {
		m = sockmsg_ext(p->payload, p->len, pbuf_extfree, p);
		if (m == NULL)
			pbuf_free(p);
		return (m);
	}
	if ((m = sockmsg_alloc_nowait(p->tot_len)) != NULL) {
		(void)pbuf_copy_partial(p, m->sm_data, p->tot_len, 0);
		m->sm_len = p->tot_len;
	}
	pbuf_free(p);
	return (m);
}

/* A message for each piece of p, which stay p's: lwIP offers p again when
 * there is no memory. */
static bool
stream_msgs(struct pbuf *p, struct msglist *list)
{
	struct sockmsg *m;

	STAILQ_INIT(list);
	if (p->tot_len <= COPY_MAX) {
		if ((m = sockmsg_alloc_nowait(COPY_ROOM)) == NULL)
			return (false);
		(void)pbuf_copy_partial(p, m->sm_data, p->tot_len, 0);
		m->sm_len = p->tot_len;
		STAILQ_INSERT_TAIL(list, m, sm_link);
		return (true);
	}
	for (struct pbuf *q = p; q != NULL; q = q->next) {
		m = sockmsg_ext(q->payload, q->len, NULL, q);
		if (m == NULL)
			goto bad;
		STAILQ_INSERT_TAIL(list, m, sm_link);
	}
	return (true);
bad:
	while ((m = STAILQ_FIRST(list)) != NULL) {
		STAILQ_REMOVE_HEAD(list, sm_link);
		sockmsg_free(m);
	}
	return (false);
}

/* The pieces part: each message has its own. */
static void
stream_split(struct pbuf *p, struct msglist *list)
{
	struct sockmsg *m;

	if (p->tot_len <= COPY_MAX) {
		pbuf_free(p);
		return;
	}
	STAILQ_FOREACH(m, list, sm_link) {
		struct pbuf *rest = p->next;

		p->next = NULL;
		p->tot_len = p->len;
		m->sm_extfree = pbuf_extfree;
		p = rest;
	}
}

static err_t
recv_fin(struct inpcb *inp, const struct tcp_pcb *pcb)
{
	struct socket *so = inp->inp_so;

	if (so == NULL)
		return (ERR_OK);
	spin_lock(&so->so_spin);
	if (pcb->state == TIME_WAIT)
		so_isdisconnected(so);
	else
		so_cantrcv(so);
	spin_unlock(&so->so_spin);
	if (so->so_waits)
		tcp_accf(so);
	net_sigio(inp);
	return (ERR_OK);
}

err_t
tcp_recv_cb(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct inpcb *inp = arg;
	struct socket *so = inp->inp_so;
	struct msglist list;
	struct sockmsg *m;
	uint32_t len;

	if (p == NULL)
		return (recv_fin(inp, pcb));
	if (so == NULL || so->so_rcv.sb_closed) {
		/* shutdown(2): nobody will read it. */
		tcp_recved(pcb, p->tot_len);
		pbuf_free(p);
		return (ERR_OK);
	}
	if (!stream_msgs(p, &list))
		return (ERR_MEM);
	NET_COUNT(tcp_rcvpackets, 1);
	NET_COUNT(tcp_rcvbytes, p->tot_len);
	len = p->tot_len;
	stream_split(p, &list);
	tcp_urg_data(inp, &list, len);
	spin_lock(&so->so_spin);
	while ((m = STAILQ_FIRST(&list)) != NULL) {
		STAILQ_REMOVE_HEAD(&list, sm_link);
		if (m->sm_len > 0)
			sbappend(so, m);
		else
			sockmsg_free(m);
	}
	spin_unlock(&so->so_spin);
	if (so->so_waits)
		tcp_accf(so);
	net_sigio(inp);
	return (ERR_OK);
}

/* lwIP waits for a whole segment's worth; a small buffer never has that. */
static void
small_window(struct inpcb *inp)
{
	struct tcp_pcb *pcb = inp->inp_tcp;
	uint32_t room = inp->inp_so->so_rcv.sb_hiwat;
	uint32_t told = pcb->rcv_ann_right_edge - pcb->rcv_nxt;

	if (room / 2 >= pcb->mss || pcb->rcv_wnd < told ||
	    pcb->rcv_wnd - told < room / 2)
		return;
	pcb->rcv_ann_wnd = pcb->rcv_wnd;
	tcp_ack_now(pcb);
	(void)tcp_output(pcb);
}

/* n bytes left so_rcv: the window opens by as much, unless it was to shrink. */
void
tcp_usr_rcvd(struct socket *so, size_t n)
{
	struct inpcb *inp;
	size_t d;

	net_lock();
	inp = sotoinp(so);
	d = K_MIN(n, (size_t)inp->inp_wndheld);
	inp->inp_wndheld -= (uint32_t)d;
	n -= d;
	while (n > 0 && inp->inp_tcp != NULL && !inp->inp_listening) {
		d = K_MIN(n, (size_t)0x8000);
		tcp_recved(inp->inp_tcp, (u16_t)d);
		n -= d;
		if (n == 0)
			small_window(inp);
	}
	net_unlock();
}

void
tcp_window(struct inpcb *inp, bool fresh)
{
	struct tcp_pcb *pcb = inp->inp_tcp;
	struct socket *so = inp->inp_so;
	uint32_t want, promised;

	if (pcb == NULL || so == NULL || inp->inp_listening ||
	    pcb->state < ESTABLISHED)
		return;
	want = K_MIN(so->so_rcv.sb_hiwat, (uint32_t)TCP_WND_MAX(pcb));
	want -= K_MIN(want, so->so_rcv.sb_cc);
	/* What the peer was told it may send stays so; a SYN tells 16 bits. */
	promised = K_MIN(pcb->rcv_ann_right_edge - pcb->rcv_nxt,
	    fresh ? 0xffffU : (uint32_t)TCP_WND_MAX(pcb));
	inp->inp_wndheld = want < promised ? promised - want : 0;
	pcb->rcv_wnd = K_MAX(want, promised);
	pcb->rcv_ann_wnd = K_MIN(pcb->rcv_ann_wnd, pcb->rcv_wnd);
	pcb->rcv_ann_right_edge = pcb->rcv_nxt + promised;
}

/* lwIP asks: is a window that grew by so much worth a segment? */
uint32_t
net_tcp_update(const struct tcp_pcb *pcb)
{
	const struct inpcb *inp = tcp_pcb_inp(pcb);
	uint32_t room = TCP_WND;

	if (inp != NULL && inp->inp_so != NULL)
		room = inp->inp_so->so_rcv.sb_hiwat;
	return (K_MIN(room / 2, K_MAX(room / 4, 2U * pcb->mss)));
}
