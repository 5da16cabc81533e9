/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * netstat.h: what netstat(1) was asked for, and its parts.
 */
#ifndef NETSTAT_H
#define NETSTAT_H

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <net/if_dl.h>
#include <netinet/in.h>

struct request {
	int		 all;		/* -a */
	int		 limits;	/* -B */
	int		 bytes;		/* -b */
	int		 control;	/* -A */
	int		 drops;		/* -d */
	int		 queues;	/* -L */
	int		 numeric;	/* -n */
	int		 wide;		/* -W */
	int		 stats;		/* -s, times */
	int		 zero;		/* -z */
	int		 family;	/* -f, else AF_UNSPEC */
	const char	*interface;	/* -I */
	const char	*protocol;	/* -p */
};

extern struct request req;

/*
 * A variable of the kernel, in memory to be freed; its size to *len.  NULL
 * when the kernel has none of that name.
 */
void	*get_variable(const char *name, size_t *len);
/* The same of net.routetable: NET_RT_*, family and argument. */
void	*get_table(int what, int family, int arg, size_t *len);

/* Text of an address, in a buffer that the next call uses again. */
const char *host_text(const struct sockaddr *sa);
const char *net_text(const struct sockaddr *sa, int bits);
const char *link_text(const struct sockaddr_dl *sdl);
/* An address and its port, as name.service, at most `width' wide. */
const char *end_text(int family, const void *addr, u_int port, int udp,
	    int width);

/* What a socket's buffer has, or with -B what it takes at most. */
u_long	of_buffer(const struct xsockbuf *sb);

/* Sockets: of TCP, UDP and raw IP; and local ones. */
void	show_inet(const char *name, const char *variable, int protocol);
void	show_unix(void);

void	show_memory(void);
void	show_routes(void);
void	show_interfaces(void);
/* For ever, a line each so many seconds. */
void	watch_interfaces(unsigned int seconds);

/* Counters of a protocol; -1 when there is none of that name. */
int	show_stats(const char *name);

#endif
