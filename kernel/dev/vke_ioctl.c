/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vke_ioctl.c: vke(4): what ifconfig(8) asks of an interface.
 *
 * Locks: one request at a time (net/k_if.h).
 */
#include "dev/vke_var.h"
#include "host/host_net.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/sockio.h>
#include <net/if.h>
#include <net/if_media.h>

static int
vke_updown(struct vke_softc *sc)
{
	struct ifnet *ifp = &sc->sc_if;
	bool up = (ifp->if_flags & IFF_UP) != 0;
	uint32_t addr = sc->sc_addr;

	host_net_run(sc->sc_net, up);
	if_running(ifp, up);
	if (!up || addr == 0)
		return (0);
	sc->sc_addr = 0;
	return (if_preset(ifp, addr, sc->sc_plen));
}

/* The host leaves to us what the stack knows to leave alone. */
void
vke_offload(struct vke_softc *sc)
{
	bool on = (sc->sc_if.if_capenable & IFCAP_RXCSUM) != 0;

	host_net_offload(sc->sc_net, on, on);
}

/* Any of Ethernet's media may be chosen, as on a card without a cable. */
static int
vke_setmedia(struct vke_softc *sc, const struct ifreq *ifr)
{
	if (IFM_TYPE(ifr->ifr_media) != IFM_ETHER)
		return (ENXIO);
	sc->sc_media = ifr->ifr_media;
	return (0);
}

static void
vke_getmedia(const struct vke_softc *sc, struct ifmediareq *ifm)
{
	ifm->ifm_current = sc->sc_media;
	ifm->ifm_mask = 0;
	ifm->ifm_status = IFM_AVALID;
	if (host_net_link(sc->sc_net))
		ifm->ifm_status |= IFM_ACTIVE;
	ifm->ifm_active = sc->sc_media != (IFM_ETHER | IFM_AUTO) ?
	    sc->sc_media : IFM_ETHER | IFM_1000_T | IFM_FDX;
}

static void
vke_getstatus(const struct vke_softc *sc, struct ifstat *ifs)
{
	ifs->ascii[0] = '\0';
	if (sc->sc_tapunit >= 0)
		ksnprintf(ifs->ascii, sizeof(ifs->ascii),
		    "\tBacked by tap%d\n", sc->sc_tapunit);
}

int
vke_ioctl(struct ifnet *ifp, unsigned long cmd, void *data)
{
	struct vke_softc *sc = ifp->if_softc;

	switch (cmd) {
	case SIOCSIFFLAGS:
		return (vke_updown(sc));
	case SIOCSIFADDR:
		sc->sc_addr = 0;
		return (0);
	case SIOCSIFMTU:
	case SIOCSIFLLADDR:
		return (0);
	case SIOCSIFCAP:
		vke_offload(sc);
		return (0);
	case SIOCSIFMEDIA:
		return (vke_setmedia(sc, data));
	case SIOCGIFMEDIA:
		vke_getmedia(sc, data);
		return (0);
	case SIOCGIFSTATUS:
		vke_getstatus(sc, data);
		return (0);
	default:
		return (EOPNOTSUPP);
	}
}
