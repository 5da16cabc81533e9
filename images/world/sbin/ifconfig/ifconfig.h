/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ifconfig.h: the parts of ifconfig(8).
 */
#ifndef _IFCONFIG_H_
#define _IFCONFIG_H_

#include <sys/types.h>
#include <netinet/in.h>
#include <ifaddrs.h>

/* An address to set or remove, put together from the arguments. */
struct change {
	int	family;			/* AF_UNSPEC: none given yet */
	int	have_addr, have_dest, have_mask;
	int	alias, remove;
	union {
		struct sockaddr		sa;
		struct sockaddr_in	in;
		struct sockaddr_in6	in6;
	} addr, dest, mask;
};

/* Bad values end the program, as failing requests do: status 1. */
void	address_take(struct change *, const char *);	/* addr[/length] */
void	address_dest(struct change *, const char *);
void	address_mask(struct change *, const char *);
void	address_prefix(struct change *, const char *);
void	address_apply(int s, const char *ifname, struct change *);

/* Say what an interface could do, beside what it does: -m, -v. */
extern int	show_supported;
/* The IFCAP_* that a word such as "rxcsum" is about; 0: it is no such word. */
int	capability_bit(const char *word);
/* Print one interface; all are the addresses of all interfaces. */
void	show(int s, const struct ifaddrs *link, const struct ifaddrs *all,
	    int family);

#endif /* !_IFCONFIG_H_ */
