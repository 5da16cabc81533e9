/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_var.h: requests about IPv4 addresses of interfaces.
 */
#ifndef _NETINET_IN_VAR_H_
#define _NETINET_IN_VAR_H_

#include <net/if.h>
#include <netinet/in.h>

/* SIOCAIFADDR, SIOCGIFALIAS. */
struct in_aliasreq {
	char			ifra_name[IFNAMSIZ];
	struct sockaddr_in	ifra_addr;
	struct sockaddr_in	ifra_broadaddr;
	struct sockaddr_in	ifra_mask;
};
#define ifra_dstaddr	ifra_broadaddr

#endif /* !_NETINET_IN_VAR_H_ */
