/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_tap.h: ioctls of tap(4).
 */
#ifndef _NET_TAP_IF_TAP_H_
#define _NET_TAP_IF_TAP_H_

#include <sys/types.h>
#include <sys/ioccom.h>

struct tapinfo {
	int	baudrate;
	short	mtu;
	u_char	type;
	u_char	dummy;
};

#define TAPGDEBUG	_IOR('t', 89, int)
#define TAPGIFINFO	_IOR('t', 92, struct tapinfo)
#define TAPGIFNAME	_IOC(IOC_OUT, 't', 93, 32)
#define TAPMRU		0x4000
#define TAPSDEBUG	_IOW('t', 90, int)
#define TAPSIFINFO	_IOW('t', 91, struct tapinfo)

#endif /* !_NET_TAP_IF_TAP_H_ */
