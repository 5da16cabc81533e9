/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getnameinfo.c: a socket address as names, getnameinfo(3), and the texts of
 * its errors, gai_strerror(3).
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "resolv_private.h"

const char *
gai_strerror(int error)
{
	static const char *const text[] = {
		[0]		= "Success",
		[EAI_AGAIN]	= "Name could not be resolved at this time",
		[EAI_BADFLAGS]	= "Flags parameter had an invalid value",
		[EAI_FAIL]	= "Non-recoverable failure in name resolution",
		[EAI_FAMILY]	= "Address family not recognized",
		[EAI_MEMORY]	= "Memory allocation failure",
		[EAI_NONAME]	= "Name does not resolve",
		[EAI_SERVICE]	= "Service was not recognized for socket type",
		[EAI_SOCKTYPE]	= "Intended socket type was not recognized",
		[EAI_SYSTEM]	= "System error returned in errno",
		[EAI_BADHINTS]	= "Invalid value for hints",
		[EAI_PROTOCOL]	= "Resolved protocol is unknown",
		[EAI_OVERFLOW]	= "Argument buffer overflow",
	};

	if (error < 0 || error >= EAI_MAX || text[error] == NULL)
		return ("Unknown error");
	return (text[error]);
}

static int
give(char *to, size_t size, const char *from)
{
	return (strlcpy(to, from, size) >= size ? EAI_OVERFLOW : 0);
}

static int
service(in_port_t port, char *serv, size_t size, int flags)
{
	struct servent *s = NULL;
	char number[8];

	if ((flags & NI_NUMERICSERV) == 0)
		s = getservbyport(port, (flags & NI_DGRAM) != 0 ? "udp" :
		    "tcp");
	snprintf(number, sizeof(number), "%u", ntohs(port));
	return (give(serv, size, s != NULL ? s->s_name : number));
}

/* In digits, with the scope of a link-local address. */
static int
numeric(const struct sockaddr *sa, const void *addr, char *host, size_t size,
    int flags)
{
	char text[INET6_ADDRSTRLEN + 1 + IF_NAMESIZE], name[IF_NAMESIZE];
	uint32_t scope = 0;
	size_t n;

	(void)inet_ntop(sa->sa_family, addr, text, sizeof(text));
	n = strlen(text);
	if (sa->sa_family == AF_INET6)
		scope = ((const struct sockaddr_in6 *)(const void *)
		    sa)->sin6_scope_id;
	if (scope != 0 && ((flags & NI_NUMERICSCOPE) != 0 ||
	    if_indextoname(scope, name) == NULL))
		snprintf(text + n, sizeof(text) - n, "%%%u", scope);
	else if (scope != 0)
		snprintf(text + n, sizeof(text) - n, "%%%s", name);
	return (give(host, size, text));
}

/* Cut our own domain off. */
static void
no_domain(char *name)
{
	char own[RES_NAME], *dot = strchr(name, '.'), *domain;

	if (dot != NULL && gethostname(own, sizeof(own)) == 0 &&
	    (domain = strchr(own, '.')) != NULL && strcasecmp(dot, domain) == 0)
		*dot = '\0';
}

static int
name_of(const struct sockaddr *sa, const void *addr, char *host, size_t size,
    int flags)
{
	struct res_list l = { .n = 0 };
	int error = EAI_NONAME;

	if ((flags & NI_NUMERICHOST) == 0)
		error = __res_byaddr(addr, sa->sa_family, &l);
	if (error == 0) {
		if ((flags & NI_NOFQDN) != 0)
			no_domain(l.canon);
		error = give(host, size, l.canon);
	} else if ((flags & NI_NAMEREQD) != 0) {
		error = EAI_NONAME;
	} else {
		error = numeric(sa, addr, host, size, flags);
	}
	__res_free(&l);
	return (error);
}

int
getnameinfo(const struct sockaddr *__restrict sa, socklen_t salen,
    char *__restrict host, size_t hostlen, char *__restrict serv,
    size_t servlen, int flags)
{
	const struct sockaddr_in6 *sin6 = (const void *)sa;
	const struct sockaddr_in *sin = (const void *)sa;
	const void *addr;
	in_port_t port;
	int error = 0;

	switch (sa->sa_family) {
	case AF_INET:
		if (salen != sizeof(*sin))
			return (EAI_FAIL);
		addr = &sin->sin_addr;
		port = sin->sin_port;
		break;
	case AF_INET6:
		if (salen != sizeof(*sin6))
			return (EAI_FAIL);
		addr = &sin6->sin6_addr;
		port = sin6->sin6_port;
		break;
	default:
		return (EAI_FAMILY);
	}
	if (serv != NULL && servlen > 0)
		error = service(port, serv, servlen, flags);
	if (error == 0 && host != NULL && hostlen > 0)
		error = name_of(sa, addr, host, hostlen, flags);
	return (error);
}
