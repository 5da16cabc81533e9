/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * raw_sock.c: raw sockets of the Internet domain, ip(4), icmp(4), icmp6(4).
 *
 * What TCP and UDP get, and requests that are answered here, are not seen
 * by raw sockets.  Of IPv4 the header is received too, with its length and
 * offset in host order; of IPv6 it is not.
 *
 * Locks: net_spin; callbacks of lwIP run with it held.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/inet_chksum.h"
#include "lwip/prot/icmp.h"
#include "lwip/prot/ip4.h"
#include "lwip/raw.h"
#include "net/net_stats.h"
#include "net/net_var.h"
#include "sys/kjail.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

#define RAW_MAXDATA	65535
#define ICMP6_CKSUM	2		/* where the checksum is */
#define ICMP_IREQ	15
#define ICMP_MASKREQ	17

struct inpinfo ripinfo = { .ii_proto = IPPROTO_RAW };

static int raw_space = 65536;
SYSCTL_KINT(net_inet_raw_maxdgram, "net.inet.raw.maxdgram", OID_AUTO,
    CTLFLAG_RW, &raw_space, "Largest raw datagram");

/* ---- in --------------------------------------------------------------------------------------- */

/* Does the protocol take the packet itself? */
static bool
kernels_own(struct inpcb *inp, const struct pbuf *p)
{
	const uint8_t *data = p->payload;
	uint16_t off = ip_current_header_tot_len();
	uint8_t type;

	if (inp->inp_proto == IPPROTO_TCP || inp->inp_proto == IPPROTO_UDP)
		return (true);
	if (inp_isv6(inp) || inp->inp_proto != IPPROTO_ICMP)
		return (false);
	if (p->len <= off)
		return (true);
	type = data[off];
	return (type == ICMP_ECHO || type == ICMP_TS || type == ICMP_IREQ ||
	    type == ICMP_MASKREQ);
}

/* ICMP6_FILTER: a bit is a type that passes. */
static bool
filtered6(const struct inpcb *inp, const struct pbuf *p)
{
	uint8_t type;

	if (inp->inp_proto != IPPROTO_ICMPV6 ||
	    pbuf_copy_partial(p, &type, 1, 0) != 1)
		return (false);
	return ((inp->inp_icmp6filt[type >> 5] & (1U << (type & 31))) == 0);
}

static u8_t
raw_recv_cb(void *arg, struct raw_pcb *pcb, struct pbuf *p,
    const ip_addr_t *from)
{
	struct inpcb *inp = arg;
	struct ip_hdr *ip;
	struct pbuf *q;

	if (inp->inp_so == NULL || kernels_own(inp, p) ||
	    (q = pbuf_clone(PBUF_RAW, PBUF_RAM, p)) == NULL)
		return (0);
	if (inp_isv6(inp)) {
		NET_COUNT(raw6_in, 1);
		(void)pbuf_remove_header(q, ip_current_header_tot_len());
		if (filtered6(inp, q)) {
			pbuf_free(q);
			return (0);
		}
	} else {
		ip = q->payload;
		IPH_LEN_SET(ip, ntohs(IPH_LEN(ip)));
		IPH_OFFSET_SET(ip, ntohs(IPH_OFFSET(ip)));
	}
	inp_deliver(inp, q, from, 0);
	return (0);
}

/* ---- attach, detach, addresses ---------------------------------------------------------------------- */

