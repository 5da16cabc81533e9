/*
 * t_dhcp.c: the guest's interface is configured by a dnsmasq of the host.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "peers.h"

VKT_CASE(dhclient_takes_renews_and_releases,
    .descr	= "address, default route, name server; the lease is renewed "
		  "and given back",
    .image	= "minimal", .needs = "ip dnsmasq",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_dnsmasq,
    .script	= "dhclient.exp",
    .timeout	= 240);

VKT_CASE(rc_asks_for_a_lease,
    .descr	= "ifconfig_vke0=\"DHCP\" in rc.conf is all that it takes",
    .image	= "minimal", .needs = "ip dnsmasq",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_dnsmasq,
    .script	= "dhcprc.exp",
    .timeout	= 240);

VKT_CASE(boots_without_a_server,
    .descr	= "nobody answers: the boot goes on, the client goes on asking",
    .image	= "minimal", .needs = "ip",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "dhcpnone.exp",
    .timeout	= 240);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, dhclient_takes_renews_and_releases);
	ATF_TP_ADD_TC(tp, rc_asks_for_a_lease);
	ATF_TP_ADD_TC(tp, boots_without_a_server);
	return (atf_no_error());
}
