/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_deliver.c: datagrams to sockets, with what the socket wants to know of
 * them, and ICMP errors to those whom they concern.
 *
 * Locks: net_spin held; then so_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/icmp.h"
#include "lwip/prot/icmp.h"
#include "lwip/prot/ip4.h"
#include "lwip/raw.h"
#include "lwip/inet_chksum.h"
#ifdef OPT_INET6
#include "lwip/prot/ip6.h"
#endif
#include "net/net_stats.h"
#include "net/net_var.h"
#include "sys/callout.h"
#include "sys/kmalloc.h"

MALLOC_DECLARE(M_SOCKMSG);

/* An empty datagram takes room too. */
#define MSG_COST	64

/* ---- datagrams ------------------------------------------------------------------------------- */

/* The options of an IPv4 packet, if it has some. */
static void
about_options(struct inpcb *inp, struct sockctl *ctl)
{
	const struct ip_hdr *ip = ip4_current_header();
	size_t len = IPH_HL_BYTES(ip) - IP_HLEN;

	if (len == 0 || len > sizeof(ctl->sc_opts))
		return;
	ctl->sc_nopts = (uint8_t)len;
	memcpy(ctl->sc_opts, ip + 1, len);
	if ((inp->inp_flags & INP_RECVOPTS) != 0)
		ctl->sc_have |= SC_OPTS;
	if ((inp->inp_flags & INP_RECVRETOPTS) != 0)
		ctl->sc_have |= SC_RETOPTS;
}

static void
about_packet(struct inpcb *inp, struct sockctl *ctl)
{
	struct netif *n = ip_data.current_input_netif;
	struct ifnet *ifp = n != NULL ? netif_ifp(n) : NULL;

	if (ifp != NULL) {
		ctl->sc_ifindex = ifp->if_index;
		strlcpy(ctl->sc_ifname, ifp->if_xname,
		    sizeof(ctl->sc_ifname));
	}
#ifdef OPT_INET6
	if (inp_isv6(inp)) {
		const struct ip6_hdr *ip6 = ip6_current_header();

		memcpy(&ctl->sc_dst6, ip6_current_dest_addr()->addr, 16);
		ctl->sc_ttl = IP6H_HOPLIM(ip6);
		ctl->sc_tclass = (uint8_t)IP6H_TC(ip6);
		if ((inp->inp_flags & INP_PKTINFO) != 0)
			ctl->sc_have |= SC_PKTINFO6;
		if ((inp->inp_flags & INP_HOPLIMIT) != 0)
			ctl->sc_have |= SC_HOPLIMIT6;
		if ((inp->inp_flags & INP_TCLASS) != 0)
			ctl->sc_have |= SC_TCLASS6;
		return;
	}
#endif
	about_options(inp, ctl);
	ctl->sc_dst.s_addr = ip4_current_dest_addr()->addr;
	ctl->sc_ttl = IPH_TTL(ip4_current_header());
	if ((inp->inp_flags & INP_RECVDSTADDR) != 0)
		ctl->sc_have |= SC_DST;
	if ((inp->inp_flags & INP_RECVTTL) != 0)
		ctl->sc_have |= SC_TTL;
	if ((inp->inp_flags & INP_RECVIF) != 0 && ifp != NULL)
		ctl->sc_have |= SC_IF;
}

/* *ctlp: NULL when nothing was asked for.  Looks at the packet. */
static bool
make_control(struct inpcb *inp, struct sockctl **ctlp)
{
	struct sockctl *ctl;
	int64_t now;
	uint32_t want = INP_RECVDSTADDR | INP_RECVIF | INP_RECVTTL |
	    INP_PKTINFO | INP_HOPLIMIT | INP_TCLASS | INP_RECVOPTS |
	    INP_RECVRETOPTS;
	bool stamp = (inp->inp_so->so_options & SO_TIMESTAMP) != 0;

	*ctlp = NULL;
	if ((inp->inp_flags & want) == 0 && !stamp)
		return (true);
	if ((ctl = sockctl_alloc_nowait()) == NULL)
		return (false);
	if ((inp->inp_flags & want) != 0)
		about_packet(inp, ctl);
	if (stamp) {
		now = time_wall();
		ctl->sc_hastime = true;
		ctl->sc_time.tv_sec = now / NS_PER_S;
		ctl->sc_time.tv_usec = now % NS_PER_S / NS_PER_US;
	}
	*ctlp = ctl;
	return (true);
}

