/*
 * t_desc.c: descriptors and what is behind them: files, pipes, events,
 * sockets, locks, terminals.  The helpers run many small tests each and name those that
 * fail.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define DESC(program)							\
	.image = "minimal", .files = { program },			\
	.script = "tool.exp", .timeout = 150,				\
	.script_args = { "/mnt/" program, "failures: 0", "120" }

VKT_CASE(descriptors, DESC("h_descfd"),
    .descr	= "dup, fcntl, limits, positioned and vector I/O, ioctl, SIGIO");

VKT_CASE(pipes_and_fifos, DESC("h_descpipe"),
    .descr	= "pipes and fifos: order, atomic writes, limits, signals");

VKT_CASE(pipes_on_one_cpu, DESC("h_descpipe"),
    .descr	= "the same where reader and writer take turns",
    .args	= { "-n", "1" });

VKT_CASE(events, DESC("h_desckq"),
    .descr	= "kqueue, poll and select; no wakeup is lost");

VKT_CASE(kinds_of_events, DESC("h_events"),
    .descr	= "processes followed, timers, mounts, fifos, marks, revoke");

VKT_CASE(local_sockets, DESC("h_descsock"),
    .descr	= "streams, datagrams, packets, passed descriptors, options");

VKT_CASE(limits_and_a_storm, DESC("h_desclimit"),
    .descr	= "notes, pipes, sockets, ptys, rights without end; shared tables");

VKT_CASE(file_locks, DESC("h_desclock"),
    .descr	= "record locks and flock: ranges, waits, deadlock, release");

VKT_CASE(terminals, DESC("h_descpty"),
    .descr	= "line discipline, flow, packet mode");

VKT_CASE(job_control, DESC("h_descjobs"),
    .descr	= "signals typed, background, sessions, hangup");

VKT_CASE(terminals_on_one_cpu, DESC("h_descpty"),
    .descr	= "the same on one CPU",
    .args	= { "-n", "1" });

VKT_CASE(events_of_go, DESC("h_descgo"), .needs = "go",
    .descr	= "goroutines on sockets and pipes: the poller of the Go run time",
    .args	= { "-m", "128m" });

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, descriptors);
	ATF_TP_ADD_TC(tp, pipes_and_fifos);
	ATF_TP_ADD_TC(tp, pipes_on_one_cpu);
	ATF_TP_ADD_TC(tp, events);
	ATF_TP_ADD_TC(tp, kinds_of_events);
	ATF_TP_ADD_TC(tp, events_of_go);
	ATF_TP_ADD_TC(tp, local_sockets);
	ATF_TP_ADD_TC(tp, limits_and_a_storm);
	ATF_TP_ADD_TC(tp, file_locks);
	ATF_TP_ADD_TC(tp, terminals);
	ATF_TP_ADD_TC(tp, job_control);
	ATF_TP_ADD_TC(tp, terminals_on_one_cpu);
	return (atf_no_error());
}
