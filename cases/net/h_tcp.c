/*
 * h_tcp.c: TCP and UDP over the loopback, as programs see them.
 *
 * usage: h_tcp [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "../kern/h_desc.h"
#include "h_net.h"
#include <sys/event.h>
#include <sys/filio.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <netinet/tcp.h>
#include <fcntl.h>

/* ---- the way there and back ------------------------------------------------- */

static void
echo(int family)
{
	char buf[64];
	int a, b;

	stream_pair(family, &a, &b);
	GIVES(write(a, "hello", 5), 5);
	GIVES(read(b, buf, sizeof(buf)), 5);
	CHECK(memcmp(buf, "hello", 5) == 0);
	GIVES(write(b, "world!", 6), 6);
	GIVES(recv(a, buf, sizeof(buf), MSG_PEEK), 6);
	GIVES(recv(a, buf, sizeof(buf), 0), 6);
	close(a);
	GIVES(read(b, buf, sizeof(buf)), 0);
	close(b);
}

static void
echo4(void)
{
	echo(AF_INET);
}

static void
echo6(void)
{
	echo(AF_INET6);
}

/* 16 MB one way: all arrive, in order. */
static void
bulk(void)
{
	static unsigned char out[65536], in[65536];
	const size_t total = 16u << 20;
	size_t sent, got = 0, n;
	int a, b;
	pid_t pid;

	stream_pair(AF_INET, &a, &b);
	if ((pid = fork()) == 0) {
		close(b);
		for (sent = 0; sent < total; sent += n) {
			for (n = 0; n < sizeof(out); n++)
				out[n] = (unsigned char)((sent + n) * 31 >> 3);
			n = (size_t)write(a, out, sizeof(out));
			if (n != sizeof(out))
				_exit(1);
		}
		_exit(0);
	}
	close(a);
	while ((n = (size_t)read(b, in, sizeof(in))) > 0) {
		for (size_t i = 0; i < n; i++)
			if (in[i] != (unsigned char)((got + i) * 31 >> 3)) {
				printf("bulk: byte %zu is wrong\n", got + i);
				_exit(1);
			}
		got += n;
	}
	GIVES(got, total);
	CHECK(child_ok(pid));
}

/* Both directions at once fill both buffers; nobody waits for ever. */
static void
both_ways(void)
{
	static char buf[8192];
	const size_t total = 4u << 20;
	pid_t w1, w2, r1;
	size_t got = 0;
	ssize_t n;
	int a, b;

	stream_pair(AF_INET, &a, &b);
	if ((w1 = fork()) == 0) {
		for (size_t s = 0; s < total; s += sizeof(buf))
			if (write(a, buf, sizeof(buf)) != sizeof(buf))
				_exit(1);
		shutdown(a, SHUT_WR);
		_exit(0);
	}
	if ((w2 = fork()) == 0) {
		for (size_t s = 0; s < total; s += sizeof(buf))
			if (write(b, buf, sizeof(buf)) != sizeof(buf))
				_exit(1);
		shutdown(b, SHUT_WR);
		_exit(0);
	}
	if ((r1 = fork()) == 0) {
		while ((n = read(a, buf, sizeof(buf))) > 0)
			got += (size_t)n;
		_exit(got == total ? 0 : 1);
	}
	while ((n = read(b, buf, sizeof(buf))) > 0)
		got += (size_t)n;
	GIVES(got, total);
	CHECK(child_ok(w1));
	CHECK(child_ok(w2));
	CHECK(child_ok(r1));
}

/* Echo what comes, never too busy writing to read; until the end of file. */
static int
echo_greedily(int s)
{
	static char queue[64u << 20];
	struct pollfd pfd = { .fd = s, .events = POLLIN };
	size_t in = 0, out = 0;
	int open = 1;
	ssize_t n;

	while (open || out < in) {
		pfd.events = (open ? POLLIN : 0) | (out < in ? POLLOUT : 0);
		if (poll(&pfd, 1, 30000) <= 0)
			return (1);
		n = open && in < sizeof(queue) ? read(s, queue + in,
		    sizeof(queue) - in < 65536 ? sizeof(queue) - in : 65536) : -1;
		if (n == 0)
			open = 0;
		in += n > 0 ? (size_t)n : 0;
		while (out < in && (n = write(s, queue + out, in - out)) > 0)
			out += (size_t)n;
	}
	return (0);
}

/*
 * Both ends write without end and read when they can: each has more on the way
 * than the other lets in.  What is out of the window is answered now and then,
 * not each answer by another.
 */
