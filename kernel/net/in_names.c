/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_names.c: addresses of sockets of the Internet domain: as programs write
 * them and as lwIP has them; bind(2), getsockname(2), getpeername(2).
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "net/net_var.h"
#include "sys/kproc.h"

int
lwip_errno(err_t err)
{
	switch (err) {
	case ERR_OK:
		return (0);
	case ERR_MEM:
	case ERR_BUF:
		return (ENOBUFS);
	case ERR_TIMEOUT:
		return (ETIMEDOUT);
	case ERR_RTE:
		return (EHOSTUNREACH);
	case ERR_VAL:
	case ERR_ARG:
		return (EINVAL);
	case ERR_USE:
		return (EADDRINUSE);
	case ERR_ALREADY:
		return (EALREADY);
	case ERR_ISCONN:
		return (EISCONN);
	case ERR_CONN:
	case ERR_CLSD:
		return (ENOTCONN);
	case ERR_IF:
		return (ENETDOWN);
	case ERR_ABRT:
		return (ECONNABORTED);
	case ERR_RST:
		return (ECONNRESET);
	default:
		return (EIO);
	}
}

#ifdef OPT_INET6
static int
toaddr6(const struct sockaddr *sa, ip_addr_t *addr, uint16_t *port)
{
	struct sockaddr_in6 sin6;
	struct ifnet *ifp;

	if (sa->sa_len < sizeof(sin6))
		return (EINVAL);
	memcpy(&sin6, sa, sizeof(sin6));
	if (sin6.sin6_family != AF_INET6)
		return (EAFNOSUPPORT);
	in6_extract(&sin6);
	bzero(addr, sizeof(*addr));
	IP_SET_TYPE(addr, IPADDR_TYPE_V6);
	memcpy(ip_2_ip6(addr)->addr, &sin6.sin6_addr, 16);
	if (ip6_addr_isipv4mappedipv6(ip_2_ip6(addr)))
		return (EADDRNOTAVAIL);
	*port = ntohs(sin6.sin6_port);
	if (sin6.sin6_scope_id != 0 &&
	    ip6_addr_has_scope(ip_2_ip6(addr), IP6_UNKNOWN)) {
		if ((ifp = if_byindex(sin6.sin6_scope_id)) == NULL)
			return (ENXIO);
		ip6_addr_assign_zone(ip_2_ip6(addr), IP6_UNKNOWN,
		    &ifp->if_stack->st_netif);
	}
	return (0);
}
#endif

int
inp_toaddr(const struct inpcb *inp, const struct sockaddr *sa, ip_addr_t *addr,
    uint16_t *port)
{
	struct sockaddr_in sin;

#ifdef OPT_INET6
	if (inp_isv6(inp))
		return (toaddr6(sa, addr, port));
#endif
	if (sa->sa_len < sizeof(sin))
		return (EINVAL);
	memcpy(&sin, sa, sizeof(sin));
	if (sin.sin_family != AF_INET)
		return (EAFNOSUPPORT);
	bzero(addr, sizeof(*addr));
	ip_addr_set_ip4_u32(addr, sin.sin_addr.s_addr);
	*port = ntohs(sin.sin_port);
	return (0);
}

#ifdef OPT_INET6
/* A scope that was not named: the only interface there is beside lo0. */
static void
default_zone(ip_addr_t *addr)
{
	struct ifnet *ifp, *only = NULL;

	TAILQ_FOREACH(ifp, &ifnets, if_link) {
		if ((ifp->if_flags & (IFF_UP | IFF_LOOPBACK)) != IFF_UP)
			continue;
		if (only != NULL)
			return;
		only = ifp;
	}
	if (only == NULL)
		only = loif;
	ip6_addr_assign_zone(ip_2_ip6(addr), IP6_UNKNOWN,
	    &only->if_stack->st_netif);
}
#endif

int
inp_todest(struct inpcb *inp, const struct sockaddr *sa, ip_addr_t *addr,
    uint16_t *port)
{
	struct ifaddr *ifa;
	struct ifnet *ifp;
	int error;

	if ((error = inp_toaddr(inp, sa, addr, port)) != 0 ||
	    (error = inp_jaildest(inp, addr)) != 0)
		return (error);
#ifdef OPT_INET6
	if (inp_isv6(inp)) {
		if (ip_addr_isany(addr))
			ip6_addr_set_loopback(ip_2_ip6(addr));
		else if (ip6_addr_lacks_zone(ip_2_ip6(addr), IP6_UNKNOWN))
			default_zone(addr);
		return (0);
	}
#endif
	if (!ip_addr_isany(addr))
		return (0);
	TAILQ_FOREACH(ifp, &ifnets, if_link)
		if ((ifp->if_flags & IFF_UP) != 0 &&
		    (ifa = in_ifaddr(ifp, NULL)) != NULL) {
			ip_addr_set_ip4_u32(addr,
			    ifa->ifa_addr.sin.sin_addr.s_addr);
			return (0);
		}
	return (EADDRNOTAVAIL);
}

void
inp_tosockaddr(const ip_addr_t *addr, uint16_t port, int family,
    struct sockaddr_storage *ss)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)ss;

	bzero(ss, sizeof(*ss));
