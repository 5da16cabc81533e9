/*
 * t_time.c: the C library's time zones.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(time_zones_are_right,
    .descr	= "localtime, mktime and strptime by files and rules, and none",
    .image	= "minimal",
    .files	= { "h_time" },
    .script	= "helper.exp",
    .script_args = { "h_time" },
    .timeout	= 120);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, time_zones_are_right);
	return (atf_no_error());
}
