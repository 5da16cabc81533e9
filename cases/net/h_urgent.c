/*
 * h_urgent.c: urgent data of TCP: the mark, the byte, how it is told.
 *
 * usage: h_urgent [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/event.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/sockio.h>
#include <fcntl.h>

static int
at_mark(int s)
{
	int mark = -1;

	GIVES(ioctl(s, SIOCATMARK, &mark), 0);
	return (mark);
}

/* Wait until something urgent is known of. */
static void
urgent(int s)
{
	struct pollfd p = { .fd = s, .events = POLLPRI };

	GIVES(poll(&p, 1, 30000), 1);
	GIVES(p.revents, POLLPRI);
}

static int
calm(int s)
{
	struct pollfd p = { .fd = s, .events = POLLPRI };

	return (poll(&p, 1, 0) == 0);
}

/* What one read gives is this. */
static void
reads(int s, const char *want)
{
	char buf[64];
	ssize_t n = recv(s, buf, sizeof(buf) - 1, 0);

	GIVES(n, strlen(want));
	buf[n] = 0;
	GIVES(strcmp(buf, want), 0);
}

static void
both_families(void (*fn)(int a, int b))
{
	int a, b;

	for (int i = 0; i < 2; i++) {
		stream_pair(i == 0 ? AF_INET : AF_INET6, &a, &b);
		fn(a, b);
		close(a);
		close(b);
	}
}

/* The byte lies beside the stream, at a place that reads stop at. */
static void
beside_pair(int a, int b)
{
	char c = 0;

	FAILS(recv(b, &c, 1, MSG_OOB), EINVAL);
	CHECK(calm(b));
	GIVES(send(a, "abc", 3, 0), 3);
	GIVES(send(a, "dX", 2, MSG_OOB), 2);
	GIVES(send(a, "efg", 3, 0), 3);
	urgent(b);
	GIVES(at_mark(b), 0);
	GIVES(recv(b, &c, 1, MSG_OOB | MSG_PEEK), 1);
	GIVES(c, 'X');
	reads(b, "abcd");
	GIVES(at_mark(b), 1);
	CHECK(!calm(b));
	c = 0;
	GIVES(recv(b, &c, 1, MSG_OOB), 1);
	GIVES(c, 'X');
	FAILS(recv(b, &c, 1, MSG_OOB), EINVAL);
	readable(b);
	reads(b, "efg");
	GIVES(at_mark(b), 0);
	CHECK(calm(b));
	FAILS(recv(b, &c, 1, MSG_OOB), EINVAL);
}

static void
beside(void)
{
	both_families(beside_pair);
}

/* SO_OOBINLINE: it is a byte of the stream. */
static void
inline_pair(int a, int b)
{
	int on = 1;
	char c;

	GIVES(setsockopt(b, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on)), 0);
	GIVES(send(a, "abX", 3, MSG_OOB), 3);
	GIVES(send(a, "cd", 2, 0), 2);
	urgent(b);
	FAILS(recv(b, &c, 1, MSG_OOB), EINVAL);
	reads(b, "ab");
	GIVES(at_mark(b), 1);
	for (size_t n = 0; n < 3; ) {
		char buf[8];
		ssize_t got = recv(b, buf, sizeof(buf), 0);

		CHECK(got > 0 && memcmp(buf, &"Xcd"[n], (size_t)got) == 0);
		n += (size_t)got;
	}
	GIVES(at_mark(b), 0);
}

static void
within(void)
{
	both_families(inline_pair);
}

/* Neither a look ahead nor MSG_WAITALL goes over the mark. */
static void
stops_pair(int a, int b)
{
	char buf[16];

	GIVES(send(a, "1234Y", 5, MSG_OOB), 5);
	GIVES(send(a, "5678", 4, 0), 4);
	urgent(b);
	GIVES(recv(b, buf, 2, 0), 2);
	GIVES(recv(b, buf, sizeof(buf), MSG_PEEK), 2);
	GIVES(at_mark(b), 0);
	GIVES(recv(b, buf, sizeof(buf), MSG_WAITALL), 2);
	CHECK(memcmp(buf, "34", 2) == 0);
	GIVES(at_mark(b), 1);
	GIVES(recv(b, buf, 4, MSG_WAITALL), 4);
	CHECK(memcmp(buf, "5678", 4) == 0);
}

