/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_offload.c: checksums and segments that one side of an interface leaves to
 * the other; see if_offload.h.
 *
 * What comes in was written by others: off_sound() looks at everything that the
 * rest here relies on.
 */
#include <netinet/in.h>
#include "lib/libkern.h"
#include "lwip/arch.h"
#include "lwip/inet_chksum.h"
#include "net/if_offload.h"

#define ETHER_HDR	14
#define TYPE_IP4	0x0800
#define TYPE_IP6	0x86dd
#define IP6_HDR		40
#define TCP_HDR		20
#define TCP_SUM		16		/* where the checksum lies */
#define UDP_SUM		6
#define UDP_HDR		8
#define TCP_FLAGS	13
#define TF_FIN		0x01
#define TF_PSH		0x08
#define TF_ACK		0x10
#define TF_CWR		0x80
#define FRAG_MASK	0x3fff		/* offset, and more fragments */
#define FRAME_MAX	65535		/* with its headers, as we send it */

static uint16_t
get16(const uint8_t *p)
{
	return ((uint16_t)(p[0] << 8 | p[1]));
}

static void
put16(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static uint32_t
get32(const uint8_t *p)
{
	return ((uint32_t)get16(p) << 16 | get16(p + 2));
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

/* Sums are in memory's order, as net_cksum() has them. */
static uint16_t
fold(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return ((uint16_t)((sum & 0xffff) + (sum >> 16)));
}

static void
put_sum(uint8_t *p, uint16_t sum)
{
	memcpy(p, &sum, sizeof(sum));
}

/* ---- where things lie --------------------------------------------------------- */

struct layout {
	size_t	 l4;		/* of TCP's or UDP's header */
	size_t	 end;		/* of the packet */
	uint8_t	 proto;
	bool	 v6;
};

/* Of a packet of IP that is no fragment and whose next header is its last. */
static bool
layout_find(const uint8_t *f, size_t len, struct layout *l)
{
	const uint8_t *ip = f + ETHER_HDR;
	size_t hl;

	if (len < ETHER_HDR + 20)
		return (false);
	switch (get16(f + 12)) {
	case TYPE_IP4:
		hl = (ip[0] & 15) * 4U;
		l->v6 = false;
		l->proto = ip[9];
		l->end = ETHER_HDR + (size_t)get16(ip + 2);
		if (ip[0] >> 4 != 4 || hl < 20 ||
		    (get16(ip + 6) & FRAG_MASK) != 0)
			return (false);
		break;
	case TYPE_IP6:
		if (len < ETHER_HDR + IP6_HDR || ip[0] >> 4 != 6)
			return (false);
		hl = IP6_HDR;
		l->v6 = true;
		l->proto = ip[6];
		l->end = ETHER_HDR + IP6_HDR + (size_t)get16(ip + 4);
		break;
	default:
		return (false);
	}
	l->l4 = ETHER_HDR + hl;
	return (l->l4 <= l->end && l->end <= len);
}

/* The pseudo header's, for bytes of TCP. */
static uint16_t
pseudo_sum(const uint8_t *f, const struct layout *l, size_t bytes)
{
	const uint8_t *ip = f + ETHER_HDR;
	uint32_t sum = net_cksum(ip + (l->v6 ? 8 : 12), l->v6 ? 32 : 8);

	return (fold(sum + htons((uint16_t)l->proto) + htons(bytes >> 16) +
	    htons(bytes & 0xffff)));
}

/* ---- frames that came in ---------------------------------------------------------- */

static bool
segments_sound(const uint8_t *f, size_t len, const struct netoff *o,
    const struct layout *l)
{
	size_t hl;

	if (l->proto != IPPROTO_TCP || l->v6 != o->no_v6 || l->end != len ||
	    o->no_sumstart != l->l4 || o->no_sumoff != TCP_SUM ||
	    l->l4 + TCP_HDR > len)
		return (false);
	hl = (f[l->l4 + 12] >> 4) * 4U;
	return (hl >= TCP_HDR && l->l4 + hl < len);
}

bool
off_sound(const uint8_t *frame, size_t len, const struct netoff *o,
    bool *tcpudp)
{
	struct layout l;
	bool found = layout_find(frame, len, &l);

	*tcpudp = found && ((l.proto == IPPROTO_TCP &&
	    l.l4 + TCP_HDR <= l.end) || (l.proto == IPPROTO_UDP &&
	    l.l4 + UDP_HDR <= l.end));
	if (o->no_segsize != 0)
		return (found && segments_sound(frame, len, o, &l));
	if (o->no_sumstart == 0)
		return (true);
	if (o->no_sumstart < ETHER_HDR || (size_t)o->no_sumstart +
	    o->no_sumoff + 2 > len)
		return (false);
	*tcpudp = *tcpudp && l.end == len && o->no_sumstart == l.l4 &&
	    o->no_sumoff == (l.proto == IPPROTO_TCP ? TCP_SUM : UDP_SUM);
	return (true);
}

void
off_sum(uint8_t *frame, size_t len, const struct netoff *o)
{
	uint8_t *start = frame + o->no_sumstart;
	uint16_t sum = (uint16_t)~net_cksum(start,
	    (int)(len - o->no_sumstart));

	/* UDP without a checksum has 0. */
	if (sum == 0 && o->no_sumoff == UDP_SUM)
		sum = 0xffff;
	put_sum(start + o->no_sumoff, sum);
}

static size_t
headers(const uint8_t *frame, const struct netoff *o)
{
	return (o->no_sumstart + (frame[o->no_sumstart + 12] >> 4) * 4U);
}

unsigned
off_packets(const uint8_t *frame, size_t len, const struct netoff *o)
{
	if (o->no_segsize == 0)
		return (1);
	return ((unsigned)((len - headers(frame, o) + o->no_segsize - 1) /
	    o->no_segsize));
}

size_t
off_length(const uint8_t *frame, size_t len, const struct netoff *o,
    unsigned i)
{
	size_t hl = headers(frame, o), from = hl + (size_t)i * o->no_segsize;

	return (hl + K_MIN(len - from, (size_t)o->no_segsize));
}

/* IP's length, and what follows from it: IPv4's checksum. */
static void
put_length(uint8_t *f, size_t len, const struct layout *l)
{
	uint8_t *ip = f + ETHER_HDR;

	if (l->v6) {
		put16(ip + 4, len - l->l4);
		return;
	}
	put16(ip + 2, len - ETHER_HDR);
	put16(ip + 10, 0);
	put_sum(ip + 10, (uint16_t)~net_cksum(ip, (int)(l->l4 - ETHER_HDR)));
}

void
off_packet(const uint8_t *frame, size_t len, const struct netoff *o,
    unsigned i, uint8_t *out)
{
	size_t hl = headers(frame, o), from = hl + (size_t)i * o->no_segsize;
	size_t n = off_length(frame, len, o, i);
	uint8_t *tcp = out + o->no_sumstart, *ip = out + ETHER_HDR;
	struct layout l;

	(void)layout_find(frame, len, &l);
	memcpy(out, frame, hl);
	memcpy(out + hl, frame + from, n - hl);
	if (!l.v6)
		put16(ip + 4, get16(ip + 4) + i);
	put_length(out, n, &l);
	put32(tcp + 4, get32(tcp + 4) + i * o->no_segsize);
	if (from + o->no_segsize < len)
		tcp[TCP_FLAGS] &= (uint8_t)~(TF_FIN | TF_PSH);
	if (i > 0)
		tcp[TCP_FLAGS] &= (uint8_t)~TF_CWR;
	put_sum(tcp + TCP_SUM, pseudo_sum(out, &l, n - l.l4));
	off_sum(out, n, o);
}

/* ---- frames that go out -------------------------------------------------------------- */

bool
off_describe(const uint8_t *frame, size_t hlen, size_t len, struct netoff *o)
{
	const uint8_t *ip = frame + ETHER_HDR;
	bool v6 = get16(frame + 12) == TYPE_IP6;
	size_t l4 = ETHER_HDR + (v6 ? IP6_HDR : (ip[0] & 15) * 4U);
	size_t hl;

	bzero(o, sizeof(*o));
	if (hlen < ETHER_HDR + IP6_HDR || hlen < l4 + TCP_HDR || ip[v6 ? 6 : 9] != IPPROTO_TCP)
		return (false);
	hl = l4 + (frame[l4 + 12] >> 4) * 4U;
	if (hlen < hl || len <= hl)
		return (false);
	o->no_sumstart = (uint16_t)l4;
	o->no_sumoff = TCP_SUM;
	o->no_hdrlen = (uint16_t)hl;
	o->no_segsize = (uint16_t)(len - hl);
	o->no_v6 = v6;
	return (true);
}

/* But for length, identification and sums, which are made anew or anyhow. */
static bool
same_headers(const uint8_t *a, const uint8_t *b, const struct netoff *o)
{
	size_t l4 = o->no_sumstart;

	if (memcmp(a, b, ETHER_HDR) != 0)
		return (false);
	a += ETHER_HDR;
	b += ETHER_HDR;
	if (o->no_v6 ? memcmp(a, b, 4) != 0 || memcmp(a + 6, b + 6, 34) != 0 :
	    l4 != ETHER_HDR + 20 || memcmp(a, b, 2) != 0 ||
	    memcmp(a + 6, b + 6, 4) != 0 || memcmp(a + 12, b + 12, 8) != 0)
		return (false);
	a += l4 - ETHER_HDR;
	b += l4 - ETHER_HDR;
	/* Ports; acknowledgement, length of the header; window; options. */
	return (memcmp(a, b, 4) == 0 && memcmp(a + 8, b + 8, 5) == 0 &&
	    memcmp(a + 14, b + 14, 2) == 0 &&
	    memcmp(a + TCP_HDR, b + TCP_HDR, o->no_hdrlen - l4 - TCP_HDR) ==
	    0);
}

bool
off_follows(const uint8_t *frame, size_t len, const struct netoff *o,
    const uint8_t *next, const struct netoff *no, size_t ndata, bool *last)
{
	const uint8_t *a = frame + o->no_sumstart;
	const uint8_t *b = next + o->no_sumstart;

	if (no->no_v6 != o->no_v6 || no->no_sumstart != o->no_sumstart ||
	    no->no_hdrlen != o->no_hdrlen || ndata > o->no_segsize ||
	    len + ndata > FRAME_MAX || a[TCP_FLAGS] != TF_ACK ||
	    (b[TCP_FLAGS] & ~(TF_FIN | TF_PSH)) != TF_ACK ||
	    get32(b + 4) != get32(a + 4) + (uint32_t)(len - o->no_hdrlen) ||
	    !same_headers(frame, next, o))
		return (false);
	*last = ndata < o->no_segsize || b[TCP_FLAGS] != TF_ACK;
	return (true);
}

void
off_append(uint8_t *frame, const struct netoff *o, const uint8_t *next)
{
	frame[o->no_sumstart + TCP_FLAGS] |= next[o->no_sumstart + TCP_FLAGS];
}

void
off_finish(uint8_t *frame, size_t len, struct netoff *o)
{
	struct layout l = { .l4 = o->no_sumstart, .proto = IPPROTO_TCP,
	    .v6 = o->no_v6 };

	if (len == (size_t)o->no_hdrlen + o->no_segsize)
		o->no_segsize = 0;
	else
		put_length(frame, len, &l);
	put_sum(frame + o->no_sumstart + TCP_SUM, pseudo_sum(frame, &l,
	    len - l.l4));
}
