/*
 * t_break.c: breakpoints and steps in the kernel's code, and a kernel that
 * does not listen.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

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

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, breakpoints_stop_and_step);
	ATF_TP_ADD_TC(tp, breakpoints_stop_one_cpu);
	ATF_TP_ADD_TC(tp, breakpoints_are_hit_on_any_cpu);
	ATF_TP_ADD_TC(tp, breakpoints_are_hit_on_four_cpus);
	ATF_TP_ADD_TC(tp, a_looping_kernel_is_entered);
	ATF_TP_ADD_TC(tp, all_cpus_loop_and_are_held);
	return (atf_no_error());
}
