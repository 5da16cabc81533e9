/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * modes.c: tables of stty(1).
 */
#include <sys/types.h>

#include <stddef.h>

#include "stty.h"

#define BIT(name, where, bit)						\
	{ name, where, bit, 0, 1 }, { "-" name, where, 0, bit, 0 }

const struct mode modes[] = {
	BIT("icanon", LFLAG, ICANON),	BIT("isig", LFLAG, ISIG),
	BIT("iexten", LFLAG, IEXTEN),	BIT("echo", LFLAG, ECHO),
	BIT("echoe", LFLAG, ECHOE),	BIT("echok", LFLAG, ECHOK),
	BIT("echoke", LFLAG, ECHOKE),	BIT("echonl", LFLAG, ECHONL),
	BIT("echoctl", LFLAG, ECHOCTL),	BIT("echoprt", LFLAG, ECHOPRT),
	BIT("altwerase", LFLAG, ALTWERASE), BIT("noflsh", LFLAG, NOFLSH),
	BIT("tostop", LFLAG, TOSTOP),	BIT("flusho", LFLAG, FLUSHO),
	BIT("pendin", LFLAG, PENDIN),	BIT("nokerninfo", LFLAG, NOKERNINFO),
	BIT("extproc", LFLAG, EXTPROC),
	BIT("istrip", IFLAG, ISTRIP),	BIT("icrnl", IFLAG, ICRNL),
	BIT("inlcr", IFLAG, INLCR),	BIT("igncr", IFLAG, IGNCR),
	BIT("ixon", IFLAG, IXON),	BIT("ixoff", IFLAG, IXOFF),
	BIT("ixany", IFLAG, IXANY),	BIT("imaxbel", IFLAG, IMAXBEL),
	BIT("ignbrk", IFLAG, IGNBRK),	BIT("brkint", IFLAG, BRKINT),
	BIT("inpck", IFLAG, INPCK),	BIT("ignpar", IFLAG, IGNPAR),
	BIT("parmrk", IFLAG, PARMRK),
	BIT("opost", OFLAG, OPOST),	BIT("onlcr", OFLAG, ONLCR),
	BIT("ocrnl", OFLAG, OCRNL),	BIT("oxtabs", OFLAG, OXTABS),
	BIT("onocr", OFLAG, ONOCR),	BIT("onlret", OFLAG, ONLRET),
	BIT("cread", CFLAG, CREAD),
	{ "cs5", CFLAG, CS5, CSIZE, 0 }, { "cs6", CFLAG, CS6, CSIZE, 0 },
	{ "cs7", CFLAG, CS7, CSIZE, 0 }, { "cs8", CFLAG, CS8, CSIZE, 0 },
	BIT("parenb", CFLAG, PARENB),	BIT("parodd", CFLAG, PARODD),
	BIT("hupcl", CFLAG, HUPCL),	BIT("clocal", CFLAG, CLOCAL),
	BIT("cstopb", CFLAG, CSTOPB),	BIT("crtscts", CFLAG, CRTSCTS),
	/* Other names of the same. */
	{ "hup", CFLAG, HUPCL, 0, 0 },	{ "-hup", CFLAG, 0, HUPCL, 0 },
	{ "crterase", LFLAG, ECHOE, 0, 0 },
	{ "-crterase", LFLAG, 0, ECHOE, 0 },
	{ "crtkill", LFLAG, ECHOKE, ECHOPRT, 0 },
	{ "-crtkill", LFLAG, ECHOK, ECHOKE, 0 },
	{ "ctlecho", LFLAG, ECHOCTL, 0, 0 },
	{ "-ctlecho", LFLAG, 0, ECHOCTL, 0 },
	{ "prterase", LFLAG, ECHOPRT, 0, 0 },
	{ "-prterase", LFLAG, 0, ECHOPRT, 0 },
	{ "tabs", OFLAG, 0, OXTABS, 0 },{ "-tabs", OFLAG, OXTABS, 0, 0 },
	{ "kerninfo", LFLAG, 0, NOKERNINFO, 0 },
	{ "-kerninfo", LFLAG, NOKERNINFO, 0, 0 },
	{ NULL, IFLAG, 0, 0, 0 }
};

#define CONTROL(c)	((c) & 0x1f)
#define NONE		((cc_t)_POSIX_VDISABLE)

const struct cchar cchars[] = {
	{ "discard", VDISCARD, CONTROL('o') },
	{ "dsusp", VDSUSP, CONTROL('y') },
	{ "eof", VEOF, CONTROL('d') },
	{ "eol", VEOL, NONE }, { "eol2", VEOL2, NONE },
	{ "erase", VERASE, 0x7f }, { "intr", VINTR, CONTROL('c') },
	{ "kill", VKILL, CONTROL('u') }, { "lnext", VLNEXT, CONTROL('v') },
	{ "quit", VQUIT, CONTROL('\\') }, { "reprint", VREPRINT, CONTROL('r') },
	{ "start", VSTART, CONTROL('q') }, { "status", VSTATUS, CONTROL('t') },
	{ "stop", VSTOP, CONTROL('s') }, { "susp", VSUSP, CONTROL('z') },
	{ "werase", VWERASE, CONTROL('w') },
	{ NULL, 0, 0 }
};

tcflag_t *
flag_word(struct termios *t, enum where where)
{
	switch (where) {
	case IFLAG:
		return (&t->c_iflag);
	case OFLAG:
		return (&t->c_oflag);
	case CFLAG:
		return (&t->c_cflag);
	case LFLAG:
		break;
	}
	return (&t->c_lflag);
}
