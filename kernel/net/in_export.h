/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_export.h: between the sockets of the Internet domain and the lists that
 * show them.  The structures of the lists have names that are the kernel's own,
 * too: who fills them (in_export.c) sees only what is here.
 */
#ifndef _NET_IN_EXPORT_H_
#define _NET_IN_EXPORT_H_

#include "sys/kdefs.h"

struct xsocket;

struct in_export {
	const void	*ie_pcb, *ie_ppcb, *ie_info, *ie_so;	/* names */
	uint64_t	 ie_gen;
	int		 ie_family, ie_proto;
	uint32_t	 ie_flags;		/* INP_* */
	uint8_t		 ie_ttl, ie_minttl, ie_tos;
	int		 ie_cksum;		/* of IPv6; -1 */
	uint16_t	 ie_lport, ie_fport;	/* host order */
	uint8_t		 ie_local[16], ie_foreign[16];	/* 4 or 16 bytes */
};

struct tcp_export {
	int		 te_state;		/* TCPS_* */
	bool		 te_nodelay, te_noopt, te_nopush, te_listen;
	bool		 te_scale, te_stamps, te_sack, te_recovery, te_fin;
	uint32_t	 te_una, te_nxt, te_wl1, te_wl2, te_rnxt, te_radv;
	uint32_t	 te_rwnd, te_swnd, te_cwnd, te_ssthresh, te_maxwnd;
	uint32_t	 te_mss;
	uint32_t	 te_rto, te_srtt, te_rttvar;	/* us */
	int		 te_nrtx, te_dupacks, te_softerr;
	uint8_t		 te_sndscale, te_rcvscale;
	uint32_t	 te_stamp, te_lastack;
	int		 te_keepinit, te_keepidle, te_keepintvl;	/* ms */
	int		 te_keepcnt;
};

/* Bytes of one element of a list, of TCP or others. */
size_t	in_export_size(bool tcp);
/* Fill one at to; te NULL: not TCP. */
void	in_export(void *to, const struct in_export *, const struct tcp_export *te,
	    const struct xsocket *);

#endif /* !_NET_IN_EXPORT_H_ */
