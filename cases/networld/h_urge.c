/*
 * h_urge.c: urgent data over a network, for the guest and for the host.
 *
 * usage:
 *	h_urge wait port		say what came, in which order
 *	h_urge tell address port	"before", the urgent '!', "behind"
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/sockios.h>
#else
#include <sys/sockio.h>
#endif

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static int
ready(int s, int events)
{
	struct pollfd p = { .fd = s, .events = (short)events };

	return (poll(&p, 1, 30000) == 1 && (p.revents & events) != 0);
}

/* Read up to the mark, or the end. */
static void
show(int s, const char *what)
{
	char buf[64];
	size_t n = 0;
	ssize_t got;
	int mark = 0;

	while (n < sizeof(buf) - 1 && ready(s, POLLIN | POLLHUP)) {
		if (ioctl(s, SIOCATMARK, &mark) == -1)
			die("SIOCATMARK");
		if ((mark && n > 0) ||
		    (got = recv(s, buf + n, sizeof(buf) - 1 - n, 0)) <= 0)
			break;
		n += (size_t)got;
		if (ioctl(s, SIOCATMARK, &mark) == 0 && mark)
			break;
	}
	buf[n] = '\0';
	printf("%s: %s%s\n", what, buf, mark ? " (mark)" : "");
}

static void
wait_for(const char *port)
{
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in sin = { .sin_family = AF_INET };
	struct pollfd p[2];
	int on = 1, s;
	char c;

	sin.sin_port = sin6.sin6_port = htons((uint16_t)atoi(port));
	p[0].fd = socket(AF_INET, SOCK_STREAM, 0);
	p[1].fd = socket(AF_INET6, SOCK_STREAM, 0);
	(void)setsockopt(p[1].fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	for (int i = 0; i < 2; i++) {
		(void)setsockopt(p[i].fd, SOL_SOCKET, SO_REUSEADDR, &on,
		    sizeof(on));
		p[i].events = POLLIN;
	}
	/* Both families have the port, each its own listener. */
	if (bind(p[0].fd, (struct sockaddr *)&sin, sizeof(sin)) == -1 ||
	    bind(p[1].fd, (struct sockaddr *)&sin6, sizeof(sin6)) == -1 ||
	    listen(p[0].fd, 1) == -1 || listen(p[1].fd, 1) == -1)
		die("listen");
	if (poll(p, 2, 60000) < 1)
		die("poll");
	s = accept(p[(p[0].revents & POLLIN) == 0].fd, NULL, NULL);
	if (s == -1 || !ready(s, POLLPRI))
		die("urgent");
	show(s, "first");
	if (recv(s, &c, 1, MSG_OOB) != 1)
		die("MSG_OOB");
	printf("urgent: %c\n", c);
	show(s, "then");
}

static void
tell(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *ai;
	int s;

	if (getaddrinfo(host, port, &hints, &ai) != 0)
		die(host);
	s = socket(ai->ai_family, SOCK_STREAM, 0);
	if (s == -1 || connect(s, ai->ai_addr, ai->ai_addrlen) == -1)
		die("connect");
	if (send(s, "before", 6, 0) != 6 || send(s, "!", 1, MSG_OOB) != 1 ||
	    send(s, "behind", 6, 0) != 6)
		die("send");
	close(s);
	freeaddrinfo(ai);
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "wait") == 0) {
		wait_for(argv[2]);
	} else if (argc == 4 && strcmp(argv[1], "tell") == 0) {
		tell(argv[2], argv[3]);
	} else {
		fprintf(stderr, "usage: h_urge wait port | tell address port\n");
		return (64);
	}
	return (0);
}
