/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vke.c: network interfaces, vke(4): the taps and switches of -I.
 *
 * Frames that go out are copied into the line's ring, frames that come in from
 * there into buffers of the stack, by the virtual CPU that was told; what comes
 * to another one meanwhile, the first one does.
 *
 * A tap of the host makes checksums and cuts TCP's data into packets.  Segments
 * that go out one after another, as the stack sends them in a burst, are put
 * together in the ring: sc_frame is the one that may still grow.
 *
 * Locks: I fixed after attach, n net_spin, a atomic, c one request at a time
 * (net/k_if.h).
 */
#include "dev/vke.h"
#include "dev/vke_var.h"
#include "host/host.h"
#include "host/host_net.h"
#include "lib/libkern.h"
#include "platform/boot.h"
#include "platform/bootparam.h"
#include "sys/kmalloc.h"
#include "sys/thread.h"
#include <sys/errno.h>
#include <sys/uio.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_media.h>
#include <net/if_types.h>

#define VKE_MTUMAX	9000
#define VKE_BATCH	32		/* frames handed to the stack together */
#define VKE_BAUDRATE	1000000000

/* What the host gave, until it is attached. */
static struct {
	struct host_net	*net;
	struct host_netinfo info;
} opened[BOOT_MAXUNITS];

static struct vke_softc *vkes[BOOT_MAXUNITS];	/* I */
static int nvkes;				/* a */

/* ---- operations ---------------------------------------------------------------- */

static void
vke_copy(uint8_t *p, const struct iovec *iov, int niov, size_t skip)
{
	size_t n;

	for (int i = 0; i < niov; i++) {
		n = K_MIN(skip, iov[i].iov_len);
		skip -= n;
		memcpy(p, (const uint8_t *)iov[i].iov_base + n,
		    iov[i].iov_len - n);
		p += iov[i].iov_len - n;
	}
}

/* What was gathered goes.  net_spin held. */
static void
vke_flush(struct vke_softc *sc)
{
	struct netoff *off = &sc->sc_frameoff;
	struct host_netmeta meta;

	if (sc->sc_frame == NULL)
		return;
	off_finish(sc->sc_frame, sc->sc_framelen, off);
	bzero(&meta, sizeof(meta));
	meta.flags = HOST_NET_SUM;
	meta.sumstart = off->no_sumstart;
	meta.sumoff = off->no_sumoff;
	if (off->no_segsize != 0) {
		meta.gso = off->no_v6 ? HOST_NET_TCP6 : HOST_NET_TCP4;
		meta.hdrlen = off->no_hdrlen;
		meta.segsize = off->no_segsize;
	}
	host_net_txput(sc->sc_net, sc->sc_framelen, &meta);
	sc->sc_frame = NULL;
}

/* A segment behind those that wait, if it continues them.  net_spin held. */
static bool
vke_gather(struct vke_softc *sc, const struct iovec *iov, int niov, size_t len,
    const struct netoff *off)
{
	const uint8_t *headers = iov[0].iov_base;
	size_t n = len - off->no_hdrlen;
	bool last;

	if ((sc->sc_if.if_capenable & (off->no_v6 ? IFCAP_TSO6 :
	    IFCAP_TSO)) == 0 ||
	    !off_follows(sc->sc_frame, sc->sc_framelen, &sc->sc_frameoff,
	    headers, off, n, &last) ||
	    !host_net_txgrow(sc->sc_net, sc->sc_framelen + n))
		return (false);
	vke_copy(sc->sc_frame + sc->sc_framelen, iov, niov, off->no_hdrlen);
	sc->sc_framelen += n;
	off_append(sc->sc_frame, &sc->sc_frameoff, headers);
	if (last)
		vke_flush(sc);
	return (true);
}

/* net_spin held. */
static int
vke_output(struct ifnet *ifp, const struct iovec *iov, int niov, size_t len,
    const struct netoff *off)
{
	struct vke_softc *sc = ifp->if_softc;
	uint8_t *p;

	if (!host_net_link(sc->sc_net))
		return (ENETDOWN);
	if (sc->sc_frame != NULL && off != NULL &&
	    vke_gather(sc, iov, niov, len, off))
		return (0);
	vke_flush(sc);
	if ((p = host_net_txroom(sc->sc_net, len)) == NULL)
		return (ENOBUFS);
	vke_copy(p, iov, niov, 0);
	if (off == NULL) {
		host_net_txput(sc->sc_net, len, NULL);
		return (0);
	}
	sc->sc_frame = p;
	sc->sc_framelen = len;
	sc->sc_frameoff = *off;
	return (0);
}

