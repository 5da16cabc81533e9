/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ping.h: the parts of ping(8).
 */
#ifndef _PING_H_
#define _PING_H_

#include <sys/types.h>
#include <sys/socket.h>

#define DATA_DEFAULT	56
#define DATA_MAX	65507		/* 65535 less the headers of IP and ICMP */
#define HEADER		8		/* bytes of an echo's header */
#define STAMP		16		/* bytes of time in it, if they fit */

struct options {
	long		count;		/* 0: without end */
	double		interval;	/* seconds */
	double		wait;		/* for the last answer, seconds */
	double		total;		/* end after this, 0: never */
	int		numeric, quiet, flood, bell, one;
	size_t		size;
	uint8_t		pattern[16];
	size_t		patternlen;
};

/* An answer, taken apart. */
struct reply {
	uint16_t	seq;
	size_t		len;		/* of the ICMP message */
	int		ttl;		/* -1: not known */
	double		ms;		/* -1: no time in it */
	size_t		wrong;		/* first wrong byte of data, 0: none */
	struct sockaddr_storage from;
};

struct numbers {
	long	sent, received, duplicates, wrong;
	long	timed;
	double	min, max, sum, sum2;
};

/* All of the packet from options and number; its length. */
size_t	packet_make(uint8_t *, const struct options *, int family, uint16_t id,
	    uint16_t seq);
/*
 * Receive and check one message: 1 an answer to us, 0 something else,
 * -1 nothing there.
 */
int	packet_take(int s, const struct options *, uint16_t id,
	    struct reply *);

void	numbers_add(struct numbers *, double ms);
void	numbers_print(const struct numbers *, const char *host);

#endif /* !_PING_H_ */
