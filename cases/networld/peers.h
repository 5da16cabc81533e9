/*
 * peers.h: programs of the host that a guest's programs talk to, in the case's
 * own network namespace.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef NETWORLD_PEERS_H
#define NETWORLD_PEERS_H

#include "case.h"

/*
 * For .prepare: a network namespace with a bridge br0, 10.9.0.1/24 and
 * 2001:db8:9::1/64, and in the second one a dnsmasq on it too.  That gives
 * leases of 10.9.0.50 to .59 that are to be renewed after four seconds, itself
 * as router, and names in vk.test: peer 10.9.0.1, far 10.9.7.7; it tells what
 * it does in dnsmasq.log and keeps the leases in dnsmasq.leases.
 */
int	peers_bridge(const struct vkt_case *, char *why, size_t size);
int	peers_dnsmasq(const struct vkt_case *, char *why, size_t size);

#endif
