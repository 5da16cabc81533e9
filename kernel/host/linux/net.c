/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net.c: network interfaces: what -I names is opened, and given back at the end.
 * net_io.c moves the frames.
 *
 * Lock letters as in line.h.
 */
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net_int.h"

#define SWITCH_MTU	1500

static struct host_net *_Atomic nets;	/* a vCPU 0 at boot; then it is fixed */

/*
 * ---- state --------------------------------------------------------------
 */

void
host_net_run(struct host_net *net, bool on)
{

	atomic_store(&net->running, on);
}

void
host_net_offload(struct host_net *net, bool sums, bool segments)
{

	if (net->tap.fd >= 0)
		tap_offload(&net->tap, sums, segments);
}

bool
host_net_link(struct host_net *net)
{

	return (atomic_load(&net->link));
}

void
host_net_errors(struct host_net *net, uint64_t *in, uint64_t *out)
{

	*in = atomic_exchange(&net->rxerrors, 0);
	*out = atomic_exchange(&net->txerrors, 0);
}

/*
 * An address that stays the same as long as the memory image, the interface
 * and its place on the command line do, and differs from that of others: two
 * kernels cannot have one memory image, and without one they differ in pid.
 */
static void
make_address(const struct host_net *net, const char *name, uint8_t mac[6])
{
	char id[64] = "", text[PATH_MAX + 300], path[PATH_MAX];
	uint64_t hash = 0xcbf29ce484222325;
	int fd;

	fd = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (read(fd, id, sizeof(id) - 1) < 0)
			id[0] = '\0';
		close(fd);
	}
	if (ram_image.anonymous ||
	    realpath(ram_image.path, path) == NULL)
		snprintf(path, sizeof(path), "%d",
		    (int)line_shared->supervisor);
	snprintf(text, sizeof(text), "%s|%s|%s|%u", id, path, name, net->nth);
	for (const char *p = text; *p != '\0'; p++)
		hash = (hash ^ (uint8_t)*p) * 0x100000001b3;
	hash ^= hash >> 32;
	hash *= 0x9e3779b97f4a7c15;
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)(hash >> (8 * i + 8));
	mac[0] = (mac[0] & 0xfc) | 0x02;
}

struct host_net *
net_first(void)
{

	return (atomic_load(&nets));
}

static int
open_switch(struct host_net *net, const char *path, struct host_diag *diag)
{
	int error, fd;

	net->tap.fd = -1;
	net->sun.sun_family = AF_UNIX;
	snprintf(net->sun.sun_path, sizeof(net->sun.sun_path), "%s", path);
	if ((error = switch_connect(net, &fd)) != 0)
		return (line_diag(diag, error, "%.150s", path));
	atomic_store(&net->fd, fd);
	return (0);
}

static int
open_tap(struct host_net *net, const struct host_netconf *conf,
    struct host_diag *diag)
{
	int error;

	if ((error = tap_open(&net->tap, conf->name, net->nth, diag)) != 0)
		return (error);
	atomic_store(&net->fd, net->tap.fd);
	return (tap_setup(&net->tap, conf, diag));
}

int
host_net_open(const struct host_netconf *conf, struct host_net **netp,
    struct host_netinfo *info, struct host_diag *diag)
{
	struct host_net *net = aligned_alloc(64, sizeof(*net));
	int error, s;

	if (net == NULL)
		return (line_diag(diag, ENOMEM, "%.150s", conf->name));
	memset(net, 0, sizeof(*net));
	net->tap.fd = -1;
	net->next = net_first();
	net->nth = net->next != NULL ? net->next->nth + 1 : 0;
	atomic_store(&nets, net);	/* host_exit() undoes what was done */
	error = conf->socket ? open_switch(net, conf->name, diag) :
	    open_tap(net, conf, diag);
	if (error != 0)
		return (error);
	info->unit = -1;
	info->offload = net->tap.vnet;
	info->mtu = SWITCH_MTU;
	snprintf(info->name, sizeof(info->name), "%s", conf->socket ?
	    conf->name : net->tap.name);
	if (!conf->socket) {
		info->unit = tap_unit(net->tap.name);
		s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		(void)link_mtu(s, net->tap.name, &info->mtu);
		close(s);
	}
	make_address(net, info->name, info->lladdr);
	if ((error = net_start(net)) != 0)
		return (line_diag(diag, error, "%.150s: I/O thread",
		    info->name));
	if (!conf->socket && (error = net_watch()) != 0)
		return (line_diag(diag, error, "%.150s: watching it",
		    info->name));
	*netp = net;
	return (0);
}

/*
 * ---- the end ------------------------------------------------------------
 */

void
net_end(void)
{
	struct host_net *net;

	if (atomic_load(&line_shared->reboot) != 0) {
		for (net = net_first(); net != NULL; net = net->next)
			if (net->tap.fd >= 0)
				tap_keep(&net->tap, net->nth);
		return;
	}
	for (net = net_first(); net != NULL; net = net->next)
		if (net->tap.fd >= 0)
			tap_undo(&net->tap);
}
