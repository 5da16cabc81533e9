/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_tun.h: ioctls of tun(4).
 */
#ifndef _NET_TUN_IF_TUN_H_
#define _NET_TUN_IF_TUN_H_

#include <sys/types.h>
#include <sys/ioccom.h>

struct tuninfo {
	int	baudrate;
	short	mtu;
	u_char	type;
	u_char	dummy;
};

#define TUNGDEBUG	_IOR('t', 89, int)
#define TUNSDEBUG	_IOW('t', 90, int)
#define TUNSIFINFO	_IOW('t', 91, struct tuninfo)
#define TUNGIFINFO	_IOR('t', 92, struct tuninfo)
#define TUNSLMODE	_IOW('t', 93, int)
#define TUNSIFMODE	_IOW('t', 94, int)
#define TUNSIFPID	_IO('t', 95)
#define TUNSIFHEAD	_IOW('t', 96, int)
#define TUNGIFHEAD	_IOR('t', 97, int)
#define TUNMRU		65535

#endif /* !_NET_TUN_IF_TUN_H_ */
