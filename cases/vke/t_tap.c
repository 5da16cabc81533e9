/*
 * t_tap.c: vke on a tap of the host, each case in a network namespace.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/ioctl.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "nspace.h"

#define VKT	VKT_OBJDIR "/harness/vkt"
#define PEER	VKT_OBJDIR "/cases/vke/host/peer"
#define WIRE	VKT_OBJDIR "/cases/vke/host/wire"

static int
empty(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (netns_enter(why, size));
}

/* Of the taps nothing is left. */
static int
all_gone(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t size)
{
	(void)c;
	(void)r;
	return (netns_run("test -z \"$(ip -o link show type tun)\"", why,
	    size));
}

/* tap0 is in use by this process, tap1 stays without a user. */
static int
some_taps(const struct vkt_case *c, char *why, size_t size)
{
	struct ifreq ifr;
	int fd;

	if (empty(c, why, size) != 0 ||
	    netns_run("ip tuntap add tap1 mode tap", why, size) != 0)
		return (1);
	fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	memset(&ifr, 0, sizeof(ifr));
	ifr.ifr_flags = IFF_TAP | IFF_NO_PI;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "tap0");
	if (fd >= 0 && ioctl(fd, TUNSETIFF, &ifr) == 0)
		return (0);
	snprintf(why, size, "cannot make tap0");
	return (1);
}

/* The one that was there is, as it was; the one that was made is not. */
static int
as_before(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t size)
{
	(void)c;
	(void)r;
	return (netns_run("ip link show tap1; ! ip link show tap2; "
	    "test -z \"$(ip -o -4 addr show scope global)\"", why, size));
}

static int
bridge(const struct vkt_case *c, char *why, size_t size)
{
	return (empty(c, why, size) != 0 || netns_run("ip link add br0 type "
	    "bridge; ip addr add 10.9.1.1/24 dev br0; ip link set br0 up; "
	    "ip tuntap add tap9 mode tap", why, size) != 0);
}

static int
lone_bridge(const struct vkt_case *c, char *why, size_t size)
{
	return (empty(c, why, size) != 0 || netns_run("ip link add br0 type "
	    "bridge; ip link set br0 up", why, size) != 0);
}

static int
not_in_bridge(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t size)
{
	(void)c;
	(void)r;
	return (netns_run("ip link show tap9; "
	    "test -z \"$(ip -o link show master br0)\"", why, size));
}

#define GUEST								\
	.image = "minimal", .files = { "h_vke", "h_peer" }, .needs = "ip ping"

VKT_CASE(host_and_guest_talk, GUEST,
    .descr	= "a tap is made, has address1, vke0 address2 once it is up; "
		    "data both ways",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .check	= all_gone,
    .script	= "tap.exp", .script_args = { PEER, "3000000" },
    .timeout	= 300);

