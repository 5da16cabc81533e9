/*
 * h_vke.c: interfaces of the guest by their requests, one a run.
 *
 *	h_vke show if			flags, MTU, addresses, link, counters
 *	h_vke up|down|promisc|nopromisc if
 *	h_vke addr if address bits
 *	h_vke mtu if bytes
 *	h_vke lladdr if xx:xx:xx:xx:xx:xx
 *	h_vke caps if [bits]		what it can do and does; do that
 *	h_vke join|leave if xx:xx:xx:xx:xx:xx	a multicast address
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/if_media.h>
#include <net/route.h>
#include <netinet/in.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <unistd.h>

static int s;
static struct ifreq ifr;

static int
request(unsigned long cmd, const char *what)
{
	if (ioctl(s, cmd, &ifr) == 0)
		return (0);
	printf("%s: errno %d\n", what, errno);
	return (1);
}

static int
set_flags(int set, int clear)
{
	int flags;

	if (request(SIOCGIFFLAGS, "flags") != 0)
		return (1);
	flags = (ifr.ifr_flags & 0xffff) | ifr.ifr_flagshigh << 16;
	flags = (flags & ~clear) | set;
	ifr.ifr_flags = (short)(flags & 0xffff);
	ifr.ifr_flagshigh = (short)(flags >> 16);
	return (request(SIOCSIFFLAGS, "set flags"));
}

static void
show_address(const char *what, unsigned long cmd)
{
	const struct sockaddr_in *sin =
	    (const struct sockaddr_in *)(void *)&ifr.ifr_addr;
	uint32_t a;

	if (ioctl(s, cmd, &ifr) != 0) {
		printf("%s none\n", what);
		return;
	}
	a = ntohl(sin->sin_addr.s_addr);
	printf("%s %u.%u.%u.%u\n", what, a >> 24, a >> 16 & 255, a >> 8 & 255,
	    a & 255);
}

/* The link address, from the list of interfaces. */
static void
show_lladdr(const char *name)
{
	int mib[6] = { CTL_NET, AF_ROUTE, 0, 0, NET_RT_IFLIST, 0 };
	static char buf[65536];
	size_t len = sizeof(buf);
	const struct if_msghdr *ifm;
	const struct sockaddr_dl *sdl;
	const uint8_t *l;

	if (sysctl(mib, 6, buf, &len, NULL, 0) != 0) {
		printf("list: errno %d\n", errno);
		return;
	}
	for (char *p = buf; p < buf + len; p += ifm->ifm_msglen) {
		ifm = (const struct if_msghdr *)(void *)p;
		sdl = (const struct sockaddr_dl *)(const void *)(ifm + 1);
		if (ifm->ifm_type != RTM_IFINFO ||
		    sdl->sdl_nlen != strlen(name) ||
		    memcmp(sdl->sdl_data, name, sdl->sdl_nlen) != 0)
			continue;
		l = (const uint8_t *)sdl->sdl_data + sdl->sdl_nlen;
		printf("lladdr %02x:%02x:%02x:%02x:%02x:%02x\n", l[0], l[1],
		    l[2], l[3], l[4], l[5]);
	}
}

static int
show(const char *name)
{
	struct ifmediareq ifm;
	struct if_data d;

	if (request(SIOCGIFFLAGS, name) != 0)
		return (1);
	printf("flags 0x%x%s%s\n", ifr.ifr_flags & 0xffff,
	    (ifr.ifr_flags & IFF_UP) != 0 ? " up" : "",
	    (ifr.ifr_flags & IFF_RUNNING) != 0 ? " running" : "");
	if (request(SIOCGIFMTU, "mtu") != 0)
		return (1);
	printf("mtu %d\n", ifr.ifr_mtu);
	show_address("inet", SIOCGIFADDR);
	show_address("netmask", SIOCGIFNETMASK);
	show_address("broadcast", SIOCGIFBRDADDR);
	show_lladdr(name);
	memset(&ifm, 0, sizeof(ifm));
	strlcpy(ifm.ifm_name, name, sizeof(ifm.ifm_name));
	if (ioctl(s, SIOCGIFMEDIA, &ifm) == 0)
		printf("media 0x%x active 0x%x status %s\n", ifm.ifm_current,
		    ifm.ifm_active, (ifm.ifm_status & IFM_ACTIVE) != 0 ?
		    "active" : "no carrier");
	ifr.ifr_data = (void *)&d;
	if (request(SIOCGIFDATA, "data") != 0)
		return (1);
	printf("link %s\n", d.ifi_link_state == LINK_STATE_UP ? "up" :
	    d.ifi_link_state == LINK_STATE_DOWN ? "down" : "unknown");
	printf("in %lu errors %lu drops %lu\nout %lu errors %lu drops %lu\n",
	    (unsigned long)d.ifi_ipackets, (unsigned long)d.ifi_ierrors,
	    (unsigned long)d.ifi_iqdrops, (unsigned long)d.ifi_opackets,
	    (unsigned long)d.ifi_oerrors, (unsigned long)d.ifi_oqdrops);
	return (0);
}

