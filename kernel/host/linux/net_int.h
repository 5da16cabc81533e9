/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_int.h: an interface of the line's network, for net.c, which opens it, and
 * net_io.c, which moves its frames.
 *
 * Lock letters as in line.h.
 */
#ifndef LINUX_NET_INT_H
#define LINUX_NET_INT_H

#include <sys/un.h>

#include "net.h"
#include "net_ring.h"

struct host_net {
	struct host_net	*next;		/* o */
	unsigned	 nth;		/* o of the command line */
	_Atomic int	 fd;		/* a */
	struct tap	 tap;		/* o; fd -1: a switch */
	struct sockaddr_un sun;		/* o */
	_Atomic bool	 link;		/* a */
	_Atomic bool	 running;	/* a */
	_Atomic unsigned cpu;		/* a who sent last */
	_Atomic uint64_t rxerrors, txerrors;	/* a */
	struct ring	 rx, tx;
	_Atomic uint32_t rxnotify;	/* a the kernel wants to be told */
	_Atomic uint32_t rxwait;	/* a the receiver waits for room */
	_Atomic uint32_t txbusy;	/* a somebody sends */
	_Atomic uint32_t txwork;	/* a the sender shall look */
};

/* net_io.c.  Linux numbers. */
int	 net_start(struct host_net *net);	/* rings and threads */
int	 switch_connect(struct host_net *net, int *fdp);
/* Any thread: tells the kernel when that is news. */
void	 net_set_link(struct host_net *net, bool up);

/* net.c: the list of all, which only grows, at its front. */
struct host_net *net_first(void);

/* net_watch.c: from now on the links of taps follow the host.  Linux numbers. */
int	 net_watch(void);

#endif
