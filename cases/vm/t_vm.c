/*
 * t_vm.c: memory of programs: mappings, copy-on-write, files in memory, races
 * of threads, and what happens when memory ends.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

VKT_CASE(mappings_keep_their_promises,
    .descr	= "mmap(2) and family: contents, errors, limits, fork, files",
    .image	= "minimal",
    .files	= { "h_vm", NULL },
    .args	= { "-m", "64m", "-n", "2" },
    .script	= "vm.exp",
    .script_args = { "h_vm", "all" },
    .timeout	= 180);

VKT_CASE(more_ranges_than_the_host_allows,
    .descr	= "70,000 separate pages, beyond the host's map count",
    .image	= "minimal",
    .files	= { "h_vm", NULL },
    .args	= { "-m", "512m", "-n", "2" },
    .script	= "vm.exp",
    .script_args = { "h_vm", "sparse" },
    .timeout	= 240);

VKT_CASE(threads_share_an_address_space,
    .descr	= "first touch, mmap, fork and truncation raced by LWPs",
    .image	= "minimal",
    .files	= { "h_race", NULL },
    .args	= { "-m", "64m", "-n", "2" },
    .script	= "vm.exp",
    .script_args = { "h_race", "race" },
    .timeout	= 180);

VKT_CASE(memory_ends_without_harm,
    .descr	= "the greediest process is killed, with a message; others live",
    .image	= "minimal",
    .files	= { "h_race", NULL },
    .args	= { "-m", "64m", "-n", "2" },
    .script	= "vm.exp",
    .script_args = { "h_race", "end",
	"pid [0-9]+ .*uid 0, was killed: out of memory" },
    .timeout	= 240);

VKT_CASE(forks_without_end,
    .descr	= "fork fails, or goes on; all children are reaped",
    .image	= "minimal",
    .files	= { "h_race", NULL },
    .args	= { "-m", "64m", "-n", "2" },
    .script	= "vm.exp",
    .script_args = { "h_race", "fork_bomb" },
    .timeout	= 180);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, mappings_keep_their_promises);
	ATF_TP_ADD_TC(tp, more_ranges_than_the_host_allows);
	ATF_TP_ADD_TC(tp, threads_share_an_address_space);
	ATF_TP_ADD_TC(tp, memory_ends_without_harm);
	ATF_TP_ADD_TC(tp, forks_without_end);
	return (atf_no_error());
}
