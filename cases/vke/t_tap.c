/*
 * t_tap.c: vke on a tap of the host, each case in a network namespace.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>

#include "case.h"
#include "nspace.h"

#define PEER	VKT_OBJDIR "/cases/vke/host/peer"

static int
empty(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (netns_enter(why, size));
}

#define GUEST								\
	.image = "minimal", .files = { "h_vke", "h_peer" }, .needs = "ip ping"

VKT_CASE(host_and_guest_talk, GUEST,
    .descr	= "a tap is made, has address1, vke0 address2 once it is up; "
		    "data both ways",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "tap.exp", .script_args = { PEER, "3000000" },
    .timeout	= 300);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, host_and_guest_talk);
	return (atf_no_error());
}
