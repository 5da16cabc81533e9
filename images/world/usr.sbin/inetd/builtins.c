/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * builtins.c: the services that inetd does itself: echo, discard, chargen,
 * daytime and time, RFC 862 to 868.
 */
#include <sys/socket.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "inetd.h"

#define LINE	72		/* characters of a line of chargen */
#define SKEW	2208988800UL	/* seconds between 1900 and 1970 */

static void
echo_stream(int s)
{
	char buf[8192];
	ssize_t n, done, at;

	while ((n = read(s, buf, sizeof(buf))) > 0)
		for (at = 0; at < n; at += done)
			if ((done = write(s, buf + at, (size_t)(n - at))) <= 0)
				return;
}

static void
discard_stream(int s)
{
	char buf[8192];

	while (read(s, buf, sizeof(buf)) > 0)
		;
}

/* The n-th line: all printing characters, turned by n. */
static size_t
chargen_line(int n, char *line)
{
	for (int i = 0; i < LINE; i++)
		line[i] = (char)(' ' + (n + i) % 95);
	memcpy(line + LINE, "\r\n", 2);
	return (LINE + 2);
}

static void
chargen_stream(int s)
{
	char line[LINE + 2];

	for (int n = 0; ; n = (n + 1) % 95) {
		size_t len = chargen_line(n, line);

		if (write(s, line, len) != (ssize_t)len)
			return;
	}
}

static size_t
daytime(char *text, size_t size)
{
	time_t now = time(NULL);

	snprintf(text, size, "%.24s\r\n", ctime(&now));
	return (strlen(text));
}

static void
daytime_stream(int s)
{
	char text[64];

	(void)write(s, text, daytime(text, sizeof(text)));
}

static uint32_t
machine_time(void)
{
	return (htonl((uint32_t)((unsigned long)time(NULL) + SKEW)));
}

static void
time_stream(int s)
{
	uint32_t t = machine_time();

	(void)write(s, &t, sizeof(t));
}

/* ---- datagrams ------------------------------------------------------------- */

/* Nobody shall make two machines talk to each other for ever. */
static int
from_service(const struct sockaddr_storage *ss)
{
	in_port_t port = ss->ss_family == AF_INET6 ?
	    ((const struct sockaddr_in6 *)ss)->sin6_port :
	    ((const struct sockaddr_in *)ss)->sin_port;

	return (ntohs(port) < IPPORT_RESERVED);
}

static ssize_t
receive(int s, char *buf, size_t size, struct sockaddr_storage *from,
    socklen_t *len)
{
	ssize_t n;

	*len = sizeof(*from);
	n = recvfrom(s, buf, size, 0, (struct sockaddr *)from, len);
	return (n >= 0 && from_service(from) ? -1 : n);
}

static void
answer(int s, const void *data, size_t n, const struct sockaddr_storage *to,
    socklen_t len)
{
	(void)sendto(s, data, n, 0, (const struct sockaddr *)to, len);
}

static void
echo_dgram(int s)
{
	struct sockaddr_storage from;
	char buf[65536];
	socklen_t len;
	ssize_t n = receive(s, buf, sizeof(buf), &from, &len);

	if (n >= 0)
		answer(s, buf, (size_t)n, &from, len);
}

static void
discard_dgram(int s)
{
	char byte;

	(void)recv(s, &byte, 1, 0);
}

static void
chargen_dgram(int s)
{
	static int n;
	struct sockaddr_storage from;
	char line[LINE + 2];
	socklen_t len;

	if (receive(s, line, sizeof(line), &from, &len) < 0)
		return;
	answer(s, line, chargen_line(n, line), &from, len);
	n = (n + 1) % 95;
}

static void
daytime_dgram(int s)
{
	struct sockaddr_storage from;
	char text[64];
	socklen_t len;

	if (receive(s, text, sizeof(text), &from, &len) >= 0)
		answer(s, text, daytime(text, sizeof(text)), &from, len);
}

static void
time_dgram(int s)
{
	struct sockaddr_storage from;
	socklen_t len;
	uint32_t t;
	char byte;

	if (receive(s, &byte, 1, &from, &len) < 0)
		return;
	t = machine_time();
	answer(s, &t, sizeof(t), &from, len);
}

const struct builtin *
builtin_find(const char *name, int type)
{
	static const struct builtin all[] = {
		{ "echo", SOCK_STREAM, 1, echo_stream },
		{ "discard", SOCK_STREAM, 1, discard_stream },
		{ "chargen", SOCK_STREAM, 1, chargen_stream },
		{ "daytime", SOCK_STREAM, 0, daytime_stream },
		{ "time", SOCK_STREAM, 0, time_stream },
		{ "echo", SOCK_DGRAM, 0, echo_dgram },
		{ "discard", SOCK_DGRAM, 0, discard_dgram },
		{ "chargen", SOCK_DGRAM, 0, chargen_dgram },
		{ "daytime", SOCK_DGRAM, 0, daytime_dgram },
		{ "time", SOCK_DGRAM, 0, time_dgram },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].type == type && strcmp(all[i].name, name) == 0)
			return (&all[i]);
	return (NULL);
}
