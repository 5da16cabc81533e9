/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hooks.h: where lwIP asks us: routes and gateways are those of net/rtable.c.
 *
 * All with net_spin held.
 */
#ifndef _NET_LWIP_HOOKS_H_
#define _NET_LWIP_HOOKS_H_

#include "lwip/netif.h"

struct pbuf;
struct tcp_pcb;

/* The lwIP interface to send by, or NULL: no route. */
struct netif *net_route4(const ip4_addr_t *src, const ip4_addr_t *dst);
/* The next hop on that interface; dst itself when it is on the link. */
const ip4_addr_t *net_gateway4(struct netif *, const ip4_addr_t *dst);
#define LWIP_HOOK_ETHARP_GET_GW(netif, dst)	net_gateway4(netif, dst)
/* 1 forward, 0 drop, -1 as lwIP thinks. */
int	net_canforward4(struct pbuf *, uint32_t dst);
#define LWIP_HOOK_IP4_CANFORWARD(p, dst)	net_canforward4(p, dst)

#if LWIP_IPV6
struct netif *net_route6(const ip6_addr_t *src, const ip6_addr_t *dst);
const ip6_addr_t *net_gateway6(struct netif *, const ip6_addr_t *dst);
/* True: the packet was eaten. */
bool	net_input6(struct pbuf *, struct netif *);
#define LWIP_HOOK_IP6_INPUT(p, inp)		net_input6(p, inp)
#define LWIP_HOOK_IP6_ROUTE(src, dst)		net_route6(src, dst)
#define LWIP_HOOK_ND6_GET_GW(netif, dst)	net_gateway6(netif, dst)
#endif

/* How much the window must have grown to be worth a segment of its own. */
uint32_t net_tcp_update(const struct tcp_pcb *);

/* A segment for pcb, which may listen: ERR_OK, or it is dropped. */
struct tcp_hdr;
err_t	net_tcp_segment(struct tcp_pcb *, const struct tcp_hdr *);
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, hdr, optlen, opt1len, opt2, p)	\
	net_tcp_segment(pcb, hdr)

err_t	net_tcp_split(struct tcp_pcb *, u16_t split);

/* Sequence numbers nobody can guess, RFC 6528. */
uint32_t net_tcp_isn(const ip_addr_t *laddr, uint16_t lport,
	    const ip_addr_t *faddr, uint16_t fport);
#define LWIP_HOOK_TCP_ISN	net_tcp_isn

#endif /* !_NET_LWIP_HOOKS_H_ */
