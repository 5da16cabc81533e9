/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * k_if.h: what a driver of a network interface needs: ifnet(9) of this kernel.
 *
 * A driver fills in a struct ifnet, attaches it, hands frames that came in to
 * if_input() and gets those that go out in its if_output hook.  Addresses,
 * routes, ARP and everything above are not its business.
 *
 * One spin lock, net_spin (rank LR_NET), guards the whole network stack.  It
 * is never held across a sleep.  Lock legend: [f] fixed from attach on;
 * [n] net_spin; [a] atomic.
 */
#ifndef _NET_K_IF_H_
#define _NET_K_IF_H_

#include <net/if.h>
#include "sys/kdefs.h"
#include "sys/queue.h"

struct ifnet;
struct iovec;
struct ifnet_stack;
struct bpf_d;

/* ---- what is left to do ------------------------------------------------------ */

/*
 * Of a frame, when the two sides of an interface leave work to each other; all
 * zero: nothing.  See net/if_offload.h.
 */
struct netoff {
	uint16_t	 no_sumstart;	/* what is summed begins here; 0: no sum
					 * is to be made */
	uint16_t	 no_sumoff;	/* and its place lies behind that; that of
					 * the pseudo header is in it */
	uint16_t	 no_hdrlen;	/* of what goes out: bytes of headers */
	uint16_t	 no_segsize;	/* TCP's data in a packet; 0: it is one */
	bool		 no_v6;
	bool		 no_summed;	/* came in: the sum is right */
};

/* ---- buffers of frames that come in ---------------------------------------- */

/*
 * One frame.  The driver writes nb_len bytes at nb_data, at most nb_room.
 * Frames that came together travel as a chain through nb_next.
 */
struct netbuf {
	struct netbuf	*nb_next;
	uint8_t		*nb_data;
	uint32_t	 nb_len;
	uint32_t	 nb_room;
	struct netoff	 nb_off;	/* at first: nothing */
};
/*
 * Room for a frame of up to len (1 .. NETBUF_MAX) bytes; NULL when the stack's share
 * of memory is used up: drop the frame and count it in ifi_iqdrops.
 * Context: any.  Locks: none needed; net_spin may be held.
 */
#define NETBUF_MAX	65568	/* those above 65535 must be of segments */
struct netbuf *netbuf_get(size_t len);
void	netbuf_free(struct netbuf *);	/* one, not its chain */

/* ---- interfaces ---------------------------------------------------------------- */

#define IF_ADDRMAX	6	/* bytes of a link address */

/*
 * Hooks.  if_output, if_start and if_setfilter are called with net_spin held: they must
 * neither sleep nor touch user memory and may take spin locks of a rank after
 * LR_NET (LR_DEVSPIN is).  if_ioctl is called without any spin lock, by a
 * thread, one call at a time.
 */
struct ifnet {
	/* Filled in by the driver before if_attach(). */
	char		 if_xname[IFNAMSIZ];	/* [n] "vke0" */
	const char	*if_dname;		/* [f] "vke" */
	int		 if_dunit;		/* [f] 0 */
	uint8_t		 if_type;		/* [f] IFT_ETHER, IFT_LOOP */
	int		 if_mtu;		/* [n] bytes behind the link header */
	int		 if_mtumax;		/* [f] what SIOCSIFMTU allows */
	uint8_t		 if_addrlen;		/* [f] 6, or 0: no link addresses */
	uint8_t		 if_lladdr[IF_ADDRMAX];	/* [n] */
	int		 if_flags;		/* [n] IFF_* ; see below */
	uint64_t	 if_baudrate;		/* [f] bits a second */
	int		 if_capabilities;	/* [f] IFCAP_*: what it can do, */
	int		 if_capenable;		/* [n] and does; see if_output */
	void		*if_softc;		/* [f] the driver's */

