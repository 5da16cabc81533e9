/*
 * t_net.c: the network over the loopback, as programs see it.  The helpers
 * run many small tests each and name those that fail.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define NET(program)							\
	.image = "minimal", .files = { program },			\
	.script = "tool.exp", .timeout = 240,				\
	.script_args = { "/mnt/" program, "failures: 0", "200" }

VKT_CASE(tcp_is_what_bsd_has, NET("h_tcp"),
    .descr	= "connections: data, states, ports, ends, options, windows");

VKT_CASE(tcp_on_one_cpu, NET("h_tcp"),
    .descr	= "the same on one CPU",
    .args	= { "-n", "1" });

VKT_CASE(datagrams_interfaces_routes, NET("h_inet"),
    .descr	= "UDP, groups, raw sockets, ioctls, routing sockets, bpf");

VKT_CASE(datagrams_on_one_cpu, NET("h_inet"),
    .descr	= "the same on one CPU",
    .args	= { "-n", "1" });

VKT_CASE(ports_are_shared, NET("h_share"),
    .descr	= "SO_REUSEPORT spreads connections and datagrams; IP_MINTTL");

VKT_CASE(urgent_data, NET("h_urgent"),
    .descr	= "MSG_OOB, the mark, SO_OOBINLINE, SIGURG, POLLPRI");

VKT_CASE(options_of_sockets, NET("h_sockopt"),
    .descr	= "every option on every kind of socket: values, bounds, "
		  "lengths, strangers");

VKT_CASE(values_of_options, NET("h_sockval"),
    .descr	= "options that are more than a number, and states of sockets");

VKT_CASE(control_of_datagrams, NET("h_ancil"),
    .descr	= "control messages and what options do to packets, RFC 3542");

VKT_CASE(tunnels_to_programs, NET("h_tun"),
    .descr	= "tun(4) and tap(4): packets and frames through /dev/tun and "
		  "/dev/tap, ifconfig create and destroy; lo1");

VKT_CASE(accept_filters, NET("h_accf"),
    .descr	= "SO_ACCEPTFILTER: dataready, httpready");

VKT_CASE(connections_begin_and_end, NET("h_ends"),
    .descr	= "refused, reset, half closed, shut down, lingering, over, "
		  "queues and ports that are full, keepalive; as kqueue tells");

VKT_CASE(signals_of_what_comes, NET("h_async"),
    .descr	= "SIGIO of sockets, listeners, filters, terminals, tunnels, "
		  "captures, pipes; owners and groups");

VKT_CASE(rights_are_not_lost_nor_forged, NET("h_rights"),
    .descr	= "SCM_RIGHTS and SCM_CREDS: cut, peeked at, lied about, no "
		  "room, other users");

VKT_CASE(local_sockets, NET("h_local"),
    .descr	= "local sockets: several senders, waiting for room");

VKT_CASE(lists_and_counters, NET("h_list"),
    .descr	= "netstat's sysctls: sockets and counters, as DragonFly's "
		  "own structures");

VKT_CASE(nonsense_and_floods, NET("h_hostile"),
    .descr	= "malformed packets, SYN floods, exhausted buffers and ports");

VKT_CASE(go_package_net, .needs = "go",
    .descr	= "the tests of Go's package net: sockets, interfaces, "
		  "deadlines, sendfile",
    .args	= { "-m", "256m" },
    .image	= "minimal", .files = { "gonet.tar" },
    .script	= "gonet.exp", .script_args = { "net" }, .timeout = 400);

VKT_CASE(go_packages_upon_it, .needs = "go",
    .descr	= "the tests of Go's net/http, rpc, smtp, syslog and os/signal",
    .args	= { "-m", "512m" },
    .image	= "minimal", .files = { "gohttp.tar" },
    .script	= "gonet.exp", .script_args = { "http" }, .timeout = 600);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, ports_are_shared);
	ATF_TP_ADD_TC(tp, urgent_data);
	ATF_TP_ADD_TC(tp, options_of_sockets);
	ATF_TP_ADD_TC(tp, values_of_options);
	ATF_TP_ADD_TC(tp, control_of_datagrams);
	ATF_TP_ADD_TC(tp, tunnels_to_programs);
	ATF_TP_ADD_TC(tp, accept_filters);
	ATF_TP_ADD_TC(tp, connections_begin_and_end);
	ATF_TP_ADD_TC(tp, signals_of_what_comes);
	ATF_TP_ADD_TC(tp, rights_are_not_lost_nor_forged);
	ATF_TP_ADD_TC(tp, local_sockets);
	ATF_TP_ADD_TC(tp, lists_and_counters);
	ATF_TP_ADD_TC(tp, nonsense_and_floods);
	ATF_TP_ADD_TC(tp, go_package_net);
	ATF_TP_ADD_TC(tp, go_packages_upon_it);
	ATF_TP_ADD_TC(tp, datagrams_interfaces_routes);
	ATF_TP_ADD_TC(tp, datagrams_on_one_cpu);
	ATF_TP_ADD_TC(tp, tcp_is_what_bsd_has);
	ATF_TP_ADD_TC(tp, tcp_on_one_cpu);
	return (atf_no_error());
}
