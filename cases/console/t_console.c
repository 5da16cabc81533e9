/*
 * t_console.c: the console as the guest's terminal.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(interrupt_reaches_the_guest,
    .descr	= "^C typed on the console interrupts the guest's program",
    .image	= "minimal",
    .script	= "interrupt.exp");

VKT_CASE(suspend_reaches_the_guest,
    .descr	= "^Z and fg: job control on the console",
    .image	= "minimal",
    .script	= "suspend.exp");

VKT_CASE(erase_and_kill_edit_the_line,
    .descr	= "the guest's line discipline edits what is typed",
    .image	= "minimal",
    .script	= "edit.exp");

VKT_CASE(flood_arrives_whole,
    .descr	= "half a megabyte from the guest arrives in order",
    .image	= "minimal",
    .timeout	= 120,
    .script	= "flood.exp");

VKT_CASE(end_of_file_is_seen,
    .descr	= "^D ends what reads the console",
    .image	= "minimal",
    .script	= "eof.exp");

VKT_CASE(lines_begin_in_the_first_column,
    .descr	= "a line of the guest ends in CR NL",
    .image	= "minimal",
    .script	= "newline.exp");

VKT_CASE(paste_loses_nothing,
    .descr	= "input waits at the host while the guest's queue is full",
    .image	= "minimal",
    .timeout	= 120,
    .script	= "paste.exp");

VKT_CASE(flow_control_and_status,
    .descr	= "^S and ^Q stop and start output; ^T prints the load line",
    .image	= "minimal",
    .script	= "flow.exp");

VKT_CASE(literal_word_reprint_and_discard,
    .descr	= "^V, ^W, ^R and ^O are the guest's",
    .image	= "minimal",
    .script	= "literal.exp");

VKT_CASE(window_size_is_the_hosts,
    .descr	= "TIOCGWINSZ is right at boot and after a change; SIGWINCH "
		  "reaches the foreground group",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "winsize.exp");

VKT_CASE(megabytes_can_be_pasted,
    .descr	= "three megabytes, with every byte but ^\\, arrive whole",
    .image	= "minimal",
    .timeout	= 180,
    .script	= "megabytes.exp");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, interrupt_reaches_the_guest);
	ATF_TP_ADD_TC(tp, suspend_reaches_the_guest);
	ATF_TP_ADD_TC(tp, erase_and_kill_edit_the_line);
	ATF_TP_ADD_TC(tp, flood_arrives_whole);
	ATF_TP_ADD_TC(tp, end_of_file_is_seen);
	ATF_TP_ADD_TC(tp, lines_begin_in_the_first_column);
	ATF_TP_ADD_TC(tp, paste_loses_nothing);
	ATF_TP_ADD_TC(tp, flow_control_and_status);
	ATF_TP_ADD_TC(tp, literal_word_reprint_and_discard);
	ATF_TP_ADD_TC(tp, window_size_is_the_hosts);
	ATF_TP_ADD_TC(tp, megabytes_can_be_pasted);
	return (atf_no_error());
}