static void
flood(void)
{
	static char buf[65536];
	const size_t total = 40u << 20;
	struct pollfd pfd;
	size_t sent = 0, got = 0;
	int a, b;
	ssize_t n;
	pid_t pid;

	stream_pair(AF_INET, &a, &b);
	fcntl(a, F_SETFL, O_NONBLOCK);
	fcntl(b, F_SETFL, O_NONBLOCK);
	if ((pid = fork()) == 0) {
		close(a);
		_exit(echo_greedily(b));
	}
	close(b);
	pfd.fd = a;
	while (got < total) {
		pfd.events = POLLIN | (sent < total ? POLLOUT : 0);
		if (poll(&pfd, 1, 30000) <= 0)
			break;
		while (sent < total && (n = write(a, buf, sizeof(buf))) > 0)
			if ((sent += (size_t)n) >= total)
				shutdown(a, SHUT_WR);
		if ((n = read(a, buf, sizeof(buf))) > 0)
			got += (size_t)n;
	}
	CHECK(sent >= total);
	while ((n = read(a, buf, sizeof(buf))) > 0 ||
	    (n == -1 && errno == EAGAIN && poll(&pfd, 1, 30000) > 0))
		got += n > 0 ? (size_t)n : 0;
	GIVES(got, sent);
	CHECK(child_ok(pid));
	close(a);
}

/* ---- connecting ------------------------------------------------------------------ */

static void
refused(void)
{
	struct sockaddr_in sin;
	int s, err;
	socklen_t len = sizeof(err);
	struct kevent kev;
	int kq = kqueue();

	loopback(&sin, 1);
	s = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(connect(s, (struct sockaddr *)&sin, sizeof(sin)), ECONNREFUSED);
	close(s);

	s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (connect(s, (struct sockaddr *)&sin, sizeof(sin)) != 0 &&
	    errno != ECONNREFUSED) {
		GIVES(errno, EINPROGRESS);
		EV_SET(&kev, s, EVFILT_WRITE, EV_ADD, 0, 0, NULL);
		GIVES(kevent(kq, &kev, 1, &kev, 1, NULL), 1);
		CHECK((kev.flags & EV_EOF) != 0);
		GIVES(getsockopt(s, SOL_SOCKET, SO_ERROR, &err, &len), 0);
		GIVES(err, ECONNREFUSED);
	}
	close(s);
	close(kq);
}

static void
states(void)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);
	int l, s, t;
	char c;

	s = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(write(s, "x", 1), ENOTCONN);
	FAILS(read(s, &c, 1), ENOTCONN);
	FAILS(shutdown(s, SHUT_WR), ENOTCONN);
	FAILS(getpeername(s, (struct sockaddr *)&sin, &len), ENOTCONN);
	FAILS(accept(s, NULL, NULL), EINVAL);
	l = listener(AF_INET, &sin);
	GIVES(connect(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
	FAILS(connect(s, (struct sockaddr *)&sin, sizeof(sin)), EISCONN);
	FAILS(listen(s, 1), EINVAL);
	t = accept(l, NULL, NULL);
	CHECK(t >= 0);
	len = sizeof(sin);
	GIVES(getpeername(s, (struct sockaddr *)&sin, &len), 0);
	GIVES(sin.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	FAILS(connect(l, (struct sockaddr *)&sin, sizeof(sin)), EOPNOTSUPP);
	close(l);
	GIVES(write(t, "y", 1), 1);
	GIVES(read(s, &c, 1), 1);
}

/* ---- ports -------------------------------------------------------------------------- */

static int
bound(int type, uint16_t port, in_addr_t addr, int opt)
{
	struct sockaddr_in sin;
	int s = socket(AF_INET, type, 0), one = 1;

	if (opt != 0)
		setsockopt(s, SOL_SOCKET, opt, &one, sizeof(one));
	loopback(&sin, port);
	sin.sin_addr.s_addr = htonl(addr);
	if (bind(s, (struct sockaddr *)&sin, sizeof(sin)) != 0) {
		close(s);
		return (-1);
	}
	return (s);
}

static void
binding(void)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);
	uint16_t port;
	int s, t;

	s = bound(SOCK_STREAM, 0, INADDR_ANY, 0);
	CHECK(s >= 0);
	GIVES(getsockname(s, (struct sockaddr *)&sin, &len), 0);
	port = ntohs(sin.sin_port);
	CHECK(port != 0);
	FAILS(bind(s, (struct sockaddr *)&sin, sizeof(sin)), EINVAL);
	FAILS(bound(SOCK_STREAM, port, INADDR_ANY, 0), EADDRINUSE);
	FAILS(bound(SOCK_STREAM, port, INADDR_LOOPBACK, 0), EADDRINUSE);
	FAILS(bound(SOCK_STREAM, port, INADDR_ANY, SO_REUSEADDR), EADDRINUSE);
	/* Another address of the port is free for who says so. */
	t = bound(SOCK_STREAM, port, INADDR_LOOPBACK, SO_REUSEADDR);
	CHECK(t >= 0);
	close(t);
	close(s);
	s = bound(SOCK_DGRAM, 0, INADDR_ANY, SO_REUSEPORT);
	len = sizeof(sin);
	GIVES(getsockname(s, (struct sockaddr *)&sin, &len), 0);
	t = bound(SOCK_DGRAM, ntohs(sin.sin_port), INADDR_ANY, SO_REUSEPORT);
	CHECK(t >= 0);
	FAILS(bound(SOCK_DGRAM, 0, 0x0a010203, 0), EADDRNOTAVAIL);
	GIVES(setuid(1), 0);
	FAILS(bound(SOCK_STREAM, 80, INADDR_ANY, 0), EACCES);
}

