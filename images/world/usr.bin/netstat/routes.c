/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * routes.c: the table of routes, and with -a the neighbours that it leads to.
 */
#include <sys/param.h>
#include <sys/sysctl.h>
#include <net/if.h>
#include <net/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "netstat.h"

#define SA_SPACE(n)	((n) > 0 ? ((size_t)(n) + 7) & ~(size_t)7 : (size_t)8)

union address {
	struct sockaddr		sa;
	struct sockaddr_in	in;
	struct sockaddr_in6	in6;
	struct sockaddr_dl	dl;
};

static const struct {
	int	bit;
	char	letter;
} letters[] = {
	{ RTF_UP, 'U' }, { RTF_GATEWAY, 'G' }, { RTF_HOST, 'H' },
	{ RTF_REJECT, 'R' }, { RTF_DYNAMIC, 'D' }, { RTF_MODIFIED, 'M' },
	{ RTF_CLONING, 'C' }, { RTF_XRESOLVE, 'X' }, { RTF_LLINFO, 'L' },
	{ RTF_STATIC, 'S' }, { RTF_PROTO1, '1' }, { RTF_PROTO2, '2' },
	{ RTF_WASCLONED, 'W' }, { RTF_PRCLONING, 'c' }, { RTF_PROTO3, '3' },
	{ RTF_BLACKHOLE, 'B' }, { RTF_BROADCAST, 'b' },
};

static int
mask_bits(const union address *u, int family)
{
	const u_char *p = family == AF_INET ? (const u_char *)&u->in.sin_addr :
	    u->in6.sin6_addr.s6_addr;
	int size = family == AF_INET ? 4 : 16, n = 0;

	while (n < size * 8 && (p[n / 8] & 0x80 >> n % 8) != 0)
		n++;
	return (n);
}

static void
head(int family)
{
	int wide = family == AF_INET6 || req.wide ? 33 : 18;

	printf("\nInternet%s:\n", family == AF_INET6 ? "6" : "");
	printf("%-*.*s %-*.*s %-7.7s %6.6s %8.8s %8.8s %6s\n", wide, wide,
	    "Destination", wide, wide, "Gateway", "Flags", "Refs", "Use",
	    "Netif", "Expire");
}

static void
one(const struct rt_msghdr *rtm, const union address *u)
{
	int family = u[RTAX_DST].sa.sa_family;
	int wide = family == AF_INET6 || req.wide ? 33 : 18;
	char flags[32], ifname[IF_NAMESIZE] = "";
	u_long expire = rtm->rtm_rmx.rmx_expire;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if ((rtm->rtm_flags & letters[i].bit) != 0)
			flags[n++] = letters[i].letter;
	flags[n] = '\0';
	if ((rtm->rtm_flags & RTF_HOST) != 0)
		printf("%-*.*s ", wide, wide, host_text(&u[RTAX_DST].sa));
	else
		printf("%-*.*s ", wide, wide, net_text(&u[RTAX_DST].sa,
		    (rtm->rtm_addrs & RTA_NETMASK) == 0 ? 0 :
		    mask_bits(&u[RTAX_NETMASK], family)));
	printf("%-*.*s ", wide, wide, (rtm->rtm_addrs & RTA_GATEWAY) != 0 ?
	    host_text(&u[RTAX_GATEWAY].sa) : "");
	(void)if_indextoname(rtm->rtm_index, ifname);
	/* How many hold a route a message does not say. */
	printf("%-7.7s %6s %8lu %8.8s", flags, "-", rtm->rtm_rmx.rmx_pksent,
	    ifname);
	if (expire != 0)
		printf(" %6ld", MAX((long)expire - (long)time(NULL), 0L));
	printf("\n");
}

void
show_routes(void)
{
	union address u[RTAX_MAX];
	const struct rt_msghdr *rtm;
	char *buf, *at, *p;
	size_t len;
	int family = AF_UNSPEC;

	buf = get_table(NET_RT_DUMP, req.family, 0, &len);
	printf("Routing tables\n");
	for (int want = AF_INET; ; want = AF_INET6) {
		for (at = buf; at < buf + len; at += rtm->rtm_msglen) {
			rtm = (const void *)at;
			if (rtm->rtm_msglen < sizeof(*rtm))
				break;
			memset(u, 0, sizeof(u));
			p = at + sizeof(*rtm);
			for (int i = 0; i < RTAX_MAX &&
			    p < at + rtm->rtm_msglen; i++) {
				if ((rtm->rtm_addrs & 1 << i) == 0)
					continue;
				memcpy(&u[i], p, MIN((size_t)(u_char)*p,
				    sizeof(u[i])));
				p += SA_SPACE((u_char)*p);
			}
			if (u[RTAX_DST].sa.sa_family != want ||
			    (!req.all && (rtm->rtm_flags & RTF_WASCLONED) != 0))
				continue;
			if (family != want)
				head(family = want);
			one(rtm, u);
		}
		if (want == AF_INET6)
			break;
	}
	free(buf);
}
