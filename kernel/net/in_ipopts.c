/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_ipopts.c: IP_OPTIONS: what a socket wants behind the headers of its IPv4
 * packets, ip(4).  Datagrams and raw packets have them.
 *
 * lwIP's calls that send come to net_ip4_output(), see lwip.mk, where they are
 * added; whose they are is known by inp_sending() around those calls.
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/ip4.h"
#include "net/net_var.h"

#define OPT_END		0
#define OPT_NOP		1
#define OPT_LSRR	131
#define OPT_SSRR	137

static const struct inpcb *sender;

/* Are these options, one after the other? */
static int
ipopts_check(const uint8_t *p, size_t len)
{
	size_t n;

	for (; len > 0 && *p != OPT_END; p += n, len -= n) {
		n = *p == OPT_NOP ? 1 : len < 2 ? 0 : p[1];
		if (n == 0 || n > len || (*p != OPT_NOP && n < 2))
			return (EINVAL);
		/* The way of a packet is the routers' business. */
		if (*p == OPT_LSRR || *p == OPT_SSRR)
			return (EOPNOTSUPP);
	}
	return (0);
}

int
inp_setipopts(struct inpcb *inp, const void *val, size_t len)
{
	int error;

	if (len > IP_MAXOPTS || len % 4 != 0)
		return (EINVAL);
	if ((error = ipopts_check(val, len)) != 0)
		return (error);
	/* Segments of TCP are as long as a packet without any. */
	if (len > 0 && inp->inp_so->so_type == SOCK_STREAM)
		return (EOPNOTSUPP);
	memcpy(inp->inp_ipopts, val, len);
	inp->inp_nipopts = (uint8_t)len;
	return (0);
}

void
inp_sending(const struct inpcb *inp)
{
	KKASSERT(sender == NULL);
	sender = inp;
}

void
inp_sent(void)
{
	sender = NULL;
}

err_t
net_ip4_output(struct pbuf *p, const ip4_addr_t *src, const ip4_addr_t *dst,
    u8_t ttl, u8_t tos, u8_t proto, struct netif *n)
{
	struct pbuf *q;
	uint8_t nopts;
	err_t err;

	if (sender == NULL || (nopts = sender->inp_nipopts) == 0 ||
	    dst == LWIP_IP_HDRINCL)
		return (ip4_output_if(p, src, dst, ttl, tos, proto, n));
	if ((uint32_t)p->tot_len + IP_HLEN + nopts > n->mtu)
		return (ERR_VAL);
	/* A copy that has room in front. */
	q = pbuf_alloc(PBUF_IP, (u16_t)(p->tot_len + nopts), PBUF_RAM);
	if (q == NULL)
		return (ERR_MEM);
	(void)pbuf_remove_header(q, nopts);
	(void)pbuf_copy(q, p);
	err = ip4_output_if_opt_src(q, src, dst, ttl, tos, proto, n,
	    (void *)(uintptr_t)sender->inp_ipopts, nopts);
	pbuf_free(q);
	return (err);
}
