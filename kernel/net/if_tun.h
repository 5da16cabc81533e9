/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_tun.h: between the interfaces of tun(4) and tap(4), if_tun.c, and their
 * devices, tun_dev.c.
 *
 * A unit is made once and stays; its interface is there while its device is
 * open, or from ifconfig's create to destroy.
 *
 * Lock legend: [f] fixed; [u] tun_units; [n] net_spin.
 */
#ifndef _NET_IF_TUN_H_
#define _NET_IF_TUN_H_

#include "net/k_if.h"
#include "net/net_async.h"
#include "sys/knote.h"
#include "sys/lock.h"
#include "sys/queue.h"

struct cdev;

#define TUN_UNITS	16	/* of each kind */
#define TUN_QLEN	128	/* packets that wait for the reader */
#define TUN_MRU		16384	/* bytes of a packet, a link header beside */

struct tun_pkt {
	STAILQ_ENTRY(tun_pkt) tp_link;
	uint32_t	 tp_len;
	uint8_t		 tp_data[];
};

struct tun_d {
	bool		 td_tap;	/* [f] frames of Ethernet, or packets */
	int		 td_unit;	/* [f] */
	struct cdev	*td_dev;	/* [f] */
	bool		 td_created;	/* [u] by ifconfig */
	bool		 td_attached;	/* [u] td_if is an interface */
	bool		 td_open;	/* [u], changed with [n] too */
	struct ifnet	 td_if;
	STAILQ_HEAD(, tun_pkt) td_queue;	/* [n] */
	int		 td_qlen;	/* [n] */
	bool		 td_head;	/* [n] TUNSIFHEAD: families in front */
	int		 td_debug;	/* [n] */
	struct kqinfo	 td_kq;
	struct net_async td_async;
};

extern struct lock tun_units;

/* net/if_tun.c; tun_units held.  EEXIST, ENOMEM. */
int	tun_attach(struct tun_d *);
void	tun_detach(struct tun_d *);
/* The device opened or closed; the interface runs or not. */
void	tun_running(struct tun_d *, bool);
/* Packets that wait go.  net_spin held. */
void	tun_flush(struct tun_d *);

/* net/tun_dev.c */
void	tun_init(void);
/*
 * SIOCIFCREATE and SIOCIFDESTROY.  name: "tap", "tun" (the first free unit's name is put
 * there, size bytes) or with a unit.  EINVAL: none of ours; EEXIST, EBUSY, ENXIO,
 * ENOMEM.  Context: thread.
 */
int	tun_ifcreate(char *name, size_t size);
int	tun_ifdestroy(const char *name);

#endif /* !_NET_IF_TUN_H_ */
