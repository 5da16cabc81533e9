/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_var.h: net.inet.tcp.pcblist is an array of struct xtcpcb,
 * net.inet.tcp.stats one of struct tcp_stats, one for each CPU that handles
 * packets.  Times of a connection are in ticks, kern.clockrate.
 */
#ifndef _NETINET_TCP_VAR_H_
#define _NETINET_TCP_VAR_H_

#include <sys/types.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp.h>

struct raw_sackblock {
	tcp_seq		rblk_start;
	tcp_seq		rblk_end;
};
#define MAX_SACK_REPORT_BLOCKS	4

struct tcpcb {
	void		*t_segq[2];
	int		t_dupacks;
	int		t_rxtthresh;
	int		tt_cpu;
	struct tcp_pcbport *t_pcbport;
	void		*tt_rexmt, *tt_persist, *tt_keep, *tt_2msl, *tt_delack;
	void		*tt_msg;
	void		*tt_sndmore;
	struct inpcb	*t_inpcb;
	int		t_state;	/* TCPS_* */
	u_int		t_flags;	/* TF_* */
	tcp_seq		snd_up;
	u_long		snd_last;
	tcp_seq		snd_una;	/* not acknowledged */
	tcp_seq		snd_recover;
	tcp_seq		snd_max;
	tcp_seq		snd_nxt;
	tcp_seq		snd_wl1, snd_wl2;
	tcp_seq		iss, irs;
	tcp_seq		rcv_nxt;
	tcp_seq		rcv_adv;	/* the end of the window told */
	u_long		rcv_wnd;
	tcp_seq		rcv_up;
	u_long		snd_wnd;
	u_long		snd_cwnd;
	u_long		snd_wacked;
	u_long		snd_ssthresh;
	int		t_rxtcur;	/* until a segment is sent again */
	u_int		t_maxseg;
	int		t_srtt;		/* round trip, in 1/TCP_RTT_SCALE */
	int		t_rttvar;	/* in 1/TCP_RTTVAR_SCALE */
	u_int		t_maxopd;
	u_long		t_rcvtime, t_starttime;
	int		t_rtttime;
	tcp_seq		t_rtseq;
	int		t_rxtshift;	/* times it was sent again */
	u_int		t_rttmin, t_rttbest;
	u_long		t_rttupdated;
	u_long		max_sndwnd;
	int		t_softerror;
	char		t_oobflags, t_iobc;
	u_char		snd_scale, rcv_scale;
	u_char		request_r_scale;
	u_long		ts_recent, ts_recent_age;
	tcp_seq		last_ack_sent;
	u_int		rxt_flags;
	int		t_srtt_prev, t_rttvar_prev, t_rxtcur_prev;
	tcp_seq		snd_max_prev;
	u_long		snd_cwnd_prev, snd_wacked_prev, snd_ssthresh_prev;
	tcp_seq		snd_recover_prev;
	u_long		t_badrxtwin, t_rexmtTS;
	u_char		snd_limited;
	u_int		sack_flags;
	tcp_seq		rexmt_high, rexmt_rescue, snd_max_rexmt;
	struct {
		int		nblocks;
		void		*sackblocks[2];
		tcp_seq		lostseq;
		void		*lastfound, *freecache;
	}		scb;
	struct raw_sackblock reportblk, encloseblk;
	int		nsackhistory;
	struct raw_sackblock sackhistory[MAX_SACK_REPORT_BLOCKS];
	void		*t_outputq[2];
	u_long		snd_bandwidth, snd_bwnd;
	int		t_bw_rtttime;
	tcp_seq		t_bw_rtseq;
	u_long		rcv_second, rcv_pps, rcv_byps;
	u_int32_t	rfbuf_ts;
	int		rfbuf_cnt;
	int		t_keepinit, t_keepidle, t_keepintvl, t_keepcnt;
	int		t_maxidle;
	int		t_rxtsyn;
};

/* t_flags. */
#define TF_ACKNOW		0x00000001
#define TF_DELACK		0x00000002
#define TF_NODELAY		0x00000004
#define TF_NOOPT		0x00000008
#define TF_SENTFIN		0x00000010
#define TF_REQ_SCALE		0x00000020
#define TF_RCVD_SCALE		0x00000040
#define TF_REQ_TSTMP		0x00000080
#define TF_RCVD_TSTMP		0x00000100
#define TF_SACK_PERMITTED	0x00000200
#define TF_NEEDSYN		0x00000400
#define TF_NEEDFIN		0x00000800
#define TF_NOPUSH		0x00001000
#define TF_LISTEN		0x00002000
#define TF_FASTRECOVERY		0x00100000

#define TCP_RTT_SCALE		32
#define TCP_RTT_SHIFT		5
#define TCP_RTTVAR_SCALE	16
#define TCP_RTTVAR_SHIFT	4

