/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_async.c: SIGIO of devices of the network; see net_async.h.
 *
 * What comes is noticed with net_spin held, where no signal can be sent: it is due,
 * and net_unlock() sends it.
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include <sys/filio.h>
#include <sys/signal.h>
#include <sys/ttycom.h>
#include "lib/libkern.h"
#include "net/net_async.h"
#include "net/net_var.h"

static TAILQ_HEAD(, net_async) due = TAILQ_HEAD_INITIALIZER(due);

void
net_async_init(struct net_async *na)
{
	na->na_due = na->na_on = false;
	na->na_sig = SIGIO;
	sigio_init(&na->na_sigio);
}

void
net_async_reset(struct net_async *na)
{
	net_lock();
	if (na->na_due)
		TAILQ_REMOVE(&due, na, na_link);
	na->na_due = na->na_on = false;
	na->na_sig = SIGIO;
	net_unlock();
	sigio_clear(&na->na_sigio);
}

void
net_async_tell(struct net_async *na)
{
	if (!na->na_on || na->na_due)
		return;
	na->na_due = true;
	TAILQ_INSERT_TAIL(&due, na, na_link);
}

int
net_async_take(struct net_async **list, int *sigs, int max)
{
	struct net_async *na;
	int n;

	for (n = 0; n < max && (na = TAILQ_FIRST(&due)) != NULL; n++) {
		TAILQ_REMOVE(&due, na, na_link);
		na->na_due = false;
		list[n] = na;
		sigs[n] = na->na_sig;
	}
	return (n);
}

int
net_async_ioctl(struct net_async *na, unsigned long cmd, int *value)
{
	switch (cmd) {
	case FIOASYNC:
		net_lock();
		na->na_on = *value != 0;
		net_unlock();
		return (0);
	case FIOSETOWN:
		return (sigio_setown(&na->na_sigio, *value));
	case FIOGETOWN:
		*value = sigio_getown(&na->na_sigio);
		return (0);
	case TIOCSPGRP:
		/* It has no opposite. */
		return (*value == INT32_MIN ? EINVAL :
		    sigio_setown(&na->na_sigio, -*value));
	case TIOCGPGRP:
		*value = -sigio_getown(&na->na_sigio);
		return (0);
	default:
		return (ENOTTY);
	}
}