static int
set_addr(const char *name, const char *text, const char *bits)
{
	struct ifaliasreq ra;
	struct sockaddr_in *sin = (void *)&ra.ifra_addr;
	unsigned a, b, c, d;

	memset(&ra, 0, sizeof(ra));
	strlcpy(ra.ifra_name, name, sizeof(ra.ifra_name));
	if (sscanf(text, "%u.%u.%u.%u", &a, &b, &c, &d) != 4)
		return (2);
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = htonl(a << 24 | b << 16 | c << 8 | d);
	sin = (void *)&ra.ifra_mask;
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = htonl(0xffffffffu << (32 - atoi(bits)));
	if (ioctl(s, SIOCAIFADDR, &ra) == 0)
		return (0);
	printf("addr: errno %d\n", errno);
	return (1);
}

static int
link_address(const char *text)
{
	unsigned l[6];

	if (sscanf(text, "%x:%x:%x:%x:%x:%x", &l[0], &l[1], &l[2], &l[3],
	    &l[4], &l[5]) != 6)
		return (2);
	ifr.ifr_addr.sa_len = 6;
	ifr.ifr_addr.sa_family = AF_LINK;
	for (int i = 0; i < 6; i++)
		ifr.ifr_addr.sa_data[i] = (char)l[i];
	return (0);
}

/* A link address as programs write it here: sockaddr_dl without a name. */
static int
multicast(const char *text, unsigned long cmd)
{
	struct sockaddr_dl *sdl = (void *)&ifr.ifr_addr;
	unsigned l[6];

	if (sscanf(text, "%x:%x:%x:%x:%x:%x", &l[0], &l[1], &l[2], &l[3],
	    &l[4], &l[5]) != 6)
		return (2);
	memset(&ifr.ifr_addr, 0, sizeof(ifr.ifr_addr));
	sdl->sdl_len = sizeof(ifr.ifr_addr);
	sdl->sdl_family = AF_LINK;
	sdl->sdl_alen = 6;
	for (int i = 0; i < 6; i++)
		sdl->sdl_data[i] = (char)l[i];
	return (request(cmd, "multicast"));
}

static int
show_caps(void)
{
	if (request(SIOCGIFCAP, "caps") != 0)
		return (1);
	printf("can 0x%x does 0x%x\n", ifr.ifr_reqcap, ifr.ifr_curcap);
	return (0);
}

int
main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";

	s = socket(AF_INET, SOCK_DGRAM, 0);
	if (argc > 2)
		strlcpy(ifr.ifr_name, argv[2], sizeof(ifr.ifr_name));
	if (strcmp(verb, "show") == 0)
		return (show(argv[2]));
	if (strcmp(verb, "up") == 0)
		return (set_flags(IFF_UP, 0));
	if (strcmp(verb, "down") == 0)
		return (set_flags(0, IFF_UP));
	if (strcmp(verb, "promisc") == 0)
		return (set_flags(IFF_PPROMISC, 0));
	if (strcmp(verb, "nopromisc") == 0)
		return (set_flags(0, IFF_PPROMISC));
	if (strcmp(verb, "addr") == 0 && argc == 5)
		return (set_addr(argv[2], argv[3], argv[4]));
	if (strcmp(verb, "mtu") == 0 && argc == 4) {
		ifr.ifr_mtu = atoi(argv[3]);
		return (request(SIOCSIFMTU, "mtu"));
	}
	if (strcmp(verb, "lladdr") == 0 && argc == 4)
		return (link_address(argv[3]) != 0 ||
		    request(SIOCSIFLLADDR, "lladdr") != 0);
	if (strcmp(verb, "join") == 0 && argc == 4)
		return (multicast(argv[3], SIOCADDMULTI));
	if (strcmp(verb, "leave") == 0 && argc == 4)
		return (multicast(argv[3], SIOCDELMULTI));
	if (strcmp(verb, "caps") == 0 && argc == 3)
		return (show_caps());
	if (strcmp(verb, "caps") == 0 && argc == 4) {
		ifr.ifr_reqcap = (int)strtol(argv[3], NULL, 16);
		return (request(SIOCSIFCAP, "caps"));
	}
	fprintf(stderr, "usage: h_vke verb interface ...\n");
	return (2);
}
