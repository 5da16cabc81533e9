/*
 * t_world.c: the guest as a place to build: its compiler, awk and make, and
 * the whole world, of which a second disk then boots.  vkernel(7), BUILDING
 * THE WORLD UNDER A VKERNEL.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case.h"

#define DISK	(128 << 20)

/* A blank disk, as built.img. */
static int
blank(const struct vkt_case *c, char *why, size_t n)
{
	int fd = open("built.img", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0644);

	(void)c;
	if (fd < 0 || ftruncate(fd, DISK) != 0) {
		snprintf(why, n, "cannot make built.img");
		return (1);
	}
	close(fd);
	return (0);
}

/* The disk that the guest filled boots, by itself. */
static int
built_boots(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t n)
{
	(void)r;
	if (vkt_root_is_clean(c, r, why, n) != 0)
		return (1);
	if (system(VKT_OBJDIR "/harness/vkt boot --echo --timeout 300 "
	    "--script " VKT_CASEDIR "/world/built.exp -- -m 64m -i memimg2 "
	    "-r built.img >built.log 2>&1") != 0) {
		system("tail -n 60 built.log >&2");
		snprintf(why, n, "the disk that the guest built does not boot");
		return (1);
	}
	return (0);
}

VKT_CASE(the_world_builds_inside_the_guest,
    .descr	= "buildworld, installworld, distribution; the result boots",
    .image	= "build",
    .args	= { "-m", "256m", "-n", "2", "-r", "root.img", "-r",
		    "built.img" },
    .prepare	= blank,
    .script	= "world.exp",
    .timeout	= 1800,
    .check	= built_boots);

VKT_CASE(pipes_lose_nothing,
    .descr	= "what a program read ahead from a pipe survives fflush(NULL)",
    .image	= "minimal", .script = "pipes.exp", .timeout = 60);

#define TOOLS(what, text)						\
	.descr = text, .image = "build", .script = "tools.exp",		\
	.script_args = { what }, .args = { "-n", "2" },			\
	.files = { "threads.c", "numbers.c" }, .timeout = 300

VKT_CASE(a_program_is_compiled_and_run,
    TOOLS("compile", "cc, as, ld, ar, nm, size and strip"));
VKT_CASE(threads_are_compiled_and_run,
    TOOLS("threads", "a program with threads and thread-local storage"));
VKT_CASE(numbers_are_compiled_right,
    TOOLS("numbers", "integers, floating and complex numbers as C has them"));
VKT_CASE(awk_is_awk,
    TOOLS("awk", "fields, arrays, functions, regular expressions"));
VKT_CASE(make_is_bsd_make,
    TOOLS("make", "bsd.prog.mk, conditionals, jobs, what is up to date"));
VKT_CASE(a_wrong_platform_is_named,
    TOOLS("platform", "MACHINE_PLATFORM takes pc64 and vkernel64 alone"));

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, pipes_lose_nothing);
	ATF_TP_ADD_TC(tp, the_world_builds_inside_the_guest);
	ATF_TP_ADD_TC(tp, a_program_is_compiled_and_run);
	ATF_TP_ADD_TC(tp, threads_are_compiled_and_run);
	ATF_TP_ADD_TC(tp, numbers_are_compiled_right);
	ATF_TP_ADD_TC(tp, awk_is_awk);
	ATF_TP_ADD_TC(tp, make_is_bsd_make);
	ATF_TP_ADD_TC(tp, a_wrong_platform_is_named);
	return (atf_no_error());
}
