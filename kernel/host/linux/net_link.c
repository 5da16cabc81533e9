/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_link.c: requests to the host about its interfaces; see net.h.
 *
 * An address is added and taken away by rtnetlink(7): the older requests would
 * replace one that somebody else has set.
 */
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

#define PORTS_MAX	1024		/* of a bridge */

/* ---- addresses ---- */

struct addr_request {
	struct nlmsghdr	 nh;
	struct ifaddrmsg ifa;
	struct {
		struct rtattr	 rta;
		in_addr_t	 addr;
	} attr[3];
};

/* Send the request and read what the host says of it. */
static int
ask(int s, struct addr_request *req)
{
	struct {
		struct nlmsghdr	 nh;
		struct nlmsgerr	 err;
		char		 rest[512];
	} answer;
	ssize_t n;

	if (send(s, req, req->nh.nlmsg_len, 0) < 0)
		return (errno);
	n = recv(s, &answer, sizeof(answer), 0);
	if (n < 0)
		return (errno);
	if ((size_t)n < sizeof(answer.nh) + sizeof(answer.err) ||
	    answer.nh.nlmsg_type != NLMSG_ERROR)
		return (EIO);
	return (-answer.err.error);
}

int
link_addr(const char *name, in_addr_t addr, int plen, bool add)
{
	in_addr_t broadcast = plen >= 31 ? addr :
	    addr | htonl(plen == 0 ? UINT32_MAX : (1u << (32 - plen)) - 1);
	static const uint16_t types[3] = { IFA_LOCAL, IFA_ADDRESS,
	    IFA_BROADCAST };
	const in_addr_t values[3] = { addr, addr, broadcast };
	struct addr_request req;
	int error, i, s;

	memset(&req, 0, sizeof(req));
	req.nh.nlmsg_len = sizeof(req);
	req.nh.nlmsg_type = add ? RTM_NEWADDR : RTM_DELADDR;
	req.nh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK |
	    (add ? NLM_F_CREATE | NLM_F_EXCL : 0);
	req.ifa.ifa_family = AF_INET;
	req.ifa.ifa_prefixlen = (uint8_t)plen;
	req.ifa.ifa_index = if_nametoindex(name);
	if (req.ifa.ifa_index == 0)
		return (errno);
	for (i = 0; i < 3; i++) {
		req.attr[i].rta.rta_len = sizeof(req.attr[i]);
		req.attr[i].rta.rta_type = types[i];
		req.attr[i].addr = values[i];
	}
	s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (s < 0)
		return (errno);
	error = ask(s, &req);
	close(s);
	return (error);
}

/* ---- flags and MTU ---- */

static void
request(struct ifreq *ifr, const char *name)
{

	memset(ifr, 0, sizeof(*ifr));
	snprintf(ifr->ifr_name, sizeof(ifr->ifr_name), "%s", name);
}

int
link_up(int s, const char *name)
{
	struct ifreq ifr;

	request(&ifr, name);
	if (ioctl(s, SIOCGIFFLAGS, &ifr) != 0)
		return (errno);
	if ((ifr.ifr_flags & IFF_UP) != 0)
		return (0);
	ifr.ifr_flags |= IFF_UP;
	return (ioctl(s, SIOCSIFFLAGS, &ifr) == 0 ? 0 : errno);
}

int
link_mtu(int s, const char *name, int *mtu)
{
	struct ifreq ifr;

	request(&ifr, name);
	if (ioctl(s, SIOCGIFMTU, &ifr) != 0)
		return (errno);
	*mtu = ifr.ifr_mtu;
	return (0);
}

/* ---- bridges ---- */

/* Is the interface of that index a port of the bridge? */
static bool
is_port(int s, const char *bridge, unsigned index)
{
	int ports[PORTS_MAX];
	unsigned long args[4] = { BRCTL_GET_PORT_LIST, (unsigned long)ports,
	    PORTS_MAX, 0 };
	struct ifreq ifr;

	memset(ports, 0, sizeof(ports));
	request(&ifr, bridge);
	ifr.ifr_data = (void *)args;
	if (ioctl(s, SIOCDEVPRIVATE, &ifr) < 0)
		return (false);
	for (int i = 0; i < PORTS_MAX; i++)
		if (ports[i] == (int)index)
			return (true);
	return (false);
}

int
link_bridge(int s, const char *bridge, const char *name, bool add)
{
	unsigned index = if_nametoindex(name);
	struct ifreq ifr;

	if (index == 0)
		return (errno);
	request(&ifr, bridge);
	ifr.ifr_ifindex = (int)index;
	if (ioctl(s, add ? SIOCBRADDIF : SIOCBRDELIF, &ifr) == 0)
		return (0);
	if (add && errno == EBUSY && is_port(s, bridge, index))
		return (EALREADY);
	return (errno);
}
