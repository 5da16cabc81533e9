/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksocket.h: sockets, and the switch by which protocols plug into them.
 *
 * A socket has a send side and a receive side.  What was received lies in
 * so_rcv as a queue of messages.  What a protocol still has of ours on
 * the way counts against so_snd.  A protocol is a struct protosw in the linker set "protosw".
 *
 * Lock legend: [s] so_spin (rank LR_SOCKET); [f] fixed; [r] so_rcvlock, [w]
 * so_sndlock: one reader, one writer at a time, held over their sleeps.
 * A protocol is called without so_spin, and delivers by sbappend and
 * so_* below, which take it.
 */
#ifndef _KERN_KSOCKET_H_
#define _KERN_KSOCKET_H_

#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/time.h>
#include <netinet/in.h>
#include "sys/kdefs.h"
#include "sys/kfile.h"
#include "sys/knote.h"
#include "sys/lock.h"
#include "sys/queue.h"

struct accept_filter;
struct lwp;
struct protosw;
struct socket;
struct ucred;

#define SEND_MORE	0x40000000	/* beside MSG_* in pr_send's flags */
#define SB_MAX		(512 * 1024)	/* kern.ipc.maxsockbuf */
#define SOCK_MAXCTL	2048		/* bytes of control data in a message */

/* Control data as the kernel keeps it. */
struct sockctl {
	STAILQ_ENTRY(sockctl) sc_link;	/* rights that wait to be dropped */
	int		 sc_nfiles;
	struct file	**sc_files;	/* references in flight */
	bool		 sc_transit;	/* rights that are in no queue now */
	bool		 sc_hascreds;
	struct cmsgcred	 sc_creds;
	bool		 sc_hastime;
	struct timeval	 sc_time;
	uint32_t	 sc_have;	/* SC_*: of the Internet domain */
	struct in_addr	 sc_dst;	/* IP_RECVDSTADDR */
	uint16_t	 sc_ifindex;	/* IP_RECVIF, IPV6_RECVPKTINFO */
	char		 sc_ifname[16];
	uint8_t		 sc_ttl;	/* IP_RECVTTL, IPV6_RECVHOPLIMIT */
	uint8_t		 sc_tclass;
	struct in6_addr	 sc_dst6;
	bool		 sc_dontfrag;
	int8_t		 sc_minmtu;
	uint32_t	 sc_mtu;	/* IPV6_PATHMTU */
	uint8_t		 sc_nopts;	/* IP_RECVOPTS, IP_RECVRETOPTS */
	uint8_t		 sc_opts[40];
};
#define SC_DST		0x01
#define SC_IF		0x02
#define SC_TTL		0x04
#define SC_PKTINFO6	0x08
#define SC_HOPLIMIT6	0x10
#define SC_TCLASS6	0x20
#define SC_PATHMTU6	0x800
#define SC_OPTS		0x1000
#define SC_RETOPTS	0x2000
/* What a program says about one datagram that it sends. */
#define SC_SENDPKTINFO6	0x40		/* sc_dst6 is the source, sc_ifindex */
#define SC_SENDHOPLIMIT6 0x80
#define SC_SENDSRC	0x100		/* IP_SENDSRCADDR: sc_dst */
#define SC_SENDTCLASS6	0x200
#define SC_SENDDONTFRAG6 0x400
#define SC_SENDMINMTU6	0x4000

/* A piece of data, or one datagram or record. */
struct sockmsg {
	STAILQ_ENTRY(sockmsg) sm_link;
	struct sockaddr	*sm_from;	/* kmalloc, or NULL */
	struct sockctl	*sm_ctl;	/* or NULL */
	uint8_t		*sm_data;	/* sm_room, or a protocol's memory */
	uint32_t	 sm_off, sm_len, sm_size;	/* data in sm_data */
	bool		 sm_eor;	/* ends a record */
	void		(*sm_extfree)(void *);	/* gives the memory back */
	void		*sm_ext;
	uint8_t		 sm_room[];
};

