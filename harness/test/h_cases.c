/*
 * h_cases.c: cases for t_case to run: good ones and such as must fail.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <stdio.h>
#include <unistd.h>

#include "case.h"

#define FAKE	.kernel = VKT_OBJDIR "/harness/test/fake_kernel", .bare = true

VKT_CASE(passes,
    FAKE,
    .descr	= "a kernel that exits with 0",
    .args	= { "exit", "0" });

VKT_CASE(panics,
    FAKE,
    .descr	= "a kernel that panics",
    .args	= { "panic" });

VKT_CASE(shows_nothing,
    FAKE,
    .descr	= "a console without what is demanded",
    .args	= { "exit", "0" },
    .match	= { "last", "first" });

VKT_CASE(shows_too_much,
    FAKE,
    .descr	= "a console with what is forbidden",
    .args	= { "exit", "0" },
    .nomatch	= "^last");

VKT_CASE(passes_where_it_must_not,
    FAKE,
    .descr	= "a panic is expected and does not come",
    .args	= { "exit", "0" },
    .verdict	= VKT_PANIC);

VKT_CASE(lacks_an_image,
    FAKE,
    .descr	= "there is no such image",
    .args	= { "exit", "0" },
    .image	= "nonexistent");

VKT_CASE(panics_for_another_reason,
    FAKE,
    .descr	= "the panic that comes is not the one expected",
    .args	= { "panic" },
    .verdict	= VKT_PANIC,
    .reason	= "signal 9");

VKT_CASE(panics_three_times,
    FAKE,
    .descr	= "the panic that is expected, in each of three turns",
    .args	= { "panic" },
    .repeat	= 3,
    .verdict	= VKT_PANIC,
    .reason	= "^panic: the fake kernel");

static int
refuse(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	snprintf(why, size, "two\nlines");
	return (1);
}

VKT_CASE(is_not_prepared,
    FAKE,
    .descr	= "the preparation fails with two lines",
    .args	= { "exit", "0" },
    .prepare	= refuse);

static int
inspect(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t size)
{
	struct stat st;

	(void)c;
	if (stat("files.img", &st) != 0 || st.st_size < 1 << 20) {
		snprintf(why, size, "no second disk");
		return (1);
	}
	if (r->bytes != 12) {
		snprintf(why, size, "%llu bytes", r->bytes);
		return (1);
	}
	return (0);
}

VKT_CASE(has_files,
    FAKE,
    .descr	= "files of the program's directories become a disk",
    .args	= { "exit", "0" },
    .files	= { "fake_kernel", "boot.exp" },
    .check	= inspect);

VKT_CASE(hangs,
    FAKE,
    .descr	= "a kernel that answers only its debugger",
    .args	= { "hang", "booting\nlogin: " },
    .timeout	= 2);

VKT_CASE(hangs_as_it_must,
    FAKE,
    .descr	= "a hang that is expected",
    .args	= { "hang", "login: " },
    .timeout	= 2,
    .verdict	= VKT_HANG);

VKT_CASE(fails_in_its_script,
    FAKE,
    .descr	= "a script whose claim is wrong",
    .args	= { "shell", "root" },
    .script	= "expect_fail.exp",
    .script_args = { "fail" });

VKT_CASE(has_a_broken_script,
    FAKE,
    .descr	= "a script with an error of Tcl",
    .args	= { "shell", "root" },
    .script	= "expect_fail.exp",
    .script_args = { "tcl" });

VKT_CASE(sleeps,
    FAKE,
    .descr	= "a kernel that stays, for whoever kills the case",
    .args	= { "stubborn" },
    .timeout	= 50);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, passes);
	ATF_TP_ADD_TC(tp, panics);
	ATF_TP_ADD_TC(tp, shows_nothing);
	ATF_TP_ADD_TC(tp, shows_too_much);
	ATF_TP_ADD_TC(tp, passes_where_it_must_not);
	ATF_TP_ADD_TC(tp, panics_for_another_reason);
	ATF_TP_ADD_TC(tp, panics_three_times);
	ATF_TP_ADD_TC(tp, lacks_an_image);
	ATF_TP_ADD_TC(tp, is_not_prepared);
	ATF_TP_ADD_TC(tp, has_files);
	ATF_TP_ADD_TC(tp, hangs);
	ATF_TP_ADD_TC(tp, hangs_as_it_must);
	ATF_TP_ADD_TC(tp, fails_in_its_script);
	ATF_TP_ADD_TC(tp, has_a_broken_script);
	ATF_TP_ADD_TC(tp, sleeps);
	return (atf_no_error());
}
