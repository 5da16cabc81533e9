/*
 * mangle.c: frames that no host should send, to a guest behind a tap.
 *
 *	mangle corpus interface source target MAC
 *		those made by hand: IPv4 addresses, the target's link address
 *	mangle random interface source target MAC seed count
 *		those of the corpus with bytes changed, cut off or added, by a
 *		seeded choice; sums are often mended, so that more is looked at
 *	mangle syns interface network target MAC port
 *		SYNs from all over a network of 16 bits until it is killed
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/socket.h>
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_MAX	1514
#define CORPUS_MAX	256

struct frame {
	size_t	 len;
	uint8_t	 b[FRAME_MAX];
};

static struct frame corpus[CORPUS_MAX];
static int ncorpus;
static uint8_t src[4], dst[4], mac[6];
static int out;

static void
die(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

/* ---- making packets ---- */

static void
put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static uint32_t
sum(const uint8_t *p, size_t n, uint32_t s)
{
	for (size_t i = 0; i < n; i++)
		s += i % 2 == 0 ? (uint32_t)p[i] << 8 : p[i];
	return (s);
}

static unsigned
folded(uint32_t s)
{
	while (s >> 16 != 0)
		s = (s & 0xffff) + (s >> 16);
	return (~s & 0xffff);
}

static struct frame *
ether(unsigned type)
{
	struct frame *f = &corpus[ncorpus++];

	if (ncorpus > CORPUS_MAX)
		exit(3);
	memset(f, 0, sizeof(*f));
	memcpy(f->b, mac, 6);
	f->b[6] = 2;
	f->b[11] = 1;
	put16(f->b + 12, type);
	f->len = 14;
	return (f);
}

/* IPv4 with room for n bytes behind options of ol bytes. */
static struct frame *
ip4(int proto, size_t n, size_t ol)
{
	struct frame *f = ether(0x0800);
	uint8_t *p = f->b + 14;

	p[0] = (uint8_t)(0x45 + ol / 4);
	put16(p + 2, (unsigned)(20 + ol + n));
	p[8] = 64;
	p[9] = (uint8_t)proto;
	memcpy(p + 12, src, 4);
	memcpy(p + 16, dst, 4);
	f->len += 20 + ol + n;
	return (f);
}

static uint8_t *
behind4(struct frame *f)
{
	return (f->b + 14 + (f->b[14] & 15) * 4);
}

/* The sums of what looks like IPv4 with ICMP, TCP or UDP. */
static void
mend(struct frame *f)
{
	uint8_t *p = f->b + 14, *q = behind4(f);
	size_t hl = (size_t)(p[0] & 15) * 4, n, at;

	if (f->len < 14 + 20 || f->b[12] != 8 || f->b[13] != 0 ||
	    f->len < 14 + hl)
		return;
	put16(p + 10, 0);
	put16(p + 10, folded(sum(p, hl, 0)));
	n = f->len - 14 - hl;
	at = p[9] == 1 || p[9] == 2 ? 2 : p[9] == 6 ? 16 : p[9] == 17 ? 6 : 0;
	if (at == 0 || n < at + 2)
		return;
	put16(q + at, 0);
	put16(q + at, folded(sum(q, n, at == 2 ? 0 : sum(p + 12, 8,
	    (uint32_t)(p[9] + n)))));
}

static struct frame *
tcp(int flags, const uint8_t *options, size_t ol, size_t n)
{
	struct frame *f = ip4(6, 20 + ol + n, 0);
	uint8_t *q = behind4(f);

	put16(q, 4000);
	put16(q + 2, 7009);
	q[7] = 1;
	q[12] = (uint8_t)((20 + ol) / 4 << 4);
	q[13] = (uint8_t)flags;
	put16(q + 14, 8192);
	memcpy(q + 20, options, ol);
	mend(f);
	return (f);
}

static struct frame *
fragment(unsigned id, unsigned offset, size_t n, int more)
{
	struct frame *f = ip4(17, n, 0);

	put16(f->b + 14 + 4, id);
	put16(f->b + 14 + 6, offset / 8 | (more ? 0x2000 : 0));
	mend(f);
	return (f);
}

static struct frame *
ip6(int proto, size_t n)
{
	struct frame *f = ether(0x86dd);
	uint8_t *p = f->b + 14;

	put16(f->b, 0x3333);
	memset(f->b + 2, 0, 4);
	f->b[5] = 1;
	p[0] = 0x60;
	put16(p + 4, (unsigned)n);
	p[6] = (uint8_t)proto;
	p[7] = 255;
	p[8] = 0xfe;
	p[9] = 0x80;
	p[23] = 9;
	p[24] = 0xff;
	p[25] = 2;
	p[39] = 1;
	f->len += 40 + n;
	return (f);
}

/* ---- the corpus ---- */

