/*
 * t_boot.c: vkernel(7), -c: the first -r or -c is the boot disk; a CD's file
 * system is CD9660.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case.h"

static int
blank(const struct vkt_case *c, char *why, size_t size)
{
	int fd = open("blank.img", O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	(void)c;
	if (fd < 0 || ftruncate(fd, 4 << 20) != 0) {
		snprintf(why, size, "cannot make blank.img");
		return (1);
	}
	return (close(fd));
}

/* The other image of the two that a case boots with. */
static int
other(const char *manifest, char *why, size_t size)
{
	char command[1024];

	snprintf(command, sizeof(command), "%s/harness/vkt image -q -t "
	    "%s/world -m %s/../images/%s.manifest other.img >&2", VKT_OBJDIR,
	    VKT_OBJDIR, VKT_CASEDIR, manifest);
	if (system(command) == 0)
		return (0);
	snprintf(why, size, "cannot make other.img");
	return (1);
}

static int
other_disk(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (other("minimal", why, size));
}

static int
other_cd(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (other("cd", why, size));
}

#define CD	.image = "cd", .timeout = 90, .script = "boot.exp",	\
	.script_args = { "vcd0" }

VKT_CASE(cd_boots_to_login, CD,
    .descr	= "a CD alone: multi-user, login, shutdown",
    .args	= { "-c", "root.img" });

VKT_CASE(cd_boots_on_two_cpus, CD,
    .descr	= "the same with two CPUs and verbose",
    .args	= { "-v", "-n", "2", "-c", "root.img" });

VKT_CASE(cd_before_disk,
    .descr	= "-c before -r: the CD is the root",
    .args	= { "-c", "root.img", "-r", "other.img" },
    .image	= "cd",
    .prepare	= other_disk,
    .script	= "boot.exp",
    .script_args = { "vcd0", "disk" },
    .timeout	= 90);

VKT_CASE(disk_before_cd,
    .descr	= "-r before -c: the disk is the root, the CD can be mounted",
    .args	= { "-r", "root.img", "-c", "other.img" },
    .image	= "minimal",
    .prepare	= other_cd,
    .script	= "after.exp",
    .timeout	= 90);

VKT_CASE(environment_chooses_the_cd,
    .descr	= "vfs.root.mountfrom=cd9660:vcd0 with the disk first",
    .args	= { "-r", "other.img", "-c", "root.img", "-e",
		    "vfs.root.mountfrom='cd9660:vcd0'" },
    .image	= "cd",
    .prepare	= other_disk,
    .script	= "boot.exp",
    .script_args = { "vcd0", "disk" },
    .timeout	= 90);

VKT_CASE(partition_is_a_root_too,
    .descr	= "vfs.root.mountfrom=cd9660:vcd0s0a",
    .args	= { "-c", "root.img", "-e",
		    "vfs.root.mountfrom='cd9660:vcd0s0a'" },
    .image	= "cd",
    .script	= "boot.exp",
    .script_args = { "vcd0s0a" },
    .timeout	= 90);

VKT_CASE(question_takes_a_cd,
    .descr	= "mountroot> lists CDs and takes cd9660:vcd0",
    .args	= { "-r", "blank.img", "-c", "root.img" },
    .image	= "cd",
    .prepare	= blank,
    .script	= "ask.exp",
    .timeout	= 90);

VKT_CASE(two_kernels_on_one_cd,
    .descr	= "a CD image is shared by two kernels at once",
    .args	= { "-c", "root.img" },
    .image	= "cd",
    .script	= "both.exp",
    .script_args = { VKT_OBJDIR "/harness/vkt",
		    VKT_CASEDIR "/vcd/boot.exp" },
    .timeout	= 150);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, cd_boots_to_login);
	ATF_TP_ADD_TC(tp, cd_boots_on_two_cpus);
	ATF_TP_ADD_TC(tp, cd_before_disk);
	ATF_TP_ADD_TC(tp, disk_before_cd);
	ATF_TP_ADD_TC(tp, environment_chooses_the_cd);
	ATF_TP_ADD_TC(tp, partition_is_a_root_too);
	ATF_TP_ADD_TC(tp, question_takes_a_cd);
	ATF_TP_ADD_TC(tp, two_kernels_on_one_cd);
	return (atf_no_error());
}