static void
stops(void)
{
	both_families(stops_pair);
}

/* The next one takes the place of what was not read. */
static void
again(void)
{
	char c = 0;
	int a, b;

	stream_pair(AF_INET, &a, &b);
	GIVES(send(a, "P", 1, MSG_OOB), 1);
	urgent(b);
	GIVES(at_mark(b), 1);
	GIVES(send(a, "--Q", 3, MSG_OOB), 3);
	while (at_mark(b))
		sleep_ms(1);
	reads(b, "--");
	GIVES(recv(b, &c, 1, MSG_OOB), 1);
	GIVES(c, 'Q');
}

static volatile sig_atomic_t signals;

static void
on_urg(int sig)
{
	signals++;
}

/* SIGURG to the owner, whether SIGIO was asked for or not. */
static void
signalled(void)
{
	int a, b;

	signal(SIGURG, on_urg);
	stream_pair(AF_INET, &a, &b);
	GIVES(send(a, "N", 1, MSG_OOB), 1);
	urgent(b);
	GIVES(signals, 0);
	GIVES(fcntl(b, F_SETOWN, getpid()), 0);
	GIVES(send(a, "S", 1, MSG_OOB), 1);
	for (long end = now_ms() + 30000; signals == 0 && now_ms() < end; )
		sleep_ms(1);
	GIVES(signals, 1);
}

static void
told(void)
{
	struct timeval tv = { 30, 0 };
	struct kevent ev;
	int a, b, kq = kqueue();
	fd_set ex;

	stream_pair(AF_INET, &a, &b);
	EV_SET(&ev, b, EVFILT_EXCEPT, EV_ADD, NOTE_OOB, 0, NULL);
	GIVES(kevent(kq, &ev, 1, NULL, 0, NULL), 0);
	GIVES(send(a, "ordinary", 8, 0), 8);
	readable(b);
	CHECK(calm(b));
	GIVES(send(a, "U", 1, MSG_OOB), 1);
	GIVES(kevent(kq, NULL, 0, &ev, 1, &(struct timespec){ 30, 0 }), 1);
	GIVES(ev.filter, EVFILT_EXCEPT);
	CHECK((ev.fflags & NOTE_OOB) != 0);
	FD_ZERO(&ex);
	FD_SET(b, &ex);
	GIVES(select(b + 1, NULL, NULL, &ex, &tv), 1);
	CHECK(FD_ISSET(b, &ex));
}

/* It gets through to one who reads nothing. */
static void
full(void)
{
	static char buf[16384];
	int a, b, on = 1;

	stream_pair(AF_INET, &a, &b);
	GIVES(ioctl(a, FIONBIO, &on), 0);
	for (int idle = 0; idle < 50; ) {
		if (send(a, buf, sizeof(buf), 0) > 0) {
			idle = 0;
		} else {
			GIVES(errno, EAGAIN);
			idle++;
			sleep_ms(2);
		}
	}
	CHECK(calm(b));
	GIVES(send(a, "!", 1, MSG_OOB), 1);
	urgent(b);
	FAILS(recv(b, buf, 1, MSG_OOB), EWOULDBLOCK);
	GIVES(ioctl(b, FIONBIO, &on), 0);
	while (!at_mark(b)) {
		struct pollfd p = { .fd = b, .events = POLLIN };

		GIVES(poll(&p, 1, 30000), 1);
		CHECK(recv(b, buf, sizeof(buf), 0) > 0);
	}
	for (long end = now_ms() + 30000; recv(b, buf, 1, MSG_OOB) != 1; ) {
		GIVES(errno, EWOULDBLOCK);
		CHECK(now_ms() < end);
		sleep_ms(1);
	}
	GIVES(buf[0], '!');
}

/* Only TCP has it. */
static void
others(void)
{
	struct sockaddr_in sin;
	int sv[2], s = udp(&sin);
	char c;

	FAILS(recv(s, &c, 1, MSG_OOB), EOPNOTSUPP);
	GIVES(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	FAILS(send(sv[0], "x", 1, MSG_OOB), EOPNOTSUPP);
	FAILS(recv(sv[1], &c, 1, MSG_OOB), EOPNOTSUPP);
}

static const struct test tests[] = {
	{ "beside", beside }, { "within", within }, { "stops", stops },
	{ "again", again }, { "signalled", signalled }, { "told", told },
	{ "full", full }, { "others", others },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