/* ---- ends ------------------------------------------------------------------------------ */

static void
half_close(void)
{
	char buf[8];
	int a, b;

	stream_pair(AF_INET, &a, &b);
	GIVES(shutdown(a, SHUT_WR), 0);
	signal(SIGPIPE, SIG_IGN);
	FAILS(write(a, "x", 1), EPIPE);
	GIVES(read(b, buf, sizeof(buf)), 0);
	GIVES(write(b, "late", 4), 4);
	GIVES(read(a, buf, sizeof(buf)), 4);
	close(b);
	GIVES(read(a, buf, sizeof(buf)), 0);
}

/* Closing with unread data, or without lingering, resets the connection. */
static void
resets(void)
{
	struct linger l = { 1, 0 };
	char buf[8];
	int a, b;

	signal(SIGPIPE, SIG_IGN);
	stream_pair(AF_INET, &a, &b);
	GIVES(write(a, "unread", 6), 6);
	readable(b);
	close(b);
	FAILS(read(a, buf, sizeof(buf)), ECONNRESET);
	GIVES(read(a, buf, sizeof(buf)), 0);
	close(a);
	stream_pair(AF_INET, &a, &b);
	GIVES(setsockopt(a, SOL_SOCKET, SO_LINGER, &l, sizeof(l)), 0);
	close(a);
	FAILS(read(b, buf, sizeof(buf)), ECONNRESET);
}

