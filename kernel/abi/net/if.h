/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if.h: network interfaces: flags, requests and messages about them.
 */
#ifndef _NET_IF_H_
#define _NET_IF_H_

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>

#define IF_NAMESIZE	16
#define IFNAMSIZ	IF_NAMESIZE
#define IFSTATMAX	800

struct if_data {
	u_char	ifi_type;
	u_char	ifi_physical;
	u_char	ifi_addrlen;
	u_char	ifi_hdrlen;
	u_char	ifi_recvquota;
	u_char	ifi_xmitquota;
	u_long	ifi_mtu;
	u_long	ifi_metric;
	u_long	ifi_link_state;
	uint64_t	ifi_baudrate;
	u_long	ifi_ipackets;
	u_long	ifi_ierrors;
	u_long	ifi_opackets;
	u_long	ifi_oerrors;
	u_long	ifi_collisions;
	u_long	ifi_ibytes;
	u_long	ifi_obytes;
	u_long	ifi_imcasts;
	u_long	ifi_omcasts;
	u_long	ifi_iqdrops;
	u_long	ifi_noproto;
	u_long	ifi_hwassist;
	u_long	ifi_oqdrops;
	struct timeval	ifi_lastchange;
};

struct if_msghdr {
	u_short	ifm_msglen;
	u_char	ifm_version;
	u_char	ifm_type;
	u_short	ifm_index;
	int	ifm_flags;
	int	ifm_addrs;
	struct if_data	ifm_data;
};

struct ifa_msghdr {
	u_short	ifam_msglen;
	u_char	ifam_version;
	u_char	ifam_type;
	u_short	ifam_index;
	int	ifam_flags;
	int	ifam_addrs;
	int	ifam_addrflags;
	int	ifam_metric;
};

struct ifma_msghdr {
	u_short	ifmam_msglen;
	u_char	ifmam_version;
	u_char	ifmam_type;
	u_short	ifmam_index;
	int	ifmam_flags;
	int	ifmam_addrs;
};

struct if_announcemsghdr {
	u_short	ifan_msglen;
	u_char	ifan_version;
	u_char	ifan_type;
	u_short	ifan_index;
	char	ifan_name[16];
	u_short	ifan_what;
};

struct ifreq {
	char	ifr_name[16];
	union {
		struct sockaddr	ifru_addr;
		struct sockaddr	ifru_dstaddr;
		struct sockaddr	ifru_broadaddr;
		short		ifru_flags[2];
		short		ifru_index;
		int		ifru_metric;
		int		ifru_mtu;
		int		ifru_phys;
		int		ifru_media;
		void		*ifru_data;
		int		ifru_cap[2];
		int		ifru_pollcpu;
		int		ifru_tsolen;
	} ifr_ifru;
};

struct ifaliasreq {
	char	ifra_name[16];
	struct sockaddr	ifra_addr;
	struct sockaddr	ifra_broadaddr;
	struct sockaddr	ifra_mask;
};

struct ifmediareq {
	char	ifm_name[16];
	int	ifm_current;
	int	ifm_mask;
	int	ifm_status;
	int	ifm_active;
	int	ifm_count;
	int	*ifm_ulist;
};

struct ifdrv {
	char	ifd_name[16];
	unsigned long	ifd_cmd;
	size_t	ifd_len;
	void	*ifd_data;
};

struct ifstat {
	char	ifs_name[16];
	char	ascii[801];
};

struct ifconf {
	int	ifc_len;
	union {
		caddr_t		ifcu_buf;
		struct ifreq	*ifcu_req;
	} ifc_ifcu;
};

struct ifg_req {
	union {
		char	ifgrqu_group[IFNAMSIZ];
		char	ifgrqu_member[IFNAMSIZ];
	} ifgrq_ifgrqu;
};

struct ifgroupreq {
	char	ifgr_name[16];
	u_int	ifgr_len;
	union {
		char		ifgru_group[IFNAMSIZ];
		struct ifg_req	*ifgru_groups;
	} ifgr_ifgru;
};