static bool
add_from(struct inpcb *inp, struct sockmsg *m, const ip_addr_t *from,
    uint16_t port)
{
	struct sockaddr_storage ss;

	inp_tosockaddr(from, port, inp->inp_family, &ss);
	m->sm_from = kmalloc(ss.ss_len, M_SOCKMSG, M_NOWAIT);
	if (m->sm_from != NULL)
		memcpy(m->sm_from, &ss, ss.ss_len);
	return (m->sm_from != NULL);
}

static void
tell_error(struct inpcb *inp, int error)
{
	struct socket *so = inp->inp_so;

	if (so == NULL)
		return;
	if (so->so_type == SOCK_STREAM) {
		/* It may get better: told when the connection fails. */
		if (error == ECONNREFUSED || error == EHOSTUNREACH)
			inp->inp_softerr = error;
		return;
	}
	spin_lock(&so->so_spin);
	so->so_error = error;
	so_wake_reader(so);
	so_wake_writer(so);
	spin_unlock(&so->so_spin);
	net_sigio(inp);
}

/* A datagram is lost: there is no room for it. */
static void
count_full(struct inpcb *inp)
{
	if ((inp->inp_so->so_options & SO_RERROR) != 0)
		tell_error(inp, ENOBUFS);
	if (inp->inp_so->so_type == SOCK_DGRAM)
		NET_COUNT(udp_full, 1);
	else if (inp_isv6(inp))
		NET_COUNT(raw6_full, 1);
}

/* What comes to an address that is not the jail's is not for its sockets. */
static bool
for_jail(const struct inpcb *inp)
{
	const ip_addr_t *to = ip_current_dest_addr();

	return (ip_addr_ismulticast(to) || inp_jailhas(inp, to));
}

void
inp_deliver(struct inpcb *inp, struct pbuf *p, const ip_addr_t *from,
    uint16_t port)
{
	struct socket *so = inp->inp_so;
	struct sockbuf *sb = &so->so_rcv;
	struct sockctl *ctl;
	struct sockmsg *m;
	bool fits;

	if (!inp_isv6(inp) && IPH_TTL(ip4_current_header()) <
	    inp->inp_minttl) {
		pbuf_free(p);
		return;
	}
	if (sb->sb_closed || sb_space(sb) < p->tot_len ||
	    sb->sb_nmsgs * MSG_COST > sb->sb_hiwat ||
	    !for_jail(inp) || !make_control(inp, &ctl)) {
		count_full(inp);
		pbuf_free(p);
		return;
	}
	/* The packet may go with this: its headers are not looked at again. */
	if ((m = pbuf_tomsg(p)) == NULL) {
		if (ctl != NULL)
			sockctl_free(ctl);
		return;
	}
	m->sm_ctl = ctl;
	if (!add_from(inp, m, from, port)) {
		sockmsg_free(m);
		return;
	}
	spin_lock(&so->so_spin);
	fits = sb_space(sb) >= m->sm_len;
	if (fits)
		sbappend(so, m);
	spin_unlock(&so->so_spin);
	if (fits) {
		net_sigio(inp);
	} else {
		count_full(inp);
		sockmsg_free(m);
	}
}

/* ---- errors ------------------------------------------------------------------------------------ */

#ifdef OPT_INET6
/* A message without data, but with IPV6_PATHMTU. */
void
in6_mtunews(struct inpcb *inp, const ip_addr_t *dst, uint32_t mtu)
{
	struct socket *so = inp->inp_so;
	struct sockmsg *m;

	if (so == NULL || (inp->inp_flags & INP_MTU) == 0 ||
	    so->so_rcv.sb_closed || so->so_rcv.sb_nmsgs * MSG_COST >
	    so->so_rcv.sb_hiwat || (m = sockmsg_alloc_nowait(0)) == NULL)
		return;
	if ((m->sm_ctl = sockctl_alloc_nowait()) == NULL ||
	    !add_from(inp, m, dst, 0)) {
		sockmsg_free(m);
		return;
	}
	m->sm_ctl->sc_have = SC_PATHMTU6;
	m->sm_ctl->sc_mtu = mtu;
	memcpy(&m->sm_ctl->sc_dst6, ip_2_ip6(dst)->addr, 16);
	spin_lock(&so->so_spin);
	sbappend(so, m);
	spin_unlock(&so->so_spin);
	net_sigio(inp);
}
#endif

/* The packet with these addresses and ports, ours first, met an error; mtu: what
 * would have got through, 0: that was not it. */
