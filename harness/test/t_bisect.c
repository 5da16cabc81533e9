/*
 * t_bisect.c: vkt bisect on small made-up repositories.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <atf-c.h>

#include "buf.h"
#include "sh.h"

#define VKT	VKT_OBJDIR "/harness/vkt"
#define FAKE	VKT_OBJDIR "/harness/test/fake_kernel"
#define MAKE	VKT_SRCDIR "/test/bisect-repo " FAKE " "
#define TEST	"harness/test/h_bisect:ends_well"
#define BISECT	VKT " bisect --repo repo --dir work --build 'sh build' " \
		"--kernel kernel "

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "require.progs", "git");		\
	}								\
	ATF_TC_BODY(name, tc)

/* The report names commit cN as the first bad one. */
static void
first_is(const char *tag)
{
	struct buf command = { 0 };

	buf_fmt(&command, "grep -q '^first bad commit:$' out && "
	    "grep -qx \"  $(git -C repo rev-parse %s)\" out || "
	    "{ cat out err; exit 1; }", tag);
	sh(0, command.data);
	buf_free(&command);
}

CASE(first_bad_commit_is_found, "the commit is named; the checkout is as it was")
{
	(void)tc;
	sh(0, MAKE "good good good good bad bad bad bad");
	sh(0, "git -C repo checkout -q c3 && echo mine >>repo/text && "
	    "git -C repo bisect start --no-checkout c8 c1 >&2 && "
	    "git -C repo rev-parse HEAD >head");
	sh(0, BISECT "-g c1 -b c8 " TEST " >out 2>err");
	first_is("c5");
	sh(0, "git -C repo rev-parse HEAD | cmp - head");
	sh(0, "tail -n 1 repo/text | grep -qx mine");
	sh(0, "git -C repo bisect log | grep -q c8");
	sh(0, "test $(git -C repo worktree list | wc -l) -eq 1");
	sh(0, "test ! -e work/obj && test ! -e work/tree");
	sh(0, "grep -q '^failure:     panic: panic: the fake kernel' out");
	sh(0, "grep -q '^confidence:  9[5-9][.]' out");
	sh(0, "grep -q '^4 left, 3 steps.*: ' err");
	sh(0, "grep -Eq '^1 left, 1 step(, about [0-9]+ min)?: ' err");
}

CASE(bad_is_head_by_default, "without -b HEAD is bad")
{
	(void)tc;
	sh(0, MAKE "good bad");
	sh(0, BISECT "-g c1 " TEST " >out 2>err");
	first_is("c2");
}

CASE(broken_builds_are_skipped, "what does not build is neither good nor bad")
{
	(void)tc;
	sh(0, MAKE "good good broken broken good bad bad");
	sh(0, BISECT "-g c1 -b c7 " TEST " >out 2>err");
	first_is("c6");
	sh(0, "rm -rf repo; " MAKE "good broken broken bad");
	sh(1, BISECT "--fresh -g c1 -b c4 " TEST " >out 2>err");
	sh(0, "grep -q 'one of these 3, the others were skipped' out");
	sh(0, "grep -q 'build-fail: x.c:1: error: no such thing' out");
}

CASE(other_failures_are_skipped, "another signature is neither, and is told")
{
	(void)tc;
	sh(0, MAKE "good good good other good bad bad");
	sh(0, BISECT "-g c1 -b c7 " TEST " >out 2>err");
	first_is("c6");
	sh(0, "grep -q 'panic: kernel killed by signal 11' out");
	/* Unless every failure counts, or this very one. */
	sh(0, "rm -rf repo; " MAKE "good good other bad bad");
	sh(0, BISECT "--fresh --any -g c1 -b c5 " TEST " >out 2>err");
	first_is("c3");
	sh(0, BISECT "--fresh --signature 'signal 1[0-9]|fake' -g c1 -b c5 "
	    TEST " >out 2>err");
	first_is("c3");
	sh(1, BISECT "--fresh --signature nothing -g c1 -b c5 " TEST
	    " >out 2>err");
	sh(0, "grep -q 'is not bad: 0 of 5' err");
}

CASE(flaky_failures_are_found, "a failure of one run in three, with confidence")
{
	(void)tc;
	sh(0, MAKE "good good good flaky3 flaky3 flaky3");
	sh(0, BISECT "--sample 12 --confidence 90 -g c1 -b c6 " TEST
	    " >out 2>err");
	first_is("c4");
	sh(0, "grep -q '^confidence:  9[0-9][.]' out");
	/* Each good one passed often enough for 90 percent. */
	sh(0, "awk '/\"event\": \"judged\"/ && /\"as\": \"good\"/ { n++; "
	    "split($0, w, \"\\\"passed\\\": \"); if (w[2] + 0 < 8) exit 1 } "
	    "END { exit n < 2 }' work/log.jsonl");
	sh(1, BISECT "--fresh --sample 1 --runs 1 -g c1 -b c6 " TEST
	    " >out 2>err");
}

