/*
 * h_hostile.c: nonsense, floods, and more than there is: none of it keeps
 * others from the network.
 *
 * usage: h_hostile [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/ioctl.h>
#include <sys/sysctl.h>
#include <net/bpf.h>
#include <net/if.h>
#include <fcntl.h>

/* Both protocols still carry something. */
static void
alive(void)
{
	struct sockaddr_in sin;
	char c = 0;
	int a, b, s = udp(&sin);

	GIVES(sendto(s, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)), 1);
	readable(s);
	GIVES(recv(s, &c, 1, 0), 1);
	stream_pair(AF_INET, &a, &b);
	GIVES(write(a, "y", 1), 1);
	GIVES(read(b, &c, 1), 1);
	close(a);
	close(b);
	close(s);
}

/* Frames of nonsense are dropped, whatever they say of themselves. */
static void
nonsense(void)
{
	unsigned char frame[600];
	struct ifreq ifr;
	uint32_t seed = 12345;
	int f = open("/dev/bpf", O_RDWR);

	CHECK(f >= 0);
	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, "lo0");
	GIVES(ioctl(f, BIOCSETIF, &ifr), 0);
	for (int n = 0; n < 20000; n++) {
		size_t len = 5 + (seed >> 8) % (sizeof(frame) - 5);

		for (size_t i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			frame[i] = (unsigned char)(seed >> 24);
		}
		/* Most of them look like packets, at least at first. */
		memset(frame, 0, 4);
		frame[0] = n % 3 == 0 ? AF_INET6 : AF_INET;
		if (n % 3 == 0) {
			frame[4] = 0x60;
			frame[8] = (unsigned char)((len - 44) >> 8);
			frame[9] = (unsigned char)(len - 44);
			if (len > 44) {
				memset(frame + 28, 0, 15);
				frame[43] = 1;
			}
		} else if (len > 24) {
			static const unsigned char protos[] = { 1, 2, 6, 17 };

			frame[4] = n % 5 != 0 ? 0x45 : 0x46;
			frame[6] = (unsigned char)((len - 4) >> 8);
			frame[7] = (unsigned char)(len - 4);
			frame[13] = protos[n & 3];
			if (n % 7 != 0)
				frame[10] = frame[11] = 0;
			frame[20] = 127;
			frame[21] = frame[22] = 0;
			frame[23] = 1;
		}
		(void)!write(f, frame, len);
	}
	alive();
}

/* ---- limits ------------------------------------------------------------------------------------ */

/* More than the kernel has: an error, and all is well again afterwards. */
static void
exhaustion(void)
{
	static char buf[9000];
	struct sockaddr_in sin;
	int fds[400], n, i;
	pid_t pid;

	if ((pid = fork()) == 0) {
		for (n = 0; n < 400; n++) {
			socklen_t len = sizeof(sin);

			fds[n] = socket(AF_INET, SOCK_DGRAM, 0);
			if (fds[n] < 0) {
				CHECK(errno == ENOBUFS || errno == EMFILE);
				break;
			}
			loopback(&sin, 0);
			if (bind(fds[n], (struct sockaddr *)&sin, len) != 0 ||
			    getsockname(fds[n], (struct sockaddr *)&sin,
			    &len) != 0)
				_exit(1);
			for (i = 0; i < 10; i++)
				(void)!sendto(fds[n], buf, sizeof(buf), 0,
				    (struct sockaddr *)&sin, sizeof(sin));
		}
		_exit(0);
	}
	CHECK(child_ok(pid));
	alive();
}

/* Connections that are begun and never completed keep nobody out. */
static void
flood(void)
{
	unsigned char p[40] = { 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6 };
	struct sockaddr_in sin, to;
	int l = listener(AF_INET, &sin), c, r, sent = 0;

	r = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
	CHECK(r >= 0);
	loopback(&to, 0);
	p[2] = sizeof(p);		/* in host order */
	memcpy(p + 16, &sin.sin_addr, 4);
	memcpy(p + 22, &sin.sin_port, 2);
	p[32] = 0x50;
	p[33] = 0x02;
	p[34] = 0x40;
	for (unsigned n = 0; n < 20000; n++) {
		p[12] = 10;
		p[13] = (unsigned char)(n >> 16);
		p[14] = (unsigned char)(n >> 8);
		p[15] = (unsigned char)(n | 1);
		p[20] = (unsigned char)(0x40 | n % 64);
		p[21] = (unsigned char)(n >> 3);
		p[24] = (unsigned char)n;
		if (sendto(r, p, sizeof(p), 0, (struct sockaddr *)&to,
		    sizeof(to)) == sizeof(p))
			sent++;
	}
	GIVES(sent, 20000);
	c = socket(AF_INET, SOCK_STREAM, 0);
	GIVES(connect(c, (struct sockaddr *)&sin, sizeof(sin)), 0);
	CHECK(accept(l, NULL, NULL) >= 0);
}

static void
ports(void)
{
	int lo = 60000, hi = 60009, n, was_lo, was_hi, s;
	size_t len = sizeof(int);
	struct sockaddr_in sin;

	GIVES(sysctlbyname("net.inet.ip.portrange.first", &was_lo, &len, &lo,
	    sizeof(lo)), 0);
	GIVES(sysctlbyname("net.inet.ip.portrange.last", &was_hi, &len, &hi,
	    sizeof(hi)), 0);
	for (n = 0; n < 20; n++) {
		s = socket(AF_INET, SOCK_DGRAM, 0);
		loopback(&sin, 0);
		if (bind(s, (struct sockaddr *)&sin, sizeof(sin)) != 0)
			break;
	}
	GIVES(errno, EADDRNOTAVAIL);
	GIVES(sysctlbyname("net.inet.ip.portrange.first", NULL, NULL, &was_lo,
	    sizeof(lo)), 0);
	GIVES(sysctlbyname("net.inet.ip.portrange.last", NULL, NULL, &was_hi,
	    sizeof(hi)), 0);
	GIVES(n, 10);
}

static const struct test tests[] = {
	{ "nonsense", nonsense }, { "exhaustion", exhaustion },
	{ "flood", flood }, { "ports", ports },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
