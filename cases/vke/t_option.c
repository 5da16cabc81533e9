/*
 * t_option.c: what -I takes and what it refuses, each field by name.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/prctl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "nspace.h"

/* ---- mistakes: status 64 ---- */

#define BAD_CASE(tc, arg, text)						\
	VKT_CASE(tc,							\
	    .descr	= "-I " arg ": " text,				\
	    .args	= { "-m", "64m", "-i", "memimg", "-I", arg },	\
	    .bare	= true,						\
	    .timeout	= 30,						\
	    .exit	= VKT_EX_USAGE,					\
	    .match	= { "^vkernel: -I .*" text },			\
	    .nomatch	= "login: $")

BAD_CASE(empty_argument, "", "empty name of an interface");
BAD_CASE(empty_interface, ":10.0.0.1", "empty name of an interface");
BAD_CASE(empty_device, "/dev/", "empty name of an interface");
BAD_CASE(long_interface, "tap0123456789012", "longer than 15 characters");
BAD_CASE(long_device, "/dev/tap0123456789012", "longer than 15 characters");
BAD_CASE(odd_interface, "tap 0", "tap 0 is no name of an interface");
BAD_CASE(mask_without_address, "tap0/24", "tap0/24 is no name");
BAD_CASE(empty_address, "tap0:", "empty address");
BAD_CASE(short_address, "tap0:10.0.0", "10.0.0 is no address");
BAD_CASE(large_address, "tap0:10.0.0.256", "10.0.0.256 is no address");
BAD_CASE(five_numbers, "tap0:10.0.0.1.2", "10.0.0.1.2 is no address");
BAD_CASE(zero_address, "tap0:0.0.0.0", "0.0.0.0 is no address of a host");
BAD_CASE(group_address, "tap0:224.0.0.1", "224.0.0.1 is no address of a host");
BAD_CASE(name_for_address2, "tap0:10.0.0.1:x", "x is no address");
BAD_CASE(empty_address2, "tap0:10.0.0.1:", " is no address");
BAD_CASE(third_address, "tap0:10.0.0.1:10.0.0.2:10.0.0.3", "is no address");
BAD_CASE(same_addresses, "tap0:10.0.0.1:10.0.0.1", "both addresses are the same");
BAD_CASE(long_bridge, "tap0:bridge0123456789", "a bridge is longer than 15");
BAD_CASE(empty_mask, "tap0:10.0.0.1/", " is no netmask");
BAD_CASE(zero_mask, "tap0:10.0.0.1/0", "0 is no netmask");
BAD_CASE(large_mask, "tap0:10.0.0.1/33", "33 is no netmask");
BAD_CASE(trailing_mask, "tap0:10.0.0.1/24x", "24x is no netmask");
BAD_CASE(mask_with_holes, "tap0:10.0.0.1/255.0.255.0", "255.0.255.0 is no netmask");
BAD_CASE(hexadecimal_holes, "tap0:10.0.0.1/0xff00ff00", "0xff00ff00 is no netmask");
BAD_CASE(long_hexadecimal, "tap0:10.0.0.1/0xffffff0000", "is no netmask");
BAD_CASE(empty_mac, "tap0=", " is no MAC address");
BAD_CASE(short_mac, "tap0=02:00:00:00:00", "is no MAC address");
BAD_CASE(long_mac, "tap0=02:00:00:00:00:01:02", "is no MAC address");
BAD_CASE(odd_mac, "tap0=02:00:00:00:00:0g", "is no MAC address");
BAD_CASE(dashed_mac, "tap0=02-00-00-00-00-01", "is no MAC address");
BAD_CASE(zero_mac, "tap0=00:00:00:00:00:00", "is no MAC address of one interface");
BAD_CASE(group_mac, "tap0=01:00:5e:00:00:01", "is no MAC address of one interface");
BAD_CASE(switch_with_address, "/tmp/s:10.0.0.1", "a switch has no address or bridge");
BAD_CASE(switch_with_bridge, "/tmp/s:bridge0", "a switch has no address or bridge");
BAD_CASE(long_path, "/tmp/0123456789012345678901234567890123456789012345678"
    "90123456789012345678901234567890123456789012345678901234567890",
    "the path is longer than 107 characters");

