/*
 * t_kill.c: the kernel dies at any moment; the disk is mended by fsck at the
 * next boot and holds what fsync(2) said it holds.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(killed_fifty_times,
    .descr	= "kill -9 while files are written, fifty times on one disk",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .files	= { "h_fsync" },
    .script	= "kill.exp",
    .timeout	= 40,
    .repeat	= 50,
    .verdict	= VKT_PANIC,
    .reason	= "killed by signal 9");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, killed_fifty_times);
	return (atf_no_error());
}
