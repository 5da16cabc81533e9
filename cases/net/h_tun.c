/*
 * h_tun.c: tun(4) and tap(4): interfaces whose other end is this program.
 *
 * usage: h_tun [test ...]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_net.h"
#include <sys/event.h>
#include <sys/filio.h>
#include <sys/ioctl.h>
#include <sys/sockio.h>
#include <net/if.h>
#include <net/tap/if_tap.h>
#include <net/tun/if_tun.h>
#include <arpa/inet.h>
#include <fcntl.h>

#define FRAME	2048

static int
run(const char *fmt, const char *name)
{
	char command[200];

	snprintf(command, sizeof(command), fmt, name);
	return (system(command));
}

/* The answer to an echo request: addresses change places.  Not one: 0. */
static int
echo(unsigned char *ip, size_t len)
{
	size_t hl = (ip[0] & 15) * 4U;
	unsigned char a[4];
	unsigned sum;

	if (len < hl + 8 || ip[0] >> 4 != 4 || ip[9] != 1 || ip[hl] != 8)
		return (0);
	memcpy(a, ip + 12, 4);
	memcpy(ip + 12, ip + 16, 4);
	memcpy(ip + 16, a, 4);
	ip[hl] = 0;
	sum = ip[hl + 2] * 256U + ip[hl + 3] + 0x800;
	sum += sum >> 16;
	ip[hl + 2] = (unsigned char)(sum >> 8);
	ip[hl + 3] = (unsigned char)sum;
	return (1);
}

/* The other end: answers until it is killed. */
static pid_t
other_end(int fd, int link)
{
	static const unsigned char mac[6] = { 2, 0, 0, 0, 0, 9 };
	unsigned char f[FRAME], sender[10];
	pid_t pid = fork();
	ssize_t n;

	if (pid != 0)
		return (pid);
	while ((n = read(fd, f, sizeof(f))) > 0) {
		if (link == 14 && f[12] == 8 && f[13] == 6 && f[21] == 1) {
			/* Who has it: we have. */
			memcpy(sender, f + 22, 10);
			memcpy(f + 28, f + 38, 4);
			memcpy(f + 22, mac, 6);
			memcpy(f + 32, sender, 10);
			f[21] = 2;
		} else if (!echo(f + link, (size_t)(n - link))) {
			continue;
		}
		if (link == 14) {
			memcpy(f, f + 6, 6);
			memcpy(f + 6, mac, 6);
		}
		if (write(fd, f, (size_t)n) != n)
			_exit(1);
	}
	_exit(1);
}

static void
tap_talks(void)
{
	struct ifreq ifr;
	int fd = open("/dev/tap", O_RDWR);
	pid_t pid;

	CHECK(fd >= 0);
	GIVES(ioctl(fd, TAPGIFNAME, &ifr), 0);
	GIVES(strcmp(ifr.ifr_name, "tap0"), 0);
	GIVES(run("ifconfig %s 10.71.0.1/24", ifr.ifr_name), 0);
	pid = other_end(fd, 14);
	GIVES(system("ping -c 3 -i 0.1 10.71.0.2 >/dev/null"), 0);
	GIVES(system("ping -c 1 -s 1400 10.71.0.2 >/dev/null"), 0);
	GIVES(system("arp -n 10.71.0.2 | grep -q 02:00:00:00:00:09"), 0);
	GIVES(kill(pid, SIGKILL), 0);
	GIVES(waitpid(pid, NULL, 0), pid);
	/* The last one that has it open takes the interface along. */
	GIVES(close(fd), 0);
	CHECK(system("ifconfig tap0 >/dev/null 2>&1") != 0);
}

static void
tun_talks(void)
{
	int fd = open("/dev/tun", O_RDWR);
	pid_t pid;

	CHECK(fd >= 0);
	GIVES(system("ifconfig tun0 10.72.0.1 10.72.0.2"), 0);
	GIVES(system("ifconfig tun0 | grep -q 'inet 10.72.0.1 --> 10.72.0.2'"),
	    0);
	pid = other_end(fd, 0);
	GIVES(system("ping -c 3 -i 0.1 10.72.0.2 >/dev/null"), 0);
	/* A network beyond it, as of a tunnel to elsewhere. */
	GIVES(system("route -q add -net 10.73.0.0/16 10.72.0.2"), 0);
	GIVES(system("ping -c 1 10.73.4.5 >/dev/null"), 0);
	GIVES(kill(pid, SIGKILL), 0);
	GIVES(waitpid(pid, NULL, 0), pid);
	GIVES(close(fd), 0);
}

