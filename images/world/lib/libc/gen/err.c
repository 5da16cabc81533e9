/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * err.c: err(3) and its relatives: program name, message, perhaps the error.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
say(bool with_code, int code, const char *fmt, va_list ap)
{
	fflush(stdout);
	flockfile(stderr);
	fprintf(stderr, "%s: ", getprogname());
	if (fmt != NULL) {
		vfprintf(stderr, fmt, ap);
		if (with_code)
			fputs(": ", stderr);
	}
	if (with_code)
		fputs(strerror(code), stderr);
	fputc('\n', stderr);
	funlockfile(stderr);
}

void
vwarnc(int code, const char *fmt, va_list ap)
{
	say(true, code, fmt, ap);
}

void
vwarn(const char *fmt, va_list ap)
{
	say(true, errno, fmt, ap);
}

void
vwarnx(const char *fmt, va_list ap)
{
	say(false, 0, fmt, ap);
}

void
verrc(int eval, int code, const char *fmt, va_list ap)
{
	say(true, code, fmt, ap);
	exit(eval);
}

void
verr(int eval, const char *fmt, va_list ap)
{
	verrc(eval, errno, fmt, ap);
}

void
verrx(int eval, const char *fmt, va_list ap)
{
	say(false, 0, fmt, ap);
	exit(eval);
}

#define VARIADIC(call) do {						\
	va_list ap;							\
	va_start(ap, fmt);						\
	call;								\
	va_end(ap);							\
} while (0)

void
warn(const char *fmt, ...)
{
	int code = errno;

	VARIADIC(vwarnc(code, fmt, ap));
}

void
warnc(int code, const char *fmt, ...)
{
	VARIADIC(vwarnc(code, fmt, ap));
}

void
warnx(const char *fmt, ...)
{
	VARIADIC(vwarnx(fmt, ap));
}

void
err(int eval, const char *fmt, ...)
{
	int code = errno;

	VARIADIC(vwarnc(code, fmt, ap));
	exit(eval);
}

void
errc(int eval, int code, const char *fmt, ...)
{
	VARIADIC(vwarnc(code, fmt, ap));
	exit(eval);
}

void
errx(int eval, const char *fmt, ...)
{
	VARIADIC(vwarnx(fmt, ap));
	exit(eval);
}