struct if_laddrreq {
	char	iflr_name[16];
	u_int	flags;
	u_int	prefixlen;
	struct sockaddr_storage	addr;
	struct sockaddr_storage	dstaddr;
};

struct if_nameindex {
	unsigned int	if_index;
	char	*if_name;
};

#define IFAN_ARRIVAL	0
#define IFAN_DEPARTURE	1
#define IFCAP_HWCSUM	3
#define IFCAP_JUMBO_MTU	0x20
#define IFCAP_NETCONS	4
#define IFCAP_RSS	0x40
#define IFCAP_RXCSUM	1
#define IFCAP_TSO	0x100
#define IFCAP_TSO4	0x100
#define IFCAP_TSO6	0x200
#define IFCAP_TXCSUM	2
#define IFCAP_VLAN_HWCSUM	0x80
#define IFCAP_VLAN_HWTAGGING	0x10
#define IFCAP_VLAN_MTU	8
#define IFF_ALLMULTI	0x200
#define IFF_ALTPHYS	0x4000
#define IFF_BROADCAST	2
#define IFF_DEBUG	4
#define IFF_IDIRECT	0x200000
#define IFF_LINK0	0x1000
#define IFF_LINK1	0x2000
#define IFF_LINK2	0x4000
#define IFF_LOOPBACK	8
#define IFF_MONITOR	0x40000
#define IFF_MULTICAST	0x8000
#define IFF_NOARP	0x80
#define IFF_NPOLLING	0x100000
#define IFF_OACTIVE	0x400
#define IFF_POINTOPOINT	0x10
#define IFF_POLLING	0x10000
#define IFF_PPROMISC	0x20000
#define IFF_PROMISC	0x100
#define IFF_RUNNING	0x40
#define IFF_SIMPLEX	0x800
#define IFF_SMART	0x20
#define IFF_STATICARP	0x80000
#define IFF_UP		1
#define IFLR_PREFIX	0x8000
#define LINK_STATE_DOWN	1
#define LINK_STATE_UNKNOWN	0
#define LINK_STATE_UP	2

#define ifr_addr	ifr_ifru.ifru_addr
#define ifr_dstaddr	ifr_ifru.ifru_dstaddr
#define ifr_broadaddr	ifr_ifru.ifru_broadaddr
#define ifr_flags	ifr_ifru.ifru_flags[0]
#define ifr_flagshigh	ifr_ifru.ifru_flags[1]
#define ifr_index	ifr_ifru.ifru_index
#define ifr_metric	ifr_ifru.ifru_metric
#define ifr_mtu		ifr_ifru.ifru_mtu
#define ifr_phys	ifr_ifru.ifru_phys
#define ifr_media	ifr_ifru.ifru_media
#define ifr_data	ifr_ifru.ifru_data
#define ifr_reqcap	ifr_ifru.ifru_cap[0]
#define ifr_curcap	ifr_ifru.ifru_cap[1]
#define ifr_pollcpu	ifr_ifru.ifru_pollcpu
#define ifr_tsolen	ifr_ifru.ifru_tsolen
#define ifc_buf		ifc_ifcu.ifcu_buf
#define ifc_req		ifc_ifcu.ifcu_req
#define ifgrq_group	ifgrq_ifgrqu.ifgrqu_group
#define ifgrq_member	ifgrq_ifgrqu.ifgrqu_member
#define ifgr_group	ifgr_ifgru.ifgru_group
#define ifgr_groups	ifgr_ifgru.ifgru_groups

#ifndef _KERNEL
__BEGIN_DECLS
void			 if_freenameindex(struct if_nameindex *);
char			*if_indextoname(unsigned int, char *);
struct if_nameindex	*if_nameindex(void);
unsigned int		 if_nametoindex(const char *);
__END_DECLS
#endif

#endif /* !_NET_IF_H_ */