struct sockbuf {
	STAILQ_HEAD(, sockmsg) sb_msgs;	/* [s] receive side only */
	struct sockmsg	*sb_last;	/* [s] */
	uint32_t	 sb_cc;		/* [s] bytes */
	uint32_t	 sb_nmsgs;	/* [s] messages */
	uint32_t	 sb_hiwat, sb_lowat;	/* [s] */
	int64_t		 sb_timeo;	/* [s] ns, 0 for ever */
	bool		 sb_closed;	/* [s] no more can be sent, received */
	struct kqinfo	 sb_kq;
};

struct socket {
	struct spinlock	 so_spin;
	refcount_t	 so_ref;	/* file, protocol, listen queue */
	short		 so_type;	/* [f] */
	const struct protosw *so_proto;	/* [f] */
	void		*so_pcb;	/* the protocol's */
	struct ucred	*so_cred;	/* [f] who made it */
	struct file	*so_file;	/* weak; NULL while none */
	uint32_t	 so_options;	/* [s] SO_* below 0x10000 */
	uint32_t	 so_state;	/* [s] SS_ISCONNECTED and so on, and
					 * SS_NOFDREF; see sys/socketvar.h */
	int		 so_linger;	/* [s] seconds */
	int		 so_error;	/* [s] reported once */
	uint32_t	 so_oobmark;	/* [s] bytes of so_rcv up to what is urgent;
					 * 0: see SS_RCVATMARK */
	struct lock	 so_sndlock, so_rcvlock;
	struct sockbuf	 so_snd, so_rcv;
	/* Listening sockets. */
	struct socket	*so_head;	/* [s of head] whose queue we are on */
	TAILQ_HEAD(, socket) so_comp;	/* [s] ready to be accepted */
	TAILQ_ENTRY(socket) so_list;	/* [s of head] */
	int		 so_qlen, so_qlimit;	/* [s] */
	/* Accept filters: kern/uipc_accf.c has their lock. */
	const struct accept_filter *so_accf;	/* NULL: none */
	TAILQ_HEAD(, socket) so_incomp;	/* those that it keeps back */
	int		 so_incqlen;
	bool		 so_waits;	/* this one is kept back */
	volatile bool	 so_async;	/* FIOASYNC */
	struct sigio	 so_sigio;
};

/* A socket option on its way; kernel copy. */
struct sockopt {
	bool	 sopt_set;
	int	 sopt_level, sopt_name;
	void	*sopt_val;
	size_t	 sopt_len;	/* size, in get: room, then result */
};

struct protosw {
	short		 pr_domain, pr_type;
	int		 pr_protocol;	/* or PROTO_ANY */
	uint32_t	 pr_flags;
	uint32_t	 pr_sndsize, pr_rcvsize;
	int	(*pr_attach)(struct socket *, int proto, struct ucred *);
	void	(*pr_detach)(struct socket *);	/* the socket is closed */
	int	(*pr_bind)(struct socket *, struct sockaddr *, struct lwp *);
	int	(*pr_listen)(struct socket *, struct lwp *);
	/* EINPROGRESS is not an errno here: SS_ISCONNECTING tells. */
	int	(*pr_connect)(struct socket *, struct sockaddr *,
		    struct lwp *);
	int	(*pr_connect2)(struct socket *, struct socket *);
	int	(*pr_disconnect)(struct socket *);
	int	(*pr_shutdown)(struct socket *);	/* nothing more is sent */
	/* Consumes m, with data, control and sm_from unused, also on error.
	 * nam: where to, or NULL.  The bytes are counted in so_snd already.
	 * flags: MSG_*, and SEND_MORE: the next piece follows at once. */
	int	(*pr_send)(struct socket *, struct sockmsg *m,
		    struct sockaddr *nam, int flags);
	/* n bytes were taken from so_rcv. */
	void	(*pr_rcvd)(struct socket *, size_t n);
	/* The urgent byte, which stays there for peek.  EINVAL, EWOULDBLOCK.
	 * May be NULL: there is none. */
	int	(*pr_rcvoob)(struct socket *, uint8_t *byte, bool peek);
	/* The connection was accepted.  May be NULL. */
	void	(*pr_accepted)(struct socket *);
	/* Addresses: *len room, then length. */
	int	(*pr_sockaddr)(struct socket *, struct sockaddr_storage *);
	int	(*pr_peeraddr)(struct socket *, struct sockaddr_storage *);
	int	(*pr_ctloutput)(struct socket *, struct sockopt *);
		/* ENOPROTOOPT */
	int	(*pr_control)(struct socket *, unsigned long cmd, void *data);
		/* ENOTTY */
};
#define PROTO_ANY	(-1)
#define PR_ATOMIC	0x01	/* one send is one message */
#define PR_ADDR		0x02	/* messages carry addresses */
#define PR_CONNREQUIRED	0x04	/* no data without a connection */
#define PR_RIGHTS	0x08	/* passes descriptors */
#define PR_INET		0x10	/* control data of the Internet domain; SOL_SOCKET
				 * options that were set go to pr_ctloutput too */
