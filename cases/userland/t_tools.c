/*
 * t_tools.c: the everyday tools as 4.4BSD's and DragonFly's manual pages have
 * them: options, what is shown, messages, exit statuses.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define TOOLS(what, text)						\
	.descr = text, .image = "minimal", .script = "tools.exp",	\
	.script_args = { what }, .timeout = 120

#define FILES(what, text)						\
	.descr = text, .image = "minimal", .script = "files.exp",	\
	.script_args = { what }, .timeout = 120

VKT_CASE(date_is_bsd_date,
    TOOLS("date", "date -j -f -I -r -R -u -v, zones, the clock set"));
VKT_CASE(ls_is_bsd_ls,
    TOOLS("ls", "ls -l -o -T -s -m -b -F, columns, arguments, errors"));
VKT_CASE(stat_is_bsd_stat,
    TOOLS("stat", "stat -f -l -r -s -x and -F, readlink"));
VKT_CASE(chflags_holds,
    TOOLS("chflags", "flags are set, shown, obeyed and cleared"));
VKT_CASE(df_and_du_count_blocks,
    TOOLS("room", "df and du in BSD's columns, units, BLOCKSIZE"));
VKT_CASE(dd_is_bsd_dd,
    TOOLS("dd", "dd's conversions, report, errors"));
VKT_CASE(cat_and_wc_are_bsd_s,
    TOOLS("text", "cat -b -e -n -s -t -v, wc's columns"));
VKT_CASE(id_is_bsd_id,
    TOOLS("id", "id -G -P -g -n -p -r -u, groups, whoami"));
VKT_CASE(usage_and_messages_are_bsd_s,
    TOOLS("usage", "wrong options, missing files, sed -i, status 1"));
VKT_CASE(tail_is_bsd_tail,
    TOOLS("tail", "tail -r -F -f -b -c -n -q and the old options"));
VKT_CASE(the_system_is_told,
    TOOLS("system", "uname, time, uptime, w, last"));
VKT_CASE(who_is_bsd_who,
    TOOLS("who", "who -H -T -q -u, am i, users"));
VKT_CASE(su_becomes_others,
    TOOLS("su", "su -l -m, arguments, wheel, passwords"));
VKT_CASE(siginfo_tells_how_far_it_is,
    TOOLS("siginfo", "^T makes dd tell what it has done"));

VKT_CASE(rescue_is_many_programs,
    TOOLS("rescue", "one program for most of the image, which has room left"));
VKT_CASE(cp_is_bsd_cp,
    FILES("cp", "cp -R -H -L -P -a -f -i -l -n -p -v -x, loops, holes"));
VKT_CASE(mv_is_bsd_mv,
    FILES("mv", "mv -f -h -i -n -v, across file systems, directories"));
VKT_CASE(rm_is_bsd_rm,
    FILES("rm", "rm -d -f -i -I -P -r -v -x, unlink"));
VKT_CASE(modes_and_owners_are_changed_as_in_bsd,
    FILES("owners", "chmod -f -h -v -R, chown -f -h -n -v -x -R, chgrp"));
VKT_CASE(find_is_bsd_find,
    FILES("find", "find's options, primaries, operators, commands, errors"));
VKT_CASE(timeout_ends_commands,
    TOOLS("timeout", "timeout -f -k -p -s, groups, statuses, no race"));
VKT_CASE(the_manual_is_there,
    TOOLS("man", "man, apropos and whatis find and show every program's page"));
VKT_CASE(activity_is_counted,
    TOOLS("activity", "vmstat and iostat: columns, intervals, sums, devices"));
VKT_CASE(terminals_are_kept_and_written_to,
    TOOLS("terminals", "script -a -q, mesg, wall -g"));

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, date_is_bsd_date);
	ATF_TP_ADD_TC(tp, ls_is_bsd_ls);
	ATF_TP_ADD_TC(tp, stat_is_bsd_stat);
	ATF_TP_ADD_TC(tp, chflags_holds);
	ATF_TP_ADD_TC(tp, df_and_du_count_blocks);
	ATF_TP_ADD_TC(tp, dd_is_bsd_dd);
	ATF_TP_ADD_TC(tp, cat_and_wc_are_bsd_s);
	ATF_TP_ADD_TC(tp, id_is_bsd_id);
	ATF_TP_ADD_TC(tp, usage_and_messages_are_bsd_s);
	ATF_TP_ADD_TC(tp, tail_is_bsd_tail);
	ATF_TP_ADD_TC(tp, the_system_is_told);
	ATF_TP_ADD_TC(tp, who_is_bsd_who);
	ATF_TP_ADD_TC(tp, su_becomes_others);
	ATF_TP_ADD_TC(tp, siginfo_tells_how_far_it_is);
	ATF_TP_ADD_TC(tp, rescue_is_many_programs);
	ATF_TP_ADD_TC(tp, cp_is_bsd_cp);
	ATF_TP_ADD_TC(tp, mv_is_bsd_mv);
	ATF_TP_ADD_TC(tp, rm_is_bsd_rm);
	ATF_TP_ADD_TC(tp, modes_and_owners_are_changed_as_in_bsd);
	ATF_TP_ADD_TC(tp, find_is_bsd_find);
	ATF_TP_ADD_TC(tp, timeout_ends_commands);
	ATF_TP_ADD_TC(tp, the_manual_is_there);
	ATF_TP_ADD_TC(tp, activity_is_counted);
	ATF_TP_ADD_TC(tp, terminals_are_kept_and_written_to);
	return (atf_no_error());
}
