/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rtmsg.h: making and reading the messages of routing sockets, for rtsock.c,
 * rtreq.c and rtsysctl.c.
 *
 * Locks: net_spin held, but in what says otherwise.
 */
#ifndef _NET_RTMSG_H_
#define _NET_RTMSG_H_

#include <net/if_dl.h>
#include <net/route.h>
#include "net/net_var.h"

/* A buffer that messages are appended to; more than it holds is counted. */
struct rtbuf {
	uint8_t		*rb_data;
	size_t		 rb_size, rb_len;
};

/* The addresses of one message, by RTAX_*; NULL: none. */
struct rtaddrs {
	const struct sockaddr *ra_sa[RTAX_MAX];
};

/* A link address with room behind it for long names. */
union sockaddr_link {
	struct sockaddr_dl sdl;
	uint8_t		 pad[56];
};

/* What a message about a route says; some of it lies in room. */
struct rtroom {
	union sockaddr_any dst, mask, gate, ifa;
	union sockaddr_link link, ifp;
};
void	rtbuf_route(struct rtbuf *, const struct rtentry *,
	    const struct rt_msghdr *templ, bool ifinfo);
void	rtbuf_ifinfo(struct rtbuf *, struct ifnet *);
void	rtbuf_addr(struct rtbuf *, int type, struct ifaddr *);
void	rtbuf_arp(struct rtbuf *, const ip4_addr_t *, struct netif *,
	    const uint8_t *lladdr, const struct rt_msghdr *templ);

/* One request, taken apart; the addresses lie in its message. */
struct rtreq {
	struct rt_msghdr *rq_rtm;
	const struct sockaddr *rq_sa[RTAX_MAX];
	int		 rq_family;
	uint8_t		 rq_dst[16];
	int		 rq_plen;
};
/* Fill in rq_sa from the bytes behind the header.  EINVAL.  No lock. */
int	req_addrs(struct rtreq *, const uint8_t *p, const uint8_t *end);
/* The destination and its mask.  EINVAL, EAFNOSUPPORT.  No lock. */
int	req_dst(struct rtreq *);
/*
 * Do it.  *room: memory for RTM_ADD, NULL once it is used.  b: the answer, if
 * it is more than the request.  EEXIST, ESRCH, ENETUNREACH, EOPNOTSUPP ...
 */
int	req_run(const struct rtreq *, struct rtentry **room, struct rtbuf *b);

#endif /* !_NET_RTMSG_H_ */
