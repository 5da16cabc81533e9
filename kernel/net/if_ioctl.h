/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_ioctl.h: what the socket layer hands to the interfaces.
 */
#ifndef _NET_IF_IOCTL_H_
#define _NET_IF_IOCTL_H_

struct socket;

/*
 * An ioctl of group 'i' on a socket; data is the kernel's copy of the
 * argument.  Context: thread, may sleep.  Errors of networking(4): ENXIO (no
 * such interface), EPERM, EINVAL, EADDRNOTAVAIL, EOPNOTSUPP ...
 */
int	if_ioctl(struct socket *, unsigned long cmd, void *data);

#endif /* !_NET_IF_IOCTL_H_ */