#define PROTOSW_DEFINE(pr)	SET_ENTRY(protosw, pr)
/*
 * EAFNOSUPPORT, EPROTONOSUPPORT, EPROTOTYPE.  What was found is held:
 * module_drop() it when the socket has been made.
 */
int	proto_find(int domain, int type, int protocol,
	    const struct protosw **);
/*
 * Of modules: EEXIST, ENFILE.  Once unregistered it is not found any more; sockets
 * that it has hold its module.
 */
int	proto_register(const struct protosw *);
void	proto_unregister(const struct protosw *);

/* ---- sockets ------------------------------------------------------------- */

/* A socket with one reference; its protocol is attached.  ENOBUFS. */
int	so_create(const struct protosw *, int protocol, struct ucred *,
	    struct socket **);
void	so_hold(struct socket *);
void	so_drop(struct socket *);
/* The file is gone; nowait: SO_LINGER does not make the caller wait. */
int	so_close(struct socket *, bool nowait);
int	so_connect(struct socket *, struct sockaddr *, bool nowait,
	    struct lwp *);
int	so_listen(struct socket *, int backlog, struct lwp *);
/* *new: referenced.  EAGAIN, EINTR, ERESTART, EINVAL, ECONNABORTED. */
int	so_accept(struct socket *, bool nowait, struct socket **);
int	so_shutdown(struct socket *, int how);
/*
 * Send all of the uio as one or more messages.  ctl is consumed.  so_receive:
 * *from and *ctl (either may be NULL) go to the caller; *flags in: MSG_PEEK,
 * MSG_WAITALL, out: MSG_EOR, MSG_TRUNC.
 */
int	so_send(struct socket *, struct sockaddr *nam, struct kuio *,
	    struct sockctl *ctl, int flags, bool nowait);
int	so_receive(struct socket *, struct sockaddr **from, struct kuio *,
	    struct sockctl **ctl, int *flags, bool nowait);
extern const struct fileops socket_fileops;

/* ---- for protocols; so_spin held unless said ------------------------------- */

/* May no connection be queued?  One that listen(2) has not quite made a listener
 * yet has no room; the queue is half as long again as it said, and one more, as
 * on all BSDs. */
static inline bool
so_qfull(const struct socket *head)
{
	return ((head->so_options & SO_ACCEPTCONN) == 0 ||
	    head->so_qlen > 3 * head->so_qlimit / 2);
}
/* A new connection for the listening head: attached, not yet on its queue.
 * ECONNREFUSED when the queue is full, ENOBUFS.  so_spin not held.  Any
 * context, if the protocol's attach is for any; it is told by curthread's
 * spin locks that it must not sleep. */
