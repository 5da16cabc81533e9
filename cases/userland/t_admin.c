/*
 * t_admin.c: an administrator's hour: logs, jobs, users, disks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define ADMIN(what, text)						\
	.descr = text, .image = "minimal", .script = "admin.exp",	\
	.script_args = { what }, .timeout = 180

VKT_CASE(the_log_has_what_was_said,
    ADMIN("log", "syslogd: the kernel, programs, selectors, commands, hosts"));
VKT_CASE(logs_are_rotated,
    ADMIN("rotate", "newsyslog: size, age, count, names, modes, signals"));
VKT_CASE(jobs_run_in_their_minutes,
    ADMIN("jobs", "cron and crontab: tables, users, input, mail"));

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, the_log_has_what_was_said);
	ATF_TP_ADD_TC(tp, logs_are_rotated);
	ATF_TP_ADD_TC(tp, jobs_run_in_their_minutes);
	return (atf_no_error());
}
