/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packet.c: echo messages of ICMP and ICMPv6.  The data is the time of sending,
 * then the pattern.
 */
#include <sys/param.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "ping.h"

/* The Internet checksum; the result goes into the packet as it is. */
static uint16_t
checksum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;
	uint16_t word;

	for (; len > 1; p += 2, len -= 2) {
		memcpy(&word, p, 2);
		sum += word;
	}
	if (len == 1)
		sum += *p;
	sum = (sum >> 16) + (sum & 0xffff);
	sum += sum >> 16;
	return ((uint16_t)~sum);
}

/* The byte of data at i, behind the time. */
static uint8_t
data_byte(const struct options *o, size_t i)
{
	return (o->patternlen > 0 ? o->pattern[i % o->patternlen] : (uint8_t)i);
}

size_t
packet_make(uint8_t *p, const struct options *o, int family, uint16_t id,
    uint16_t seq)
{
	size_t len = HEADER + o->size;
	struct timespec now;
	uint16_t sum;

	memset(p, 0, HEADER);
	p[0] = family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	p[4] = (uint8_t)(id >> 8);
	p[5] = (uint8_t)id;
	p[6] = (uint8_t)(seq >> 8);
	p[7] = (uint8_t)seq;
	for (size_t i = 0; i < o->size; i++)
		p[HEADER + i] = data_byte(o, i);
	if (o->size >= STAMP) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		memcpy(p + HEADER, &now, sizeof(now));
	}
	if (family == AF_INET) {
		sum = checksum(p, len);
		memcpy(p + 2, &sum, 2);
	}
	return (len);
}

static double
age_ms(const uint8_t *data)
{
	struct timespec now, then;

	memcpy(&then, data, sizeof(then));
	clock_gettime(CLOCK_MONOTONIC, &now);
	return ((double)(now.tv_sec - then.tv_sec) * 1000.0 +
	    (double)(now.tv_nsec - then.tv_nsec) / 1000000.0);
}

static int
hop_limit(struct msghdr *mh)
{
	int limit = -1;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(mh); c != NULL;
	    c = CMSG_NXTHDR(mh, c))
		if (c->cmsg_level == IPPROTO_IPV6 &&
		    c->cmsg_type == IPV6_HOPLIMIT)
			memcpy(&limit, CMSG_DATA(c), sizeof(limit));
	return (limit);
}

/* Is what lies behind the IP header an answer to us? */
static int
parse(const uint8_t *p, size_t len, int type, const struct options *o,
    uint16_t id, struct reply *r)
{
	size_t first = o->size >= STAMP ? STAMP : 0;

	if (len < HEADER || p[0] != type || (p[4] << 8 | p[5]) != id)
		return (0);
	r->seq = (uint16_t)(p[6] << 8 | p[7]);
	r->len = len;
	r->ms = o->size >= STAMP && len >= HEADER + STAMP ?
	    age_ms(p + HEADER) : -1;
	r->wrong = 0;
	for (size_t i = first; i < o->size && HEADER + i < len; i++)
		if (p[HEADER + i] != data_byte(o, i)) {
			r->wrong = HEADER + i;
			break;
		}
	return (1);
}

int
packet_take(int s, const struct options *o, uint16_t id, struct reply *r)
{
	static uint8_t buf[IP_MAXPACKET];
	uint8_t control[128];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr mh = { .msg_name = &r->from,
	    .msg_namelen = sizeof(r->from), .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control, .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(s, &mh, MSG_DONTWAIT);
	size_t hlen;

	if (n == -1)
		return (-1);
	if (r->from.ss_family == AF_INET6) {
		r->ttl = hop_limit(&mh);
		return (parse(buf, (size_t)n, ICMP6_ECHO_REPLY, o, id, r));
	}
	if (n < (ssize_t)sizeof(struct ip))
		return (0);
	hlen = (size_t)(buf[0] & 15) * 4;
	if (hlen > (size_t)n)
		return (0);
	r->ttl = buf[8];
	return (parse(buf + hlen, (size_t)n - hlen, ICMP_ECHOREPLY, o, id, r));
}
