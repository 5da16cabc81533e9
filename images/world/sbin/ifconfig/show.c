/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * show.c: interfaces in text.
 */
#include <sys/param.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/if_media.h>
#include <netinet6/in6_var.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ifconfig.h"

static const char *const flag_names[] = {
	"UP", "BROADCAST", "DEBUG", "LOOPBACK", "POINTOPOINT", "SMART",
	"RUNNING", "NOARP", "PROMISC", "ALLMULTI", "OACTIVE", "SIMPLEX",
	"LINK0", "LINK1", "LINK2", "MULTICAST", "POLLING", "PPROMISC",
	"MONITOR", "STATICARP", "NPOLLING", "IDIRECT",
};

static void
show_flags(unsigned int flags)
{
	const char *comma = "";

	printf("flags=%x<", flags);
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++)
		if ((flags & 1U << i) != 0) {
			printf("%s%s", comma, flag_names[i]);
			comma = ",";
		}
	printf(">");
}

static void
show_inet(const struct ifaddrs *i)
{
	const struct sockaddr_in *sin = (void *)i->ifa_addr;
	const struct sockaddr_in *mask = (void *)i->ifa_netmask;
	const struct sockaddr_in *dst = (void *)i->ifa_dstaddr;

	printf("\tinet %s", inet_ntoa(sin->sin_addr));
	if ((i->ifa_flags & IFF_POINTOPOINT) != 0 && dst != NULL)
		printf(" --> %s", inet_ntoa(dst->sin_addr));
	printf(" netmask 0x%08x", mask == NULL ? 0 :
	    ntohl(mask->sin_addr.s_addr));
	if ((i->ifa_flags & IFF_BROADCAST) != 0 && dst != NULL)
		printf(" broadcast %s", inet_ntoa(dst->sin_addr));
	printf("\n");
}

static int
in6_flags(const char *ifname, const struct sockaddr_in6 *sin6)
{
	int s = socket(AF_INET6, SOCK_DGRAM, 0), flags = 0;
	struct in6_ifreq ifr;

	if (s == -1)
		return (0);
	memset(&ifr, 0, sizeof(ifr));
	strlcpy(ifr.ifr_name, ifname, sizeof(ifr.ifr_name));
	ifr.ifr_ifru.ifru_addr = *sin6;
	if (ioctl(s, SIOCGIFAFLAG_IN6, &ifr) == 0)
		flags = ifr.ifr_ifru.ifru_flags6;
	close(s);
	return (flags);
}

static void
show_inet6(const struct ifaddrs *i)
{
	static const struct {
		int		 bit;
		const char	*name;
	} names[] = {
		{ IN6_IFF_ANYCAST, "anycast" },
		{ IN6_IFF_TENTATIVE, "tentative" },
		{ IN6_IFF_DUPLICATED, "duplicated" },
		{ IN6_IFF_DETACHED, "detached" },
		{ IN6_IFF_DEPRECATED, "deprecated" },
		{ IN6_IFF_AUTOCONF, "autoconf" },
		{ IN6_IFF_TEMPORARY, "temporary" },
	};
	const struct sockaddr_in6 *sin6 = (void *)i->ifa_addr;
	const struct sockaddr_in6 *mask = (void *)i->ifa_netmask;
	int bits = 0, flags = in6_flags(i->ifa_name, sin6);
	char host[NI_MAXHOST];

	if (getnameinfo(i->ifa_addr, i->ifa_addr->sa_len, host, sizeof(host),
	    NULL, 0, NI_NUMERICHOST) != 0)
		return;
	while (mask != NULL && bits < 128 &&
	    (mask->sin6_addr.s6_addr[bits / 8] & 0x80 >> bits % 8) != 0)
		bits++;
	printf("\tinet6 %s prefixlen %d", host, bits);
	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		if ((flags & names[n].bit) != 0)
			printf(" %s", names[n].name);
	if (sin6->sin6_scope_id != 0)
		printf(" scopeid 0x%x", sin6->sin6_scope_id);
	printf("\n");
}

static void
show_link(const struct ifaddrs *i)
{
	const struct sockaddr_dl *sdl = (void *)i->ifa_addr;
	const unsigned char *a = (const unsigned char *)LLADDR(sdl);

	if (sdl->sdl_alen == 6)
		printf("\tether %02x:%02x:%02x:%02x:%02x:%02x\n", a[0], a[1],
		    a[2], a[3], a[4], a[5]);
}