CASE(failures_can_be_demanded, "--fails 2 --runs 4: two of four make it bad")
{
	(void)tc;
	sh(0, MAKE "good good flaky9 bad bad");
	sh(0, BISECT "--fails 2 --runs 4 -g c1 -b c5 " TEST " >out 2>err");
	first_is("c4");
}

CASE(equal_kernels_run_once, "commits that give the same kernel share its runs")
{
	(void)tc;
	sh(0, MAKE "good again again again bad again again again");
	sh(0, BISECT "-g c1 -b c8 " TEST " >out 2>err");
	first_is("c5");
	sh(0, "grep -q 'as before' out");
	sh(0, "test $(grep -c '\"event\": \"run\"' work/log.jsonl) -le 10");
}

CASE(merges_are_followed, "a commit of a merged branch, or by --first-parent")
{
	(void)tc;
	sh(0, MAKE "good side:good side:bad side:bad good merge:bad bad");
	sh(0, BISECT "-g c1 -b c7 " TEST " >out 2>err");
	first_is("c3");
	sh(0, BISECT "--fresh --first-parent -g c1 -b c7 " TEST
	    " >out 2>err");
	first_is("c6");
}

CASE(fixes_between_are_told, "a bad merge base has no answer")
{
	(void)tc;
	sh(0, MAKE "bad side:bad good");
	sh(1, BISECT "-g c3 -b c2 " TEST " >out 2>err");
	sh(0, "grep -q 'merge base of good and bad is bad' out");
}

CASE(stopped_search_goes_on, "after SIGINT the same command takes what it has")
{
	(void)tc;
	sh(0, MAKE "good good good slow bad bad bad bad");
	sh(130, "sh -c 'echo $$ >stop.pid; exec " VKT " bisect --repo repo "
	    "--dir work --build \"sh build\" --kernel kernel -g c1 -b c8 " TEST
	    "' >out 2>err");
	sh(0, "grep -q 'the same command goes on' err");
	sh(0, "grep -c '\"run\"' work/log.jsonl >before");
	/* A crash may have cut the last line off. */
	sh(0, "printf '{\"event\": \"ru' >>work/log.jsonl");
	sh(0, BISECT "-g c1 -b c8 " TEST " >out 2>err");
	first_is("c5");
	sh(0, "! sort builds | uniq -c | grep -v ' [12] '");
	sh(0, "test $(grep -c . work/log.jsonl) -gt $(cat before) && "
	    "! grep -v '}$' work/log.jsonl");
	/* Another question in the same place is refused. */
	sh(64, BISECT "-g c2 -b c8 " TEST " >out 2>err");
	sh(0, "grep -q 'is of another search' err");
}

CASE(logs_are_replayed, "--replay says the same and builds nothing")
{
	(void)tc;
	sh(0, MAKE "good good other good bad bad bad bad");
	sh(0, BISECT "-g c1 -b c8 " TEST " >out 2>err");
	sh(0, "cp builds before && " VKT " bisect --repo repo --replay "
	    "work/log.jsonl >replayed 2>err && cmp builds before");
	sh(0, "grep -vE '^(log|again):' out | cmp - replayed");
	sh(0, "test $(git -C repo worktree list | wc -l) -eq 1");
	/* More certainty than the log has is not made up. */
	sh(1, VKT " bisect --repo repo --confidence 99.9 --replay "
	    "work/log.jsonl >out 2>err");
	sh(0, "grep -q 'the log has no more runs' err");
	sh(66, "echo nonsense >x; " VKT " bisect --repo repo --replay x 2>err");
	sh(0, "grep -q 'x:1: no log of a bisection' err");
}

CASE(trouble_of_the_host_aborts, "infra is tried twice, then ends the search")
{
	(void)tc;
	sh(0, MAKE "good good sick bad bad");
	sh(71, BISECT "-g c1 -b c5 " TEST " >out 2>err");
	sh(0, "grep -q 'infra: kernel exited with status 71' err");
	sh(0, "test $(grep -c infra work/log.jsonl) -eq 0");
}

CASE(ends_are_checked, "a bad one that passes, a good one that fails")
{
	(void)tc;
	sh(0, MAKE "good bad good broken");
	sh(1, BISECT "-g c1 -b c3 " TEST " 2>err");
	sh(0, "grep -q 'is not bad: 0 of 5 runs failed; --sample' err");
	sh(1, BISECT "--fresh -g c2 -b c2 " TEST " 2>err || "
	    BISECT "--fresh -g c1 -b c4 " TEST " 2>err");
	sh(0, "grep -q 'the bad commit does not build' err");
	sh(0, "rm -rf repo; " MAKE "bad bad");
	sh(1, BISECT "--fresh -g c1 -b c2 " TEST " 2>err");
	sh(0, "grep -q 'is not good: it fails as well' err");
}

