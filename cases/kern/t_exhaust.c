/*
 * t_exhaust.c: a guest that takes all there is of something gets an error or
 * loses a process; the kernel goes on and has everything back afterwards.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define EXHAUST(what)							\
	.image = "minimal", .files = { "h_exhaust" },			\
	.script = "tool.exp", .timeout = 150,				\
	.script_args = { "cd /root && /mnt/h_exhaust " what, what ": ok", "120" }

VKT_CASE(forks_without_end,
    .descr	= "processes until there is no memory: an error, or the "
		  "greediest is killed",
    .image	= "minimal",
    .files	= { "h_exhaust" },
    .script	= "forks.exp",
    .timeout	= 150);

VKT_CASE(forks_up_to_the_limit,
    .descr	= "RLIMIT_NPROC: EAGAIN, and all is well afterwards",
    .image	= "minimal",
    .files	= { "h_exhaust" },
    .script	= "tool.exp",
    .script_args = { "(ulimit -u 50; /mnt/h_exhaust forks)",
		    "forks: ok", "60" });

VKT_CASE(files_without_end, EXHAUST("files"),
    .descr	= "the descriptors of a process end: EMFILE");

VKT_CASE(memory_without_end, EXHAUST("memory"),
    .descr	= "-m is a true bound: ENOMEM, or the greediest is killed");

VKT_CASE(memory_without_end_on_one_cpu, EXHAUST("memory"),
    .descr	= "the same where nothing else can run meanwhile",
    .args	= { "-n", "1" });

VKT_CASE(recursion_without_end, EXHAUST("stack"),
    .descr	= "a stack grows to its limit: SIGSEGV");

VKT_CASE(disk_is_filled, EXHAUST("disk"),
    .descr	= "the disk fills up: ENOSPC, and there is room again",
    .check	= vkt_root_is_clean);

VKT_CASE(inodes_are_used_up, EXHAUST("inodes"),
    .descr	= "the inodes end: ENOSPC, and there are some again",
    .check	= vkt_root_is_clean);

VKT_CASE(kernel_memory_comes_and_goes,
    .descr	= "what the kernel does not use is the programs', also after "
		  "storms of processes",
    .image	= "minimal",
    .args	= { "-m", "64m" },
    .files	= { "h_kmem" },
    .script	= "tool.exp",
    .script_args = { "/mnt/h_kmem", " checks, 0 failed", "120" },
    .timeout	= 150);

VKT_CASE(each_request_for_memory_may_fail,
    .descr	= "-U, debug.kmalloc_fail: calls fail with a proper error, or not; "
		  "nothing is lost, nothing breaks",
    .image	= "minimal",
    .args	= { "-U", "-n", "2" },
    .files	= { "h_nomem", "h_nomemio", "h_nomemipc" },
    .script	= "nomem.exp",
    .timeout	= 300,
    .check	= vkt_root_is_clean);

VKT_CASE(requests_fail_only_where_memory_may_be_written,
    .descr	= "without -U debug.kmalloc_fail cannot be set",
    .image	= "minimal",
    .files	= { "h_nomem" },
    .script	= "tool.exp",
    .script_args = { "sysctl debug.kmalloc_fail.every=5 || "
		    "sysctl debug.kmalloc_fail.nth=5 || "
		    "sysctl debug.kmalloc_fail.failed=5 || "
		    "sysctl debug.kmalloc_fail",
		    "every: 0.*nth: 0", "30" });

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, each_request_for_memory_may_fail);
	ATF_TP_ADD_TC(tp, requests_fail_only_where_memory_may_be_written);
	ATF_TP_ADD_TC(tp, kernel_memory_comes_and_goes);
	ATF_TP_ADD_TC(tp, forks_without_end);
	ATF_TP_ADD_TC(tp, forks_up_to_the_limit);
	ATF_TP_ADD_TC(tp, files_without_end);
	ATF_TP_ADD_TC(tp, memory_without_end);
	ATF_TP_ADD_TC(tp, memory_without_end_on_one_cpu);
	ATF_TP_ADD_TC(tp, recursion_without_end);
	ATF_TP_ADD_TC(tp, disk_is_filled);
	ATF_TP_ADD_TC(tp, inodes_are_used_up);
	return (atf_no_error());
}
