/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_opt.c: options of TCP sockets, tcp(4).  Times are milliseconds, as
 * DragonFly has them.
 *
 * Locks: net_spin.
 */
#include <sys/errno.h>
#include <netinet/tcp.h>
#include "lib/libkern.h"
#include "lwip/priv/tcp_priv.h"
#include "net/net_var.h"
#include "net/tcp_var.h"
#include "sys/ksysctl.h"

static int tcp_keepinit = 75000;
static int tcp_keepidle = 7200000;
static int tcp_keepintvl = 75000;
static int tcp_keepcnt = 8;
static int tcp_always_keepalive = 1;
SYSCTL_KINT(net_inet_tcp_keepinit, "net.inet.tcp.keepinit", 10, CTLFLAG_RW,
    &tcp_keepinit, "Time to establish a connection, ms");
SYSCTL_KINT(net_inet_tcp_keepidle, "net.inet.tcp.keepidle", 6, CTLFLAG_RW,
    &tcp_keepidle, "Idle time before probes are sent, ms");
SYSCTL_KINT(net_inet_tcp_keepintvl, "net.inet.tcp.keepintvl", 7, CTLFLAG_RW,
    &tcp_keepintvl, "Time between probes, ms");
SYSCTL_KINT(net_inet_tcp_keepcnt, "net.inet.tcp.keepcnt", OID_AUTO,
    CTLFLAG_RW, &tcp_keepcnt, "Probes until a connection is given up");
SYSCTL_KINT(net_inet_tcp_keepalive, "net.inet.tcp.always_keepalive", OID_AUTO,
    CTLFLAG_RW, &tcp_always_keepalive, "Probe all connections");

void
tcp_initopts(struct inpcb *inp)
{
	inp->inp_keepidle = (uint32_t)tcp_keepidle;
	inp->inp_keepintvl = (uint32_t)tcp_keepintvl;
	inp->inp_keepcnt = (uint32_t)tcp_keepcnt;
	inp->inp_keepinit = tcp_keepinit * NS_PER_MS;
}

void
tcp_applyopts(struct inpcb *inp)
{
	struct tcp_pcb *pcb = inp->inp_tcp;

	if (pcb == NULL || inp->inp_listening)
		return;
	pcb->ttl = inp->inp_ttl;
	pcb->tos = inp->inp_tos;
	pcb->keep_idle = inp->inp_keepidle;
	pcb->keep_intvl = inp->inp_keepintvl;
	pcb->keep_cnt = inp->inp_keepcnt;
	if ((inp->inp_tcpopt & TCP_NODELAY) != 0)
		tcp_nagle_disable(pcb);
	else
		tcp_nagle_enable(pcb);
	if (tcp_always_keepalive != 0 || (inp->inp_so != NULL &&
	    (inp->inp_so->so_options & SO_KEEPALIVE) != 0))
		ip_set_option(pcb, SOF_KEEPALIVE);
	else
		ip_reset_option(pcb, SOF_KEEPALIVE);
	if (inp->inp_maxseg != 0 && pcb->mss > inp->inp_maxseg)
		pcb->mss = inp->inp_maxseg;
}

static int
setopt(struct inpcb *inp, int name, int value)
{
	switch (name) {
	case TCP_NODELAY:
	case TCP_NOPUSH:
	case TCP_NOOPT:
		if (value != 0)
			inp->inp_tcpopt |= (uint32_t)name;
		else
			inp->inp_tcpopt &= ~(uint32_t)name;
		/* What was kept back goes now. */
		if (value == 0 && name == TCP_NOPUSH && inp->inp_tcp != NULL &&
		    !inp->inp_listening)
			(void)tcp_output(inp->inp_tcp);
		break;
	case TCP_MAXSEG:
		if (value <= 0 || value > 65535)
			return (EINVAL);
		if (inp->inp_maxseg != 0 && value > inp->inp_maxseg)
			return (EINVAL);
		inp->inp_maxseg = (uint16_t)value;
		break;
	case TCP_KEEPINIT:
		if (value <= 0)
			return (EINVAL);
		inp->inp_keepinit = value * NS_PER_MS;
		break;
	case TCP_KEEPIDLE:
	case TCP_KEEPINTVL:
		if (value <= 0)
			return (EINVAL);
		*(name == TCP_KEEPIDLE ? &inp->inp_keepidle :
		    &inp->inp_keepintvl) = (uint32_t)value;
		break;
	case TCP_FASTKEEP:
		inp->inp_keepidle = value > 0 ? inp->inp_keepintvl :
		    (uint32_t)tcp_keepidle;
		break;
	case TCP_KEEPCNT:
		if (value <= 0)
			return (EINVAL);
		inp->inp_keepcnt = (uint32_t)value;
		break;
	default:
		return (ENOPROTOOPT);
	}
	tcp_applyopts(inp);
	return (0);
}

static int
getopt(struct inpcb *inp, int name, int *value)
{
	switch (name) {
	case TCP_NODELAY:
	case TCP_NOPUSH:
	case TCP_NOOPT:
		*value = (inp->inp_tcpopt & (uint32_t)name) != 0 ? name : 0;
		return (0);
	case TCP_MAXSEG:
		if (inp->inp_tcp != NULL && !inp->inp_listening)
			*value = inp->inp_tcp->mss;
		else
			*value = inp->inp_maxseg != 0 ? inp->inp_maxseg : 512;
		return (0);
	case TCP_KEEPINIT:
		*value = (int)(inp->inp_keepinit / NS_PER_MS);
		return (0);
	case TCP_KEEPIDLE:
		*value = (int)inp->inp_keepidle;
		return (0);
	case TCP_KEEPINTVL:
		*value = (int)inp->inp_keepintvl;
		return (0);
	case TCP_KEEPCNT:
		*value = (int)inp->inp_keepcnt;
		return (0);
	default:
		return (ENOPROTOOPT);
	}
}

int
tcp_ctloutput(struct socket *so, struct sockopt *sopt)
{
	int value = 0, error = 0;

	if (sopt->sopt_level == SOL_SOCKET) {
		net_lock();
		if (sopt->sopt_name == SO_RCVBUF)
			tcp_window(sotoinp(so), false);
		tcp_applyopts(sotoinp(so));
		net_unlock();
		return (0);
	}
	if (sopt->sopt_level != IPPROTO_TCP)
		return (inp_ctloutput(so, sopt));
	if (sopt->sopt_set && (error = sopt_int(sopt, &value)) != 0)
		return (error);
	net_lock();
	if (sopt->sopt_set)
		error = setopt(sotoinp(so), sopt->sopt_name, value);
	else
		error = getopt(sotoinp(so), sopt->sopt_name, &value);
	net_unlock();
	if (error == 0 && !sopt->sopt_set)
		sopt_result(sopt, &value, sizeof(value));
	return (error);
}
