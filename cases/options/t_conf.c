/*
 * t_conf.c: kernel configurations, config(8) syntax: what one leaves out is not
 * in the kernel, and what it gets wrong is told.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

#define KERNEL	VKT_CASEDIR "/../kernel"

/* Run a shell command; its exit status. */
static int
shell(const char *command)
{
	int status = system(command);

	ATF_REQUIRE(WIFEXITED(status));
	return (WEXITSTATUS(status));
}

/* Build the configuration that sed makes of VKERNEL64; make's status. */
static int
build(const char *edit)
{
	char command[1024];

	snprintf(command, sizeof(command),
	    "sed '%s' " KERNEL "/conf/VKERNEL64 >TEST && "
	    "make -s -j2 -C " KERNEL " KERNCONF=\"$PWD/TEST\" "
	    "O=\"$PWD/obj\" >build.log 2>&1", edit);
	return (shell(command));
}

ATF_TC(device_left_out_is_not_there);
ATF_TC_HEAD(device_left_out_is_not_there, tc)
{
	atf_tc_set_md_var(tc, "descr", "without device vcd, -c says so");
	atf_tc_set_md_var(tc, "timeout", "300");
}
ATF_TC_BODY(device_left_out_is_not_there, tc)
{
	ATF_REQUIRE_EQ(build("/^device.*vcd/d"), 0);
	ATF_CHECK_EQ(shell("obj/kernel/TEST/kernel -m 64m -c cd.iso 2>err"),
	    64);
	ATF_CHECK(atf_utils_grep_file("-c cd.iso: this kernel was built "
	    "without device vcd", "err"));
}

ATF_TC(mistakes_are_told);
ATF_TC_HEAD(mistakes_are_told, tc)
{
	atf_tc_set_md_var(tc, "descr", "unknown words in a configuration");
}
ATF_TC_BODY(mistakes_are_told, tc)
{
	ATF_CHECK(build("s/^ident.*/idnet X/") != 0);
	ATF_CHECK(atf_utils_grep_file("unknown directive .idnet", "build.log"));
	ATF_CHECK(build("s/^device.*vcd.*/device nosuch/") != 0);
	ATF_CHECK(atf_utils_grep_file("device nosuch: no file", "build.log"));
	ATF_CHECK(build("s/^platform.*/platform pc64/") != 0);
	ATF_CHECK(atf_utils_grep_file("platform pc64", "build.log"));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, device_left_out_is_not_there);
	ATF_TP_ADD_TC(tp, mistakes_are_told);
	return (atf_no_error());
}
