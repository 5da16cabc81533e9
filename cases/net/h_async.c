/*
 * h_async.c: SIGIO: who asked for it is told when there is something to do,
 * on each kind of descriptor that can tell.
 *
 * usage: h_async [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/filio.h>
#include <sys/ioctl.h>
#include <sys/sockio.h>
#include <sys/ttycom.h>
#include <net/bpf.h>
#include <net/if.h>
#include <fcntl.h>
#include <termios.h>

static volatile sig_atomic_t told;

static void
on_sigio(int sig)
{
	(void)sig;
	told++;
}

/* From now on fd signals us. */
static void
ask(int fd)
{
	int on = 1;

	signal(SIGIO, on_sigio);
	GIVES(fcntl(fd, F_SETOWN, getpid()), 0);
	GIVES(fcntl(fd, F_GETOWN), getpid());
	GIVES(ioctl(fd, FIOASYNC, &on), 0);
	CHECK((fcntl(fd, F_GETFL) & O_ASYNC) != 0);
	told = 0;
}

/* The signal comes, at most 20 s later. */
static void
comes(const char *what)
{
	for (int i = 0; i < 2000 && told == 0; i++)
		sleep_ms(10);
	if (told == 0) {
		printf("no SIGIO: %s\n", what);
		fflush(stdout);
		_exit(1);
	}
	told = 0;
}

/* Whoever asks no more is left alone. */
static void
ask_no_more(int fd)
{
	GIVES(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_ASYNC), 0);
	told = 0;
}

static void
datagrams(void)
{
	struct sockaddr_in sin;
	int s = udp(&sin), t = socket(AF_INET, SOCK_DGRAM, 0);
	char c;

	ask(s);
	GIVES(sendto(t, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)), 1);
	comes("a datagram");
	GIVES(recv(s, &c, 1, 0), 1);
	ask_no_more(s);
	GIVES(sendto(t, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)), 1);
	readable(s);
	GIVES(told, 0);
}

static void
streams(void)
{
	static char buf[65536];
	int a, b;

	stream_pair(AF_INET, &a, &b);
	ask(a);
	GIVES(write(b, "x", 1), 1);
	comes("data");
	GIVES(read(a, buf, 1), 1);
	/* There is room again. */
	GIVES(fcntl(a, F_SETFL, O_NONBLOCK | O_ASYNC), 0);
	while (write(a, buf, sizeof(buf)) > 0)
		;
	GIVES(errno, EAGAIN);
	told = 0;
	while (told == 0 && recv(b, buf, sizeof(buf), 0) > 0)
		;
	comes("room");
	close(b);
	comes("the end");
}

/* The listener, and what it accepts: that has its owner and its flags. */
static void
listeners(void)
{
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), a, b;

	ask(l);
	a = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	comes("a connection");
	b = accept(l, NULL, NULL);
	GIVES(fcntl(b, F_GETOWN), getpid());
	CHECK((fcntl(b, F_GETFL) & O_ASYNC) != 0);
	GIVES(write(a, "x", 1), 1);
	comes("data of what was accepted");
	close(b);
	/* With accept4(2) only the owner is taken over. */
	close(a);
	a = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	b = accept4(l, NULL, NULL, 0);
	GIVES(fcntl(b, F_GETOWN), getpid());
	GIVES(fcntl(b, F_GETFL) & O_ASYNC, 0);
}

/* With a filter the connection comes with its data. */
static void
filtered(void)
{
	struct accept_filter_arg afa = { .af_name = "dataready" };
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), a;

	GIVES(setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, &afa, sizeof(afa)),
	    0);
	ask(l);
	a = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(a, (struct sockaddr *)&sin, sizeof(sin)), 0);
	sleep_ms(100);
	GIVES(told, 0);
	GIVES(write(a, "x", 1), 1);
	comes("a connection with data");
	CHECK(accept(l, NULL, NULL) >= 0);
}

static void
connecting(void)
{
	struct sockaddr_in sin;
	int l = listener(AF_INET, &sin), s;

	s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	ask(s);
	if (connect(s, (struct sockaddr *)&sin, sizeof(sin)) != 0)
		GIVES(errno, EINPROGRESS);
	comes("connected");
	close(l);
	s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	ask(s);
	if (connect(s, (struct sockaddr *)&sin, sizeof(sin)) != 0 &&
	    errno == EINPROGRESS)
		comes("refused");
}

