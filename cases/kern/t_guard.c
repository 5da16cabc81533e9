/*
 * t_guard.c: the kernel notices what it does to itself.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define ENDS(sysctl, message)						\
	.image = "minimal", .allow = VKT_ALLOW_PANIC,			\
	.args = { "-e", "debug.debugger_on_panic=0" },			\
	.exit = VKT_EX_PANIC, .match = { message },			\
	.script = "guard.exp", .script_args = { sysctl }, .timeout = 60

VKT_CASE(stack_overflow_is_caught,
    ENDS("debug.kdb.stack_overflow",
    "^panic: kernel stack overflow: thread sysctl, [0-9]+ bytes, at deeper"),
    .descr	= "a kernel stack that overflows meets its guard page: a "
		  "panic that names the thread");

VKT_CASE(panic_on_demand,
    ENDS("debug.kdb.panic", "^panic: by debug.kdb.panic"),
    .descr	= "debug.kdb.panic panics");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, stack_overflow_is_caught);
	ATF_TP_ADD_TC(tp, panic_on_demand);
	return (atf_no_error());
}
