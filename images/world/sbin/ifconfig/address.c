/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address.c: addresses that are set or removed.
 */
#include <sys/param.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet6/in6_var.h>
#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ifconfig.h"

/* A number of bits, at most max. */
static int
prefix_length(const char *s, int max)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (end == s || *end != '\0' || n < 0 || n > max)
		errx(1, "%s: bad value (bits in prefix)", s);
	return ((int)n);
}

static void
set_mask(struct change *c, int bits)
{
	memset(&c->mask, 0, sizeof(c->mask));
	c->have_mask = 1;
	if (c->family == AF_INET) {
		c->mask.in.sin_len = sizeof(c->mask.in);
		c->mask.in.sin_family = AF_INET;
		c->mask.in.sin_addr.s_addr = bits == 0 ? 0 :
		    htonl(0xffffffffU << (32 - bits));
		return;
	}
	c->mask.in6.sin6_len = sizeof(c->mask.in6);
	c->mask.in6.sin6_family = AF_INET6;
	for (int i = 0; i < bits; i++)
		c->mask.in6.sin6_addr.s6_addr[i / 8] |= 0x80 >> i % 8;
}

/* A name or number of the change's family, IPv4 if none was said. */
static void
lookup(int family, const char *name, struct sockaddr *sa)
{
	struct addrinfo hints = { .ai_family = family,
	    .ai_socktype = SOCK_DGRAM }, *res;
	int error = getaddrinfo(name, NULL, &hints, &res);

	if (error != 0)
		errx(1, "%s: bad value (%s)", name, gai_strerror(error));
	memcpy(sa, res->ai_addr, res->ai_addrlen);
	freeaddrinfo(res);
}

void
address_take(struct change *c, const char *arg)
{
	char text[NI_MAXHOST], *slash;

	if (c->family == AF_UNSPEC)
		c->family = AF_INET;
	if (strlcpy(text, arg, sizeof(text)) >= sizeof(text))
		errx(1, "%s: bad value", arg);
	if ((slash = strchr(text, '/')) != NULL) {
		*slash = '\0';
		set_mask(c, prefix_length(slash + 1,
		    c->family == AF_INET ? 32 : 128));
	}
	lookup(c->family, text, &c->addr.sa);
	c->have_addr = 1;
}

void
address_dest(struct change *c, const char *arg)
{
	lookup(c->family == AF_UNSPEC ? AF_INET : c->family, arg, &c->dest.sa);
	c->have_dest = 1;
}

/* As 0xffffff00 or 255.255.255.0. */
void
address_mask(struct change *c, const char *arg)
{
	struct in_addr mask;
	uint32_t m;

	if (c->family == AF_INET6)
		errx(1, "netmask: use prefixlen for inet6");
	if (!inet_aton(arg, &mask))
		errx(1, "%s: bad value (netmask)", arg);
	m = ~ntohl(mask.s_addr);
	if ((m & (m + 1)) != 0)
		errx(1, "%s: bad value (netmask with a hole)", arg);
	c->family = AF_INET;
	set_mask(c, 0);
	c->mask.in.sin_addr = mask;
}

void
address_prefix(struct change *c, const char *arg)
{
	if (c->family == AF_UNSPEC)
		c->family = AF_INET6;
	set_mask(c, prefix_length(arg, c->family == AF_INET ? 32 : 128));
}

/* The first address, with all that belongs to it; 0: there is none. */
static int
first4(int s, const char *ifname, struct ifaliasreq *ra)
{
	struct ifreq ifr;

	memset(ra, 0, sizeof(*ra));
	memset(&ifr, 0, sizeof(ifr));
	strlcpy(ra->ifra_name, ifname, sizeof(ra->ifra_name));
	strlcpy(ifr.ifr_name, ifname, sizeof(ifr.ifr_name));
	if (ioctl(s, SIOCGIFADDR, &ifr) == -1)
		return (0);
	memcpy(&ra->ifra_addr, &ifr.ifr_addr, sizeof(ra->ifra_addr));
	return (ioctl(s, SIOCGIFALIAS, ra) == 0);
}

