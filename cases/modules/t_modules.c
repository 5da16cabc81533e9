/*
 * t_modules.c: modules of the kernel: -U of vkernel(7), kldload(8), kldstat(8),
 * kldunload(8).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
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

VKT_CASE(file_systems_are_modules, MODULES,
    .descr	= "a kernel without nullfs and procfs loads them; a mount keeps "
		  "them; a module of another kernel is refused",
    .kernel	= VKT_OBJDIR "/kernel/VKERNEL64_MODULES/kernel",
    .args	= { "-U" },
    .files	= { "nullfs.ko", "procfs.ko" },
    .script	= "filesystems.exp");

VKT_CASE(broken_modules_are_refused, MODULES,
    .descr	= "files cut short, and with broken headers, are ENOEXEC",
    .args	= { "-U" },
    .files	= { "h_broken" },
    .script	= "hostile.exp");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, modules_come_and_go);
	ATF_TP_ADD_TC(tp, modules_come_and_go_on_two_cpus);
	ATF_TP_ADD_TC(tp, modules_need_the_option);
	ATF_TP_ADD_TC(tp, modules_need_root);
	ATF_TP_ADD_TC(tp, file_systems_are_modules);
	ATF_TP_ADD_TC(tp, broken_modules_are_refused);
	return (atf_no_error());
}