static int
raw_attach(struct socket *so, int proto, struct ucred *cred)
{
	struct inpcb *inp;
	int error;

	if ((error = cred_super(cred)) != 0)
		return (error);
	if (!jail_can(cred, PRISON_CAP_NET_RAW_SOCKETS))
		return (EPERM);
	if (proto < 0 || proto > 255)
		return (EPROTONOSUPPORT);
	so->so_snd.sb_hiwat = so->so_rcv.sb_hiwat =
	    (uint32_t)K_MIN(K_MAX(raw_space, 1024), SB_MAX);
	so->so_snd.sb_lowat = K_MIN(so->so_snd.sb_hiwat, 2048U);
	net_lock();
	if ((error = inp_attach(so, &ripinfo, M_NOWAIT)) != 0)
		goto out;
	inp = sotoinp(so);
	inp->inp_proto = (uint8_t)proto;
	inp->inp_raw = raw_new_ip_type(inp_isv6(inp) ? IPADDR_TYPE_V6 :
	    IPADDR_TYPE_V4, (u8_t)proto);
	if (inp->inp_raw == NULL) {
		inp_free(&ripinfo, inp);
		so->so_pcb = NULL;
		error = ENOBUFS;
		goto out;
	}
	if (proto == IPPROTO_RAW && !inp_isv6(inp))
		inp->inp_flags |= INP_HDRINCL;
	if (proto == IPPROTO_ICMPV6 && inp_isv6(inp))
		inp->inp_cksum = ICMP6_CKSUM;
	raw_recv(inp->inp_raw, raw_recv_cb, inp);
	inp_applyopts(inp);
out:
	net_unlock();
	return (error);
}

static void
raw_detach(struct socket *so)
{
	struct inpcb *inp;

	net_lock();
	inp = sotoinp(so);
	so->so_pcb = NULL;
	inp_leaveall(inp);
	raw_remove(inp->inp_raw);
	inp->inp_raw = NULL;
	inp_free(&ripinfo, inp);
	net_unlock();
}

static int
raw_usr_bind(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	struct inpcb *inp;
	int error;

	net_lock();
	inp = sotoinp(so);
	error = inp_bindaddr(inp, nam);
	if (error == 0)
		error = lwip_errno(raw_bind(inp->inp_raw, &inp->inp_laddr));
	net_unlock();
	return (error);
}

static int
raw_usr_connect(struct socket *so, struct sockaddr *nam, struct lwp *lp)
{
	struct inpcb *inp;
	ip_addr_t addr;
	uint16_t port;
	int error;

	net_lock();
	inp = sotoinp(so);
	error = inp_todest(inp, nam, &addr, &port);
	if (error == 0)
		error = lwip_errno(raw_connect(inp->inp_raw, &addr));
	if (error == 0) {
		ip_addr_copy(inp->inp_faddr, addr);
		spin_lock(&so->so_spin);
		so_isconnected(so);
		spin_unlock(&so->so_spin);
	}
	net_unlock();
	return (error);
}

static int
raw_usr_disconnect(struct socket *so)
{
	struct inpcb *inp;

	net_lock();
	inp = sotoinp(so);
	raw_disconnect(inp->inp_raw);
	inp_anyaddr(inp->inp_family, &inp->inp_faddr);
	spin_lock(&so->so_spin);
	so->so_state &= ~SS_ISCONNECTED;
	spin_unlock(&so->so_spin);
	net_unlock();
	return (0);
}

/* ---- out ---------------------------------------------------------------------------------------------- */

/* The header that the program wrote: what it left out is filled in. */
static int
own_header(struct pbuf *p, const ip_addr_t *src)
{
	static uint16_t id;		/* net_spin */
	struct ip_hdr *ip = p->payload;
	uint16_t hlen, len;

	if (p->len < sizeof(*ip) || IPH_V(ip) != 4)
		return (EINVAL);
	hlen = IPH_HL_BYTES(ip);
	/* In host order as BSD has it, or as on the wire. */
	len = IPH_LEN(ip) == p->tot_len ? IPH_LEN(ip) : ntohs(IPH_LEN(ip));
	if (hlen < sizeof(*ip) || hlen > p->len || len != p->tot_len)
		return (EINVAL);
	if (IPH_LEN(ip) == len && htons(len) != len)
		IPH_OFFSET_SET(ip, htons(IPH_OFFSET(ip)));
	IPH_LEN_SET(ip, htons(len));
	if (IPH_ID(ip) == 0)
		IPH_ID_SET(ip, htons(++id));
	if (ip->src.addr == INADDR_ANY)
		ip->src.addr = ip_2_ip4(src)->addr;
	IPH_CHKSUM_SET(ip, 0);
	IPH_CHKSUM_SET(ip, inet_chksum(ip, hlen));
	return (0);
}

