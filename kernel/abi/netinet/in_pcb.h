/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_pcb.h: sockets of the Internet domain as net.inet.udp.pcblist and
 * net.inet.raw.pcblist list them: arrays of struct xinpcb.  For TCP see
 * netinet/tcp_var.h.  Ports and addresses are in network order.
 */
#ifndef _NETINET_IN_PCB_H_
#define _NETINET_IN_PCB_H_

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <netinet/in.h>

typedef u_quad_t	inp_gen_t;

/* An address: in the last word, or IPv6. */
struct in_addr_4in6 {
	u_int32_t	ia46_pad32[3];
	struct in_addr	ia46_addr4;
};

union in_dependaddr {
	struct in_addr_4in6 id46_addr;
	struct in6_addr	id6_addr;
};

struct in_endpoints {
	u_int16_t	ie_fport;
	u_int16_t	ie_lport;
	union in_dependaddr ie_dependfaddr;
	union in_dependaddr ie_dependladdr;
};
#define ie_faddr	ie_dependfaddr.id46_addr.ia46_addr4
#define ie_laddr	ie_dependladdr.id46_addr.ia46_addr4
#define ie6_faddr	ie_dependfaddr.id6_addr
#define ie6_laddr	ie_dependladdr.id6_addr

struct in_conninfo {
	u_int8_t	inc_flags;
	u_int8_t	inc_len;
	u_int16_t	inc_pad;
	struct in_endpoints inc_ie;
	union {				/* the route it uses */
		struct {
			struct rtentry	*ro_rt;
			struct sockaddr	ro_dst;
		}		inc4_route;
		struct {
			struct rtentry	*ro_rt;
			struct sockaddr_in6 ro_dst;
		}		inc6_route;
	}		inc_dependroute;
};
#define inc_isipv6	inc_flags
#define inc_fport	inc_ie.ie_fport
#define inc_lport	inc_ie.ie_lport
#define inc_faddr	inc_ie.ie_faddr
#define inc_laddr	inc_ie.ie_laddr
#define inc6_faddr	inc_ie.ie6_faddr
#define inc6_laddr	inc_ie.ie6_laddr

/*
 * The kernel of this system keeps another structure by this name; where it
 * fills this one it includes nothing of the other.
 */
struct inpcb {
	struct {
		struct inpcb	*le_next;
		struct inpcb	**le_prev;
	}		inp_hash, inp_list;
	u_int32_t	inp_flow;
	int		inp_lgrpindex;
	struct in_conninfo inp_inc;
	void		*inp_ppcb;	/* the protocol's */
	struct inpcbinfo *inp_pcbinfo;
	struct socket	*inp_socket;
	int		inp_flags;	/* INP_*, IN6P_* */
	uint16_t	inp_hashval;
	uint16_t	inp_pad;
	void		*inp_unused1;
	u_char		inp_af;		/* AF_INET or AF_INET6 */
	u_char		inp_ip_ttl;
	u_char		inp_ip_p;	/* IPPROTO_* */
	u_char		inp_ip_minttl;
	struct {
		u_char		inp4_ip_tos;
		struct mbuf	*inp4_options;
		struct ip_moptions *inp4_moptions;
	}		inp_depend4;
	struct {
		struct mbuf	*inp6_options;
		struct ip6_pktopts *inp6_outputopts;
		struct ip6_moptions *inp6_moptions;
		struct icmp6_filter *inp6_icmp6filt;
		int		inp6_cksum;
		u_short		inp6_ifindex;
		short		inp6_hops;
		u_int8_t	inp6_hlim;
	}		inp_depend6;
	struct {
		struct inpcb	*le_next;
		struct inpcb	**le_prev;
	}		inp_portlist;
	struct inpcbporthead *inp_porthash;
	struct inpcbport *inp_phd;
	inp_gen_t	inp_gencnt;
	void		*inp_pf_sk;
};
#define inp_fport	inp_inc.inc_fport
#define inp_lport	inp_inc.inc_lport
#define inp_faddr	inp_inc.inc_faddr
#define inp_laddr	inp_inc.inc_laddr
#define inp_ip_tos	inp_depend4.inp4_ip_tos
#define in6p_faddr	inp_inc.inc6_faddr
#define in6p_laddr	inp_inc.inc6_laddr
#define in6p_hops	inp_depend6.inp6_hops
#define in6p_cksum	inp_depend6.inp6_cksum

/* inp_flags. */
#define INP_RECVOPTS		0x00000001
#define INP_RECVRETOPTS		0x00000002
#define INP_RECVDSTADDR		0x00000004
#define INP_HDRINCL		0x00000008
#define INP_HIGHPORT		0x00000010
#define INP_LOWPORT		0x00000020
#define INP_ANONPORT		0x00000040	/* the kernel chose the port */
#define INP_RECVIF		0x00000080
#define INP_WILDCARD		0x00000400
#define INP_CONNECTED		0x00001000
#define IN6P_PKTINFO		0x00010000
#define IN6P_HOPLIMIT		0x00020000
#define IN6P_HOPOPTS		0x00040000
#define IN6P_DSTOPTS		0x00080000
#define IN6P_RTHDR		0x00100000
#define IN6P_TCLASS		0x00400000
#define INP_RECVTTL		0x80000000

struct xinpcb {
	size_t		xi_len;		/* of this structure */
	struct inpcb	xi_inp;
	struct xsocket	xi_socket;
	u_quad_t	xi_alignment_hack;
};

#endif /* !_NETINET_IN_PCB_H_ */
