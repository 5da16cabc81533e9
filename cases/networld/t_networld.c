/*
 * t_networld.c: the network's programs over the loopback, and names.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

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

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, names_and_interfaces_in_libc);
	ATF_TP_ADD_TC(tp, ifconfig_shows_and_configures);
	ATF_TP_ADD_TC(tp, ping_measures_and_tells);
	ATF_TP_ADD_TC(tp, rc_brings_the_network_up);
	ATF_TP_ADD_TC(tp, route_changes_and_asks);
	return (atf_no_error());
}
