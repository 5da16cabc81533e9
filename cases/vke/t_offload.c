/*
 * t_offload.c: checksums and segments that the guest and the host's tap leave
 * to each other.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>

#include "case.h"
#include "nspace.h"

#define PEER	VKT_OBJDIR "/cases/vke/host/peer"
#define WIRE	VKT_OBJDIR "/cases/vke/host/wire"

static int
empty(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (netns_enter(why, size));
}

static int
with_ip6(const struct vkt_case *c, char *why, size_t size)
{
	return (empty(c, why, size) != 0 || netns_run("ip tuntap add tap7 "
	    "mode tap; ip -6 addr add fd09::1/64 dev tap7 nodad; "
	    "ip link set tap7 up", why, size) != 0);
}

static int
bridged(const struct vkt_case *c, char *why, size_t size)
{
	return (empty(c, why, size) != 0 || netns_run("ip link add br0 type "
	    "bridge; ip link set br0 up", why, size) != 0);
}

#define GUEST								\
	.image = "minimal", .files = { "h_vke", "h_peer", "h_cap" },	\
	.needs = "ip nsenter unshare"

VKT_CASE(data_travel_in_long_frames, GUEST,
    .descr	= "TCP to and from the host: many segments in a frame",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "long.exp",
    .script_args = { PEER, "yes", "10.9.0.1", "10.9.0.2", "" },
    .timeout	= 300);

VKT_CASE(long_frames_of_ipv6, GUEST,
    .descr	= "the same over IPv6",
    .args	= { "-I", "tap7" },
    .prepare	= with_ip6,
    .script	= "long.exp",
    .script_args = { PEER, "yes", "fd09::1", "fd09::2", "6/" },
    .timeout	= 300);

VKT_CASE(capabilities_can_be_turned_off, GUEST,
    .descr	= "SIOCSIFCAP: without offload frames are as long as the MTU",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "long.exp",
    .script_args = { PEER, "no", "10.9.0.1", "10.9.0.2", "" },
    .timeout	= 300);

VKT_CASE(captured_frames_are_as_on_a_wire, GUEST,
    .descr	= "bpf sees packets no longer than the MTU, with checksums",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "capture.exp", .script_args = { PEER },
    .timeout	= 300);

VKT_CASE(long_frames_survive_loss, GUEST,
    .descr	= "long frames are lost on the way: TCP comes whole",
    .args	= { "-I", "tap7:br0:10.9.0.2/24" },
    .prepare	= bridged,
    .script	= "relay.exp", .script_args = { PEER, WIRE, "long" },
    .timeout	= 600);

VKT_CASE(pieces_of_long_frames_may_be_lost, GUEST,
    .descr	= "the host cuts, packets are lost: TCP comes whole",
    .args	= { "-I", "tap7:br0:10.9.0.2/24" },
    .prepare	= bridged,
    .script	= "relay.exp", .script_args = { PEER, WIRE, "short" },
    .timeout	= 600);

VKT_CASE(long_frames_are_forwarded_whole, GUEST,
    .descr	= "the guest routes between two interfaces",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24",
		    "-I", "tap8:10.8.0.9:10.8.0.2/24" },
    .prepare	= empty,
    .script	= "routed.exp", .script_args = { PEER },
    .timeout	= 300);

VKT_CASE(hops_that_take_less_are_passed, GUEST,
    .descr	= "a link behind the host has a smaller MTU: TCP, UDP and "
		  "pings come whole, both families",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "hop.exp", .script_args = { PEER },
    .timeout	= 400);

VKT_CASE(mtu_changes_under_long_frames, GUEST,
    .descr	= "the MTU changes while segments wait",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "mtu.exp", .script_args = { PEER },
    .timeout	= 400);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, data_travel_in_long_frames);
	ATF_TP_ADD_TC(tp, long_frames_of_ipv6);
	ATF_TP_ADD_TC(tp, capabilities_can_be_turned_off);
	ATF_TP_ADD_TC(tp, captured_frames_are_as_on_a_wire);
	ATF_TP_ADD_TC(tp, long_frames_survive_loss);
	ATF_TP_ADD_TC(tp, pieces_of_long_frames_may_be_lost);
	ATF_TP_ADD_TC(tp, long_frames_are_forwarded_whole);
	ATF_TP_ADD_TC(tp, hops_that_take_less_are_passed);
	ATF_TP_ADD_TC(tp, mtu_changes_under_long_frames);
	return (atf_no_error());
}
