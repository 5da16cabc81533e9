/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * route.h: routing messages and flags.
 */
#ifndef _NET_ROUTE_H_
#define _NET_ROUTE_H_

#include <sys/types.h>
#include <sys/socket.h>

struct rt_metrics {
	u_long	rmx_locks;
	u_long	rmx_mtu;
	u_long	rmx_pksent;
	u_long	rmx_expire;
	u_long	rmx_sendpipe;
	u_long	rmx_ssthresh;
	u_long	rmx_rtt;
	u_long	rmx_rttvar;
	u_long	rmx_recvpipe;
	u_long	rmx_hopcount;
	u_short	rmx_mssopt;
	u_short	rmx_pad;
	u_long	rmx_msl;
	u_long	rmx_iwmaxsegs;
	u_long	rmx_iwcapsegs;
};

struct rtstatistics {
	u_long	rts_badredirect;
	u_long	rts_dynamic;
	u_long	rts_newgateway;
	u_long	rts_unreach;
	u_long	rts_wildcard;
	u_long	rts_pad[3];
};

struct rt_msghdr {
	u_short	rtm_msglen;
	u_char	rtm_version;
	u_char	rtm_type;
	u_short	rtm_index;
	int	rtm_flags;
	int	rtm_addrs;
	pid_t	rtm_pid;
	int	rtm_seq;
	int	rtm_errno;
	int	rtm_use;
	u_long	rtm_inits;
	struct rt_metrics	rtm_rmx;
};

#define RTAX_AUTHOR	6
#define RTAX_BRD	7
#define RTAX_DST	0
#define RTAX_GATEWAY	1
#define RTAX_GENMASK	3
#define RTAX_IFA	5
#define RTAX_IFP	4
#define RTAX_MAX	11
#define RTAX_MPLS1	8
#define RTAX_MPLS2	9
#define RTAX_MPLS3	10
#define RTAX_NETMASK	2
#define RTA_AUTHOR	0x40
#define RTA_BRD		0x80
#define RTA_DST		1
#define RTA_GATEWAY	2
#define RTA_GENMASK	8
#define RTA_IFA		0x20
#define RTA_IFP		0x10
#define RTA_MPLS1	0x100
#define RTA_MPLS2	0x200
#define RTA_MPLS3	0x400
#define RTA_NETMASK	4
#define RTF_BLACKHOLE	0x1000
#define RTF_BROADCAST	0x400000
#define RTF_CLONING	0x100
#define RTF_DONE	0x40
#define RTF_DYNAMIC	0x10
#define RTF_GATEWAY	2
#define RTF_HOST	4
#define RTF_LLINFO	0x400
#define RTF_LOCAL	0x200000
#define RTF_MODIFIED	0x20
#define RTF_MPLSOPS	0x1000000
#define RTF_MULTICAST	0x800000
#define RTF_PINNED	0x100000
#define RTF_PRCLONING	0x10000
#define RTF_PROTO1	0x8000
#define RTF_PROTO2	0x4000
#define RTF_PROTO3	0x40000
#define RTF_REJECT	8
#define RTF_STATIC	0x800
#define RTF_UP		1
#define RTF_WASCLONED	0x20000
#define RTF_XRESOLVE	0x200
#define RTM_ADD		1
#define RTM_CHANGE	3
#define RTM_DELADDR	13
#define RTM_DELETE	2
#define RTM_DELMADDR	0x10
#define RTM_GET		4
#define RTM_IEEE80211	18
#define RTM_IFANNOUNCE	17
#define RTM_IFINFO	14
#define RTM_LOCK	8
#define RTM_LOSING	5
#define RTM_MISS	7
#define RTM_NEWADDR	12
#define RTM_NEWMADDR	15
#define RTM_REDIRECT	6
#define RTM_RESOLVE	11
#define RTM_VERSION	7
#define RTV_EXPIRE	4
#define RTV_HOPCOUNT	2
#define RTV_IWCAPSEGS	0x400
#define RTV_IWMAXSEGS	0x200
#define RTV_MSL		0x100
#define RTV_MTU		1
#define RTV_RPIPE	8
#define RTV_RTT		0x40
#define RTV_RTTVAR	0x80
#define RTV_SPIPE	0x10
#define RTV_SSTHRESH	0x20

#endif /* !_NET_ROUTE_H_ */
