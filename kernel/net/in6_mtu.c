/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in6_mtu.c: how long a packet of IPv6 may be: what lwIP learned of the path,
 * and IPV6_USE_MIN_MTU while a socket sends.
 *
 * Locks: net_spin.
 */
#include "lib/libkern.h"
#include "lwip/nd6.h"
#include "net/net_var.h"

uint32_t net_mtu6_limit;

u16_t
net_mtu6(const ip6_addr_t *dst, struct netif *n)
{
	u16_t mtu = nd6_get_destination_mtu(dst, n);

	return (net_mtu6_limit != 0 && mtu > net_mtu6_limit ?
	    (u16_t)net_mtu6_limit : mtu);
}

uint32_t
in6_pathmtu(const ip6_addr_t *dst, struct netif *n)
{
	return (nd6_get_destination_mtu(dst, n));
}
