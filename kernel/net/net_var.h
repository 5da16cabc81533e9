/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_var.h: the inside of the network stack, for the files that make it up:
 * addresses of interfaces, routes, and what lies between a socket and lwIP.
 *
 * An interface (struct ifnet) has one lwIP interface for its link and for IPv6
 * (st_netif), and one for each of its IPv4 addresses, because lwIP's have
 * only one.  All of them send through if_link_output().
 *
 * Lock legend: [n] net_spin, which guards nearly everything here; [f] fixed.
 */
#ifndef _NET_NET_VAR_H_
#define _NET_NET_VAR_H_

#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet6/in6.h>
#include "opt_kernel.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "net/k_if.h"
#include "net/lwip/hooks.h"
#include "sys/ksocket.h"
#include "sys/queue.h"

struct lwp;
struct raw_pcb;
struct sysctl_req;
struct tcp_pcb;
struct udp_pcb;

/* lwIP has this one only together with IPv6. */
#ifndef ip_addr_cmp_zoneless
#define ip_addr_cmp_zoneless(a, b)	ip_addr_cmp(a, b)
#endif

/* ---- addresses of interfaces ------------------------------------------------------ */

union sockaddr_any {
	struct sockaddr	 sa;
	struct sockaddr_in sin;
	struct sockaddr_in6 sin6;
};

struct ifaddr {
	TAILQ_ENTRY(ifaddr) ifa_link;	/* [n] */
	struct ifnet	*ifa_ifp;	/* [f] */
	union sockaddr_any ifa_addr;	/* [n] family, address */
	union sockaddr_any ifa_mask;	/* [n] */
	union sockaddr_any ifa_dst;	/* [n] broadcast or peer; sa_len 0: none */
	int		 ifa_plen;	/* [n] bits of the prefix */
	struct netif	*ifa_netif;	/* [f] IPv4: ifa_own; IPv6: the link's */
	struct netif	 ifa_own;	/* [n] IPv4 */
	int		 ifa_slot;	/* [n] IPv6: its place in lwIP's table */
};
#define ifa_family	ifa_addr.sa.sa_family

struct ifmulti {
	LIST_ENTRY(ifmulti) ifm_link;	/* [n] */
	uint8_t		 ifm_addr[IF_ADDRMAX];
	int		 ifm_refs;
};

struct ifnet_stack {
	struct ifnet	*st_ifp;	/* [f] */
	struct netif	 st_netif;	/* [n] the link, and IPv6 */
	TAILQ_HEAD(, ifaddr) st_addrs;	/* [n] */
	LIST_HEAD(, ifmulti) st_multis;	/* [n] */
	bool		 st_kick;	/* [n] if_start is due */
};

TAILQ_HEAD(ifnetlist, ifnet);
extern struct ifnetlist ifnets;		/* [n] by index */
extern struct ifnet *loif;		/* lo0 */

static inline struct ifnet *
netif_ifp(const struct netif *n)
{
	return (n->state);
}

extern struct lock if_cfglock;		/* one change of interfaces at a time */

/* net/if.c */
void	if_kick(void);			/* call the if_start that are due */
void	if_setflags(struct ifnet *, int set, int clear);
int	if_promisc(struct ifnet *, bool on);
int	if_addmulti(struct ifnet *, const uint8_t *lladdr);	/* ENOMEM */
void	if_delmulti(struct ifnet *, const uint8_t *lladdr);
void	if_upstate(struct ifnet *);	/* lwIP follows IFF_UP and the link */
int	if_setlladdr(struct ifnet *, const uint8_t *);
void	if_setmtu(struct ifnet *, int);
/* One more of lwIP's for ifp; false: there are too many. */
bool	if_netif_add(struct ifnet *, struct netif *);
void	if_wantkick(struct ifnet *);	/* if_start is due */

/* net/if_ether.c: between lwIP and drivers. */
err_t	if_link_output(struct netif *, struct pbuf *);
err_t	if_ip_output(struct netif *, struct pbuf *, const ip4_addr_t *);
#ifdef OPT_INET6
err_t	if_ip6_output(struct netif *, struct pbuf *, const ip6_addr_t *);
#endif
/* A whole frame from bpf(4); len bytes at data. */
int	if_send_frame(struct ifnet *, const void *data, size_t len);

/* net/if_loop.c */
void	loop_attach(void);
/* SIOCIFCREATE and SIOCIFDESTROY of "lo" and "loN", as tun_ifcreate(); EPERM:
 * lo0 stays. */
