/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net.h: what the files of the line's network share: net.c moves frames,
 * net_tap.c finds and sets up taps, net_link.c speaks to the host about them.
 *
 * Lock letters as in line.h.
 */
#ifndef LINUX_NET_H
#define LINUX_NET_H

#include <net/if.h>
#include <netinet/in.h>

#include "line.h"

/* A tap of the host that is ours while its descriptor is open. */
struct tap {
	int		 fd;
	bool		 vnet;		/* frames have a struct host_netmeta */
	char		 name[IFNAMSIZ];
	in_addr_t	 addr;		/* address that we gave it, or 0 */
	int		 plen;
	char		 bridge[IFNAMSIZ];	/* that we put it into, or "" */
};

/*
 * net_tap.c.  Results are numbers of ours, told in diag.
 *
 * tap_open: by name, "auto" for the first that is free; nth says which one of
 * the command line it is.  tap_setup: address, bridge, up.  tap_undo takes back
 * what tap_setup did to one that stays.
 */
int	 tap_open(struct tap *tap, const char *name, unsigned nth,
	    struct host_diag *diag);
int	 tap_setup(struct tap *tap, const struct host_netconf *conf,
	    struct host_diag *diag);
void	 tap_undo(const struct tap *tap);
/* What the host leaves to us; nothing without vnet. */
void	 tap_offload(const struct tap *tap, bool sums, bool segments);
int	 tap_unit(const char *name);	/* the number at its end, or -1 */

/*
 * net_link.c.  Linux numbers.  s is any socket of the Internet family.
 */
int	 link_addr(const char *name, in_addr_t addr, int plen, bool add);
int	 link_up(int s, const char *name);
int	 link_mtu(int s, const char *name, int *mtu);
/* EALREADY: it is in that bridge; EBUSY: in another one. */
int	 link_bridge(int s, const char *bridge, const char *name, bool add);

/*
 * net_keep.c: taps over a reboot.  The descriptors wait in a socket for the
 * supervisor, which hands them to the kernel process that it starts next: so a
 * tap that was made goes away exactly when the machine does.
 *
 * tap_keep: this one shall be kept.  tap_kept: the one that was, or false.
 */
void	 tap_keep(const struct tap *tap, unsigned nth);
bool	 tap_kept(struct tap *tap, unsigned nth);

#endif