static void
apply4(int s, const char *ifname, struct change *c)
{
	struct ifaliasreq ra, old;
	struct ifreq ifr;
	int had = first4(s, ifname, &old), error;

	memset(&ra, 0, sizeof(ra));
	memset(&ifr, 0, sizeof(ifr));
	strlcpy(ra.ifra_name, ifname, sizeof(ra.ifra_name));
	strlcpy(ifr.ifr_name, ifname, sizeof(ifr.ifr_name));
	if (c->remove) {
		if (c->have_addr)
			memcpy(&ifr.ifr_addr, &c->addr, sizeof(ifr.ifr_addr));
		if (ioctl(s, SIOCDIFADDR, &ifr) == -1)
			err(1, "ioctl (SIOCDIFADDR)");
		return;
	}
	if (!c->have_addr) {
		/* The first address as it is, with another mask or broadcast. */
		if (ioctl(s, SIOCGIFADDR, &ifr) == -1)
			err(1, "ioctl (SIOCGIFADDR)");
		memcpy(&c->addr, &ifr.ifr_addr, sizeof(ifr.ifr_addr));
		if (!c->have_mask && ioctl(s, SIOCGIFNETMASK, &ifr) == 0) {
			memcpy(&c->mask, &ifr.ifr_addr, sizeof(ifr.ifr_addr));
			c->have_mask = 1;
		}
	} else if (!c->alias && ioctl(s, SIOCDIFADDR, &ifr) == -1 &&
	    errno != EADDRNOTAVAIL)
		err(1, "ioctl (SIOCDIFADDR)");
	memcpy(&ra.ifra_addr, &c->addr, sizeof(ra.ifra_addr));
	if (c->have_mask)
		memcpy(&ra.ifra_mask, &c->mask, sizeof(ra.ifra_mask));
	if (c->have_dest)
		memcpy(&ra.ifra_broadaddr, &c->dest, sizeof(ra.ifra_broadaddr));
	if (ioctl(s, SIOCAIFADDR, &ra) == -1) {
		error = errno;
		/* What made way comes back. */
		if (had && c->have_addr && !c->alias)
			(void)ioctl(s, SIOCAIFADDR, &old);
		errc(1, error, "ioctl (SIOCAIFADDR)");
	}
}

static void
apply6(const char *ifname, struct change *c)
{
	struct in6_aliasreq ra;
	struct in6_ifreq ifr;
	int s = socket(AF_INET6, SOCK_DGRAM, 0);

	if (s == -1)
		err(1, "socket(AF_INET6)");
	if (!c->have_addr)
		errx(1, "inet6: an address is needed");
	memset(&ra, 0, sizeof(ra));
	memset(&ifr, 0, sizeof(ifr));
	strlcpy(ra.ifra_name, ifname, sizeof(ra.ifra_name));
	strlcpy(ifr.ifr_name, ifname, sizeof(ifr.ifr_name));
	if (c->remove) {
		ifr.ifr_ifru.ifru_addr = c->addr.in6;
		if (ioctl(s, SIOCDIFADDR_IN6, &ifr) == -1)
			err(1, "ioctl (SIOCDIFADDR_IN6)");
	} else {
		if (!c->have_mask)
			set_mask(c, 64);
		ra.ifra_addr = c->addr.in6;
		ra.ifra_prefixmask = c->mask.in6;
		if (c->have_dest)
			ra.ifra_dstaddr = c->dest.in6;
		ra.ifra_lifetime.ia6t_vltime = 0xffffffff;
		ra.ifra_lifetime.ia6t_pltime = 0xffffffff;
		if (ioctl(s, SIOCAIFADDR_IN6, &ra) == -1)
			err(1, "ioctl (SIOCAIFADDR_IN6)");
	}
	close(s);
}

void
address_apply(int s, const char *ifname, struct change *c)
{
	if (c->have_mask && c->mask.sa.sa_family != c->family)
		errx(1, "mask and address are of different families");
	if (!c->have_addr && !c->have_mask && !c->have_dest && !c->remove)
		return;
	if (c->family == AF_INET6)
		apply6(ifname, c);
	else
		apply4(s, ifname, c);
}