static void
icmp_error(int proto, const ip_addr_t *dst, uint16_t lport, uint16_t fport,
    int error, uint32_t mtu)
{
	struct inpinfo *info = proto == IPPROTO_UDP ? &udbinfo : &tcbinfo;
	struct inpcb *inp;

	LIST_FOREACH(inp, &info->ii_port[lport % INP_HASH], inp_port)
		if (inp->inp_lport == lport && inp->inp_fport == fport &&
		    ip_addr_cmp_zoneless(&inp->inp_faddr, dst)) {
#ifdef OPT_INET6
			if (mtu != 0)
				in6_mtunews(inp, dst, mtu);
#endif
			tell_error(inp, error);
			break;
		}
}

static int
unreach_errno(int code)
{
	switch (code) {
	case ICMP_DUR_PROTO:
	case ICMP_DUR_PORT:
		return (ECONNREFUSED);
	case ICMP_DUR_FRAG:
		return (EMSGSIZE);
	default:
		return (EHOSTUNREACH);
	}
}

/* Peeks at every ICMP packet for us; never eats one. */
static u8_t
icmp_peek(void *arg, struct raw_pcb *pcb, struct pbuf *p,
    const ip_addr_t *from)
{
	struct { uint8_t type, code; uint16_t sum; uint32_t rest; } icmp;
	uint16_t off = IPH_HL_BYTES((struct ip_hdr *)p->payload);
	uint16_t ports[2];
	struct ip_hdr inner;
	ip_addr_t dst;

	if (pbuf_copy_partial(p, &icmp, 8, off) != 8 ||
	    icmp.type != ICMP_DUR ||
	    pbuf_copy_partial(p, &inner, sizeof(inner),
	    (u16_t)(off + 8)) != sizeof(inner) ||
	    pbuf_copy_partial(p, ports, sizeof(ports), (u16_t)(off + 8 +
	    IPH_HL_BYTES(&inner))) != sizeof(ports))
		return (0);
	if (IPH_PROTO(&inner) != IPPROTO_UDP &&
	    IPH_PROTO(&inner) != IPPROTO_TCP)
		return (0);
	bzero(&dst, sizeof(dst));
	ip_addr_set_ip4_u32_val(dst, inner.dest.addr);
	icmp_error(IPH_PROTO(&inner), &dst, ntohs(ports[0]), ntohs(ports[1]),
	    unreach_errno(icmp.code), 0);
	return (0);
}

#ifdef OPT_INET6
#define ICMP6_UNREACH	1
#define ICMP6_TOOBIG	2
#define ICMP6_NOPORT	4

static u8_t
icmp6_peek(void *arg, struct raw_pcb *pcb, struct pbuf *p,
    const ip_addr_t *from)
{
	struct { uint8_t type, code; uint16_t sum; uint32_t rest; } icmp;
	uint16_t off = ip_current_header_tot_len(), ports[2];
	uint8_t inner[40];
	ip_addr_t dst;

	if (pbuf_copy_partial(p, &icmp, 8, off) != 8 ||
	    (icmp.type != ICMP6_UNREACH && icmp.type != ICMP6_TOOBIG) ||
	    pbuf_copy_partial(p, inner, sizeof(inner),
	    (u16_t)(off + 8)) != sizeof(inner) ||
	    pbuf_copy_partial(p, ports, sizeof(ports),
	    (u16_t)(off + 48)) != sizeof(ports) ||
	    (inner[6] != IPPROTO_UDP && inner[6] != IPPROTO_TCP))
		return (0);
	bzero(&dst, sizeof(dst));
	IP_SET_TYPE_VAL(dst, IPADDR_TYPE_V6);
	memcpy(ip_2_ip6(&dst)->addr, inner + 24, 16);
	icmp_error(inner[6], &dst, ntohs(ports[0]), ntohs(ports[1]),
	    icmp.type == ICMP6_TOOBIG ? EMSGSIZE :
	    icmp.code == ICMP6_NOPORT ? ECONNREFUSED : EHOSTUNREACH,
	    icmp.type == ICMP6_TOOBIG ? ntohl(icmp.rest) : 0);
	return (0);
}
#endif

void
icmp_peek_init(void)
{
	struct raw_pcb *pcb;

	pcb = raw_new_ip_type(IPADDR_TYPE_V4, IPPROTO_ICMP);
	if (pcb == NULL)
		panic("no memory for icmp");
	raw_recv(pcb, icmp_peek, NULL);
#ifdef OPT_INET6
	pcb = raw_new_ip_type(IPADDR_TYPE_V6, IPPROTO_ICMPV6);
	if (pcb == NULL)
		panic("no memory for icmp6");
	raw_recv(pcb, icmp6_peek, NULL);
#endif
}
