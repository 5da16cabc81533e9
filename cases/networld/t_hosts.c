/*
 * t_hosts.c: programs of the host and the guest's own talk to each other.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "peers.h"

VKT_CASE(login_from_the_net,
    .descr	= "ssh(1) of the host: a command, a terminal, data, a status; "
		  "no login without a key",
    .image	= "minimal", .needs = "ip ssh ssh-keygen",
    .args	= { "-I", "auto:br0" },
    .prepare	= peers_bridge,
    .script	= "ssh.exp", .timeout = 300);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, login_from_the_net);
	return (atf_no_error());
}
