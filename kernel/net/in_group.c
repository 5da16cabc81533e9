/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_group.c: sockets that share an address and a port by SO_REUSEPORT: which of
 * them gets a connection or a datagram.  It is always the same for the same
 * sender, as long as the group is.
 *
 * Locks: net_spin.
 */
#include "lib/libkern.h"
#include "net/net_var.h"

/* Does t take what is meant for inp as well as inp does? */
static bool
shares(const struct inpcb *inp, const struct inpcb *t)
{
	return (t->inp_so != NULL && t->inp_lport == inp->inp_lport &&
	    t->inp_family == inp->inp_family &&
	    t->inp_listening == inp->inp_listening && t->inp_fport == 0 &&
	    (t->inp_so->so_options & SO_REUSEPORT) != 0 &&
	    ip_addr_cmp(&t->inp_laddr, &inp->inp_laddr));
}

/* A listener with a full queue takes nothing. */
static bool
has_room(const struct inpcb *inp)
{
	return (!inp->inp_listening || !so_qfull(inp->inp_so));
}

/* FNV-1a. */
static uint32_t
sender_hash(const ip_addr_t *from, uint16_t port)
{
	uint8_t bytes[16] = { 0 };
	uint32_t h = 2166136261U;

#ifdef OPT_INET6
	if (IP_IS_V6(from))
		memcpy(bytes, ip_2_ip6(from)->addr, 16);
	else
#endif
		memcpy(bytes, &ip_2_ip4(from)->addr, 4);
	for (size_t i = 0; i < sizeof(bytes); i++)
		h = (h ^ bytes[i]) * 16777619U;
	h = (h ^ (port & 0xff)) * 16777619U;
	h = (h ^ (port >> 8)) * 16777619U;
	return (h ^ h >> 16);
}

struct inpcb *
inp_group(struct inpinfo *info, struct inpcb *inp, const ip_addr_t *from,
    uint16_t port)
{
	struct inphead *head = &info->ii_port[inp->inp_lport % INP_HASH];
	struct inpcb *t;
	uint32_t n = 0, k;

	if (inp->inp_so == NULL)
		return (NULL);
	if ((inp->inp_so->so_options & SO_REUSEPORT) == 0 ||
	    inp->inp_fport != 0)
		return (has_room(inp) ? inp : NULL);
	LIST_FOREACH(t, head, inp_port)
		n += shares(inp, t) && has_room(t);
	if (n == 0)
		return (NULL);
	k = sender_hash(from, port) % n;
	LIST_FOREACH(t, head, inp_port)
		if (shares(inp, t) && has_room(t) && k-- == 0)
			break;
	return (t);
}
