/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_var.h: what the files of stream sockets of the Internet domain share, and
 * what others ask of them.  All with net_spin held, but what a socket's switch
 * calls.
 */
#ifndef _NET_TCP_VAR_H_
#define _NET_TCP_VAR_H_

#include "net/net_var.h"

struct tcp_hdr;

/* net/tcp_sock.c */
struct inpcb *tcp_pcb_inp(const struct tcp_pcb *);	/* NULL: none (yet) */
void	tcp_endsend(struct inpcb *);	/* FIN, or close: nothing is pending */
#define TCP_EXT_ID	0		/* the only extension of lwIP's that is used */
int	tcp_make(struct inpcb *);	/* lwIP's half, bound as ours is */
void	tcp_adopt(struct inpcb *, struct tcp_pcb *);	/* pcb is its lwIP half */
/* It has no socket any more; abort: the peer is told that it is lost. */
void	tcp_disown(struct inpcb *, bool abort);
/* net/tcp_listen.c */
int	tcp_usr_listen(struct socket *, struct lwp *);
void	tcp_accf(struct socket *);	/* one that a filter keeps back may go */
/* net/tcp_send.c, net/tcp_recv.c: bytes through connections. */
void	tcp_submit(struct inpcb *);	/* give lwIP what it takes */
void	tcp_freedata(struct inpcb *);
int	tcp_usr_send(struct socket *, struct sockmsg *, struct sockaddr *,
	    int flags);
void	tcp_usr_rcvd(struct socket *, size_t);
err_t	tcp_recv_cb(void *, struct tcp_pcb *, struct pbuf *, err_t);
err_t	tcp_sent_cb(void *, struct tcp_pcb *, u16_t);
/* A segment for pcb comes in; shall lwIP answer it?  tcp_answer.c. */
void	tcp_answer_segment(struct tcp_pcb *, struct inpcb *,
	    const struct tcp_hdr *, const struct pbuf *data);
void	tcp_narrow(struct inpcb *);	/* its window was too small: look again */
void	tcp_narrow_cancel(struct inpcb *);
bool	tcp_narrow_run(void);		/* for one; false: there is none */
/* The window is as large as so_rcv.  fresh: only SYNs were sent. */
void	tcp_window(struct inpcb *, bool fresh);
/* net/tcp_urgent.c: what MSG_OOB is about. */
STAILQ_HEAD(msglist, sockmsg);
extern int tcp_urgents;			/* [n] connections with inp_urgsend */
/* A segment for pcb has TCP_URG. */
void	tcp_urg_segment(struct tcp_pcb *, const struct tcp_hdr *);
void	tcp_urg_begin(struct inpcb *);	/* data may come from now on */
/* len bytes came, in the messages of list; one may leave them, and one of them be empty. */
void	tcp_urg_data(struct inpcb *, struct msglist *list, uint32_t len);
/* EINVAL: nothing is urgent; EWOULDBLOCK: it is not here yet. */
int	tcp_usr_rcvoob(struct socket *, uint8_t *byte, bool peek);
void	tcp_urg_send(struct inpcb *);	/* all that is pending is urgent */
void	tcp_urg_push(struct inpcb *);	/* the peer shall know of it now */
void	tcp_urg_acked(struct inpcb *);	/* look if it is so still */
/* p begins with TCP's header, which is to have its checksum. */
void	tcp_urg_stamp(struct pbuf *p, const ip_addr_t *src,
	    const ip_addr_t *dst);
/* net/tcp_opt.c */
int	tcp_ctloutput(struct socket *, struct sockopt *);
void	tcp_initopts(struct inpcb *);
void	tcp_applyopts(struct inpcb *);	/* to lwIP's half */

#endif /* !_NET_TCP_VAR_H_ */
