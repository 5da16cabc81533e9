/*
 * t_hostile.c: what a hostile or a crowded network does to a guest on a tap.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>

#include "case.h"
#include "nspace.h"

#define PEER	VKT_OBJDIR "/cases/vke/host/peer"
#define MANGLE	VKT_OBJDIR "/cases/vke/host/mangle"

static int
empty(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (netns_enter(why, size));
}

#define GUEST								\
	.image = "minimal", .files = { "h_vke", "h_peer" }, .needs = "ip", \
	.prepare = empty

VKT_CASE(malformed_frames_harm_nobody, GUEST,
    .descr	= "frames made by hand and by chance; a transfer goes on",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .script	= "mangle.exp", .script_args = { PEER, MANGLE },
    .timeout	= 600);

VKT_CASE(malformed_frames_to_one_cpu, GUEST,
    .descr	= "the same on one virtual CPU",
    .args	= { "-n", "1", "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .script	= "mangle.exp", .script_args = { PEER, MANGLE },
    .timeout	= 600);

VKT_CASE(connections_through_a_flood, GUEST,
    .descr	= "SYNs from a whole network: others are still served",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/16" },
    .script	= "flood.exp", .script_args = { PEER, MANGLE },
    .timeout	= 600);

VKT_CASE(thousand_connections, GUEST,
    .descr	= "1,000 connections at once, each way",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .script	= "crowd.exp", .script_args = { PEER },
    .timeout	= 600);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, malformed_frames_harm_nobody);
	ATF_TP_ADD_TC(tp, malformed_frames_to_one_cpu);
	ATF_TP_ADD_TC(tp, connections_through_a_flood);
	ATF_TP_ADD_TC(tp, thousand_connections);
	return (atf_no_error());
}
