/*
 * uplink.c: the tap that joins the switch to the host's networks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_bridge.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "vknetd.h"

static void
request(struct ifreq *ifr, const char *name)
{
	memset(ifr, 0, sizeof(*ifr));
	snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "%s", name);
}

static void
set_address(int s, const char *name, int cmd, in_addr_t addr, const char *what)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
	    .sin_addr = { addr } };
	struct ifreq ifr;

	request(&ifr, name);
	memcpy(&ifr.ifr_addr, &sin, sizeof(sin));
	if (ioctl(s, (unsigned long)cmd, &ifr) != 0)
		die(EX_UNAVAILABLE, "%s: setting its %s: %s", name, what,
		    strerror(errno));
}

static void
join(int s, const char *name, const char *bridge)
{
	struct ifreq ifr;

	request(&ifr, bridge);
	ifr.ifr_ifindex = (int)if_nametoindex(name);
	if (ioctl(s, SIOCBRADDIF, &ifr) != 0)
		die(EX_UNAVAILABLE, "-b %s: %s", bridge, errno == ENODEV ?
		    "does not exist" : errno == EOPNOTSUPP ? "no bridge" :
		    strerror(errno));
}

int
uplink_open(const char *tap, const char *bridge, in_addr_t addr,
    in_addr_t mask)
{
	char name[IFNAMSIZ];
	struct ifreq ifr;
	int fd, s;

	fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		die(EX_UNAVAILABLE, "/dev/net/tun: %s", strerror(errno));
	request(&ifr, strcmp(tap, "auto") == 0 ? "tap%d" : tap);
	ifr.ifr_flags = IFF_TAP | IFF_NO_PI;
	if (ioctl(fd, TUNSETIFF, &ifr) != 0)
		die(EX_UNAVAILABLE, "-t %s: %s", tap, strerror(errno));
	/* Who had it before us may have been killed while it took long frames. */
	(void)ioctl(fd, TUNSETOFFLOAD, 0);
	snprintf(name, sizeof(name), "%s", ifr.ifr_name);
	s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (addr != 0) {
		set_address(s, name, SIOCSIFADDR, addr, "address");
		set_address(s, name, SIOCSIFNETMASK, mask, "netmask");
	}
	if (bridge != NULL)
		join(s, name, bridge);
	request(&ifr, name);
	if (ioctl(s, SIOCGIFFLAGS, &ifr) == 0 &&
	    (ifr.ifr_flags & IFF_UP) == 0) {
		ifr.ifr_flags |= IFF_UP;
		if (ioctl(s, SIOCSIFFLAGS, &ifr) != 0)
			die(EX_UNAVAILABLE, "%s: bringing it up: %s", name,
			    strerror(errno));
	}
	close(s);
	note("uplink %s", name);
	return (fd);
}
