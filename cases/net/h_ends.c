/*
 * h_ends.c: how connections begin, fail and end, as kqueue(2), poll(2),
 * errors and addresses tell it.
 *
 * usage: h_ends [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/event.h>
#include <sys/ioctl.h>
#include <sys/sysctl.h>
#include <netinet/tcp.h>
#include <fcntl.h>

static void
setint(int s, int level, int name, int v)
{
	GIVES(setsockopt(s, level, name, &v, sizeof(v)), 0);
}

static int
so_error(int s)
{
	int v = -1;
	socklen_t len = sizeof(v);

	GIVES(getsockopt(s, SOL_SOCKET, SO_ERROR, &v, &len), 0);
	return (v);
}

/* A port that is taken, and where nobody listens. */
static int
bound_only(struct sockaddr_in *sin)
{
	socklen_t len = sizeof(*sin);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	loopback(sin, 0);
	GIVES(bind(s, (struct sockaddr *)sin, len), 0);
	GIVES(getsockname(s, (struct sockaddr *)sin, &len), 0);
	return (s);
}

/* The event of filter on s, within 20 s when wait, else now; ident 0: none. */
static struct kevent
event(int s, int filter, int wait)
{
	struct timespec ts = { wait ? 20 : 0, 0 };
	struct kevent kev;
	int kq = kqueue(), n;

	CHECK(kq >= 0);
	EV_SET(&kev, s, filter, EV_ADD, 0, 0, NULL);
	GIVES(kevent(kq, &kev, 1, NULL, 0, NULL), 0);
	n = kevent(kq, NULL, 0, &kev, 1, &ts);
	CHECK(n >= 0);
	close(kq);
	if (n == 0)
		memset(&kev, 0, sizeof(kev));
	else
		GIVES(kev.ident, s);
	return (kev);
}

/* The same, as long as its flags lack EV_EOF, for 20 s. */
static struct kevent
event_eof(int s, int filter)
{
	struct kevent kev;

	for (int i = 0; i < 2000; i++) {
		kev = event(s, filter, 1);
		if ((kev.flags & EV_EOF) != 0)
			return (kev);
		sleep_ms(10);
	}
	CHECK((kev.flags & EV_EOF) != 0);
	return (kev);
}

/* Data in front of the end are told with it; the other way stays open. */
static void
half_closed(void)
{
	struct kevent kev;
	char buf[8];
	int a, b;

	stream_pair(AF_INET, &a, &b);
	GIVES(event(b, EVFILT_READ, 0).ident, 0);
	GIVES(write(a, "abc", 3), 3);
	GIVES(shutdown(a, SHUT_WR), 0);
	kev = event_eof(b, EVFILT_READ);
	GIVES(kev.data, 3);
	GIVES(kev.fflags, 0);
	CHECK((kev.flags & EV_NODATA) == 0);
	kev = event(b, EVFILT_WRITE, 0);
	GIVES(kev.ident, b);
	CHECK((kev.flags & EV_EOF) == 0);
	kev = event(a, EVFILT_WRITE, 0);
	CHECK((kev.flags & EV_EOF) != 0);
	GIVES(event(a, EVFILT_READ, 0).ident, 0);
	GIVES(read(b, buf, sizeof(buf)), 3);
	kev = event(b, EVFILT_READ, 0);
	CHECK((kev.flags & (EV_EOF | EV_NODATA)) == (EV_EOF | EV_NODATA));
	GIVES(kev.data, 0);
	GIVES(write(b, "d", 1), 1);
	GIVES(event(a, EVFILT_READ, 1).data, 1);
}

/* A reset: the error is in the event, once in SO_ERROR or a call, then gone. */
static void
reset(void)
{
	struct linger l = { 1, 0 };
	struct kevent kev;
	char c;
	int a, b;

	signal(SIGPIPE, SIG_IGN);
	stream_pair(AF_INET, &a, &b);
	GIVES(setsockopt(a, SOL_SOCKET, SO_LINGER, &l, sizeof(l)), 0);
	close(a);
	kev = event_eof(b, EVFILT_READ);
	GIVES(kev.fflags, ECONNRESET);
	kev = event(b, EVFILT_WRITE, 0);
	CHECK((kev.flags & EV_EOF) != 0);
	GIVES(kev.fflags, ECONNRESET);
	GIVES(so_error(b), ECONNRESET);
	GIVES(so_error(b), 0);
	GIVES(read(b, &c, 1), 0);
	FAILS(write(b, "x", 1), EPIPE);
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);
	FAILS(getpeername(b, (struct sockaddr *)&sin, &len), ENOTCONN);
}

