/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_pcb.c: what the sockets of the Internet domain have in common: their
 * control blocks and ports.  Addresses are in_names.c's.
 *
 * A control block lives from the socket's birth until both the socket and
 * lwIP's half of it are gone; meanwhile it keeps its port.  Ports are given
 * out here: lwIP's own checks are told to allow everything (SOF_REUSEADDR).
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "net/net_var.h"
#include "net/tcp_var.h"
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_PCB, "pcb", "protocol control blocks");

static int port_lowfirst = IPPORT_RESERVED - 1;
static int port_lowlast = IPPORT_RESERVEDSTART;
static int port_first = IPPORT_HIFIRSTAUTO;
static int port_last = IPPORT_HILASTAUTO;
static int port_hifirst = IPPORT_HIFIRSTAUTO;
static int port_hilast = IPPORT_HILASTAUTO;
#define PORTRANGE(var, name)						\
	SYSCTL_KINT(portrange_##var, "net.inet.ip.portrange." name,	\
	    OID_AUTO, CTLFLAG_RW, &port_##var, "Range of ports given out")
PORTRANGE(lowfirst, "lowfirst");
PORTRANGE(lowlast, "lowlast");
PORTRANGE(first, "first");
PORTRANGE(last, "last");
PORTRANGE(hifirst, "hifirst");
PORTRANGE(hilast, "hilast");

/* ---- life ---------------------------------------------------------------------------- */

void
inp_anyaddr(int family, ip_addr_t *addr)
{
#ifdef OPT_INET6
	if (family == AF_INET6) {
		ip_addr_copy(*addr, *IP6_ADDR_ANY);
		return;
	}
#endif
	ip_addr_copy(*addr, *IP4_ADDR_ANY);
}

int
inp_attach(struct socket *so, struct inpinfo *info, int flags)
{
	struct inpcb *inp = kmalloc(sizeof(*inp), M_PCB, flags | M_ZERO);

	if (inp == NULL)
		return (ENOBUFS);
	inp->inp_so = so;
	inp->inp_family = so->so_proto->pr_domain;
	inp->inp_proto = info->ii_proto;
	inp->inp_uid = so->so_cred->cr_uid;
	inp->inp_ttl = IP_DEFAULT_TTL;
	inp->inp_mttl = 1;
	inp->inp_mloop = true;
	inp->inp_cksum = -1;
	inp->inp_minmtu = -1;
	memset(inp->inp_icmp6filt, 0xff, sizeof(inp->inp_icmp6filt));
	inp_anyaddr(inp->inp_family, &inp->inp_laddr);
	inp_anyaddr(inp->inp_family, &inp->inp_faddr);
	LIST_INIT(&inp->inp_members);
	STAILQ_INIT(&inp->inp_sent);
	STAILQ_INIT(&inp->inp_pending);
	so->so_pcb = inp;
	LIST_INSERT_HEAD(&info->ii_all, inp, inp_all);
	info->ii_count++;
	info->ii_gen++;
	return (0);
}

void
inp_free(struct inpinfo *info, struct inpcb *inp)
{
	inp_leaveall(inp);
	net_sigio_cancel(inp);
	tcp_narrow_cancel(inp);
	inp_setport(info, inp, 0);
	LIST_REMOVE(inp, inp_all);
	info->ii_count--;
	info->ii_gen++;
	kfree(inp, M_PCB);
}

/* ---- ports ---------------------------------------------------------------------------- */

void
inp_setport(struct inpinfo *info, struct inpcb *inp, uint16_t port)
{
	if (inp->inp_onport) {
		LIST_REMOVE(inp, inp_port);
		inp->inp_onport = false;
	}
	inp->inp_lport = port;
	if (port != 0) {
		LIST_INSERT_HEAD(&info->ii_port[port % INP_HASH], inp,
		    inp_port);
		inp->inp_onport = true;
	}
}

uint32_t
inp_reuse(const struct inpcb *inp)
{
	return (inp->inp_so != NULL ? inp->inp_so->so_options &
	    (SO_REUSEADDR | SO_REUSEPORT) : inp->inp_options);
}

/* Does t keep inp from having addr and port?  Without SO_REUSE*, any overlap
 * does; with, only another that is just as bound and not connected. */
static bool
port_conflict(const struct inpcb *inp, const struct inpcb *t,
    const ip_addr_t *addr)
{
	uint32_t ours = inp_reuse(inp), theirs = inp_reuse(t);

	if ((ours & theirs & SO_REUSEPORT) != 0)
		return (false);
	if (ip_addr_ismulticast(addr) && ours != 0 && theirs != 0)
		return (false);
	if (ours != 0)
		return (ip_addr_isany(&t->inp_faddr) &&
		    ip_addr_cmp(&t->inp_laddr, addr));
	return (ip_addr_isany(&t->inp_laddr) || ip_addr_isany(addr) ||
	    ip_addr_cmp(&t->inp_laddr, addr));
}

/* Two users may only share a port when it is with SO_REUSEPORT. */
static bool
port_stolen(const struct inpcb *inp, const struct inpcb *t)
{
	return (inp->inp_uid != 0 && inp->inp_uid != t->inp_uid &&
	    ip_addr_isany(&t->inp_faddr) &&
	    (inp_reuse(t) & SO_REUSEPORT) == 0);
}

bool
inp_porttaken(struct inpinfo *info, const struct inpcb *inp,
    const ip_addr_t *addr, uint16_t port)
{
	struct inpcb *t;

	LIST_FOREACH(t, &info->ii_port[port % INP_HASH], inp_port) {
		if (t == inp || t->inp_lport != port ||
		    t->inp_family != inp->inp_family || inp_jailmay(inp, t))
			continue;
		if (port_conflict(inp, t, addr) ||
		    (!ip_addr_ismulticast(addr) && port_stolen(inp, t)))
			return (true);
	}
	return (false);
}

bool
inp_pairtaken(struct inpinfo *info, const struct inpcb *inp,
    const ip_addr_t *local, const ip_addr_t *foreign, uint16_t fport)
{
	struct inpcb *t;

	LIST_FOREACH(t, &info->ii_port[inp->inp_lport % INP_HASH], inp_port)
		if (t != inp && t->inp_lport == inp->inp_lport &&
		    t->inp_fport == fport &&
		    t->inp_family == inp->inp_family &&
		    ip_addr_cmp(&t->inp_laddr, local) &&
		    ip_addr_cmp(&t->inp_faddr, foreign))
			return (true);
	return (false);
}

static int
port_range(const struct inpcb *inp, struct ucred *cred, int *lo, int *hi)
{
	if ((inp->inp_flags & INP_LOWPORT) != 0) {
		if (cred_super(cred) != 0)
			return (EACCES);
		*lo = port_lowlast;
		*hi = port_lowfirst;
	} else if ((inp->inp_flags & INP_HIGHPORT) != 0) {
		*lo = port_hifirst;
		*hi = port_hilast;
	} else {
		*lo = port_first;
		*hi = port_last;
	}
	if (*lo > *hi) {
		int tmp = *lo;

		*lo = *hi;
		*hi = tmp;
	}
	*lo = K_MAX(*lo, 1);
	*hi = K_MIN(*hi, IPPORT_MAX);
	return (*lo > *hi ? EADDRNOTAVAIL : 0);
}

int
inp_autoport(struct inpinfo *info, struct inpcb *inp, struct ucred *cred)
{
	int lo, hi, error, n, port;
	struct inpcb *t;

	if ((error = port_range(inp, cred, &lo, &hi)) != 0)
		return (error);
	n = hi - lo + 1;
	port = lo + (int)(net_random() % (uint32_t)n);
	for (; n > 0; n--, port = port == hi ? lo : port + 1) {
		/* Nobody has it at all: no connection of old is met again. */
		LIST_FOREACH(t, &info->ii_port[port % INP_HASH], inp_port)
			if (t->inp_lport == port &&
			    t->inp_family == inp->inp_family)
				break;
		if (t == NULL) {
			inp_setport(info, inp, (uint16_t)port);
			inp->inp_flags |= INP_ANONPORT;
			return (0);
		}
	}
	return (EADDRNOTAVAIL);
}
