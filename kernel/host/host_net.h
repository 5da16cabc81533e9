/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_net.h: network interfaces: frames of Ethernet, without checksum, to and
 * from a tap of the host or a switch, vknetd(8).  HOST_PEND_NET is posted to the
 * vCPU that sent last.
 *
 * A tap takes and gives frames whose transport checksum is left to who sends
 * them on, and many segments of TCP with one header in front of them.
 *
 * Errors and contexts: see host.h.
 */
#ifndef HOST_HOST_NET_H
#define HOST_HOST_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_diag;

struct host_net;

#define HOST_NET_MAXFRAME	65568	/* bytes; longer ones are dropped */

/* What is left to do on a frame.  All zero: nothing. */
struct host_netmeta {
	uint8_t		 flags;		/* HOST_NET_* */
	uint8_t		 gso;		/* HOST_NET_TCP4, _TCP6, or 0: one packet */
	uint16_t	 hdrlen;	/* bytes in front of the data, with gso */
	uint16_t	 segsize;	/* bytes of data in a packet, with gso */
	uint16_t	 sumstart;	/* what is summed begins here, */
	uint16_t	 sumoff;	/* and the sum's place lies behind that */
};
#define HOST_NET_SUM	1	/* to be summed; the pseudo header is */
#define HOST_NET_SUMMED	2	/* what came in: the sum is right */
#define HOST_NET_TCP4	1
#define HOST_NET_TCP6	4
#define HOST_NET_GSOMASK 0x7f	/* of gso: the other bit tells of ECN */

/* As the command line has it.  Addresses are in network order, 0: none. */
struct host_netconf {
	const char	*name;		/* of a tap, "auto", or a socket's path */
	bool		 socket;
	uint32_t	 addr;		/* for the host's side of a tap */
	int		 plen;		/* 0..32 bits of its network */
	const char	*bridge;	/* that the tap joins, or NULL */
};

struct host_netinfo {
	char		 name[112];	/* of the tap; the path */
	int		 unit;		/* the number at its end; -1: none */
	int		 mtu;
	uint8_t		 lladdr[6];	/* that may be used, when none is given */
	bool		 offload;	/* it knows struct host_netmeta */
};

/*
 * Open the next interface of the command line; a tap is made when it does not
 * exist, and goes away with the machine; it is kept over host_reboot().  At boot
 * only, on vCPU 0.  Errors: what the host said, with what it was about in
 * diag; a failed start ends in host_exit().
 */
int	 host_net_open(const struct host_netconf *conf, struct host_net **net,
	    struct host_netinfo *info, struct host_diag *diag);

/* Frames that come in are kept from now on (on), or dropped.  At first: dropped. */
void	 host_net_run(struct host_net *net, bool on);

/* Is the other side there?  A switch may come back. */
bool	 host_net_link(struct host_net *net);

/* Frames lost below the line since the last call, each way. */
void	 host_net_errors(struct host_net *net, uint64_t *in, uint64_t *out);

/*
 * Shall the other side leave to us the checksums of what it sends, and the
 * cutting of TCP's data into packets?  At first: no.  Segments need checksums.
 * A side without offload ignores it.
 */
void	 host_net_offload(struct host_net *net, bool sums, bool segments);

/*
 * Room for a frame of len bytes that goes out, or NULL: too much waits, or len
 * is too large.  txgrow: has what was had last room for len bytes, too?  Written
 * in full it is passed on with txput, and sent by the kick at the latest; meta
 * may be NULL, and must without offload.  One caller at a time.
 */
void	*host_net_txroom(struct host_net *net, size_t len);
bool	 host_net_txgrow(struct host_net *net, size_t len);
void	 host_net_txput(struct host_net *net, size_t len,
	    const struct host_netmeta *meta);
void	 host_net_kick(struct host_net *net);

/*
 * The oldest frame that came in, or NULL, with what is left to do; rxdone gives
 * its place back.  rxarm: post when the next one comes; false: there is one.
 * One caller at a time.
 */
const void *host_net_rxnext(struct host_net *net, size_t *len,
	    const struct host_netmeta **meta);
void	 host_net_rxdone(struct host_net *net);
bool	 host_net_rxarm(struct host_net *net);

#endif
