/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ifaddrs.h: addresses of interfaces, getifaddrs(3).
 */
#ifndef _IFADDRS_H_
#define _IFADDRS_H_

#include <sys/types.h>
#include <sys/socket.h>

struct ifaddrs {
	struct ifaddrs	*ifa_next;
	char		*ifa_name;
	unsigned int	 ifa_flags;
	struct sockaddr	*ifa_addr;
	struct sockaddr	*ifa_netmask;
	struct sockaddr	*ifa_dstaddr;
	void		*ifa_data;	/* struct if_data for AF_LINK */
	unsigned int	 ifa_addrflags;
};
#ifndef ifa_broadaddr
#define ifa_broadaddr	ifa_dstaddr
#endif

__BEGIN_DECLS
void	freeifaddrs(struct ifaddrs *);
int	getifaddrs(struct ifaddrs **);
__END_DECLS

#endif /* !_IFADDRS_H_ */
