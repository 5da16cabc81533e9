/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ifaddrs.c: interfaces and their addresses, getifaddrs(3) and
 * if_nametoindex(3), out of the list of interfaces of sysctl(3).
 *
 * A result of getifaddrs() is one piece of memory: the entries, then what they
 * point to.  IPv6 scopes move from inside the address to sin6_scope_id.
 */
#include <sys/param.h>
#include <sys/sysctl.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <netinet/in.h>
#include <errno.h>
#include <ifaddrs.h>
#include <stdlib.h>
#include <string.h>

#define SA_SPACE(n)	((n) > 0 ? ((size_t)(n) + 7) & ~(size_t)7 : (size_t)8)

/* What all messages begin with. */
struct prefix {
	u_short	len;
	u_char	version, type;
	u_short	index;
	int	flags, addrs;
};

/* The list of interface index, 0 for all, in malloc()ed memory. */
static char *
interfaces(int index, size_t *len)
{
	int mib[6] = { CTL_NET, AF_ROUTE, 0, 0, NET_RT_IFLIST, index };
	char *buf = NULL, *bigger;

	for (;;) {
		if (sysctl(mib, 6, NULL, len, NULL, 0) == -1)
			break;
		*len += 1024;
		if ((bigger = realloc(buf, *len)) == NULL)
			break;
		buf = bigger;
		if (sysctl(mib, 6, buf, len, NULL, 0) == 0)
			return (buf);
		if (errno != ENOMEM)
			break;
	}
	free(buf);
	return (NULL);
}

/* The addresses of a message, by RTAX_*. */
static void
message_addrs(char *msg, size_t hdrlen, const struct sockaddr **sa)
{
	struct prefix *p = (struct prefix *)(void *)msg;
	char *at = msg + hdrlen, *end = msg + p->len;

	for (int i = 0; i < RTAX_MAX; i++) {
		sa[i] = NULL;
		if ((p->addrs & 1 << i) != 0 && at + 2 <= end) {
			sa[i] = (struct sockaddr *)(void *)at;
			at += SA_SPACE(sa[i]->sa_len);
		}
	}
}

/* The room of one result: first counted, then filled. */
struct room {
	struct ifaddrs	*list;		/* NULL while counting */
	size_t		 n;		/* entries */
	char		*at;		/* next free byte */
	size_t		 bytes;
};

static void *
keep(struct room *r, const void *from, size_t len)
{
	char *to = r->at;

	r->bytes += SA_SPACE(len);
	if (r->list == NULL)
		return (NULL);
	memcpy(to, from, len);
	r->at += SA_SPACE(len);
	return (to);
}

static struct sockaddr *
keep_sa(struct room *r, const struct sockaddr *sa, sa_family_t family)
{
	struct sockaddr *to;
	struct sockaddr_in6 *sin6;
	uint8_t *a;

	if (sa == NULL || sa->sa_len == 0 ||
	    (to = keep(r, sa, sa->sa_len)) == NULL)
		return (NULL);
	if (to->sa_family == 0)
		to->sa_family = family;
	sin6 = (struct sockaddr_in6 *)(void *)to;
	if (to->sa_family == AF_INET6 && to->sa_len == sizeof(*sin6) &&
	    IN6_IS_ADDR_LINKLOCAL(&sin6->sin6_addr)) {
		a = sin6->sin6_addr.s6_addr;
		if (sin6->sin6_scope_id == 0)
			sin6->sin6_scope_id = (uint32_t)(a[2] << 8 | a[3]);
		a[2] = a[3] = 0;
	}
	return (to);
}

