/*
 * h_descpty.h: a pseudo-terminal for guest helpers that test terminals.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef H_DESCPTY_H
#define H_DESCPTY_H

#include "h_desc.h"
#include <sys/ioctl.h>
#include <sys/filio.h>
#include <sys/stat.h>
#include <sys/ttycom.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>

static int m, s;		/* master, slave */
static struct termios t;

static void
open_pty(void)
{
	char *name;

	m = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(m >= 0 && grantpt(m) == 0 && unlockpt(m) == 0);
	name = ptsname(m);
	CHECK(name != NULL);
	s = open(name, O_RDWR | O_NOCTTY);
	CHECK(s >= 0);
	CHECK(tcgetattr(s, &t) == 0);
}

static inline void
set(void)
{
	CHECK(tcsetattr(s, TCSANOW, &t) == 0);
}

static inline void
type(const char *p)
{
	GIVES(write(m, p, strlen(p)), strlen(p));
}

/* What fd gives within 200 ms is exactly want. */
#define READS(fd, want) reads(fd, want, sizeof(want) - 1, __LINE__)
static void
reads(int fd, const char *want, size_t len, int line)
{
	struct pollfd pf = { fd, POLLIN, 0 };
	char buf[512];
	size_t n = 0;
	long got;

	while (n < len && poll(&pf, 1, 2000) == 1) {
		got = read(fd, buf + n, sizeof(buf) - n);
		if (got <= 0)
			break;
		n += (size_t)got;
		if (fd == s)
			break;
	}
	if (n != len || memcmp(buf, want, len) != 0) {
		printf("line %d: read %d bytes:", line, (int)n);
		for (size_t i = 0; i < n; i++)
			printf(" %02x", (unsigned char)buf[i]);
		printf(" instead of %d:", (int)len);
		for (size_t i = 0; i < len; i++)
			printf(" %02x", (unsigned char)want[i]);
		printf("\n");
		_exit(1);
	}
}

static inline void
nothing(int fd)
{
	struct pollfd pf = { fd, POLLIN, 0 };

	GIVES(poll(&pf, 1, 60), 0);
}

#endif /* !H_DESCPTY_H */
