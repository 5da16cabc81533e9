/*
 * t_switch.c: vke on the switch of vknetd(8), and that program's options.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "nspace.h"

#define PEER	VKT_OBJDIR "/cases/vke/host/peer"
#define VKT	VKT_OBJDIR "/harness/vkt"
#define VKNETD	VKT_OBJDIR "/harness/vknetd"

static int
plain(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (switch_start("", why, size));
}

static int
bad_line(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (switch_start("--loss 2 --duplicate 3 --reorder 5 "
	    "--delay 1:2 --seed 4", why, size));
}

static int
with_uplink(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (netns_enter(why, size) != 0 ||
	    switch_start("-t tap4 10.9.0.1/24", why, size) != 0);
}

/* What was promised of the line has happened. */
static int
was_bad(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t size)
{
	(void)c;
	(void)r;
	return (netns_run("kill -USR1 $(cat switch.pid); sleep 1; "
	    "grep -E 'lost [1-9][0-9]* duplicated [1-9][0-9]* reordered "
	    "[1-9]' switch.log", why, size));
}

#define KERNEL								\
	.image = "minimal", .files = { "h_vke", "h_peer" },		\
	.args = { "-I", "./switch::10.9.0.2/24" }

VKT_CASE(two_kernels_on_one_switch, KERNEL,
    .descr	= "two kernels on one vknetd: tap_unit -1, TCP both ways",
    .prepare	= plain,
    .script	= "two.exp",
    .script_args = { PEER, VKT, "./switch::10.9.0.3/24", "-1", "2000000" },
    .timeout	= 300);

VKT_CASE(tcp_arrives_whole_over_a_bad_line, KERNEL,
    .descr	= "loss, delay, duplication and reordering in the switch",
    .prepare	= bad_line,
    .check	= was_bad,
    .script	= "two.exp",
    .script_args = { PEER, VKT, "./switch::10.9.0.3/24", "-1", "400000" },
    .timeout	= 300);

VKT_CASE(switch_goes_and_comes_back, KERNEL,
    .descr	= "without its switch vke has no carrier; it finds it again",
    .prepare	= plain,
    .script	= "gone.exp",
    .script_args = { PEER, VKT, "./switch::10.9.0.3/24", VKNETD },
    .match	= { "vke0: link state changed to DOWN",
		    "vke0: link state changed to UP" },
    .timeout	= 300);

VKT_CASE(hostile_ports_harm_nobody, KERNEL,
    .descr	= "frames without sense from ports that never read",
    .prepare	= plain,
    .script	= "hostile.exp",
    .script_args = { PEER, VKT, "./switch::10.9.0.3/24" },
    .timeout	= 300);

VKT_CASE(uplink_of_the_switch, KERNEL,
    .descr	= "vknetd -t: kernels and host talk, but for foreign addresses",
    .needs	= "ip ping",
    .prepare	= with_uplink,
    .script	= "uplink.exp", .script_args = { PEER },
    .timeout	= 120);

/* ---- vknetd itself ---- */

