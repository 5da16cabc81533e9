/*
 * t_programs.c: programs that nobody here wrote, at work: an interpreter and
 * a data base.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "case.h"

#define PROGRAM(what, text, ...)					\
	.descr = text, .image = "minimal", .script = "programs.exp",	\
	.script_args = { what }, .files = { __VA_ARGS__ },		\
	.args = { "-m", "128m", "-n", "2" }, .timeout = 300

VKT_CASE(lua_runs_its_library,
    PROGRAM("lua", "sorting, coroutines, pipes, files, dates, garbage", "lua",
	"library.lua"));
VKT_CASE(a_data_base_holds_together,
    PROGRAM("journal", "sqlite3 with a journal, and by mmap with a log",
	"sqlite3"));
VKT_CASE(a_data_base_is_shared,
    PROGRAM("shared", "four writers and a reader, kept apart by file locks",
	"sqlite3"));
VKT_CASE(a_killed_writer_leaves_a_whole_data_base,
    PROGRAM("killed", "kill -9 in the midst of writing, ten times",
	"sqlite3"));

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, lua_runs_its_library);
	ATF_TP_ADD_TC(tp, a_data_base_holds_together);
	ATF_TP_ADD_TC(tp, a_data_base_is_shared);
	ATF_TP_ADD_TC(tp, a_killed_writer_leaves_a_whole_data_base);
	return (atf_no_error());
}
