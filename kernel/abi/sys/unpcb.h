/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unpcb.h: local sockets as net.local.stream.pcblist, net.local.dgram.pcblist
 * and net.local.seqpacket.pcblist list them: arrays of struct xunpcb.
 */
#ifndef _SYS_UNPCB_H_
#define _SYS_UNPCB_H_

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/ucred.h>
#include <sys/un.h>

typedef u_quad_t	unp_gen_t;

struct unpcb {
	struct socket	*unp_socket;
	struct unpcb	*unp_conn;	/* the peer */
	int		unp_flags;	/* UNP_* */
	int		unp_refcnt;
	struct {
		struct unpcb	*lh_first;
	}		unp_refs;	/* datagram sockets connected to it */
	struct {
		struct unpcb	*le_next;
		struct unpcb	**le_prev;
	}		unp_reflink;
	struct sockaddr_un *unp_addr;	/* not NULL: xu_addr is its name */
	struct xucred	unp_peercred;
	int		unp_msgcount;	/* messages that it is passed in */
	int		unp_gcflags;
	struct file	*unp_fp;
	long		unp_unused01;
	struct vnode	*unp_vnode;	/* the file it is bound to */
	struct vnode	*unp_rvnode;
	struct {
		struct unpcb	*tqe_next;
		struct unpcb	**tqe_prev;
	}		unp_link;
	unp_gen_t	unp_gencnt;
};

#define UNP_HAVEPC		0x001	/* unp_peercred is the peer's */
#define UNP_HAVEPCCACHED	0x002	/* it is the listener's */

struct xunpcb {
	size_t		xu_len;		/* of this structure */
	struct unpcb	*xu_unpp;
	struct unpcb	xu_unp;
	union {
		struct sockaddr_un xuu_addr;
		char		xu_dummy1[256];
	}		xu_au;
	union {
		struct sockaddr_un xuu_caddr;
		char		xu_dummy2[256];
	}		xu_cau;
	struct xsocket	xu_socket;
	u_quad_t	xu_alignment_hack;
};
#define xu_addr		xu_au.xuu_addr
#define xu_caddr	xu_cau.xuu_caddr	/* the peer's */

#endif /* !_SYS_UNPCB_H_ */
