/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * optnet.c: -I interface[:address1[:address2][/netmask]][=MAC] of vkernel(7).
 * Runs with options.c, under its conditions.
 *
 * What begins with a slash or a dot is the path of a switch's socket, but for the
 * name of a tap behind "/dev/".  A path holds no colon; an equals sign in it that
 * is followed by a slash is part of it.
 */
#include "platform/boot.h"
#include "platform/bootparam.h"
#include "host/host.h"
#include "lib/libkern.h"

#define NAME_MAX	15		/* of interfaces on the host */
#define PATH_MAX	107		/* of sockets */
#define DEV		"/dev/"

struct boot_net boot_nets[BOOT_MAXUNITS];
int boot_nnets;

#define USAGE(...)	boot_fail(HOST_EXIT_USAGE, __VA_ARGS__)

static int
hexdigit(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 0x20;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

static uint32_t
to_network(uint32_t v)
{
	return (__builtin_bswap32(v));
}

/* a.b.c.d; the value is in host order. */
static bool
dotted(const char *s, uint32_t *v)
{
	*v = 0;
	for (int i = 0; i < 4; i++) {
		unsigned n = 0;
		const char *p = s;

		while (*p >= '0' && *p <= '9' && p - s < 3)
			n = n * 10 + (unsigned)(*p++ - '0');
		if (p == s || n > 255 || *p != (i < 3 ? '.' : '\0'))
			return (false);
		*v = *v << 8 | n;
		s = p + 1;
	}
	return (true);
}

/* An address that a host may have. */
static uint32_t
address(const char *arg, const char *s)
{
	uint32_t v;

	if (!dotted(s, &v))
		USAGE("-I %s: %s is no address", boot_shown(arg), boot_shown(s));
	if (v >> 24 == 0 || v >> 28 >= 14)
		USAGE("-I %s: %s is no address of a host", boot_shown(arg),
		    boot_shown(s));
	return (to_network(v));
}

/* A mask without holes in bits, or -1. */
static int
mask_bits(uint32_t mask)
{
	int n;

	if (mask == ~0u)
		return (32);
	n = __builtin_clz(~mask);
	return (mask << n == 0 ? n : -1);
}

/* Dotted, 0x and hexadecimal digits, or a number of bits. */
static int
netmask(const char *arg, const char *s)
{
	const char *whole = s;
	uint32_t v = 0;
	int n = 0;

	if (strncmp(s, "0x", 2) == 0) {
		for (s += 2; hexdigit(*s) >= 0 && n < 8; s++, n++)
			v = v << 4 | (uint32_t)hexdigit(*s);
		n = n > 0 && *s == '\0' ? mask_bits(v) : -1;
	} else if (strchr(s, '.') != NULL) {
		n = dotted(s, &v) ? mask_bits(v) : -1;
	} else if (*s == '\0') {
		n = -1;
	} else {
		for (; *s >= '0' && *s <= '9' && n <= 32; s++)
			n = n * 10 + *s - '0';
		n = *s == '\0' && n <= 32 ? n : -1;
	}
	if (n <= 0)
		USAGE("-I %s: %s is no netmask", boot_shown(arg),
		    boot_shown(whole));
	return (n);
}

/* The network of an address's class. */
static int
class_bits(uint32_t addr)
{
	uint32_t top = to_network(addr) >> 24;

	return (top < 128 ? 8 : top < 192 ? 16 : 24);
}

/* Six bytes in hexadecimal, with colons between. */
static void
lladdr(struct boot_net *bn, const char *s)
{
	const char *p = s;
	int i, n, v;

	for (i = 0; i < 6; i++) {
		for (v = n = 0; n < 2 && hexdigit(*p) >= 0; n++)
			v = v * 16 + hexdigit(*p++);
		if (n == 0 || *p != (i < 5 ? ':' : '\0'))
			USAGE("-I %s: %s is no MAC address",
			    boot_shown(bn->bn_arg), boot_shown(s));
		bn->bn_lladdr[i] = (uint8_t)v;
		p++;
	}
	for (i = v = 0; i < 6; i++)
		v |= bn->bn_lladdr[i];
	if (v == 0 || (bn->bn_lladdr[0] & 1) != 0)
		USAGE("-I %s: %s is no MAC address of one interface",
		    boot_shown(bn->bn_arg), boot_shown(s));
	bn->bn_haslladdr = true;
}

/* The name of an interface of the host. */
static void
check_name(const char *arg, const char *what, const char *name)
{
	size_t len = strlen(name);

	if (len == 0)
		USAGE("-I %s: empty name of %s", boot_shown(arg), what);
	if (len > NAME_MAX)
		USAGE("-I %s: the name of %s is longer than %d characters",
		    boot_shown(arg), what, NAME_MAX);
	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '/' ||
		    name[i] == '%')
			USAGE("-I %s: %s is no name of %s", boot_shown(arg),
			    name, what);
	if (name[0] == '.')
		USAGE("-I %s: %s is no name of %s", boot_shown(arg), name,
		    what);
}

