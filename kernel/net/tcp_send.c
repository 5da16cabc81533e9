/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_send.c: bytes of TCP connections from sockets to lwIP.
 *
 * A message that the socket layer filled is lent to lwIP until it is
 * acknowledged; small ones lwIP copies together.  What is on the way counts in
 * so_snd.
 *
 * Invariants: inp_sent and inp_pending in order of sequence; a message is
 * given to lwIP whole or not at all.  Locks: net_spin, then so_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/priv/tcp_priv.h"
#include "net/net_stats.h"
#include "net/net_var.h"
#include "net/tcp_var.h"
#include <netinet/tcp.h>
#include "sys/ksysctl.h"

#define COPY_MAX	512		/* bytes that are rather copied */
#define GATHER_MAX	61440		/* bytes that wait for what follows at once */

static void
free_list(struct inpcb *inp, bool sent)
{
	struct sockmsg *m;

	while ((m = sent ? STAILQ_FIRST(&inp->inp_sent) :
	    STAILQ_FIRST(&inp->inp_pending)) != NULL) {
		if (sent)
			STAILQ_REMOVE_HEAD(&inp->inp_sent, sm_link);
		else
			STAILQ_REMOVE_HEAD(&inp->inp_pending, sm_link);
		sockmsg_free(m);
	}
}

void
tcp_freedata(struct inpcb *inp)
{
	free_list(inp, true);
	free_list(inp, false);
	inp->inp_ackoff = inp->inp_ackskip = 0;
}

/* lwIP has taken m, by copy or as it is. */
static void
submitted(struct inpcb *inp, struct sockmsg *m, bool copied)
{
	uint32_t len = m->sm_len;

	NET_COUNT(tcp_sndbytes, len);
	STAILQ_REMOVE_HEAD(&inp->inp_pending, sm_link);
	if (!copied) {
		m->sm_off = 0;
		STAILQ_INSERT_TAIL(&inp->inp_sent, m, sm_link);
		inp->inp_lastsent = m;
		return;
	}
	if (STAILQ_EMPTY(&inp->inp_sent))
		inp->inp_ackskip += len;
	else
		inp->inp_lastsent->sm_off += len;
	sockmsg_free(m);
}

void
tcp_submit(struct inpcb *inp)
{
	struct tcp_pcb *pcb = inp->inp_tcp;
	struct sockmsg *m;
	bool copy, some = false;
	err_t err;

	while (pcb != NULL && (m = STAILQ_FIRST(&inp->inp_pending)) != NULL) {
		copy = m->sm_len <= COPY_MAX;
		err = tcp_write(pcb, m->sm_data, (u16_t)m->sm_len,
		    (u8_t)((copy ? TCP_WRITE_FLAG_COPY : 0) |
		    (STAILQ_NEXT(m, sm_link) != NULL ?
		    TCP_WRITE_FLAG_MORE : 0)));
		if (err != ERR_OK)
			break;
		submitted(inp, m, copy);
		some = true;
	}
	if (some && ((inp->inp_tcpopt & TCP_NOPUSH) == 0 ||
	    TCP_SND_BUF - pcb->snd_buf >= pcb->mss))
		(void)tcp_output(pcb);
	if (some)
		tcp_narrow(inp);
	if (inp->inp_finwait && STAILQ_EMPTY(&inp->inp_pending))
		tcp_endsend(inp);
}

/* Shall what is pending wait for the piece that follows?  A long frame is enough. */
static bool
gather(const struct inpcb *inp)
{
	const struct sockmsg *m;
	uint32_t n = 0;

	STAILQ_FOREACH(m, &inp->inp_pending, sm_link)
		n += m->sm_len;
	return (n < GATHER_MAX);
}

int
tcp_usr_send(struct socket *so, struct sockmsg *m, struct sockaddr *nam,
    int flags)
{
	struct inpcb *inp;

	if (m->sm_len == 0) {
		sockmsg_free(m);
		return (0);
	}
	net_lock();
	inp = sotoinp(so);
	/* The connection may have ended since the state was looked at. */
	if (inp->inp_tcp == NULL || so->so_snd.sb_closed) {
		net_unlock();
		sockmsg_free(m);
		return (EPIPE);
	}
	STAILQ_INSERT_TAIL(&inp->inp_pending, m, sm_link);
	if ((flags & MSG_OOB) != 0)
		tcp_urg_send(inp);
	if ((flags & SEND_MORE) == 0 || !gather(inp))
		tcp_submit(inp);
	if ((flags & (MSG_OOB | SEND_MORE)) == MSG_OOB)
		tcp_urg_push(inp);
	net_unlock();
	return (0);
}

