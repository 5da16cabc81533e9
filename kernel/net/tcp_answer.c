/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_answer.c: when a bare acknowledgement is answered by one.
 *
 * lwIP answers each that lies out of the window.  With much on the way in both
 * directions the answer is out of the other's window as well, and here, where
 * packets to oneself are taken as soon as they are sent, the two would go on
 * for ever.  So a connection answers such once in a while, as RFC 5961, 7, has
 * it; and never what stands at the edge of a window that is shut.
 *
 * Locks: net_spin for all.
 */
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/tcp.h"
#include "net/net_var.h"
#include "net/tcp_var.h"
#include "sys/callout.h"

#define ANSWER_EVERY	(50 * NS_PER_MS)

static struct tcp_pcb *hushed;	/* what is being taken in wants no answer */
static uint32_t hushed_wnd;	/* unless its window is another by then */

void
tcp_answer_segment(struct tcp_pcb *pcb, struct inpcb *inp,
    const struct tcp_hdr *th, const struct pbuf *data)
{
	uint32_t ahead = th->seqno - pcb->rcv_nxt;
	int64_t now;

	hushed = NULL;
	if (inp == NULL || pcb->state < ESTABLISHED || data->tot_len != 0 ||
	    (TCPH_FLAGS(th) & (TCP_SYN | TCP_FIN | TCP_RST)) != 0 ||
	    (pcb->flags & TF_ACK_NOW) != 0 || ahead < pcb->rcv_wnd)
		return;
	if (ahead != 0) {
		now = time_mono();
		if (now - inp->inp_answered >= ANSWER_EVERY) {
			inp->inp_answered = now;
			return;
		}
	}
	hushed = pcb;
	hushed_wnd = pcb->rcv_wnd;
}

/* In the place of tcp_output() at the end of lwIP's input. */
err_t
net_tcp_output(struct tcp_pcb *pcb)
{
	if (pcb == hushed && pcb->rcv_wnd == hushed_wnd)
		tcp_clear_flags(pcb, TF_ACK_NOW);
	hushed = NULL;
	return (tcp_output(pcb));
}
