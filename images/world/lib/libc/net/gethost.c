/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gethost.c: gethostbyname(3) and gethostbyaddr(3).  Each thread has one
 * result, which lasts until its next call.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resolv_private.h"

static __thread int host_errno;
static __thread struct hostent host;

int *
__h_errno_location(void)
{
	return (&host_errno);
}

const char *
hstrerror(int error)
{
	switch (error) {
	case NETDB_SUCCESS:
		return ("Resolver Error 0 (no error)");
	case HOST_NOT_FOUND:
		return ("Unknown host");
	case TRY_AGAIN:
		return ("Host name lookup failure");
	case NO_RECOVERY:
		return ("Unknown server error");
	case NO_DATA:
		return ("No address associated with name");
	case NETDB_INTERNAL:
		return ("Resolver internal error");
	default:
		return ("Unknown resolver error");
	}
}

void
herror(const char *s)
{
	if (s != NULL && *s != '\0')
		fprintf(stderr, "%s: ", s);
	fprintf(stderr, "%s\n", hstrerror(h_errno));
}

/* Make the thread's result of a list, in one piece of memory. */
static struct hostent *
host_from(struct res_list *l, int family)
{
	size_t len = family == AF_INET ? 4 : 16, n = 0;
	size_t size = (l->aliases + 1 + l->n + 1) * sizeof(char *) +
	    l->n * 16 + RES_NAME + l->aliases * RES_NAME;
	char **list, *at;

	free(host.h_aliases);
	memset(&host, 0, sizeof(host));
	if ((list = calloc(1, size)) == NULL) {
		h_errno = NETDB_INTERNAL;
		return (NULL);
	}
	host.h_aliases = list;
	host.h_addr_list = list + l->aliases + 1;
	at = (char *)(host.h_addr_list + l->n + 1);
	for (size_t i = 0; i < l->n; i++)
		if (l->addr[i].family == family) {
			host.h_addr_list[n++] = memcpy(at, l->addr[i].addr,
			    len);
			at += 16;
		}
	host.h_name = strcpy(at, l->canon);
	for (size_t i = 0; i < l->aliases; i++)
		host.h_aliases[i] = strcpy(at += RES_NAME, l->alias[i]);
	host.h_addrtype = family;
	host.h_length = (int)len;
	return (&host);
}

static struct hostent *
host_done(struct res_list *l, int family, int error)
{
	struct hostent *h = NULL;

	if (error == 0)
		h = host_from(l, family);
	else
		h_errno = error == EAI_NONAME ? HOST_NOT_FOUND :
		    error == EAI_AGAIN ? TRY_AGAIN : NO_RECOVERY;
	__res_free(l);
	return (h);
}

struct hostent *
gethostbyname2(const char *name, int family)
{
	struct res_list l = { .n = 0 };
	uint8_t addr[16];
	int numeric;

	if (family != AF_INET && family != AF_INET6) {
		h_errno = NETDB_INTERNAL;
		errno = EAFNOSUPPORT;
		return (NULL);
	}
	numeric = family == AF_INET ?
	    inet_aton(name, (struct in_addr *)(void *)addr) :
	    inet_pton(AF_INET6, name, addr);
	if (numeric == 1) {
		strlcpy(l.canon, name, sizeof(l.canon));
		return (host_done(&l, family, __res_add(&l, family, addr)));
	}
	return (host_done(&l, family, __res_byname(name, family, &l)));
}

struct hostent *
gethostbyname(const char *name)
{
	return (gethostbyname2(name, AF_INET));
}

struct hostent *
gethostbyaddr(const void *addr, socklen_t len, int family)
{
	struct res_list l = { .n = 0 };
	int error;

	if ((family != AF_INET || len != 4) &&
	    (family != AF_INET6 || len != 16)) {
		h_errno = NETDB_INTERNAL;
		errno = EINVAL;
		return (NULL);
	}
	error = __res_byaddr(addr, family, &l);
	if (error == 0 && l.n == 0)
		error = __res_add(&l, family, addr);
	return (host_done(&l, family, error));
}
