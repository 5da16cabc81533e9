/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * netstat.c: show what the network does, netstat(1).
 */
#include <sys/socket.h>
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netstat.h"

struct request req;

static void
usage(void)
{
	fprintf(stderr, "usage: netstat [-AaBLnW] [-f family | -p protocol]\n"
	    "       netstat -i | -I interface [-bdnW] [-f family]\n"
	    "       netstat -w wait [-d] [-I interface]\n"
	    "       netstat -s [-s] [-z] [-f family | -p protocol]\n"
	    "       netstat -r [-anW] [-f family]\n"
	    "       netstat -g | -m\n");
	exit(1);
}

static int
family(const char *name)
{
	if (strcmp(name, "inet") == 0)
		return (AF_INET);
	if (strcmp(name, "inet6") == 0)
		return (AF_INET6);
	if (strcmp(name, "unix") == 0 || strcmp(name, "local") == 0)
		return (AF_UNIX);
	errx(1, "%s: unknown address family", name);
}

u_long
of_buffer(const struct xsockbuf *sb)
{
	return (req.limits ? sb->sb_hiwat : sb->sb_cc);
}

static void
show_sockets(void)
{
	static const struct {
		const char	*name, *variable;
		int		 protocol;
	} lists[] = {
		{ "tcp", "net.inet.tcp.pcblist", IPPROTO_TCP },
		{ "udp", "net.inet.udp.pcblist", IPPROTO_UDP },
		{ "raw", "net.inet.raw.pcblist", IPPROTO_RAW },
	};
	int found = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (req.family != AF_UNIX && (req.protocol == NULL ||
		    strcmp(req.protocol, lists[i].name) == 0)) {
			show_inet(lists[i].name, lists[i].variable,
			    lists[i].protocol);
			found = 1;
		}
	if (req.protocol != NULL) {
		if (!found)
			errx(1, "%s: unknown or uninstrumented protocol",
			    req.protocol);
		return;
	}
	if (req.family == AF_UNIX || req.family == AF_UNSPEC)
		show_unix();
}

int
main(int argc, char **argv)
{
	int ch, routes = 0, interfaces = 0, groups = 0, memory = 0;
	unsigned int wait = 0;
	const char *wrong;

	while ((ch = getopt(argc, argv, "AaBbdf:gI:iLmnp:rsWw:z")) != -1)
		switch (ch) {
		case 'A':
			req.control = 1;
			break;
		case 'a':
			req.all = 1;
			break;
		case 'B':
			req.limits = 1;
			break;
		case 'b':
			req.bytes = 1;
			break;
		case 'd':
			req.drops = 1;
			break;
		case 'f':
			req.family = family(optarg);
			break;
		case 'g':
			groups = 1;
			break;
		case 'I':
			req.interface = optarg;
			interfaces = 1;
			break;
		case 'i':
			interfaces = 1;
			break;
		case 'L':
			req.queues = 1;
			break;
		case 'm':
			memory = 1;
			break;
		case 'n':
			req.numeric = 1;
			break;
		case 'p':
			req.protocol = optarg;
			break;
		case 'r':
			routes = 1;
			break;
		case 's':
			req.stats++;
			break;
		case 'W':
			req.wide = 1;
			break;
		case 'w':
			wait = (unsigned int)strtonum(optarg, 1, INT_MAX,
			    &wrong);
			if (wrong != NULL)
				errx(1, "interval %s: %s", wrong, optarg);
			break;
		case 'z':
			req.zero = 1;
			break;
		default:
			usage();
		}
	if (argc != optind || routes + interfaces + groups + memory +
	    (req.stats > 0) > 1 ||
	    (req.zero && req.stats == 0) ||
	    (req.protocol != NULL && req.family != AF_UNSPEC))
		usage();
	setlinebuf(stdout);
	if (wait > 0)
		watch_interfaces(wait);
	else if (memory)
		show_memory();
	else if (groups)
		/* Packets to groups are not forwarded. */
		printf("No multicast routing in this kernel.\n");
	else if (req.stats > 0) {
		if (show_stats(req.protocol) != 0)
			errx(1, "%s: unknown or uninstrumented protocol",
			    req.protocol);
	} else if (routes)
		show_routes();
	else if (interfaces)
		show_interfaces();
	else
		show_sockets();
	return (0);
}
