/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * poll.h: poll(2) and ppoll(2).
 */
#ifndef _SYS_POLL_H_
#define _SYS_POLL_H_

#include <sys/types.h>
#include <sys/_timespec.h>
#include <sys/_sigset.h>

typedef unsigned int	nfds_t;

struct pollfd {
	int	fd;
	short	events;
	short	revents;
};

#define INFTIM		(-1)
#define POLLERR		8
#define POLLHUP		0x10
#define POLLIN		1
#define POLLNVAL	0x20
#define POLLOUT		4
#define POLLPRI		2
#define POLLRDBAND	0x80
#define POLLRDNORM	0x40
#define POLLSTANDARD	511
#define POLLWRBAND	0x100
#define POLLWRNORM	4

#ifndef _KERNEL
__BEGIN_DECLS
int	poll(struct pollfd *, nfds_t, int);
int	ppoll(struct pollfd *, nfds_t, const struct timespec *,
	    const sigset_t *);
__END_DECLS
#endif

#endif /* !_SYS_POLL_H_ */
