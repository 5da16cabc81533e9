/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inet.c: sockets of the Internet domain, from net.inet.*.pcblist.
 */
#include <sys/param.h>
#include <sys/socketvar.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp_var.h>
#define TCPSTATES
#include <netinet/tcp_fsm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netstat.h"

#define WIDTH	21

static int headed;

static void
head(void)
{
	if (headed++)
		return;
	printf("Active Internet connections%s\n", req.queues ?
	    " (listen queues)" : req.all ? " (including servers)" : "");
	if (req.control)
		printf("%-16.16s ", "Socket");
	if (req.queues)
		printf("%-5.5s %-14.14s %s\n", "Proto", "Listen",
		    "Local Address");
	else
		printf("%-5.5s %-6.6s %-6.6s  %-*s %-*s %s\n", "Proto",
		    "Recv-Q", "Send-Q", req.wide ? 45 : WIDTH,
		    "Local Address", req.wide ? 45 : WIDTH, "Foreign Address",
		    "(state)");
}

static void
one(const char *name, const struct inpcb *inp, const struct xsocket *so,
    int state, int protocol)
{
	int family = inp->inp_af;
	int width = req.wide ? 0 : WIDTH, pad = req.wide ? 45 : WIDTH;
	const void *local = family == AF_INET ? (const void *)&inp->inp_laddr :
	    (const void *)&inp->in6p_laddr;
	const void *foreign = family == AF_INET ?
	    (const void *)&inp->inp_faddr : (const void *)&inp->in6p_faddr;
	int server = protocol == IPPROTO_TCP ? state == TCPS_LISTEN :
	    inp->inp_fport == 0;
	char proto[16], queue[40];

	if ((req.family != AF_UNSPEC && req.family != family) ||
	    (!req.all && !req.queues && server) ||
	    (req.queues && (protocol != IPPROTO_TCP || !server)))
		return;
	head();
	snprintf(proto, sizeof(proto), "%s%s", name,
	    family == AF_INET6 ? "6" : "4");
	if (req.control)
		printf("%16lx ", (u_long)so->so_pcb);
	if (req.queues) {
		snprintf(queue, sizeof(queue), "%d/%d/%d", so->so_qlen,
		    so->so_incqlen, so->so_qlimit);
		printf("%-5.5s %-14.14s %s\n", proto, queue, end_text(family,
		    local, inp->inp_lport, 0, width));
		return;
	}
	printf("%-5.5s %6lu %6lu  ", proto, of_buffer(&so->so_rcv),
	    of_buffer(&so->so_snd));
	printf("%-*s ", pad, end_text(family, local, inp->inp_lport,
	    protocol == IPPROTO_UDP, width));
	printf("%-*s", pad, end_text(family, foreign, inp->inp_fport,
	    protocol == IPPROTO_UDP, width));
	if (protocol == IPPROTO_TCP) {
		if (state >= 0 && state < TCP_NSTATES)
			printf(" %s", tcpstates[state]);
		else
			printf(" %d", state);
	}
	printf("\n");
}

void
show_inet(const char *name, const char *variable, int protocol)
{
	size_t len, size;
	char *buf, *at;

	if ((buf = get_variable(variable, &len)) == NULL)
		return;
	for (at = buf; at + sizeof(size_t) <= buf + len; at += size) {
		memcpy(&size, at, sizeof(size));
		if (protocol == IPPROTO_TCP) {
			const struct xtcpcb *xt = (const void *)at;

			if (size < sizeof(*xt))
				break;
			one(name, &xt->xt_inp, &xt->xt_socket,
			    xt->xt_tp.t_state, protocol);
		} else {
			const struct xinpcb *xi = (const void *)at;

			if (size < sizeof(*xi))
				break;
			one(name, &xi->xi_inp, &xi->xi_socket, 0, protocol);
		}
	}
	free(buf);
}
