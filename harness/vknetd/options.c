/*
 * options.c: the command line of vknetd(8).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/un.h>
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "vknetd.h"

#define DEFAULT_SOCKET	"/var/run/vknet"

struct options opt = { .socket = DEFAULT_SOCKET, .impair.seed = 1 };

enum { OPT_LOSS = 256, OPT_DUPLICATE, OPT_REORDER, OPT_DELAY, OPT_SEED };
static const struct option longopts[] = {
	{ "loss", required_argument, NULL, OPT_LOSS },
	{ "duplicate", required_argument, NULL, OPT_DUPLICATE },
	{ "reorder", required_argument, NULL, OPT_REORDER },
	{ "delay", required_argument, NULL, OPT_DELAY },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ NULL, 0, NULL, 0 }
};

static void __attribute__((noreturn))
usage(void)
{
	fputs("usage: vknetd [-cdU] [-b bridge] [-g group] [-P pidfile] "
	    "[-p socket] [-t tap]\n"
	    "              [--delay ms[:jitter]] [--duplicate percent] "
	    "[--loss percent]\n"
	    "              [--reorder percent] [--seed number] "
	    "[address/bits]\n", stderr);
	exit(EX_USAGE);
}

static double
number(const char *name, const char *text, double max, char end, char **rest)
{
	char *stop;
	double v;

	errno = 0;
	v = strtod(text, &stop);
	if (stop == text || errno != 0 || !(v >= 0 && v <= max) ||
	    (*stop != '\0' && *stop != end))
		die(EX_USAGE, "--%s %s: 0 to %g is expected", name, text, max);
	if (rest != NULL)
		*rest = *stop != '\0' ? stop + 1 : NULL;
	return (v);
}

static void
parse_delay(const char *text)
{
	char *rest;

	opt.impair.delay = (uint64_t)(number("delay", text, 60000, ':',
	    &rest) * 1e6);
	if (rest != NULL)
		opt.impair.jitter = (uint64_t)(number("delay", rest, 60000,
		    '\0', NULL) * 1e6);
}

static void
parse_network(const char *text)
{
	char addr[32], *slash, *end;
	struct in_addr in;
	long bits;

	snprintf(addr, sizeof(addr), "%s", text);
	slash = strchr(addr, '/');
	if (slash == NULL)
		die(EX_USAGE, "%s: address/bits is expected", text);
	*slash++ = '\0';
	bits = strtol(slash, &end, 10);
	if (inet_pton(AF_INET, addr, &in) != 1 || *slash == '\0' ||
	    *end != '\0' || bits < 1 || bits > 32)
		die(EX_USAGE, "%s: address/bits is expected", text);
	opt.addr = in.s_addr;
	opt.mask = htonl(0xffffffffu << (32 - bits));
}

static void
option(int c)
{
	switch (c) {
	case 'b':
		opt.bridge = optarg;
		break;
	case 'c':
		opt.monitor = true;
		break;
	case 'd':
		opt.foreground = true;
		break;
	case 'g':
		opt.group = optarg;
		break;
	case 'P':
		opt.pidfile = optarg;
		break;
	case 'p':
		opt.socket = optarg;
		break;
	case 't':
		opt.tap = optarg;
		break;
	case 'U':
		opt.open = true;
		break;
	case OPT_LOSS:
		opt.impair.loss = number("loss", optarg, 100, '\0', NULL) /
		    100;
		break;
	case OPT_DUPLICATE:
		opt.impair.duplicate = number("duplicate", optarg, 100, '\0',
		    NULL) / 100;
		break;
	case OPT_REORDER:
		opt.impair.reorder = number("reorder", optarg, 100, '\0',
		    NULL) / 100;
		break;
	case OPT_DELAY:
		parse_delay(optarg);
		break;
	case OPT_SEED:
		opt.impair.seed = (uint64_t)number("seed", optarg, 1e15, '\0',
		    NULL);
		break;
	default:
		usage();
	}
}

void
options(int argc, char **argv)
{
	int c;

	while ((c = getopt_long(argc, argv, "b:cdg:P:p:t:U", longopts,
	    NULL)) != -1)
		option(c);
	if (argc - optind > 1)
		usage();
	if (optind < argc)
		parse_network(argv[optind]);
	if (strlen(opt.socket) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		die(EX_USAGE, "-p %s: the path is too long", opt.socket);
	if (opt.tap == NULL && (opt.bridge != NULL || opt.addr != 0))
		die(EX_USAGE, "-b and an address are of a tap: -t is needed");
	if (opt.tap != NULL && strlen(opt.tap) > 15)
		die(EX_USAGE, "-t %s: the name is too long", opt.tap);
	if (opt.tap != NULL && opt.addr == 0 && !opt.open)
		die(EX_USAGE, "-t %s: the network that may leave by it is "
		    "needed, address/bits, or -U", opt.tap);
}
