/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ping.c: ask hosts for an echo, ping(8).
 *
 * The raw socket is opened first; then the program is its user's.
 */
#include <sys/param.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/icmp6.h>
#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "ping.h"

static struct options opt = { .interval = 1, .wait = 10,
    .size = DATA_DEFAULT };
static struct numbers nums;
static const char *target;
static struct sockaddr_storage peer;
static int sock;
static uint16_t id;
static uint8_t seen[65536 / 8];		/* numbers that were answered */
static volatile sig_atomic_t ended, asked;

static void
usage(void)
{
	fprintf(stderr, "usage: ping [-46afnoq] [-c count] [-i wait] "
	    "[-m ttl] [-p pattern]\n"
	    "            [-S src_addr] [-s packetsize] [-t timeout] "
	    "[-W waittime] host\n");
	exit(EX_USAGE);
}

static void
on_signal(int sig)
{
	if (sig == SIGINT)
		ended = 1;
	else
		asked = 1;
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((double)ts.tv_sec + (double)ts.tv_nsec / 1e9);
}

static double
number(const char *arg, const char *what, double low, double high)
{
	char *end;
	double v = strtod(arg, &end);

	if (end == arg || *end != '\0' || !(v >= low && v <= high))
		errx(EX_USAGE, "invalid %s: `%s'", what, arg);
	return (v);
}

static long
whole(const char *arg, const char *what, long low, long high)
{
	char *end;
	long v;

	errno = 0;
	v = strtol(arg, &end, 10);
	if (end == arg || *end != '\0' || errno != 0 || v < low || v > high)
		errx(EX_USAGE, "invalid %s: `%s'", what, arg);
	return (v);
}

/* Up to 16 bytes in hexadecimal. */
static void
set_pattern(const char *arg)
{
	unsigned int byte;

	for (const char *p = arg; *p != '\0'; p += p[1] == '\0' ? 1 : 2) {
		if (opt.patternlen == sizeof(opt.pattern) ||
		    strspn(p, "0123456789abcdefABCDEF") < strlen(p) ||
		    sscanf(p, "%2x", &byte) != 1)
			errx(EX_USAGE, "invalid pattern: `%s'", arg);
		opt.pattern[opt.patternlen++] = (uint8_t)byte;
	}
	if (opt.patternlen == 0)
		errx(EX_USAGE, "invalid pattern: `%s'", arg);
}

/* The peer's family must be known for the socket. */
static void
find_peer(int family)
{
	struct addrinfo hints = { .ai_family = family,
	    .ai_socktype = SOCK_DGRAM, .ai_flags = AI_CANONNAME }, *res;
	int error = getaddrinfo(target, NULL, &hints, &res);

	if (error != 0)
		errx(EX_NOHOST, "cannot resolve %s: %s", target,
		    gai_strerror(error));
	memcpy(&peer, res->ai_addr, res->ai_addrlen);
	freeaddrinfo(res);
}

static void
bind_source(const char *source)
{
	struct addrinfo hints = { .ai_family = peer.ss_family,
	    .ai_socktype = SOCK_DGRAM }, *res;
	int error;

	if (source == NULL)
		return;
	if ((error = getaddrinfo(source, NULL, &hints, &res)) != 0)
		errx(EX_NOHOST, "cannot resolve %s: %s", source,
		    gai_strerror(error));
	if (bind(sock, res->ai_addr, res->ai_addrlen) == -1)
		err(EX_OSERR, "bind");
	freeaddrinfo(res);
}

static void
option(int level, int name, int value, const char *what)
{
	if (setsockopt(sock, level, name, &value, sizeof(value)) == -1)
		err(EX_OSERR, "setsockopt(%s)", what);
}

