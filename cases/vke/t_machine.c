/*
 * t_machine.c: the machine around the cases of this room stays as it was, and
 * an ordinary user may run them.
 *
 * The machine is a network namespace with interfaces, addresses and routes of
 * the names and numbers that the cases use.  Several cases run in it at once.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <atf-c.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "nspace.h"

#define NOBODY	65534

static const struct {
	const char	*program, *name;
} some[] = {
	{ "vke/t_tap", "host_and_guest_talk" },
	{ "vke/t_tap", "sixteen_at_once" },
	{ "vke/t_tap", "auto_takes_the_first_unused" },
	{ "vke/t_tap", "bridge_is_joined_and_left" },
	{ "vke/t_tap", "tap_removed_while_in_use" },
	{ "vke/t_tap", "reboot_keeps_the_tap" },
	{ "vke/t_tap", "tap_set_down_has_no_carrier" },
	{ "vke/t_offload", "data_travel_in_long_frames" },
	{ "vke/t_switch", "two_kernels_on_one_switch" },
	{ "vke/t_switch", "uplink_of_the_switch" },
	{ "networld/t_networld", "rc_brings_the_network_up" },
	{ "networld/t_networld", "route_changes_and_asks" },
};
#define SOME	(sizeof(some) / sizeof(some[0]))
#define AT_ONCE	4

/* Everything that could be set from outside, but what changes by itself. */
static const char snapshot[] =
    "{ ip -o link; ip -o addr; ip rule; ip -6 rule; "
    "ip route show table all; ip -6 route show table all; "
    "ip neigh show nud permanent; ls /sys/class/net /proc/sys/net/*/conf; "
    "grep -rs . /proc/sys/net | grep -v -e nf_conntrack_count -e gc_ -e "
    "random; } 2>&1";

/*
 * One case, in a directory of its own; by somebody else, if we are root.  Where
 * others may not make taps, those that need one say just that.
 */
static void
run(unsigned i, bool other)
{
	char line[1200];
	int room = (int)strcspn(some[i].program, "/");

	if (other && geteuid() == 0 && (setgroups(0, NULL) != 0 ||
	    setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
		_exit(97);
	snprintf(line, sizeof(line), "mkdir run%u && cd run%u && exec >out "
	    "2>&1 && export HOME=$PWD TMPDIR=$PWD VKT_ARTIFACTS=$PWD/artifacts "
	    "VKT_RESULTS=$PWD/results VKT_CACHE=$PWD/cache; "
	    "p=" VKT_OBJDIR "/cases/%s s=" VKT_OBJDIR "/cases/%.*s; "
	    "$p -s $s -r result %s; $p -s $s %s:cleanup; "
	    "grep -qx passed result || { ! test -w /dev/net/tun && "
	    "grep -qx 'skipped: /dev/net/tun: Permission denied' result; }",
	    i, i, some[i].program, room,
	    some[i].program, some[i].name, some[i].name);
	execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(98);
}

static void
wait_one(void)
{
	int status;

	ATF_REQUIRE(wait(&status) > 0);
	ATF_CHECK_MSG(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "a case failed, status 0x%x", status);
}

/* All of them, some at once; what failed is shown. */
static void
run_some(bool other)
{
	unsigned running = 0, i;
	pid_t pid;

	for (i = 0; i < SOME; i++) {
		if (running == AT_ONCE) {
			wait_one();
			running--;
		}
		ATF_REQUIRE((pid = fork()) >= 0);
		if (pid == 0)
			run(i, other);
		running++;
	}
	for (; running > 0; running--)
		wait_one();
	(void)system("for r in run*; do grep -qx passed $r/result || "
	    "tail -n 30 $r/out; done");
}

/* A directory that everybody may use; the caller removes it. */
static void
enter(char dir[32])
{
	strcpy(dir, "/tmp/vke.XXXXXX");
	ATF_REQUIRE(mkdtemp(dir) != NULL);
	ATF_REQUIRE(chmod(dir, 0777) == 0 && chdir(dir) == 0);
}

static void
leave(const char *dir, int back)
{
	char line[64];

	ATF_REQUIRE(fchdir(back) == 0);
	snprintf(line, sizeof(line), "rm -rf %s", dir);
	ATF_CHECK_EQ(system(line), 0);
}

static void
in_machine(const atf_tc_t *tc, bool other)
{
	char dir[32], why[300] = "", line[1000];
	int back = open(".", O_RDONLY | O_CLOEXEC);

	setenv("VKT_KERNEL", vkt_setting(tc, "kernel",
	    getenv("VKERNEL") != NULL ? getenv("VKERNEL") :
	    VKT_OBJDIR "/kernel/VKERNEL64/kernel"), 1);
	enter(dir);
	if (netns_enter(why, sizeof(why)) != 0 || netns_run(
	    "ip tuntap add tap0 mode tap; ip tuntap add tap7 mode tap; "
	    "ip link add br0 type bridge; ip link set tap0 master br0; "
	    "ip addr add 10.9.0.1/24 dev tap7; "
	    "ip addr add 192.0.2.1/24 dev br0; "
	    "ip link set tap0 up; ip link set tap7 up; ip link set br0 up; "
	    "ip route add 10.9.1.0/24 via 192.0.2.7", why, sizeof(why)) != 0)
		atf_tc_fail("%s", why);
	snprintf(line, sizeof(line), "%s >before", snapshot);
	ATF_REQUIRE_EQ(system(line), 0);
	run_some(other);
	snprintf(line, sizeof(line), "%s >after", snapshot);
	ATF_REQUIRE_EQ(system(line), 0);
	ATF_CHECK_EQ_MSG(system("test -s before && diff before after"), 0,
	    "the machine is not as it was");
	leave(dir, back);
}

#define NEEDS	"ip unshare nsenter ping expect"

ATF_TC(machine_stays_as_it_was);
ATF_TC_HEAD(machine_stays_as_it_was, tc)
{
	atf_tc_set_md_var(tc, "descr", "interfaces, addresses, routes and "
	    "sysctls are the same before and after cases that ran at once");
	atf_tc_set_md_var(tc, "require.progs", NEEDS);
	atf_tc_set_md_var(tc, "timeout", "900");
}
ATF_TC_BODY(machine_stays_as_it_was, tc)
{
	in_machine(tc, false);
}

ATF_TC(ordinary_users_may_do_the_same);
ATF_TC_HEAD(ordinary_users_may_do_the_same, tc)
{
	atf_tc_set_md_var(tc, "descr", "the same without any right, where "
	    "user namespaces are allowed");
	atf_tc_set_md_var(tc, "require.progs", NEEDS);
	atf_tc_set_md_var(tc, "timeout", "900");
}
ATF_TC_BODY(ordinary_users_may_do_the_same, tc)
{
	int status = -1;
	pid_t pid = fork();

	/* Not in a chroot, for one. */
	if (pid == 0) {
		if (geteuid() == 0 && (setgroups(0, NULL) != 0 ||
		    setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
			_exit(97);
		_exit(unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		atf_tc_skip("this host gives no namespaces to its users");
	in_machine(tc, true);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, machine_stays_as_it_was);
	ATF_TP_ADD_TC(tp, ordinary_users_may_do_the_same);
	return (atf_no_error());
}