/* What goes in comes out whole, with the family in front if that is wanted. */
static void
packets(void)
{
	struct sockaddr_in to = { .sin_len = sizeof(to), .sin_family = AF_INET,
	    .sin_port = htons(99) };
	int fd = open("/dev/tun1", O_RDWR | O_NONBLOCK), one = 1, n, s;
	unsigned char p[FRAME];
	struct kevent ev;
	int kq = kqueue();

	CHECK(fd >= 0);
	FAILS(open("/dev/tun1", O_RDWR), EBUSY);
	FAILS(read(fd, p, sizeof(p)), EAGAIN);
	EV_SET(&ev, fd, EVFILT_READ, EV_ADD, 0, 0, NULL);
	GIVES(kevent(kq, &ev, 1, &ev, 1, &(struct timespec){ 0, 0 }), 0);
	GIVES(system("ifconfig tun1 10.74.0.1 10.74.0.2 mtu 1400"), 0);
	s = socket(AF_INET, SOCK_DGRAM, 0);
	to.sin_addr.s_addr = inet_addr("10.74.0.2");
	GIVES(sendto(s, "hello", 5, 0, (struct sockaddr *)&to, sizeof(to)), 5);
	GIVES(kevent(kq, NULL, 0, &ev, 1, &(struct timespec){ 30, 0 }), 1);
	GIVES(ev.data, 33);
	GIVES(ioctl(fd, FIONREAD, &n), 0);
	GIVES(n, 33);
	GIVES(read(fd, p, sizeof(p)), 33);
	CHECK(p[0] == 0x45 && memcmp(p + 28, "hello", 5) == 0);
	FAILS(read(fd, p, sizeof(p)), EAGAIN);

	/* Longer than the interface's packets: in two, each its own read. */
	GIVES(sendto(s, p, 1500, 0, (struct sockaddr *)&to, sizeof(to)), 1500);
	GIVES(read(fd, p, sizeof(p)), 1396);
	GIVES(read(fd, p, 40), 40);
	FAILS(read(fd, p, sizeof(p)), EAGAIN);

	GIVES(ioctl(fd, TUNSIFHEAD, &one), 0);
	GIVES(sendto(s, "again", 5, 0, (struct sockaddr *)&to, sizeof(to)), 5);
	GIVES(read(fd, p, sizeof(p)), 37);
	CHECK(p[2] == 0 && p[3] == AF_INET && p[4] == 0x45);
	p[3] = 99;
	FAILS(write(fd, p, 37), EAFNOSUPPORT);
	FAILS(write(fd, p, 3), EIO);

	/* More than anybody reads: the rest is counted as lost, no more. */
	for (int i = 0; i < 300; i++)
		(void)sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
	for (n = 0; read(fd, p, sizeof(p)) > 0; n++)
		;
	GIVES(n, 128);
}

/* Nonsense from the program harms nobody. */
static void
nonsense(void)
{
	unsigned char f[FRAME];
	uint32_t seed = 7;
	int tap = open("/dev/tap2", O_RDWR | O_NONBLOCK);
	int tun = open("/dev/tun2", O_RDWR | O_NONBLOCK);

	CHECK(tap >= 0 && tun >= 0);
	GIVES(system("ifconfig tap2 10.75.0.1/24; "
	    "ifconfig tun2 10.76.0.1 10.76.0.2"), 0);
	FAILS(write(tap, f, 10), EIO);
	for (int i = 0; i < 20000; i++) {
		size_t len = 15 + (seed >> 8) % (sizeof(f) - 15);

		for (size_t k = 0; k < len; k++) {
			seed = seed * 1664525 + 1013904223;
			f[k] = (unsigned char)(seed >> 24);
		}
		if (i % 2 == 0) {
			memset(f, 0xff, 6);
			f[12] = i % 4 == 0 ? 8 : 0x86;
			f[13] = i % 4 == 0 ? 0 : 0xdd;
			f[14] = i % 4 == 0 ? 0x45 : 0x60;
			CHECK(write(tap, f, len) == (ssize_t)len);
		} else {
			f[0] = i % 4 == 1 ? 0x45 : 0x60;
			CHECK(write(tun, f, len) == (ssize_t)len);
		}
	}
	GIVES(system("ping -c 1 127.0.0.1 >/dev/null"), 0);
}

