/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * resolv_private.h: what the parts of the resolver know of each other.
 */
#ifndef _RESOLV_PRIVATE_H_
#define _RESOLV_PRIVATE_H_

#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netdb.h>

#define RES_SERVERS	3
#define RES_SEARCH	6
#define RES_MESSAGE	65535		/* bytes of the longest answer */
#define RES_NAME	256		/* of a name, with its NUL */

#define T_A		1
#define T_CNAME		5
#define T_PTR		12
#define T_AAAA		28

/* What /etc/resolv.conf says, resolv.conf(5). */
struct res_conf {
	struct sockaddr_storage	server[RES_SERVERS];
	int			servers;
	char			search[RES_SEARCH][RES_NAME];
	int			searches;
	int			ndots, timeout, attempts;
};

/* Addresses found, in a list that grows; canon is the name they belong to. */
struct res_addr {
	int	family;
	uint8_t	addr[16];
};
struct res_list {
	struct res_addr	*addr;
	size_t		 n;
	char		 canon[RES_NAME];
	char		 (*alias)[RES_NAME];
	size_t		 aliases;
};

/* All give 0 or an EAI_* number. */
int	__res_add(struct res_list *, int family, const void *addr);
int	__res_alias(struct res_list *, const char *);
void	__res_free(struct res_list *);

void	__res_conf(struct res_conf *);
/* The sources of hosts in order, 'f' files and 'd' DNS, nsswitch.conf(5). */
void	__res_order(char order[3]);

int	__hosts_byname(const char *, int family, struct res_list *);
int	__hosts_byaddr(const void *, int family, struct res_list *);

/*
 * Ask the servers for one name and type.  The answer, malloc()ed, is checked:
 * it belongs to the question and its code is 0.
 */
int	__dns_ask(const struct res_conf *, const char *name, int type,
	    uint8_t **answer, size_t *len);
/* Take the records of the type, through aliases, out of an answer. */
int	__dns_take(const uint8_t *, size_t, const char *name, int type,
	    struct res_list *);

/* Both sources, in their order; family AF_UNSPEC gives both families. */
int	__res_byname(const char *, int family, struct res_list *);
int	__res_byaddr(const void *, int family, struct res_list *);

#endif /* !_RESOLV_PRIVATE_H_ */
