/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_async.h: SIGIO of devices of the network, bpf(4), tun(4) and tap(4).
 *
 * Lock legend: [n] net_spin.
 */
#ifndef _NET_NET_ASYNC_H_
#define _NET_NET_ASYNC_H_

#include "sys/kfile.h"
#include "sys/queue.h"

/* Part of a device that is made once and stays. */
struct net_async {
	TAILQ_ENTRY(net_async) na_link;	/* [n] */
	bool		 na_due;	/* [n] on the list of signals to send */
	bool		 na_on;		/* [n] FIOASYNC */
	int		 na_sig;	/* [n] which, usually SIGIO */
	struct sigio	 na_sigio;	/* its own lock */
};

void	net_async_init(struct net_async *);
/* The device closes: nobody is told any more. */
void	net_async_reset(struct net_async *);
/* There is something to do.  net_spin held; the signal goes after it. */
void	net_async_tell(struct net_async *);
/* FIOASYNC, FIOSETOWN, FIOGETOWN, TIOCSPGRP, TIOCGPGRP; ENOTTY: another.  Context:
 * thread, no spin lock held. */
int	net_async_ioctl(struct net_async *, unsigned long cmd, int *value);

/* For net_unlock(): up to max devices with a signal due, and those signals.
 * net_spin held. */
int	net_async_take(struct net_async **, int *sigs, int max);

#endif /* !_NET_NET_ASYNC_H_ */