int	so_newconn(struct socket *head, struct socket **);
/* Put it there; false (and nothing done) when head does not listen any
 * more.  so_spin not held. */
bool	so_queue(struct socket *head, struct socket *);
void	so_isconnected(struct socket *);
void	so_isdisconnected(struct socket *);
void	so_cantsend(struct socket *);
void	so_cantrcv(struct socket *);
/* so_spin not held: n bytes that were reserved in so_snd count no more, and
 * writers have room for as many. */
void	so_unreserve(struct socket *, size_t n);
/* The pr_shutdown of protocols that tell nobody. */
int	so_shutdown_send(struct socket *);
void	so_wake_reader(struct socket *);	/* data or a state change */
void	so_wake_writer(struct socket *);
/* SIGIO for readers and writers; no lock held. */
void	so_async(struct socket *);
/* Append to so_rcv; stream data may be merged into the last message. */
void	sbappend(struct socket *, struct sockmsg *);
#define SOCKMSG_SMALL	512	/* pieces up to here are copied together */
uint32_t sb_space(const struct sockbuf *);
void	sb_flush(struct sockbuf *, struct socket *);	/* not held */
struct sockmsg *sockmsg_alloc(size_t room);	/* NULL: no memory */
/* The same for any context.  _ext: the data stays where it is, until extfree(ext),
 * which is called in any context. */
struct sockmsg *sockmsg_alloc_nowait(size_t room);
struct sockmsg *sockmsg_ext(void *data, size_t len, void (*extfree)(void *),
	    void *ext);
void	sockmsg_free(struct sockmsg *);

/* ---- accept filters: kern/uipc_accf.c ------------------------------------------- */

/* SO_ACCEPTFILTER.  EINVAL, ENOENT.  Context: thread. */
int	accf_set(struct socket *, const struct sockopt *);
int	accf_get(struct socket *, struct sockopt *);
/* Shall so wait before it is queued at head, which has a filter?  No so_spin held. */
bool	accf_hold(struct socket *head, struct socket *so);
/* Data, an end or an error came to so, which waits.  Its listener when it waits
 * no more, else NULL.  No so_spin held. */
struct socket *accf_check(struct socket *so);
/* One that waits, for who closes the listener; NULL: there is none. */
struct socket *accf_take(struct socket *head);

/* ---- lists ----------------------------------------------------------------- */

/*
 * A socket as lists show it; so NULL: closed, its protocol goes on.  pcb names
 * its control block there.  Locks: whatever keeps so alive; it may change while
 * it is looked at.
 */
void	so_export(const struct socket *so, const void *pcb, int family,
	    int protocol, struct xsocket *);

/* ---- control data ---------------------------------------------------------- */

/* From the program's bytes: EINVAL, EBADF, EOPNOTSUPP, ETOOMANYREFS, ENOMEM. */
int	sockctl_in(struct socket *, const void *bytes, size_t len,
	    struct sockctl **);
/* To bytes; descriptors are made.  *lenp: room, then length; *flags:
 * MSG_CMSG_CLOEXEC in, MSG_CTRUNC out.  Consumes the data. */
int	sockctl_out(struct sockctl *, void *bytes, size_t *lenp, int *flags);
struct sockctl *sockctl_alloc(void);	/* empty; NULL: no memory */
struct sockctl *sockctl_alloc_nowait(void);
void	sockctl_free(struct sockctl *);	/* rights are dropped later */
/* A copy for MSG_PEEK, without the rights.  NULL: no memory. */
struct sockctl *sockctl_peek(const struct sockctl *);
/* ctl leaves a queue; ctl is in a queue, whose so_spin is held. */
void	sockctl_leave(struct sockctl *);
void	sockctl_landed(struct sockctl *);
/* A local socket went: rights that only it could have received may be
 * garbage.  Context: thread. */
void	unix_gc_request(void);

#endif /* !_KERN_KSOCKET_H_ */
