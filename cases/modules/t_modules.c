/*
 * t_modules.c: modules of the kernel: -U of vkernel(7), kldload(8), kldstat(8),
 * kldunload(8).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

#define MODULES	.image = "minimal", .timeout = 240

VKT_CASE(modules_come_and_go, MODULES,
    .descr	= "-U: load, show, unload; dependencies; what is refused",
    .args	= { "-U" },
    .script	= "load.exp");

VKT_CASE(modules_come_and_go_on_two_cpus, MODULES,
    .descr	= "the same on two CPUs",
    .args	= { "-U", "-n", "2" },
    .script	= "load.exp");

VKT_CASE(modules_need_the_option, MODULES,
    .descr	= "without -U kldload and kldunload are EPERM to root",
    .script	= "denied.exp");

VKT_CASE(modules_need_root, MODULES,
    .descr	= "-U: they are EPERM to everyone else",
    .args	= { "-U" },
    .files	= { "h_asuser" },
    .script	= "denied.exp",
    .script_args = { "user" });

static int
disc(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	if (system("mkdir -p cd/sub && echo 'on the disc' >cd/sub/file && "
	    "makefs -t cd9660 -o rockridge cd.iso cd >/dev/null") == 0)
		return (0);
	snprintf(why, n, "cannot make cd.iso");
	return (1);
}

VKT_CASE(file_systems_are_modules, MODULES,
    .descr	= "a kernel without nullfs, procfs, tmpfs and cd9660 loads them; "
		  "a mount keeps them; a module of another kernel is refused",
    .kernel	= VKT_OBJDIR "/kernel/VKERNEL64_MODULES/kernel",
    .args	= { "-U", "-r", "root.img", "-c", "cd.iso" },
    .prepare	= disc,
    .files	= { "fs/nullfs.ko", "fs/procfs.ko", "fs/tmpfs.ko",
			    "fs/cd9660.ko" },
    .script	= "filesystems.exp");

VKT_CASE(devices_of_modules, MODULES,
    .descr	= "a device comes and goes with its module, which stays while "
		  "it is open, read or watched",
    .args	= { "-U", "-e", "debug.mt.level=7" },
    .files	= { "mt_dev.ko", "h_mod" },
    .script	= "device.exp");

VKT_CASE(system_calls_of_modules, MODULES,
    .descr	= "free and given numbers; in use; taken; nobody's afterwards",
    .args	= { "-U" },
    .files	= { "mt_call.ko", "mt_num219.ko", "mt_num4.ko", "h_mod" },
    .script	= "syscall.exp");

VKT_CASE(protocols_of_modules, MODULES,
    .descr	= "a socket protocol stays while sockets of it exist",
    .args	= { "-U" },
    .files	= { "mt_proto.ko", "h_mod" },
    .script	= "proto.exp");

VKT_CASE(refused_modules_leave_nothing, MODULES,
    .descr	= "versions, loops, undefined names, unknown sets, a module that "
		  "does not start; which name wins",
    .args	= { "-U", "-n", "2" },
    .files	= { "mt_new.ko", "mt_old.ko", "mt_none.ko", "mt_loop_a.ko",
		    "mt_loop_b.ko", "mt_undef.ko", "mt_set.ko", "mt_fail.ko",
		    "mt_twin_a.ko", "mt_twin_b.ko", "mt_twinuser.ko",
		    "mt_ownset.ko", "h_mod" },
    .script	= "refuse.exp");

VKT_CASE(module_calls_answer, MODULES,
    .descr	= "kldfind(2) to modfind(2), right and wrong; the commands",
    .args	= { "-U" },
    .files	= { "mt_call.ko", "h_mod" },
    .script	= "calls.exp");

VKT_CASE(no_memory_for_modules, MODULES,
    .descr	= "ENOMEM, and nothing is lost",
    .args	= { "-U", "-n", "1" },
    .files	= { "mt_hog.ko", "h_mod" },
    .script	= "memory.exp");

VKT_CASE(modules_in_use_come_and_go, MODULES,
    .descr	= "load and unload in loops while two programs use what they bring",
    .args	= { "-U", "-n", "2", "-p", "pid" },
    .files	= { "mt_dev.ko", "mt_call.ko", "mt_proto.ko", "h_mod" },
    .script	= "loops.exp");

VKT_CASE(broken_modules_are_refused, MODULES,
    .descr	= "files cut short, and with broken headers, are ENOEXEC",
    .args	= { "-U" },
    .files	= { "h_broken" },
    .script	= "hostile.exp");

/* kernel/modules/hello in two places of its own, as kld(4) says. */
static int
outside(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	if (system("mkdir disk && for how in make bmake; do mkdir $how && "
	    "cp '" VKT_CASEDIR "/../kernel/modules/hello'/* $how && "
	    "(cd $how && env -u MAKEFLAGS -u MAKELEVEL $how "
	    "KERNEL='" VKT_OBJDIR "/kernel/VKERNEL64' && "
	    "$how KERNEL='" VKT_OBJDIR "/kernel/VKERNEL64' "
	    "DESTDIR=\"$PWD/root\" install) && "
	    "cp $how/root/boot/modules/hello.ko disk/hello-$how.ko || exit 1; "
	    "done >make.log 2>&1 && '" VKT_OBJDIR "/harness/vkt' image -q "
	    "--tree disk files.img") == 0)
		return (0);
	snprintf(why, n, "hello was not built");
	(void)!system("tail -n 20 make.log >&2");
	return (1);
}

