/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_init.c: the network comes up: lwIP, lo0 with its addresses.
 *
 * Context: the first thread, before drivers attach.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "net/if_tun.h"
#include "net/net_var.h"

static void
loop_addr4(void)
{
	struct sockaddr_in addr = { .sin_len = sizeof(addr),
	    .sin_family = AF_INET,
	    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct ifaddr *ifa = ifaddr_alloc(loif);

	if (ifa == NULL || in_addaddr(loif, &addr, NULL, NULL, ifa) != 0)
		panic("no memory for 127.0.0.1");
}

#ifdef OPT_INET6
/* ::1 and fe80::1. */
static void
loop_addr6(uint8_t first, uint8_t second, int plen)
{
	struct sockaddr_in6 addr = { .sin6_len = sizeof(addr),
	    .sin6_family = AF_INET6 };
	struct ifaddr *ifa = ifaddr_alloc(loif);

	addr.sin6_addr.s6_addr[0] = first;
	addr.sin6_addr.s6_addr[1] = second;
	addr.sin6_addr.s6_addr[15] = 1;
	if (ifa == NULL || in6_addaddr(loif, &addr, plen, ifa) != 0)
		panic("no memory for lo0's addresses");
}
#endif

void
net_init(void)
{
	lock_init(&if_cfglock, "ifcfg", LR_DEV, 0);
	net_lock();
	net_port_init();
	icmp_peek_init();
	net_unlock();
	loop_attach();
	net_lock();
	if_setflags(loif, IFF_UP, 0);
	loop_addr4();
#ifdef OPT_INET6
	loop_addr6(0, 0, 128);
	loop_addr6(0xfe, 0x80, 64);
#endif
	net_unlock();
	bpf_init();
	tun_init();
}
