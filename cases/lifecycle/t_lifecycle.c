/*
 * t_lifecycle.c: from the first line on the console to the exit status:
 * boot, halt, power off, reboot, and the state of the disk afterwards.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case.h"

VKT_CASE(boots_to_login,
    .descr	= "the console ends in a login prompt; SIGTERM ends it cleanly",
    .image	= "minimal",
    .script	= "login.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(boots_on_one_cpu,
    .descr	= "one virtual CPU",
    .args	= { "-n", "1" },
    .image	= "minimal",
    .script	= "login.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(boots_on_sixteen_cpus,
    .descr	= "sixteen virtual CPUs, more than the host has",
    .args	= { "-n", "16" },
    .image	= "minimal",
    .script	= "login.exp",
    .timeout	= 120,
    .check	= vkt_root_is_clean);

VKT_CASE(root_logs_in,
    .descr	= "root gets a shell with root's identity and home",
    .image	= "minimal",
    .script	= "root.exp");

VKT_CASE(halt_exits_zero,
    .descr	= "halt(8) ends the kernel with status 0 and a clean disk",
    .image	= "minimal",
    .script	= "command.exp",
    .script_args = { "halt" },
    .check	= vkt_root_is_clean);

VKT_CASE(power_off_exits_zero,
    .descr	= "shutdown -p now ends the kernel with status 0",
    .image	= "minimal",
    .script	= "command.exp",
    .script_args = { "shutdown -p now" },
    .check	= vkt_root_is_clean);

VKT_CASE(reboot_reruns,
    .descr	= "reboot(8) boots again on the same console; files are kept",
    .image	= "minimal",
    .script	= "reboot.exp",
    .check	= vkt_root_is_clean);

/* The case runs a copy of the kernel that it can replace. */
static int
copy_kernel(const struct vkt_case *c, char *why, size_t size)
{
	const char *kernel = getenv("VKERNEL");
	char command[2048];

	(void)c;
	snprintf(command, sizeof(command), "cp '%s' first && cp '%s' second && "
	    "cp '%s' kernel", kernel, kernel, kernel);
	if (system(command) != 0) {
		snprintf(why, size, "cannot copy %s", kernel);
		return (1);
	}
	return (0);
}

VKT_CASE(reboot_runs_a_new_kernel,
    .descr	= "a reboot runs the binary that is installed by then",
    .kernel	= "./kernel",
    .image	= "minimal",
    .prepare	= copy_kernel,
    .script	= "replace.exp");

static int
blank_disk(const struct vkt_case *c, char *why, size_t size)
{
	int fd = open("blank.img", O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	(void)c;
	if (fd < 0 || ftruncate(fd, 4 << 20) != 0) {
		snprintf(why, size, "cannot make blank.img");
		return (1);
	}
	return (close(fd));
}

VKT_CASE(missing_root_is_asked_for,
    .descr	= "no root on the first disk: the kernel asks, ? lists disks, "
		  "and the answer boots",
    .args	= { "-r", "blank.img", "-r", "root.img" },
    .image	= "minimal",
    .prepare	= blank_disk,
    .script	= "askroot.exp");

VKT_CASE(no_root_can_be_given_up,
    .descr	= "without a disk, after wrong answers, abort is a panic",
    .args	= { "-e", "debug.debugger_on_panic=0" },
    .script	= "noroot.exp",
    .script_args = { "abort", "\npanic: no root filesystem: " },
    .allow	= VKT_ALLOW_PANIC,
    .exit	= VKT_EX_PANIC);

VKT_CASE(no_root_can_be_a_panic,
    .descr	= "the answer panic is a panic",
    .args	= { "-e", "debug.debugger_on_panic=0" },
    .script	= "noroot.exp",
    .script_args = { "panic", "\npanic: panic from console" },
    .allow	= VKT_ALLOW_PANIC,
    .exit	= VKT_EX_PANIC);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, boots_to_login);
	ATF_TP_ADD_TC(tp, boots_on_one_cpu);
	ATF_TP_ADD_TC(tp, boots_on_sixteen_cpus);
	ATF_TP_ADD_TC(tp, root_logs_in);
	ATF_TP_ADD_TC(tp, halt_exits_zero);
	ATF_TP_ADD_TC(tp, power_off_exits_zero);
	ATF_TP_ADD_TC(tp, reboot_reruns);
	ATF_TP_ADD_TC(tp, reboot_runs_a_new_kernel);
	ATF_TP_ADD_TC(tp, missing_root_is_asked_for);
	ATF_TP_ADD_TC(tp, no_root_can_be_given_up);
	ATF_TP_ADD_TC(tp, no_root_can_be_a_panic);
	return (atf_no_error());
}