/* A connection in progress that is refused. */
static void
refused(void)
{
	struct sockaddr_in sin;
	struct kevent kev;
	int s, t = bound_only(&sin);
	char c;

	s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (connect(s, (struct sockaddr *)&sin, sizeof(sin)) != 0 &&
	    errno == EINPROGRESS) {
		kev = event(s, EVFILT_WRITE, 1);
		CHECK((kev.flags & EV_EOF) != 0);
		GIVES(kev.fflags, ECONNREFUSED);
		kev = event(s, EVFILT_READ, 1);
		CHECK((kev.flags & EV_EOF) != 0);
		struct pollfd p = { s, POLLIN | POLLOUT, 0 };
		GIVES(poll(&p, 1, 0), 1);
		CHECK((p.revents & POLLHUP) != 0);
		GIVES(so_error(s), ECONNREFUSED);
		GIVES(so_error(s), 0);
	}
	GIVES(read(s, &c, 1), 0);
	close(t);
}

/* How many wait to be accepted. */
static void
queue(void)
{
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), s[3], i;

	GIVES(event(l, EVFILT_READ, 0).ident, 0);
	GIVES(event(l, EVFILT_WRITE, 0).ident, 0);
	for (i = 0; i < 3; i++) {
		s[i] = socket(AF_INET, SOCK_STREAM, 0);
		GIVES(connect(s[i], (struct sockaddr *)&sin, sizeof(sin)), 0);
	}
	for (i = 0; i < 2000 && event(l, EVFILT_READ, 1).data < 3; i++)
		sleep_ms(10);
	GIVES(event(l, EVFILT_READ, 0).data, 3);
	for (i = 0; i < 3; i++)
		CHECK(accept(l, NULL, NULL) >= 0);
	GIVES(event(l, EVFILT_READ, 0).ident, 0);
}

