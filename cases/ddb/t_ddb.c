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
    .script_args = { "frobnicate", "^No such command: frobnicate$" });

VKT_CASE(show_pages_tells_of_memory, DDB,
    .descr	= "show pages counts the pages",
    .script	= "ddb.exp",
    .script_args = { "show pages", "pages: .*free" });

VKT_CASE(show_msgbuf_has_the_messages, DDB,
    .descr	= "show msgbuf prints what the kernel said last",
    .script	= "ddb.exp",
    .script_args = { "show msgbuf", "Mounting root" });

VKT_CASE(each_table_is_shown, DDB,
    .descr	= "show: every table, of all and of one; trace in all its forms",
    .script	= "shows.exp");

VKT_CASE(values_and_memory_are_shown, DDB,
    .descr	= "expressions, formats, variables, addresses, mistakes",
    .script	= "values.exp");

VKT_CASE(instructions_are_shown, DDB,
    .descr	= "x/i: code, names in it, what is no code; the place of a stop",
    .script	= "disasm.exp");

VKT_CASE(signals_are_sent, DDB,
    .descr	= "kill: when the machine goes on; mistakes",
    .script	= "kill.exp");

VKT_CASE(bad_commands_come_back_to_the_prompt, DDB,
    .descr	= "faults, panics and sleeps in a command end the command",
    .script	= "fault.exp");

VKT_CASE(memory_may_be_written, DDB,
    .args	= { "-U" },
    .descr	= "write changes data and code",
    .script	= "write.exp");

VKT_CASE(lines_are_edited, DDB,
    .descr	= "editing keys, history, ^C",
    .script	= "edit.exp");

VKT_CASE(long_output_is_paged, DDB,
    .descr	= "--More--: space, return, q; none with $lines 0",
    .script	= "page.exp");

VKT_CASE(interrupt_ends_a_command, DDB,
    .descr	= "^C in a search and in steps without end",
    .script	= "interrupt.exp");

VKT_CASE(programs_enter_it, DDB,
    .descr	= "debug.kdb.enter stops in the caller; ^\\ there is no more",
    .script	= "enter.exp");

VKT_CASE(only_root_provokes_the_kernel,
    .image	= "minimal",
    .files	= { "h_nobody" },
    .descr	= "debug.kdb.* and debugger_on_panic are root's to write",
    .script	= "user.exp");

VKT_CASE(end_of_input_ends_the_kernel,
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .timeout	= 120,
    .descr	= "without a console the debugger ends with 70",
    .script	= "eof.exp");

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

VKT_CASE(commands_leave_the_machine, DDB,
    .descr	= "reboot and reset start it anew, halt ends it with 0",
    .script	= "leave.exp");

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
	ATF_TP_ADD_TC(tp, each_table_is_shown);
	ATF_TP_ADD_TC(tp, values_and_memory_are_shown);
	ATF_TP_ADD_TC(tp, instructions_are_shown);
	ATF_TP_ADD_TC(tp, signals_are_sent);
	ATF_TP_ADD_TC(tp, bad_commands_come_back_to_the_prompt);
	ATF_TP_ADD_TC(tp, memory_may_be_written);
	ATF_TP_ADD_TC(tp, lines_are_edited);
	ATF_TP_ADD_TC(tp, long_output_is_paged);
	ATF_TP_ADD_TC(tp, interrupt_ends_a_command);
	ATF_TP_ADD_TC(tp, programs_enter_it);
	ATF_TP_ADD_TC(tp, only_root_provokes_the_kernel);
	ATF_TP_ADD_TC(tp, end_of_input_ends_the_kernel);
	ATF_TP_ADD_TC(tp, panic_exits_with_70);
	ATF_TP_ADD_TC(tp, panic_is_seen);
	ATF_TP_ADD_TC(tp, commands_leave_the_machine);
	ATF_TP_ADD_TC(tp, clock_goes_on_after_continue);
	return (atf_no_error());
}
