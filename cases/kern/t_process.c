/*
 * t_process.c: processes, signals, LWPs, exec and who watches them.  The helpers
 * make their own system calls and run many checks each.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define HELPER(program, ...)						\
	.image = "minimal", .files = { program },			\
	.args = { __VA_ARGS__ }, .script = "tool.exp", .timeout = 150,	\
	.script_args = { "/mnt/" program, " checks, 0 failed", "120" }

VKT_CASE(processes, HELPER("h_proc", "-n", "2"),
    .descr	= "fork, vfork, rfork, wait, groups, sessions, ids, limits");

VKT_CASE(processes_on_one_cpu, HELPER("h_proc", "-n", "1"),
    .descr	= "the same on one CPU");

VKT_CASE(waits_and_groups, HELPER("h_wait", "-n", "2"),
    .descr	= "wait6 by each kind of id; who leaves a group or a session");

VKT_CASE(signals, HELPER("h_signal", "-n", "2"),
    .descr	= "actions, masks, stacks, frames, traps, timers");

VKT_CASE(signals_on_one_cpu, HELPER("h_signal", "-n", "1"),
    .descr	= "the same on one CPU");

VKT_CASE(lwps, HELPER("h_lwp", "-n", "2"),
    .descr	= "LWPs: umtx, thread-local storage, exec and exit among many");

VKT_CASE(lwps_on_one_cpu, HELPER("h_lwp", "-n", "1"),
    .descr	= "the same on one CPU");

VKT_CASE(exec, HELPER("h_exec", "-n", "2"),
    .descr	= "the first stack, scripts, set-id; corrupt ELF files");

VKT_CASE(exec_dynamic,
    .descr	= "programs that ask for a dynamic linker; linkers that are none",
    .image	= "minimal",
    .files	= { "h_dyn", "h_interp", "h_dynprog", "h_dynpie" },
    .args	= { "-n", "2" },
    .script	= "tool.exp",
    .script_args = { "/mnt/h_dyn", " checks, 0 failed", "60" },
    .timeout	= 90);

VKT_CASE(calls, HELPER("h_calls", "-n", "2"),
    .descr	= "sysctl, kenv, random numbers, ppoll, *at; calls not there");

VKT_CASE(two_compute_at_once, HELPER("h_smp", "-n", "2"),
    .descr	= "two processes that compute have a CPU each, whatever was before");

VKT_CASE(ids_and_scheduling, HELPER("h_ids", "-n", "2"),
    .descr	= "calls for user and group ids, login names, priorities, CPUs");

VKT_CASE(rare_calls_on_files,
    .descr	= "handles, flags, times of links, directories, vectors",
    .image	= "minimal",
    .files	= { "h_fscalls" },
    .script	= "tool.exp",
    .script_args = { "cd /tmp && /mnt/h_fscalls", " checks, 0 failed", "60" },
    .timeout	= 90);

VKT_CASE(dragonflys_own_calls,
    .descr	= "variant symlinks, uuidgen, priorities at the disks",
    .image	= "minimal",
    .files	= { "h_own" },
    .args	= { "-n", "2" },
    .script	= "tool.exp",
    .script_args = { "mkdir /tmp/own && cd /tmp/own && /mnt/h_own",
		    " checks, 0 failed", "60" },
    .timeout	= 90);

VKT_CASE(patched_calls, HELPER("h_patch", "-n", "2"),
    .descr	= "system call sites that are used often: patched, unseen");

VKT_CASE(patched_calls_on_one_cpu, HELPER("h_patch", "-n", "1"),
    .descr	= "the same on one CPU");

VKT_CASE(unpatched_calls, HELPER("h_patch", "-e", "kern.patch_syscalls=0"),
    .descr	= "the same with kern.patch_syscalls=0");

VKT_CASE(ktrace,
    .descr	= "ktrace and utrace: records, children, who may; the end",
    .image	= "minimal",
    .files	= { "h_ktrace" },
    .args	= { "-n", "2" },
    .script	= "tool.exp",
    .script_args = { "mkdir -m 777 /tmp/kt && cd /tmp/kt && /mnt/h_ktrace",
		    " checks, 0 failed", "60" },
    .timeout	= 90);

VKT_CASE(kdump_shows_traces,
    .descr	= "ktrace(1) and kdump(1): a command, a process, what is wrong",
    .image	= "minimal",
    .script	= "kdump.exp",
    .timeout	= 120);

VKT_CASE(rare_calls_on_sockets,
    .descr	= "accept4, extaccept, extconnect, sendfile; mcontrol",
    .image	= "minimal",
    .files	= { "h_sockcalls" },
    .script	= "tool.exp",
    .script_args = { "cd /root && /mnt/h_sockcalls", " checks, 0 failed",
		    "60" },
    .timeout	= 90);

VKT_CASE(message_queues, HELPER("h_mqueue", "-n", "2"),
    .descr	= "POSIX message queues; no asynchronous I/O");

VKT_CASE(shared_memory, HELPER("h_sysvshm", "-n", "2"),
    .descr	= "System V shared memory; who may touch System V IPC");

VKT_CASE(semaphores_and_messages, HELPER("h_sysvsem", "-n", "2"),
    .descr	= "System V semaphores and message queues");

VKT_CASE(sysctls_are_true,
    .descr	= "numbers for ps, vmstat, iostat, fstat and sysconf are true",
    .image	= "minimal",
    .files	= { "h_truth" },
    .args	= { "-n", "2", "-m", "64m" },
    .script	= "tool.exp",
    .script_args = { "cd /root && /mnt/h_truth", " checks, 0 failed", "60" },
    .timeout	= 90);

VKT_CASE(counts_are_true, HELPER("h_counts", "-n", "2", "-m", "64m"),
    .descr	= "forks by kind, programs executed, interrupts by name, "
		  "whose descriptors are whose");

VKT_CASE(mappings,
    .descr	= "mmap: flags and combinations, devices, ends of files; procfs",
    .image	= "minimal",
    .files	= { "h_maps" },
    .script	= "tool.exp",
    .script_args = { "cd /root && /mnt/h_maps", " checks, 0 failed", "60" },
    .timeout	= 90);

VKT_CASE(tracing, HELPER("h_trace", "-n", "2"),
    .descr	= "ptrace, kqueue's process filters, kern.proc, upmap");

VKT_CASE(lpmap, HELPER("h_lpmap", "-n", "2"),
    .descr	= "what children and LWPs have of /dev/lpmap");

VKT_CASE(kernel_memory_by_name, HELPER("h_kvm", "-n", "2"),
    .descr	= "what kvm_nlist(3) and kvm_read(3) find, as vmstat(8) does");

VKT_CASE(edges,
    .descr	= "arguments before, at and behind the limits of calls",
    .image	= "minimal",
    .files	= { "h_edges" },
    .args	= { "-n", "2" },
    .script	= "tool.exp",
    .script_args = { "mkdir /tmp/edges && cd /tmp/edges && /mnt/h_edges",
		    " checks, 0 failed", "90" },
    .timeout	= 120);

VKT_CASE(jails,
    .descr	= "jail(2): what processes see, may do and reach; the end",
    .image	= "minimal",
    .files	= { "h_jail" },
    .args	= { "-n", "2" },
    .script	= "tool.exp",
    .script_args = { "ifconfig lo0 alias 127.0.0.2 netmask 0xffffffff && "
		    "ifconfig lo0 alias 127.0.0.3 netmask 0xffffffff && "
		    "/mnt/h_jail", " checks, 0 failed", "60" },
    .timeout	= 90);

VKT_CASE(accounting,
    .descr	= "acct(2), accton(8): who may, records of forks, execs and deaths",
    .image	= "minimal",
    .files	= { "h_acct" },
    .args	= { "-n", "2" },
    .script	= "tool.exp",
    .script_args = { "cd /root && : >a && accton a && ls >/dev/null && accton && "
		    "test -s a && ! accton b && ! accton a b && /mnt/h_acct",
		    " checks, 0 failed", "60" },
    .timeout	= 90);

VKT_CASE(jail_programs,
    .descr	= "jail(8), jls(8) and jexec(8): a jail with a shell in it",
    .image	= "minimal",
    .script	= "jail.exp",
    .timeout	= 90);

VKT_CASE(time_and_priorities, HELPER("h_time", "-n", "2"),
    .descr	= "clocks, sleeping, use of resources, priorities, CPUs");

VKT_CASE(priorities_decide, HELPER("h_prio", "-n", "1"),
    .descr	= "nice, SCHED_FIFO, real-time and idle: who has the CPU");

VKT_CASE(storm, HELPER("h_storm", "-n", "2"),
    .descr	= "forks, threads, execs, stops and deaths at random");

VKT_CASE(storm_on_one_cpu, HELPER("h_storm", "-n", "1"),
    .descr	= "the same on one CPU");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, processes);
	ATF_TP_ADD_TC(tp, processes_on_one_cpu);
	ATF_TP_ADD_TC(tp, waits_and_groups);
	ATF_TP_ADD_TC(tp, signals);
	ATF_TP_ADD_TC(tp, signals_on_one_cpu);
	ATF_TP_ADD_TC(tp, lwps);
	ATF_TP_ADD_TC(tp, lwps_on_one_cpu);
	ATF_TP_ADD_TC(tp, exec);
	ATF_TP_ADD_TC(tp, exec_dynamic);
	ATF_TP_ADD_TC(tp, calls);
	ATF_TP_ADD_TC(tp, two_compute_at_once);
	ATF_TP_ADD_TC(tp, ids_and_scheduling);
	ATF_TP_ADD_TC(tp, rare_calls_on_files);
	ATF_TP_ADD_TC(tp, dragonflys_own_calls);
	ATF_TP_ADD_TC(tp, patched_calls);
	ATF_TP_ADD_TC(tp, patched_calls_on_one_cpu);
	ATF_TP_ADD_TC(tp, unpatched_calls);
	ATF_TP_ADD_TC(tp, ktrace);
	ATF_TP_ADD_TC(tp, kdump_shows_traces);
	ATF_TP_ADD_TC(tp, rare_calls_on_sockets);
	ATF_TP_ADD_TC(tp, message_queues);
	ATF_TP_ADD_TC(tp, shared_memory);
	ATF_TP_ADD_TC(tp, semaphores_and_messages);
	ATF_TP_ADD_TC(tp, sysctls_are_true);
	ATF_TP_ADD_TC(tp, counts_are_true);
	ATF_TP_ADD_TC(tp, mappings);
	ATF_TP_ADD_TC(tp, tracing);
	ATF_TP_ADD_TC(tp, lpmap);
	ATF_TP_ADD_TC(tp, kernel_memory_by_name);
	ATF_TP_ADD_TC(tp, edges);
	ATF_TP_ADD_TC(tp, jails);
	ATF_TP_ADD_TC(tp, jail_programs);
	ATF_TP_ADD_TC(tp, accounting);
	ATF_TP_ADD_TC(tp, time_and_priorities);
	ATF_TP_ADD_TC(tp, priorities_decide);
	ATF_TP_ADD_TC(tp, storm);
	ATF_TP_ADD_TC(tp, storm_on_one_cpu);
	return (atf_no_error());
}