/* ifconfig(8) makes and takes away. */
static void
cloned(void)
{
	int fd;

	GIVES(system("ifconfig tap7 create"), 0);
	CHECK(system("ifconfig tap7 create 2>/dev/null") != 0);
	GIVES(system("ifconfig tap7 10.77.0.1/24 && "
	    "ifconfig tap7 | grep -q 10.77.0.1"), 0);
	fd = open("/dev/tap7", O_RDWR);
	CHECK(fd >= 0);
	CHECK(system("ifconfig tap7 destroy 2>/dev/null") != 0);
	GIVES(close(fd), 0);
	/* It stays, with its address. */
	GIVES(system("ifconfig tap7 | grep -q 10.77.0.1"), 0);
	GIVES(system("ifconfig tap7 destroy"), 0);
	CHECK(system("ifconfig tap7 >/dev/null 2>&1") != 0);
	GIVES(system("n=$(ifconfig tun create) && ifconfig $n >/dev/null && "
	    "ifconfig $n destroy"), 0);
	CHECK(system("ifconfig tap99 create 2>/dev/null") != 0);
	CHECK(system("ifconfig tap07 create 2>/dev/null") != 0);
	CHECK(system("ifconfig ether0 create 2>/dev/null") != 0);
	CHECK(system("ifconfig lo0 destroy 2>/dev/null") != 0);
	/* Nobody else may. */
	GIVES(setuid(77), 0);
	FAILS(open("/dev/tap", O_RDWR), EACCES);
	CHECK(system("ifconfig tap7 create 2>/dev/null") != 0);
}

/* More interfaces to ourselves, for addresses of their own. */
static void
loops(void)
{
	struct ip_mreq mr = { { htonl(0xe1010207) }, { inet_addr("127.1.1.1") } };
	struct sockaddr_in sin;
	int s = socket(AF_INET, SOCK_DGRAM, 0), t;

	GIVES(system("ifconfig lo1 create"), 0);
	CHECK(system("ifconfig lo1 create 2>/dev/null") != 0);
	GIVES(system("ifconfig lo1 127.1.1.1/24"), 0);
	GIVES(system("ifconfig lo1 inet6 fd00:1::1 prefixlen 64"), 0);
	GIVES(system("ifconfig lo1 | grep -q 'UP,LOOPBACK,RUNNING' && "
	    "ifconfig lo1 | grep -q 'inet 127.1.1.1' && "
	    "netstat -rn | grep -q '^127.1.1.0/24.* lo1'"), 0);
	GIVES(system("ping -c 1 127.1.1.1 >/dev/null && "
	    "ping6 -c 1 fd00:1::1 >/dev/null"), 0);
	loopback(&sin, 7077);
	sin.sin_addr.s_addr = inet_addr("127.1.1.1");
	GIVES(bind(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
	GIVES(setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, &mr, sizeof(mr)),
	    0);
	GIVES(system("test $(ifconfig lo create) = lo2 && "
	    "ifconfig lo2 destroy"), 0);
	/* It goes while it is in use; lo0 stays. */
	GIVES(system("ifconfig lo1 destroy"), 0);
	CHECK(system("ifconfig lo1 >/dev/null 2>&1") != 0);
	CHECK(system("ifconfig lo1 destroy 2>/dev/null") != 0);
	t = socket(AF_INET, SOCK_DGRAM, 0);
	FAILS(bind(t, (struct sockaddr *)&sin, sizeof(sin)), EADDRNOTAVAIL);
	GIVES(system("netstat -rn | grep -c '127.1.1.\\|fd00:1' | "
	    "grep -qx 0"), 0);
	CHECK(system("ifconfig lo0 destroy 2>/dev/null") != 0);
	CHECK(system("ifconfig lo16 create 2>/dev/null") != 0);
	CHECK(system("ifconfig lo01 create 2>/dev/null") != 0);
	GIVES(system("for i in 1 2 3; do ifconfig lo1 create && ifconfig lo1 "
	    "127.1.1.$i && ping -c 1 127.1.1.$i >/dev/null && "
	    "ifconfig lo1 destroy || exit 1; done"), 0);
}

static void
information(void)
{
	struct tapinfo ti;
	int fd = open("/dev/tap3", O_RDWR), on = 1;

	CHECK(fd >= 0);
	GIVES(ioctl(fd, TAPGIFINFO, &ti), 0);
	GIVES(ti.mtu, 1500);
	ti.mtu = 1300;
	GIVES(ioctl(fd, TAPSIFINFO, &ti), 0);
	GIVES(system("ifconfig tap3 | grep -q 'mtu 1300'"), 0);
	ti.mtu = -1;
	FAILS(ioctl(fd, TAPSIFINFO, &ti), EINVAL);
	GIVES(ioctl(fd, TAPSDEBUG, &on), 0);
	on = 0;
	GIVES(ioctl(fd, TAPGDEBUG, &on), 0);
	GIVES(on, 1);
	FAILS(ioctl(fd, TUNSIFHEAD, &on), ENOTTY);
}

static const struct test tests[] = {
	{ "tap_talks", tap_talks }, { "tun_talks", tun_talks },
	{ "packets", packets }, { "nonsense", nonsense },
	{ "cloned", cloned }, { "loops", loops }, { "information", information },
	{ NULL, NULL }
};

int
main(int argc, char **argv)
{
	return (run_tests(tests, argc, argv));
}
