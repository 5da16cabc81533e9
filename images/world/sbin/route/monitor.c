/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * monitor.c: route monitor: tell each message of the routing socket; and route
 * show.
 */
#include <sys/param.h>
#include <sys/socket.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <netinet/in.h>
#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "route.h"

struct bit_name {
	int		 bit;
	const char	*name;
};

static const struct bit_name route_flags[] = {
	{ RTF_UP, "UP" }, { RTF_GATEWAY, "GATEWAY" }, { RTF_HOST, "HOST" },
	{ RTF_REJECT, "REJECT" }, { RTF_DYNAMIC, "DYNAMIC" },
	{ RTF_MODIFIED, "MODIFIED" }, { RTF_DONE, "DONE" },
	{ RTF_CLONING, "CLONING" }, { RTF_LLINFO, "LLINFO" },
	{ RTF_STATIC, "STATIC" }, { RTF_BLACKHOLE, "BLACKHOLE" },
	{ RTF_WASCLONED, "WASCLONED" }, { RTF_LOCAL, "LOCAL" },
	{ RTF_BROADCAST, "BROADCAST" }, { RTF_MULTICAST, "MULTICAST" },
	{ 0, NULL },
};

static const struct bit_name if_flags[] = {
	{ IFF_UP, "UP" }, { IFF_BROADCAST, "BROADCAST" },
	{ IFF_DEBUG, "DEBUG" }, { IFF_LOOPBACK, "LOOPBACK" },
	{ IFF_POINTOPOINT, "POINTOPOINT" }, { IFF_RUNNING, "RUNNING" },
	{ IFF_NOARP, "NOARP" }, { IFF_PROMISC, "PROMISC" },
	{ IFF_ALLMULTI, "ALLMULTI" }, { IFF_OACTIVE, "OACTIVE" },
	{ IFF_SIMPLEX, "SIMPLEX" }, { IFF_MULTICAST, "MULTICAST" },
	{ 0, NULL },
};

static const struct bit_name address_bits[] = {
	{ RTA_DST, "DST" }, { RTA_GATEWAY, "GATEWAY" },
	{ RTA_NETMASK, "NETMASK" }, { RTA_GENMASK, "GENMASK" },
	{ RTA_IFP, "IFP" }, { RTA_IFA, "IFA" }, { RTA_AUTHOR, "AUTHOR" },
	{ RTA_BRD, "BRD" }, { 0, NULL },
};

static const char *const types[] = {
	NULL, "RTM_ADD: Add Route", "RTM_DELETE: Delete Route",
	"RTM_CHANGE: Change Metrics or flags", "RTM_GET: Report Metrics",
	"RTM_LOSING: Kernel Suspects Partitioning",
	"RTM_REDIRECT: Told to use different route",
	"RTM_MISS: Lookup failed on this address",
	"RTM_LOCK: fix specified metrics", NULL, NULL,
	"RTM_RESOLVE: Route created by cloning",
	"RTM_NEWADDR: address being added to iface",
	"RTM_DELADDR: address being removed from iface",
	"RTM_IFINFO: iface status change",
	"RTM_NEWMADDR: new multicast group membership on iface",
	"RTM_DELMADDR: multicast group membership removed from iface",
	"RTM_IFANNOUNCE: interface arrival/departure",
};

static void
print_bits(int value, const struct bit_name *names)
{
	const char *comma = "";

	printf("<");
	for (; names->name != NULL; names++)
		if ((value & names->bit) != 0) {
			printf("%s%s", comma, names->name);
			comma = ",";
		}
	printf(">");
}

/* A mask may be shorter than an address of its family. */
static void
print_one(int which, const char *p, size_t len)
{
	char text[NI_MAXHOST], name[IF_NAMESIZE];
	struct sockaddr_storage ss;
	const struct sockaddr_dl *sdl = (const void *)&ss;

	memset(&ss, 0, sizeof(ss));
	memcpy(&ss, p, MIN(len, sizeof(ss)));
	if (which == RTAX_NETMASK && ss.ss_family == 0)
		ss.ss_family = len > sizeof(struct sockaddr_in) ? AF_INET6 :
		    AF_INET;
	if (ss.ss_family == AF_LINK) {
		const u_char *a = (const u_char *)sdl->sdl_data +
		    sdl->sdl_nlen;

		printf(" %s", if_indextoname(sdl->sdl_index, name) != NULL ?
		    name : "link");
		for (int i = 0; i < sdl->sdl_alen && sdl->sdl_nlen + i <
		    (int)sizeof(sdl->sdl_data); i++)
			printf("%c%x", i == 0 ? ':' : '.', a[i]);
		return;
	}
	ss.ss_len = ss.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) :
	    sizeof(struct sockaddr_in);
	if (getnameinfo((struct sockaddr *)&ss, ss.ss_len, text, sizeof(text),
	    NULL, 0, NI_NUMERICHOST) != 0)
		strlcpy(text, "?", sizeof(text));
	printf(" %s", text);
}