static void
of_ip4(void)
{
	static const uint8_t lengths[] = { 0, 1, 2, 3, 40, 255 };
	static const uint8_t kinds[] = { 7, 68, 130, 131, 137, 148, 255 };
	struct frame *f;

	for (int v = 0; v < 16; v++) {
		f = ip4(1, 16, 0);
		f->b[14] = (uint8_t)(v << 4 | 5);
		mend(f);
		f = ip4(1, 16, 0);
		f->b[14] = (uint8_t)(0x40 | v);
		mend(f);
	}
	for (unsigned n = 0; n < 6; n++) {
		f = ip4(17, 16, 0);
		put16(f->b + 16, (unsigned[]){ 0, 19, 20, 28, 1000, 65535 }[n]);
		mend(f);
	}
	for (size_t k = 0; k < sizeof(kinds); k++)
		for (size_t l = 0; l < sizeof(lengths); l++) {
			f = ip4(1, 16, 12);
			f->b[34] = kinds[k];
			f->b[35] = lengths[l];
			f->b[36] = (uint8_t)(4 * l);
			mend(f);
		}
	f = ip4(1, 8, 0);		/* the sum is wrong */
	put16(f->b + 24, 0x1234);
	f = ip4(1, 8, 0);		/* from itself */
	memcpy(f->b + 26, dst, 4);
	mend(f);
	f = ip4(1, 8, 0);		/* from everybody, from a group, from lo */
	memset(f->b + 26, 255, 4);
	mend(f);
	f = ip4(1, 8, 0);
	f->b[26] = 224;
	mend(f);
	f = ip4(17, 8, 0);
	f->b[26] = 127;
	mend(f);
}

static void
of_fragments(void)
{
	(void)fragment(1, 0, 40, 1);		/* teardrop: one in another */
	(void)fragment(1, 24, 8, 0);
	(void)fragment(2, 0, 48, 1);		/* overlapping */
	(void)fragment(2, 40, 48, 1);
	(void)fragment(2, 80, 8, 0);
	(void)fragment(3, 65528, 1400, 0);	/* ends behind 65535 */
	(void)fragment(4, 65528, 8, 1);
	(void)fragment(5, 8, 0, 1);		/* empty, first missing */
	(void)fragment(5, 0, 0, 0);
	(void)fragment(6, 0, 13, 1);		/* no multiple of 8 */
	(void)fragment(7, 0, 16, 1);		/* two ends */
	(void)fragment(7, 64, 16, 0);
	(void)fragment(7, 32, 16, 0);
	for (unsigned i = 0; i < 20; i++)	/* of many packets, unfinished */
		(void)fragment(100 + i, 8, 1200, 1);
}

static void
of_transport(void)
{
	static const uint8_t options[][12] = {
		{ 2, 0 }, { 2, 1 }, { 2, 4, 0, 0 }, { 2, 4, 0, 1 }, { 2, 255 },
		{ 3, 3, 255 }, { 3, 2 }, { 8, 10, 1 }, { 8, 2 }, { 5, 2 },
		{ 5, 255 }, { 5, 9, 1, 2 }, { 1, 1, 1, 2 }, { 254, 0 }, { 4 },
	};
	struct frame *f;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		for (int flags = 2; flags <= 16; flags += 14)
			(void)tcp(flags, options[i], 12, 0);
	for (int flags = 0; flags < 64; flags += 5)
		(void)tcp(flags, options[0], 0, 40);
	for (int doff = 0; doff < 16; doff += 3) {
		f = tcp(2, options[0], 0, 0);
		behind4(f)[12] = (uint8_t)(doff << 4);
		mend(f);
	}
	f = tcp(2, options[0], 0, 0);		/* land */
	memcpy(f->b + 26, dst, 4);
	memcpy(behind4(f), behind4(f) + 2, 2);
	mend(f);
	f = tcp(2, options[0], 0, 0);		/* the sum is wrong */
	put16(behind4(f) + 16, 0x4321);
	for (unsigned n = 0; n < 5; n++) {
		f = ip4(17, 20, 0);
		put16(behind4(f), 9);
		put16(behind4(f) + 2, 7009);
		put16(behind4(f) + 4, (unsigned[]){ 0, 7, 19, 21, 65535 }[n]);
		mend(f);
	}
	for (int type = 0; type < 20; type++) {	/* ICMP about half a packet */
		f = ip4(1, 8 + (size_t)type * 2, 0);
		behind4(f)[0] = (uint8_t)type;
		behind4(f)[8] = 0x4f;
		mend(f);
	}
	f = ip4(2, 4, 0);			/* IGMP, short */
	mend(f);
}

static void
of_ip6(void)
{
	static const uint8_t next[] = { 0, 43, 44, 50, 51, 58, 59, 60, 6, 17 };
	struct frame *f;

	for (size_t i = 0; i < sizeof(next); i++) {
		f = ip6(next[i], 24);		/* headers behind themselves */
		f->b[54] = next[i];
		f->b[55] = (uint8_t)i;
		f = ip6(next[i], 0);
		f = ip6(next[i], 8);
		put16(f->b + 18, 60000);	/* longer than the frame */
		f->b[54] = next[i];
		f->b[55] = 255;
	}
	for (int type = 128; type < 144; type++) {
		f = ip6(58, 28);		/* neighbours, groups, routers */
		f->b[54] = (uint8_t)type;
		f->b[54 + 24] = 1;		/* an option of length 0 */
	}
}

