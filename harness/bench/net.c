/*
 * net.c: the network's part of the benchmarks: the same program serves on the
 * host and measures in the guest, and in User-Mode Linux as process 1.
 *
 *	net serve			until it is killed
 *	net measure interface address	of the guest, on a network of 24 bits; the
 *					host is the first one there
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/reboot.h>
#else
#include <sys/sockio.h>
#endif

#define PORT_SINK	7100
#define PORT_SOURCE	7101
#define PORT_ECHO	7102
#define BYTES		(64L << 20)	/* a transfer */
#define BLOCK		65536
#define ROUNDS		2000		/* questions of a measurement */
#define PATIENCE	1000		/* ms */
#define LOST		20		/* answers that may be missing */

static char block[BLOCK];

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((double)ts.tv_sec + (double)ts.tv_nsec * 1e-9);
}

static struct sockaddr_in
address(uint32_t host, int port)
{
	struct sockaddr_in sin;

	memset(&sin, 0, sizeof(sin));
#ifdef __DragonFly__
	sin.sin_len = sizeof(sin);
#endif
	sin.sin_family = AF_INET;
	sin.sin_port = htons((uint16_t)port);
	sin.sin_addr.s_addr = htonl(host);
	return (sin);
}

static uint32_t
parse(const char *text)
{
	unsigned a, b, c, d;

	if (sscanf(text, "%u.%u.%u.%u", &a, &b, &c, &d) != 4)
		exit(64);
	return (a << 24 | b << 16 | c << 8 | d);
}

static void
give(int s)
{
	for (long left = BYTES; left > 0; ) {
		ssize_t n = send(s, block, (size_t)(left < BLOCK ? left :
		    BLOCK), 0);

		if (n <= 0)
			fail("send");
		left -= n;
	}
}

static long
take(int s)
{
	long total = 0;
	ssize_t n;

	while ((n = recv(s, block, sizeof(block), 0)) > 0)
		total += n;
	return (total);
}

/* ---- on the host ---- */

static void
serve_tcp(int port)
{
	struct sockaddr_in sin = address(INADDR_ANY, port);
	int l = socket(AF_INET, SOCK_STREAM, 0), on = 1, s;

	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(l, (struct sockaddr *)&sin, sizeof(sin)) != 0 ||
	    listen(l, 8) != 0)
		fail("listen");
	while ((s = accept(l, NULL, NULL)) >= 0) {
		if (port == PORT_SINK)
			(void)take(s);
		else
			give(s);
		close(s);
	}
	fail("accept");
}

static void
serve_udp(void)
{
	struct sockaddr_in sin = address(INADDR_ANY, PORT_ECHO), from;
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t len;
	ssize_t n;

	if (bind(s, (struct sockaddr *)&sin, sizeof(sin)) != 0)
		fail("bind");
	for (;;) {
		len = sizeof(from);
		n = recvfrom(s, block, sizeof(block), 0,
		    (struct sockaddr *)&from, &len);
		if (n > 0)
			(void)sendto(s, block, (size_t)n, 0,
			    (struct sockaddr *)&from, len);
	}
}

static int
serve(void)
{
	for (int i = 0; i < 3; i++) {
		if (fork() != 0)
			continue;
#ifdef __linux__
		prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
		if (i == 2)
			serve_udp();
		else
			serve_tcp(i == 0 ? PORT_SINK : PORT_SOURCE);
	}
	while (wait(NULL) > 0)
		continue;
	return (1);
}

/* ---- in the guest ---- */

