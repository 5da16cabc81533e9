/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ifconfig.c: show and configure network interfaces, ifconfig(8).
 *
 * Arguments are taken in order; those about one address are put together and
 * done at the end, the others at once.
 */
#include <sys/param.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ifconfig.h"

static int sock;
static const char *ifname;

static void
usage(void)
{
	fprintf(stderr,
	    "usage: ifconfig interface [address_family] [address [dest]] "
	    "[parameters]\n"
	    "       ifconfig interface create | destroy\n"
	    "       ifconfig -a [-d] [-m] [-u] [-v] [address_family]\n"
	    "       ifconfig -l [-d] [-u] [address_family]\n"
	    "       ifconfig [-d] [-m] [-u] [-v]\n");
	exit(1);
}

/* ---- parameters ------------------------------------------------------------------ */

static void
request(unsigned long cmd, const char *name, struct ifreq *ifr)
{
	strlcpy(ifr->ifr_name, ifname, sizeof(ifr->ifr_name));
	if (ioctl(sock, cmd, ifr) == -1)
		err(1, "ioctl (%s)", name);
}

static int
number(const char *what, const char *arg)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (end == arg || *end != '\0' || n < 0 || n > 0x7fffffff)
		errx(1, "%s: bad value (%s)", arg, what);
	return ((int)n);
}

/* A positive bit is set, a negative one is cleared. */
static void
set_flag(int bit)
{
	struct ifreq ifr = { .ifr_name = "" };
	int flags;

	request(SIOCGIFFLAGS, "SIOCGIFFLAGS", &ifr);
	flags = (ifr.ifr_flags & 0xffff) | ifr.ifr_flagshigh << 16;
	flags = bit > 0 ? flags | bit : flags & ~-bit;
	ifr.ifr_flags = (short)flags;
	ifr.ifr_flagshigh = (short)(flags >> 16);
	request(SIOCSIFFLAGS, "SIOCSIFFLAGS", &ifr);
}

static void
set_mtu(const char *arg)
{
	struct ifreq ifr = { .ifr_name = "" };

	ifr.ifr_mtu = number("mtu", arg);
	request(SIOCSIFMTU, "SIOCSIFMTU", &ifr);
}

static void
set_metric(const char *arg)
{
	struct ifreq ifr = { .ifr_name = "" };

	ifr.ifr_metric = number("metric", arg);
	request(SIOCSIFMETRIC, "SIOCSIFMETRIC", &ifr);
}

static void
set_name(const char *arg)
{
	struct ifreq ifr = { .ifr_name = "" };
	static char name[IFNAMSIZ];

	if (strlcpy(name, arg, sizeof(name)) >= sizeof(name))
		errx(1, "%s: bad value (name)", arg);
	ifr.ifr_data = name;
	request(SIOCSIFNAME, "SIOCSIFNAME", &ifr);
	ifname = name;
}

/* Six bytes in hexadecimal with colons. */
static void
set_ether(const char *arg)
{
	struct ifreq ifr = { .ifr_name = "" };
	unsigned int b[6];
	char over;

	if (sscanf(arg, "%2x:%2x:%2x:%2x:%2x:%2x%c", &b[0], &b[1], &b[2], &b[3],
	    &b[4], &b[5], &over) != 6)
		errx(1, "%s: bad value (ether)", arg);
	ifr.ifr_addr.sa_len = 6;
	ifr.ifr_addr.sa_family = AF_LINK;
	for (int i = 0; i < 6; i++)
		ifr.ifr_addr.sa_data[i] = (char)b[i];
	request(SIOCSIFLLADDR, "SIOCSIFLLADDR", &ifr);
}

static const struct {
	const char	*name;
	int		 bit;
} flags[] = {
	{ "up", IFF_UP }, { "down", -IFF_UP },
	{ "arp", -IFF_NOARP }, { "-arp", IFF_NOARP },
	{ "staticarp", IFF_STATICARP }, { "-staticarp", -IFF_STATICARP },
	{ "debug", IFF_DEBUG }, { "-debug", -IFF_DEBUG },
	{ "promisc", IFF_PPROMISC }, { "-promisc", -IFF_PPROMISC },
	{ "monitor", IFF_MONITOR }, { "-monitor", -IFF_MONITOR },
	{ "link0", IFF_LINK0 }, { "-link0", -IFF_LINK0 },
	{ "link1", IFF_LINK1 }, { "-link1", -IFF_LINK1 },
	{ "link2", IFF_LINK2 }, { "-link2", -IFF_LINK2 },
};

static int
do_flag(const char *word)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strcmp(flags[i].name, word) == 0) {
			set_flag(flags[i].bit);
			return (1);
		}
	return (0);
}

/* What is left to the interface: checksums, long segments. */
static int
do_capability(const char *word)
{
	int off = word[0] == '-', bit = capability_bit(word + off);
	struct ifreq ifr = { .ifr_name = "" };

	if (bit == 0)
		return (0);
	request(SIOCGIFCAP, "SIOCGIFCAP", &ifr);
	ifr.ifr_reqcap = off ? ifr.ifr_curcap & ~bit : ifr.ifr_curcap | bit;
	request(SIOCSIFCAP, "SIOCSIFCAP", &ifr);
	return (1);
}

/*
 * The interface is made, or taken away.  One whose unit the kernel chose is
 * named.
 */
