/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_ioctl.h: what the socket layer hands to the interfaces.
 */
#ifndef _NET_IF_IOCTL_H_
#define _NET_IF_IOCTL_H_

#include "sys/kdefs.h"

struct ifnet;
struct socket;

/*
 * An ioctl of group 'i' on a socket; data is the kernel's copy of the
 * argument.  Context: thread, may sleep.  Errors of networking(4): ENXIO (no
 * such interface), EPERM, EINVAL, EADDRNOTAVAIL, EOPNOTSUPP ...
 */
int	if_ioctl(struct socket *, unsigned long cmd, void *data);

/* For the files that serve them; if_cfglock is held. */
/* Ask the driver; EOPNOTSUPP is no complaint when may is true. */
int	if_driver(struct ifnet *, unsigned long cmd, void *data, bool may);
int	if_ioctl_flags(struct ifnet *, int flags);	/* SIOCSIFFLAGS */
int	in_ioctl(struct ifnet *, unsigned long cmd, void *data);

#endif /* !_NET_IF_IOCTL_H_ */
