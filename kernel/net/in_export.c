/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_export.c: elements of net.inet.tcp.pcblist, net.inet.udp.pcblist and
 * net.inet.raw.pcblist, in DragonFly's layout.
 *
 * Locks: none; all is the caller's.
 */
#include <sys/socket.h>
#include <netinet/tcp_var.h>
#include "lib/libkern.h"
#include "net/in_export.h"

#define BWND_NONE	(TCP_MAXWIN << TCP_MAX_WINSHIFT)	/* no limit */

size_t
in_export_size(bool tcp)
{
	return (tcp ? sizeof(struct xtcpcb) : sizeof(struct xinpcb));
}

static void
fill_inpcb(struct inpcb *inp, const struct in_export *ie)
{
	bool v6 = ie->ie_family == AF_INET6;

	inp->inp_ppcb = __DECONST_K(void *, ie->ie_ppcb);
	inp->inp_pcbinfo = __DECONST_K(void *, ie->ie_info);
	inp->inp_socket = __DECONST_K(void *, ie->ie_so);
	inp->inp_gencnt = ie->ie_gen;
	inp->inp_flags = (int)ie->ie_flags;
	inp->inp_af = (u_char)ie->ie_family;
	inp->inp_ip_ttl = ie->ie_ttl;
	inp->inp_ip_minttl = ie->ie_minttl;
	inp->inp_ip_p = (u_char)ie->ie_proto;
	inp->inp_inc.inc_isipv6 = v6;
	inp->inp_inc.inc_len = v6 ? sizeof(struct sockaddr_in6) :
	    sizeof(struct sockaddr_in);
	inp->inp_lport = __builtin_bswap16(ie->ie_lport);
	inp->inp_fport = __builtin_bswap16(ie->ie_fport);
	if (v6) {
		memcpy(&inp->in6p_laddr, ie->ie_local, 16);
		memcpy(&inp->in6p_faddr, ie->ie_foreign, 16);
		inp->in6p_cksum = ie->ie_cksum;
		inp->in6p_hops = ie->ie_ttl;
	} else {
		memcpy(&inp->inp_laddr, ie->ie_local, 4);
		memcpy(&inp->inp_faddr, ie->ie_foreign, 4);
		inp->inp_ip_tos = ie->ie_tos;
	}
}

static u_int
tcp_flags(const struct tcp_export *te)
{
	u_int f = 0;

	f |= te->te_nodelay ? TF_NODELAY : 0;
	f |= te->te_noopt ? TF_NOOPT : 0;
	f |= te->te_nopush ? TF_NOPUSH : 0;
	f |= te->te_listen ? TF_LISTEN : 0;
	f |= te->te_scale ? TF_REQ_SCALE | TF_RCVD_SCALE : 0;
	f |= te->te_stamps ? TF_REQ_TSTMP | TF_RCVD_TSTMP : 0;
	f |= te->te_sack ? TF_SACK_PERMITTED : 0;
	f |= te->te_recovery ? TF_FASTRECOVERY : 0;
	f |= te->te_fin ? TF_SENTFIN : 0;
	return (f);
}

/* Ticks, times scale. */
static int
us_ticks(uint64_t us, int scale)
{
	return ((int)(us * (unsigned)hz * (unsigned)scale / 1000000));
}

static int
ms_ticks(int ms)
{
	return ((int)((int64_t)ms * hz / 1000));
}

static void
fill_tcpcb(struct tcpcb *tp, const struct tcp_export *te)
{
	tp->t_state = te->te_state;
	tp->t_flags = tcp_flags(te);
	tp->t_dupacks = te->te_dupacks;
	tp->snd_una = te->te_una;
	tp->snd_nxt = tp->snd_max = te->te_nxt;
	tp->snd_wl1 = te->te_wl1;
	tp->snd_wl2 = te->te_wl2;
	tp->rcv_nxt = te->te_rnxt;
	tp->rcv_adv = te->te_radv;
	tp->rcv_wnd = te->te_rwnd;
	tp->snd_wnd = te->te_swnd;
	tp->max_sndwnd = te->te_maxwnd;
	tp->snd_cwnd = te->te_cwnd;
	tp->snd_bwnd = BWND_NONE;
	tp->snd_ssthresh = te->te_ssthresh;
	tp->t_maxseg = tp->t_maxopd = te->te_mss;
	tp->t_rxtcur = us_ticks(te->te_rto, 1);
	tp->t_srtt = us_ticks(te->te_srtt, TCP_RTT_SCALE);
	tp->t_rttvar = us_ticks(te->te_rttvar, TCP_RTTVAR_SCALE);
	tp->t_rxtshift = te->te_nrtx;
	tp->t_softerror = te->te_softerr;
	tp->snd_scale = te->te_sndscale;
	tp->rcv_scale = te->te_rcvscale;
	tp->ts_recent = te->te_stamp;
	tp->last_ack_sent = te->te_lastack;
	tp->t_keepinit = ms_ticks(te->te_keepinit);
	tp->t_keepidle = ms_ticks(te->te_keepidle);
	tp->t_keepintvl = ms_ticks(te->te_keepintvl);
	tp->t_keepcnt = te->te_keepcnt;
	tp->t_maxidle = tp->t_keepintvl * te->te_keepcnt;
}

void
in_export(void *to, const struct in_export *ie, const struct tcp_export *te,
    const struct xsocket *xs)
{
	struct xtcpcb *xt = to;
	struct xinpcb *xi = to;

	bzero(to, in_export_size(te != NULL));
	if (te == NULL) {
		xi->xi_len = sizeof(*xi);
		fill_inpcb(&xi->xi_inp, ie);
		xi->xi_socket = *xs;
		return;
	}
	xt->xt_len = sizeof(*xt);
	fill_inpcb(&xt->xt_inp, ie);
	fill_tcpcb(&xt->xt_tp, te);
	xt->xt_tp.t_inpcb = __DECONST_K(void *, ie->ie_pcb);
	xt->xt_socket = *xs;
}
