/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jail_addr.c: the Internet addresses of jails.
 *
 * A jail has its addresses from the beginning, so there is nothing to lock.
 * Its programs use 127.0.0.1 and ::1 as programs do; what they reach is the
 * jail's first loopback address or, without one, its first address.
 */
#include <sys/errno.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include "kern/jail_var.h"
#include "lib/libkern.h"

static const struct in6_addr any6, loop6 = { { { [15] = 1 } } };

enum jaddr { JA_OTHER, JA_ANY, JA_LOOP, JA_LOOPNET, JA_ADDR };

/* What kind of address sa is: JA_OTHER is not one of the Internet. */
static enum jaddr
kind(const struct sockaddr *sa)
{
	const struct sockaddr_in *s4 = (const void *)sa;
	const struct sockaddr_in6 *s6 = (const void *)sa;
	uint32_t a;

	if (sa->sa_family == AF_INET && sa->sa_len >= sizeof(*s4)) {
		a = __builtin_bswap32(s4->sin_addr.s_addr);
		return (a == INADDR_ANY ? JA_ANY :
		    a == INADDR_LOOPBACK ? JA_LOOP :
		    a >> 24 == 127 ? JA_LOOPNET : JA_ADDR);
	}
	if (sa->sa_family == AF_INET6 && sa->sa_len >= sizeof(*s6)) {
		if (memcmp(&s6->sin6_addr, &any6, sizeof(any6)) == 0)
			return (JA_ANY);
		if (memcmp(&s6->sin6_addr, &loop6, sizeof(loop6)) == 0)
			return (JA_LOOP);
		return (JA_ADDR);
	}
	return (JA_OTHER);
}

static bool
same(const struct sockaddr *a, const struct sockaddr *b)
{
	if (a->sa_family != b->sa_family)
		return (false);
	if (a->sa_family == AF_INET)
		return (((const struct sockaddr_in *)a)->sin_addr.s_addr ==
		    ((const struct sockaddr_in *)b)->sin_addr.s_addr);
	return (memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
	    &((const struct sockaddr_in6 *)b)->sin6_addr,
	    sizeof(struct in6_addr)) == 0);
}

/* The address of sa becomes that of from, which is of the same family. */
static void
set(struct sockaddr *sa, const struct sockaddr *from)
{
	if (sa->sa_family == AF_INET)
		((struct sockaddr_in *)sa)->sin_addr =
		    ((const struct sockaddr_in *)from)->sin_addr;
	else
		((struct sockaddr_in6 *)sa)->sin6_addr =
		    ((const struct sockaddr_in6 *)from)->sin6_addr;
}

/* The first loopback, or other, address of a family; NULL: there is none. */
static const struct sockaddr *
first(const struct prison *pr, int family, bool loop)
{
	const struct sockaddr *sa;
	enum jaddr k;

	for (int i = 0; i < pr->pr_nips; i++) {
		sa = (const struct sockaddr *)&pr->pr_ips[i];
		k = kind(sa);
		if (sa->sa_family == family &&
		    (k == JA_LOOP || k == JA_LOOPNET) == loop)
			return (sa);
	}
	return (NULL);
}

/* One of the wanted kind if there is one, else one of the other. */
static const struct sockaddr *
prefer(const struct prison *pr, int family, bool loop)
{
	const struct sockaddr *sa = first(pr, family, loop);

	return (sa != NULL ? sa : first(pr, family, !loop));
}

bool
jail_hasaddr(const struct ucred *cr, const struct sockaddr *sa)
{
	const struct prison *pr = cr->cr_prison;

	if (pr == NULL || kind(sa) == JA_OTHER)
		return (true);
	for (int i = 0; i < pr->pr_nips; i++)
		if (same((const struct sockaddr *)&pr->pr_ips[i], sa))
			return (true);
	return (false);
}

