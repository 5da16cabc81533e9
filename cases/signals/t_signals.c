/*
 * t_signals.c: vkernel(7), SIGNALS: what the host's signals do to a kernel.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(sigterm_shuts_down_cleanly,
    .descr	= "SIGTERM reaches init as SIGUSR2; processes end, the disk is "
		  "clean, the status 0",
    .image	= "minimal",
    .script	= "sigterm.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigterm_in_single_user_mode,
    .descr	= "SIGTERM while only the single-user shell runs",
    .args	= { "-s" },
    .image	= "minimal",
    .script	= "single.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigquit_enters_the_debugger,
    .descr	= "^\\ on the console stops in ddb, continue goes on",
    .image	= "minimal",
    .allow	= VKT_ALLOW_DDB,
    .script	= "sigquit.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigint_and_sighup_are_ignored,
    .descr	= "INT and HUP to the supervisor change nothing",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "ignored.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigkill_leaves_no_process,
    .descr	= "SIGKILL of the supervisor ends the whole tree",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "sigkill.exp",
    .verdict	= VKT_PANIC,
    .reason	= "killed by signal 9");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, sigterm_shuts_down_cleanly);
	ATF_TP_ADD_TC(tp, sigterm_in_single_user_mode);
	ATF_TP_ADD_TC(tp, sigquit_enters_the_debugger);
	ATF_TP_ADD_TC(tp, sigint_and_sighup_are_ignored);
	ATF_TP_ADD_TC(tp, sigkill_leaves_no_process);
	return (atf_no_error());
}
