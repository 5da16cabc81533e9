/*
 * h_bisect.c: a case for t_bisect's kernels.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(ends_well,
    .descr	= "the kernel ends with 0",
    .bare	= true,
    .timeout	= 20);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, ends_well);
	return (atf_no_error());
}