static void
configure(const char *name, uint32_t addr)
{
	struct sockaddr_in sin = address(addr, 0);
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	strncpy(ifr.ifr_name, name, sizeof(ifr.ifr_name) - 1);
	memcpy(&ifr.ifr_addr, &sin, sizeof(sin));
	if (ioctl(s, SIOCSIFADDR, &ifr) != 0)
		fail("address");
	sin = address(0xffffff00, 0);
	memcpy(&ifr.ifr_addr, &sin, sizeof(sin));
	if (ioctl(s, SIOCSIFNETMASK, &ifr) != 0)
		fail("netmask");
	if (ioctl(s, SIOCGIFFLAGS, &ifr) != 0)
		fail("flags");
	ifr.ifr_flags |= IFF_UP;
	if (ioctl(s, SIOCSIFFLAGS, &ifr) != 0)
		fail("up");
	close(s);
}

static int
call(uint32_t host, int port)
{
	struct sockaddr_in sin = address(host, port);
	struct timespec ts = { 0, 100000000 };

	for (int i = 0; i < 100; i++) {
		int s = socket(AF_INET, SOCK_STREAM, 0);

		if (connect(s, (struct sockaddr *)&sin, sizeof(sin)) == 0)
			return (s);
		close(s);
		nanosleep(&ts, NULL);
	}
	fail("connect");
	return (-1);
}

/* Milliseconds for BYTES to the host, from the host. */
static double
to_host(uint32_t host)
{
	int s = call(host, PORT_SINK);
	double t = now();

	give(s);
	shutdown(s, SHUT_WR);
	(void)take(s);		/* its end: all has arrived */
	t = now() - t;
	close(s);
	return (t * 1e3);
}

static double
from_host(uint32_t host)
{
	double t = now();
	int s = call(host, PORT_SOURCE);

	if (take(s) != BYTES)
		fail("source");
	t = now() - t;
	close(s);
	return (t * 1e3);
}

/*
 * Microseconds for a question of len bytes and its answer.  What is lost on
 * the way is asked again, but not too often.
 */
static double
rounds(int s, const struct sockaddr_in *sin, size_t len)
{
	struct pollfd p = { .fd = s, .events = POLLIN };
	double took = 0;
	int i = 0, lost = 0;

	while (i < ROUNDS) {
		double t = now();

		if (sendto(s, block, len, 0, (const struct sockaddr *)sin,
		    sizeof(*sin)) < 0)
			fail("question");
		if (poll(&p, 1, PATIENCE) != 1) {
			if (++lost > LOST) {
				fprintf(stderr, "%d answers are missing\n",
				    lost);
				exit(1);
			}
			continue;
		}
		if (recv(s, block + BLOCK / 2, BLOCK / 2, 0) <= 0)
			fail("answer");
		took += now() - t;
		i++;
	}
	return (took * 1e6 / ROUNDS);
}

static double
question(uint32_t host)
{
	struct sockaddr_in sin = address(host, PORT_ECHO);

	return (rounds(socket(AF_INET, SOCK_DGRAM, 0), &sin, 64));
}

static double
ping(uint32_t host)
{
	struct sockaddr_in sin = address(host, 0);

	/* An echo request of zeroes; its checksum is the type's complement. */
	memset(block, 0, 64);
	block[0] = 8;
	block[2] = (char)0xf7;
	block[3] = (char)0xff;
	return (rounds(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), &sin, 64));
}

static int
measure(const char *name, const char *text)
{
	uint32_t host = (parse(text) & 0xffffff00) | 1;

	configure(name, parse(text));
	printf("nettx %.4f ms\n", to_host(host));
	printf("netrx %.4f ms\n", from_host(host));
	printf("netrr %.4f us\n", question(host));
	printf("netping %.4f us\n", ping(host));
	return (0);
}

int
main(int argc, char **argv)
{
	int status = 64;

	if (argc == 2 && strcmp(argv[1], "serve") == 0)
		return (serve());
	/* User-Mode Linux adds words of its own. */
	if (argc >= 4 && strcmp(argv[1], "measure") == 0)
		status = measure(argv[2], argv[3]);
	fflush(stdout);
#ifdef __linux__
	if (getpid() == 1)
		reboot(RB_POWER_OFF);
#endif
	return (status);
}
