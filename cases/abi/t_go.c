/*
 * t_go.c: programs of the stock Go tool chain for dragonfly/amd64.  Nobody
 * here wrote their run-time system: it asks of the kernel what it wants.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define GO	.image = "minimal", .needs = "go", .script = "go.exp", .timeout = 120

VKT_CASE(goroutines_on_one_thread,
    .descr	= "goroutines, channels and the collector with GOMAXPROCS=1",
    .args	= { "-m", "128m" },
    .files	= { "h_gostress", NULL },
    .script_args = { "h_gostress 1", "stress ok procs=1" }, GO);

VKT_CASE(goroutines_on_two_threads,
    .descr	= "goroutines, channels and the collector with GOMAXPROCS=2",
    .args	= { "-m", "128m" },
    .files	= { "h_gostress", NULL },
    .script_args = { "h_gostress 2", "stress ok procs=2" }, GO);

VKT_CASE(goroutines_on_eight_threads,
    .descr	= "goroutines, channels and the collector with GOMAXPROCS=8",
    .args	= { "-m", "128m", "-n", "4" },
    .files	= { "h_gostress", NULL },
    .script_args = { "h_gostress 8", "stress ok procs=8" }, GO);

VKT_CASE(os_exec_pipelines,
    .descr	= "os/exec: pipelines, statuses, environments, signals",
    .args	= { "-m", "128m" },
    .files	= { "h_goexec", NULL },
    .script_args = { "h_goexec", "exec ok" }, GO);

VKT_CASE(time_and_signals,
    .descr	= "sleeps, timers, clocks, signals and preemption",
    .args	= { "-m", "128m" },
    .files	= { "h_gotime", NULL },
    .script_args = { "h_gotime", "time ok" }, GO);

VKT_CASE(files_on_the_root,
    .descr	= "Go's view of files, on UFS",
    .args	= { "-m", "128m" },
    .files	= { "h_gofile", NULL },
    .script_args = { "h_gofile /tmp", "file ok" }, GO);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, goroutines_on_one_thread);
	ATF_TP_ADD_TC(tp, goroutines_on_two_threads);
	ATF_TP_ADD_TC(tp, goroutines_on_eight_threads);
	ATF_TP_ADD_TC(tp, os_exec_pipelines);
	ATF_TP_ADD_TC(tp, time_and_signals);
	ATF_TP_ADD_TC(tp, files_on_the_root);
	return (atf_no_error());
}
