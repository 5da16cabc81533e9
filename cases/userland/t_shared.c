/*
 * t_shared.c: what a dynamic linker asks of the kernel.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(a_shared_object_is_loaded,
    .descr	= "the calls of ld-elf.so.2 bring an object into memory, and out",
    .image	= "minimal",
    .files	= { "h_shared", "shared.so" },
    .script	= "helper.exp",
    .script_args = { "h_shared", "/mnt/shared.so" },
    .timeout	= 120);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, a_shared_object_is_loaded);
	return (atf_no_error());
}
