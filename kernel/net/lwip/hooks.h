/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hooks.h: where lwIP asks us: routes and gateways are those of net/rtable.c.
 *
 * All with net_spin held.
 */
#ifndef _NET_LWIP_HOOKS_H_
#define _NET_LWIP_HOOKS_H_

#include "lwip/netif.h"
#include "lwip/pbuf.h"

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
err_t	net_tcp_segment(struct tcp_pcb *, const struct tcp_hdr *,
	    struct pbuf *data);
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, hdr, optlen, opt1len, opt2, p)	\
	net_tcp_segment(pcb, hdr, p)

err_t	net_tcp_output(struct tcp_pcb *);	/* net/tcp_answer.c */
err_t	net_tcp_split(struct tcp_pcb *, u16_t split);

/*
 * Checksums, by these flags of packets: that of TCP is not made yet; that of
 * TCP or UDP is known to be right.  lwip.mk puts the functions in the place of
 * lwIP's: made is for what TCP sends, good for what comes in; a packet that is
 * copied keeps its flags, one that is cut into fragments has a checksum.
 */
#define PBUF_SUMLEFT	0x40
#define PBUF_SUMMED	0x80
uint16_t net_sum_made(struct pbuf *, uint8_t proto, uint16_t len,
	    const ip_addr_t *src, const ip_addr_t *dst);
uint16_t net_sum_good(struct pbuf *, uint8_t proto, uint16_t len,
	    const ip_addr_t *src, const ip_addr_t *dst);
struct pbuf *net_pbuf_clone(pbuf_layer, pbuf_type, struct pbuf *);
err_t	net_ip4_frag(struct pbuf *, struct netif *, const ip4_addr_t *dst);
#if LWIP_IPV6
err_t	net_ip6_frag(struct pbuf *, struct netif *, const ip6_addr_t *dst);
#endif

/* Sequence numbers nobody can guess, RFC 6528. */
uint32_t net_tcp_isn(const ip_addr_t *laddr, uint16_t lport,
	    const ip_addr_t *faddr, uint16_t fport);
#define LWIP_HOOK_TCP_ISN	net_tcp_isn

#endif /* !_NET_LWIP_HOOKS_H_ */