int	loop_ifcreate(char *name, size_t size);
int	loop_ifdestroy(const char *name);

/* net/in_addr.c: IPv4 addresses.  All with net_spin held. */
int	in_addaddr(struct ifnet *, const struct sockaddr_in *addr,
	    const struct sockaddr_in *mask, const struct sockaddr_in *dst,
	    struct ifaddr *room);
/* EINVAL: no interface may have it. */
int	in_checkaddr(struct in_addr);
void	in_deladdr(struct ifaddr *);	/* the caller frees it */
struct ifaddr *in_ifaddr(struct ifnet *, const struct in_addr *);
struct ifaddr *in_ifawithaddr(struct in_addr);	/* of any interface */
bool	in_isbroadcast(struct in_addr);
struct ifaddr *ifaddr_alloc(struct ifnet *);	/* NULL: no memory */
void	ifaddr_free(struct ifaddr *);

#ifdef OPT_INET6
/* net/in6_addr.c */
int	in6_addaddr(struct ifnet *, const struct sockaddr_in6 *addr, int plen,
	    struct ifaddr *room);
void	in6_deladdr(struct ifaddr *);
/* Not one that another host has, too. */
struct ifaddr *in6_usable(struct ifnet *, const struct in6_addr *);
struct ifaddr *in6_ifawithaddr(const struct in6_addr *);	/* of any */
void	in6_linklocal(struct ifnet *);	/* IFF_UP: give it an address */
void	in6_tick(void);			/* follow what lwIP did itself */
int	in6_ioctl(struct ifnet *, unsigned long cmd, void *data,
	    const struct ucred *);
/* The scope, as KAME puts it into addresses. */
void	in6_embed(struct sockaddr_in6 *);
void	in6_extract(struct sockaddr_in6 *);
#endif

/* ---- routes: net/rtable.c ------------------------------------------------------------ */

struct rtentry {
	TAILQ_ENTRY(rtentry) rt_link;	/* [n] longest prefix first */
	int		 rt_family;	/* AF_INET, AF_INET6 */
	uint8_t		 rt_dst[16];	/* masked */
	int		 rt_plen;
	union sockaddr_any rt_gateway;	/* sa_len 0: on the link */
	int		 rt_flags;	/* RTF_* */
	struct ifnet	*rt_ifp;
	struct ifaddr	*rt_ifa;	/* may be NULL for IPv6 */
	u_long		 rt_mtu;
	u_long		 rt_use;
};
TAILQ_HEAD(rtlist, rtentry);
extern struct rtlist routes;		/* [n] */

/* The best route to addr (4 or 16 bytes); NULL: none.  net_spin held. */
struct rtentry *rt_lookup(int family, const void *addr);
struct rtentry *rt_find(int family, const void *dst, int plen);
/* Insert a copy of *rt, in the room given.  EEXIST. */
int	rt_insert(struct rtentry *rt);
void	rt_remove(struct rtentry *);
struct rtentry *rt_alloc(void);		/* NULL: no memory, or too many */
void	rt_free(struct rtentry *);
/* Routes that an address brings with it. */
void	rt_ifa_add(struct ifaddr *);
void	rt_ifa_del(struct ifaddr *);
void	rt_if_down(struct ifnet *);	/* all its routes go */
/* 0, or why nothing can be sent to addr: ENETUNREACH, EHOSTUNREACH. */
int	rt_check(const ip_addr_t *dst);
/* Bits of a mask; -1: it has holes. */
int	mask_plen(const uint8_t *mask, int size);
void	plen_mask(int plen, union sockaddr_any *, int family);

/* net/rtsock.c: messages to routing sockets.  net_spin held. */
void	rt_ifmsg(struct ifnet *);
void	rt_addrmsg(int type, struct ifaddr *);
void	rt_announce(struct ifnet *, int what);
void	rt_missmsg(int type, struct rtentry *, int error);

/* ---- between sockets and lwIP -------------------------------------------------------- */

struct in_member {
	LIST_ENTRY(in_member) im_link;
	struct ifnet	*im_ifp;
	ip_addr_t	 im_group;
};
#define IP_MAXMEMBER	20
#define IP_MAXOPTS	40		/* bytes behind a header of IPv4 */

