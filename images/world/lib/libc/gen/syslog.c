/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syslog.c: messages to the log daemon's socket, or to the console when there
 * is none and the caller wants that.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/syslog.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "libc_private.h"

static struct __lock	 lock;
static int		 sock = -1;
static bool		 connected;
static const char	*ident;
static int		 options;
static int		 facility = LOG_USER;
static int		 mask = 0xff;

static void
connect_log(void)
{
	struct sockaddr_un sun;

	if (sock < 0)
		sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sock < 0 || connected)
		return;
	memset(&sun, 0, sizeof(sun));
	sun.sun_family = AF_UNIX;
	sun.sun_len = sizeof(sun);
	strlcpy(sun.sun_path, _PATH_LOG, sizeof(sun.sun_path));
	connected = connect(sock, (struct sockaddr *)&sun, sizeof(sun)) == 0;
}

static void
disconnect_log(void)
{
	if (sock >= 0)
		close(sock);
	sock = -1;
	connected = false;
}

/* Hand one message over; text starts after the priority. */
static void
deliver(const char *msg, size_t len, const char *text)
{
	int fd;

	connect_log();
	if (connected && send(sock, msg, len, 0) < 0) {
		/* The daemon may have been started anew. */
		disconnect_log();
		connect_log();
		if (connected && send(sock, msg, len, 0) < 0)
			connected = false;
	}
	if (connected || (options & LOG_CONS) == 0)
		return;
	fd = open(_PATH_CONSOLE, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		dprintf(fd, "%s\r\n", text);
		close(fd);
	}
}

void
vsyslog(int pri, const char *fmt, va_list ap)
{
	char msg[2048], when[32], body[1536];
	const char *text;
	struct tm tm;
	time_t now;
	int saved = errno, n;

	if ((LOG_MASK(LOG_PRI(pri)) & mask) == 0)
		return;
	if ((pri & LOG_FACMASK) == 0)
		pri |= facility;
	time(&now);
	strftime(when, sizeof(when), "%b %e %T", localtime_r(&now, &tm));
	errno = saved;
	vsnprintf(body, sizeof(body), fmt, ap);
	body[strcspn(body, "\n")] = '\0';
	if ((options & LOG_PID) != 0)
		n = snprintf(msg, sizeof(msg), "<%d>%s %s[%d]: %s", pri, when,
		    ident != NULL ? ident : getprogname(), getpid(), body);
	else
		n = snprintf(msg, sizeof(msg), "<%d>%s %s: %s", pri, when,
		    ident != NULL ? ident : getprogname(), body);
	text = strchr(msg, '>') + 1 + strlen(when) + 1;
	if ((options & LOG_PERROR) != 0)
		dprintf(STDERR_FILENO, "%s\n", text);
	__lock_enter(&lock);
	deliver(msg, (size_t)n, text);
	__lock_leave(&lock);
	errno = saved;
}

void
syslog(int pri, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsyslog(pri, fmt, ap);
	va_end(ap);
}

void
openlog(const char *name, int opt, int fac)
{
	__lock_enter(&lock);
	if (name != NULL)
		ident = name;
	options = opt;
	if (fac != 0 && (fac & ~LOG_FACMASK) == 0)
		facility = fac;
	if ((opt & LOG_NDELAY) != 0)
		connect_log();
	__lock_leave(&lock);
}

void
closelog(void)
{
	__lock_enter(&lock);
	disconnect_log();
	ident = NULL;
	__lock_leave(&lock);
}

int
setlogmask(int new)
{
	int old = mask;

	if (new != 0)
		mask = new;
	return (old);
}
