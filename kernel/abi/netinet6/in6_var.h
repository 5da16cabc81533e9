/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in6_var.h: requests about IPv6 addresses of interfaces.
 */
#ifndef _NETINET6_IN6_VAR_H_
#define _NETINET6_IN6_VAR_H_

#include <sys/types.h>
#include <sys/ioccom.h>
#include <net/if.h>
#include <netinet/in.h>

struct in6_addrlifetime {
	time_t		ia6t_expire;
	time_t		ia6t_preferred;
	u_int32_t	ia6t_vltime;
	u_int32_t	ia6t_pltime;
};

/* Counters of an interface. */
struct in6_ifstat {
	u_quad_t	ifs6_in_receive;
	u_quad_t	ifs6_in_hdrerr;
	u_quad_t	ifs6_in_toobig;
	u_quad_t	ifs6_in_noroute;
	u_quad_t	ifs6_in_addrerr;
	u_quad_t	ifs6_in_protounknown;
	u_quad_t	ifs6_in_truncated;
	u_quad_t	ifs6_in_discard;
	u_quad_t	ifs6_in_deliver;
	u_quad_t	ifs6_out_forward;
	u_quad_t	ifs6_out_request;
	u_quad_t	ifs6_out_discard;
	u_quad_t	ifs6_out_fragok;
	u_quad_t	ifs6_out_fragfail;
	u_quad_t	ifs6_out_fragcreat;
	u_quad_t	ifs6_reass_reqd;
	u_quad_t	ifs6_reass_ok;
	u_quad_t	ifs6_reass_fail;
	u_quad_t	ifs6_in_mcast;
	u_quad_t	ifs6_out_mcast;
};

struct icmp6_ifstat {
	u_quad_t	ifs6_in_msg;
	u_quad_t	ifs6_in_error;
	u_quad_t	ifs6_in_dstunreach;
	u_quad_t	ifs6_in_adminprohib;
	u_quad_t	ifs6_in_timeexceed;
	u_quad_t	ifs6_in_paramprob;
	u_quad_t	ifs6_in_pkttoobig;
	u_quad_t	ifs6_in_echo;
	u_quad_t	ifs6_in_echoreply;
	u_quad_t	ifs6_in_routersolicit;
	u_quad_t	ifs6_in_routeradvert;
	u_quad_t	ifs6_in_neighborsolicit;
	u_quad_t	ifs6_in_neighboradvert;
	u_quad_t	ifs6_in_redirect;
	u_quad_t	ifs6_in_mldquery;
	u_quad_t	ifs6_in_mldreport;
	u_quad_t	ifs6_in_mlddone;
	u_quad_t	ifs6_out_msg;
	u_quad_t	ifs6_out_error;
	u_quad_t	ifs6_out_dstunreach;
	u_quad_t	ifs6_out_adminprohib;
	u_quad_t	ifs6_out_timeexceed;
	u_quad_t	ifs6_out_paramprob;
	u_quad_t	ifs6_out_pkttoobig;
	u_quad_t	ifs6_out_echo;
	u_quad_t	ifs6_out_echoreply;
	u_quad_t	ifs6_out_routersolicit;
	u_quad_t	ifs6_out_routeradvert;
	u_quad_t	ifs6_out_neighborsolicit;
	u_quad_t	ifs6_out_neighboradvert;
	u_quad_t	ifs6_out_redirect;
	u_quad_t	ifs6_out_mldquery;
	u_quad_t	ifs6_out_mldreport;
	u_quad_t	ifs6_out_mlddone;
};

struct in6_ifreq {
	char	ifr_name[16];
	union {
		struct sockaddr_in6	ifru_addr;
		struct sockaddr_in6	ifru_dstaddr;
		short			ifru_flags;
		int			ifru_flags6;
		int			ifru_metric;
		caddr_t			ifru_data;
		struct in6_addrlifetime	ifru_lifetime;
		struct in6_ifstat	ifru_stat;
		struct icmp6_ifstat	ifru_icmp6stat;
		u_int32_t		ifru_scope_id[16];
	} ifr_ifru;
};

struct in6_aliasreq {
	char			ifra_name[16];
	struct sockaddr_in6	ifra_addr;
	struct sockaddr_in6	ifra_dstaddr;
	struct sockaddr_in6	ifra_prefixmask;
	int			ifra_flags;
	struct in6_addrlifetime	ifra_lifetime;
};

#define IN6_IFF_ANYCAST		0x01
#define IN6_IFF_TENTATIVE	0x02
#define IN6_IFF_DUPLICATED	0x04
#define IN6_IFF_NOTREADY	0x06
#define IN6_IFF_DETACHED	0x08
#define IN6_IFF_DEPRECATED	0x10
#define IN6_IFF_NODAD		0x20
#define IN6_IFF_AUTOCONF	0x40
#define IN6_IFF_TEMPORARY	0x80
#define IN6_IFF_NOPFX		0x8000

#define SIOCSIFADDR_IN6		_IOW('i', 12, struct in6_ifreq)
#define SIOCGIFADDR_IN6		_IOWR('i', 33, struct in6_ifreq)
#define SIOCGIFDSTADDR_IN6	_IOWR('i', 34, struct in6_ifreq)
#define SIOCGIFNETMASK_IN6	_IOWR('i', 37, struct in6_ifreq)
#define SIOCDIFADDR_IN6		_IOW('i', 25, struct in6_ifreq)
#define SIOCAIFADDR_IN6		_IOW('i', 26, struct in6_aliasreq)
#define SIOCGIFAFLAG_IN6	_IOWR('i', 73, struct in6_ifreq)
#define SIOCGIFALIFETIME_IN6	_IOWR('i', 81, struct in6_ifreq)
#define SIOCGIFSTAT_IN6		_IOWR('i', 83, struct in6_ifreq)
#define SIOCGIFSTAT_ICMP6	_IOWR('i', 84, struct in6_ifreq)

#endif /* !_NETINET6_IN6_VAR_H_ */