struct inpcb {
	LIST_ENTRY(inpcb) inp_all;	/* [n] of its protocol */
	LIST_ENTRY(inpcb) inp_port;	/* [n] by local port */
	TAILQ_ENTRY(inpcb) inp_sigio;	/* [n] */
	TAILQ_ENTRY(inpcb) inp_narrow;	/* [n] */
	bool		 inp_onnarrow;	/* [n] */
	bool		 inp_onsigio;	/* [n] */
	bool		 inp_onport;	/* [n] */
	struct socket	*inp_so;	/* [n] NULL: closed, lwIP goes on */
	short		 inp_family;	/* [f] */
	uint8_t		 inp_proto;	/* [f] */
	uint16_t	 inp_lport, inp_fport;	/* [n] host order */
	ip_addr_t	 inp_laddr, inp_faddr;	/* [n] */
	bool		 inp_bound;	/* [n] the address was chosen by bind(2) */
	uint32_t	 inp_options;	/* [n] SO_REUSE* at bind */
	uid_t		 inp_uid;	/* [f] */
	uint32_t	 inp_flags;	/* [n] INP_* */
	union {				/* [n] NULL: none yet, or gone */
		struct tcp_pcb	*inp_tcp;
		struct udp_pcb	*inp_udp;
		struct raw_pcb	*inp_raw;
		struct ip_pcb	*inp_ip;
	};
	LIST_HEAD(, in_member) inp_members;	/* [n] */
	uint8_t		 inp_ttl, inp_tos, inp_mttl;	/* [n] */
	uint8_t		 inp_minttl;	/* [n] packets with less are dropped */
	bool		 inp_mloop;	/* [n] */
	struct ifnet	*inp_mif;	/* [n] IP_MULTICAST_IF; index */
	ip4_addr_t	 inp_mifaddr;	/* [n] as it was given */
	int		 inp_cksum;	/* [n] IPV6_CHECKSUM, -1: none */
	uint8_t		 inp_nipopts;	/* [n] IP_OPTIONS, whole words */
	uint8_t		 inp_ipopts[IP_MAXOPTS];
	bool		 inp_dontfrag;	/* [n] IPV6_DONTFRAG */
	int8_t		 inp_minmtu;	/* [n] IPV6_USE_MIN_MTU; see there */
	struct in6_pktinfo inp_pktinfo;	/* [n] IPV6_PKTINFO; 0: no choice */
	uint32_t	 inp_icmp6filt[8];	/* [n] types that pass */

	/* TCP. */
	STAILQ_HEAD(, sockmsg) inp_pending;	/* [n] lwIP has not taken them yet */
	STAILQ_HEAD(, sockmsg) inp_sent;	/* [n] not acknowledged; sm_off: bytes
					 * behind it that lwIP has copies of */
	struct sockmsg	*inp_lastsent;	/* [n] of inp_sent, if any */
	uint32_t	 inp_ackoff;	/* [n] acknowledged of the first sent */
	uint32_t	 inp_ackskip;	/* [n] copied bytes in front of it */
	uint32_t	 inp_wndheld;	/* [n] window to be kept back */
	bool		 inp_finwait;	/* [n] a FIN is due behind inp_pending */
	bool		 inp_listening;	/* [n] */
	uint32_t	 inp_rcvseq;	/* [n] of the next byte for so_rcv */
	uint32_t	 inp_rcvup;	/* [n] behind the last urgent byte, or a
					 * place that the stream has passed */
	uint8_t		 inp_oob;	/* [n] the urgent byte, */
	bool		 inp_oobhave;	/* [n] which is here, */
	bool		 inp_oobhad;	/* [n] or was read */
	bool		 inp_sigurg;	/* [n] SIGURG is due */
	bool		 inp_urgsend;	/* [n] what is in front of inp_sndup */
	uint32_t	 inp_sndup;	/* [n] is urgent and not acknowledged */
	bool		 inp_dying;	/* [n] closed; goes with lwIP's half */
	int64_t		 inp_answered;	/* [n] tcp_answer.c; mono ns */
	uint32_t	 inp_tcpopt;	/* [n] TCP_NODELAY ... */
	uint32_t	 inp_keepidle, inp_keepintvl, inp_keepcnt; /* [n] ms, ms */
	uint16_t	 inp_maxseg;	/* [n] 0: as it comes */
	int		 inp_softerr;	/* [n] told when a connect times out */
	bool		 inp_connecting;	/* [n] */
	int64_t		 inp_keepinit;	/* [n] ns to connect in */
	int64_t		 inp_started;	/* [n] when that began */
};
/* The numbers of netinet/in_pcb.h, by which lists show them. */
#define INP_RECVOPTS	0x00000001
#define INP_RECVRETOPTS	0x00000002
#define INP_RECVDSTADDR	0x00000004
#define INP_HDRINCL	0x00000008
#define INP_HIGHPORT	0x00000010
#define INP_LOWPORT	0x00000020
#define INP_ANONPORT	0x00000040	/* the kernel chose the port */
#define INP_RECVIF	0x00000080
#define INP_PKTINFO	0x00010000	/* IPv6 */
#define INP_HOPLIMIT	0x00020000
#define INP_TCLASS	0x00400000
#define INP_MTU		0x00800000	/* IPV6_RECVPATHMTU */
#define INP_RECVTTL	0x80000000

