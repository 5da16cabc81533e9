/*
 * t_expect.c: the procs of vkt.exp, in cases against a fake kernel whose
 * console ends in a host shell.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define FAKE	.kernel = VKT_OBJDIR "/harness/test/fake_kernel", .bare = true
#define SHELL	FAKE, .args = { "shell", "root" }, .timeout = 40

VKT_CASE(commands_give_status_and_output,
    SHELL,
    .descr	= "output and status of commands, however they look",
    .script	= "expect_run.exp");

VKT_CASE(long_commands_are_whole,
    SHELL,
    .descr	= "a command longer than an input queue arrives whole",
    .script	= "expect_long.exp");

VKT_CASE(files_are_written,
    SHELL,
    .descr	= "vkt_put writes any text",
    .script	= "expect_put.exp");

VKT_CASE(failed_claim_is_test_fail,
    SHELL,
    .descr	= "vkt_fail's reason is the verdict's",
    .script	= "expect_fail.exp",
    .script_args = { "fail" },
    .verdict	= VKT_TEST_FAIL);

VKT_CASE(failed_command_is_test_fail,
    SHELL,
    .descr	= "vkt_ok of a command that fails ends the script",
    .script	= "expect_fail.exp",
    .script_args = { "command" },
    .verdict	= VKT_TEST_FAIL);

VKT_CASE(broken_script_is_test_fail,
    SHELL,
    .descr	= "an error of Tcl is told in one line",
    .script	= "expect_fail.exp",
    .script_args = { "tcl" },
    .verdict	= VKT_TEST_FAIL);

VKT_CASE(no_answer_is_hang,
    SHELL,
    .descr	= "a command that does not end in time is a hang",
    .script	= "expect_fail.exp",
    .script_args = { "timeout" },
    .verdict	= VKT_HANG);

VKT_CASE(refused_login_is_test_fail,
    SHELL,
    .descr	= "a login that is refused is told at once",
    .script	= "expect_fail.exp",
    .script_args = { "login" },
    .verdict	= VKT_TEST_FAIL);

VKT_CASE(early_end_is_test_fail,
    SHELL,
    .descr	= "a kernel that ends with 0 in the middle of a script",
    .script	= "expect_fail.exp",
    .script_args = { "end" },
    .verdict	= VKT_TEST_FAIL);

VKT_CASE(panic_during_a_command,
    SHELL,
    .descr	= "a panic's line beats the script's own patterns",
    .script	= "expect_fail.exp",
    .script_args = { "panic" },
    .verdict	= VKT_PANIC);

VKT_CASE(exit_status_during_a_command,
    SHELL,
    .descr	= "a kernel that exits with 71 in the middle of a script",
    .script	= "expect_fail.exp",
    .script_args = { "status" },
    .verdict	= VKT_INFRA);

VKT_CASE(debugger_answers,
    FAKE,
    .descr	= "debugger commands, with paging",
    .args	= { "ddb" },
    .allow	= VKT_ALLOW_DDB,
    .script	= "expect_ddb.exp",
    .timeout	= 30);

VKT_CASE(console_is_searched,
    FAKE,
    .descr	= "match, nomatch and the exit status without a script",
    .args	= { "exit", "3" },
    .exit	= 3,
    .match	= { "^last words$", "last" },
    .nomatch	= "first");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, commands_give_status_and_output);
	ATF_TP_ADD_TC(tp, long_commands_are_whole);
	ATF_TP_ADD_TC(tp, files_are_written);
	ATF_TP_ADD_TC(tp, failed_claim_is_test_fail);
	ATF_TP_ADD_TC(tp, failed_command_is_test_fail);
	ATF_TP_ADD_TC(tp, broken_script_is_test_fail);
	ATF_TP_ADD_TC(tp, no_answer_is_hang);
	ATF_TP_ADD_TC(tp, refused_login_is_test_fail);
	ATF_TP_ADD_TC(tp, early_end_is_test_fail);
	ATF_TP_ADD_TC(tp, panic_during_a_command);
	ATF_TP_ADD_TC(tp, exit_status_during_a_command);
	ATF_TP_ADD_TC(tp, debugger_answers);
	ATF_TP_ADD_TC(tp, console_is_searched);
	return (atf_no_error());
}
