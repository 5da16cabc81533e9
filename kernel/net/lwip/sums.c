/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sums.c: checksums of TCP that are left to the interface which a segment
 * leaves by, and those that need not be looked at; see hooks.h.
 *
 * A segment with data gets PBUF_SUMLEFT instead of a checksum.  Whoever cannot
 * pass that on calls net_sum_finish().
 *
 * Locks: net_spin held.
 */
#include "lib/libkern.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip4_frag.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/tcp.h"
#ifdef OPT_INET6
#include "lwip/ip6_frag.h"
#include "lwip/prot/ip6.h"
#endif
#include "net/net_var.h"
#include "net/tcp_var.h"

uint16_t
net_sum_made(struct pbuf *p, uint8_t proto, uint16_t len,
    const ip_addr_t *src, const ip_addr_t *dst)
{
	const struct tcp_hdr *th = p->payload;

	if (tcp_urgents > 0)
		tcp_urg_stamp(p, src, dst);
	if (p->tot_len <= TCPH_HDRLEN_BYTES(th))
		return (ip_chksum_pseudo(p, proto, len, src, dst));
	p->flags |= PBUF_SUMLEFT;
	return (0);
}

uint16_t
net_sum_good(struct pbuf *p, uint8_t proto, uint16_t len,
    const ip_addr_t *src, const ip_addr_t *dst)
{
	if ((p->flags & PBUF_SUMMED) != 0)
		return (0);
	return (ip_chksum_pseudo(p, proto, len, src, dst));
}

/* The addresses of a packet of IP and where its TCP begins. */
static size_t
addresses(const uint8_t *ip, ip_addr_t *src, ip_addr_t *dst)
{
	bzero(src, sizeof(*src));
	bzero(dst, sizeof(*dst));
#ifdef OPT_INET6
	if (ip[0] >> 4 == 6) {
		IP_SET_TYPE_VAL(*src, IPADDR_TYPE_V6);
		IP_SET_TYPE_VAL(*dst, IPADDR_TYPE_V6);
		memcpy(ip_2_ip6(src)->addr, ip + 8, 16);
		memcpy(ip_2_ip6(dst)->addr, ip + 24, 16);
		return (IP6_HLEN);
	}
#endif
	memcpy(&ip_2_ip4(src)->addr, ip + 12, 4);
	memcpy(&ip_2_ip4(dst)->addr, ip + 16, 4);
	return ((ip[0] & 15) * 4U);
}

void
net_sum_finish(struct pbuf *p, size_t link)
{
	ip_addr_t src, dst;
	struct tcp_hdr *th;
	size_t off;

	if ((p->flags & PBUF_SUMLEFT) == 0)
		return;
	off = link + addresses((const uint8_t *)p->payload + link, &src, &dst);
	KKASSERT(p->len >= off + TCP_HLEN);
	(void)pbuf_remove_header(p, off);
	th = p->payload;
	th->chksum = 0;
	th->chksum = ip_chksum_pseudo(p, IP_PROTO_TCP, p->tot_len, &src, &dst);
	(void)pbuf_add_header_force(p, off);
	p->flags &= (u8_t)~PBUF_SUMLEFT;
}

struct pbuf *
net_pbuf_clone(pbuf_layer layer, pbuf_type type, struct pbuf *p)
{
	struct pbuf *q = pbuf_clone(layer, type, p);

	if (q != NULL)
		q->flags |= p->flags & PBUF_SUMLEFT;
	return (q);
}

err_t
net_ip4_frag(struct pbuf *p, struct netif *n, const ip4_addr_t *dst)
{
	net_sum_finish(p, 0);
	return (ip4_frag(p, n, dst));
}

#ifdef OPT_INET6
err_t
net_ip6_frag(struct pbuf *p, struct netif *n, const ip6_addr_t *dst)
{
	net_sum_finish(p, 0);
	return (ip6_frag(p, n, dst));
}
#endif
