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

VKT_CASE(threads_are_posix_threads,
    .descr	= "cancellation, clean-up, times, attributes, named semaphores",
    .image	= "minimal",
    .args	= { "-m", "64m", "-n", "2" },
    .files	= { "h_threads" },
    .script	= "helper.exp",
    .script_args = { "h_threads" },
    .timeout	= 120);

VKT_CASE(posix_and_bsd_interfaces_work,
    .descr	= "contexts, vis, sorts, searches, dlopen in a static program",
    .image	= "minimal",
    .args	= { "-m", "64m" },
    .files	= { "h_posix" },
    .script	= "helper.exp",
    .script_args = { "h_posix" },
    .timeout	= 120);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, library_serves_others);
	ATF_TP_ADD_TC(tp, threads_are_posix_threads);
	ATF_TP_ADD_TC(tp, posix_and_bsd_interfaces_work);
	return (atf_no_error());
}