VKT_CASE(seventeenth_is_refused,
    .descr	= "more than 16 interfaces",
    .args	= { "-m", "64m", "-i", "memimg", "-Itap0", "-Itap1", "-Itap2",
		    "-Itap3", "-Itap4", "-Itap5", "-Itap6", "-Itap7",
		    "-Itap8", "-Itap9", "-Itap10", "-Itap11", "-Itap12",
		    "-Itap13", "-Itap14", "-Itap15", "-Itap16" },
    .bare	= true,
    .timeout	= 30,
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -I tap16: more than 16 of them" },
    .nomatch	= "login: $");

/* ---- what the host does not have or give: status 66 ---- */

static int
nothing_made(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t size)
{
	(void)c;
	(void)r;
	return (netns_run("test -z \"$(ip -o link show up type tun)\"; "
	    "! ip link show tap3 2>/dev/null; "
	    "test -z \"$(ip -o -4 addr show scope global)\"", why, size));
}

static int
plain(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (netns_enter(why, size));
}

/* Programs started from here on have no rights over the network. */
static int
without_rights(const struct vkt_case *c, char *why, size_t size)
{
	if (plain(c, why, size) != 0 ||
	    netns_run("ip link add br0 type bridge", why, size) != 0)
		return (1);
	if (prctl(PR_CAPBSET_DROP, CAP_NET_ADMIN) == 0)
		return (0);
	snprintf(why, size, "cannot drop CAP_NET_ADMIN");
	return (1);
}

