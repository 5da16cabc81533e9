/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * termios.c: terminal control over ioctl(2).
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

int
tcgetattr(int fd, struct termios *t)
{
	return (ioctl(fd, TIOCGETA, t));
}

int
tcsetattr(int fd, int when, const struct termios *t)
{
	struct termios soft;

	if ((when & TCSASOFT) != 0) {
		soft = *t;
		soft.c_cflag |= CIGNORE;
		t = &soft;
	}
	switch (when & ~TCSASOFT) {
	case TCSANOW:
		return (ioctl(fd, TIOCSETA, t));
	case TCSADRAIN:
		return (ioctl(fd, TIOCSETAW, t));
	case TCSAFLUSH:
		return (ioctl(fd, TIOCSETAF, t));
	default:
		errno = EINVAL;
		return (-1);
	}
}

int
tcdrain(int fd)
{
	return (ioctl(fd, TIOCDRAIN, 0));
}

int
tcflush(int fd, int which)
{
	int what;

	switch (which) {
	case TCIFLUSH:
		what = FREAD;
		break;
	case TCOFLUSH:
		what = FWRITE;
		break;
	case TCIOFLUSH:
		what = FREAD | FWRITE;
		break;
	default:
		errno = EINVAL;
		return (-1);
	}
	return (ioctl(fd, TIOCFLUSH, &what));
}

int
tcflow(int fd, int action)
{
	struct termios t;
	cc_t c;

	switch (action) {
	case TCOOFF:
		return (ioctl(fd, TIOCSTOP, 0));
	case TCOON:
		return (ioctl(fd, TIOCSTART, 0));
	case TCIOFF:
	case TCION:
		if (tcgetattr(fd, &t) != 0)
			return (-1);
		c = t.c_cc[action == TCIOFF ? VSTOP : VSTART];
		if (c != _POSIX_VDISABLE && write(fd, &c, 1) != 1)
			return (-1);
		return (0);
	default:
		errno = EINVAL;
		return (-1);
	}
}

int
tcsendbreak(int fd, int len __unused)
{
	if (ioctl(fd, TIOCSBRK, 0) != 0)
		return (-1);
	usleep(400000);
	return (ioctl(fd, TIOCCBRK, 0));
}

pid_t
tcgetpgrp(int fd)
{
	int pgrp;

	return (ioctl(fd, TIOCGPGRP, &pgrp) != 0 ? (pid_t)-1 : pgrp);
}

int
tcsetpgrp(int fd, pid_t pgrp)
{
	int id = pgrp;

	return (ioctl(fd, TIOCSPGRP, &id));
}

pid_t
tcgetsid(int fd)
{
	int sid;

	return (ioctl(fd, TIOCGSID, &sid) != 0 ? (pid_t)-1 : sid);
}

int
tcsetsid(int fd, pid_t sid)
{
	if (sid != getsid(0)) {
		errno = EINVAL;
		return (-1);
	}
	return (ioctl(fd, TIOCSCTTY, NULL));
}

int
tcgetwinsize(int fd, struct winsize *w)
{
	return (ioctl(fd, TIOCGWINSZ, w));
}

int
tcsetwinsize(int fd, const struct winsize *w)
{
	return (ioctl(fd, TIOCSWINSZ, w));
}

int
isatty(int fd)
{
	struct termios t;

	return (tcgetattr(fd, &t) == 0);
}

speed_t
cfgetispeed(const struct termios *t)
{
	return (t->c_ispeed);
}

speed_t
cfgetospeed(const struct termios *t)
{
	return (t->c_ospeed);
}

int
cfsetispeed(struct termios *t, speed_t speed)
{
	t->c_ispeed = speed;
	return (0);
}

int
cfsetospeed(struct termios *t, speed_t speed)
{
	t->c_ospeed = speed;
	return (0);
}

int
cfsetspeed(struct termios *t, speed_t speed)
{
	t->c_ispeed = t->c_ospeed = speed;
	return (0);
}

void
cfmakeraw(struct termios *t)
{
	t->c_iflag &= ~(tcflag_t)(IMAXBEL | IXOFF | INPCK | BRKINT | PARMRK |
	    ISTRIP | INLCR | IGNCR | ICRNL | IXON | IGNPAR);
	t->c_iflag |= IGNBRK;
	t->c_oflag &= ~(tcflag_t)OPOST;
	t->c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ICANON |
	    ISIG | IEXTEN | NOFLSH | TOSTOP | PENDIN);
	t->c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
	t->c_cflag |= CS8 | CREAD;
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
}

#define CTL(c)	((c) & 037)

void
cfmakesane(struct termios *t)
{
	static const cc_t chars[NCCS] = {
		[VEOF] = CTL('D'), [VEOL] = _POSIX_VDISABLE,
		[VEOL2] = _POSIX_VDISABLE, [VERASE] = 0177,
		[VWERASE] = CTL('W'), [VKILL] = CTL('U'),
		[VREPRINT] = CTL('R'), [VERASE2] = CTL('H'),
		[VINTR] = CTL('C'), [VQUIT] = 034, [VSUSP] = CTL('Z'),
		[VDSUSP] = CTL('Y'), [VSTART] = CTL('Q'), [VSTOP] = CTL('S'),
		[VLNEXT] = CTL('V'), [VDISCARD] = CTL('O'), [VMIN] = 1,
		[VTIME] = 0, [VSTATUS] = CTL('T'), [VCHECKPT] = _POSIX_VDISABLE
	};

	t->c_cflag = CREAD | CS8 | HUPCL;
	t->c_iflag = BRKINT | ICRNL | IMAXBEL | IXON | IXANY;
	t->c_lflag = ECHO | ICANON | ISIG | IEXTEN | ECHOE | ECHOKE | ECHOCTL;
	t->c_oflag = OPOST | ONLCR;
	t->c_ispeed = t->c_ospeed = B9600;
	memcpy(t->c_cc, chars, sizeof(chars));
}
