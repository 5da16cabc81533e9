/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolve.c: names and addresses of hosts out of /etc/hosts and the DNS, with
 * the search list, resolv.conf(5).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resolv_private.h"

/* One type of one whole name. */
static int
dns_type(const struct res_conf *c, const char *name, int type,
    struct res_list *l)
{
	uint8_t *answer;
	size_t len;
	int error = __dns_ask(c, name, type, &answer, &len);

	if (error == 0)
		error = __dns_take(answer, len, name, type, l);
	free(answer);
	return (error);
}

/* One whole name.  A family that has no answer does not spoil the other. */
static int
dns_whole(const struct res_conf *c, const char *name, int family,
    struct res_list *l)
{
	int e6 = EAI_NONAME, e4 = EAI_NONAME;

	if (family != AF_INET)
		e6 = dns_type(c, name, T_AAAA, l);
	if (family != AF_INET6)
		e4 = dns_type(c, name, T_A, l);
	if (l->n > 0)
		return (0);
	return (e4 != EAI_NONAME ? e4 : e6);
}

static int
dns_search(const struct res_conf *c, const char *name, int family,
    struct res_list *l)
{
	char whole[2 * RES_NAME];
	int error = EAI_NONAME;

	for (int i = 0; i < c->searches && error == EAI_NONAME; i++) {
		snprintf(whole, sizeof(whole), "%s.%s", name, c->search[i]);
		__res_free(l);
		error = dns_whole(c, whole, family, l);
	}
	return (error);
}

static int
dns_byname(const char *name, int family, struct res_list *l)
{
	struct res_conf c;
	size_t len = strlen(name);
	int dots = 0, error;

	if (len == 0 || len >= RES_NAME)
		return (EAI_NONAME);
	for (const char *p = name; *p != '\0'; p++)
		dots += *p == '.';
	__res_conf(&c);
	if (name[len - 1] == '.')
		return (dns_whole(&c, name, family, l));
	if (dots >= c.ndots) {
		error = dns_whole(&c, name, family, l);
		return (error != EAI_NONAME ? error :
		    dns_search(&c, name, family, l));
	}
	error = dns_search(&c, name, family, l);
	if (error != EAI_NONAME)
		return (error);
	__res_free(l);
	return (dns_whole(&c, name, family, l));
}

static int
dns_byaddr(const uint8_t *a, int family, struct res_list *l)
{
	char name[80], *p = name;
	struct res_conf c;

	__res_conf(&c);
	if (family == AF_INET) {
		snprintf(name, sizeof(name), "%u.%u.%u.%u.in-addr.arpa", a[3],
		    a[2], a[1], a[0]);
	} else {
		for (int i = 15; i >= 0; i--)
			p += snprintf(p, 5, "%x.%x.", a[i] & 15, a[i] >> 4);
		strlcpy(p, "ip6.arpa", sizeof(name) - (size_t)(p - name));
	}
	return (dns_type(&c, name, T_PTR, l));
}

int
__res_byname(const char *name, int family, struct res_list *l)
{
	char order[3];
	int error = EAI_NONAME;

	__res_order(order);
	for (char *o = order; *o != '\0' && error == EAI_NONAME; o++) {
		__res_free(l);
		error = *o == 'f' ? __hosts_byname(name, family, l) :
		    dns_byname(name, family, l);
	}
	return (error);
}

int
__res_byaddr(const void *addr, int family, struct res_list *l)
{
	char order[3];
	int error = EAI_NONAME;

	__res_order(order);
	for (char *o = order; *o != '\0' && error == EAI_NONAME; o++) {
		__res_free(l);
		error = *o == 'f' ? __hosts_byaddr(addr, family, l) :
		    dns_byaddr(addr, family, l);
	}
	return (error);
}