#ifdef OPT_INET6
	if (family == AF_INET6) {
		struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ss;
		struct netif *n;

		sin6->sin6_len = sizeof(*sin6);
		sin6->sin6_family = AF_INET6;
		sin6->sin6_port = htons(port);
		if (!IP_IS_V6(addr))
			return;
		memcpy(&sin6->sin6_addr, ip_2_ip6(addr)->addr, 16);
		if (ip6_addr_has_zone(ip_2_ip6(addr)) && (n =
		    netif_get_by_index(ip6_addr_zone(ip_2_ip6(addr)))) != NULL)
			sin6->sin6_scope_id = netif_ifp(n)->if_index;
		return;
	}
#endif
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_port = htons(port);
	sin->sin_addr.s_addr = ip_2_ip4(addr)->addr;
}

int
inp_sockaddr(struct socket *so, struct sockaddr_storage *ss)
{
	struct inpcb *inp;

	net_lock();
	inp = sotoinp(so);
	inp_tosockaddr(&inp->inp_laddr, inp->inp_lport, inp->inp_family, ss);
	net_unlock();
	return (0);
}

int
inp_peeraddr(struct socket *so, struct sockaddr_storage *ss)
{
	struct inpcb *inp;
	int error = 0;

	net_lock();
	inp = sotoinp(so);
	if (inp->inp_fport == 0 && ip_addr_isany(&inp->inp_faddr))
		error = ENOTCONN;
	else
		inp_tosockaddr(&inp->inp_faddr, inp->inp_fport,
		    inp->inp_family, ss);
	net_unlock();
	return (error);
}

/* Is addr one that a socket may be bound to? */
static int
bind_address(struct inpcb *inp, ip_addr_t *addr)
{
	struct in_addr a;

	if (ip_addr_isany(addr) || ip_addr_ismulticast(addr))
		return (inp->inp_so->so_type == SOCK_STREAM &&
		    ip_addr_ismulticast(addr) ? EADDRNOTAVAIL : 0);
#ifdef OPT_INET6
	if (inp_isv6(inp)) {
		struct in6_addr a6;
		struct ifaddr *ifa;

		memcpy(&a6, ip_2_ip6(addr)->addr, sizeof(a6));
		if ((ifa = in6_ifawithaddr(&a6)) == NULL)
			return (EADDRNOTAVAIL);
		if (ip6_addr_lacks_zone(ip_2_ip6(addr), IP6_UNICAST))
			ip6_addr_assign_zone(ip_2_ip6(addr), IP6_UNICAST,
			    ifa->ifa_netif);
		return (0);
	}
#endif
	a.s_addr = ip_2_ip4(addr)->addr;
	if (in_ifawithaddr(a) != NULL || (in_isbroadcast(a) &&
	    inp->inp_so->so_type != SOCK_STREAM))
		return (0);
	return (EADDRNOTAVAIL);
}

int
inp_bindaddr(struct inpcb *inp, const struct sockaddr *sa)
{
	ip_addr_t addr;
	uint16_t port;
	int error;

	if ((error = inp_toaddr(inp, sa, &addr, &port)) != 0 ||
	    (error = inp_jailbind(inp, &addr)) != 0 ||
	    (error = bind_address(inp, &addr)) != 0)
		return (error);
	ip_addr_copy(inp->inp_laddr, addr);
	inp->inp_bound = !ip_addr_isany(&addr);
	return (0);
}

int
inp_bind(struct inpinfo *info, struct inpcb *inp, const struct sockaddr *sa,
    struct lwp *lp)
{
	ip_addr_t addr;
	uint16_t port;
	int error;

	if (inp->inp_lport != 0 || inp->inp_bound)
		return (EINVAL);
	/* Old programs leave the family out. */
	if (!inp_isv6(inp) && sa->sa_family == AF_UNSPEC &&
	    sa->sa_len >= sizeof(struct sockaddr_in) &&
	    ((const struct sockaddr_in *)sa)->sin_addr.s_addr == INADDR_ANY) {
		struct sockaddr_in sin;

		memcpy(&sin, sa, sizeof(sin));
		sin.sin_family = AF_INET;
		error = inp_toaddr(inp, (struct sockaddr *)&sin, &addr, &port);
	} else {
		error = inp_toaddr(inp, sa, &addr, &port);
	}
	if (error != 0 || (error = inp_jailbind(inp, &addr)) != 0 ||
	    (error = bind_address(inp, &addr)) != 0)
		return (error);
	if (port != 0) {
		if (port < IPPORT_RESERVED && cred_super(lp->lwp_cred) != 0)
			return (EACCES);
		if (inp_porttaken(info, inp, &addr, port))
			return (EADDRINUSE);
		inp_setport(info, inp, port);
	} else if ((error = inp_autoport(info, inp, lp->lwp_cred)) != 0) {
		return (error);
	}
	inp->inp_options = inp_reuse(inp);
	ip_addr_copy(inp->inp_laddr, addr);
	inp->inp_bound = !ip_addr_isany(&addr);
	return (0);
}