#define INP_HASH	256
LIST_HEAD(inphead, inpcb);
struct inpinfo {
	uint8_t		 ii_proto;
	struct inphead	 ii_all;
	struct inphead	 ii_port[INP_HASH];
	int		 ii_count;
	uint64_t	 ii_gen;
};
extern struct inpinfo tcbinfo, udbinfo, ripinfo;

static inline struct inpcb *
sotoinp(const struct socket *so)
{
	return (so->so_pcb);
}
#define inp_isv6(inp)	((inp)->inp_family == AF_INET6)

/* net/in_pcb.c */
int	inp_attach(struct socket *, struct inpinfo *, int flags);
/* net_spin held: off all lists, memory freed.  lwIP's half must be gone. */
void	inp_free(struct inpinfo *, struct inpcb *);
int	inp_bind(struct inpinfo *, struct inpcb *, const struct sockaddr *,
	    struct lwp *);
int	inp_bindaddr(struct inpcb *, const struct sockaddr *);	/* raw: no port */
/* A port of its own, for who has none.  EADDRNOTAVAIL. */
int	inp_autoport(struct inpinfo *, struct inpcb *, struct ucred *);
void	inp_setport(struct inpinfo *, struct inpcb *, uint16_t port);
/* Does another socket keep it from that address and port? */
bool	inp_porttaken(struct inpinfo *, const struct inpcb *,
	    const ip_addr_t *, uint16_t port);
/* Has another socket with its port this local address and this peer? */
bool	inp_pairtaken(struct inpinfo *, const struct inpcb *,
	    const ip_addr_t *local, const ip_addr_t *foreign, uint16_t fport);
uint32_t inp_reuse(const struct inpcb *);	/* SO_REUSE* that it has */
/*
 * net/in_group.c: who of those that share inp's port by SO_REUSEPORT takes what
 * comes from there; inp itself when it does not share.  NULL: nobody has room.
 */
struct inpcb *inp_group(struct inpinfo *, struct inpcb *inp,
	    const ip_addr_t *from, uint16_t port);
/* net/in_jail.c: sockets of jails; all others are left alone. */
int	inp_jailbind(const struct inpcb *, ip_addr_t *);	/* EADDRNOTAVAIL */
int	inp_jaildest(const struct inpcb *, ip_addr_t *);
/* *src becomes an address of the jail, if it is none yet.  EADDRNOTAVAIL. */
int	inp_jailsrc(const struct inpcb *, const ip_addr_t *dst, ip_addr_t *src);
bool	inp_jailhas(const struct inpcb *, const ip_addr_t *);
/* May inp have a port of t, which is bound to all addresses? */
bool	inp_jailmay(const struct inpcb *, const struct inpcb *t);
/* Is inp shown to who is cr? */
bool	inp_jailsees(const struct ucred *cr, const struct inpcb *inp);
/* net/in_names.c */
/* An address and port that a program wrote.  EINVAL, EAFNOSUPPORT. */
int	inp_toaddr(const struct inpcb *, const struct sockaddr *, ip_addr_t *,
	    uint16_t *port);
int	inp_sockaddr(struct socket *, struct sockaddr_storage *);
int	inp_peeraddr(struct socket *, struct sockaddr_storage *);
/* To what programs read. */
void	inp_tosockaddr(const ip_addr_t *, uint16_t port, int family,
	    struct sockaddr_storage *);
/*
 * To whom to connect or send, of what a program wrote; 0.0.0.0 is ourselves.
 * EINVAL, EAFNOSUPPORT, EADDRNOTAVAIL.
 */
int	inp_todest(struct inpcb *, const struct sockaddr *, ip_addr_t *,
	    uint16_t *port);
