/*
 * t_networld.c: the network's programs over the loopback, and names.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "peers.h"

VKT_CASE(names_and_interfaces_in_libc,
    .descr	= "getifaddrs, services, hosts; a name server that lies, is "
		  "silent, cuts answers",
    .image	= "minimal", .files = { "h_netdb" },
    .script	= "../net/tool.exp", .timeout = 200,
    .script_args = { "/mnt/h_netdb", "failures: 0", "150" });

VKT_CASE(ifconfig_shows_and_configures,
    .descr	= "flags, addresses of both families, aliases, MTU, bad input",
    .image	= "minimal",
    .script	= "ifconfig.exp", .timeout = 120);

VKT_CASE(ping_measures_and_tells,
    .descr	= "counts, sizes, patterns, IPv6, statistics, exit statuses",
    .image	= "minimal",
    .script	= "ping.exp", .timeout = 180);

VKT_CASE(rc_brings_the_network_up,
    .descr	= "network_interfaces, ifconfig_X with aliases and names",
    .image	= "minimal",
    .script	= "rcnet.exp", .timeout = 180);

VKT_CASE(route_changes_and_asks,
    .descr	= "add, delete, get, flush, both families; defaultrouter, "
		  "static_routes",
    .image	= "minimal",
    .script	= "route.exp", .timeout = 180);

VKT_CASE(netstat_shows_sockets_routes_counters,
    .descr	= "sockets of all kinds, queues, routes, interfaces, counters",
    .image	= "minimal",
    .script	= "netstat.exp", .timeout = 240);

VKT_CASE(nc_connects_and_listens,
    .descr	= "files both ways, IPv6, UDP, local sockets, scans, time",
    .image	= "minimal",
    .script	= "nc.exp", .timeout = 240);

VKT_CASE(arp_shows_and_changes,
    .descr	= "neighbours: shown, deleted, made by hand and from a file",
    .image	= "minimal", .needs = "ip",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "arp.exp", .timeout = 180);

VKT_CASE(inetd_serves,
    .descr	= "own services, programs, users, limits, the file read anew",
    .image	= "minimal",
    .script	= "inetd.exp", .timeout = 240);

VKT_CASE(rc_conf_configures_the_network,
    .descr	= "names, aliases, routes, forwarding, IPv6, an interface's "
		  "script; an address line alone is enough",
    .image	= "minimal", .needs = "ip ping",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "rcconf.exp", .timeout = 240);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, names_and_interfaces_in_libc);
	ATF_TP_ADD_TC(tp, ifconfig_shows_and_configures);
	ATF_TP_ADD_TC(tp, ping_measures_and_tells);
	ATF_TP_ADD_TC(tp, rc_brings_the_network_up);
	ATF_TP_ADD_TC(tp, route_changes_and_asks);
	ATF_TP_ADD_TC(tp, netstat_shows_sockets_routes_counters);
	ATF_TP_ADD_TC(tp, nc_connects_and_listens);
	ATF_TP_ADD_TC(tp, arp_shows_and_changes);
	ATF_TP_ADD_TC(tp, inetd_serves);
	ATF_TP_ADD_TC(tp, rc_conf_configures_the_network);
	return (atf_no_error());
}
