/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_options.c: options of sockets at level IPPROTO_IP, ip(4).
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "lwip/raw.h"
#include "lwip/udp.h"
#include "net/net_var.h"
#include "net/tcp_var.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"

int
sopt_int(const struct sockopt *sopt, int *value)
{
	if (sopt->sopt_len < sizeof(*value))
		return (EINVAL);
	memcpy(value, sopt->sopt_val, sizeof(*value));
	return (0);
}

void
sopt_result(struct sockopt *sopt, const void *val, size_t len)
{
	sopt->sopt_len = K_MIN(sopt->sopt_len, len);
	memcpy(sopt->sopt_val, val, sopt->sopt_len);
}

void
inp_applyopts(struct inpcb *inp)
{
	struct socket *so = inp->inp_so;

	if (inp->inp_ip == NULL)
		return;
	if (so->so_type == SOCK_STREAM) {
		tcp_applyopts(inp);
		return;
	}
	inp->inp_ip->ttl = inp->inp_ttl;
	inp->inp_ip->tos = inp->inp_tos;
	if (so->so_type == SOCK_DGRAM) {
		udp_set_multicast_ttl(inp->inp_udp, inp->inp_mttl);
		if (inp->inp_mloop)
			udp_set_flags(inp->inp_udp, UDP_FLAGS_MULTICAST_LOOP);
		else
			udp_clear_flags(inp->inp_udp,
			    UDP_FLAGS_MULTICAST_LOOP);
	} else {
		raw_set_multicast_ttl(inp->inp_raw, inp->inp_mttl);
		if (inp->inp_mloop)
			raw_set_flags(inp->inp_raw, RAW_FLAGS_MULTICAST_LOOP);
		else
			raw_clear_flags(inp->inp_raw,
			    RAW_FLAGS_MULTICAST_LOOP);
	}
}

/* ---- IPv4 ------------------------------------------------------------------------------------- */

/* The interface with this address; none named: where the group's route goes. */
static struct ifnet *
mreq_ifp(struct in_addr addr, struct in_addr group)
{
	struct rtentry *rt;
	struct ifaddr *ifa;
	struct ifnet *ifp;

	if (addr.s_addr != INADDR_ANY) {
		/* 0.0.0.n: the interface of index n. */
		if (ntohl(addr.s_addr) < 0x01000000)
			return (if_byindex(ntohl(addr.s_addr)));
		ifa = in_ifawithaddr(addr);
		return (ifa != NULL ? ifa->ifa_ifp : NULL);
	}
	if ((rt = rt_lookup(AF_INET, &group)) != NULL)
		return (rt->rt_ifp);
	TAILQ_FOREACH(ifp, &ifnets, if_link)
		if ((ifp->if_flags & (IFF_UP | IFF_MULTICAST |
		    IFF_LOOPBACK)) == (IFF_UP | IFF_MULTICAST))
			return (ifp);
	return ((loif->if_flags & IFF_UP) != 0 ? loif : NULL);
}

static int
set_member(struct inpcb *inp, const struct sockopt *sopt,
    struct in_member *im)
{
	struct ip_mreq mr;
	struct ifnet *ifp;
	ip_addr_t group;

	memcpy(&mr, sopt->sopt_val, sizeof(mr));
	bzero(&group, sizeof(group));
	ip_addr_set_ip4_u32_val(group, mr.imr_multiaddr.s_addr);
	if (sopt->sopt_name == IP_ADD_MEMBERSHIP)
		return (inp_join(inp, mreq_ifp(mr.imr_interface,
		    mr.imr_multiaddr), &group, im));
	if (!ip_addr_ismulticast(&group))
		return (EINVAL);
	ifp = mr.imr_interface.s_addr == INADDR_ANY ? NULL :
	    mreq_ifp(mr.imr_interface, mr.imr_multiaddr);
	if (mr.imr_interface.s_addr != INADDR_ANY && ifp == NULL)
		return (EADDRNOTAVAIL);
	return (inp_leave(inp, ifp, &group));
}

static int
set_mif(struct inpcb *inp, const struct sockopt *sopt)
{
	struct in_addr a;
	struct ifnet *ifp = NULL;

	if (sopt->sopt_len < sizeof(a))
		return (EINVAL);
	memcpy(&a, sopt->sopt_val, sizeof(a));
	if (a.s_addr != INADDR_ANY) {
		ifp = mreq_ifp(a, a);
		if (ifp == NULL || (ifp->if_flags & IFF_MULTICAST) == 0)
			return (EADDRNOTAVAIL);
	}
	inp->inp_mif = ifp;
	inp->inp_mifaddr.addr = a.s_addr;
	return (0);
}

static uint32_t
option_flag(int name)
{
	switch (name) {
	case IP_RECVDSTADDR:
		return (INP_RECVDSTADDR);
	case IP_RECVIF:
		return (INP_RECVIF);
	case IP_RECVTTL:
		return (INP_RECVTTL);
	case IP_HDRINCL:
		return (INP_HDRINCL);
	case IP_RECVOPTS:
		return (INP_RECVOPTS);
	case IP_RECVRETOPTS:
		return (INP_RECVRETOPTS);
	default:
		return (0);
	}
}

int
inp_setportrange(struct inpcb *inp, int value)
{
	if (value < 0 || value > IP_PORTRANGE_LOW)
		return (EINVAL);
	inp->inp_flags &= ~(uint32_t)(INP_HIGHPORT | INP_LOWPORT);
	if (value == IP_PORTRANGE_HIGH)
		inp->inp_flags |= INP_HIGHPORT;
	else if (value == IP_PORTRANGE_LOW)
		inp->inp_flags |= INP_LOWPORT;
	return (0);
}

