/*
 * t_hosts.c: programs of the host and the guest's own talk to each other.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "../vke/nspace.h"
#include "peers.h"

VKT_CASE(login_from_the_net,
    .descr	= "ssh(1) of the host: a command, a terminal, data, a status; "
		  "no login without a key",
    .image	= "minimal", .needs = "ip ssh ssh-keygen",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "ssh.exp", .timeout = 300);

VKT_CASE(web_both_ways,
    .descr	= "curl of the host from the guest's server, and the guest "
		  "from an httpd of the host; files, parts, many at once",
    .image	= "minimal", .files = { "h_web" },
    .needs	= "ip dnsmasq curl busybox",
    .args	= { "-m", "128m", "-I", "auto:br0" },
    .prepare	= peers_dnsmasq,
    .script	= "web.exp", .timeout = 400);

VKT_CASE(iperf3_measures,
    .descr	= "iperf3 of the host to the guest and from it",
    .image	= "minimal", .files = { "h_iperf" },
    .needs	= "ip iperf3",
    .args	= { "-m", "128m", "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "iperf.exp", .timeout = 300);

VKT_CASE(nc_and_ping_both_ways,
    .descr	= "nc of the host and the guest's, both families, TCP, UDP; "
		  "ping both ways",
    .image	= "minimal", .needs = "ip ss nc ping",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "hostnc.exp", .timeout = 300);

VKT_CASE(urgent_data_both_ways,
    .descr	= "urgent data to the host and from it, both families",
    .image	= "minimal", .files = { "h_urge" },
    .needs	= "ip ss",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "urge.exp",
    .script_args = { VKT_OBJDIR "/cases/networld/host/urge" },
    .timeout	= 300);

#define PARTNER	VKT_OBJDIR "/harness/vkt"

VKT_CASE(two_guests_on_a_bridge,
    .descr	= "the tools of two guests talk over a bridge of the host",
    .image	= "minimal", .needs = "ip",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "guests.exp", .script_args = { PARTNER, "auto:br0" },
    .timeout	= 300);

static int
plain_switch(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (switch_start("", why, size));
}

VKT_CASE(two_guests_on_a_switch,
    .descr	= "the same over vknetd",
    .image	= "minimal",
    .args	= { "-I", "./switch" },
    .prepare	= plain_switch,
    .script	= "guests.exp", .script_args = { PARTNER, "./switch" },
    .timeout	= 300);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, urgent_data_both_ways);
	ATF_TP_ADD_TC(tp, login_from_the_net);
	ATF_TP_ADD_TC(tp, web_both_ways);
	ATF_TP_ADD_TC(tp, iperf3_measures);
	ATF_TP_ADD_TC(tp, nc_and_ping_both_ways);
	ATF_TP_ADD_TC(tp, two_guests_on_a_bridge);
	ATF_TP_ADD_TC(tp, two_guests_on_a_switch);
	return (atf_no_error());
}
