/*
 * t_ddb.c: the kernel's debugger, ddb(4), on the console.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define DDB								\
	.image = "minimal", .allow = VKT_ALLOW_DDB, .timeout = 60

VKT_CASE(help_lists_the_commands, DDB,
    .descr	= "help names each command",
    .script	= "ddb.exp",
    .script_args = { "help", "continue.*ps.*trace" });

VKT_CASE(ps_lists_the_processes, DDB,
    .descr	= "ps shows init and the shell",
    .script	= "ddb.exp",
    .script_args = { "ps", "init.*sh" });

VKT_CASE(trace_names_functions, DDB,
    .descr	= "trace gives the names of the kernel's functions",
    .script	= "ddb.exp",
    .script_args = { "trace", "\\w+\\+0x[0-9a-f]+|\\w+\\(" });

VKT_CASE(unknown_commands_are_refused, DDB,
    .descr	= "a word that is no command gives an answer and a prompt",
    .script	= "ddb.exp",
    .script_args = { "frobnicate", "." });

VKT_CASE(show_pages_tells_of_memory, DDB,
    .descr	= "show pages counts the pages",
    .script	= "ddb.exp",
    .script_args = { "show pages", "pages: .*free" });

VKT_CASE(show_msgbuf_has_the_messages, DDB,
    .descr	= "show msgbuf prints what the kernel said last",
    .script	= "ddb.exp",
    .script_args = { "show msgbuf", "Mounting root" });

VKT_CASE(panic_exits_with_70,
    .descr	= "the command panic ends in a documented status",
    .image	= "minimal",
    .allow	= VKT_ALLOW_DDB | VKT_ALLOW_PANIC,
    .exit	= VKT_EX_PANIC,
    .match	= { "^panic: from (the )?debugger" },
    .script	= "panic.exp");

VKT_CASE(panic_is_seen,
    .descr	= "the keeper calls a panic a panic",
    .image	= "minimal",
    .allow	= VKT_ALLOW_DDB,
    .verdict	= VKT_PANIC,
    .reason	= "^panic: from (the )?debugger",
    .script	= "panic.exp");

VKT_CASE(clock_goes_on_after_continue, DDB,
    .descr	= "time and sleeps work after a stop of two seconds",
    .script	= "clock.exp");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, help_lists_the_commands);
	ATF_TP_ADD_TC(tp, ps_lists_the_processes);
	ATF_TP_ADD_TC(tp, trace_names_functions);
	ATF_TP_ADD_TC(tp, unknown_commands_are_refused);
	ATF_TP_ADD_TC(tp, show_pages_tells_of_memory);
	ATF_TP_ADD_TC(tp, show_msgbuf_has_the_messages);
	ATF_TP_ADD_TC(tp, panic_exits_with_70);
	ATF_TP_ADD_TC(tp, panic_is_seen);
	ATF_TP_ADD_TC(tp, clock_goes_on_after_continue);
	return (atf_no_error());
}