static void
set_socket(long ttl)
{
	struct icmp6_filter filter;
	int v6 = peer.ss_family == AF_INET6;

	if (ttl >= 0 && v6)
		option(IPPROTO_IPV6, IPV6_UNICAST_HOPS, (int)ttl, "ttl");
	else if (ttl >= 0)
		option(IPPROTO_IP, IP_TTL, (int)ttl, "ttl");
	option(SOL_SOCKET, SO_RCVBUF, 128 * 1024, "SO_RCVBUF");
	option(SOL_SOCKET, SO_SNDBUF, 128 * 1024, "SO_SNDBUF");
	if (!v6)
		return;
	option(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1, "IPV6_RECVHOPLIMIT");
	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
	if (setsockopt(sock, IPPROTO_ICMPV6, ICMP6_FILTER, &filter,
	    sizeof(filter)) == -1)
		err(EX_OSERR, "setsockopt(ICMP6_FILTER)");
}

static const char *
text(const struct sockaddr_storage *ss, int numeric)
{
	static char line[NI_MAXHOST * 2];
	char name[NI_MAXHOST], digits[NI_MAXHOST];
	const struct sockaddr *sa = (const void *)ss;

	if (getnameinfo(sa, ss->ss_len, digits, sizeof(digits), NULL, 0,
	    NI_NUMERICHOST) != 0)
		return ("?");
	if (numeric || getnameinfo(sa, ss->ss_len, name, sizeof(name), NULL, 0,
	    NI_NAMEREQD) != 0)
		snprintf(line, sizeof(line), "%s", digits);
	else
		snprintf(line, sizeof(line), "%s (%s)", name, digits);
	return (line);
}

static void
send_one(void)
{
	static uint8_t packet[HEADER + DATA_MAX];
	uint16_t seq = (uint16_t)nums.sent;
	size_t len = packet_make(packet, &opt, peer.ss_family, id, seq);

	seen[seq / 8] &= (uint8_t)~(1 << seq % 8);
	nums.sent++;
	if (sendto(sock, packet, len, 0, (struct sockaddr *)&peer,
	    peer.ss_len) == -1) {
		if (errno == EHOSTUNREACH || errno == ENETUNREACH ||
		    errno == ENETDOWN || errno == EHOSTDOWN ||
		    errno == ENOBUFS || errno == EMSGSIZE)
			warn("sendto");
		else
			err(EX_OSERR, "sendto");
	}
	if (opt.flood && !opt.quiet)
		(void)write(STDOUT_FILENO, ".", 1);
}

static void
take(const struct reply *r)
{
	int again = (seen[r->seq / 8] & 1 << r->seq % 8) != 0;

	seen[r->seq / 8] |= (uint8_t)(1 << r->seq % 8);
	if (again)
		nums.duplicates++;
	else
		nums.received++;
	if (r->ms >= 0)
		numbers_add(&nums, r->ms);
	nums.wrong += r->wrong != 0;
	if (opt.quiet)
		return;
	if (opt.flood) {
		(void)write(STDOUT_FILENO, "\b", 1);
		return;
	}
	printf("%zu bytes from %s%c icmp_seq=%u", r->len, text(&r->from,
	    opt.numeric), peer.ss_family == AF_INET ? ':' : ',', r->seq);
	if (r->ttl >= 0)
		printf(" %s=%d", peer.ss_family == AF_INET ? "ttl" : "hlim",
		    r->ttl);
	if (r->ms >= 0)
		printf(" time=%.3f ms", r->ms);
	if (again)
		printf(" (DUP!)");
	if (r->wrong != 0)
		printf("\nwrong data byte #%zu", r->wrong);
	printf("%s\n", opt.bell ? "\a" : "");
	fflush(stdout);
}

/* Take what comes until the time is there; 1 when nothing more is waited for. */
static int
listen_until(double until)
{
	struct pollfd p = { .fd = sock, .events = POLLIN };
	struct reply r;
	double left;
	int got;

	while (!ended && (left = until - now()) > 0) {
		if (asked) {
			asked = 0;
			numbers_print(&nums, target);
		}
		if (poll(&p, 1, (int)(left * 1000) + 1) <= 0)
			continue;
		if ((got = packet_take(sock, &opt, id, &r)) == 1)
			take(&r);
		if (got == 1 && ((opt.count > 0 &&
		    nums.received >= opt.count) || opt.one))
			return (1);
		if (got == 1 && opt.flood && nums.received >= nums.sent)
			return (0);
	}
	return (0);
}