	/*
	 * Send one frame, link header included: len bytes in niov pieces, which
	 * are valid during the call only.  0, or ENOBUFS when the driver's queue is
	 * full (the frame is dropped, counted here in ifi_oqdrops), ENETDOWN
	 * when there is no carrier.  With IFCAP_TXCSUM off tells what is left
	 * to do on a segment of TCP: its checksum.  The headers are in the
	 * first piece.  With IFCAP_TSO it may be put together with those that
	 * follow it.  NULL: nothing is left to do.
	 */
	int	(*if_output)(struct ifnet *, const struct iovec *, int niov,
		    size_t len, const struct netoff *off);
	/*
	 * The end of a burst of if_output calls: kick the device.  May be NULL.
	 */
	void	(*if_start)(struct ifnet *);
	/*
	 * The set of frames that shall be received changed: look at IFF_PROMISC,
	 * IFF_ALLMULTI and if_wants().  May be NULL.
	 */
	void	(*if_setfilter)(struct ifnet *);
	/*
	 * An ioctl that concerns the driver; 0 or an errno, which the program
	 * gets.  NULL, or EOPNOTSUPP from it, means: nothing special here.
	 *	SIOCSIFFLAGS	IFF_UP changed: start or stop.  data: NULL
	 *	SIOCSIFADDR	the first IPv4 address is set, or changed.
	 *			data: struct ifaliasreq
	 *	SIOCSIFMTU, SIOCSIFLLADDR	before it changes.  data: struct ifreq
	 *	SIOCSIFCAP	if_capenable changed.  data: struct ifreq
	 *	SIOCGIFMEDIA	data: struct ifmediareq; ifm_ulist is a user's
	 *			pointer and not the driver's business
	 *	others		data: as the program gave it, copied in
	 */
	int	(*if_ioctl)(struct ifnet *, unsigned long cmd, void *data);

	/* The stack's. */
	TAILQ_ENTRY(ifnet) if_link;		/* [n] */
	uint16_t	 if_index;		/* [f] from 1 */
	struct if_data	 if_data;		/* [n] counters; see if_count_* */
	struct ifnet_stack *if_stack;		/* [n] addresses, lwIP's half */
	LIST_HEAD(, bpf_d) if_bpf;		/* [n] who listens; bpf(4) */
	int		 if_pcount;	/* [n] who wants it promiscuous */
	bool		 if_dying;		/* [n] detached */
};

/*
 * if_flags.  The driver sets IFF_BROADCAST, IFF_MULTICAST, IFF_SIMPLEX and the
 * like before it attaches, and IFF_RUNNING by if_running().  The rest comes
 * from programs.
 */

/*
 * Make ifp known: index, link address, messages on routing sockets.  Its memory
 * stays the driver's until if_detach() has returned.  EEXIST: the name is taken;
 * ENOMEM.  Context: thread, or start of the system.
 */
int	if_attach(struct ifnet *);
/*
 * Take it away: its addresses and routes go, connections over it fail as
 * they time out, no hook is called any more.  Context: thread; may sleep.
 */
void	if_detach(struct ifnet *);

/*
 * A chain of whole frames came in; consumed, also when they are dropped.
 * Counts packets, bytes and multicasts, feeds bpf(4).  Context: any, interrupts
 * included; no lock of rank LR_NET or later held.
 */
void	if_input(struct ifnet *, struct netbuf *chain);

/* LINK_STATE_UP, _DOWN, _UNKNOWN.  Told to programs when it changed.
 * Context: any, as for if_input(). */
void	if_linkstate(struct ifnet *, int state);
/* Set or clear IFF_RUNNING.  Context: any; net_spin may be held. */
void	if_running(struct ifnet *, bool);

/*
 * Is a frame to this multicast address (6 bytes) wanted?  For if_setfilter and
 * receive paths.  net_spin held.
 */
bool	if_wants(struct ifnet *, const uint8_t *lladdr);

/* Errors that the driver alone sees; the stack counts packets and bytes.  [a] */
#define if_count(ifp, what)	((void)atomic_add(&(ifp)->if_data.ifi_##what, 1))

/* Look an interface up.  Valid while net_spin is held.  NULL: none. */
struct ifnet *if_byname(const char *);
struct ifnet *if_byindex(uint32_t);

/*
 * Give ifp an IPv4 address (network order) on a network of plen bits, unless it
 * has one already.  For if_ioctl hooks: nothing is told to the driver.
 * EINVAL, EEXIST, ENOMEM and the like.  Context: thread, no spin lock held.
 */
int	if_preset(struct ifnet *, uint32_t addr, int plen);

/* The lock of the stack, for what is said above to need it. */
void	net_lock(void);
void	net_unlock(void);	/* sends what waits to be sent, kicks the drivers */
bool	net_locked(void);

/* The stack comes up; once, at boot, before drivers attach. */
void	net_init(void);

#endif /* !_NET_K_IF_H_ */
