/*
 * h_accf.c: SO_ACCEPTFILTER: accept(2) finds a connection when its peer has said
 * something.
 *
 * usage: h_accf [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <fcntl.h>

static int
filter(int l, const char *name)
{
	struct accept_filter_arg arg;

	memset(&arg, 0, sizeof(arg));
	strcpy(arg.af_name, name);
	return (setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, &arg, sizeof(arg)));
}

/* A listener with a filter that never waits. */
static int
filtered(const char *name, struct sockaddr_in *sin)
{
	int l = listener(AF_INET, sin);

	GIVES(filter(l, name), 0);
	GIVES(fcntl(l, F_SETFL, O_NONBLOCK), 0);
	return (l);
}

static int
client(const struct sockaddr_in *sin)
{
	int s = socket(AF_INET, SOCK_STREAM, 0);

	GIVES(connect(s, (const struct sockaddr *)sin, sizeof(*sin)), 0);
	return (s);
}

/* Nobody is there yet. */
static void
nobody(int l)
{
	struct pollfd p = { .fd = l, .events = POLLIN };

	sleep_ms(20);
	GIVES(poll(&p, 1, 0), 0);
	FAILS(accept(l, NULL, NULL), EAGAIN);
}

static int
somebody(int l)
{
	int s;

	readable(l);
	s = accept(l, NULL, NULL);
	CHECK(s >= 0);
	return (s);
}

static void
data(void)
{
	struct sockaddr_in sin;
	int l = filtered("dataready", &sin), a = client(&sin), b;
	char buf[8];

	nobody(l);
	GIVES(send(a, "hello", 5, 0), 5);
	b = somebody(l);
	GIVES(recv(b, buf, sizeof(buf), 0), 5);
	nobody(l);
	/* One that goes without a word. */
	a = client(&sin);
	nobody(l);
	GIVES(shutdown(a, SHUT_WR), 0);
	b = somebody(l);
	GIVES(recv(b, buf, sizeof(buf), MSG_DONTWAIT), 0);
}

static void
http(void)
{
	static const char *const pieces[] = { "GE", "T / HTTP/1.1\r\n",
	    "Host: here\r\n\r", NULL };
	struct sockaddr_in sin;
	int l = filtered("httpready", &sin), a = client(&sin), b;
	char buf[64];

	for (int i = 0; pieces[i] != NULL; i++) {
		CHECK(send(a, pieces[i], strlen(pieces[i]), 0) > 0);
		nobody(l);
	}
	GIVES(send(a, "\n", 1, 0), 1);
	b = somebody(l);
	GIVES(recv(b, buf, sizeof(buf), 0), 30);
	/* What is not for a filter goes through at once. */
	a = client(&sin);
	GIVES(send(a, "POST", 4, 0), 4);
	close(somebody(l));
	a = client(&sin);
	GIVES(send(a, "HEX", 3, 0), 3);
	close(somebody(l));
}

static void
option(void)
{
	struct accept_filter_arg arg;
	socklen_t len = sizeof(arg);
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), s, a;

	s = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(filter(s, "dataready"), EINVAL);
	FAILS(getsockopt(s, SOL_SOCKET, SO_ACCEPTFILTER, &arg, &len), EINVAL);
	FAILS(filter(l, "nosuch"), ENOENT);
	FAILS(setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, &arg, 16), EINVAL);
	GIVES(getsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, &arg, &len), 0);
	GIVES(arg.af_name[0], 0);
	GIVES(filter(l, "dataready"), 0);
	FAILS(filter(l, "httpready"), EINVAL);
	GIVES(getsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, &arg, &len), 0);
	GIVES(len, sizeof(arg));
	GIVES(strcmp(arg.af_name, "dataready"), 0);
	/* Without it those who waited go on. */
	a = client(&sin);
	GIVES(fcntl(l, F_SETFL, O_NONBLOCK), 0);
	nobody(l);
	GIVES(setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, NULL, 0), 0);
	close(somebody(l));
	close(a);
}

/* Those who say nothing keep nobody out, and end with the listener. */
static void
silent(void)
{
	struct sockaddr_in sin;
	int l = filtered("dataready", &sin), mute[10], a, b, got = 0;
	char c;

	GIVES(listen(l, 4), 0);
	for (int i = 0; i < 7; i++)
		mute[i] = client(&sin);
	a = client(&sin);
	GIVES(send(a, "!", 1, 0), 1);
	for (int i = 0; i < 8 && !got; i++) {
		b = somebody(l);
		got = recv(b, &c, 1, MSG_DONTWAIT) == 1;
		close(b);
	}
	CHECK(got);
	GIVES(close(l), 0);
	for (int i = 0; i < 7; i++) {
		readable(mute[i]);
		CHECK(recv(mute[i], &c, 1, 0) <= 0);
	}
}

static const struct test tests[] = {
	{ "data", data }, { "http", http }, { "option", option },
	{ "silent", silent },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
