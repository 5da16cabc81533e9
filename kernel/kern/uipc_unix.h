/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_unix.h: the inside of the local domain, for the files that make it up.
 *
 * Lock legend: [u] unp_spin, which guards how sockets are linked; it comes
 * before every so_spin.  [f] fixed.
 */
#ifndef _KERN_UIPC_UNIX_H_
#define _KERN_UIPC_UNIX_H_

#include <sys/ucred.h>
#include <sys/un.h>
#include "sys/ksocket.h"

struct vnode;

struct unix_pcb {
	LIST_ENTRY(unix_pcb) unp_all;	/* [u] */
	struct socket	*unp_socket;	/* [f] */
	struct vnode	*unp_vnode;	/* [u] where it is bound; reference */
	struct socket	*unp_peer;	/* [u] reference */
	LIST_HEAD(, unix_pcb) unp_refs;	/* [u] datagram sockets connected to us */
	LIST_ENTRY(unix_pcb) unp_reflink;	/* [u] */
	struct sockaddr_un unp_addr;	/* [u] sun_len 0: not bound */
	struct xucred	 unp_peercred;	/* [u] of who connected or listened */
	bool		 unp_haspeercred, unp_haslisten;	/* [u] */
	bool		 unp_reached;	/* [u] the collector's */
	struct unix_pcb	*unp_gcnext;	/* [u] */
};

extern struct spinlock unp_spin;
extern LIST_HEAD(unix_pcblist, unix_pcb) unp_list;	/* [u] */
extern const struct protosw unix_stream, unix_dgram, unix_seqpacket;

/* Rights on their way, for the collector; atomic. */
extern volatile int rights_inflight;	/* files in messages */
extern volatile int rights_transit;	/* messages between queues */
extern volatile uint32_t rights_moves;	/* changes so far */

/* The path in an address, NUL terminated, in a buffer of sizeof(sun_path) + 1.
 * EINVAL, EAFNOSUPPORT. */
int	unix_path(const struct sockaddr *, char *path);
/* Find or make the name of an address.  uipc_path.c.  path is NUL terminated. */
int	unix_path_create(struct lwp *, const char *path, struct vnode **);

/* The socket bound at nam, of so's type, referenced.  ECONNREFUSED: nobody is
 * there; EPROTOTYPE. */
int	unp_lookup(struct socket *so, struct sockaddr *nam, struct lwp *,
	    struct socket **);

static inline struct unix_pcb *
sotounp(struct socket *so)
{
	return (so->so_pcb);
}

/* For the switch; see struct protosw. */
int	unix_send(struct socket *, struct sockmsg *, struct sockaddr *, int);
void	unix_rcvd(struct socket *, size_t);
int	unix_sockaddr(struct socket *, struct sockaddr_storage *);
int	unix_listen(struct socket *so, struct lwp *lp);
int	unix_connect(struct socket *so, struct sockaddr *nam, struct lwp *lp);
int	unix_connect2(struct socket *a, struct socket *b);	/* socketpair(2) */
int	unix_shutdown(struct socket *so);

#endif /* !_KERN_UIPC_UNIX_H_ */
