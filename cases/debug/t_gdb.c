/*
 * t_gdb.c: vkernel(7), DEBUGGING: gdb on the kernel's process.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(gdb_attaches_and_lets_go,
    .descr	= "gdb shows the kernel's functions, the guest goes on",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .needs	= "gdb",
    .script	= "gdb.exp",
    .timeout	= 90);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, gdb_attaches_and_lets_go);
	return (atf_no_error());
}