static int
do_clone(const char *word)
{
	static char name[IFNAMSIZ];
	struct ifreq ifr = { .ifr_name = "" };

	if (strcmp(word, "destroy") == 0 || strcmp(word, "unplumb") == 0) {
		request(SIOCIFDESTROY, "SIOCIFDESTROY", &ifr);
		exit(0);
	}
	if (strcmp(word, "create") != 0 && strcmp(word, "plumb") != 0)
		return (0);
	request(SIOCIFCREATE, "SIOCIFCREATE", &ifr);
	if (strcmp(ifname, ifr.ifr_name) != 0)
		printf("%s\n", ifr.ifr_name);
	strlcpy(name, ifr.ifr_name, sizeof(name));
	ifname = name;
	return (1);
}

/* Words about an address that stand alone. */
static int
do_word(struct change *c, const char *word)
{
	if (strcmp(word, "alias") == 0 || strcmp(word, "add") == 0)
		c->alias = 1;
	else if (strcmp(word, "-alias") == 0 || strcmp(word, "delete") == 0 ||
	    strcmp(word, "remove") == 0)
		c->remove = 1;
	else
		return (0);
	return (1);
}

/* Words that have a value. */
static int
do_value(struct change *c, const char *word, const char *value)
{
	static const char *const known[] = { "netmask", "prefixlen",
	    "broadcast", "mtu", "metric", "name", "ether", "lladdr", "link" };
	size_t i, n = sizeof(known) / sizeof(known[0]);

	for (i = 0; i < n && strcmp(known[i], word) != 0; i++)
		;
	if (i == n)
		return (0);
	if (value == NULL)
		errx(1, "'%s' requires argument", word);
	switch (i) {
	case 0:
		address_mask(c, value);
		break;
	case 1:
		address_prefix(c, value);
		break;
	case 2:
		address_dest(c, value);
		break;
	case 3:
		set_mtu(value);
		break;
	case 4:
		set_metric(value);
		break;
	case 5:
		set_name(value);
		break;
	default:
		set_ether(value);
		break;
	}
	return (1);
}

static void
configure(int family, char **argv)
{
	struct change c;

	memset(&c, 0, sizeof(c));
	c.family = family;
	while (*argv != NULL) {
		if (do_flag(*argv) || do_capability(*argv) ||
		    do_word(&c, *argv)) {
			argv++;
		} else if (do_value(&c, argv[0], argv[1])) {
			argv += 2;
		} else if (!c.have_addr) {
			address_take(&c, *argv++);
		} else if (!c.have_dest) {
			address_dest(&c, *argv++);
		} else {
			errx(1, "%s: bad value", *argv);
		}
	}
	address_apply(sock, ifname, &c);
}

/* ---- what to show ------------------------------------------------------------------ */

static int
family_of(const char *word)
{
	return (word == NULL ? -1 : strcmp(word, "inet") == 0 ? AF_INET :
	    strcmp(word, "inet6") == 0 ? AF_INET6 : -1);
}

static int
has_family(const struct ifaddrs *link, const struct ifaddrs *all, int family)
{
	if (family == AF_UNSPEC || family == AF_LINK)
		return (1);
	for (; all != NULL; all = all->ifa_next)
		if (all->ifa_name == link->ifa_name && all->ifa_addr != NULL &&
		    all->ifa_addr->sa_family == family)
			return (1);
	return (0);
}

/* Show one, or all that are wanted; names alone when list is set. */
static int
show_all(const char *name, int list, int up, int down, int family)
{
	const char *space = "";
	struct ifaddrs *all;
	int shown = 0;

	if (getifaddrs(&all) == -1)
		err(1, "getifaddrs");
	for (struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
		if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_LINK ||
		    (name != NULL && strcmp(name, i->ifa_name) != 0) ||
		    (up && (i->ifa_flags & IFF_UP) == 0) ||
		    (down && (i->ifa_flags & IFF_UP) != 0) ||
		    (name == NULL && !has_family(i, all, family)))
			continue;
		shown++;
		if (list)
			printf("%s%s", space, i->ifa_name);
		else
			show(sock, i, all, family);
		space = " ";
	}
	if (list)
		printf("\n");
	freeifaddrs(all);
	return (shown);
}

int
main(int argc, char **argv)
{
	int all = 0, list = 0, up = 0, down = 0, ch, family;

	while ((ch = getopt(argc, argv, "adlmuv")) != -1)
		switch (ch) {
		case 'a':
			all = 1;
			break;
		case 'd':
			down = 1;
			break;
		case 'l':
			list = 1;
			break;
		case 'm':
		case 'v':
			show_supported = 1;
			break;
		case 'u':
			up = 1;
			break;
		default:
			usage();
		}
	argv += optind;
	argc -= optind;
	if ((all && list) || (up && down))
		usage();
	if ((sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) == -1)
		err(1, "socket");
	if (all || list || argc == 0) {
		family = argc == 0 ? AF_UNSPEC : strcmp(argv[0], "ether") == 0 ?
		    AF_LINK : family_of(argv[0]);
		if (family == -1 || argc > 1)
			usage();
		(void)show_all(NULL, list, up, down, family);
		return (0);
	}
	ifname = argv[0];
	if (argc > 1 && do_clone(argv[1])) {
		argv++;
		if (--argc == 1)
			return (0);
	}
	if (if_nametoindex(ifname) == 0)
		errx(1, "interface %s does not exist", ifname);
	if ((family = family_of(argv[1])) != -1)
		argv++;
	if (argv[1] == NULL)
		(void)show_all(ifname, 0, 0, 0, family == -1 ? AF_UNSPEC :
		    family);
	else
		configure(family == -1 ? AF_UNSPEC : family, argv + 1);
	return (0);
}
