/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ttycom.h: ioctls of terminals and pseudo-terminals.
 */
#ifndef _SYS_TTYCOM_H_
#define _SYS_TTYCOM_H_

#include <sys/types.h>
#include <sys/ioccom.h>
#include <sys/_termios.h>
#include <sys/_timeval.h>

struct winsize {
	unsigned short	ws_row;
	unsigned short	ws_col;
	unsigned short	ws_xpixel;
	unsigned short	ws_ypixel;
};

#define BTUARTDISC	7
#define NETGRAPHDISC	6
#define PPPDISC		5
#define SLIPDISC	4
#define TIOCCBRK	_IO('t', 122)
#define TIOCCDTR	_IO('t', 120)
#define TIOCCONS	_IOW('t', 98, int)
#define TIOCDCDTIMESTAMP	_IOR('t', 88, struct timeval)
#define TIOCDRAIN	_IO('t', 94)
#define TIOCEXCL	_IO('t', 13)
#define TIOCEXT		_IOW('t', 96, int)
#define TIOCFLUSH	_IOW('t', 16, int)
#define TIOCGDRAINWAIT	_IOR('t', 86, int)
#define TIOCGETD	_IOR('t', 26, int)
#define TIOCGPGRP	_IOR('t', 119, int)
#define TIOCGSID	_IOR('t', 99, int)
#define TIOCGWINSZ	_IOR('t', 104, struct winsize)
#define TIOCISPTMASTER	_IO('t', 85)
#define TIOCMBIC	_IOW('t', 107, int)
#define TIOCMBIS	_IOW('t', 108, int)
#define TIOCMGDTRWAIT	_IOR('t', 90, int)
#define TIOCMGET	_IOR('t', 106, int)
#define TIOCMODG	_IOR('t', 3, int)
#define TIOCMODS	_IOW('t', 4, int)
#define TIOCMSDTRWAIT	_IOW('t', 91, int)
#define TIOCMSET	_IOW('t', 109, int)
#define TIOCM_CAR	0x40
#define TIOCM_CD	0x40
#define TIOCM_CTS	0x20
#define TIOCM_DSR	0x100
#define TIOCM_DTR	2
#define TIOCM_LE	1
#define TIOCM_RI	0x80
#define TIOCM_RNG	0x80
#define TIOCM_RTS	4
#define TIOCM_SR	0x10
#define TIOCM_ST	8
#define TIOCNOTTY	_IO('t', 113)
#define TIOCNXCL	_IO('t', 14)
#define TIOCOUTQ	_IOR('t', 115, int)
#define TIOCPKT		_IOW('t', 112, int)
#define TIOCPKT_DATA	0
#define TIOCPKT_DOSTOP	0x20
#define TIOCPKT_FLUSHREAD	1
#define TIOCPKT_FLUSHWRITE	2
#define TIOCPKT_IOCTL	0x40
#define TIOCPKT_NOSTOP	0x10
#define TIOCPKT_START	8
#define TIOCPKT_STOP	4
#define TIOCREMOTE	_IOW('t', 105, int)
#define TIOCSBRK	_IO('t', 123)
#define TIOCSCTTY	_IO('t', 97)
#define TIOCSDRAINWAIT	_IOW('t', 87, int)
#define TIOCSDTR	_IO('t', 121)
#define TIOCSETD	_IOW('t', 27, int)
#define TIOCSIG		_IO('t', 95)
#define TIOCSPGRP	_IOW('t', 118, int)
#define TIOCSTART	_IO('t', 110)
#define TIOCSTAT	_IO('t', 101)
#define TIOCSTI		_IOW('t', 114, char)
#define TIOCSTOP	_IO('t', 111)
#define TIOCSWINSZ	_IOW('t', 103, struct winsize)
#define TIOCTIMESTAMP	_IOR('t', 89, struct timeval)
#define TIOCUCNTL	_IOW('t', 102, int)
#define TTYDISC		0

#define TIOCGETA	_IOR('t', 19, struct termios)
#define TIOCSETA	_IOW('t', 20, struct termios)
#define TIOCSETAW	_IOW('t', 21, struct termios)
#define TIOCSETAF	_IOW('t', 22, struct termios)
#define UIOCCMD(n)	_IO('u', n)

#endif /* !_SYS_TTYCOM_H_ */
