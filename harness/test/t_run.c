/*
 * t_run.c: make test as a whole, ci/test: stopped, without room, with
 * failures.
 *
 * It runs with objects of its own, which are links to those at hand.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>

#include "sh.h"

#define RUN	"env -i --default-signal PATH=\"$PATH\" TMPDIR=\"$TMPDIR\" " \
		"O=\"$PWD/o\" JOBS=2 VKERNEL=/bin/false " VKT_SRCDIR "/../ci/test "

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "require.progs", "kyua");		\
	}								\
	ATF_TC_BODY(name, tc)

static void
objects(void)
{
	sh(0, "mkdir -p o && ln -s " VKT_OBJDIR "/harness " VKT_OBJDIR
	    "/cases o/");
}

/* Started, stopped as soon as a case has ended; its status is in "status". */
static void
stop(const char *signal)
{
	char command[1000];

	sh(0, "rm -f out err status o/test.log");
	snprintf(command, sizeof(command),
	    "(" RUN "harness/test/t_keeper >out 2>err; echo $? >status) & "
	    "until grep -q passed o/test.log || test -s status; do sleep 0.05; "
	    "done 2>/dev/null; "
	    "pid=$(ps -eo pid=,args= | awk -v o=\"$PWD/o\" '"
	    "$2 == \"/bin/sh\" && /ci.test harness/ { print $1 }' | "
	    "while read -r p; do ! tr '\\0' '\\n' </proc/$p/environ | "
	    "grep -qx \"O=$PWD/o\" || echo $p; done | head -n 1); "
	    "kill -s %s $pid && wait", signal);
	sh(0, command);
}

CASE(stopped_runs_report, "SIGINT, SIGTERM: what is known is told, nothing stays")
{
	(void)tc;
	objects();
	stop("TERM");
	sh(0, "grep -qx 143 status");
	sh(0, "grep -qx 'ci/test: stopped by signal 15' err");
	sh(0, "tail -n 1 out | grep -q '^[1-9][0-9]* passed, 0 failed$'");
	stop("INT");
	sh(0, "grep -qx 130 status");
	sh(0, "grep -qx 'ci/test: stopped by signal 2' err");
	/* Work directories are gone; a machine ends within its grace. */
	sh(0, "! ls -d \"${TMPDIR:-/tmp}\"/vkt.* 2>/dev/null");
	sh(0, "n=0; while " VKT_OBJDIR "/harness/vkt boot --list | "
	    "grep -q \"^$PWD/\"; do n=$((n + 1)); test $n -lt 300 || exit 1; "
	    "sleep 0.1; done");
}

CASE(room_is_asked_for, "too little room is one line, before anything runs")
{
	(void)tc;
	if (system("unshare -rm true") != 0)
		atf_tc_skip("this host gives no namespaces to its users");
	sh(0, "mkdir o && unshare -rm sh -c 'mount -t tmpfs -o size=9m none o "
	    "&& " RUN " 2>err; test $? -eq 71'");
	sh(0, "grep -qx \"ci/test: $PWD/o: 9 MB are free, 300 are needed\" err");
}

CASE(nothing_run_is_no_success, "a filter that fits no case fails, and says so")
{
	(void)tc;
	objects();
	sh(1, RUN "cases/none >out 2>err");
	sh(0, "grep -qx 'ci/test: no case was run' err");
	sh(64, "JOBS=x O=\"$PWD/o\" " VKT_SRCDIR "/../ci/test 2>err");
	sh(0, "grep -q 'JOBS: \"x\" is not a number of cases' err");
	sh(66, "VKERNEL=/none O=\"$PWD/o\" " VKT_SRCDIR "/../ci/test 2>err");
	sh(0, "grep -qx 'ci/test: VKERNEL: /none is no program' err");
	sh(64, "KEEP=x O=\"$PWD/o\" " VKT_SRCDIR "/../ci/test 2>err");
	sh(0, "grep -q 'KEEP: \"x\" is not a number of seconds' err");
}

CASE(mistakes_are_told_before_the_build, "make judges its variables first")
{
#define MAKE	"make -C " VKT_SRCDIR "/.. O=\"$PWD/none\" "
	(void)tc;
	sh(2, MAKE "test JOBS=x 2>err");
	sh(0, "grep -q 'JOBS=x: not a number of cases' err");
	sh(2, MAKE "test JOBS=0 2>err");
	sh(0, "grep -q 'JOBS=0: not a number of cases' err");
	sh(2, MAKE "boot VKERNEL=/none 2>err");
	sh(0, "grep -q 'VKERNEL=/none: no program' err");
	sh(2, MAKE "buildkernel KERNCONF=NONE 2>err");
	sh(0, "grep -q 'KERNCONF=NONE: no such configuration' err");
	sh(2, MAKE "installworld 2>err");
	sh(0, "grep -q 'set DESTDIR' err");
	sh(2, MAKE "bisect GOOD=HEAD 2>err");
	sh(0, "grep -q 'set CASE' err");
	sh(2, MAKE "buildworld MACHINE_PLATFORM=vax 2>err");
	sh(0, "grep -q 'MACHINE_PLATFORM=vax: not one of pc64 vkernel64' err");
	sh(2, MAKE "nonsense 2>err");
	sh(0, "grep -q 'nonsense' err");
	sh(0, "test ! -e none");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, mistakes_are_told_before_the_build);
	ATF_TP_ADD_TC(tp, stopped_runs_report);
	ATF_TP_ADD_TC(tp, room_is_asked_for);
	ATF_TP_ADD_TC(tp, nothing_run_is_no_success);
	return (atf_no_error());
}