static void
local(void)
{
	static char buf[4096];
	int s[2];

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	ask(s[0]);
	GIVES(write(s[1], "x", 1), 1);
	comes("data");
	GIVES(fcntl(s[0], F_SETFL, O_NONBLOCK | O_ASYNC), 0);
	while (write(s[0], buf, sizeof(buf)) > 0)
		;
	told = 0;
	while (recv(s[1], buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
	comes("room");
	close(s[1]);
	comes("the end");
}

static void
terminals(void)
{
	int m = posix_openpt(O_RDWR | O_NOCTTY), s;
	struct termios t;
	char buf[16];

	CHECK(m >= 0);
	CHECK(grantpt(m) == 0 && unlockpt(m) == 0);
	s = open(ptsname(m), O_RDWR | O_NOCTTY);
	CHECK(s >= 0);
	CHECK(tcgetattr(s, &t) == 0);
	cfmakeraw(&t);
	CHECK(tcsetattr(s, TCSANOW, &t) == 0);
	/* Of a terminal only those have the signals whose it is. */
	FAILS(fcntl(s, F_SETOWN, getpid()), ENOTTY);
	CHECK(setsid() == getpid());
	GIVES(ioctl(s, TIOCSCTTY, 0), 0);
	ask(s);
	GIVES(write(m, "x", 1), 1);
	comes("typed");
	GIVES(read(s, buf, 1), 1);
	ask_no_more(s);
	GIVES(write(m, "x", 1), 1);
	GIVES(read(s, buf, 1), 1);
	GIVES(told, 0);
}

static void
tunnel(void)
{
	int f, s = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in sin;

	GIVES(system("ifconfig tun5 create"), 0);
	f = open("/dev/tun5", O_RDWR);
	CHECK(f >= 0);
	GIVES(system("ifconfig tun5 10.77.0.1 10.77.0.2 up"), 0);
	ask(f);
	loopback(&sin, 9);
	sin.sin_addr.s_addr = htonl(0x0a4d0002);
	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)), 1);
	comes("a packet");
}

/* A capture; which signal is chosen by who asks. */
static void
capture(void)
{
	struct sockaddr_in sin;
	int f = open("/dev/bpf", O_RDWR), s = udp(&sin), none;
	u_int sig = SIGUSR1, one = 1, got;
	struct ifreq ifr;

	CHECK(f >= 0);
	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, "lo0");
	GIVES(ioctl(f, BIOCSETIF, &ifr), 0);
	GIVES(ioctl(f, BIOCIMMEDIATE, &one), 0);
	GIVES(ioctl(f, BIOCGRSIG, &got), 0);
	GIVES(got, SIGIO);
	ask(f);
	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)), 1);
	comes("a packet");
	GIVES(ioctl(f, BIOCSRSIG, &sig), 0);
	GIVES(ioctl(f, BIOCGRSIG, &got), 0);
	GIVES(got, SIGUSR1);
	sig = 1000;
	FAILS(ioctl(f, BIOCSRSIG, &sig), EINVAL);
	signal(SIGIO, SIG_DFL);
	signal(SIGUSR1, on_sigio);
	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)), 1);
	comes("the signal chosen");
	none = (int)0x80000000;
	FAILS(ioctl(f, TIOCSPGRP, &none), EINVAL);
	FAILS(ioctl(s, SIOCSPGRP, &none), EINVAL);
	close(f);
	/* The next who opens it is not who asked before. */
	f = open("/dev/bpf0", O_RDWR);
	if (f >= 0)
		GIVES(fcntl(f, F_GETOWN), 0);
}

static void
pipes(void)
{
	static char buf[4096];
	int p[2];

	GIVES(pipe(p), 0);
	ask(p[1]);
	GIVES(fcntl(p[1], F_SETFL, O_NONBLOCK | O_ASYNC), 0);
	while (write(p[1], buf, sizeof(buf)) > 0)
		;
	told = 0;
	for (int i = 0; i < 8; i++)
		(void)!read(p[0], buf, sizeof(buf));
	comes("room");
	close(p[0]);
	comes("the end");
}

/* A group may own it, too; each who belongs is told. */
static void
groups(void)
{
	int s[2], status, owner, on = 1, pgrp;
	pid_t pid;

	GIVES(socketpair(AF_LOCAL, SOCK_STREAM, 0, s), 0);
	signal(SIGIO, on_sigio);
	GIVES(setpgid(0, 0), 0);
	if ((pid = fork()) == 0) {
		GIVES(write(s[1], "r", 1), 1);
		comes("a member of the group");
		_exit(0);
	}
	char c;
	GIVES(read(s[0], &c, 1), 1);
	pgrp = getpgrp();
	GIVES(ioctl(s[0], SIOCSPGRP, &pgrp), 0);
	GIVES(ioctl(s[0], SIOCGPGRP, &owner), 0);
	GIVES(owner, pgrp);
	GIVES(fcntl(s[0], F_GETOWN), -pgrp);
	GIVES(ioctl(s[0], FIOGETOWN, &owner), 0);
	GIVES(owner, -pgrp);
	GIVES(ioctl(s[0], FIOASYNC, &on), 0);
	told = 0;
	GIVES(write(s[1], "x", 1), 1);
	comes("the leader");
	GIVES(waitpid(pid, &status, 0), pid);
	GIVES(status, 0);
	FAILS(fcntl(s[0], F_SETOWN, 999999), ESRCH);
	GIVES(fcntl(s[0], F_SETOWN, 0), 0);
	GIVES(fcntl(s[0], F_GETOWN), 0);
	GIVES(write(s[1], "x", 1), 1);
	GIVES(told, 0);
}

static const struct test tests[] = {
	{ "datagrams", datagrams }, { "streams", streams },
	{ "listeners", listeners }, { "filtered", filtered },
	{ "connecting", connecting }, { "local", local },
	{ "terminals", terminals }, { "tunnel", tunnel }, { "capture", capture },
	{ "pipes", pipes }, { "groups", groups },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
