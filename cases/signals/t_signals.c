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

VKT_CASE(sigterm_comes_again,
    .descr	= "SIGTERM twice, and more of them while the system goes down",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "twice.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigterm_during_the_boot,
    .descr	= "SIGTERM at sixteen moments from the first on: a clean end",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "booting.exp",
    .repeat	= 16,
    .check	= vkt_root_is_clean);

VKT_CASE(sigterm_at_the_question_for_a_root,
    .descr	= "SIGTERM before there is a root: the kernel powers off",
    .args	= { "-p", "pid" },
    .script	= "asking.exp");

VKT_CASE(sigterm_waits_for_the_debugger,
    .descr	= "SIGTERM in the debugger is obeyed once that is left",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .allow	= VKT_ALLOW_DDB,
    .script	= "ddbterm.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigterm_without_init_powers_off,
    .descr	= "no init is running: the kernel powers off by itself, clean",
    .args	= { "-p", "pid", "-e", "init_path=/sbin/h_idle;/sbin/init" },
    .image	= "minimal",
    .files	= { "h_init" },
    .timeout	= 90,
    .script	= "noinit.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigquit_enters_the_debugger,
    .descr	= "^\\ on the console stops in ddb, continue goes on",
    .image	= "minimal",
    .allow	= VKT_ALLOW_DDB,
    .script	= "sigquit.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigquit_from_anywhere,
    .descr	= "kill -QUIT enters ddb as well; the other signal characters "
		  "live there, and the modes come back to the bit",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .allow	= VKT_ALLOW_DDB,
    .script	= "quit.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigint_and_sighup_are_ignored,
    .descr	= "INT and HUP to the supervisor change nothing",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "ignored.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(inner_signals_from_outside_do_no_harm,
    .descr	= "USR1, URG, IO, ALRM, XCPU and their like, sent to both "
		  "processes of a busy kernel",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "harmless.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sighup_of_the_kernel_shuts_down,
    .descr	= "HUP to the kernel process is a clean shutdown",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "hup.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(sigkill_leaves_no_process,
    .descr	= "SIGKILL of the supervisor ends the whole tree",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "sigkill.exp",
    .verdict	= VKT_PANIC,
    .reason	= "killed by signal 9");

VKT_CASE(sigkill_in_the_debugger_leaves_no_process,
    .descr	= "SIGKILL of the supervisor while the kernel is in ddb",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "sigkillddb.exp",
    .allow	= VKT_ALLOW_DDB,
    .verdict	= VKT_PANIC,
    .reason	= "killed by signal 9");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, sigterm_shuts_down_cleanly);
	ATF_TP_ADD_TC(tp, sigterm_in_single_user_mode);
	ATF_TP_ADD_TC(tp, sigterm_comes_again);
	ATF_TP_ADD_TC(tp, sigterm_during_the_boot);
	ATF_TP_ADD_TC(tp, sigterm_at_the_question_for_a_root);
	ATF_TP_ADD_TC(tp, sigterm_waits_for_the_debugger);
	ATF_TP_ADD_TC(tp, sigterm_without_init_powers_off);
	ATF_TP_ADD_TC(tp, sigquit_enters_the_debugger);
	ATF_TP_ADD_TC(tp, sigquit_from_anywhere);
	ATF_TP_ADD_TC(tp, sigint_and_sighup_are_ignored);
	ATF_TP_ADD_TC(tp, inner_signals_from_outside_do_no_harm);
	ATF_TP_ADD_TC(tp, sighup_of_the_kernel_shuts_down);
	ATF_TP_ADD_TC(tp, sigkill_leaves_no_process);
	ATF_TP_ADD_TC(tp, sigkill_in_the_debugger_leaves_no_process);
	return (atf_no_error());
}