static void
vke_count(struct vke_softc *sc)
{
	uint64_t in, out;

	host_net_errors(sc->sc_net, &in, &out);
	if (in != 0)
		(void)atomic_add(&sc->sc_if.if_data.ifi_ierrors, in);
	if (out != 0)
		(void)atomic_add(&sc->sc_if.if_data.ifi_oerrors, out);
}

/* net_spin held. */
static void
vke_start(struct ifnet *ifp)
{
	struct vke_softc *sc = ifp->if_softc;

	vke_flush(sc);
	host_net_kick(sc->sc_net);
	vke_count(sc);
}

static void
vke_linkstate(struct vke_softc *sc)
{
	uint32_t up = host_net_link(sc->sc_net);

	if (__atomic_exchange_n(&sc->sc_link, up, __ATOMIC_SEQ_CST) == up)
		return;
	kprintf("%s: link state changed to %s\n", sc->sc_if.if_xname,
	    up ? "UP" : "DOWN");
	if_linkstate(&sc->sc_if, up ? LINK_STATE_UP : LINK_STATE_DOWN);
}

/* ---- attach --------------------------------------------------------------------- */

static void __attribute__((noreturn))
vke_fatal(const struct boot_net *bn, const struct host_diag *diag)
{
	boot_fail(HOST_EXIT_NOINPUT, "-I %s: %s%s%s",
	    boot_shown(bn->bn_arg), diag->what, diag->error != 0 ? ": " : "",
	    diag->error != 0 ? host_strerror(diag->error) : "");
}

void
vke_open(void)
{
	for (int i = 0; i < boot_nnets; i++) {
		const struct boot_net *bn = &boot_nets[i];
		struct host_netconf conf = {
			.name = bn->bn_name,
			.socket = bn->bn_socket,
			.addr = bn->bn_tapaddr,
			.plen = bn->bn_tapplen,
			.bridge = bn->bn_bridge[0] != '\0' ? bn->bn_bridge :
			    NULL,
		};
		struct host_diag diag = { 0, "" };

		if (host_net_open(&conf, &opened[i].net, &opened[i].info,
		    &diag) != 0)
			vke_fatal(bn, &diag);
	}
}

/* hw.vkeN.tap_unit */
static void
vke_sysctl(struct vke_softc *sc)
{
	ksnprintf(sc->sc_oidname, sizeof(sc->sc_oidname), "hw.%s.tap_unit",
	    sc->sc_if.if_xname);
	sc->sc_oid.oid_path = sc->sc_oidname;
	sc->sc_oid.oid_number = OID_AUTO;
	sc->sc_oid.oid_kind = CTLTYPE_INT | CTLFLAG_RD;
	sc->sc_oid.oid_arg1 = &sc->sc_tapunit;
	sc->sc_oid.oid_fmt = "I";
	sc->sc_oid.oid_descr = "Backend tap(4) unit";
	if (sysctl_add(&sc->sc_oid) != 0)
		kprintf("%s: no memory for %s\n", sc->sc_if.if_xname,
		    sc->sc_oidname);
}

static void
vke_ifnet(struct vke_softc *sc, int unit, const struct boot_net *bn,
    const struct host_netinfo *info)
{
	struct ifnet *ifp = &sc->sc_if;

	ksnprintf(ifp->if_xname, sizeof(ifp->if_xname), "vke%d", unit);
	ifp->if_dname = "vke";
	ifp->if_dunit = unit;
	ifp->if_type = IFT_ETHER;
	ifp->if_mtu = K_MIN(K_MAX(info->mtu, 72), VKE_MTUMAX);
	ifp->if_mtumax = VKE_MTUMAX;
	ifp->if_addrlen = IF_ADDRMAX;
	memcpy(ifp->if_lladdr, bn->bn_haslladdr ? bn->bn_lladdr :
	    info->lladdr, IF_ADDRMAX);
	ifp->if_flags = IFF_BROADCAST | IFF_SIMPLEX | IFF_MULTICAST;
	ifp->if_baudrate = VKE_BAUDRATE;
	if (info->offload)
		ifp->if_capabilities = IFCAP_HWCSUM | IFCAP_TSO | IFCAP_TSO6;
	ifp->if_capenable = ifp->if_capabilities;
	ifp->if_softc = sc;
	ifp->if_output = vke_output;
	ifp->if_start = vke_start;
	ifp->if_ioctl = vke_ioctl;
	ifp->if_data.ifi_link_state = LINK_STATE_UP;
}