CASE(git_bisect_run_can_ask, "--one: 0, 1, 125 and above 127")
{
	(void)tc;
	sh(0, MAKE "good broken good sick bad bad");
	sh(0, "git -C repo checkout -q c1 && " BISECT "--one " TEST " 2>err");
	sh(125, "git -C repo checkout -q c2 && " BISECT "--one " TEST
	    " 2>err");
	sh(199, "git -C repo checkout -q c4 && " BISECT "--one " TEST
	    " 2>err");
	sh(1, "git -C repo checkout -q c5 && " BISECT "--one " TEST
	    " 2>err");
	/* The log knows c1. */
	sh(0, "cp builds before; git -C repo checkout -q c1 && " BISECT
	    "--one " TEST " 2>err && cmp builds before");
	sh(192, BISECT "--one --colour 2>err");
	sh(192, BISECT "--one 2>err");
	sh(0, "rm -rf repo work; " MAKE "good good broken bad bad");
	sh(0, "top=$PWD; cd repo && git bisect start c5 c1 >&2 && "
	    "git bisect run " VKT " bisect --dir $top/work --build 'sh build' "
	    "--kernel kernel --one " TEST " >../out 2>&1; "
	    "git bisect log | grep -q \"possible first bad.*$(git rev-parse "
	    "c4)\"");
}

CASE(scripts_can_be_asked, "-s: an expect script instead of a case")
{
	(void)tc;
	atf_tc_require_prog("expect");
	sh(0, MAKE "good good bad bad");
	sh(0, "echo vkt_wait_end >s.exp");
	sh(0, BISECT "-g c1 -b c4 -s s.exp -- none >out 2>err");
	first_is("c3");
}

CASE(bad_questions_are_usage, "one line that names the option, and a status")
{
	(void)tc;
	sh(0, MAKE "good bad");
	sh(64, VKT " bisect 2>err");
	sh(64, BISECT TEST " 2>err");
	sh(0, "grep -q 'no good commit' err");
	sh(64, BISECT "-g c1 --runs 0 " TEST " 2>err");
	sh(0, "grep -q -- '--runs: \"0\" is not a number' err");
	sh(64, BISECT "-g c1 --confidence 100 " TEST " 2>err");
	sh(64, BISECT "-g c1 --fails 6 " TEST " 2>err");
	sh(64, BISECT "-g c1 --signature '(' " TEST " 2>err");
	sh(64, BISECT "-g c1 t_names 2>err");
	sh(64, BISECT "-g c1 " TEST " " TEST " 2>err");
	sh(64, BISECT "--replay x -g c1 2>err");
	sh(66, BISECT "-g c9 " TEST " 2>err");
	sh(0, "grep -q '\"c9\" is no commit' err");
	sh(66, BISECT "-g c1 harness/test/h_bisect:nothing 2>err");
	sh(0, "grep -q 'has no case \"nothing\"' err");
	sh(66, BISECT "-g c1 cases/none/t_x:y 2>err");
	sh(66, BISECT "-g c1 -s none.exp 2>err");
	sh(66, BISECT "-g c2 -b c1 " TEST " 2>err");
	sh(66, VKT " bisect --repo none -g c1 " TEST " 2>err");
	sh(66, VKT " bisect --repo / -g c1 " TEST " 2>err");
	sh(0, "grep -q 'vkt: git rev-parse: not a git repository' err");
	sh(0, VKT " bisect -h | grep -q '^usage: vkt bisect'");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, first_bad_commit_is_found);
	ATF_TP_ADD_TC(tp, bad_is_head_by_default);
	ATF_TP_ADD_TC(tp, broken_builds_are_skipped);
	ATF_TP_ADD_TC(tp, other_failures_are_skipped);
	ATF_TP_ADD_TC(tp, flaky_failures_are_found);
	ATF_TP_ADD_TC(tp, failures_can_be_demanded);
	ATF_TP_ADD_TC(tp, equal_kernels_run_once);
	ATF_TP_ADD_TC(tp, merges_are_followed);
	ATF_TP_ADD_TC(tp, fixes_between_are_told);
	ATF_TP_ADD_TC(tp, stopped_search_goes_on);
	ATF_TP_ADD_TC(tp, logs_are_replayed);
	ATF_TP_ADD_TC(tp, trouble_of_the_host_aborts);
	ATF_TP_ADD_TC(tp, ends_are_checked);
	ATF_TP_ADD_TC(tp, git_bisect_run_can_ask);
	ATF_TP_ADD_TC(tp, scripts_can_be_asked);
	ATF_TP_ADD_TC(tp, bad_questions_are_usage);
	return (atf_no_error());
}
