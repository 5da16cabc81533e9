/*
 * t_break.c: breakpoints and steps in the kernel's code, and a kernel that
 * does not listen.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"

/* Watchpoints are the host's; some hosts keep them to themselves. */
static int
host_watches(const struct vkt_case *vc, char *why, size_t size)
{
	static long place;
	struct perf_event_attr attr;
	long fd;

	(void)vc;
	(void)why;
	(void)size;
	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = PERF_TYPE_BREAKPOINT;
	attr.bp_type = HW_BREAKPOINT_W;
	attr.bp_addr = (uintptr_t)&place;
	attr.bp_len = sizeof(place);
	attr.exclude_kernel = 1;
	attr.exclude_hv = 1;
	fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
	if (fd < 0)
		atf_tc_skip("no watchpoints on this host: perf_event_open: %s",
		    strerror(errno));
	close((int)fd);
	return (0);
}

static int
forbid_watches(const struct vkt_case *vc, char *why, size_t size)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { sizeof(code) / sizeof(code[0]), code };

	(void)vc;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == 0)
		return (0);
	snprintf(why, size, "seccomp: %s", strerror(errno));
	return (-1);
}

#define BREAK								\
	.image = "minimal", .allow = VKT_ALLOW_DDB, .timeout = 120

VKT_CASE(breakpoints_stop_and_step, BREAK,
    .descr	= "break, trace, registers, step, next, until, delete",
    .script	= "break.exp");

VKT_CASE(breakpoints_stop_one_cpu, BREAK,
    .args	= { "-n", "1" },
    .descr	= "the same on one CPU",
    .script	= "break.exp");

VKT_CASE(breakpoints_are_hit_on_any_cpu, BREAK,
    .args	= { "-n", "2" },
    .files	= { "h_getuid" },
    .descr	= "two CPUs run into it all the time; no call is lost",
    .script	= "smp.exp");

VKT_CASE(breakpoints_are_hit_on_four_cpus, BREAK,
    .args	= { "-n", "4" },
    .files	= { "h_getuid" },
    .descr	= "the same on four",
    .script	= "smp.exp");

VKT_CASE(a_looping_kernel_is_entered, BREAK,
    .args	= { "-U", "-n", "1" },
    .files	= { "h_getuid" },
    .descr	= "^\\ stops a CPU 0 that takes no interrupts",
    .script	= "hung.exp");

VKT_CASE(all_cpus_loop_and_are_held, BREAK,
    .args	= { "-U", "-n", "2" },
    .files	= { "h_getuid" },
    .descr	= "the others are held where they are, and traced",
    .script	= "hung.exp");

VKT_CASE(watchpoints_stop_who_writes, BREAK,
    .prepare	= host_watches,
    .descr	= "watch, hwatch, dwatch, show watches, and steps that write",
    .script	= "watch.exp");

VKT_CASE(watchpoints_stop_one_cpu, BREAK,
    .args	= { "-n", "1" },
    .prepare	= host_watches,
    .descr	= "the same on one CPU",
    .script	= "watch.exp");

VKT_CASE(watchpoints_the_host_forbids, BREAK,
    .prepare	= forbid_watches,
    .descr	= "watch tells who refuses; nothing is watched",
    .script	= "nowatch.exp");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, watchpoints_stop_who_writes);
	ATF_TP_ADD_TC(tp, watchpoints_stop_one_cpu);
	ATF_TP_ADD_TC(tp, watchpoints_the_host_forbids);
	ATF_TP_ADD_TC(tp, breakpoints_stop_and_step);
	ATF_TP_ADD_TC(tp, breakpoints_stop_one_cpu);
	ATF_TP_ADD_TC(tp, breakpoints_are_hit_on_any_cpu);
	ATF_TP_ADD_TC(tp, breakpoints_are_hit_on_four_cpus);
	ATF_TP_ADD_TC(tp, a_looping_kernel_is_entered);
	ATF_TP_ADD_TC(tp, all_cpus_loop_and_are_held);
	return (atf_no_error());
}