static void
sigpipe(void)
{
	pid_t pid;
	int a, b, status;

	stream_pair(AF_INET, &a, &b);
	if ((pid = fork()) == 0) {
		signal(SIGPIPE, SIG_DFL);
		shutdown(a, SHUT_WR);
		(void)!write(a, "x", 1);
		_exit(0);
	}
	GIVES(waitpid(pid, &status, 0), pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
}

/* ---- options and flags ------------------------------------------------------------------- */

static int
optint(int s, int level, int name)
{
	int v = -1;
	socklen_t len = sizeof(v);

	GIVES(getsockopt(s, level, name, &v, &len), 0);
	return (v);
}

static void
setint(int s, int level, int name, int v)
{
	GIVES(setsockopt(s, level, name, &v, sizeof(v)), 0);
}

static void
options(void)
{
	struct timeval tv = { 0, 50000 };
	int a, b, v = 0;
	char c;
	long t;

	stream_pair(AF_INET, &a, &b);
	GIVES(optint(a, SOL_SOCKET, SO_TYPE), SOCK_STREAM);
	setint(a, IPPROTO_TCP, TCP_NODELAY, 1);
	CHECK(optint(a, IPPROTO_TCP, TCP_NODELAY) != 0);
	CHECK(optint(a, IPPROTO_TCP, TCP_MAXSEG) > 1000);
	setint(a, IPPROTO_TCP, TCP_KEEPIDLE, 5000);
	GIVES(optint(a, IPPROTO_TCP, TCP_KEEPIDLE), 5000);
	setint(a, SOL_SOCKET, SO_KEEPALIVE, 1);
	CHECK(optint(a, SOL_SOCKET, SO_KEEPALIVE) != 0);
	setint(a, SOL_SOCKET, SO_RCVBUF, 8192);
	GIVES(optint(a, SOL_SOCKET, SO_RCVBUF), 8192);
	setint(a, IPPROTO_IP, IP_TTL, 9);
	GIVES(optint(a, IPPROTO_IP, IP_TTL), 9);
	FAILS(setsockopt(a, IPPROTO_TCP, 0x7777, &v, sizeof(v)), ENOPROTOOPT);
	GIVES(setsockopt(a, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), 0);
	t = now_ms();
	FAILS(read(a, &c, 1), EAGAIN);
	CHECK(now_ms() - t >= 40);
	FAILS(recv(a, &c, 1, MSG_DONTWAIT), EAGAIN);
}

/* A small receive buffer closes the window; reading opens it again. */
static void
window(void)
{
	static char buf[65536];
	size_t total = 0;
	ssize_t n;
	int a, b;
	pid_t pid;

	stream_pair(AF_INET, &a, &b);
	setint(b, SOL_SOCKET, SO_RCVBUF, 4096);
	if ((pid = fork()) == 0) {
		close(b);
		for (int i = 0; i < 16; i++)
			if (write(a, buf, sizeof(buf)) != sizeof(buf))
				_exit(1);
		_exit(0);
	}
	close(a);
	sleep_ms(100);
	while ((n = read(b, buf, 3000)) > 0)
		total += (size_t)n;
	GIVES(total, 16 * sizeof(buf));
	CHECK(child_ok(pid));
}

/* A sender that must not wait is told; the event comes when there is room. */
static void
backpressure(void)
{
	static char buf[32768];
	struct kevent kev;
	int a, b, kq = kqueue();
	ssize_t n;

	stream_pair(AF_INET, &a, &b);
	GIVES(fcntl(a, F_SETFL, O_NONBLOCK), 0);
	struct timespec none = { 0, 0 }, while_ = { 0, 600000000 };
	EV_SET(&kev, a, EVFILT_WRITE, EV_ADD, 0, 0, NULL);
	GIVES(kevent(kq, &kev, 1, NULL, 0, NULL), 0);
	/* Acknowledgements that are late may make room once more. */
	do {
		while ((n = write(a, buf, sizeof(buf))) > 0)
			;
		GIVES(errno, EAGAIN);
	} while (kevent(kq, NULL, 0, &kev, 1, &while_) != 0);
	GIVES(fcntl(b, F_SETFL, O_NONBLOCK), 0);
	struct timespec long_ = { 30, 0 };
	while (kevent(kq, NULL, 0, &kev, 1, &none) == 0) {
		if (read(b, buf, sizeof(buf)) < 0)
			GIVES(kevent(kq, NULL, 0, &kev, 1, &long_), 1);
	}
	CHECK(kev.data > 0);
}

static void
waitall(void)
{
	char buf[16];
	int a, b, n;
	pid_t pid;

	stream_pair(AF_INET, &a, &b);
	if ((pid = fork()) == 0) {
		for (int i = 0; i < 4; i++) {
			sleep_ms(10);
			(void)!write(a, "abcd", 4);
		}
		_exit(0);
	}
	GIVES(recv(b, buf, 16, MSG_WAITALL), 16);
	GIVES(ioctl(b, FIONREAD, &n), 0);
	GIVES(n, 0);
	CHECK(child_ok(pid));
}

/* Connections come and go by the thousand: what is over makes room. */
static void
churn(void)
{
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), a, b;
	char c;

	for (int n = 0; n < 6000; n++) {
		a = socket(AF_INET, SOCK_STREAM, 0);
		GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
		b = accept(l, NULL, NULL);
		CHECK(b >= 0);
		close(a);
		GIVES(read(b, &c, 1), 0);
		close(b);
	}
}

/* What the listener has, its connections have. */
static void
inherited(void)
{
	struct sockaddr_in sin;
	int l, a, b;

	l = listener(AF_INET, &sin);
	setint(l, SOL_SOCKET, SO_RCVBUF, 12345);
	setint(l, IPPROTO_TCP, TCP_NODELAY, 1);
	a = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	b = accept(l, NULL, NULL);
	GIVES(optint(b, SOL_SOCKET, SO_RCVBUF), 12345);
	CHECK(optint(b, IPPROTO_TCP, TCP_NODELAY) != 0);
}

/* A queue of connections holds what listen(2) said, and no flood harms it. */
static void
many(void)
{
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), fds[200], n;
	char c;

	for (n = 0; n < 100; n++) {
		fds[n] = socket(AF_INET, SOCK_STREAM, 0);
		GIVES(connect(fds[n], (struct sockaddr *)&sin, sizeof(sin)),
		    0);
	}
	for (int i = 0; i < n; i++) {
		int t = accept(l, NULL, NULL);

		CHECK(t >= 0);
		GIVES(write(t, "z", 1), 1);
		close(t);
	}
	for (int i = 0; i < n; i++)
		GIVES(read(fds[i], &c, 1), 1);
}

static const struct test tests[] = {
	{ "echo4", echo4 }, { "echo6", echo6 }, { "bulk", bulk },
	{ "both_ways", both_ways }, { "flood", flood }, { "refused", refused },
	{ "states", states }, { "binding", binding },
	{ "half_close", half_close }, { "resets", resets },
	{ "sigpipe", sigpipe }, { "options", options },
	{ "window", window }, { "backpressure", backpressure },
	{ "waitall", waitall }, { "many", many },
	{ "churn", churn }, { "inherited", inherited },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
