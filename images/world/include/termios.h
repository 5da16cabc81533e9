/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * termios.h: terminal control.
 */
#ifndef _TERMIOS_H_
#define _TERMIOS_H_

#include <sys/types.h>
#include <sys/_termios.h>
#include <sys/ttycom.h>

#define TCIFLUSH	1
#define TCIOFF		3
#define TCIOFLUSH	3
#define TCION		4
#define TCOFLUSH	2
#define TCOOFF		1
#define TCOON		2
#define TCSADRAIN	1
#define TCSAFLUSH	2
#define TCSANOW		0
#define TCSASOFT	0x10

#ifndef _KERNEL
__BEGIN_DECLS
speed_t	cfgetispeed(const struct termios *);
speed_t	cfgetospeed(const struct termios *);
void	cfmakeraw(struct termios *);
void	cfmakesane(struct termios *);
int	cfsetispeed(struct termios *, speed_t);
int	cfsetospeed(struct termios *, speed_t);
int	cfsetspeed(struct termios *, speed_t);
int	tcdrain(int);
int	tcflow(int, int);
int	tcflush(int, int);
int	tcgetattr(int, struct termios *);
pid_t	tcgetpgrp(int);
pid_t	tcgetsid(int);
int	tcgetwinsize(int, struct winsize *);
int	tcsendbreak(int, int);
int	tcsetattr(int, int, const struct termios *);
int	tcsetpgrp(int, pid_t);
int	tcsetsid(int, pid_t);
int	tcsetwinsize(int, const struct winsize *);
__END_DECLS
#endif

#endif /* !_TERMIOS_H_ */