static void
run(void)
{
	double next = now(), end = opt.total > 0 ? next + opt.total : 0;

	while (!ended && (end == 0 || now() < end)) {
		if (opt.count > 0 && nums.sent >= opt.count) {
			next = now() + opt.wait;
			(void)listen_until(end > 0 && end < next ? end : next);
			break;
		}
		send_one();
		next += opt.interval;
		if (opt.flood || next < now())
			next = now() + opt.interval;
		/* The last one is waited for above. */
		if (opt.count > 0 && nums.sent >= opt.count)
			continue;
		if (listen_until(end > 0 && end < next ? end : next))
			break;
	}
}

static void
start(int family, const char *source, long ttl)
{
	struct sigaction sa = { .sa_handler = on_signal };
	int raw4, raw6, e4, e6;

	raw4 = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	e4 = errno;
	raw6 = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	e6 = errno;
	if (setuid(getuid()) == -1)
		err(EX_OSERR, "setuid");
	find_peer(family);
	sock = peer.ss_family == AF_INET ? raw4 : raw6;
	if (sock == -1)
		errc(EX_OSERR, peer.ss_family == AF_INET ? e4 : e6, "socket");
	close(peer.ss_family == AF_INET ? raw6 : raw4);
	set_socket(ttl);
	bind_source(source);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGINFO, &sa, NULL);
	id = (uint16_t)arc4random();
}

int
main(int argc, char **argv)
{
	int ch, family = strcmp(getprogname(), "ping6") == 0 ? AF_INET6 :
	    AF_UNSPEC;
	const char *source = NULL;
	long ttl = -1;

	while ((ch = getopt(argc, argv, "46ac:fi:m:nop:qS:s:t:W:")) != -1)
		switch (ch) {
		case '4':
			family = AF_INET;
			break;
		case '6':
			family = AF_INET6;
			break;
		case 'a':
			opt.bell = 1;
			break;
		case 'c':
			opt.count = whole(optarg, "count of packets to transmit",
			    1, 0x7fffffff);
			break;
		case 'f':
			if (getuid() != 0)
				errc(EX_NOPERM, EPERM, "-f flag");
			opt.flood = 1;
			opt.interval = 0.01;
			break;
		case 'i':
			opt.interval = number(optarg, "timing interval", 0.001,
			    86400);
			if (opt.interval < 1 && getuid() != 0)
				errc(EX_NOPERM, EPERM, "-i interval too short");
			break;
		case 'm':
			ttl = whole(optarg, "TTL", 1, 255);
			break;
		case 'n':
			opt.numeric = 1;
			break;
		case 'o':
			opt.one = 1;
			break;
		case 'p':
			set_pattern(optarg);
			break;
		case 'q':
			opt.quiet = 1;
			break;
		case 'S':
			source = optarg;
			break;
		case 's':
			opt.size = (size_t)whole(optarg, "packet size", 0,
			    DATA_MAX);
			break;
		case 't':
			opt.total = number(optarg, "timeout", 0.001, 86400);
			break;
		case 'W':
			opt.wait = number(optarg, "timing interval", 0,
			    86400000) / 1000;
			break;
		default:
			usage();
		}
	if (argc - optind != 1)
		usage();
	target = argv[optind];
	start(family, source, ttl);
	printf("PING%s %s (%s): %zu data bytes\n", peer.ss_family == AF_INET ?
	    "" : "6", target, text(&peer, 1), opt.size);
	fflush(stdout);
	run();
	numbers_print(&nums, target);
	return (nums.received > 0 ? 0 : 2);
}