VKT_CASE(one_virtual_cpu, GUEST,
    .descr	= "the same on one virtual CPU",
    .args	= { "-n", "1", "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .check	= all_gone,
    .script	= "tap.exp", .script_args = { PEER, "1000000" },
    .timeout	= 300);

VKT_CASE(eight_virtual_cpus, GUEST,
    .descr	= "the same on eight",
    .args	= { "-n", "8", "-I", "/dev/tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .check	= all_gone,
    .script	= "tap.exp", .script_args = { PEER, "1000000" },
    .timeout	= 300);

VKT_CASE(auto_takes_the_first_unused, GUEST,
    .descr	= "auto takes a tap that is there and free, else makes one; "
		    "hw.vkeX.tap_unit says which",
    .args	= { "-I", "auto:10.9.0.1:10.9.0.2/255.255.255.0", "-I",
		    "auto:10.9.1.1:10.9.1.2/0xffff0000" },
    .prepare	= some_taps,
    .check	= as_before,
    .script	= "auto.exp", .script_args = { PEER },
    .timeout	= 120);

VKT_CASE(bridge_is_joined_and_left, GUEST,
    .descr	= "bridgeX for address1 puts the tap into it; =MAC is vke's",
    .args	= { "-I", "/dev/tap9:br0:10.9.1.2/24=02:11:22:33:44:55" },
    .prepare	= bridge,
    .check	= not_in_bridge,
    .script	= "bridge.exp", .script_args = { PEER },
    .timeout	= 120);

#define NTH(n)	"-Itap" #n ":10.9." #n ".1:10.9." #n ".2/24"
VKT_CASE(sixteen_at_once, GUEST,
    .descr	= "sixteen interfaces, each with its tap and network",
    .args	= { NTH(0), NTH(1), NTH(2), NTH(3), NTH(4), NTH(5), NTH(6),
		    NTH(7), NTH(8), NTH(9), NTH(10), NTH(11), NTH(12),
		    NTH(13), NTH(14), NTH(15) },
    .prepare	= empty,
    .check	= all_gone,
    .script	= "sixteen.exp", .script_args = { PEER },
    .timeout	= 400);

VKT_CASE(tap_removed_while_in_use, GUEST,
    .descr	= "the host's interface goes while data flow: no carrier",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "removed.exp", .script_args = { PEER },
    .match	= { "vke0: link state changed to DOWN" },
    .timeout	= 120);

VKT_CASE(tap_set_down_has_no_carrier, GUEST,
    .descr	= "the host sets the tap down and up: so is the link",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "link.exp", .script_args = { PEER },
    .match	= { "vke0: link state changed to DOWN",
		    "vke0: link state changed to UP" },
    .timeout	= 300);

VKT_CASE(multicast_is_filtered, GUEST,
    .descr	= "frames to groups that nobody joined do not come in",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "multicast.exp", .script_args = { PEER, WIRE },
    .timeout	= 120);

VKT_CASE(ip6_with_the_host, GUEST,
    .descr	= "link-local addresses, neighbours, a router, duplicates",
    .args	= { "-I", "tap7" },
    .prepare	= empty,
    .script	= "ip6.exp", .script_args = { PEER, WIRE },
    .timeout	= 300);

VKT_CASE(reboot_keeps_the_tap, GUEST,
    .descr	= "a reboot keeps tap and MAC address, the end takes it away",
    .args	= { "-I", "auto:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .check	= all_gone,
    .script	= "again.exp", .script_args = { PEER },
    .timeout	= 180);

VKT_CASE(two_kernels_on_one_bridge, GUEST,
    .descr	= "two kernels, each with its tap in one bridge of the host",
    .args	= { "-I", "tap1:br0:10.9.0.2/24" },
    .prepare	= lone_bridge,
    .check	= all_gone,
    .script	= "two.exp",
    .script_args = { PEER, VKT, "tap2:br0:10.9.0.3/24", "1", "2000000" },
    .timeout	= 300);

VKT_CASE(states_while_data_flow, GUEST,
    .descr	= "down, up, MTU, promiscuous mode, counters",
    .args	= { "-I", "tap7:10.9.0.1:10.9.0.2/24" },
    .prepare	= empty,
    .script	= "states.exp", .script_args = { PEER },
    .timeout	= 240);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, host_and_guest_talk);
	ATF_TP_ADD_TC(tp, one_virtual_cpu);
	ATF_TP_ADD_TC(tp, eight_virtual_cpus);
	ATF_TP_ADD_TC(tp, auto_takes_the_first_unused);
	ATF_TP_ADD_TC(tp, bridge_is_joined_and_left);
	ATF_TP_ADD_TC(tp, sixteen_at_once);
	ATF_TP_ADD_TC(tp, tap_removed_while_in_use);
	ATF_TP_ADD_TC(tp, tap_set_down_has_no_carrier);
	ATF_TP_ADD_TC(tp, multicast_is_filtered);
	ATF_TP_ADD_TC(tp, ip6_with_the_host);
	ATF_TP_ADD_TC(tp, reboot_keeps_the_tap);
	ATF_TP_ADD_TC(tp, two_kernels_on_one_bridge);
	ATF_TP_ADD_TC(tp, states_while_data_flow);
	return (atf_no_error());
}