static const char *
media_name(int word)
{
	static const struct {
		int		 subtype;
		const char	*name;
	} names[] = {
		{ IFM_AUTO, "autoselect" }, { IFM_MANUAL, "manual" },
		{ IFM_NONE, "none" }, { IFM_10_T, "10baseT/UTP" },
		{ IFM_100_TX, "100baseTX" }, { IFM_1000_T, "1000baseT" },
	};

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		if (names[n].subtype == (word & IFM_TMASK))
			return (names[n].name);
	return ("unknown");
}

static void
show_duplex(int word)
{
	if ((word & IFM_FDX) != 0)
		printf(" <full-duplex>");
	else if ((word & IFM_HDX) != 0)
		printf(" <half-duplex>");
}

static void
show_media(int s, const char *ifname)
{
	struct ifmediareq ifm;

	memset(&ifm, 0, sizeof(ifm));
	strlcpy(ifm.ifm_name, ifname, sizeof(ifm.ifm_name));
	if (ioctl(s, SIOCGIFMEDIA, &ifm) == -1)
		return;
	printf("\tmedia: %s %s", (ifm.ifm_current & IFM_NMASK) == IFM_ETHER ?
	    "Ethernet" : "unknown type", media_name(ifm.ifm_current));
	show_duplex(ifm.ifm_current);
	if (ifm.ifm_active != ifm.ifm_current) {
		printf(" (%s", media_name(ifm.ifm_active));
		show_duplex(ifm.ifm_active);
		printf(")");
	}
	printf("\n");
	if ((ifm.ifm_status & IFM_AVALID) != 0)
		printf("\tstatus: %s\n", (ifm.ifm_status & IFM_ACTIVE) != 0 ?
		    "active" : "no carrier");
}

int show_supported;

static const struct {
	const char	*word;		/* that sets it; NULL: none does */
	const char	*name;
	int		 bit;
} capabilities[] = {
	{ "rxcsum", "RXCSUM", IFCAP_RXCSUM },
	{ "txcsum", "TXCSUM", IFCAP_TXCSUM },
	{ NULL, "VLAN_MTU", IFCAP_VLAN_MTU },
	{ NULL, "VLAN_HWTAGGING", IFCAP_VLAN_HWTAGGING },
	{ NULL, "JUMBO_MTU", IFCAP_JUMBO_MTU },
	{ NULL, "RSS", IFCAP_RSS },
	{ NULL, "VLAN_HWCSUM", IFCAP_VLAN_HWCSUM },
	{ "tso", "TSO", IFCAP_TSO },
};

int
capability_bit(const char *word)
{
	for (size_t n = 0; n < sizeof(capabilities) /
	    sizeof(capabilities[0]); n++)
		if (capabilities[n].word != NULL &&
		    strcmp(capabilities[n].word, word) == 0)
			return (capabilities[n].bit);
	return (0);
}

static void
show_bits(const char *what, int bits)
{
	const char *comma = "";

	if (bits == 0)
		return;
	printf("\t%s=%x<", what, (unsigned int)bits);
	for (size_t n = 0; n < sizeof(capabilities) /
	    sizeof(capabilities[0]); n++)
		if ((bits & capabilities[n].bit) != 0) {
			printf("%s%s", comma, capabilities[n].name);
			comma = ",";
		}
	printf(">\n");
}

static void
show_capabilities(int s, const char *ifname)
{
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	strlcpy(ifr.ifr_name, ifname, sizeof(ifr.ifr_name));
	if (ioctl(s, SIOCGIFCAP, &ifr) == -1)
		return;
	show_bits("options", ifr.ifr_curcap);
	if (show_supported)
		show_bits("capabilities", ifr.ifr_reqcap);
}

void
show(int s, const struct ifaddrs *link, const struct ifaddrs *all, int family)
{
	const struct if_data *data = link->ifa_data;

	printf("%s: ", link->ifa_name);
	show_flags(link->ifa_flags);
	printf(" metric %lu mtu %lu\n", data->ifi_metric, data->ifi_mtu);
	show_capabilities(s, link->ifa_name);
	if (family == AF_UNSPEC || family == AF_LINK)
		show_link(link);
	for (const struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
		if (i->ifa_addr == NULL || i->ifa_name != link->ifa_name ||
		    (family != AF_UNSPEC && i->ifa_addr->sa_family != family))
			continue;
		if (i->ifa_addr->sa_family == AF_INET)
			show_inet(i);
		else if (i->ifa_addr->sa_family == AF_INET6)
			show_inet6(i);
	}
	if (family == AF_UNSPEC || family == AF_LINK)
		show_media(s, link->ifa_name);
}
