/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stty.h: the names of terminal modes and control characters.
 */
#ifndef STTY_H
#define STTY_H

#include <termios.h>

/* A terminal as getty(8) hands it over. */
#define SANE_IFLAG	(BRKINT | ICRNL | IMAXBEL | IXON | IXANY)
#define SANE_OFLAG	(OPOST | ONLCR)
#define SANE_CFLAG	(CREAD | CS8 | HUPCL)
#define SANE_LFLAG	(ECHO | ICANON | ISIG | IEXTEN | ECHOE | ECHOKE | ECHOCTL)

enum where { IFLAG, OFLAG, CFLAG, LFLAG };
/* A mode: `name' sets and clears these bits of a flag word. */
struct mode {
	const char	*name;
	enum where	 where;
	tcflag_t	 set, clear;
	int		 shown;		/* stty and stty -a print it */
};
extern const struct mode modes[];

struct cchar {
	const char	*name;
	int		 index;
	cc_t		 sane;
};
extern const struct cchar cchars[];

tcflag_t *flag_word(struct termios *, enum where);

#endif
