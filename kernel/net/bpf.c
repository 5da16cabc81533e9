/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf.c: packets that pass an interface to those who listen, bpf(4).
 *
 * Locks: net_spin held.
 */
#include <sys/errno.h>
#include <net/if_types.h>
#include "lib/libkern.h"
#include "net/bpf_var.h"
#include "sys/callout.h"
#include "sys/thread.h"

uint32_t
bpf_dlt(const struct ifnet *ifp)
{
	return (ifp->if_type == IFT_ETHER ? DLT_EN10MB : DLT_NULL);
}

static void
bpf_wakeup(struct bpf_d *d)
{
	wakeup(d);
	knote_fire(&d->bd_kq, KN_HINT_READY);
	net_async_tell(&d->bd_async);
}

void
bpf_rotate(struct bpf_d *d)
{
	uint8_t *buf = d->bd_hold;

	d->bd_hold = d->bd_store;
	d->bd_holdlen = d->bd_storelen;
	d->bd_store = buf;
	d->bd_storelen = 0;
}

void
bpf_attach(struct bpf_d *d, struct ifnet *ifp)
{
	bpf_unattach(d);
	d->bd_ifp = ifp;
	d->bd_gone = false;
	d->bd_storelen = d->bd_holdlen = 0;
	LIST_INSERT_HEAD(&ifp->if_bpf, d, bd_link);
}

void
bpf_unattach(struct bpf_d *d)
{
	if (d->bd_ifp == NULL)
		return;
	if (d->bd_promisc)
		(void)if_promisc(d->bd_ifp, false);
	d->bd_promisc = false;
	LIST_REMOVE(d, bd_link);
	d->bd_ifp = NULL;
}

void
bpf_detach(struct ifnet *ifp)
{
	struct bpf_d *d;

	while ((d = LIST_FIRST(&ifp->if_bpf)) != NULL) {
		bpf_unattach(d);
		d->bd_gone = true;
		bpf_wakeup(d);
	}
}

/* ---- catching --------------------------------------------------------------------------------- */

static void
copy_packet(uint8_t *to, const void *hdr, size_t hlen, const struct pbuf *p,
    size_t n)
{
	size_t h = K_MIN(hlen, n);

	memcpy(to, hdr, h);
	if (n > h)
		(void)pbuf_copy_partial(p, to + h, (u16_t)(n - h), 0);
}

/* One packet into the buffer; a full one is handed to the reader. */
static void
catch(struct bpf_d *d, const void *hdr, size_t hlen, const struct pbuf *p,
    size_t caplen)
{
	int64_t now = time_wall();
	struct bpf_hdr bh;
	size_t start, room;
	/* What follows the link header shall be aligned. */
	size_t shift = bpf_dlt(d->bd_ifp) == DLT_EN10MB ? 14 : 4;
	size_t hl = ((sizeof(bh) - 6 + shift + 7) & ~(size_t)7) - shift;
	bool wake = false;

	start = BPF_WORDALIGN((size_t)d->bd_storelen);
	caplen = K_MIN(caplen, (size_t)d->bd_bufsize - hl);
	room = hl + caplen;
	if (start + room > d->bd_bufsize) {
		if (d->bd_holdlen != 0 || d->bd_reading) {
			d->bd_dcount++;
			return;
		}
		bpf_rotate(d);
		wake = true;
		start = 0;
	}
	bzero(&bh, sizeof(bh));
	bh.bh_tstamp.tv_sec = now / NS_PER_S;
	bh.bh_tstamp.tv_usec = now % NS_PER_S / NS_PER_US;
	bh.bh_caplen = (uint32_t)caplen;
	bh.bh_datalen = (uint32_t)(hlen + p->tot_len);
	bh.bh_hdrlen = (u_short)hl;
	bzero(d->bd_store + d->bd_storelen, start + hl - d->bd_storelen);
	memcpy(d->bd_store + start, &bh, K_MIN(sizeof(bh), hl));
	copy_packet(d->bd_store + start + hl, hdr, hlen, p, caplen);
	d->bd_storelen = (uint32_t)(start + room);
	if (wake || d->bd_immediate)
		bpf_wakeup(d);
}

void
bpf_tap(struct ifnet *ifp, const void *hdr, size_t hlen, struct pbuf *p,
    bool sent)
{
	struct bpf_d *d;
	size_t want;

	LIST_FOREACH(d, &ifp->if_bpf, bd_link) {
		if (sent && !d->bd_seesent)
			continue;
		d->bd_rcount++;
		want = bpf_run(d->bd_filter, d->bd_flen, hdr, hlen, p);
		if (want != 0)
			catch(d, hdr, hlen, p, K_MIN(want,
			    hlen + p->tot_len));
	}
}