int
jail_bindaddr(const struct ucred *cr, struct sockaddr *sa)
{
	const struct prison *pr = cr->cr_prison;
	const struct sockaddr *own = NULL;
	int n = 0;

	if (pr == NULL)
		return (0);
	switch (kind(sa)) {
	case JA_OTHER:
		return (0);
	case JA_ANY:
		for (int i = 0; i < pr->pr_nips; i++)
			n += pr->pr_ips[i].ss_family == sa->sa_family;
		if (n == 0)
			return (EADDRNOTAVAIL);
		if (n == 1)
			set(sa, prefer(pr, sa->sa_family, false));
		return (0);
	case JA_LOOP:
		if ((own = prefer(pr, sa->sa_family, true)) == NULL)
			return (EADDRNOTAVAIL);
		set(sa, own);
		return (0);
	default:
		return (jail_hasaddr(cr, sa) ? 0 : EADDRNOTAVAIL);
	}
}

void
jail_destaddr(const struct ucred *cr, struct sockaddr *sa)
{
	const struct sockaddr *own;
	enum jaddr k = kind(sa);

	if (jailed(cr) && (k == JA_LOOP || k == JA_ANY) &&
	    (own = prefer(cr->cr_prison, sa->sa_family, true)) != NULL)
		set(sa, own);
}

void
jail_tellloop(const struct ucred *cr, struct sockaddr *sa)
{
	const struct sockaddr *own;

	if (!jailed(cr) || kind(sa) == JA_OTHER ||
	    (own = first(cr->cr_prison, sa->sa_family, true)) == NULL ||
	    !same(own, sa))
		return;
	if (sa->sa_family == AF_INET)
		((struct sockaddr_in *)sa)->sin_addr.s_addr =
		    __builtin_bswap32(INADDR_LOOPBACK);
	else
		((struct sockaddr_in6 *)sa)->sin6_addr = loop6;
}

int
jail_srcaddr(const struct ucred *cr, const struct sockaddr *to,
    struct sockaddr_storage *from)
{
	const struct sockaddr *own;
	enum jaddr k = kind(to);

	own = prefer(cr->cr_prison, to->sa_family, k == JA_LOOP ||
	    k == JA_LOOPNET);
	if (own == NULL)
		return (EADDRNOTAVAIL);
	bzero(from, sizeof(*from));
	from->ss_len = to->sa_family == AF_INET ? sizeof(struct sockaddr_in) :
	    sizeof(struct sockaddr_in6);
	from->ss_family = to->sa_family;
	set((struct sockaddr *)from, own);
	return (0);
}

/* The longest run of zeroes, of two words or more, in the eight of an address. */
static int
zero_run(const uint16_t *w, int *len)
{
	int at = -1, n;

	*len = 1;
	for (int i = 0; i < 8; i += n + 1) {
		for (n = 0; i + n < 8 && w[i + n] == 0; n++)
			;
		if (n > *len) {
			*len = n;
			at = i;
		}
	}
	return (at);
}

void
jail_ntop(const struct sockaddr *sa, char *buf, size_t size)
{
	const uint8_t *b;
	int at, len, i, n = 0;
	uint16_t w[8];

	if (kind(sa) == JA_OTHER) {
		(void)strlcpy(buf, "?", size);
	} else if (sa->sa_family == AF_INET) {
		b = (const void *)&((const struct sockaddr_in *)sa)->sin_addr;
		ksnprintf(buf, size, "%d.%d.%d.%d", b[0], b[1], b[2], b[3]);
	} else {
		b = (const void *)&((const struct sockaddr_in6 *)sa)->sin6_addr;
		for (i = 0; i < 8; i++)
			w[i] = (uint16_t)(b[2 * i] << 8 | b[2 * i + 1]);
		at = zero_run(w, &len);
		buf[0] = '\0';
		for (i = 0; i < 8; i++) {
			if (i == at) {
				n += ksnprintf(buf + n, size - (size_t)n, "::");
				i += len - 1;
				continue;
			}
			n += ksnprintf(buf + n, size - (size_t)n,
			    i == 0 || i == at + len ? "%x" : ":%x", w[i]);
		}
	}
}
