/*
 * t_hostile.c: guests that attack the kernel, its line to the host and its
 * system calls.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(hostile_code_gets_its_signal,
    .descr	= "int 0x80, privileged instructions, the window: a signal each",
    .image	= "minimal",
    .files	= { "h_hostile", NULL },
    .script	= "hostile.exp",
    .script_args = { "h_hostile", " 0 went wrong" },
    .timeout	= 120);

VKT_CASE(wild_pointers_to_every_call,
    .descr	= "every system call with wild arguments; the kernel lives",
    .image	= "minimal",
    .files	= { "h_wild", NULL },
    .script	= "hostile.exp",
    .script_args = { "h_wild", "still here" },
    .timeout	= 180);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, hostile_code_gets_its_signal);
	ATF_TP_ADD_TC(tp, wild_pointers_to_every_call);
	return (atf_no_error());
}
