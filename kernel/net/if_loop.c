/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_loop.c: lo0, the interface to ourselves, lo(4).
 *
 * Packets for our own addresses never come to a driver: if_ip_output() sees to
 * that.  What is left for if_output here is sent to addresses on lo0's
 * networks that are not ours, and goes nowhere.
 */
#include <sys/errno.h>
#include <net/if_types.h>
#include "lib/libkern.h"
#include "net/net_var.h"

#define LOOP_MTU	16384

static struct ifnet loop_ifnet;
struct ifnet *loif = &loop_ifnet;

static int
loop_output(struct ifnet *ifp, const struct iovec *iov, int niov, size_t len,
    const struct netoff *off)
{
	return (0);
}

/* IFF_UP is all there is to set. */
static int
loop_ioctl(struct ifnet *ifp, unsigned long cmd, void *data)
{
	return (EOPNOTSUPP);
}

void
loop_attach(void)
{
	strlcpy(loif->if_xname, "lo0", sizeof(loif->if_xname));
	loif->if_dname = "lo";
	loif->if_type = IFT_LOOP;
	loif->if_mtu = LOOP_MTU;
	loif->if_mtumax = 65535;
	loif->if_flags = IFF_LOOPBACK | IFF_MULTICAST | IFF_RUNNING;
	loif->if_output = loop_output;
	loif->if_ioctl = loop_ioctl;
	if (if_attach(loif) != 0)
		panic("no memory for lo0");
}
