/*
 * wire.c: the host's side of frames.
 *
 *	wire relay tap tap seed loss long|short
 *		carry frames between two new taps until it is killed; of 100
 *		with data about loss are dropped, by a seeded choice.  long:
 *		with segments that nobody has cut yet
 *	wire frames interface xx:xx:xx:xx:xx:xx count
 *		send frames of a protocol that nobody knows to that address
 *	wire router interface prefix
 *		advertise a router and a prefix of 64 bits for addresses, once
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint8_t frame[70000];

static void
die(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

static int
tap_open(const char *name, int whole)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (whole)
		ifr.ifr_flags |= IFF_VNET_HDR;
	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr) != 0 ||
	    (whole && ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 |
	    TUN_F_TSO6) != 0))
		die(name);
	return (fd);
}

/* xorshift: the same choices in every run. */
static uint32_t
choose(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return (*state);
}

static int
do_relay(char **av)
{
	int whole = strcmp(av[4], "long") == 0, loss = atoi(av[3]);
	uint32_t state = (uint32_t)atoi(av[2]);
	struct pollfd p[2];
	ssize_t n;

	for (int i = 0; i < 2; i++) {
		p[i].fd = tap_open(av[i], whole);
		p[i].events = POLLIN;
	}
	printf("relaying\n");
	fflush(stdout);
	while (poll(p, 2, -1) >= 0) {
		for (int i = 0; i < 2; i++) {
			if ((p[i].revents & POLLIN) == 0)
				continue;
			if ((n = read(p[i].fd, frame, sizeof(frame))) < 0)
				die("read");
			/* Only what carries data: the rest comes too seldom. */
			if (n > 500 && choose(&state) % 100 < (uint32_t)loss)
				continue;
			if (write(p[!i].fd, frame, (size_t)n) < 0 &&
			    errno != EIO)
				die("write");
		}
	}
	die("poll");
	return (1);
}

static int
packet_socket(const char *name)
{
	struct sockaddr_ll sll = { .sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL),
	    .sll_ifindex = (int)if_nametoindex(name) };
	int s = socket(AF_PACKET, SOCK_RAW, 0);

	if (s < 0 || bind(s, (struct sockaddr *)&sll, sizeof(sll)) != 0)
		die(name);
	return (s);
}

static int
do_frames(char **av)
{
	int s = packet_socket(av[0]), count = atoi(av[2]);
	unsigned a[6];

	if (sscanf(av[1], "%x:%x:%x:%x:%x:%x", &a[0], &a[1], &a[2], &a[3],
	    &a[4], &a[5]) != 6)
		return (2);
	for (int i = 0; i < 6; i++)
		frame[i] = (uint8_t)a[i];
	frame[6] = 2;
	frame[12] = 0x88;
	frame[13] = 0xb5;
	for (int i = 0; i < count; i++)
		if (send(s, frame, 60, 0) != 60)
			die("send");
	return (0);
}

static int
do_router(char **av)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6,
	    .sin6_scope_id = if_nametoindex(av[0]) };
	int s = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6), hops = 255;
	uint8_t *prefix = frame + 16;

	inet_pton(AF_INET6, "ff02::1", &to.sin6_addr);
	frame[0] = 134;			/* router advertisement */
	frame[4] = 64;			/* hop limit */
	frame[6] = 1800 >> 8;		/* a router for so many seconds */
	frame[7] = 1800 & 255;
	prefix[0] = 3;
	prefix[1] = 4;			/* of 8 bytes */
	prefix[2] = 64;
	prefix[3] = 0xc0;		/* on the link, for addresses */
	prefix[6] = prefix[10] = 3;	/* valid and preferred: some minutes */
	if (s < 0 || inet_pton(AF_INET6, av[1], prefix + 16) != 1 ||
	    setsockopt(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops,
	    sizeof(hops)) != 0 ||
	    sendto(s, frame, 48, 0, (struct sockaddr *)&to, sizeof(to)) != 48)
		die(av[0]);
	return (0);
}

static const struct {
	const char	*name;
	int		 args;
	int		(*fn)(char **);
} verbs[] = {
	{ "relay", 5, do_relay },
	{ "frames", 3, do_frames },
	{ "router", 2, do_router },
};

int
main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (argc > 1 && strcmp(argv[1], verbs[i].name) == 0 &&
		    argc == 2 + verbs[i].args)
			return (verbs[i].fn(argv + 2));
	fprintf(stderr, "usage: wire verb argument ...\n");
	return (2);
}
