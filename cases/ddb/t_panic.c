/*
 * t_panic.c: panics: what is said, the debugger, the status, the messages
 * that stay; and panics where they hurt.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define PANIC								\
	.image = "minimal", .allow = VKT_ALLOW_DDB | VKT_ALLOW_PANIC,	\
	.exit = VKT_EX_PANIC, .timeout = 120
#define AT_ONCE								\
	.image = "minimal", .allow = VKT_ALLOW_PANIC,			\
	.exit = VKT_EX_PANIC, .timeout = 120

VKT_CASE(panic_enters_the_debugger, PANIC,
    .descr	= "message, backtrace, prompt; continue ends with 70",
    .script	= "paniced.exp",
    .script_args = { "sysctl debug.kdb.panic=1",
	"panic\\+.*sysctl_provoke.*syscall_dispatch" });

VKT_CASE(fault_enters_the_debugger, PANIC,
    .descr	= "a fault of the kernel is shown where it happened",
    .script	= "paniced.exp",
    .script_args = { "sysctl debug.kdb.trap=1",
	"^sysctl_kdb\\+.*syscall_dispatch" });

VKT_CASE(panic_ends_at_once, AT_ONCE,
    .args	= { "-e", "debug.debugger_on_panic=0" },
    .descr	= "-e debug.debugger_on_panic=0: no prompt, the messages stay "
		  "in the memory image",
    .match	= { "^panic: by debug.kdb.panic", "^Backtrace:",
		  "sysctl_provoke" },
    .nomatch	= "db>",
    .script	= "dead.exp",
    .script_args = { "sysctl debug.kdb.panic=1",
	"Mounting root from.*panic: by debug.kdb.panic.*Backtrace:.*"
	"sysctl_provoke" });

VKT_CASE(panic_ends_at_once_by_sysctl, AT_ONCE,
    .descr	= "the same, set while the kernel runs",
    .nomatch	= "db>",
    .script	= "dead.exp",
    .script_args = { "sysctl debug.debugger_on_panic=0; "
	"sysctl debug.kdb.trap=1", "panic: kernel fault: signal 11 at sysctl" });

VKT_CASE(panic_with_a_spin_lock_held, PANIC,
    .descr	= "with the message buffer's lock, which panic itself needs",
    .script	= "context.exp",
    .script_args = { "machine_console_write",
	"sh -c 'kill -SEGV $$'", "kvprintf" });

VKT_CASE(panic_in_a_timer, PANIC,
    .descr	= "in the function of a callout",
    .script	= "context.exp",
    .script_args = { "sleep_timeout", "sleep 0.2", "callout_run" });

VKT_CASE(panic_on_two_cpus, PANIC,
    .args	= { "-U", "-n", "2" },
    .files	= { "h_getuid" },
    .descr	= "one is told, with its own backtrace; the other waits",
    .script	= "both.exp");

VKT_CASE(panic_in_a_panic, PANIC,
    .args	= { "-U" },
    .descr	= "both are told, and the end comes at once",
    .script	= "again.exp");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, panic_enters_the_debugger);
	ATF_TP_ADD_TC(tp, fault_enters_the_debugger);
	ATF_TP_ADD_TC(tp, panic_ends_at_once);
	ATF_TP_ADD_TC(tp, panic_ends_at_once_by_sysctl);
	ATF_TP_ADD_TC(tp, panic_with_a_spin_lock_held);
	ATF_TP_ADD_TC(tp, panic_in_a_timer);
	ATF_TP_ADD_TC(tp, panic_on_two_cpus);
	ATF_TP_ADD_TC(tp, panic_in_a_panic);
	return (atf_no_error());
}