int	lwip_errno(err_t);
/* The any address of a family. */
void	inp_anyaddr(int family, ip_addr_t *);
/* net/in_options.c */
int	inp_ctloutput(struct socket *, struct sockopt *);
int	sopt_int(const struct sockopt *, int *);	/* EINVAL */
void	sopt_result(struct sockopt *, const void *, size_t);
/* IP_PORTRANGE_*, the same numbers for IPv6.  EINVAL, and nothing changed. */
int	inp_setportrange(struct inpcb *, int value);
int	inp_portrange(const struct inpcb *);
void	inp_applyopts(struct inpcb *);	/* to lwIP's half */
#ifdef OPT_INET6
/* net/in6_options.c */
int	in6_ctloutput(struct socket *, struct sockopt *);
/* net/in6_mtu.c */
extern uint32_t net_mtu6_limit;		/* [n] of what is sent now; 0: none */
u16_t	net_mtu6(const ip6_addr_t *dst, struct netif *);
/* Bytes of the largest packet that gets to dst by n whole. */
uint32_t in6_pathmtu(const ip6_addr_t *dst, struct netif *n);
/* A packet to dst was too long for mtu: inp is told, if it wants to know. */
void	in6_mtunews(struct inpcb *, const ip_addr_t *dst, uint32_t mtu);
#endif
/* net/in_member.c */
void	inp_leaveall(struct inpcb *);
struct in_member *in_member_alloc(void);	/* NULL; may sleep */
int	inp_join(struct inpcb *, struct ifnet *, const ip_addr_t *,
	    struct in_member *room);	/* room is consumed, also on error */
int	inp_leave(struct inpcb *, struct ifnet *, const ip_addr_t *);
/* net/in_ipopts.c: options in headers of IPv4. */
/* EINVAL: malformed; EOPNOTSUPP: not for these packets. */
int	inp_setipopts(struct inpcb *, const void *, size_t len);
/* What lwIP sends from here to inp_sent() has this socket's, see lwip.mk. */
void	inp_sending(const struct inpcb *);
void	inp_sent(void);
err_t	net_ip4_output(struct pbuf *, const ip4_addr_t *src,
	    const ip4_addr_t *dst, u8_t ttl, u8_t tos, u8_t proto,
	    struct netif *);
/* net/in_output.c: by which of lwIP's interfaces, and from which address.
 * EADDRNOTAVAIL, ENETUNREACH, ENXIO. */
struct netif *inp_outif(struct inpcb *, const ip_addr_t *dst);
int	inp_source(struct inpcb *, const ip_addr_t *dst,
	    const struct sockctl *, struct netif **, ip_addr_t *src);
/* What a socket, and ctl for one datagram, say of packets to dst whose payload is len
 * bytes, is made so until inp_sendopts_end().  EMSGSIZE: too long for one
 * packet that must not be cut. */
struct sendopts {
	uint8_t	 so_ttl, so_tos, so_mttl;
};
int	inp_sendopts(struct inpcb *, const ip_addr_t *dst,
	    const struct sockctl *, struct netif *, size_t len,
	    struct sendopts *);
void	inp_sendopts_end(struct inpcb *, const struct sendopts *);
/* 0, or why nothing can be sent to addr with inp's SO_DONTROUTE. */
int	inp_rtcheck(struct inpcb *, const ip_addr_t *dst, int flags);
void	icmp_peek_init(void);		/* errors come to sockets */
/* net/in_deliver.c: datagrams to sockets.  p is consumed.  net_spin held. */
void	inp_deliver(struct inpcb *, struct pbuf *p, const ip_addr_t *from,
	    uint16_t port);
/* p's bytes in one message; consumed, also when there is no memory: NULL. */
struct sockmsg *pbuf_tomsg(struct pbuf *p);

/* net/lwip/sums.c: the checksum that is left, if one is, of a packet of IP
 * behind link bytes. */
void	net_sum_finish(struct pbuf *p, size_t link);

/* net/lwip/port.c */
void	net_port_init(void);
void	net_mem_init(void);		/* the limit of lwIP's memory */
/* p, an IP packet, is for ourselves: a copy is queued.  ENOBUFS. */
int	net_self(struct netif *, struct pbuf *p, bool v6);
void	net_self_purge(struct netif *);	/* netif goes */
void	net_sigio(struct inpcb *);	/* SIGIO is due */
void	net_sigurg(struct inpcb *);	/* SIGURG is */
void	net_sigio_cancel(struct inpcb *);
struct pbuf *netbuf_pbuf(struct netbuf *);	/* becomes a packet */

/* net/bpf.c */
void	bpf_init(void);
/* A frame passes: link header of hlen bytes at hdr, or none, then p. */
void	bpf_tap(struct ifnet *, const void *hdr, size_t hlen, struct pbuf *p,
	    bool sent);
void	bpf_detach(struct ifnet *);

#endif /* !_NET_NET_VAR_H_ */