VKT_CASE(module_outside_the_tree, MODULES,
    .descr	= "a copy of kernel/modules/hello is built with kmod.mk",
    .args	= { "-U", "-e", "debug.hello.times=2", "-r", "root.img",
		    "-r", "files.img" },
    .needs	= "bmake make",
    .prepare	= outside,
    .script	= "outside.exp");

VKT_CASE(debugger_knows_modules, MODULES,
    .descr	= "ddb: names, show and commands of a module",
    .args	= { "-U" },
    .files	= { "mt_ddb.ko" },
    .allow	= VKT_ALLOW_DDB,
    .script	= "debugger.exp");

VKT_CASE(panic_in_a_module, MODULES,
    .descr	= "the backtrace names the functions of a module",
    .args	= { "-U" },
    .files	= { "mt_ddb.ko" },
    .allow	= VKT_ALLOW_DDB | VKT_ALLOW_PANIC,
    .exit	= VKT_EX_PANIC,
    .script	= "panic.exp");

#define CHECKED								\
	.kernel = VKT_OBJDIR "/san/kernel/VKERNEL64_DEBUG/kernel",	\
	.image = "minimal", .timeout = 240,				\
	.env = { "ASAN_OPTIONS=detect_leaks=0:color=never" }

VKT_CASE(modules_with_sanitizers, CHECKED,
    .descr	= "a kernel with sanitizers and INVARIANTS: what a module does "
		  "wrong is told, with the variable's name",
    .args	= { "-U", "-m", "128m" },
    .files	= { "san/example.ko", "san/example_user.ko", "san/mt_ddb.ko" },
    .script	= "sanitize.exp",
    .exit	= 1,
    .match	= { "AddressSanitizer: global-buffer-overflow",
		    "global variable 'mt_numbers' defined in" });

VKT_CASE(modules_in_use_with_sanitizers, CHECKED,
    .descr	= "the same kernel: load and unload in loops, in use",
    .args	= { "-U", "-m", "128m", "-n", "2", "-p", "pid" },
    .files	= { "san/mt_dev.ko", "san/mt_call.ko", "san/mt_proto.ko", "h_mod" },
    .script	= "loops.exp",
    .script_args = { "kept" });

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, modules_come_and_go);
	ATF_TP_ADD_TC(tp, modules_come_and_go_on_two_cpus);
	ATF_TP_ADD_TC(tp, modules_need_the_option);
	ATF_TP_ADD_TC(tp, modules_need_root);
	ATF_TP_ADD_TC(tp, file_systems_are_modules);
	ATF_TP_ADD_TC(tp, broken_modules_are_refused);
	ATF_TP_ADD_TC(tp, devices_of_modules);
	ATF_TP_ADD_TC(tp, system_calls_of_modules);
	ATF_TP_ADD_TC(tp, protocols_of_modules);
	ATF_TP_ADD_TC(tp, refused_modules_leave_nothing);
	ATF_TP_ADD_TC(tp, module_calls_answer);
	ATF_TP_ADD_TC(tp, no_memory_for_modules);
	ATF_TP_ADD_TC(tp, modules_in_use_come_and_go);
	ATF_TP_ADD_TC(tp, module_outside_the_tree);
	ATF_TP_ADD_TC(tp, debugger_knows_modules);
	ATF_TP_ADD_TC(tp, panic_in_a_module);
	ATF_TP_ADD_TC(tp, modules_with_sanitizers);
	ATF_TP_ADD_TC(tp, modules_in_use_with_sanitizers);
	return (atf_no_error());
}
