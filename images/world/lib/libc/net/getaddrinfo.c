/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getaddrinfo.c: names as socket addresses, getaddrinfo(3).
 *
 * Results come with those first that a route leads to, IPv6 before IPv4 among
 * these; each address once for every type of socket that was asked for.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <errno.h>
#include <ifaddrs.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "resolv_private.h"

static const struct kind {
	int		 type, protocol;
	const char	*name;
} kinds[] = {
	{ SOCK_DGRAM, IPPROTO_UDP, "udp" },
	{ SOCK_STREAM, IPPROTO_TCP, "tcp" },
	{ SOCK_RAW, 0, NULL },
};
#define KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static int
kind_wanted(const struct kind *k, const struct addrinfo *h)
{
	return ((h->ai_socktype == 0 || h->ai_socktype == k->type) &&
	    (h->ai_protocol == 0 || k->protocol == 0 ||
	    h->ai_protocol == k->protocol));
}

static int
check_hints(const struct addrinfo *h, const char *host)
{
	size_t i;

	if (h->ai_addrlen != 0 || h->ai_canonname != NULL ||
	    h->ai_addr != NULL || h->ai_next != NULL)
		return (EAI_BADHINTS);
	if ((h->ai_flags & ~(AI_MASK | AI_V4MAPPED_CFG)) != 0 ||
	    (host == NULL && (h->ai_flags & AI_CANONNAME) != 0))
		return (EAI_BADFLAGS);
	if (h->ai_family != AF_UNSPEC && h->ai_family != AF_INET &&
	    h->ai_family != AF_INET6)
		return (EAI_FAMILY);
	if (h->ai_socktype != 0 && h->ai_socktype != SOCK_STREAM &&
	    h->ai_socktype != SOCK_DGRAM && h->ai_socktype != SOCK_RAW)
		return (EAI_SOCKTYPE);
	for (i = 0; i < KINDS && !kind_wanted(&kinds[i], h); i++)
		;
	return (i == KINDS ? EAI_BADHINTS : 0);
}

/* The port, in network byte order, or -1 when this kind has none so named. */
static int
port_of(const struct kind *k, const char *serv, int flags)
{
	struct servent *s;
	char *end;
	long v;

	if (serv == NULL)
		return (0);
	v = strtol(serv, &end, 10);
	if (end != serv && *end == '\0')
		return (v < 0 || v > 0xffff ? -1 : htons((uint16_t)v));
	if ((flags & AI_NUMERICSERV) != 0 || k->name == NULL ||
	    (s = getservbyname(serv, k->name)) == NULL)
		return (-1);
	return (s->s_port);
}

/* ---- addresses ----------------------------------------------------------------- */

/*
 * 1 for the digits of an address of the family, 0 for a name, -1 for an address
 * of another family or of no interface.
 */
static int
numeric(const char *host, int family, struct res_list *l, uint32_t *scope)
{
	char text[INET6_ADDRSTRLEN], *end;
	const char *percent = strchr(host, '%');
	struct in6_addr a6;
	struct in_addr a4;
	size_t n = percent != NULL ? (size_t)(percent - host) : strlen(host);

	*scope = 0;
	if (inet_aton(host, &a4) && strpbrk(host, " \t\n") == NULL) {
		if (family == AF_INET6)
			return (-1);
		return (__res_add(l, AF_INET, &a4) == 0);
	}
	if (n >= sizeof(text))
		return (0);
	memcpy(text, host, n);
	text[n] = '\0';
	if (inet_pton(AF_INET6, text, &a6) != 1)
		return (0);
	if (percent != NULL && (*scope = if_nametoindex(percent + 1)) == 0) {
		*scope = (uint32_t)strtoul(percent + 1, &end, 10);
		if (end == percent + 1 || *end != '\0')
			return (-1);
	}
	if (family == AF_INET)
		return (-1);
	return (__res_add(l, AF_INET6, &a6) == 0);
}