/* net_spin held. */
static int
send_one(struct inpcb *inp, struct sockmsg *m, const ip_addr_t *dst,
    int flags)
{
	struct raw_pcb *pcb = inp->inp_raw;
	struct sendopts so;
	bool header = (inp->inp_flags & INP_HDRINCL) != 0;
	struct netif *n;
	struct pbuf *p;
	ip_addr_t src;
	int error;

	if ((error = inp_rtcheck(inp, dst, flags)) != 0 ||
	    (error = inp_source(inp, dst, m->sm_ctl, &n, &src)) != 0)
		return (error);
	/* A copy, with room for headers: lwIP writes into it. */
	p = pbuf_alloc(header ? PBUF_LINK : PBUF_IP, (u16_t)m->sm_len,
	    PBUF_RAM);
	if (p == NULL)
		return (ENOBUFS);
	(void)pbuf_take(p, m->sm_data, (u16_t)m->sm_len);
#ifdef OPT_INET6
	pcb->chksum_reqd = inp_isv6(inp) && inp->inp_cksum >= 0;
	pcb->chksum_offset = (u16_t)K_MAX(inp->inp_cksum, 0);
	if (pcb->chksum_reqd && p->len < pcb->chksum_offset + 2)
		error = EINVAL;
#endif
	if (header)
		error = own_header(p, &src);
	if (inp_isv6(inp))
		NET_COUNT(raw6_out, 1);
	else if (header)
		NET_COUNT(ip_rawout, 1);
	raw_set_flags(pcb, header ? RAW_FLAGS_HDRINCL : 0);
	if (error == 0 && (error = inp_sendopts(inp, dst, m->sm_ctl, n,
	    m->sm_len, &so)) == 0) {
		error = lwip_errno(raw_sendto_if_src(pcb, p, dst, n, &src));
		inp_sendopts_end(inp, &so);
	}
	raw_clear_flags(pcb, RAW_FLAGS_HDRINCL);
	pbuf_free(p);
	return (error);
}

static int
raw_usr_send(struct socket *so, struct sockmsg *m, struct sockaddr *nam,
    int flags)
{
	size_t len = m->sm_len;
	struct inpcb *inp;
	ip_addr_t addr;
	uint16_t port;
	int error = 0;

	net_lock();
	inp = sotoinp(so);
	if (m->sm_len > RAW_MAXDATA - (inp_isv6(inp) ? 40 : 20))
		error = EMSGSIZE;
	else if ((so->so_state & SS_ISCONNECTED) != 0 && nam != NULL)
		error = EISCONN;
	else if (nam == NULL)
		ip_addr_copy(addr, inp->inp_faddr);
	else
		error = inp_todest(inp, nam, &addr, &port);
	if (error == 0)
		error = send_one(inp, m, &addr, flags);
	net_unlock();
	sockmsg_free(m);
	if (error == 0)
		so_unreserve(so, len);
	return (error);
}

/* ---- the switch ---------------------------------------------------------------------------------------- */

#define RAW_COMMON							\
	.pr_type = SOCK_RAW, .pr_protocol = PROTO_ANY,			\
	.pr_flags = PR_ATOMIC | PR_ADDR | PR_INET,			\
	.pr_attach = raw_attach, .pr_detach = raw_detach,		\
	.pr_bind = raw_usr_bind, .pr_connect = raw_usr_connect,		\
	.pr_disconnect = raw_usr_disconnect,				\
	.pr_shutdown = so_shutdown_send, .pr_send = raw_usr_send,	\
	.pr_sockaddr = inp_sockaddr, .pr_peeraddr = inp_peeraddr,	\
	.pr_ctloutput = inp_ctloutput

static const struct protosw raw_protosw = {
	RAW_COMMON,
	.pr_domain = AF_INET,
};
PROTOSW_DEFINE(raw_protosw);
#ifdef OPT_INET6
static const struct protosw raw6_protosw = {
	RAW_COMMON,
	.pr_domain = AF_INET6,
};
PROTOSW_DEFINE(raw6_protosw);
#endif
