/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nc.c: connect standard input and output to the network, nc(1).
 */
#include <sys/socket.h>
#include <err.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nc.h"

#define PORT_MAX	65535

struct options opt = { .timeout = -1, .tos = -1 };

static void
usage(int status)
{
	fprintf(status == 0 ? stdout : stderr,
	    "usage: nc [-46DdhklNnrtUuvz] [-I length] [-i interval] "
	    "[-O length]\n"
	    "          [-p source_port] [-s source] [-T ToS] [-W recvlimit] "
	    "[-w timeout]\n"
	    "          [destination] [port]\n");
	exit(status);
}

static int
number(const char *text, int min, int max, const char *what)
{
	const char *wrong;
	long long n = strtonum(text, min, max, &wrong);

	if (wrong != NULL)
		errx(1, "%s %s: %s", what, wrong, text);
	return ((int)n);
}

static int
tos(const char *text)
{
	static const struct {
		const char	*name;
		int		 value;
	} names[] = {
		{ "lowdelay", 0x10 }, { "throughput", 0x08 },
		{ "reliability", 0x04 }, { "ef", 0xb8 }, { "cs0", 0 },
	};
	char *end;
	long n;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(text, names[i].name) == 0)
			return (names[i].value);
	n = strtol(text, &end, 0);
	if (*text == '\0' || *end != '\0' || n < 0 || n > 255)
		errx(1, "illegal tos value %s", text);
	return ((int)n);
}

/* ---- servers --------------------------------------------------------------- */

/* Take the first datagram's sender for the peer. */
static void
serve_datagrams(int s)
{
	struct sockaddr_storage ss;
	socklen_t len;
	char first;

	do {
		int peer = s;

		len = sizeof(ss);
		if (recvfrom(s, &first, sizeof(first), MSG_PEEK,
		    (struct sockaddr *)&ss, &len) == -1)
			err(1, "recvfrom");
		if (opt.keep) {
			nc_relay(s);
			continue;
		}
		if (len > 0 && ss.ss_family != AF_UNIX &&
		    connect(s, (struct sockaddr *)&ss, len) == -1)
			err(1, "connect");
		nc_report("Connection received", peer, NULL);
		nc_relay(peer);
	} while (opt.keep);
}

static void
serve(const char *host, const char *port)
{
	struct sockaddr_storage ss;
	int l = nc_listen(host, port), s;
	socklen_t len;

	if (opt.verbose)
		fprintf(stderr, "Listening on %s%s%s\n", host != NULL ? host :
		    "0.0.0.0", port != NULL ? " " : "", port != NULL ? port :
		    "");
	if (opt.udp) {
		serve_datagrams(l);
		return;
	}
	do {
		len = sizeof(ss);
		if ((s = accept(l, (struct sockaddr *)&ss, &len)) == -1)
			err(1, "accept");
		nc_report("Connection received", s, NULL);
		if (!opt.keep)
			close(l);
		nc_relay(s);
		close(s);
	} while (opt.keep);
}

/* ---- clients --------------------------------------------------------------- */

/* Does a port of UDP answer that nobody is there?  Ask it some times. */
static int
udp_answers(int s)
{
	for (int i = 0; i < 4; i++) {
		if (write(s, "X", 1) != 1)
			return (0);
		usleep(250000);
	}
	return (1);
}

/* One port; 0 when it could be reached. */
static int
client(const char *host, const char *port)
{
	int s = nc_connect(host, port), failed = 0;

	if (s == -1)
		return (1);
	if (opt.udp && opt.scan && port != NULL)
		failed = !udp_answers(s);
	if (!failed) {
		if (opt.verbose || opt.scan)
			nc_report("Connection succeeded", s, port);
		if (!opt.scan)
			nc_relay(s);
	}
	close(s);
	return (failed);
}

