/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_tap.c: taps of the host; see net.h.
 *
 * A tap that exists and stays without a user ("persistent") can be opened by
 * its owner; one that does not exist is made by opening it, which needs
 * CAP_NET_ADMIN, and goes away when it is closed.  A tap has one user at a
 * time.
 */
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

#define TUN_DEVICE	"/dev/net/tun"
#define TRIES		64		/* others take what we have just seen */

int
tap_unit(const char *name)
{
	const char *p = name + strlen(name);
	long unit;

	while (p > name && isdigit((unsigned char)p[-1]))
		p--;
	if (*p == '\0')
		return (-1);
	unit = strtol(p, NULL, 10);
	return (unit <= INT_MAX ? (int)unit : -1);
}

_Static_assert(sizeof(struct host_netmeta) == sizeof(struct virtio_net_hdr) &&
    offsetof(struct host_netmeta, sumoff) ==
    offsetof(struct virtio_net_hdr, csum_offset), "as a tap has it");
_Static_assert(HOST_NET_SUM == VIRTIO_NET_HDR_F_NEEDS_CSUM &&
    HOST_NET_SUMMED == VIRTIO_NET_HDR_F_DATA_VALID &&
    HOST_NET_TCP4 == VIRTIO_NET_HDR_GSO_TCPV4 &&
    HOST_NET_TCP6 == VIRTIO_NET_HDR_GSO_TCPV6, "as a tap has it");

/* Whether frames have a header, whatever who had the tap before us asked for. */
static void
tap_header(struct tap *tap, const struct ifreq *ifr)
{
	int size = sizeof(struct host_netmeta);

	tap->vnet = (ifr->ifr_flags & IFF_VNET_HDR) != 0;
	if (tap->vnet)
		(void)ioctl(tap->fd, TUNSETVNETHDRSZ, &size);
	tap_offload(tap, false, false);
}

void
tap_offload(const struct tap *tap, bool sums, bool segments)
{
	unsigned long what = 0;

	if (!tap->vnet)
		return;
	if (sums)
		what |= TUN_F_CSUM;
	if (sums && segments)
		what |= TUN_F_TSO4 | TUN_F_TSO6;
	(void)ioctl(tap->fd, TUNSETOFFLOAD, what);
}

/* Linux numbers. */
static int
tap_attach(struct tap *tap, const char *name)
{
	unsigned features;
	struct ifreq ifr;
	int error, fd;

	fd = open(TUN_DEVICE, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return (errno);
	memset(&ifr, 0, sizeof(ifr));
	ifr.ifr_flags = IFF_TAP | IFF_NO_PI;
	if (ioctl(fd, TUNGETFEATURES, &features) == 0)
		ifr.ifr_flags |= (short)(features & IFF_VNET_HDR);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &ifr) != 0) {
		error = errno;
		close(fd);
		return (error);
	}
	tap->fd = fd;
	tap_header(tap, &ifr);
	snprintf(tap->name, sizeof(tap->name), "%s", ifr.ifr_name);
	return (0);
}

/*
 * ---- auto ---------------------------------------------------------------
 */

static int
by_number(const void *a, const void *b)
{
	const int x = *(const int *)a, y = *(const int *)b;

	return ((x > y) - (x < y));
}

/* The numbers of the taps called tapN, in order; NULL: no memory. */
static int *
tap_numbers(size_t *np)
{
	struct if_nameindex *all = if_nameindex(), *i;
	size_t n = 0;
	int *numbers;

	for (i = all; i != NULL && i->if_index != 0; i++)
		n++;
	numbers = calloc(n + 1, sizeof(*numbers));
	n = 0;
	for (i = all; numbers != NULL && i != NULL && i->if_index != 0; i++)
		if (strncmp(i->if_name, "tap", 3) == 0 &&
		    isdigit((unsigned char)i->if_name[3]) &&
		    i->if_name[3 + strspn(i->if_name + 3, "0123456789")] ==
		    '\0')
			numbers[n++] = tap_unit(i->if_name);
	if (all != NULL)
		if_freenameindex(all);
	if (numbers != NULL)
		qsort(numbers, n, sizeof(*numbers), by_number);
	*np = n;
	return (numbers);
}