/* All forms of shutdown(2). */
static void
shutdowns(void)
{
	struct sockaddr_in sin;
	char buf[16];
	int a, b, l, s;

	signal(SIGPIPE, SIG_IGN);
	stream_pair(AF_INET, &a, &b);
	FAILS(shutdown(a, 3), EINVAL);
	FAILS(shutdown(a, -1), EINVAL);
	FAILS(shutdown(0, SHUT_RD), ENOTSOCK);
	FAILS(shutdown(99, SHUT_RD), EBADF);
	/* What comes for who does not want to read is thrown away. */
	GIVES(write(b, "lost", 4), 4);
	readable(a);
	GIVES(shutdown(a, SHUT_RD), 0);
	GIVES(read(a, buf, sizeof(buf)), 0);
	CHECK((event(a, EVFILT_READ, 0).flags & EV_EOF) != 0);
	GIVES(write(b, "lost too", 8), 8);
	sleep_ms(50);
	GIVES(read(a, buf, sizeof(buf)), 0);
	GIVES(write(a, "still", 5), 5);
	GIVES(read(b, buf, sizeof(buf)), 5);
	GIVES(shutdown(a, SHUT_RD), 0);
	GIVES(shutdown(a, SHUT_WR), 0);
	FAILS(write(a, "x", 1), EPIPE);
	GIVES(read(b, buf, sizeof(buf)), 0);
	close(b);
	close(a);
	stream_pair(AF_INET6, &a, &b);
	GIVES(shutdown(a, SHUT_RDWR), 0);
	GIVES(read(b, buf, sizeof(buf)), 0);
	GIVES(read(a, buf, sizeof(buf)), 0);
	FAILS(write(a, "x", 1), EPIPE);
	l = listener(AF_INET, &sin);
	FAILS(shutdown(l, SHUT_RDWR), ENOTCONN);
	s = udp(&sin);
	FAILS(shutdown(s, SHUT_WR), ENOTCONN);
	GIVES(connect(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(shutdown(s, SHUT_WR), 0);
	FAILS(send(s, "x", 1, 0), EPIPE);
}

/* More connections than the queue takes: the rest come when there is room. */
static void
backlog(void)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);
	int l = socket(AF_INET, SOCK_STREAM, 0), s[8], i, done = 0;
	struct pollfd p[8];

	loopback(&sin, 0);
	GIVES(bind(l, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(getsockname(l, (struct sockaddr *)&sin, &len), 0);
	GIVES(listen(l, 2), 0);
	for (i = 0; i < 8; i++) {
		s[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(s[i], (struct sockaddr *)&sin, sizeof(sin)) != 0)
			GIVES(errno, EINPROGRESS);
		p[i] = (struct pollfd){ s[i], POLLOUT, 0 };
	}
	sleep_ms(200);
	(void)poll(p, 8, 0);
	for (i = 0; i < 8; i++)
		done += (p[i].revents & POLLOUT) != 0;
	GIVES(done, 4);		/* half as much again, and one */
	for (i = 0; i < 8; i++)
		CHECK(accept(l, NULL, NULL) >= 0);
	for (i = 0; i < 8; i++) {
		GIVES(poll(p + i, 1, 20000), 1);
		GIVES(so_error(s[i]), 0);
	}
}

/* What is over keeps its port for a while, but not from who says so. */
static void
over(void)
{
	struct sockaddr_in sin, me;
	socklen_t len = sizeof(me);
	int l = listener(AF_INET, &sin), a, b, s;
	char c;

	a = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(getsockname(a, (struct sockaddr *)&me, &len), 0);
	b = accept(l, NULL, NULL);
	close(b);			/* the server ends it: its TIME_WAIT */
	GIVES(read(a, &c, 1), 0);
	close(a);
	close(l);
	sleep_ms(50);
	s = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(bind(s, (struct sockaddr *)&sin, sizeof(sin)), EADDRINUSE);
	setint(s, SOL_SOCKET, SO_REUSEADDR, 1);
	GIVES(bind(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(listen(s, 5), 0);
	/* The same two addresses once more, at once. */
	a = socket(AF_INET, SOCK_STREAM, 0);
	setint(a, SOL_SOCKET, SO_REUSEADDR, 1);
	GIVES(bind(a, (struct sockaddr *)&me, sizeof(me)), 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	b = accept(s, NULL, NULL);
	GIVES(write(a, "x", 1), 1);
	GIVES(read(b, &c, 1), 1);
}

/* Two connections cannot have the same four numbers. */
static void
twice(void)
{
	struct sockaddr_in sin, me;
	socklen_t len = sizeof(me);
	int l = listener(AF_INET, &sin), a, b;

	a = socket(AF_INET, SOCK_STREAM, 0);
	setint(a, SOL_SOCKET, SO_REUSEPORT, 1);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(getsockname(a, (struct sockaddr *)&me, &len), 0);
	b = socket(AF_INET, SOCK_STREAM, 0);
	setint(b, SOL_SOCKET, SO_REUSEPORT, 1);
	if (bind(b, (struct sockaddr *)&me, sizeof(me)) == 0)
		FAILS(connect(b, (struct sockaddr *)&sin, sizeof(sin)),
		    EADDRINUSE);
	else
		GIVES(errno, EADDRINUSE);
	close(l);
}

/* No port is left: an error, and one that comes free is taken. */
static void
no_ports(void)
{
	int lo = 60000, hi = 60009, n, was_lo, was_hi, s[20], err = 0;
	size_t len = sizeof(int);
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin);

	GIVES(sysctlbyname("net.inet.ip.portrange.first", &was_lo, &len, &lo,
	    sizeof(lo)), 0);
	GIVES(sysctlbyname("net.inet.ip.portrange.last", &was_hi, &len, &hi,
	    sizeof(hi)), 0);
	for (n = 0; n < 20; n++) {
		s[n] = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(s[n], (struct sockaddr *)&sin, sizeof(sin)) != 0) {
			err = errno;
			break;
		}
	}
	close(s[3]);
	(void)close(accept(l, NULL, NULL));
	sysctlbyname("net.inet.ip.portrange.first", NULL, NULL, &was_lo,
	    sizeof(lo));
	sysctlbyname("net.inet.ip.portrange.last", NULL, NULL, &was_hi,
	    sizeof(hi));
	GIVES(n, 10);
	GIVES(err, EADDRNOTAVAIL);
}

/* Nobody is there any more: keepalive finds out. */
static void
keepalive(void)
{
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), a;
	long t = now_ms();
	char c;

	GIVES(system("ifconfig lo0 alias 127.0.0.7 netmask 255.255.255.255"),
	    0);
	close(l);
	l = socket(AF_INET, SOCK_STREAM, 0);
	loopback(&sin, 0);
	sin.sin_addr.s_addr = htonl(0x7f000007);
	socklen_t len = sizeof(sin);
	GIVES(bind(l, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(getsockname(l, (struct sockaddr *)&sin, &len), 0);
	GIVES(listen(l, 1), 0);
	a = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	CHECK(accept(l, NULL, NULL) >= 0);
	setint(a, SOL_SOCKET, SO_KEEPALIVE, 1);
	setint(a, IPPROTO_TCP, TCP_KEEPIDLE, 500);
	setint(a, IPPROTO_TCP, TCP_KEEPINTVL, 500);
	setint(a, IPPROTO_TCP, TCP_KEEPCNT, 2);
	GIVES(fcntl(a, F_SETFL, O_NONBLOCK), 0);
	sleep_ms(1500);
	FAILS(read(a, &c, 1), EAGAIN);
	GIVES(system("ifconfig lo0 -alias 127.0.0.7"), 0);
	readable(a);
	FAILS(read(a, &c, 1), ETIMEDOUT);
	CHECK(now_ms() - t < 28000);
}

/* SO_LINGER with a time: close(2) waits for what is under way. */
static void
lingering(void)
{
	static char buf[65536];
	struct linger l = { 1, 20 };
	long t, n, total = 0;
	int a, b, p[2], status;
	pid_t pid;

	stream_pair(AF_INET, &a, &b);
	setint(a, SOL_SOCKET, SO_SNDBUF, 200000);
	GIVES(setsockopt(a, SOL_SOCKET, SO_LINGER, &l, sizeof(l)), 0);
	GIVES(fcntl(a, F_SETFL, O_NONBLOCK), 0);
	while ((n = write(a, buf, sizeof(buf))) > 0)
		total += n;
	GIVES(fcntl(a, F_SETFL, 0), 0);
	GIVES(pipe(p), 0);
	if ((pid = fork()) == 0) {
		close(a);
		close(p[0]);
		close(p[1]);
		sleep_ms(400);
		while ((n = read(b, buf, sizeof(buf))) > 0)
			total -= n;
		_exit(n == 0 && total == 0 ? 0 : 1);
	}
	close(b);
	close(p[1]);
	GIVES(read(p[0], buf, 1), 0);
	t = now_ms();
	GIVES(close(a), 0);
	CHECK(now_ms() - t >= 300);
	CHECK(now_ms() - t < 19000);
	GIVES(waitpid(pid, &status, 0), pid);
	GIVES(status, 0);
	/* For a second and no longer. */
	stream_pair(AF_INET, &a, &b);
	l.l_linger = 1;
	GIVES(setsockopt(a, SOL_SOCKET, SO_LINGER, &l, sizeof(l)), 0);
	GIVES(fcntl(a, F_SETFL, O_NONBLOCK), 0);
	while (write(a, buf, sizeof(buf)) > 0)
		;
	GIVES(fcntl(a, F_SETFL, 0), 0);
	t = now_ms();
	GIVES(close(a), 0);
	CHECK(now_ms() - t >= 900);
	CHECK(now_ms() - t < 15000);
	/* Who must not wait does not. */
	stream_pair(AF_INET, &a, &b);
	l.l_linger = 20;
	GIVES(setsockopt(a, SOL_SOCKET, SO_LINGER, &l, sizeof(l)), 0);
	GIVES(fcntl(a, F_SETFL, O_NONBLOCK), 0);
	while (write(a, buf, sizeof(buf)) > 0)
		;
	t = now_ms();
	GIVES(close(a), 0);
	CHECK(now_ms() - t < 15000);
}

/* A connection that nobody accepted before the listener went is reset. */
static void
abandoned(void)
{
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), a;
	char c;

	a = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	close(l);
	readable(a);
	(void)!(read(a, &c, 1));
	GIVES(read(a, &c, 1), 0);
	close(a);
	/* One whose peer went in the meantime is still accepted, and over. */
	l = listener(AF_INET, &sin);
	a = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(write(a, "bye", 3), 3);
	close(a);
	sleep_ms(50);
	int b = accept(l, NULL, NULL);
	CHECK(b >= 0);
	char buf[8];
	GIVES(read(b, buf, sizeof(buf)), 3);
	GIVES(read(b, buf, sizeof(buf)), 0);
}

/* NOTE_LOWAT and SO_RCVLOWAT: not for less. */
static void
low_water(void)
{
	struct timespec none = { 0, 0 };
	struct kevent kev;
	int a, b, kq = kqueue();

	stream_pair(AF_INET, &a, &b);
	EV_SET(&kev, a, EVFILT_READ, EV_ADD, NOTE_LOWAT, 10, NULL);
	GIVES(kevent(kq, &kev, 1, NULL, 0, NULL), 0);
	GIVES(write(b, "123456789", 9), 9);
	readable(a);
	GIVES(kevent(kq, NULL, 0, &kev, 1, &none), 0);
	GIVES(write(b, "0", 1), 1);
	GIVES(kevent(kq, NULL, 0, &kev, 1, NULL), 1);
	GIVES(kev.data, 10);
	setint(a, SOL_SOCKET, SO_RCVLOWAT, 20);
	GIVES(event(a, EVFILT_READ, 0).ident, 0);
	GIVES(write(b, "1234567890", 10), 10);
	GIVES(event(a, EVFILT_READ, 1).data, 20);
	setint(a, SOL_SOCKET, SO_RCVLOWAT, 30);
	GIVES(shutdown(b, SHUT_WR), 0);
	GIVES(event(a, EVFILT_READ, 1).data, 20);
}

static const struct test tests[] = {
	{ "half_closed", half_closed }, { "reset", reset },
	{ "refused", refused }, { "queue", queue },
	{ "shutdowns", shutdowns }, { "backlog", backlog },
	{ "over", over }, { "twice", twice }, { "no_ports", no_ports },
	{ "keepalive", keepalive }, { "lingering", lingering },
	{ "abandoned", abandoned }, { "low_water", low_water },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