/* Walk over the list; r->list tells whether to count or to fill. */
static void
walk(char *buf, size_t len, struct room *r)
{
	const struct sockaddr *sa[RTAX_MAX];
	const struct sockaddr_dl *sdl;
	struct if_msghdr *ifm;
	struct prefix *p;
	struct ifaddrs entry;
	char name[IFNAMSIZ] = "", *kept = NULL;
	unsigned int flags = 0;

	for (char *at = buf; at + sizeof(*p) <= buf + len; at += p->len) {
		p = (struct prefix *)(void *)at;
		if (p->len == 0)
			break;
		memset(&entry, 0, sizeof(entry));
		switch (p->type) {
		case RTM_IFINFO:
			ifm = (struct if_msghdr *)(void *)at;
			message_addrs(at, sizeof(*ifm), sa);
			sdl = (const struct sockaddr_dl *)
			    (const void *)sa[RTAX_IFP];
			if (sdl == NULL || sdl->sdl_nlen >= sizeof(name))
				continue;
			memcpy(name, sdl->sdl_data, sdl->sdl_nlen);
			name[sdl->sdl_nlen] = '\0';
			kept = keep(r, name, strlen(name) + 1);
			flags = (unsigned int)ifm->ifm_flags;
			entry.ifa_addr = keep_sa(r, sa[RTAX_IFP], AF_LINK);
			entry.ifa_data = keep(r, &ifm->ifm_data,
			    sizeof(ifm->ifm_data));
			break;
		case RTM_NEWADDR:
			message_addrs(at, sizeof(struct ifa_msghdr), sa);
			if (sa[RTAX_IFA] == NULL)
				continue;
			entry.ifa_addr = keep_sa(r, sa[RTAX_IFA], 0);
			entry.ifa_netmask = keep_sa(r, sa[RTAX_NETMASK],
			    sa[RTAX_IFA]->sa_family);
			entry.ifa_dstaddr = keep_sa(r, sa[RTAX_BRD],
			    sa[RTAX_IFA]->sa_family);
			entry.ifa_addrflags = (unsigned int)
			    ((struct ifa_msghdr *)(void *)at)->ifam_addrflags;
			break;
		default:
			continue;
		}
		entry.ifa_name = kept;
		entry.ifa_flags = flags;
		if (r->list != NULL) {
			r->list[r->n] = entry;
			if (r->n > 0)
				r->list[r->n - 1].ifa_next = &r->list[r->n];
		}
		r->n++;
	}
}

int
getifaddrs(struct ifaddrs **list)
{
	struct room count = { NULL, 0, NULL, 0 }, fill;
	size_t len;
	char *buf;

	*list = NULL;
	if ((buf = interfaces(0, &len)) == NULL)
		return (-1);
	walk(buf, len, &count);
	if (count.n > 0) {
		fill = (struct room){ malloc(count.n * sizeof(**list) +
		    count.bytes), 0, NULL, 0 };
		if (fill.list == NULL) {
			free(buf);
			return (-1);
		}
		fill.at = (char *)(fill.list + count.n);
		walk(buf, len, &fill);
		*list = fill.list;
	}
	free(buf);
	return (0);
}

void
freeifaddrs(struct ifaddrs *list)
{
	free(list);
}

/* ---- indices ----------------------------------------------------------------- */

struct if_nameindex *
if_nameindex(void)
{
	const struct sockaddr_dl *sdl;
	struct if_nameindex *list;
	struct ifaddrs *all;
	size_t n = 0, bytes = 0;
	char *at;

	if (getifaddrs(&all) == -1)
		return (NULL);
	for (struct ifaddrs *i = all; i != NULL; i = i->ifa_next)
		if (i->ifa_addr->sa_family == AF_LINK) {
			n++;
			bytes += strlen(i->ifa_name) + 1;
		}
	if ((list = calloc(1, (n + 1) * sizeof(*list) + bytes)) != NULL) {
		at = (char *)(list + n + 1);
		n = 0;
		for (struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
			if (i->ifa_addr->sa_family != AF_LINK)
				continue;
			sdl = (struct sockaddr_dl *)(void *)i->ifa_addr;
			list[n].if_index = sdl->sdl_index;
			list[n++].if_name = strcpy(at, i->ifa_name);
			at += strlen(at) + 1;
		}
	}
	freeifaddrs(all);
	return (list);
}

void
if_freenameindex(struct if_nameindex *list)
{
	free(list);
}

unsigned int
if_nametoindex(const char *name)
{
	struct if_nameindex *list = if_nameindex();
	unsigned int index = 0;

	if (list == NULL)
		return (0);
	for (size_t i = 0; list[i].if_index != 0 && index == 0; i++)
		if (strcmp(list[i].if_name, name) == 0)
			index = list[i].if_index;
	if_freenameindex(list);
	if (index == 0)
		errno = ENXIO;
	return (index);
}

char *
if_indextoname(unsigned int index, char *name)
{
	struct if_nameindex *list = if_nameindex();
	char *found = NULL;

	if (list == NULL)
		return (NULL);
	for (size_t i = 0; list[i].if_index != 0 && found == NULL; i++)
		if (list[i].if_index == index) {
			strlcpy(name, list[i].if_name, IF_NAMESIZE);
			found = name;
		}
	if_freenameindex(list);
	if (found == NULL)
		errno = ENXIO;
	return (found);
}
