/*
 * t_host.c: the console as a process of the host has it: a job of a shell, a
 * terminal that goes away, files and pipes, and nobody who reads.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "parked.h"

/* An interactive shell as ./kernel. */
static int
shell(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (script_as_kernel("ENV= PS1='job> ' exec sh -i", why, size));
}

#define PARKED								\
	.kernel	= "./kernel",						\
	.image	= "minimal",						\
	.prepare = parked

VKT_CASE(a_job_stops_and_goes_on,
    .descr	= "SIGTSTP, fg and bg, and ^Z in the debugger: the shell has its "
		  "terminal meanwhile",
    .kernel	= "./kernel",
    .image	= "minimal",
    .prepare	= shell,
    .allow	= VKT_ALLOW_DDB,
    .timeout	= 90,
    .script	= "job.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(a_lost_terminal_shuts_down,
    PARKED,
    .descr	= "the terminal is closed: a clean shutdown, status 0",
    .script	= "lost.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(a_lost_terminal_is_survived_with_nohup,
    PARKED,
    .descr	= "the terminal is closed, SIGHUP is ignored: the guest sees a "
		  "hangup and goes on",
    .script	= "nohup.exp",
    .timeout	= 90,
    .check	= vkt_root_is_clean);

VKT_CASE(output_that_nobody_reads_waits,
    PARKED,
    .descr	= "a writer waits, the guest goes on, nobody burns CPU time, and "
		  "no byte is lost",
    .script	= "unread.exp",
    .timeout	= 120,
    .check	= vkt_root_is_clean);

VKT_CASE(without_input_it_waits,
    PARKED,
    .descr	= "standard input is empty, closed or at its end: no hangup and "
		  "no CPU time",
    .script	= "noinput.exp",
    .timeout	= 90,
    .check	= vkt_root_is_clean);

VKT_CASE(without_output_it_goes_on,
    PARKED,
    .descr	= "standard output is closed, or a pipe without a reader",
    .script	= "nooutput.exp",
    .timeout	= 90,
    .check	= vkt_root_is_clean);

VKT_CASE(files_and_pipes_are_transparent,
    PARKED,
    .descr	= "all 256 bytes pass through a pipe, both ways",
    .script	= "bytes.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(the_end_of_input_answers_the_question,
    PARKED,
    .descr	= "no root and no input: a panic, not a wait for ever",
    .script	= "askeof.exp");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, a_job_stops_and_goes_on);
	ATF_TP_ADD_TC(tp, a_lost_terminal_shuts_down);
	ATF_TP_ADD_TC(tp, a_lost_terminal_is_survived_with_nohup);
	ATF_TP_ADD_TC(tp, output_that_nobody_reads_waits);
	ATF_TP_ADD_TC(tp, without_input_it_waits);
	ATF_TP_ADD_TC(tp, without_output_it_goes_on);
	ATF_TP_ADD_TC(tp, files_and_pipes_are_transparent);
	ATF_TP_ADD_TC(tp, the_end_of_input_answers_the_question);
	return (atf_no_error());
}
