/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * errno.c: error numbers.  Linux's become BSD's at this edge and nowhere else.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

/* Where the two differ; 1..34 are otherwise the same. */
static const struct {
	int	 linux_error, error;
} differ[] = {
	{ EAGAIN, 35 }, { EINPROGRESS, 36 }, { EALREADY, 37 }, { ENOTSOCK, 38 },
	{ EDESTADDRREQ, 39 }, { EMSGSIZE, 40 }, { EPROTOTYPE, 41 },
	{ ENOPROTOOPT, 42 }, { EPROTONOSUPPORT, 43 }, { ESOCKTNOSUPPORT, 44 },
	{ EOPNOTSUPP, 45 }, { EPFNOSUPPORT, 46 }, { EAFNOSUPPORT, 47 },
	{ EADDRINUSE, 48 }, { EADDRNOTAVAIL, 49 }, { ENETDOWN, 50 },
	{ ENETUNREACH, 51 }, { ENETRESET, 52 }, { ECONNABORTED, 53 },
	{ ECONNRESET, 54 }, { ENOBUFS, 55 }, { EISCONN, 56 }, { ENOTCONN, 57 },
	{ ESHUTDOWN, 58 }, { ETOOMANYREFS, 59 }, { ETIMEDOUT, 60 },
	{ ECONNREFUSED, 61 }, { ELOOP, 62 }, { ENAMETOOLONG, 63 },
	{ EHOSTDOWN, 64 }, { EHOSTUNREACH, 65 }, { ENOTEMPTY, 66 },
	{ EUSERS, 68 }, { EDQUOT, 69 }, { ESTALE, 70 }, { EREMOTE, 71 },
	{ ENOLCK, 77 }, { ENOSYS, 78 }, { EIDRM, 82 }, { ENOMSG, 83 },
	{ EOVERFLOW, 84 }, { ECANCELED, 85 }, { EILSEQ, 86 }, { EBADMSG, 89 },
	{ EMULTIHOP, 90 }, { ENOLINK, 91 }, { EPROTO, 92 }, { ENOMEDIUM, 93 },
	{ EDEADLK, 11 }
};
#define NDIFFER	(sizeof(differ) / sizeof(differ[0]))

#define BSD_EIO		5

/* The BSD number of a Linux one; what BSD does not know is EIO. */
int
line_errno(int linux_error)
{
	size_t i;

	for (i = 0; i < NDIFFER; i++) {
		if (differ[i].linux_error == linux_error)
			return (differ[i].error);
	}
	if (linux_error >= 0 && linux_error <= 34)
		return (linux_error);
	return (BSD_EIO);
}

const char *
host_strerror(int error)
{
	size_t i;

	if (error == LINE_EFTYPE)
		return ("Inappropriate file type or format");
	for (i = 0; i < NDIFFER; i++) {
		if (differ[i].error == error)
			return (strerror(differ[i].linux_error));
	}
	return (error >= 0 && error <= 34 ? strerror(error) : "Unknown error");
}

/*
 * Fill diag (may be NULL) with a step's text and its error; the result is the
 * BSD number, ready to be returned.
 */
int
line_diag(struct host_diag *diag, int linux_error, const char *fmt, ...)
{
	va_list ap;
	int error;

	error = line_errno(linux_error);
	if (diag != NULL) {
		diag->error = error;
		va_start(ap, fmt);
		vsnprintf(diag->what, sizeof(diag->what), fmt, ap);
		va_end(ap);
	}
	return (error);
}

/* Bytes of the character at s that a terminal shows, in UTF-8; 0: it is none. */
static size_t
shown(const unsigned char *s)
{
	size_t n, i;

	if (s[0] < 0x80)
		return (s[0] >= ' ' && s[0] != 0x7f);
	if (s[0] < 0xc2 || s[0] > 0xf4 || (s[0] == 0xc2 && s[1] < 0xa0))
		return (0);
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return (0);
	}
	return (n);
}

/*
 * What a name or a value has in it neither breaks the line nor tells the
 * terminal something: such bytes come as \ooo.
 */
void
host_log(const char *line)
{
	const unsigned char *s = (const unsigned char *)line;
	char buf[512];
	size_t len, n;
	ssize_t put;

	for (len = 0; *s != '\0' && len < sizeof(buf) - 6; s += n) {
		n = shown(s);
		memcpy(buf + len, s, n);
		len += n;
		if (n == 0) {
			len += (size_t)snprintf(buf + len, 5, "\\%03o", *s);
			n = 1;
		}
	}
	buf[len++] = '\n';
	put = write(STDERR_FILENO, buf, len);
	(void)put;			/* nowhere left to complain to */
}

/*
 * The host failed below the kernel's feet: say so and end.  What fails because
 * we are ending is not worth a word.
 */
void
line_die(int status, const char *fmt, ...)
{
	char buf[400], line[420];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	snprintf(line, sizeof(line), "vkernel: %s", buf);
	if (!atomic_load(&line_ending))
		host_log(line);
	host_exit(status);
}
