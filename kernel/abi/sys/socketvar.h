/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * socketvar.h: sockets as the lists of net.inet.*.pcblist and
 * net.local.*.pcblist show them.  Addresses of the kernel are names there:
 * equal ones are the same thing.
 */
#ifndef _SYS_SOCKETVAR_H_
#define _SYS_SOCKETVAR_H_

#include <sys/types.h>

/* so_state. */
#define SS_NOFDREF		0x0001	/* no descriptor any more */
#define SS_ISCONNECTED		0x0002
#define SS_ISCONNECTING		0x0004
#define SS_ISDISCONNECTING	0x0008
#define SS_CANTSENDMORE		0x0010
#define SS_CANTRCVMORE		0x0020
#define SS_RCVATMARK		0x0040	/* the next byte is the urgent one */
#define SS_ASYNC		0x0200	/* SIGIO */
#define SS_ISCONFIRMING		0x0400
#define SS_INCOMP		0x0800	/* of a listener, not established */
#define SS_COMP			0x1000	/* of a listener, to be accepted */
#define SS_ISDISCONNECTED	0x2000	/* it was connected */

struct xsockbuf {
	u_long		sb_cc;		/* bytes in it */
	u_long		sb_hiwat;	/* at most */
	u_long		sb_mbcnt;	/* memory that they take */
	u_long		sb_mbmax;
	long		sb_lowat;	/* bytes that wake somebody */
	u_int		sb_timeo;	/* ticks; 0 for ever */
	short		sb_flags;
};

struct xsocket {
	size_t		xso_len;	/* of this structure */
	struct socket	*xso_so;
	short		so_type;	/* SOCK_* */
	short		so_options;	/* SO_* */
	short		so_linger;	/* seconds */
	short		so_state;	/* SS_* */
	void		*so_pcb;
	int		xso_protocol;	/* IPPROTO_* */
	int		xso_family;	/* AF_* */
	short		so_qlen;	/* connections to be accepted */
	short		so_incqlen;	/* not established yet */
	short		so_qlimit;
	short		so_timeo;
	u_short		so_error;
	pid_t		so_pgid;	/* who gets SIGIO; a group: negative */
	u_long		so_oobmark;	/* bytes before the urgent one */
	struct xsockbuf	so_rcv, so_snd;
	uid_t		so_uid;		/* who made it */
};

#endif /* !_SYS_SOCKETVAR_H_ */
