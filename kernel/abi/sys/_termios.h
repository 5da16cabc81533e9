/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * _termios.h: terminal modes, special characters and speeds.
 */
#ifndef _SYS__TERMIOS_H_
#define _SYS__TERMIOS_H_

#include <sys/types.h>

typedef unsigned int	tcflag_t;
typedef unsigned char	cc_t;
typedef unsigned int	speed_t;

struct termios {
	tcflag_t	c_iflag;
	tcflag_t	c_oflag;
	tcflag_t	c_cflag;
	tcflag_t	c_lflag;
	cc_t	c_cc[20];
	speed_t	c_ispeed;
	speed_t	c_ospeed;
};

#define ALTWERASE	0x200
#define B0		0
#define B110		110
#define B115200		0x1c200
#define B1200		1200
#define B134		134
#define B14400		0x3840
#define B150		150
#define B1800		1800
#define B19200		0x4b00
#define B200		200
#define B230400		0x38400
#define B2400		2400
#define B28800		0x7080
#define B300		300
#define B38400		0x9600
#define B460800		0x70800
#define B4800		0x12c0
#define B50		50
#define B57600		0xe100
#define B600		600
#define B7200		0x1c20
#define B75		75
#define B76800		0x12c00
#define B921600		0xe1000
#define B9600		0x2580
#define BRKINT		2
#define CCAR_OFLOW	0x100000
#define CCTS_OFLOW	0x10000
#define CDSR_OFLOW	0x80000
#define CDTR_IFLOW	0x40000
#define CIGNORE		1
#define CLOCAL		0x8000
#define CREAD		0x800
#define CRTSCTS		0x30000
#define CRTS_IFLOW	0x20000
#define CS5		0
#define CS6		0x100
#define CS7		0x200
#define CS8		0x300
#define CSIZE		0x300
#define CSTOPB		0x400
#define ECHO		8
#define ECHOCTL		0x40
#define ECHOE		2
#define ECHOK		4
#define ECHOKE		1
#define ECHONL		0x10
#define ECHOPRT		0x20
#define EXTA		0x4b00
#define EXTB		0x9600
#define EXTPROC		0x800
#define FLUSHO		0x800000
#define HUPCL		0x4000
#define ICANON		0x100
#define ICRNL		0x100
#define IEXTEN		0x400
#define IGNBRK		1
#define IGNCR		0x80
#define IGNPAR		4
#define IMAXBEL		0x2000
#define INLCR		0x40
#define INPCK		0x10
#define ISIG		0x80
#define ISTRIP		0x20
#define IXANY		0x800
#define IXOFF		0x400
#define IXON		0x200
#define MDMBUF		0x100000
#define NCCS		20
#define NOFLSH		0x80000000U
#define NOKERNINFO	0x2000000
#define OCRNL		0x10
#define ONLCR		2
#define ONLRET		0x40
#define ONOCR		0x20
#define ONOEOT		8
#define OPOST		1
#define OXTABS		4
#define PARENB		0x1000
#define PARMRK		8
#define PARODD		0x2000
#define PENDIN		0x20000000
#define TAB0		0
#define TAB3		4
#define TABDLY		4
#define TOSTOP		0x400000
#define VCHECKPT	19
#define VDISCARD	15
#define VDSUSP		11
#define VEOF		0
#define VEOL		1
#define VEOL2		2
#define VERASE		3
#define VERASE2		7
#define VINTR		8
#define VKILL		5
#define VLNEXT		14
#define VMIN		0x10
#define VQUIT		9
#define VREPRINT	6
#define VSTART		12
#define VSTATUS		18
#define VSTOP		13
#define VSUSP		10
#define VTIME		17
#define VWERASE		4
#define _POSIX_VDISABLE	255

#endif /* !_SYS__TERMIOS_H_ */
