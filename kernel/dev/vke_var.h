/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vke_var.h: the inside of vke(4), for vke*.c.
 *
 * Lock legend: I fixed after attach, n net_spin, a atomic, c one request at a
 * time (net/k_if.h).
 */
#ifndef _DEV_VKE_VAR_H_
#define _DEV_VKE_VAR_H_

#include "net/if_offload.h"
#include "net/k_if.h"
#include "sys/ksysctl.h"

struct host_net;

struct vke_softc {
	struct ifnet	 sc_if;
	struct host_net	*sc_net;	/* I */
	int		 sc_tapunit;	/* I -1: none */
	int		 sc_media;	/* c what was chosen; it changes nothing */
	uint32_t	 sc_addr;	/* c given at start, until it is set */
	int		 sc_plen;	/* I of its network */
	uint32_t	 sc_rxdue;	/* a calls for vke_rx() */
	uint32_t	 sc_link;	/* a as the stack knows it */
	uint8_t		*sc_frame;	/* n written, not passed on; or NULL */
	size_t		 sc_framelen;	/* n */
	struct netoff	 sc_frameoff;	/* n of its first segment */
	struct sysctl_oid sc_oid;
	char		 sc_oidname[32];
};

/* vke_ioctl.c.  For struct ifnet; and: tell the host what the stack knows. */
int	vke_ioctl(struct ifnet *ifp, unsigned long cmd, void *data);
void	vke_offload(struct vke_softc *sc);

#endif /* !_DEV_VKE_VAR_H_ */