static void
interface(struct boot_net *bn, const char *name)
{
	bn->bn_socket = name[0] == '.' || (name[0] == '/' &&
	    (strncmp(name, DEV, sizeof(DEV) - 1) != 0 ||
	    strchr(name + sizeof(DEV) - 1, '/') != NULL));
	if (bn->bn_socket) {
		if (strlen(name) > PATH_MAX)
			USAGE("-I %s: the path is longer than %d characters",
			    boot_shown(bn->bn_arg), PATH_MAX);
	} else {
		if (name[0] == '/')
			name += sizeof(DEV) - 1;
		check_name(bn->bn_arg, "an interface", name);
	}
	strlcpy(bn->bn_name, name, sizeof(bn->bn_name));
}

/* address1 or a bridge, address2 or NULL, netmask or NULL. */
static void
addresses(struct boot_net *bn, const char *a1, const char *a2,
    const char *mask)
{
	int plen = mask != NULL ? netmask(bn->bn_arg, mask) : 0;

	if (bn->bn_socket && a1[0] != '\0')
		USAGE("-I %s: a switch has no address or bridge",
		    boot_shown(bn->bn_arg));
	if (a1[0] >= '0' && a1[0] <= '9') {
		bn->bn_tapaddr = address(bn->bn_arg, a1);
	} else if (a1[0] != '\0') {
		check_name(bn->bn_arg, "a bridge", a1);
		strlcpy(bn->bn_bridge, a1, sizeof(bn->bn_bridge));
	} else if (a2 == NULL) {
		USAGE("-I %s: empty address", boot_shown(bn->bn_arg));
	}
	if (a2 != NULL)
		bn->bn_addr = address(bn->bn_arg, a2);
	if (bn->bn_addr != 0 && bn->bn_addr == bn->bn_tapaddr)
		USAGE("-I %s: both addresses are the same",
		    boot_shown(bn->bn_arg));
	bn->bn_tapplen = plen != 0 ? plen : class_bits(bn->bn_tapaddr);
	bn->bn_plen = plen != 0 ? plen : class_bits(bn->bn_addr);
}

/* Cut the string at the first c that it has; what follows, or NULL. */
static char *
cut(char *s, int c)
{
	char *p = s != NULL ? strchr(s, c) : NULL;

	if (p != NULL)
		*p++ = '\0';
	return (p);
}

void
optnet_add(const char *arg)
{
	static char text[256];
	struct boot_net *bn = &boot_nets[boot_nnets];
	char *mac, *a1, *a2, *mask;

	if (boot_nnets == BOOT_MAXUNITS)
		USAGE("-I %s: more than %d of them", boot_shown(arg),
		    BOOT_MAXUNITS);
	bn->bn_arg = arg;
	if (strlcpy(text, arg, sizeof(text)) >= sizeof(text))
		USAGE("-I %s: too long", boot_shown(arg));
	mac = strrchr(text, '=');
	if (mac != NULL && strchr(mac, '/') == NULL)
		*mac++ = '\0';
	else
		mac = NULL;
	a1 = cut(text, ':');
	mask = cut(a1, '/');
	a2 = cut(a1, ':');
	interface(bn, text);
	if (a1 != NULL)
		addresses(bn, a1, a2, mask);
	if (mac != NULL)
		lladdr(bn, mac);
	boot_nnets++;
}