static void
vke_attach(int unit, const struct boot_net *bn)
{
	const struct host_netinfo *info = &opened[unit].info;
	struct vke_softc *sc;
	const uint8_t *a;

	sc = kmalloc(sizeof(*sc), M_DEVBUF, M_WAITOK | M_ZERO);
	if (sc == NULL)
		panic("vke%d: no memory", unit);
	sc->sc_net = opened[unit].net;
	sc->sc_tapunit = info->unit;
	sc->sc_media = IFM_ETHER | IFM_AUTO;
	sc->sc_addr = bn->bn_addr;
	sc->sc_plen = bn->bn_plen;
	sc->sc_link = 1;
	vke_ifnet(sc, unit, bn, info);
	vke_offload(sc);
	vke_sysctl(sc);
	if (if_attach(&sc->sc_if) != 0)
		panic("vke%d: cannot attach", unit);
	a = sc->sc_if.if_lladdr;
	kprintf("vke%d: %s, address %02x:%02x:%02x:%02x:%02x:%02x\n", unit,
	    info->name, a[0], a[1], a[2], a[3], a[4], a[5]);
	vkes[unit] = sc;
	(void)atomic_add(&nvkes, 1);
	vke_linkstate(sc);	/* nobody listened until now */
}

void
vke_init(void)
{
	for (int i = 0; i < boot_nnets; i++)
		vke_attach(i, &boot_nets[i]);
}

/* ---- interrupt ------------------------------------------------------------------- */

/* Is the frame for us, or for somebody who listens to all? */
static bool
vke_wanted(struct ifnet *ifp, const uint8_t *frame)
{
	bool wanted;

	if ((frame[0] & 1) == 0)
		return ((ifp->if_flags & IFF_PROMISC) != 0 ||
		    memcmp(frame, ifp->if_lladdr, IF_ADDRMAX) == 0);
	net_lock();
	wanted = if_wants(ifp, frame);
	net_unlock();
	return (wanted);
}

/* What is left to do, as the stack has it. */
static void
vke_left(const struct host_netmeta *meta, struct netoff *off)
{
	uint8_t gso = meta->gso & HOST_NET_GSOMASK;

	if ((meta->flags & HOST_NET_SUM) != 0) {
		off->no_sumstart = meta->sumstart;
		off->no_sumoff = meta->sumoff;
	}
	off->no_summed = (meta->flags & HOST_NET_SUMMED) != 0;
	if (gso != 0) {
		off->no_segsize = meta->segsize;
		off->no_v6 = gso == HOST_NET_TCP6;
	}
}

/* The next frames of the ring as a chain; NULL: there are none. */
static struct netbuf *
vke_take(struct vke_softc *sc)
{
	struct netbuf *first = NULL, **last = &first, *nb;
	const struct host_netmeta *meta;
	const uint8_t *frame;
	size_t len;

	for (int i = 0; i < VKE_BATCH && (frame = host_net_rxnext(sc->sc_net,
	    &len, &meta)) != NULL; host_net_rxdone(sc->sc_net)) {
		if ((sc->sc_if.if_flags & IFF_RUNNING) == 0 ||
		    !vke_wanted(&sc->sc_if, frame))
			continue;
		if ((nb = netbuf_get(len)) == NULL) {
			if_count(&sc->sc_if, iqdrops);
			continue;
		}
		memcpy(nb->nb_data, frame, len);
		nb->nb_len = (uint32_t)len;
		vke_left(meta, &nb->nb_off);
		*last = nb;
		last = &nb->nb_next;
		i++;
	}
	return (first);
}

static void
vke_rx(struct vke_softc *sc)
{
	struct netbuf *chain;
	uint32_t due = atomic_add(&sc->sc_rxdue, 1);

	if (due != 1)
		return;		/* who is at it looks again */
	do {
		due = atomic_load(&sc->sc_rxdue);
		do {
			while ((chain = vke_take(sc)) != NULL)
				if_input(&sc->sc_if, chain);
		} while (!host_net_rxarm(sc->sc_net));
	} while (atomic_sub(&sc->sc_rxdue, due) != 0);
}

void
vke_intr(void)
{
	int n = atomic_load(&nvkes);

	for (int i = 0; i < n; i++) {
		vke_linkstate(vkes[i]);
		vke_rx(vkes[i]);
		vke_count(vkes[i]);
	}
}