/* A port, or first-last, in order or with -r in another one. */
static int
clients(const char *host, const char *text)
{
	char port[8], *dash, range[32];
	int first, last, failed = 1, n, *list;
	struct servent *sv = NULL;

	dash = strchr(text, '-');
	if (dash == NULL && (sv = getservbyname(text, opt.udp ? "udp" :
	    "tcp")) != NULL)
		first = last = ntohs((uint16_t)sv->s_port);
	else if (dash == NULL)
		first = last = number(text, 1, PORT_MAX, "port number");
	else {
		if (strlcpy(range, text, sizeof(range)) >= sizeof(range))
			errx(1, "port range invalid: %s", text);
		range[dash - text] = '\0';
		first = number(range, 1, PORT_MAX, "port number");
		last = number(dash + 1, 1, PORT_MAX, "port number");
	}
	if (first > last)
		errx(1, "port range invalid: %s", text);
	n = last - first + 1;
	if ((list = calloc((size_t)n, sizeof(*list))) == NULL)
		err(1, NULL);
	for (int i = 0; i < n; i++) {
		int j = opt.random ? (int)arc4random_uniform((uint32_t)i + 1) :
		    i;

		list[i] = list[j];
		list[j] = first + i;
	}
	for (int i = 0; i < n; i++) {
		snprintf(port, sizeof(port), "%d", list[i]);
		failed &= client(host, port);
		if (opt.interval > 0 && i + 1 < n)
			usleep((useconds_t)opt.interval * 1000);
	}
	free(list);
	return (failed);
}

int
main(int argc, char **argv)
{
	const char *host, *port;
	int ch;

	while ((ch = getopt(argc, argv,
	    "46DdhI:i:klNnO:p:rs:T:tUuvW:w:z")) != -1)
		switch (ch) {
		case '4':
			opt.family = AF_INET;
			break;
		case '6':
			opt.family = AF_INET6;
			break;
		case 'D':
			opt.debug = 1;
			break;
		case 'd':
			opt.nostdin = 1;
			break;
		case 'h':
			usage(0);
		case 'I':
			opt.rcvbuf = number(optarg, 1, 1 << 30,
			    "TCP receive window");
			break;
		case 'i':
			opt.interval = 1000 * number(optarg, 0, INT_MAX / 1000,
			    "interval");
			break;
		case 'k':
			opt.keep = 1;
			break;
		case 'l':
			opt.listen = 1;
			break;
		case 'N':
			opt.halfclose = 1;
			break;
		case 'n':
			opt.numeric = 1;
			break;
		case 'O':
			opt.sndbuf = number(optarg, 1, 1 << 30,
			    "TCP send window");
			break;
		case 'p':
			opt.port = optarg;
			break;
		case 'r':
			opt.random = 1;
			break;
		case 's':
			opt.source = optarg;
			break;
		case 'T':
			opt.tos = tos(optarg);
			break;
		case 't':
			opt.telnet = 1;
			break;
		case 'U':
			opt.family = AF_UNIX;
			break;
		case 'u':
			opt.udp = 1;
			break;
		case 'v':
			opt.verbose++;
			break;
		case 'W':
			opt.limit = number(optarg, 1, INT_MAX,
			    "receive limit");
			break;
		case 'w':
			opt.timeout = 1000 * number(optarg, 0, INT_MAX / 1000,
			    "timeout");
			break;
		case 'z':
			opt.scan = 1;
			break;
		default:
			usage(1);
		}
	argc -= optind;
	argv += optind;
	if (opt.keep && !opt.listen)
		errx(1, "must use -l with -k");
	if (opt.listen && opt.scan)
		errx(1, "cannot use -z and -l");
	if (opt.listen && opt.port != NULL && argc > 1)
		errx(1, "cannot use -p and -l with a port");
	signal(SIGPIPE, SIG_IGN);
	if (opt.family == AF_UNIX) {
		if (argc != 1)
			usage(1);
		host = argv[0];
		port = NULL;
	} else if (opt.listen && opt.port != NULL && argc <= 1) {
		host = argc == 1 ? argv[0] : NULL;
		port = opt.port;
	} else if (opt.listen && argc == 1) {
		host = NULL;
		port = argv[0];
	} else {
		if (argc != 2)
			usage(1);
		host = argv[0];
		port = argv[1];
	}
	if (opt.listen) {
		serve(host, port);
		return (0);
	}
	return (port == NULL ? client(host, NULL) : clients(host, port));
}