/* tap0 is held by this process. */
static int
in_use(const struct vkt_case *c, char *why, size_t size)
{
	struct ifreq ifr;
	int fd;

	if (plain(c, why, size) != 0)
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

static int
no_bridge(const struct vkt_case *c, char *why, size_t size)
{
	return (plain(c, why, size) != 0 ||
	    netns_run("ip link add dummy0 type veth peer name other0",
	    why, size) != 0);
}

static int
other_bridge(const struct vkt_case *c, char *why, size_t size)
{
	return (plain(c, why, size) != 0 || netns_run("ip link add br0 type "
	    "bridge; ip link add br1 type bridge; ip tuntap add tap5 mode "
	    "tap; ip link set tap5 master br1", why, size) != 0);
}

#define HOST_CASE(tc, setup, arg, text)					\
	VKT_CASE(tc,							\
	    .descr	= "-I " arg ": " text,				\
	    .args	= { "-m", "64m", "-i", "memimg", "-I", arg },	\
	    .bare	= true,						\
	    .needs	= "ip",						\
	    .prepare	= setup,					\
	    .check	= nothing_made,					\
	    .timeout	= 30,						\
	    .exit	= VKT_EX_NOINPUT,				\
	    .match	= { "^vkernel: -I " arg ": " text },		\
	    .nomatch	= "login: $")

HOST_CASE(no_rights_to_make_one, without_rights, "tap3",
    "tap3: does not exist, and making it: Operation not permitted");
HOST_CASE(no_rights_for_auto, without_rights, "auto",
    "no tap is free, and making one: Operation not permitted");
HOST_CASE(tap_in_use, in_use, "tap0", "tap0: in use: Device busy|tap0: in "
    "use: Device or resource busy");
HOST_CASE(no_tap, plain, "lo", "lo: no tap");
HOST_CASE(missing_bridge, plain, "tap3:bridge7",
    "bridge bridge7 does not exist");
HOST_CASE(no_bridge_at_all, no_bridge, "tap3:dummy0", "dummy0 is no bridge");
HOST_CASE(another_bridge, other_bridge, "tap5:br0",
    "tap5 is in another bridge than br0");

/* A switch is had without rights over the network. */
#define SWITCH_CASE(tc, arg, text)					\
	VKT_CASE(tc,							\
	    .descr	= "-I " arg ": " text,				\
	    .args	= { "-m", "64m", "-i", "memimg", "-I", arg },	\
	    .bare	= true,						\
	    .timeout	= 30,						\
	    .exit	= VKT_EX_NOINPUT,				\
	    .match	= { "^vkernel: -I " arg ": " arg ": " text },		\
	    .nomatch	= "login: $")

SWITCH_CASE(missing_switch, "/nonexistent/switch", "No such file or directory");
SWITCH_CASE(file_for_a_switch, "/etc/passwd",
    "(Connection refused|Permission denied)");

VKT_CASE(one_tap_twice,
    .descr	= "the same tap for two interfaces",
    .args	= { "-m", "64m", "-i", "memimg", "-Itap3", "-Itap3" },
    .bare	= true,
    .needs	= "ip",
    .prepare	= plain,
    .check	= nothing_made,
    .timeout	= 30,
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -I tap3: tap3: in use" },
    .nomatch	= "login: $");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, empty_argument);
	ATF_TP_ADD_TC(tp, empty_interface);
	ATF_TP_ADD_TC(tp, empty_device);
	ATF_TP_ADD_TC(tp, long_interface);
	ATF_TP_ADD_TC(tp, long_device);
	ATF_TP_ADD_TC(tp, odd_interface);
	ATF_TP_ADD_TC(tp, mask_without_address);
	ATF_TP_ADD_TC(tp, empty_address);
	ATF_TP_ADD_TC(tp, short_address);
	ATF_TP_ADD_TC(tp, large_address);
	ATF_TP_ADD_TC(tp, five_numbers);
	ATF_TP_ADD_TC(tp, zero_address);
	ATF_TP_ADD_TC(tp, group_address);
	ATF_TP_ADD_TC(tp, name_for_address2);
	ATF_TP_ADD_TC(tp, empty_address2);
	ATF_TP_ADD_TC(tp, third_address);
	ATF_TP_ADD_TC(tp, same_addresses);
	ATF_TP_ADD_TC(tp, long_bridge);
	ATF_TP_ADD_TC(tp, empty_mask);
	ATF_TP_ADD_TC(tp, zero_mask);
	ATF_TP_ADD_TC(tp, large_mask);
	ATF_TP_ADD_TC(tp, trailing_mask);
	ATF_TP_ADD_TC(tp, mask_with_holes);
	ATF_TP_ADD_TC(tp, hexadecimal_holes);
	ATF_TP_ADD_TC(tp, long_hexadecimal);
	ATF_TP_ADD_TC(tp, empty_mac);
	ATF_TP_ADD_TC(tp, short_mac);
	ATF_TP_ADD_TC(tp, long_mac);
	ATF_TP_ADD_TC(tp, odd_mac);
	ATF_TP_ADD_TC(tp, dashed_mac);
	ATF_TP_ADD_TC(tp, zero_mac);
	ATF_TP_ADD_TC(tp, group_mac);
	ATF_TP_ADD_TC(tp, switch_with_address);
	ATF_TP_ADD_TC(tp, switch_with_bridge);
	ATF_TP_ADD_TC(tp, long_path);
	ATF_TP_ADD_TC(tp, seventeenth_is_refused);
	ATF_TP_ADD_TC(tp, no_rights_to_make_one);
	ATF_TP_ADD_TC(tp, no_rights_for_auto);
	ATF_TP_ADD_TC(tp, tap_in_use);
	ATF_TP_ADD_TC(tp, no_tap);
	ATF_TP_ADD_TC(tp, missing_bridge);
	ATF_TP_ADD_TC(tp, no_bridge_at_all);
	ATF_TP_ADD_TC(tp, another_bridge);
	ATF_TP_ADD_TC(tp, missing_switch);
	ATF_TP_ADD_TC(tp, file_for_a_switch);
	ATF_TP_ADD_TC(tp, one_tap_twice);
	return (atf_no_error());
}
