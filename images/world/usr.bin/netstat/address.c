/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address.c: the kernel's variables, and addresses as text.
 */
#include <sys/param.h>
#include <sys/sysctl.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netstat.h"

static char text[NI_MAXHOST + NI_MAXSERV];

void *
get_variable(const char *name, size_t *len)
{
	void *buf;

	if (sysctlbyname(name, NULL, len, NULL, 0) == -1) {
		if (errno != ENOENT)
			warn("%s", name);
		return (NULL);
	}
	/* It may grow in between. */
	*len += *len / 8 + 4096;
	if ((buf = malloc(*len)) == NULL)
		err(1, NULL);
	if (sysctlbyname(name, buf, len, NULL, 0) == -1) {
		warn("%s", name);
		free(buf);
		return (NULL);
	}
	return (buf);
}

void *
get_table(int what, int family, int arg, size_t *len)
{
	int mib[6] = { CTL_NET, AF_ROUTE, 0, family, what, arg };
	void *buf;

	if (sysctl(mib, 6, NULL, len, NULL, 0) == -1)
		err(1, "net.routetable");
	*len += *len / 8 + 4096;
	if ((buf = malloc(*len)) == NULL)
		err(1, NULL);
	if (sysctl(mib, 6, buf, len, NULL, 0) == -1)
		err(1, "net.routetable");
	return (buf);
}

const char *
link_text(const struct sockaddr_dl *sdl)
{
	const u_char *a = (const u_char *)sdl->sdl_data + sdl->sdl_nlen;
	size_t at = 0;

	text[0] = '\0';
	for (int i = 0; i < sdl->sdl_alen &&
	    sdl->sdl_nlen + i < (int)sizeof(sdl->sdl_data); i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%02x",
		    i > 0 ? ":" : "", a[i]);
	return (text);
}

const char *
host_text(const struct sockaddr *sa)
{
	char *dot;

	if (sa->sa_family == AF_LINK) {
		const struct sockaddr_dl *sdl = (const void *)sa;

		if (sdl->sdl_alen > 0)
			return (link_text(sdl));
		snprintf(text, sizeof(text), "link#%u", sdl->sdl_index);
		return (text);
	}
	if (getnameinfo(sa, sa->sa_len, text, NI_MAXHOST, NULL, 0,
	    req.numeric ? NI_NUMERICHOST : 0) != 0)
		return ("?");
	/* The name within one's own domain is enough. */
	if (!req.numeric && !req.wide && sa->sa_family == AF_INET &&
	    inet_addr(text) == INADDR_NONE &&
	    (dot = strchr(text, '.')) != NULL)
		*dot = '\0';
	return (text);
}

const char *
net_text(const struct sockaddr *sa, int bits)
{
	const struct sockaddr_in *sin = (const void *)sa;
	const struct sockaddr_in6 *sin6 = (const void *)sa;
	char host[INET6_ADDRSTRLEN];

	if (bits == 0 && ((sa->sa_family == AF_INET &&
	    sin->sin_addr.s_addr == INADDR_ANY) ||
	    (sa->sa_family == AF_INET6 &&
	    IN6_IS_ADDR_UNSPECIFIED(&sin6->sin6_addr))))
		return ("default");
	if (getnameinfo(sa, sa->sa_len, host, sizeof(host), NULL, 0,
	    NI_NUMERICHOST) != 0)
		return ("?");
	snprintf(text, sizeof(text), "%s/%d", host, bits);
	return (text);
}

const char *
end_text(int family, const void *addr, u_int port, int udp, int width)
{
	struct sockaddr_in sin = { .sin_len = sizeof(sin),
	    .sin_family = AF_INET };
	struct sockaddr_in6 sin6 = { .sin6_len = sizeof(sin6),
	    .sin6_family = AF_INET6 };
	char serv[NI_MAXSERV], host[NI_MAXHOST];
	struct servent *sv;
	int any;

	if (family == AF_INET) {
		memcpy(&sin.sin_addr, addr, sizeof(sin.sin_addr));
		any = sin.sin_addr.s_addr == INADDR_ANY;
	} else {
		memcpy(&sin6.sin6_addr, addr, sizeof(sin6.sin6_addr));
		any = IN6_IS_ADDR_UNSPECIFIED(&sin6.sin6_addr);
	}
	strlcpy(host, any ? "*" : host_text(family == AF_INET ?
	    (struct sockaddr *)&sin : (struct sockaddr *)&sin6), sizeof(host));
	if (port == 0)
		strlcpy(serv, "*", sizeof(serv));
	else if (!req.numeric && (sv = getservbyport((int)port, udp ? "udp" :
	    "tcp")) != NULL)
		strlcpy(serv, sv->s_name, sizeof(serv));
	else
		snprintf(serv, sizeof(serv), "%u", ntohs((uint16_t)port));
	if (width > 0 && (int)(strlen(host) + strlen(serv)) >= width)
		host[MAX(width - (int)strlen(serv) - 1, 0)] = '\0';
	snprintf(text, sizeof(text), "%s.%s", host, serv);
	return (text);
}