/* The next n bytes were acknowledged. */
static void
acked(struct inpcb *inp, uint32_t n)
{
	struct sockmsg *m;
	uint32_t d;

	while (n > 0) {
		d = K_MIN(n, inp->inp_ackskip);
		inp->inp_ackskip -= d;
		n -= d;
		if (n == 0 || (m = STAILQ_FIRST(&inp->inp_sent)) == NULL)
			break;
		d = K_MIN(n, m->sm_len - inp->inp_ackoff);
		inp->inp_ackoff += d;
		n -= d;
		if (inp->inp_ackoff == m->sm_len) {
			inp->inp_ackskip = m->sm_off;
			inp->inp_ackoff = 0;
			STAILQ_REMOVE_HEAD(&inp->inp_sent, sm_link);
			sockmsg_free(m);
		}
	}
}

err_t
tcp_sent_cb(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct inpcb *inp = arg;
	struct socket *so = inp->inp_so;
	struct sockbuf *sb;

	NET_COUNT(tcp_acks, 1);
	NET_COUNT(tcp_ackbytes, len);
	acked(inp, len);
	tcp_urg_acked(inp);
	if (so != NULL) {
		sb = &so->so_snd;
		spin_lock(&so->so_spin);
		sb->sb_cc -= K_MIN(sb->sb_cc, (uint32_t)len);
		if (sb_space(sb) >= sb->sb_lowat || sb->sb_cc == 0)
			so_wake_writer(so);
		spin_unlock(&so->so_spin);
		net_sigio(inp);
	}
	tcp_submit(inp);
	return (ERR_OK);
}

/*
 * lwIP's tcp_split_unsent_seg(), which leaves a FIN on the first half as well;
 * its own calls come here too, see lwip.mk.
 */
err_t
net_tcp_split(struct tcp_pcb *pcb, u16_t split)
{
	struct tcp_seg *seg = pcb->unsent;
	err_t err = tcp_split_unsent_seg(pcb, split);

	if (err == ERR_OK && seg != NULL && seg->next != NULL &&
	    (TCPH_FLAGS(seg->next->tcphdr) & TCP_FIN) != 0)
		TCPH_UNSET_FLAG(seg->tcphdr, TCP_FIN);
	return (err);
}

/*
 * Segments that are larger than a window which is small for good: lwIP would
 * wait for its timer before it cuts them.  Here they are cut when news of the
 * window came and half of it can be filled, or nothing is on the way.
 */
static TAILQ_HEAD(, inpcb) narrow_q = TAILQ_HEAD_INITIALIZER(narrow_q);

void
tcp_narrow(struct inpcb *inp)
{
	const struct tcp_pcb *pcb = inp->inp_tcp;

	if (!inp->inp_onnarrow && pcb->unsent != NULL &&
	    pcb->snd_wnd < pcb->mss) {
		inp->inp_onnarrow = true;
		TAILQ_INSERT_TAIL(&narrow_q, inp, inp_narrow);
	}
}

void
tcp_narrow_cancel(struct inpcb *inp)
{
	if (inp->inp_onnarrow) {
		inp->inp_onnarrow = false;
		TAILQ_REMOVE(&narrow_q, inp, inp_narrow);
	}
}

/* One piece that fills the window, if that is worth it.  False: it is not. */
static bool
narrow_send(struct tcp_pcb *pcb)
{
	uint32_t flight, room;

	if (pcb->state < ESTABLISHED || pcb->unsent == NULL)
		return (false);
	flight = pcb->snd_nxt - pcb->lastack;
	room = K_MIN(pcb->snd_wnd, pcb->cwnd);
	room -= K_MIN(room, flight);
	if (room == 0 || (flight > 0 && room < pcb->snd_wnd / 2) ||
	    pcb->unsent->len <= room ||
	    net_tcp_split(pcb, (u16_t)room) != ERR_OK)
		return (false);
	return (tcp_output(pcb) == ERR_OK);
}

bool
tcp_narrow_run(void)
{
	struct inpcb *inp;

	if ((inp = TAILQ_FIRST(&narrow_q)) == NULL)
		return (false);
	tcp_narrow_cancel(inp);
	while (inp->inp_tcp != NULL && narrow_send(inp->inp_tcp))
		;
	return (true);
}
