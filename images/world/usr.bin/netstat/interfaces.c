/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * interfaces.c: interfaces with their addresses and counters, once or again
 * and again.
 */
#include <sys/param.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <err.h>
#include <ifaddrs.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "netstat.h"

#define LINES	21		/* between two heads of -w */

static void
counters(const struct if_data *d)
{
	printf(" %8lu %5lu", d->ifi_ipackets, d->ifi_ierrors);
	if (req.bytes)
		printf(" %10lu", d->ifi_ibytes);
	printf(" %8lu %5lu", d->ifi_opackets, d->ifi_oerrors);
	if (req.bytes)
		printf(" %10lu", d->ifi_obytes);
	printf(" %5lu", d->ifi_collisions);
	if (req.drops)
		printf(" %4lu", d->ifi_iqdrops + d->ifi_oqdrops);
	printf("\n");
}

static void
head(void)
{
	printf("%-7.7s %5.5s %-13.13s %-17.17s %8.8s %5.5s", "Name", "Mtu",
	    "Network", "Address", "Ipkts", "Ierrs");
	if (req.bytes)
		printf(" %10.10s", "Ibytes");
	printf(" %8.8s %5.5s", "Opkts", "Oerrs");
	if (req.bytes)
		printf(" %10.10s", "Obytes");
	printf(" %5s", "Coll");
	if (req.drops)
		printf(" %s", "Drop");
	printf("\n");
}

static int
bits_of(const struct sockaddr *sa)
{
	const struct sockaddr_in *sin = (const void *)sa;
	const struct sockaddr_in6 *sin6 = (const void *)sa;
	const u_char *p = sa->sa_family == AF_INET ?
	    (const u_char *)&sin->sin_addr : sin6->sin6_addr.s6_addr;
	int size = sa->sa_family == AF_INET ? 4 : 16, n = 0;

	while (n < size * 8 && (p[n / 8] & 0x80 >> n % 8) != 0)
		n++;
	return (n);
}

/* The network that an address is on: what the mask leaves of it. */
static const char *
network(const struct ifaddrs *i)
{
	struct sockaddr_storage net;
	u_char *p, *m;
	size_t size, at;

	memcpy(&net, i->ifa_addr, i->ifa_addr->sa_len);
	at = net.ss_family == AF_INET ? offsetof(struct sockaddr_in, sin_addr) :
	    offsetof(struct sockaddr_in6, sin6_addr);
	size = net.ss_family == AF_INET ? 4 : 16;
	p = (u_char *)&net + at;
	m = (u_char *)i->ifa_netmask + at;
	for (size_t n = 0; n < size; n++)
		p[n] &= m[n];
	return (net_text((struct sockaddr *)&net, bits_of(i->ifa_netmask)));
}

static void
one(const struct ifaddrs *i, const struct if_data *d)
{
	const struct sockaddr *sa = i->ifa_addr;
	char name[IFNAMSIZ + 1], net[20];

	snprintf(name, sizeof(name), "%s%s", i->ifa_name,
	    (i->ifa_flags & IFF_UP) != 0 ? "" : "*");
	printf("%-7.7s %5lu ", name, d->ifi_mtu);
	if (sa->sa_family == AF_LINK) {
		const struct sockaddr_dl *sdl = (const void *)sa;

		snprintf(net, sizeof(net), "<Link#%u>", sdl->sdl_index);
		printf("%-13.13s %-17.17s", net, link_text(sdl));
		counters(d);
		return;
	}
	if (i->ifa_netmask == NULL || (sa->sa_family != AF_INET &&
	    sa->sa_family != AF_INET6)) {
		printf("%-13.13s %-17.17s", "none", "none");
	} else {
		printf("%-13.13s ", network(i));
		printf("%-17s", host_text(sa));
	}
	/* The kernel counts for interfaces, not for addresses. */
	printf(" %8s %5s", "-", "-");
	if (req.bytes)
		printf(" %10s", "-");
	printf(" %8s %5s", "-", "-");
	if (req.bytes)
		printf(" %10s", "-");
	printf(" %5s\n", "-");
}

void
show_interfaces(void)
{
	const struct if_data *d = NULL;
	struct ifaddrs *all;
	int found = 0;

	if (getifaddrs(&all) == -1)
		err(1, "getifaddrs");
	for (struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
		if (i->ifa_addr == NULL || (req.interface != NULL &&
		    strcmp(req.interface, i->ifa_name) != 0))
			continue;
		if (i->ifa_addr->sa_family == AF_LINK)
			d = i->ifa_data;
		if (d == NULL || (req.family != AF_UNSPEC &&
		    i->ifa_addr->sa_family != AF_LINK &&
		    i->ifa_addr->sa_family != req.family))
			continue;
		if (!found++)
			head();
		one(i, d);
	}
	freeifaddrs(all);
	if (found == 0 && req.interface != NULL)
		errx(1, "%s: no such interface", req.interface);
}

/* ---- -w -------------------------------------------------------------------- */

static void
sum(struct if_data *total)
{
	struct ifaddrs *all;
	int found = 0;

	memset(total, 0, sizeof(*total));
	if (getifaddrs(&all) == -1)
		err(1, "getifaddrs");
	for (struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
		const struct if_data *d = i->ifa_data;

		if (i->ifa_addr == NULL || i->ifa_addr->sa_family != AF_LINK ||
		    d == NULL || (req.interface != NULL &&
		    strcmp(req.interface, i->ifa_name) != 0))
			continue;
		found = 1;
		total->ifi_ipackets += d->ifi_ipackets;
		total->ifi_ierrors += d->ifi_ierrors;
		total->ifi_ibytes += d->ifi_ibytes;
		total->ifi_opackets += d->ifi_opackets;
		total->ifi_oerrors += d->ifi_oerrors;
		total->ifi_obytes += d->ifi_obytes;
		total->ifi_collisions += d->ifi_collisions;
		total->ifi_iqdrops += d->ifi_iqdrops + d->ifi_oqdrops;
	}
	freeifaddrs(all);
	if (!found && req.interface != NULL)
		errx(1, "%s: no such interface", req.interface);
}

void
watch_interfaces(unsigned int seconds)
{
	struct if_data last, now;

	memset(&last, 0, sizeof(last));
	for (int line = 0; ; line++) {
		sum(&now);
		if (line % LINES == 0) {
			printf("%17s %14s %16s\n", "input", req.interface !=
			    NULL ? req.interface : "(Total)", "output");
			printf("%10s %5s %10s %10s %5s %10s %5s%s\n",
			    "packets", "errs", "bytes", "packets", "errs",
			    "bytes", "colls", req.drops ? " drops" : "");
		}
		printf("%10lu %5lu %10lu %10lu %5lu %10lu %5lu",
		    now.ifi_ipackets - last.ifi_ipackets,
		    now.ifi_ierrors - last.ifi_ierrors,
		    now.ifi_ibytes - last.ifi_ibytes,
		    now.ifi_opackets - last.ifi_opackets,
		    now.ifi_oerrors - last.ifi_oerrors,
		    now.ifi_obytes - last.ifi_obytes,
		    now.ifi_collisions - last.ifi_collisions);
		if (req.drops)
			printf(" %5lu", now.ifi_iqdrops - last.ifi_iqdrops);
		printf("\n");
		fflush(stdout);
		last = now;
		sleep(seconds);
	}
}
