/*
 * t_init.c: init(8): its signals, its terminals, the single-user shell,
 * /etc/rc; and a kernel whose init is no good.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define CLEAN	.image = "minimal",				\
	.timeout = 120, .check = vkt_root_is_clean

VKT_CASE(init_usr1_halts,
    CLEAN,
    .descr	= "SIGUSR1 to init halts",
    .script	= "ends.exp",
    .script_args = { "kill -USR1 1" },
    .match	= { "The operating system has halted" });

VKT_CASE(init_usr2_powers_off,
    CLEAN,
    .descr	= "SIGUSR2 to init powers off",
    .script	= "ends.exp",
    .script_args = { "kill -USR2 1" },
    .match	= { "Power off" });

VKT_CASE(init_int_reboots,
    CLEAN,
    .descr	= "SIGINT to init reboots",
    .script	= "init_int.exp");

VKT_CASE(init_term_goes_single_user,
    CLEAN,
    .descr	= "SIGTERM to init ends all and starts the single-user shell; "
		  "its end starts the rest again; telinit does the same",
    .script	= "init_term.exp");

VKT_CASE(init_hup_rereads_ttys,
    CLEAN,
    .descr	= "SIGHUP: a line of /etc/ttys that changed, went off, came back",
    .script	= "init_hup.exp");

VKT_CASE(init_tstp_starts_no_sessions,
    CLEAN,
    .descr	= "SIGTSTP: no getty comes after a session, until SIGHUP",
    .script	= "init_tstp.exp");

VKT_CASE(init_asks_for_a_shell,
    CLEAN,
    .descr	= "the single-user shell may be another; a wrong path is told",
    .args	= { "-s" },
    .script	= "init_shell.exp");

VKT_CASE(init_asks_for_the_password,
    CLEAN,
    .descr	= "an insecure console wants root's password in single-user mode",
    .script	= "init_password.exp");

VKT_CASE(init_calms_a_hasty_getty,
    CLEAN,
    .descr	= "a getty that ends at once over and over has to wait; the "
		  "console goes on",
    .script	= "init_hasty.exp",
    .match	= { "getty repeating too quickly on port ttyv9" });

VKT_CASE(init_survives_its_ttys,
    CLEAN,
    .descr	= "/etc/ttys with garbage, and none at all",
    .args	= { "-p", "pid" },
    .script	= "init_ttys.exp");

VKT_CASE(rc_failures_go_single_user,
    CLEAN,
    .descr	= "/etc/rc fails, is killed, is missing: single user, and "
		  "multi-user when that ends",
    .script	= "rc.exp");

VKT_CASE(rc_knobs_work,
    CLEAN,
    .descr	= "hostname, sysctl.conf, rc.local, local_startup, clear_tmp, "
		  "rc.shutdown",
    .script	= "rc_knobs.exp");

#define FIRST	"init_path=/sbin/first;/sbin/init"
#define DIES(what, words)						\
	.image	= "minimal",						\
	.args	= { "-e", FIRST, "-e", "debug.debugger_on_panic=0" },	\
	.files	= { "../signals/h_init" },				\
	.timeout = 90,							\
	.script	= "first.exp",						\
	.script_args = { what, words },					\
	.allow	= VKT_ALLOW_PANIC | VKT_ALLOW_DDB,			\
	.exit	= VKT_EX_PANIC

VKT_CASE(init_that_exits_is_a_panic,
    DIES("exit", "panic: init died \\(signal 0, exit 3\\)"),
    .descr	= "init exits at once");

VKT_CASE(init_that_crashes_is_a_panic,
    DIES("segv", "panic: init died \\(signal 11, exit 0\\)"),
    .descr	= "init writes where nothing is");

VKT_CASE(init_that_dies_later_is_a_panic,
    DIES("late", "panic: init died \\(signal 0, exit 4\\)"),
    .descr	= "init exits after a while");

VKT_CASE(init_that_is_none_is_a_panic,
    DIES("missing", "panic: no init: tried /sbin/first;/sbin/init"),
    .descr	= "no program of init_path exists");

VKT_CASE(init_that_is_garbage_is_a_panic,
    DIES("garbage", "exec /sbin/first: error 8.*panic: no init"),
    .descr	= "init is a file of garbage");

VKT_CASE(init_that_is_cut_off_is_a_panic,
    DIES("short", "panic: (no init|init died)"),
    .descr	= "init is the first page of a program");

VKT_CASE(init_that_may_not_run_is_a_panic,
    DIES("plain", "exec /sbin/first: error 13.*panic: no init"),
    .descr	= "init has no execute permission");

VKT_CASE(init_that_is_a_directory_is_a_panic,
    DIES("directory", "exec /sbin/first: error 13.*panic: no init"),
    .descr	= "init is a directory");

VKT_CASE(init_that_is_bad_has_a_substitute,
    CLEAN,
    .args	= { "-e", FIRST },
    .descr	= "the next program of init_path is taken",
    .script	= "first_other.exp");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, init_usr1_halts);
	ATF_TP_ADD_TC(tp, init_usr2_powers_off);
	ATF_TP_ADD_TC(tp, init_int_reboots);
	ATF_TP_ADD_TC(tp, init_term_goes_single_user);
	ATF_TP_ADD_TC(tp, init_hup_rereads_ttys);
	ATF_TP_ADD_TC(tp, init_tstp_starts_no_sessions);
	ATF_TP_ADD_TC(tp, init_asks_for_a_shell);
	ATF_TP_ADD_TC(tp, init_asks_for_the_password);
	ATF_TP_ADD_TC(tp, init_calms_a_hasty_getty);
	ATF_TP_ADD_TC(tp, init_survives_its_ttys);
	ATF_TP_ADD_TC(tp, rc_failures_go_single_user);
	ATF_TP_ADD_TC(tp, rc_knobs_work);
	ATF_TP_ADD_TC(tp, init_that_exits_is_a_panic);
	ATF_TP_ADD_TC(tp, init_that_crashes_is_a_panic);
	ATF_TP_ADD_TC(tp, init_that_dies_later_is_a_panic);
	ATF_TP_ADD_TC(tp, init_that_is_none_is_a_panic);
	ATF_TP_ADD_TC(tp, init_that_is_garbage_is_a_panic);
	ATF_TP_ADD_TC(tp, init_that_is_cut_off_is_a_panic);
	ATF_TP_ADD_TC(tp, init_that_may_not_run_is_a_panic);
	ATF_TP_ADD_TC(tp, init_that_is_a_directory_is_a_panic);
	ATF_TP_ADD_TC(tp, init_that_is_bad_has_a_substitute);
	return (atf_no_error());
}