static void
of_links(void)
{
	struct frame *f;

	for (unsigned op = 0; op < 5; op++) {
		f = ether(0x0806);
		put16(f->b + 14, op == 3 ? 6 : 1);
		put16(f->b + 16, 0x0800);
		f->b[18] = op == 4 ? 255 : 6;
		f->b[19] = op == 2 ? 16 : 4;
		put16(f->b + 20, op);
		memcpy(f->b + 28, src, 4);
		memcpy(f->b + 38, dst, 4);
		f->len = op == 0 ? 30 : 42;
	}
	f = ether(100);				/* 802.3, its length a lie */
	f->len = 20;
	f = ether(0x8100);			/* a VLAN without a frame */
	f->len = 16;
	f = ip4(1, 8, 0);			/* from a group's link address */
	f->b[6] = 1;
	mend(f);
	f = ether(0x0800);			/* only a header; less than IP's */
	f = ether(0x0800);
	f->b[14] = 0x45;
	f->len = 15;
	f = ether(0x86dd);
	f->b[14] = 0x60;
	f->len = 50;
}

/* ---- sending ---- */

static void
transmit(const uint8_t *b, size_t len)
{
	while (send(out, b, len, 0) < 0)
		if (errno == ENOBUFS)
			poll(NULL, 0, 1);
		else
			die("send");
}

static void
begin(char **av)
{
	struct sockaddr_ll sll = { .sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL),
	    .sll_ifindex = (int)if_nametoindex(av[0]) };
	unsigned m[6];

	out = socket(AF_PACKET, SOCK_RAW, 0);
	if (out < 0 || bind(out, (struct sockaddr *)&sll, sizeof(sll)) != 0)
		die(av[0]);
	if (inet_pton(AF_INET, av[1], src) != 1 ||
	    inet_pton(AF_INET, av[2], dst) != 1 ||
	    sscanf(av[3], "%x:%x:%x:%x:%x:%x", &m[0], &m[1], &m[2], &m[3],
	    &m[4], &m[5]) != 6)
		exit(2);
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)m[i];
	of_ip4();
	of_fragments();
	of_transport();
	of_ip6();
	of_links();
}

static int
do_corpus(char **av)
{
	int count = 0;

	begin(av);
	for (int i = 0; i < ncorpus; i++) {
		transmit(corpus[i].b, corpus[i].len);
		count++;
		/* And cut short, here and there. */
		for (size_t n = 14; n < corpus[i].len; n += 7, count++)
			transmit(corpus[i].b, n);
	}
	printf("%d frames\n", count);
	return (0);
}

static int
do_random(char **av)
{
	int count = atoi(av[5]);
	struct frame f;

	begin(av);
	srandom((unsigned)atoi(av[4]));
	for (int i = 0; i < count; i++) {
		f = corpus[random() % ncorpus];
		if (random() % 4 == 0)
			f.len = 14 + (size_t)random() % (f.len - 13);
		if (random() % 8 == 0)
			f.len += (size_t)random() % (FRAME_MAX - f.len);
		for (long n = random() % 8; n > 0; n--)
			f.b[12 + (size_t)random() % (f.len - 12)] ^=
			    (uint8_t)random();
		if (random() % 4 != 0)
			mend(&f);
		transmit(f.b, f.len);
	}
	printf("%d frames\n", count);
	return (0);
}

static int
do_syns(char **av)
{
	uint8_t *q, *p;
	struct frame *f;

	begin(av);
	f = tcp(2, (const uint8_t *)"\2\4\5\264", 4, 0);
	p = f->b + 14;
	q = behind4(f);
	put16(q + 2, (unsigned)atoi(av[4]));
	for (unsigned n = 0; n < UINT32_MAX; n++) {
		p[14] = (uint8_t)(1 + random() % 254);
		p[15] = (uint8_t)random();
		put16(q, (unsigned)(1024 + random() % 60000));
		put16(q + 4, (unsigned)random());
		mend(f);
		transmit(f->b, f->len);
		if (n % 20 == 19)
			poll(NULL, 0, 10);
	}
	return (0);
}

static const struct {
	const char	*name;
	int		 args;
	int		(*fn)(char **);
} verbs[] = {
	{ "corpus", 4, do_corpus },
	{ "random", 6, do_random },
	{ "syns", 5, do_syns },
};

int
main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (argc > 1 && strcmp(argv[1], verbs[i].name) == 0 &&
		    argc == 2 + verbs[i].args)
			return (verbs[i].fn(argv + 2));
	fprintf(stderr, "usage: mangle verb argument ...\n");
	return (2);
}