/* Does an interface other than the loopback have an address of the family? */
static int
configured(int family)
{
	struct ifaddrs *all;
	int found = 0;

	if (getifaddrs(&all) == -1)
		return (1);
	for (struct ifaddrs *i = all; i != NULL && !found; i = i->ifa_next)
		found = i->ifa_addr != NULL &&
		    i->ifa_addr->sa_family == family &&
		    (i->ifa_flags & IFF_LOOPBACK) == 0;
	freeifaddrs(all);
	return (found);
}

static socklen_t
make_sockaddr(const struct res_addr *a, in_port_t port, uint32_t scope,
    struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *sin6 = (void *)ss;
	struct sockaddr_in *sin = (void *)ss;

	memset(ss, 0, sizeof(*ss));
	ss->ss_family = (sa_family_t)a->family;
	ss->ss_len = a->family == AF_INET ? sizeof(*sin) : sizeof(*sin6);
	if (a->family == AF_INET) {
		sin->sin_port = port;
		memcpy(&sin->sin_addr, a->addr, 4);
	} else {
		sin6->sin6_port = port;
		sin6->sin6_scope_id = scope;
		memcpy(&sin6->sin6_addr, a->addr, 16);
	}
	return (ss->ss_len);
}

/* Is there a way there?  Connecting a datagram socket asks, sending nothing. */
static int
reachable(const struct res_addr *a)
{
	struct sockaddr_storage ss;
	socklen_t len = make_sockaddr(a, htons(9), 0, &ss);
	int s = socket(a->family, SOCK_DGRAM | SOCK_CLOEXEC, 0), ok;

	if (s == -1)
		return (0);
	ok = connect(s, (struct sockaddr *)&ss, len) == 0;
	close(s);
	return (ok);
}

/* Stable: those that are reachable first, then IPv6 before IPv4. */
static void
sort_addrs(struct res_list *l)
{
	struct res_addr *sorted;
	int *rank;
	size_t n = 0;

	if (l->n < 2 || (sorted = malloc(l->n * sizeof(*sorted))) == NULL)
		return;
	if ((rank = malloc(l->n * sizeof(*rank))) == NULL) {
		free(sorted);
		return;
	}
	for (size_t i = 0; i < l->n; i++)
		rank[i] = (reachable(&l->addr[i]) ? 0 : 2) +
		    (l->addr[i].family == AF_INET6 ? 0 : 1);
	for (int r = 0; r < 4; r++)
		for (size_t i = 0; i < l->n; i++)
			if (rank[i] == r)
				sorted[n++] = l->addr[i];
	free(rank);
	free(l->addr);
	l->addr = sorted;
}

/* IPv4 addresses become ::ffff:a.b.c.d. */
static void
map_v4(struct res_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->addr[i].family == AF_INET) {
			memcpy(l->addr[i].addr + 12, l->addr[i].addr, 4);
			memset(l->addr[i].addr, 0, 10);
			memset(l->addr[i].addr + 10, 0xff, 2);
			l->addr[i].family = AF_INET6;
		}
}

static int
by_name(const char *host, const struct addrinfo *h, struct res_list *l)
{
	int family = h->ai_family, error;
	int mapped = family == AF_INET6 && (h->ai_flags & AI_V4MAPPED) != 0;

	if (family == AF_UNSPEC && (h->ai_flags & AI_ADDRCONFIG) != 0) {
		if (!configured(AF_INET6))
			family = AF_INET;
		else if (!configured(AF_INET))
			family = AF_INET6;
	}
	if (mapped && (h->ai_flags & AI_ALL) != 0)
		family = AF_UNSPEC;
	error = __res_byname(host, family, l);
	if (error == EAI_NONAME && mapped && family == AF_INET6)
		error = __res_byname(host, AF_INET, l);
	if (error == 0) {
		sort_addrs(l);
		if (mapped)
			map_v4(l);
	}
	return (error);
}