struct xtcpcb {
	size_t		xt_len;		/* of this structure */
	struct inpcb	xt_inp;
	struct tcpcb	xt_tp;
	struct xsocket	xt_socket;
	u_quad_t	xt_alignment_hack;
};

struct tcp_stats {
	/* Connections. */
	u_long	tcps_connattempt, tcps_accepts, tcps_connects;
	u_long	tcps_drops, tcps_conndrops, tcps_minmssdrops, tcps_closed;
	u_long	tcps_segstimed, tcps_rttupdated, tcps_delack;
	u_long	tcps_timeoutdrop, tcps_rexmttimeo, tcps_persisttimeo;
	u_long	tcps_keeptimeo, tcps_keepprobe, tcps_keepdrops;
	/* Segments sent, and their bytes. */
	u_long	tcps_sndtotal, tcps_sndpack, tcps_sndbyte;
	u_long	tcps_sndrexmitpack, tcps_sndrexmitbyte;
	u_long	tcps_sndsackrtopack, tcps_sndsackrtobyte;
	u_long	tcps_sndfastrexmit, tcps_sndearlyrexmit, tcps_sndlimited;
	u_long	tcps_sndrtobad, tcps_sndfastrexmitbad;
	u_long	tcps_sndearlyrexmitbad, tcps_eifeldetected;
	u_long	tcps_rttcantdetect, tcps_rttdetected;
	u_long	tcps_sndacks, tcps_sndprobe, tcps_sndurg, tcps_sndwinup;
	u_long	tcps_sndctrl;
	u_long	tcps_sndsackpack, tcps_sndsackbyte;
	u_long	tcps_snduna3, tcps_snduna1;
	u_long	tcps_sndsackopt, tcps_snddsackopt, tcps_sndidle;
	u_long	tcps_sackrescue, tcps_sackrescue_try, tcps_eifelresponse;
	/* Segments received, and their bytes. */
	u_long	tcps_rcvtotal, tcps_rcvpack, tcps_rcvbyte;
	u_long	tcps_rcvbadsum, tcps_rcvbadoff, tcps_rcvmemdrop;
	u_long	tcps_rcvshort;
	u_long	tcps_rcvduppack, tcps_rcvdupbyte;
	u_long	tcps_rcvpartduppack, tcps_rcvpartdupbyte;
	u_long	tcps_rcvoopack, tcps_rcvoobyte;
	u_long	tcps_rcvpackafterwin, tcps_rcvbyteafterwin;
	u_long	tcps_rcvafterclose, tcps_rcvwinprobe, tcps_rcvdupack;
	u_long	tcps_rcvacktoomuch, tcps_rcvackpack, tcps_rcvackbyte;
	u_long	tcps_rcvwinupd, tcps_pawsdrop, tcps_pawsaccept;
	u_long	tcps_predack, tcps_preddat, tcps_pcbcachemiss;
	u_long	tcps_cachedrtt, tcps_cachedrttvar, tcps_cachedssthresh;
	u_long	tcps_usedrtt, tcps_usedrttvar, tcps_usedssthresh;
	u_long	tcps_persistdrop, tcps_badsyn, tcps_mturesent;
	u_long	tcps_listendrop, tcps_rcvbadsackopt, tcps_sackrenege;
	u_long	tcps_sacksbupdate, tcps_sacksboverflow, tcps_sacksbreused;
	u_long	tcps_sacksbfailed, tcps_sacksbfast;
	/* Connections that only came as far as a SYN. */
	u_long	tcps_sc_added, tcps_sc_retransmitted, tcps_sc_dupsyn;
	u_long	tcps_sc_dropped, tcps_sc_completed, tcps_sc_bucketoverflow;
	u_long	tcps_sc_cacheoverflow, tcps_sc_reset, tcps_sc_stale;
	u_long	tcps_sc_aborted, tcps_sc_badack, tcps_sc_unreach;
	u_long	tcps_sc_zonefail, tcps_sc_sendcookie, tcps_sc_recvcookie;
	u_long	tcps_pad[6];
};

/* Third numbers of net.inet.tcp. */
#define TCPCTL_DO_RFC1323	1
#define TCPCTL_MSSDFLT		3
#define TCPCTL_STATS		4
#define TCPCTL_RTTDFLT		5
#define TCPCTL_KEEPIDLE		6
#define TCPCTL_KEEPINTVL	7
#define TCPCTL_SENDSPACE	8
#define TCPCTL_RECVSPACE	9
#define TCPCTL_KEEPINIT		10
#define TCPCTL_PCBLIST		11
#define TCPCTL_DELACKTIME	12
#define TCPCTL_V6MSSDFLT	13
#define TCPCTL_MAXID		14

#endif /* !_NETINET_TCP_VAR_H_ */
