/*
 * wire.c: the host's side of frames.
 *
 *	wire relay tap tap seed loss long|short
 *		carry frames between two new taps until it is killed; of 100
 *		with data about loss are dropped, by a seeded choice.  long:
 *		with segments that nobody has cut yet
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

static const struct {
	const char	*name;
	int		 args;
	int		(*fn)(char **);
} verbs[] = {
	{ "relay", 5, do_relay },
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