/* No name: the loopback, or any address for a server. */
static int
no_name(const struct addrinfo *h, struct res_list *l)
{
	struct in_addr a = { htonl((h->ai_flags & AI_PASSIVE) != 0 ?
	    INADDR_ANY : INADDR_LOOPBACK) };
	int error = 0;

	if (h->ai_family != AF_INET)
		error = __res_add(l, AF_INET6, (h->ai_flags & AI_PASSIVE) != 0 ?
		    &in6addr_any : &in6addr_loopback);
	if (error == 0 && h->ai_family != AF_INET6)
		error = __res_add(l, AF_INET, &a);
	return (error);
}

/* ---- results ---------------------------------------------------------------------- */

static int
add_result(struct addrinfo ***tail, const struct res_addr *a,
    const struct kind *k, const struct addrinfo *h, in_port_t port,
    uint32_t scope)
{
	struct sockaddr_storage ss;
	socklen_t len = make_sockaddr(a, port, scope, &ss);
	struct addrinfo *ai = calloc(1, sizeof(*ai) + len);

	if (ai == NULL)
		return (EAI_MEMORY);
	ai->ai_flags = h->ai_flags;
	ai->ai_family = a->family;
	ai->ai_socktype = k->type;
	ai->ai_protocol = k->protocol != 0 ? k->protocol : h->ai_protocol;
	ai->ai_addrlen = len;
	ai->ai_addr = (struct sockaddr *)(void *)(ai + 1);
	memcpy(ai->ai_addr, &ss, len);
	**tail = ai;
	*tail = &ai->ai_next;
	return (0);
}

static int
make_results(const struct res_list *l, const char *serv,
    const struct addrinfo *h, uint32_t scope, struct addrinfo **res)
{
	struct addrinfo **tail = res;
	int port[KINDS], any = 0, error = 0;

	for (size_t k = 0; k < KINDS; k++) {
		port[k] = !kind_wanted(&kinds[k], h) ||
		    (kinds[k].name == NULL && serv != NULL &&
		    h->ai_socktype == 0) ? -1 :
		    port_of(&kinds[k], serv, h->ai_flags);
		any |= port[k] != -1;
	}
	if (!any)
		return ((h->ai_flags & AI_NUMERICSERV) != 0 ? EAI_NONAME :
		    EAI_SERVICE);
	for (size_t i = 0; i < l->n; i++)
		for (size_t k = 0; k < KINDS && error == 0; k++)
			if (port[k] != -1)
				error = add_result(&tail, &l->addr[i],
				    &kinds[k], h, (in_port_t)port[k], scope);
	return (error);
}

int
getaddrinfo(const char *__restrict host, const char *__restrict serv,
    const struct addrinfo *__restrict hints, struct addrinfo **__restrict res)
{
	static const struct addrinfo none = { .ai_family = AF_UNSPEC };
	const struct addrinfo *h = hints != NULL ? hints : &none;
	struct res_list l = { .n = 0 };
	uint32_t scope = 0;
	int error, digits;

	*res = NULL;
	if (host == NULL && serv == NULL)
		return (EAI_NONAME);
	if ((error = check_hints(h, host)) != 0)
		return (error);
	if (host == NULL) {
		error = no_name(h, &l);
	} else if ((digits = numeric(host, h->ai_family, &l, &scope)) != 0) {
		strlcpy(l.canon, host, sizeof(l.canon));
		error = digits == 1 ? 0 : EAI_NONAME;
	} else {
		error = (h->ai_flags & AI_NUMERICHOST) != 0 ? EAI_NONAME :
		    by_name(host, h, &l);
	}
	if (error == 0)
		error = make_results(&l, serv, h, scope, res);
	if (error == 0 && (h->ai_flags & AI_CANONNAME) != 0 && *res != NULL &&
	    ((*res)->ai_canonname = strdup(l.canon)) == NULL)
		error = EAI_MEMORY;
	__res_free(&l);
	if (error != 0) {
		freeaddrinfo(*res);
		*res = NULL;
	}
	return (error);
}

void
freeaddrinfo(struct addrinfo *ai)
{
	struct addrinfo *next;

	for (; ai != NULL; ai = next) {
		next = ai->ai_next;
		free(ai->ai_canonname);
		free(ai);
	}
}