static void
print_addresses(const char *p, const char *end, int addrs)
{
	printf("sockaddrs: ");
	print_bits(addrs, address_bits);
	printf("\n");
	for (int i = 0; i < RTAX_MAX && p < end; i++)
		if ((addrs & 1 << i) != 0) {
			print_one(i, p, (u_char)*p);
			p += SA_SPACE((u_char)*p);
		}
	printf("\n");
}

static void
print_message(const char *buf, size_t len)
{
	const struct if_announcemsghdr *ann = (const void *)buf;
	const struct rt_msghdr *rtm = (const void *)buf;
	const struct ifa_msghdr *ifam = (const void *)buf;
	const struct if_msghdr *ifm = (const void *)buf;
	const char *end = buf + MIN(len, rtm->rtm_msglen);
	size_t type = rtm->rtm_type;
	char name[IF_NAMESIZE];

	if (type >= sizeof(types) / sizeof(types[0]) || types[type] == NULL)
		printf("type %zu: len %d", type, rtm->rtm_msglen);
	else
		printf("%s: len %d, ", types[type], rtm->rtm_msglen);
	switch (type) {
	case RTM_IFINFO:
		printf("if# %d, %s, link: %s, flags:", ifm->ifm_index,
		    if_indextoname(ifm->ifm_index, name) != NULL ? name : "?",
		    ifm->ifm_data.ifi_link_state == LINK_STATE_UP ? "up" :
		    ifm->ifm_data.ifi_link_state == LINK_STATE_DOWN ? "down" :
		    "unknown");
		print_bits(ifm->ifm_flags, if_flags);
		printf("\n");
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		printf("metric %d, flags:", ifam->ifam_metric);
		print_bits(ifam->ifam_flags, route_flags);
		printf("\n");
		print_addresses((const char *)(ifam + 1), end,
		    ifam->ifam_addrs);
		break;
	case RTM_IFANNOUNCE:
		printf("if# %d, %.*s, what: %s\n", ann->ifan_index, IFNAMSIZ,
		    ann->ifan_name, ann->ifan_what == IFAN_ARRIVAL ?
		    "arrival" : "departure");
		break;
	case RTM_NEWMADDR:
	case RTM_DELMADDR:
		printf("\n");
		print_addresses(buf + sizeof(struct ifma_msghdr), end,
		    ((const struct ifma_msghdr *)(const void *)buf)->
		    ifmam_addrs);
		break;
	default:
		printf("pid: %ld, seq %d, errno %d, flags:",
		    (long)rtm->rtm_pid, rtm->rtm_seq, rtm->rtm_errno);
		print_bits(rtm->rtm_flags, route_flags);
		printf("\n");
		if (len >= sizeof(*rtm))
			print_addresses((const char *)(rtm + 1), end,
			    rtm->rtm_addrs);
		break;
	}
}

void
monitor(void)
{
	static union {
		struct rt_msghdr rtm;
		char	data[4096];
	} msg;
	int s = socket(AF_ROUTE, SOCK_RAW, 0);
	time_t now;
	ssize_t n;

	if (s == -1)
		err(EX_OSERR, "socket");
	setlinebuf(stdout);
	for (;;) {
		if ((n = read(s, &msg, sizeof(msg))) == -1) {
			if (errno != EINTR && errno != ENOBUFS)
				err(EX_OSERR, "read");
			if (errno == ENOBUFS)
				printf("messages were lost\n");
			continue;
		}
		now = time(NULL);
		printf("\ngot message of size %zd on %s", n, ctime(&now));
		if (n < (ssize_t)sizeof(struct if_announcemsghdr) ||
		    msg.rtm.rtm_version != RTM_VERSION)
			printf("of version %d\n", msg.rtm.rtm_version);
		else
			print_message((const char *)&msg, (size_t)n);
	}
}

void
show(int numeric, int family)
{
	const char *argv[6] = { "netstat", "-r" };
	int argc = 2;

	if (numeric)
		argv[argc++] = "-n";
	if (family != AF_UNSPEC) {
		argv[argc++] = "-f";
		argv[argc++] = family == AF_INET ? "inet" : "inet6";
	}
	execv("/usr/bin/netstat", (char **)(uintptr_t)argv);
	err(EX_UNAVAILABLE, "/usr/bin/netstat");
}
