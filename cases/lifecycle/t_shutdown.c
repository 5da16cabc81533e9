/*
 * t_shutdown.c: shutdown(8), halt(8) and reboot(8): what they take, what they
 * say, and what they leave behind.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(shutdown_refuses_what_it_does_not_know,
    .descr	= "no time, wrong times, the past, and switches that clash",
    .image	= "minimal",
    .script	= "shutdown_bad.exp");

VKT_CASE(shutdown_knows_times,
    .descr	= "now, +N with and without a unit, hh:mm, hhmm, mmddhhmm, "
		  "yymmddhhmm; cancelled by -c and by a signal",
    .image	= "minimal",
    .timeout	= 90,
    .script	= "shutdown_times.exp");

VKT_CASE(shutdown_k_only_tells,
    .descr	= "-k warns the users, stops logins until the time has come, and "
		  "ends nothing",
    .image	= "minimal",
    .timeout	= 90,
    .script	= "shutdown_tell.exp");

VKT_CASE(shutdown_without_switch_goes_single_user,
    .descr	= "shutdown now, and multi-user again",
    .image	= "minimal",
    .timeout	= 90,
    .script	= "shutdown_single.exp",
    .check	= vkt_root_is_clean);

#define ENDS(how)							\
	.image	= "minimal",						\
	.script	= "ends.exp",						\
	.script_args = { how },						\
	.check	= vkt_root_is_clean

VKT_CASE(shutdown_h_halts,
    ENDS("shutdown -h now all good things"),
    .descr	= "shutdown -h with a message",
    .match	= { "FINAL System shutdown message from root@vkernel",
		    "System going down IMMEDIATELY", "^all good things",
		    "The operating system has halted" });

VKT_CASE(shutdown_p_powers_off_later,
    ENDS("shutdown -p +3s"),
    .descr	= "shutdown -p in three seconds",
    .match	= { "^Shutdown at ", "going down in [123] seconds?",
		    "IMMEDIATELY", "Power off" });

VKT_CASE(shutdown_o_halts_by_itself,
    ENDS("shutdown -oh now"),
    .descr	= "shutdown -o -h: halt(8) ends the system",
    .match	= { "The operating system has halted" });

VKT_CASE(shutdown_takes_a_message_from_its_input,
    ENDS("echo read from here | shutdown - -h now"),
    .descr	= "shutdown - reads the message",
    .match	= { "^read from here" });

VKT_CASE(rc_shutdown_has_a_limit,
    .descr	= "kern.init_shutdown_timeout ends an rc.shutdown that hangs",
    .image	= "minimal",
    .script	= "rcdown.exp",
    .script_args = { "sysctl kern.init_shutdown_timeout=2" },
    .match	= { "timeout expired for /etc/rc.shutdown", "Power off" },
    .check	= vkt_root_is_clean);

VKT_CASE(rc_shutdown_has_a_limit_from_the_start,
    .descr	= "the same by -e; nothing to set in the guest",
    .args	= { "-e", "kern.init_shutdown_timeout=2" },
    .image	= "minimal",
    .script	= "rcdown.exp",
    .script_args = { "true" },
    .match	= { "timeout expired for /etc/rc.shutdown", "Power off" },
    .check	= vkt_root_is_clean);

#define DEAF(how)							\
	.image	= "minimal",						\
	.args	= { "-U" },						\
	.files	= { "../modules/mt_dev.ko" },				\
	.script	= "deaf.exp",						\
	.script_args = { how },						\
	.timeout = 120,							\
	.check	= vkt_root_is_clean

VKT_CASE(a_process_that_cannot_die_is_left_behind,
    DEAF("halt"),
    .descr	= "a process in disk wait: the root is unmounted, status 0",
    .match	= { "The operating system has halted" });

VKT_CASE(halt_p_powers_off,
    ENDS("halt -p"),
    .descr	= "halt -p",
    .match	= { "Power off" });

VKT_CASE(halt_q_is_quick,
    ENDS("halt -q"),
    .descr	= "halt -q ends no process first, and syncs the disks");

VKT_CASE(poweroff_powers_off,
    ENDS("poweroff"),
    .descr	= "poweroff",
    .match	= { "Power off" });

VKT_CASE(processes_are_told_and_given_time,
    .descr	= "SIGTERM to all at a shutdown; who ignores it gets SIGKILL",
    .image	= "minimal",
    .files	= { "h_stubborn" },
    .timeout	= 120,
    .script	= "told.exp",
    .check	= vkt_root_is_clean);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, shutdown_refuses_what_it_does_not_know);
	ATF_TP_ADD_TC(tp, shutdown_knows_times);
	ATF_TP_ADD_TC(tp, shutdown_k_only_tells);
	ATF_TP_ADD_TC(tp, shutdown_without_switch_goes_single_user);
	ATF_TP_ADD_TC(tp, shutdown_h_halts);
	ATF_TP_ADD_TC(tp, shutdown_p_powers_off_later);
	ATF_TP_ADD_TC(tp, shutdown_o_halts_by_itself);
	ATF_TP_ADD_TC(tp, shutdown_takes_a_message_from_its_input);
	ATF_TP_ADD_TC(tp, rc_shutdown_has_a_limit);
	ATF_TP_ADD_TC(tp, rc_shutdown_has_a_limit_from_the_start);
	ATF_TP_ADD_TC(tp, a_process_that_cannot_die_is_left_behind);
	ATF_TP_ADD_TC(tp, halt_p_powers_off);
	ATF_TP_ADD_TC(tp, halt_q_is_quick);
	ATF_TP_ADD_TC(tp, poweroff_powers_off);
	ATF_TP_ADD_TC(tp, processes_are_told_and_given_time);
	return (atf_no_error());
}