int
inp_portrange(const struct inpcb *inp)
{
	if ((inp->inp_flags & INP_HIGHPORT) != 0)
		return (IP_PORTRANGE_HIGH);
	return ((inp->inp_flags & INP_LOWPORT) != 0 ? IP_PORTRANGE_LOW :
	    IP_PORTRANGE_DEFAULT);
}

/* An option whose value is a number. */
static int
set_number(struct inpcb *inp, int name, int value)
{
	uint32_t flag = option_flag(name);

	if (flag != 0) {
		if (flag == INP_HDRINCL && inp->inp_so->so_type != SOCK_RAW)
			return (ENOPROTOOPT);
		inp->inp_flags = value != 0 ? inp->inp_flags | flag :
		    inp->inp_flags & ~flag;
		return (0);
	}
	switch (name) {
	case IP_TOS:
		inp->inp_tos = (uint8_t)value;
		return (0);
	case IP_TTL:
		if (value < 1 || value > 255)
			return (EINVAL);
		inp->inp_ttl = (uint8_t)value;
		return (0);
	case IP_MINTTL:
		if (value < 0 || value > 255)
			return (EINVAL);
		inp->inp_minttl = (uint8_t)value;
		return (0);
	case IP_MULTICAST_TTL:
		if (value < 0 || value > 255)
			return (EINVAL);
		inp->inp_mttl = (uint8_t)value;
		return (0);
	case IP_MULTICAST_LOOP:
		inp->inp_mloop = value != 0;
		return (0);
	case IP_PORTRANGE:
		return (inp_setportrange(inp, value));
	default:
		return (ENOPROTOOPT);
	}
}

static int
set_ip(struct inpcb *inp, const struct sockopt *sopt, struct in_member *im)
{
	int value, error;

	switch (sopt->sopt_name) {
	case IP_ADD_MEMBERSHIP:
	case IP_DROP_MEMBERSHIP:
		return (set_member(inp, sopt, im));
	case IP_MULTICAST_IF:
		return (set_mif(inp, sopt));
	case IP_MULTICAST_VIF:
		return (EOPNOTSUPP);	/* there is no multicast router */
	case IP_OPTIONS:
		return (inp_setipopts(inp, sopt->sopt_val, sopt->sopt_len));
	case IP_MULTICAST_TTL:
	case IP_MULTICAST_LOOP:
		/* Programs of old have a byte here. */
		if (sopt->sopt_len == 1) {
			value = *(const uint8_t *)sopt->sopt_val;
			error = set_number(inp, sopt->sopt_name, value);
			inp_applyopts(inp);
			return (error);
		}
		break;
	}
	if ((error = sopt_int(sopt, &value)) == 0)
		error = set_number(inp, sopt->sopt_name, value);
	if (error == 0)
		inp_applyopts(inp);
	return (error);
}

static int
get_ip(struct inpcb *inp, struct sockopt *sopt)
{
	uint32_t flag = option_flag(sopt->sopt_name);
	int value;

	switch (sopt->sopt_name) {
	case IP_TOS:
		value = inp->inp_tos;
		break;
	case IP_TTL:
		value = inp->inp_ttl;
		break;
	case IP_MINTTL:
		value = inp->inp_minttl;
		break;
	case IP_MULTICAST_TTL:
	case IP_MULTICAST_LOOP: {
		uint8_t b = sopt->sopt_name == IP_MULTICAST_TTL ?
		    inp->inp_mttl : inp->inp_mloop;

		value = b;
		if (sopt->sopt_len == sizeof(b)) {
			sopt_result(sopt, &b, sizeof(b));
			return (0);
		}
		break;
	}
	case IP_MULTICAST_IF:
		sopt_result(sopt, &inp->inp_mifaddr,
		    sizeof(inp->inp_mifaddr));
		return (0);
	case IP_PORTRANGE:
		value = inp_portrange(inp);
		break;
	case IP_MULTICAST_VIF:
		value = -1;
		break;
	case IP_OPTIONS:
	case IP_RETOPTS:
		sopt_result(sopt, inp->inp_ipopts, inp->inp_nipopts);
		return (0);
	default:
		if (flag == 0 || (flag == INP_HDRINCL &&
		    inp->inp_so->so_type != SOCK_RAW))
			return (ENOPROTOOPT);
		value = (inp->inp_flags & flag) != 0;
		break;
	}
	sopt_result(sopt, &value, sizeof(value));
	return (0);
}

int
inp_ctloutput(struct socket *so, struct sockopt *sopt)
{
	struct in_member *im = NULL;
	struct inpcb *inp;
	int error;

	if (sopt->sopt_level == SOL_SOCKET)
		return (0);
#ifdef OPT_INET6
	if (so->so_proto->pr_domain == AF_INET6)
		return (in6_ctloutput(so, sopt));
#endif
	if (sopt->sopt_level != IPPROTO_IP)
		return (EINVAL);
	if (sopt->sopt_set && (sopt->sopt_name == IP_ADD_MEMBERSHIP ||
	    sopt->sopt_name == IP_DROP_MEMBERSHIP) &&
	    sopt->sopt_len < sizeof(struct ip_mreq))
		return (EINVAL);
	if (sopt->sopt_set && sopt->sopt_name == IP_ADD_MEMBERSHIP &&
	    (im = in_member_alloc()) == NULL)
		return (ENOBUFS);
	net_lock();
	inp = sotoinp(so);
	error = sopt->sopt_set ? set_ip(inp, sopt, im) : get_ip(inp, sopt);
	net_unlock();
	return (error);
}
