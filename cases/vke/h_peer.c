/*
 * h_peer.c: one end of a conversation; built for the guest and for the host.
 *
 *	h_peer echo port		serve one connection: send all back
 *	h_peer send address port bytes	to an echo; what returns is compared
 *	h_peer sink port		take one connection's bytes, compare
 *	h_peer source address port bytes
 *	h_peer crowd port count		serve so many connections at once
 *	h_peer many address port count	hold them, use each, all at once
 *	h_peer udp port			answer datagrams until one is empty
 *	h_peer ask address port count size	ask that; an empty one at the end
 *	h_peer ping address count size	prints how many answers came
 *	peer noise socket frames	of the host: a hostile port of a switch
 *
 * Addresses are of IPv4 or IPv6; a port to serve at is "6/port" for IPv6.
 *
 * Each says in a line what it did; the status tells whether all was right.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <net/if.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLOCK		16384
#define PATIENCE	60000		/* ms without progress */
#define ANSWER		5000		/* ms for an answer */
#define ICMP_ASK	8
#define ICMP_ANSWER	0
#define ICMP6_ASK	128
#define ICMP6_ANSWER	129

static uint8_t out[BLOCK], in[65536];

static void
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf(": %s\n", strerror(errno));
	exit(1);
}

/* Of either family: IPv6's have a colon, and a scope behind %. */
struct any {
	socklen_t	 len;
	union {
		struct sockaddr		 sa;
		struct sockaddr_in	 sin;
		struct sockaddr_in6	 sin6;
	};
};

static void
address6(const char *text, struct any *a)
{
	char name[64];
	char *scope;

	snprintf(name, sizeof(name), "%s", text);
	if ((scope = strchr(name, '%')) != NULL) {
		*scope++ = '\0';
		a->sin6.sin6_scope_id = if_nametoindex(scope);
	}
	a->sa.sa_family = AF_INET6;
	a->len = sizeof(a->sin6);
	if (inet_pton(AF_INET6, name, &a->sin6.sin6_addr) != 1)
		die("%s is no address", text);
}

static struct any
address(const char *text, int port)
{
	struct any a;

	memset(&a, 0, sizeof(a));
	if (strchr(text, ':') != NULL)
		address6(text, &a);
	else {
		a.sa.sa_family = AF_INET;
		a.len = sizeof(a.sin);
		if (inet_pton(AF_INET, text, &a.sin.sin_addr) != 1)
			die("%s is no address", text);
	}
	a.sin.sin_port = htons((uint16_t)port);	/* where IPv6's is, too */
#ifdef __DragonFly__
	a.sa.sa_len = (uint8_t)a.len;
#endif
	return (a);
}

/* Where to serve: a port of IPv4's, or one of IPv6's behind "6/". */
static struct any
served(const char *port)
{
	return (strncmp(port, "6/", 2) == 0 ? address("::", atoi(port + 2)) :
	    address("0.0.0.0", atoi(port)));
}

/* The byte at a place of the stream: no part looks like another. */
static uint8_t
pattern(uint64_t at)
{
	return ((uint8_t)(at ^ at >> 8 ^ at >> 17));
}

static void
fill(uint64_t at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = pattern(at + i);
}

static void
compare(uint64_t at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (in[i] != pattern(at + i)) {
			printf("byte %llu is wrong\n",
			    (unsigned long long)(at + i));
			exit(1);
		}
}

static void
ready(int s, short events)
{
	struct pollfd p = { .fd = s, .events = events };

	errno = ETIMEDOUT;
	if (poll(&p, 1, PATIENCE) != 1)
		die("waiting");
}

static int
listens(const char *port, int backlog)
{
	struct any to = served(port);
	int l = socket(to.sa.sa_family, SOCK_STREAM, 0), on = 1;

	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(l, &to.sa, to.len) != 0 ||
	    listen(l, backlog) != 0)
		die("port %s", port);
	printf("listening\n");
	fflush(stdout);
	return (l);
}

static int
serve(const char *port)
{
	int l = listens(port, 5), s;

	ready(l, POLLIN);
	if ((s = accept(l, NULL, NULL)) < 0)
		die("accept");
	return (s);
}

/* The server may come up after us. */
static int
call(const char *text, int port)
{
	struct any to = address(text, port);
	struct timespec ts = { 0, 100000000 };
	int s, tries = 0;

	for (;;) {
		s = socket(to.sa.sa_family, SOCK_STREAM, 0);
		if (connect(s, &to.sa, to.len) == 0)
			return (s);
		if (++tries == 300)
			die("connect to %s", text);
		close(s);
		nanosleep(&ts, NULL);
	}
}

static void
put(int s, const uint8_t *p, size_t n)
{
	ssize_t w;

	for (; n > 0; p += w, n -= (size_t)w)
		if ((w = send(s, p, n, 0)) < 0)
			die("send");
}

static size_t
get(int s)
{
	ssize_t n;

	ready(s, POLLIN);
	if ((n = recv(s, in, BLOCK, 0)) < 0)
		die("recv");
	return ((size_t)n);
}

