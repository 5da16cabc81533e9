/*
 * h_share.c: sockets that share a port, and packets from too far away.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <fcntl.h>

#define SOCKETS	4
#define SENDERS	100

static void
set(int s, int level, int name, int value)
{
	GIVES(setsockopt(s, level, name, &value, sizeof(value)), 0);
}

/* One of a group; the first finds the port, the others share it. */
static int
member(int type, struct sockaddr_in *sin)
{
	socklen_t len = sizeof(*sin);
	int s = socket(AF_INET, type, 0);

	CHECK(s >= 0);
	set(s, SOL_SOCKET, SO_REUSEPORT, 1);
	GIVES(bind(s, (struct sockaddr *)sin, sizeof(*sin)), 0);
	GIVES(getsockname(s, (struct sockaddr *)sin, &len), 0);
	return (s);
}

/* Connections are spread over those who listen, and none is lost. */
static void
listeners(void)
{
	struct sockaddr_in sin;
	int l[SOCKETS], c[SENDERS], got[SOCKETS] = { 0 }, all = 0;

	loopback(&sin, 0);
	for (int i = 0; i < SOCKETS; i++) {
		l[i] = member(SOCK_STREAM, &sin);
		GIVES(listen(l[i], SENDERS), 0);
		GIVES(fcntl(l[i], F_SETFL, O_NONBLOCK), 0);
	}
	for (int i = 0; i < SENDERS; i++) {
		CHECK((c[i] = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
		GIVES(connect(c[i], (struct sockaddr *)&sin, sizeof(sin)), 0);
	}
	for (int i = 0; i < SOCKETS; i++)
		for (;;) {
			int s = accept(l[i], NULL, NULL);

			if (s < 0)
				break;
			close(s);
			got[i]++;
			all++;
		}
	GIVES(all, SENDERS);
	for (int i = 0; i < SOCKETS; i++)
		CHECK(got[i] > 0 && got[i] < SENDERS / 2);
}

/*
 * Sockets that share an address may not have the same peer, too: nobody could
 * tell which of them a packet is for.
 */
static void
peers(void)
{
	struct sockaddr_in sin, peer, other;
	int a, b, c, l;

	for (int named = 0; named < 2; named++) {
		loopback(&sin, 0);
		if (!named)
			sin.sin_addr.s_addr = INADDR_ANY;
		loopback(&peer, 5000);
		loopback(&other, 5001);
		a = member(SOCK_DGRAM, &sin);
		b = member(SOCK_DGRAM, &sin);
		GIVES(connect(a, (struct sockaddr *)&peer, sizeof(peer)), 0);
		FAILS(connect(b, (struct sockaddr *)&peer, sizeof(peer)),
		    EADDRINUSE);
		GIVES(connect(b, (struct sockaddr *)&other, sizeof(other)), 0);
		/* The same once more is no other socket's. */
		GIVES(connect(a, (struct sockaddr *)&peer, sizeof(peer)), 0);
		close(a);
		GIVES(connect(b, (struct sockaddr *)&peer, sizeof(peer)), 0);
		close(b);
	}
	l = listener(AF_INET, &peer);
	loopback(&sin, 0);
	a = member(SOCK_STREAM, &sin);
	b = member(SOCK_STREAM, &sin);
	GIVES(connect(a, (struct sockaddr *)&peer, sizeof(peer)), 0);
	CHECK((c = accept(l, NULL, NULL)) >= 0);
	FAILS(connect(b, (struct sockaddr *)&peer, sizeof(peer)), EADDRINUSE);
	close(a);
	close(b);
	close(c);
	close(l);
}

/* Who has no room leaves connections to the others. */
static void
full_queue(void)
{
	struct sockaddr_in sin;
	int a, b, c[64];

	loopback(&sin, 0);
	a = member(SOCK_STREAM, &sin);
	b = member(SOCK_STREAM, &sin);
	GIVES(listen(a, 2), 0);
	GIVES(listen(b, 100), 0);
	for (int i = 0; i < 64; i++) {
		CHECK((c[i] = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
		GIVES(connect(c[i], (struct sockaddr *)&sin, sizeof(sin)), 0);
	}
	/* One that closes takes no more. */
	close(b);
	for (int i = 0; i < 2; i++) {
		readable(a);
		CHECK(accept(a, NULL, NULL) >= 0);
		CHECK((c[i] = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
		GIVES(connect(c[i], (struct sockaddr *)&sin, sizeof(sin)), 0);
		readable(a);
	}
}

/* Datagrams are spread by who sends them: one sender has one receiver. */
static void
receivers(void)
{
	struct sockaddr_in sin, from;
	int s[SOCKETS], got[SOCKETS] = { 0 }, all = 0;
	socklen_t len = sizeof(from);
	char buf[8];

	loopback(&sin, 0);
	for (int i = 0; i < SOCKETS; i++)
		s[i] = member(SOCK_DGRAM, &sin);
	for (int i = 0; i < SENDERS; i++) {
		int t = socket(AF_INET, SOCK_DGRAM, 0);

		CHECK(t >= 0);
		for (int n = 0; n < 2; n++)
			GIVES(sendto(t, &i, sizeof(i), 0,
			    (struct sockaddr *)&sin, sizeof(sin)), 4);
		close(t);
	}
	for (int i = 0; i < SOCKETS; i++)
		for (int last = -1, n = 0, who;
		    recvfrom(s[i], buf, sizeof(buf), MSG_DONTWAIT,
		    (struct sockaddr *)&from, &len) == 4; n++) {
			memcpy(&who, buf, sizeof(who));
			if (n % 2 == 1)
				GIVES(who, last);
			last = who;
			got[i]++;
			all++;
		}
	GIVES(all, 2 * SENDERS);
	for (int i = 0; i < SOCKETS; i++)
		CHECK(got[i] > 0 && got[i] < SENDERS);
}

/* A connected one has its peer's; the others' go to the rest. */
static void
connected(void)
{
	struct sockaddr_in sin, peer;
	int p = udp(&peer), a, b;
	char c;

	loopback(&sin, 0);
	a = member(SOCK_DGRAM, &sin);
	b = member(SOCK_DGRAM, &sin);
	GIVES(connect(a, (struct sockaddr *)&peer, sizeof(peer)), 0);
	for (int i = 0; i < 10; i++) {
		int t = socket(AF_INET, SOCK_DGRAM, 0);

		GIVES(sendto(t, "b", 1, 0, (struct sockaddr *)&sin,
		    sizeof(sin)), 1);
		close(t);
		readable(b);
		GIVES(recv(b, &c, 1, 0), 1);
		GIVES(sendto(p, "a", 1, 0, (struct sockaddr *)&sin,
		    sizeof(sin)), 1);
		readable(a);
		GIVES(recv(a, &c, 1, 0), 1);
	}
}

/* IP_MINTTL: what came through too many routers is not seen. */
static void
minimum_ttl(void)
{
	struct sockaddr_in sin;
	int s = udp(&sin), t = socket(AF_INET, SOCK_DGRAM, 0), v;
	socklen_t len = sizeof(v);
	char c = 0;

	CHECK(t >= 0);
	FAILS(setsockopt(s, IPPROTO_IP, IP_MINTTL, &(int){ 256 }, 4), EINVAL);
	FAILS(setsockopt(s, IPPROTO_IP, IP_MINTTL, &(int){ -1 }, 4), EINVAL);
	set(s, IPPROTO_IP, IP_MINTTL, 255);
	GIVES(getsockopt(s, IPPROTO_IP, IP_MINTTL, &v, &len), 0);
	GIVES(v, 255);
	set(t, IPPROTO_IP, IP_TTL, 254);
	GIVES(sendto(t, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)), 1);
	set(t, IPPROTO_IP, IP_TTL, 255);
	GIVES(sendto(t, "y", 1, 0, (struct sockaddr *)&sin, sizeof(sin)), 1);
	readable(s);
	GIVES(recv(s, &c, 1, 0), 1);
	GIVES(c, 'y');
	FAILS(recv(s, &c, 1, MSG_DONTWAIT), EAGAIN);
}

static const struct test tests[] = {
	{ "listeners", listeners }, { "peers", peers },
	{ "full_queue", full_queue },
	{ "receivers", receivers }, { "connected", connected },
	{ "minimum_ttl", minimum_ttl }, { NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
