/*
 * t_library.c: the C library as programs of others use it.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(library_serves_others,
    .descr	= "temporary directories, message queues, barriers",
    .image	= "minimal",
    .args	= { "-m", "64m", "-n", "2" },
    .files	= { "h_library" },
    .script	= "helper.exp",
    .script_args = { "h_library" },
    .timeout	= 120);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, library_serves_others);
	return (atf_no_error());
}