static int
do_echo(char **av)
{
	int s = serve(av[0]);
	uint64_t total = 0;
	size_t n;

	for (; (n = get(s)) > 0; total += n)
		put(s, in, n);
	printf("echoed %llu bytes\n", (unsigned long long)total);
	return (0);
}

/* A window's worth is under way at most, so that neither side blocks. */
static int
do_send(char **av)
{
	uint64_t bytes = strtoull(av[2], NULL, 10), sent = 0, back = 0;
	int s = call(av[0], atoi(av[1]));
	size_t n;

	while (back < bytes) {
		while (sent < bytes && sent - back < 4 * BLOCK) {
			n = bytes - sent < BLOCK ? bytes - sent : BLOCK;
			fill(sent, n);
			put(s, out, n);
			sent += n;
		}
		if ((n = get(s)) == 0)
			die("it ends after %llu bytes",
			    (unsigned long long)back);
		compare(back, n);
		back += n;
	}
	shutdown(s, SHUT_WR);
	printf("%llu bytes came back\n", (unsigned long long)back);
	return (get(s) != 0);
}

static int
do_sink(char **av)
{
	int s = serve(av[0]);
	uint64_t total = 0;
	size_t n;

	for (; (n = get(s)) > 0; total += n)
		compare(total, n);
	printf("took %llu bytes\n", (unsigned long long)total);
	return (0);
}

static int
do_source(char **av)
{
	uint64_t bytes = strtoull(av[2], NULL, 10), sent = 0;
	int s = call(av[0], atoi(av[1]));
	size_t n;

	for (; sent < bytes; sent += n) {
		n = bytes - sent < BLOCK ? bytes - sent : BLOCK;
		fill(sent, n);
		put(s, out, n);
	}
	shutdown(s, SHUT_WR);
	printf("gave %llu bytes\n", (unsigned long long)sent);
	return (get(s) != 0);
}

/* ---- many at once ---- */

#define CROWD		2000
#define TURNS		3		/* messages of a connection, */
#define MESSAGE		600		/* each of so many bytes */

static int socks[CROWD];

static int
crowd_size(const char *text)
{
	struct rlimit rl;
	int count = atoi(text);

	if (count < 1 || count > CROWD)
		exit(2);
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 &&
	    rl.rlim_cur < (rlim_t)count + 16) {
		rl.rlim_cur = (rlim_t)count + 16;
		if (setrlimit(RLIMIT_NOFILE, &rl) != 0)
			die("descriptors");
	}
	return (count);
}

static void
get_all(int s, size_t want)
{
	for (size_t have = 0; have < want; ) {
		ssize_t n;

		ready(s, POLLIN);
		if ((n = recv(s, in + have, want - have, 0)) <= 0)
			die("recv");
		have += (size_t)n;
	}
}

static int
do_crowd(char **av)
{
	int count = crowd_size(av[1]), l = listens(av[0], 128);

	for (int i = 0; i < count; i++) {
		ready(l, POLLIN);
		if ((socks[i] = accept(l, NULL, NULL)) < 0)
			die("accept");
	}
	for (int turn = 0; turn < TURNS; turn++)
		for (int i = 0; i < count; i++) {
			get_all(socks[i], MESSAGE);
			put(socks[i], in, MESSAGE);
		}
	for (int i = 0; i < count; i++)
		if (get(socks[i]) != 0)
			die("bytes that nobody asked for");
	printf("served %d connections\n", count);
	return (0);
}

static int
do_many(char **av)
{
	int count = crowd_size(av[2]);

	for (int i = 0; i < count; i++)
		socks[i] = call(av[0], atoi(av[1]));
	for (int turn = 0; turn < TURNS; turn++) {
		for (int i = 0; i < count; i++) {
			fill((uint64_t)(i + turn) * 1000, MESSAGE);
			put(socks[i], out, MESSAGE);
		}
		for (int i = 0; i < count; i++) {
			get_all(socks[i], MESSAGE);
			compare((uint64_t)(i + turn) * 1000, MESSAGE);
		}
	}
	for (int i = 0; i < count; i++)
		shutdown(socks[i], SHUT_WR);
	printf("%d connections\n", count);
	return (0);
}

static int
do_udp(char **av)
{
	struct any to = served(av[0]), from;
	int s = socket(to.sa.sa_family, SOCK_DGRAM, 0), count = 0;
	socklen_t len;
	ssize_t n;

	if (bind(s, &to.sa, to.len) != 0)
		die("port %s", av[0]);
	printf("listening\n");
	fflush(stdout);
	for (;; count++) {
		ready(s, POLLIN);
		len = sizeof(from.sin6);
		n = recvfrom(s, in, sizeof(in), 0, &from.sa, &len);
		if (n <= 0)
			break;
		(void)sendto(s, in, (size_t)n, 0, &from.sa, len);
	}
	printf("answered %d datagrams\n", count);
	return (n != 0);
}