/* The first that can be had, else a new one with the lowest number that is free. */
static int
tap_auto_once(struct tap *tap)
{
	char name[IFNAMSIZ];
	int error = ENODEV, *numbers, lowest = 0;
	size_t i, n;

	if ((numbers = tap_numbers(&n)) == NULL)
		return (ENOMEM);
	for (i = 0; i < n && error != 0; i++) {
		if (numbers[i] == lowest)
			lowest++;
		snprintf(name, sizeof(name), "tap%d", numbers[i]);
		error = tap_attach(tap, name);
	}
	free(numbers);
	if (error != 0) {
		snprintf(name, sizeof(name), "tap%d", lowest);
		error = tap_attach(tap, name);
	}
	return (error);
}

static int
tap_auto(struct tap *tap, struct host_diag *diag)
{
	int error = EBUSY;

	for (int i = 0; i < TRIES && error == EBUSY; i++)
		error = tap_auto_once(tap);
	if (error == EPERM)
		return (line_diag(diag, error, "no tap is free, and making "
		    "one"));
	return (error != 0 ? line_diag(diag, error, "%s", TUN_DEVICE) : 0);
}

/* Has a tap that was kept not been removed?  It may have another name. */
static bool
tap_alive(struct tap *tap)
{
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	if (ioctl(tap->fd, TUNGETIFF, &ifr) != 0)
		return (false);
	snprintf(tap->name, sizeof(tap->name), "%s", ifr.ifr_name);
	tap_header(tap, &ifr);
	return (true);
}

int
tap_open(struct tap *tap, const char *name, unsigned nth,
    struct host_diag *diag)
{
	int error;

	if (tap_kept(tap, nth)) {
		if (tap_alive(tap))
			return (0);
		close(tap->fd);
	}
	memset(tap, 0, sizeof(*tap));
	tap->fd = -1;
	if (strcmp(name, "auto") == 0)
		return (tap_auto(tap, diag));
	error = tap_attach(tap, name);
	switch (error) {
	case 0:
		return (0);
	case EBUSY:
		return (line_diag(diag, error, "%s: in use", name));
	case EINVAL:
		return (line_diag(diag, error, "%s: no tap", name));
	case EPERM:
		return (line_diag(diag, error, if_nametoindex(name) != 0 ?
		    "%s: not ours" : "%s: does not exist, and making it",
		    name));
	default:
		return (line_diag(diag, error, "%s: %s", name, TUN_DEVICE));
	}
}

/*
 * ---- address, bridge, up ------------------------------------------------
 */

static int
setup_bridge(struct tap *tap, const char *bridge, int s,
    struct host_diag *diag)
{
	int error = link_bridge(s, bridge, tap->name, true);

	switch (error) {
	case 0:
		snprintf(tap->bridge, sizeof(tap->bridge), "%s", bridge);
		return (0);
	case EALREADY:
		return (0);
	case ENODEV:
		return (line_diag(diag, 0, "bridge %s does not exist", bridge),
		    line_errno(error));
	case EOPNOTSUPP:
	case EINVAL:
	case ENOTTY:
		return (line_diag(diag, 0, "%s is no bridge", bridge),
		    line_errno(error));
	case EBUSY:
		return (line_diag(diag, 0, "%s is in another bridge than %s",
		    tap->name, bridge), line_errno(error));
	default:
		return (line_diag(diag, error, "%s: joining %s", tap->name,
		    bridge));
	}
}

int
tap_setup(struct tap *tap, const struct host_netconf *conf,
    struct host_diag *diag)
{
	int error = 0, s;

	s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (s < 0)
		return (line_diag(diag, errno, "socket"));
	if (conf->addr != 0) {
		error = link_addr(tap->name, conf->addr, conf->plen, true);
		if (error == 0) {
			tap->addr = conf->addr;
			tap->plen = conf->plen;
		} else if (error == EEXIST)
			error = 0;
		else
			error = line_diag(diag, error, "%s: setting its "
			    "address", tap->name);
	}
	if (error == 0 && conf->bridge != NULL)
		error = setup_bridge(tap, conf->bridge, s, diag);
	if (error == 0 && (error = link_up(s, tap->name)) != 0)
		error = line_diag(diag, error, "%s: bringing it up",
		    tap->name);
	close(s);
	return (error);
}

void
tap_undo(const struct tap *tap)
{
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	tap_offload(tap, false, false);
	if (tap->addr != 0)
		(void)link_addr(tap->name, tap->addr, tap->plen, false);
	if (tap->bridge[0] != '\0' && s >= 0)
		(void)link_bridge(s, tap->bridge, tap->name, false);
	if (s >= 0)
		close(s);
}
