/*
 * h_local.c: local sockets under several users at once, and the corners of
 * what they tell.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/un.h>

#define BIG	16000		/* nearly all that may be on its way */

/* Datagrams to and fro for two seconds. */
static void
exchange(int out, int in)
{
	static char buf[BIG];
	long end = now_ms() + 2000;

	while (now_ms() < end) {
		GIVES(send(out, buf, sizeof(buf), 0), BIG);
		GIVES(recv(in, buf, sizeof(buf), 0), BIG);
	}
}

/*
 * While a datagram is being sent there is no room for another.  Who waits for
 * room then is told when there is: as often as it asks.
 */
static void
room_again(void)
{
	struct pollfd p = { .events = POLLOUT };
	long n = 0, end;
	int s[2];
	pid_t pid;

	GIVES(socketpair(AF_LOCAL, SOCK_DGRAM, 0, s), 0);
	p.fd = s[0];
	CHECK((pid = fork()) >= 0);
	if (pid == 0) {
		exchange(s[0], s[1]);
		_exit(0);
	}
	for (end = now_ms() + 1900; now_ms() < end; n++)
		GIVES(poll(&p, 1, 20000), 1);
	GIVES(child_ok(pid), 1);
	CHECK(n > 100);
}

/* Two who write to one socket, each all the time: both get through. */
static void
two_senders(void)
{
	static char buf[BIG];
	int s[2], done = 0;
	pid_t pid[2];

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	for (int i = 0; i < 2; i++) {
		CHECK((pid[i] = fork()) >= 0);
		if (pid[i] == 0) {
			for (int n = 0; n < 100; n++)
				GIVES(write(s[0], buf, sizeof(buf)), BIG);
			_exit(0);
		}
	}
	while (done < 200 * BIG) {
		ssize_t n = read(s[1], buf, 777);

		CHECK(n > 0);
		done += (int)n;
	}
	GIVES(child_ok(pid[0]), 1);
	GIVES(child_ok(pid[1]), 1);
}

static const struct test tests[] = {
	{ "room_again", room_again }, { "two_senders", two_senders },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