static int
do_ask(char **av)
{
	struct any to = address(av[0], atoi(av[1]));
	int s = socket(to.sa.sa_family, SOCK_DGRAM, 0), count = atoi(av[2]), came = 0;
	size_t size = (size_t)atoi(av[3]);
	struct pollfd p = { .fd = s, .events = POLLIN };

	if (size > sizeof(out) ||
	    connect(s, &to.sa, to.len) != 0)
		die("%s", av[0]);
	for (int i = 0; i < count; i++) {
		fill((uint64_t)i, size);
		if (send(s, out, size, 0) < 0)
			die("send");
		while (poll(&p, 1, ANSWER) == 1 &&
		    recv(s, in, sizeof(in), 0) == (ssize_t)size) {
			if (memcmp(in, out, size) == 0) {
				came++;
				break;
			}
		}
	}
	(void)send(s, out, 0, 0);
	printf("%d of %d answers\n", came, count);
	return (came != count);
}

static uint16_t
checksum(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += i % 2 == 0 ? (uint32_t)p[i] << 8 : p[i];
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return ((uint16_t)~sum);
}

/* Is what came, of n bytes, the answer to what was asked? */
static int
answers(ssize_t n, size_t len, int v6)
{
	size_t hl = v6 ? 0 : (size_t)(in[0] & 15) * 4;

	return (n >= (ssize_t)(hl + len) &&
	    in[hl] == (v6 ? ICMP6_ANSWER : ICMP_ANSWER) &&
	    memcmp(in + hl + 4, out + 4, len - 4) == 0);
}

static int
do_ping(char **av)
{
	struct any to = address(av[0], 0);
	int v6 = to.sa.sa_family == AF_INET6, count = atoi(av[1]);
	int s = socket(to.sa.sa_family, SOCK_RAW, v6 ? IPPROTO_ICMPV6 :
	    IPPROTO_ICMP);
	size_t len = 8 + (size_t)atoi(av[2]);
	struct pollfd p = { .fd = s, .events = POLLIN };
	uint16_t sum;
	int came = 0;

	if (s < 0 || len > sizeof(out))
		die("raw socket");
	for (int i = 0; i < count; i++) {
		fill((uint64_t)i, len);
		out[0] = v6 ? ICMP6_ASK : ICMP_ASK;
		out[1] = out[2] = out[3] = 0;
		out[4] = (uint8_t)(getpid() >> 8);
		out[5] = (uint8_t)getpid();
		out[6] = (uint8_t)(i >> 8);
		out[7] = (uint8_t)i;
		sum = v6 ? 0 : checksum(out, len);	/* the kernel's */
		out[2] = (uint8_t)(sum >> 8);
		out[3] = (uint8_t)sum;
		(void)sendto(s, out, len, 0, &to.sa, to.len);
		while (poll(&p, 1, ANSWER) == 1)
			if (answers(recv(s, in, sizeof(in), 0), len, v6)) {
				came++;
				break;
			}
	}
	printf("%d of %d answers\n", came, count);
	return (came != count);
}

#ifndef __DragonFly__
/*
 * Frames of any length and content, from any address, to everybody, without
 * ever reading; some begin as the packets do that a kernel looks into.
 */
static int
do_noise(char **av)
{
	static const uint8_t types[][2] = { { 8, 0 }, { 8, 6 }, { 0x86, 0xdd },
	    { 0x81, 0 }, { 0, 5 } };
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_SEQPACKET, 0), frames = atoi(av[1]);
	size_t len, sent = 0;

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", av[0]);
	if (connect(s, (struct sockaddr *)&sun, sizeof(sun)) != 0)
		die("%s", av[0]);
	srandom(1);
	for (int i = 0; i < frames; i++) {
		len = 1 + (size_t)random() % (i % 16 == 0 ? 20000 : 200);
		for (size_t j = 0; j < len; j++)
			in[j] = (uint8_t)random();
		if (i % 4 != 0)
			memset(in, 0xff, 6);
		if (i % 8 != 0)
			in[6] = 2;
		memcpy(in + 12, types[i % 5], 2);
		in[14] = i % 3 == 0 ? 0x45 : in[14];
		sent += send(s, in, len, MSG_NOSIGNAL) >= 0;
	}
	printf("%zu frames\n", sent);
	return (0);
}
#endif

static const struct {
	const char	*name;
	int		 args;
	int		(*fn)(char **);
} verbs[] = {
	{ "echo", 1, do_echo },
	{ "send", 3, do_send },
	{ "sink", 1, do_sink },
	{ "source", 3, do_source },
	{ "crowd", 2, do_crowd },
	{ "many", 3, do_many },
	{ "udp", 1, do_udp },
	{ "ask", 4, do_ask },
	{ "ping", 3, do_ping },
#ifndef __DragonFly__
	{ "noise", 2, do_noise },
#endif
};

int
main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (argc > 1 && strcmp(argv[1], verbs[i].name) == 0 &&
		    argc == 2 + verbs[i].args)
			return (verbs[i].fn(argv + 2));
	fprintf(stderr, "usage: h_peer verb argument ...\n");
	return (2);
}
