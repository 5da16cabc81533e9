/*
 * t_reboot.c: the binary that a reboot finds, what reboots leave on the host,
 * and disks after an end that was none.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case.h"

static int
copy_kernel(const struct vkt_case *c, char *why, size_t size)
{
	const char *kernel = getenv("VKERNEL");
	char command[2048];

	(void)c;
	snprintf(command, sizeof(command), "cp '%s' kernel", kernel);
	if (system(command) != 0) {
		snprintf(why, size, "cannot copy %s", kernel);
		return (1);
	}
	return (0);
}

VKT_CASE(twenty_reboots_leak_nothing,
    .descr	= "descriptors, processes, locks and memory files of the host "
		  "after twenty reboots",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .timeout	= 240,
    .script	= "twenty.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(a_kernel_that_vanished_cannot_reboot,
    .descr	= "the binary is gone at a reboot: a message and status 71",
    .kernel	= "./kernel",
    .image	= "minimal",
    .prepare	= copy_kernel,
    .script	= "vanish.exp",
    .script_args = { "gone" },
    .match	= { "vkernel: reboot: /.*/kernel: No such file or directory" },
    .check	= vkt_root_is_clean,
    .exit	= VKT_EX_HOST);

VKT_CASE(a_kernel_that_may_not_run_cannot_reboot,
    .descr	= "the binary is no program at a reboot",
    .kernel	= "./kernel",
    .image	= "minimal",
    .prepare	= copy_kernel,
    .script	= "vanish.exp",
    .script_args = { "plain" },
    .match	= { "vkernel: reboot: /.*/kernel: Permission denied" },
    .exit	= VKT_EX_HOST);

/* The script starts its kernels itself; this one waits. */
static int
parked(const struct vkt_case *c, char *why, size_t size)
{
	int fd = open("kernel", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);

	(void)c;
	if (fd < 0) {
		snprintf(why, size, "cannot make ./kernel");
		return (1);
	}
	dprintf(fd, "#!/bin/sh\ntrap 'kill $!; exit 0' TERM\n"
	    "sleep 1000 &\nwait\n");
	return (close(fd));
}

VKT_CASE(a_killed_kernels_disk_is_mended,
    .descr	= "kill -9 leaves a dirty root; /etc/rc's fsck mends it",
    .kernel	= "./kernel",
    .image	= "minimal",
    .prepare	= parked,
    .script	= "mended.exp",
    .timeout	= 90,
    .check	= vkt_root_is_clean);

VKT_CASE(a_full_disk_boots,
    .descr	= "no block is free on the root: multi-user all the same",
    .image	= "minimal",
    .script	= "full.exp",
    .timeout	= 90,
    .check	= vkt_root_is_clean);

VKT_CASE(a_root_without_dev_shuts_down,
    .descr	= "no /dev to mount on: init keeps trying, SIGTERM ends it",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "nodev.exp",
    .check	= vkt_root_is_clean);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, twenty_reboots_leak_nothing);
	ATF_TP_ADD_TC(tp, a_kernel_that_vanished_cannot_reboot);
	ATF_TP_ADD_TC(tp, a_kernel_that_may_not_run_cannot_reboot);
	ATF_TP_ADD_TC(tp, a_killed_kernels_disk_is_mended);
	ATF_TP_ADD_TC(tp, a_full_disk_boots);
	ATF_TP_ADD_TC(tp, a_root_without_dev_shuts_down);
	return (atf_no_error());
}
