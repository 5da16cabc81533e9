/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_watch.c: a tap that the host sets down has no carrier; see net_int.h.
 *
 * A thread hears from rtnetlink(7) that something changed and then asks about
 * each tap: what was said may be lost, or older than what the tap is now.
 *
 * Lock letters as in line.h.
 */
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <errno.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include "net_int.h"

static int	 news = -1;		/* o rtnetlink(7) */
static int	 asks = -1;		/* o any socket of the Internet family */

/* One that went to another namespace, or is gone, stays as it is known. */
static void
look_at(struct host_net *net)
{
	struct ifreq ifr;

	if (net->tap.fd >= 0 && ioctl(net->tap.fd, TUNGETIFF, &ifr) == 0 &&
	    ioctl(asks, SIOCGIFFLAGS, &ifr) == 0)
		net_set_link(net, (ifr.ifr_flags & IFF_UP) != 0);
}

static void *
watcher(void *arg)
{
	static char buf[16384];
	struct host_net *net;

	(void)arg;
	for (;;) {
		for (net = net_first(); net != NULL; net = net->next)
			look_at(net);
		/* ENOBUFS: news were lost, so there are some. */
		if (recv(news, buf, sizeof(buf), 0) < 0 && errno != EINTR &&
		    errno != ENOBUFS)
			return (NULL);
	}
}

int
net_watch(void)
{
	struct sockaddr_nl snl = { .nl_family = AF_NETLINK,
	    .nl_groups = RTMGRP_LINK };
	pthread_t thread;

	if (news >= 0)
		return (0);
	asks = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	news = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (asks < 0 || news < 0 ||
	    bind(news, (struct sockaddr *)&snl, sizeof(snl)) != 0)
		return (errno);
	return (line_thread(&thread, watcher, NULL));
}