static int
vknetd(const char *args)
{
	char line[600];
	int status;

	snprintf(line, sizeof(line), "exec timeout 20 " VKNETD " %s >out 2>&1",
	    args);
	status = system(line);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

ATF_TC(mistakes_are_told);
ATF_TC_HEAD(mistakes_are_told, tc)
{
	atf_tc_set_md_var(tc, "descr", "vknetd: bad options, status 64 or 69");
}
ATF_TC_BODY(mistakes_are_told, tc)
{
	static const struct {
		const char	*args;
		int		 status;
		const char	*text;
	} bad[] = {
		{ "-x", 64, "usage: vknetd" },
		{ "-d -p s a b", 64, "usage: vknetd" },
		{ "-d -p s --loss 101", 64, "--loss 101: 0 to 100" },
		{ "-d -p s --loss -1", 64, "--loss -1: 0 to 100" },
		{ "-d -p s --loss x", 64, "--loss x: 0 to 100" },
		{ "-d -p s --reorder 5%", 64, "--reorder 5%: 0 to 100" },
		{ "-d -p s --delay 1:x", 64, "--delay x: 0 to 60000" },
		{ "-d -p s --delay 60001", 64, "--delay 60001: 0 to 60000" },
		{ "-d -p s --seed nan", 64, "--seed nan: 0 to" },
		{ "-d -p s 10.0.0.0/24", 64, "-t is needed" },
		{ "-d -p s -b br0", 64, "-t is needed" },
		{ "-d -p s -t tap0", 64, "-t tap0: the network" },
		{ "-d -p s -t tap0 10.0.0.0", 64, "address/bits is expected" },
		{ "-d -p s -t tap0 10.0.0.0/33", 64, "address/bits" },
		{ "-d -p s -t tap0 10.0.0/8", 64, "address/bits" },
		{ "-d -p s -U -t tap0123456789012", 64, "name is too long" },
		{ "-d -p s -g no_such_group", 64, "no such group" },
		{ "-d -p file", 69, "exists and is no socket" },
		{ "-d -p none/s", 69, "No such file or directory" },
		{ "-d -p s -P none/p", 69, "No such file or directory" },
		{ "-c -p s", 69, "No such file or directory" },
	};

	(void)tc;
	atf_utils_create_file("file", "kept\n");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (vknetd(bad[i].args) != bad[i].status)
			atf_tc_fail_nonfatal("vknetd %s: not status %d",
			    bad[i].args, bad[i].status);
		if (!atf_utils_grep_file("%s", "out", bad[i].text)) {
			atf_utils_cat_file("out", "vknetd: ");
			atf_tc_fail_nonfatal("vknetd %s: not \"%s\"",
			    bad[i].args, bad[i].text);
		}
		ATF_CHECK_MSG(!atf_utils_file_exists("s"),
		    "vknetd %s left its socket", bad[i].args);
	}
	ATF_CHECK(atf_utils_compare_file("file", "kept\n"));
}

ATF_TC(comes_and_goes);
ATF_TC_HEAD(comes_and_goes, tc)
{
	atf_tc_set_md_var(tc, "descr", "vknetd: pid file, a second one is "
	    "refused, the place of a dead one taken, nothing left behind");
}
ATF_TC_BODY(comes_and_goes, tc)
{
	char why[200] = "";

	(void)tc;
	if (switch_start("", why, sizeof(why)) != 0)
		atf_tc_fail("%s", why);
	ATF_CHECK_EQ(vknetd("-d -p switch"), 69);
	ATF_CHECK(atf_utils_grep_file("in use", "out"));
	ATF_CHECK_EQ(vknetd("-d -p other -P switch.pid"), 69);
	ATF_CHECK(!atf_utils_file_exists("other"));
	ATF_CHECK_EQ(system("kill -KILL $(cat switch.pid); rm switch.log"), 0);
	ATF_CHECK(atf_utils_file_exists("switch"));
	if (switch_start("", why, sizeof(why)) != 0)
		atf_tc_fail("%s", why);
	ATF_CHECK_EQ(system("test $(stat -c %a switch) = 600"), 0);
	ATF_CHECK_EQ(system("kill $(cat switch.pid); for i in $(seq 100); do "
	    "test -e switch || break; sleep 0.1; done"), 0);
	ATF_CHECK(!atf_utils_file_exists("switch"));
	ATF_CHECK(!atf_utils_file_exists("switch.pid"));
	/* In the background, with its pid file. */
	ATF_CHECK_EQ(vknetd("-p switch -P switch.pid"), 0);
	ATF_CHECK_EQ(system("for i in $(seq 100); do test -s switch.pid && "
	    "break; sleep 0.1; done; kill $(cat switch.pid)"), 0);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, two_kernels_on_one_switch);
	ATF_TP_ADD_TC(tp, tcp_arrives_whole_over_a_bad_line);
	ATF_TP_ADD_TC(tp, switch_goes_and_comes_back);
	ATF_TP_ADD_TC(tp, hostile_ports_harm_nobody);
	ATF_TP_ADD_TC(tp, uplink_of_the_switch);
	ATF_TP_ADD_TC(tp, mistakes_are_told);
	ATF_TP_ADD_TC(tp, comes_and_goes);
	return (atf_no_error());
}
