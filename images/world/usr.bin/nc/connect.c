/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * connect.c: nc's sockets.
 */
#include <sys/socket.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nc.h"

static void
set_int(int s, int level, int name, int value, const char *what)
{
	if (setsockopt(s, level, name, &value, sizeof(value)) == -1)
		err(1, "%s", what);
}

static void
set_options(int s, int family)
{
	if (opt.debug)
		set_int(s, SOL_SOCKET, SO_DEBUG, 1, "-D");
	if (opt.rcvbuf > 0)
		set_int(s, SOL_SOCKET, SO_RCVBUF, opt.rcvbuf, "-I");
	if (opt.sndbuf > 0)
		set_int(s, SOL_SOCKET, SO_SNDBUF, opt.sndbuf, "-O");
	if (opt.tos >= 0 && family == AF_INET)
		set_int(s, IPPROTO_IP, IP_TOS, opt.tos, "-T");
	if (opt.tos >= 0 && family == AF_INET6)
		set_int(s, IPPROTO_IPV6, IPV6_TCLASS, opt.tos, "-T");
}

/* ---- local sockets --------------------------------------------------------- */

static int
local_socket(const char *path, int listening)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, opt.udp ? SOCK_DGRAM : SOCK_STREAM, 0);

	if (s == -1)
		err(1, "socket");
	if (strlcpy(sun.sun_path, path, sizeof(sun.sun_path)) >=
	    sizeof(sun.sun_path))
		errx(1, "%s: %s", path, strerror(ENAMETOOLONG));
	sun.sun_len = (uint8_t)sizeof(sun);
	if (listening) {
		if (bind(s, (struct sockaddr *)&sun, sizeof(sun)) == -1 ||
		    (!opt.udp && listen(s, 5) == -1))
			err(1, "%s", path);
		return (s);
	}
	if (connect(s, (struct sockaddr *)&sun, sizeof(sun)) == 0)
		return (s);
	if (opt.verbose)
		warn("%s", path);
	close(s);
	return (-1);
}

/* ---- the Internet ---------------------------------------------------------- */

static struct addrinfo *
resolve(const char *host, const char *port, int passive, int family)
{
	struct addrinfo hints = { .ai_family = family,
	    .ai_socktype = opt.udp ? SOCK_DGRAM : SOCK_STREAM }, *res;
	int error;

	if (passive)
		hints.ai_flags |= AI_PASSIVE;
	if (opt.numeric)
		hints.ai_flags |= AI_NUMERICHOST;
	if ((error = getaddrinfo(host, port, &hints, &res)) != 0)
		errx(1, "%s%s%s: %s", host != NULL ? host : "", host != NULL &&
		    port != NULL ? " port " : "", port != NULL ? port : "",
		    gai_strerror(error));
	return (res);
}

/* Our own end: -s, -p. */
static void
bind_source(int s, int family)
{
	struct addrinfo *res;

	if (opt.source == NULL && opt.port == NULL)
		return;
	set_int(s, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
	res = resolve(opt.source, opt.port, 1, family);
	if (bind(s, res->ai_addr, res->ai_addrlen) == -1)
		err(1, "bind %s %s", opt.source != NULL ? opt.source : "*",
		    opt.port != NULL ? opt.port : "");
	freeaddrinfo(res);
}

/* Connect, in the time of -w.  0 or errno. */
static int
connect_within(int s, const struct sockaddr *sa, socklen_t len, int ms)
{
	struct pollfd pfd = { .fd = s, .events = POLLOUT };
	int flags = fcntl(s, F_GETFL), error = 0, n;
	socklen_t size = sizeof(error);

	fcntl(s, F_SETFL, flags | O_NONBLOCK);
	if (connect(s, sa, len) == -1) {
		if (errno != EINPROGRESS)
			return (errno);
		while ((n = poll(&pfd, 1, ms)) == -1 && errno == EINTR)
			;
		if (n == 0)
			return (ETIMEDOUT);
		if (n == -1 || getsockopt(s, SOL_SOCKET, SO_ERROR, &error,
		    &size) == -1)
			return (errno);
	}
	fcntl(s, F_SETFL, flags);
	return (error);
}

int
nc_connect(const char *host, const char *port)
{
	struct addrinfo *all, *ai;
	int s = -1, error;

	if (opt.family == AF_UNIX)
		return (local_socket(host, 0));
	all = resolve(host, port, 0, opt.family);
	for (ai = all; ai != NULL; ai = ai->ai_next) {
		s = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
		if (s == -1)
			continue;
		bind_source(s, ai->ai_family);
		set_options(s, ai->ai_family);
		error = connect_within(s, ai->ai_addr, ai->ai_addrlen,
		    opt.timeout);
		if (error == 0)
			break;
		if (opt.verbose)
			warnc(error, "connect to %s port %s (%s) failed", host,
			    port, opt.udp ? "udp" : "tcp");
		close(s);
		s = -1;
	}
	freeaddrinfo(all);
	return (s);
}

int
nc_listen(const char *host, const char *port)
{
	struct addrinfo *all, *ai;
	int s = -1;

	if (opt.family == AF_UNIX)
		return (local_socket(host, 1));
	all = resolve(host, port, 1, opt.family == AF_UNSPEC && host == NULL ?
	    AF_INET : opt.family);
	for (ai = all; ai != NULL; ai = ai->ai_next) {
		s = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
		if (s == -1)
			continue;
		set_int(s, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
		set_options(s, ai->ai_family);
		if (bind(s, ai->ai_addr, ai->ai_addrlen) == 0 &&
		    (opt.udp || listen(s, 5) == 0))
			break;
		if (ai->ai_next == NULL)
			err(1, "%s port %s", host != NULL ? host : "*", port);
		close(s);
	}
	freeaddrinfo(all);
	if (s == -1)
		err(1, "socket");
	return (s);
}

void
nc_report(const char *what, int s, const char *port)
{
	char host[NI_MAXHOST], serv[NI_MAXSERV];
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	int flags = opt.numeric ? NI_NUMERICHOST | NI_NUMERICSERV : 0;

	if (!opt.verbose)
		return;
	if (getpeername(s, (struct sockaddr *)&ss, &len) == -1 ||
	    (ss.ss_family != AF_INET && ss.ss_family != AF_INET6) ||
	    getnameinfo((struct sockaddr *)&ss, len, host, sizeof(host), serv,
	    sizeof(serv), flags | (opt.udp ? NI_DGRAM : 0)) != 0) {
		fprintf(stderr, "%s\n", what);
		return;
	}
	if (port != NULL)
		fprintf(stderr, "Connection to %s %s port [%s/%s] succeeded!\n",
		    host, port, opt.udp ? "udp" : "tcp", serv);
	else
		fprintf(stderr, "%s from %s %s\n", what, host, serv);
}
