/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inet_net.c: Internet addresses as network and host, inet(3); constants of
 * IPv6.
 */
#include <sys/types.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>

const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

/* Bits of the host's part, by the class of the address. */
static int
host_bits(in_addr_t a)
{
	return (IN_CLASSA(a) ? IN_CLASSA_NSHIFT :
	    IN_CLASSB(a) ? IN_CLASSB_NSHIFT : IN_CLASSC_NSHIFT);
}

in_addr_t
inet_netof(struct in_addr in)
{
	in_addr_t a = ntohl(in.s_addr);

	return (a >> host_bits(a));
}

in_addr_t
inet_lnaof(struct in_addr in)
{
	in_addr_t a = ntohl(in.s_addr);

	return (a & ((1U << host_bits(a)) - 1));
}

struct in_addr
inet_makeaddr(in_addr_t net, in_addr_t host)
{
	struct in_addr in;
	int shift = net < 0x80 ? IN_CLASSA_NSHIFT :
	    net < 0x10000 ? IN_CLASSB_NSHIFT :
	    net < 0x1000000 ? IN_CLASSC_NSHIFT : 0;

	in.s_addr = htonl(shift == 0 ? net | host :
	    net << shift | (host & ((1U << shift) - 1)));
	return (in);
}

/* One to four numbers with dots, each a byte; in host byte order. */
in_addr_t
inet_network(const char *s)
{
	in_addr_t v = 0;
	unsigned long part;
	char *end;

	for (int n = 0; n < 4; n++) {
		if (!isdigit((unsigned char)*s))
			return (INADDR_NONE);
		part = strtoul(s, &end, 0);
		if (part > 0xff)
			return (INADDR_NONE);
		v = v << 8 | (in_addr_t)part;
		if (*end == '\0')
			return (v);
		if (*end != '.')
			return (INADDR_NONE);
		s = end + 1;
	}
	return (INADDR_NONE);
}
