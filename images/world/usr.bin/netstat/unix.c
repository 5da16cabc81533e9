/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unix.c: local sockets, from net.local.*.pcblist.
 */
#include <sys/param.h>
#include <sys/unpcb.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netstat.h"

static int headed;

static void
head(void)
{
	if (headed++)
		return;
	printf("Active UNIX domain sockets\n");
	printf("%-16.16s %-6.6s %-6.6s %-6.6s %16.16s %16.16s %16.16s "
	    "%16.16s %s\n", "Address", "Type", "Recv-Q", "Send-Q", "Inode",
	    "Conn", "Refs", "Nextref", "Addr");
}

static void
one(const struct xunpcb *xu, const char *type)
{
	const struct unpcb *unp = &xu->xu_unp;
	int listens = (xu->xu_socket.so_options & SO_ACCEPTCONN) != 0;

	if (req.queues ? !listens : !req.all && listens)
		return;
	head();
	printf("%16lx %-6.6s %6lu %6lu %16lx %16lx %16lx %16lx",
	    (u_long)xu->xu_unpp, type, of_buffer(&xu->xu_socket.so_rcv),
	    of_buffer(&xu->xu_socket.so_snd), (u_long)unp->unp_vnode,
	    (u_long)unp->unp_conn, (u_long)unp->unp_refs.lh_first,
	    (u_long)unp->unp_reflink.le_next);
	if (unp->unp_addr != NULL &&
	    xu->xu_addr.sun_len > offsetof(struct sockaddr_un, sun_path))
		printf(" %.*s", (int)(xu->xu_addr.sun_len -
		    offsetof(struct sockaddr_un, sun_path)),
		    xu->xu_addr.sun_path);
	printf("\n");
}

void
show_unix(void)
{
	static const struct {
		const char	*variable, *type;
	} lists[] = {
		{ "net.local.stream.pcblist", "stream" },
		{ "net.local.dgram.pcblist", "dgram" },
		{ "net.local.seqpacket.pcblist", "seqpac" },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		size_t len;
		char *buf = get_variable(lists[i].variable, &len), *at;
		const struct xunpcb *xu;

		if (buf == NULL)
			continue;
		for (at = buf; at + sizeof(*xu) <= buf + len;
		    at += xu->xu_len) {
			xu = (const void *)at;
			if (xu->xu_len < sizeof(*xu))
				break;
			one(xu, lists[i].type);
		}
		free(buf);
	}
}
