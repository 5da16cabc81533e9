/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf_var.h: the inside of bpf(4), for the files that make it up.
 *
 * A listener has two buffers: one is filled, the other waits to be read or is
 * being read.  Lock legend: [n] net_spin; [r] bd_lock: one reader or changer
 * at a time; [f] fixed.
 */
#ifndef _NET_BPF_VAR_H_
#define _NET_BPF_VAR_H_

#include <net/bpf.h>
#include "net/net_var.h"
#include "sys/kdev.h"
#include "net/net_async.h"
#include "sys/knote.h"

struct bpf_d {
	LIST_ENTRY(bpf_d) bd_link;	/* [n] of its interface */
	struct ifnet	*bd_ifp;	/* [n] NULL: none */
	struct lock	 bd_lock;
	int		 bd_unit;	/* [f] */
	bool		 bd_open;	/* bpf_units' lock */
	uint8_t		*bd_store, *bd_hold;	/* [n] NULL until BIOCSETIF */
	uint32_t	 bd_storelen, bd_holdlen;	/* [n] bytes in them */
	uint32_t	 bd_bufsize;	/* [r] */
	bool		 bd_reading;	/* [n] bd_hold is being read */
	struct bpf_insn	*bd_filter, *bd_wfilter;	/* [n] */
	uint32_t	 bd_flen, bd_wflen;	/* [n] */
	bool		 bd_promisc, bd_immediate, bd_hdrcmplt;	/* [n] */
	bool		 bd_seesent, bd_locked;	/* [n] */
	bool		 bd_gone;	/* [n] its interface went */
	int64_t		 bd_timeout;	/* [n] ns, 0: for ever */
	uint32_t	 bd_rcount, bd_dcount;	/* [n] */
	struct kqinfo	 bd_kq;
	struct net_async bd_async;
	struct cdev	*bd_dev;	/* [f] */
};

/* Is the program one that ends, and touches nothing but its own memory? */
bool	bpf_validate(const struct bpf_insn *, uint32_t n);
/*
 * How much of the packet the program wants: link header of hlen bytes at hdr,
 * then p.  0: none.  No program: all.
 */
uint32_t bpf_run(const struct bpf_insn *, uint32_t n, const void *hdr,
	    size_t hlen, const struct pbuf *p);
/* The link header's kind. */
uint32_t bpf_dlt(const struct ifnet *);
/* Listen at ifp instead of where it did; buffers are there.  net_spin held. */
void	bpf_attach(struct bpf_d *, struct ifnet *);
void	bpf_unattach(struct bpf_d *);
/* The full buffer changes places with the read one.  net_spin held. */
void	bpf_rotate(struct bpf_d *);

extern int bpf_maxbufsize;		/* debug.bpf_maxbufsize */
/* net/bpf_ioctl.c; see struct dev_ops. */
int	bpf_ioctl(struct cdev *, unsigned long cmd, void *data, int fflag,
	    struct ucred *);

#endif /* !_NET_BPF_VAR_H_ */
