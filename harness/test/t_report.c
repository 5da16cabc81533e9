/*
 * t_report.c: vkt's command line: verdict lines, exit statuses, reports.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <atf-c.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "json.h"
#include "vkt.h"

#define VKT	VKT_OBJDIR "/harness/vkt"
#define FAKE	VKT_OBJDIR "/harness/test/fake_kernel"

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
	}								\
	ATF_TC_BODY(name, tc)

/* Run a shell command; its exit status. */
static int
sh(const char *command)
{
	int status = system(command);

	ATF_REQUIRE(WIFEXITED(status));
	return (WEXITSTATUS(status));
}

CASE(boot_prints_one_json_line, "--json gives the verdict as one line")
{
	struct buf text = { 0 }, value = { 0 };

	(void)tc;
	ATF_CHECK_EQ(70, sh(VKT " boot --json -a a -k " FAKE
	    " -- panic >out"));
	ATF_REQUIRE_EQ(0, buf_read(&text, "out"));
	ATF_CHECK(strchr(text.data, '\n') == text.data + text.len - 1);
	ATF_REQUIRE_EQ(0, json_get(text.data, "verdict", &value));
	ATF_CHECK_STREQ("panic", value.data);
	buf_free(&value);
	ATF_REQUIRE_EQ(0, json_get(text.data, "reason", &value));
	ATF_CHECK_STREQ("panic: the fake kernel is broken", value.data);
	buf_free(&value);
	ATF_REQUIRE_EQ(0, json_get(text.data, "args", &value));
	ATF_CHECK_STREQ("[\"panic\"]", value.data);
	buf_free(&value);
	ATF_CHECK_EQ(ENOENT, json_get(text.data, "colour", &value));
	buf_free(&text);
}

CASE(boot_exits_as_the_kernel, "without a script the status is the kernel's")
{
	(void)tc;
	ATF_CHECK_EQ(0, sh(VKT " boot -a a -k " FAKE " -- exit 0"));
	/* Without -a there is a new directory where TMPDIR says. */
	ATF_CHECK_EQ(0, sh("mkdir t && TMPDIR=$PWD/t " VKT " boot -k " FAKE
	    " -- exit 0 && test -s t/vkt.*/verdict.json"));
	ATF_CHECK_EQ(66, sh(VKT " boot -a a -k " FAKE " -- exit 66"));
	ATF_CHECK_EQ(139, sh(VKT " boot -a a -k " FAKE " -- crash 11"));
	ATF_CHECK_EQ(0, sh("VKERNEL=" FAKE " " VKT " boot -a a --echo -- "
	    "exit 0 | grep -q 'last words'"));
}

CASE(boot_with_script_exits_by_verdict, "with a script by the verdict")
{
	(void)tc;
	ATF_CHECK_EQ(0, sh(VKT " boot -a a -k " FAKE " -s " VKT_SRCDIR
	    "/test/boot.exp -- pass"));
	ATF_CHECK_EQ(75, sh(VKT " boot -a a --grace 1 --no-autopsy -k " FAKE
	    " -s " VKT_SRCDIR "/test/boot.exp -- stubborn"));
}

CASE(bad_options_are_usage, "what vkt does not understand exits with 64")
{
	(void)tc;
	ATF_CHECK_EQ(64, sh(VKT));
	ATF_CHECK_EQ(64, sh(VKT " nonsense"));
	ATF_CHECK_EQ(64, sh(VKT " boot -x"));
	ATF_CHECK_EQ(64, sh("env -u VKERNEL " VKT " boot"));
	ATF_CHECK_EQ(64, sh(VKT " boot -k x -t abc"));
	ATF_CHECK_EQ(64, sh(VKT " boot -k x --allow panic,fire"));
	ATF_CHECK_EQ(66, sh(VKT " boot -k x -s /nonexistent"));
	ATF_CHECK_EQ(64, sh(VKT " image"));
	ATF_CHECK_EQ(64, sh(VKT " image -a nothing out"));
	ATF_CHECK_EQ(66, sh(VKT " image -m /nonexistent out"));
	ATF_CHECK_EQ(66, sh(VKT " image -p /dev/null"));
	ATF_CHECK_EQ(64, sh(VKT " image -s slice out 2>err"));
	ATF_CHECK_EQ(0, sh("grep -qx 'vkt: -s: \"slice\" is not none or mbr' "
	    "err"));
	ATF_CHECK_EQ(64, sh(VKT " image -l 16 out"));
	ATF_CHECK_EQ(64, sh(VKT " image -f iso out"));
	ATF_CHECK_EQ(64, sh(VKT " image -z big out"));
	ATF_CHECK_EQ(64, sh(VKT " image one two"));
	/* A bad option is two lines: which it is, and where to read on. */
	ATF_CHECK_EQ(64, sh(VKT " boot --colour 2>err"));
	ATF_CHECK_EQ(0, sh("printf 'vkt boot: unrecognized option "
	    "'\\''--colour'\\''\n\"vkt boot -h\" tells more\n' | cmp - err"));
	ATF_CHECK_EQ(64, sh(VKT " bench -n none"));
	ATF_CHECK_EQ(64, sh(VKT " bench -s vax"));
	ATF_CHECK_EQ(64, sh(VKT " bench now"));
	ATF_CHECK_EQ(69, sh("PATH=/none:$PATH; b=$(mktemp -d) && for p in "
	    "sh dirname mktemp rm mkdir unshare tail; do ln -s \"$(command -v "
	    "$p)\" $b; done; PATH=$b " VKT " bench -s uml 2>err"));
	ATF_CHECK_EQ(0, sh("grep -q 'no User-Mode Linux here' err"));
	ATF_CHECK_EQ(64, sh(VKT " report"));
	ATF_CHECK_EQ(64, sh(VKT " report --slowest 1 -j x results"));
	ATF_CHECK_EQ(66, sh(VKT " report /nonexistent"));
	ATF_CHECK_EQ(64, sh(VKT " report --table x results"));
	ATF_CHECK_EQ(66, sh("printf 'a\\0b' >nul && " VKT " report nul"));
	ATF_CHECK_EQ(64, sh(VKT " report --coverage -j x"));
	ATF_CHECK_EQ(66, sh(VKT " report --coverage --table /nonexistent"));
	ATF_CHECK_EQ(0, sh(VKT " boot -h | grep -q usage"));
}

CASE(terminal_is_restored, "-i leaves the terminal as it was")
{
	(void)tc;
	atf_tc_require_prog("expect");
	ATF_CHECK_EQ(0, sh("expect " VKT_SRCDIR "/test/tty.exp " VKT " "
	    FAKE));
	ATF_CHECK_EQ(0, sh("test -s before && cmp before asked && "
	    "cmp before quit"));
}

static const char results[] =
    "{\"verdict\": \"pass\", \"case\": \"a/t_x:one\", \"reason\": \"\", "
    "\"seconds\": 1.5}\n"
    "{\"verdict\": \"hang\", \"case\": \"a/t_x:two\", \"reason\": "
    "\"no <end> \\u001b\\\"x\\\"\", \"seconds\": 9, \"artifacts\": \"/d\"}\n"
    "{\"verdict\": \"test-fail\", \"case\": \"a/t_y:three\", \"reason\": "
    "\"wrong\", \"seconds\": 2, \"args\": [\"a]\", {\"b\": [1]}]}\n"
    "{\"verdict\": \"skip\", \"case\": \"a/t_y:four\", \"reason\": "
    "\"not here\", \"seconds\": 0}\n"
    "{\"verdict\": \"pa";

CASE(report_sums_up, "a report counts, names failures and writes JUnit")
{
	struct buf text = { 0 };

	(void)tc;
	ATF_REQUIRE_EQ(0, vkt_append("r.jsonl", results));
	ATF_CHECK_EQ(1, sh(VKT " report -j j.xml r.jsonl >out 2>err"));
	ATF_REQUIRE_EQ(0, buf_read(&text, "out"));
	ATF_CHECK(strstr(text.data, "hang       a/t_x:two: no <end>") != NULL);
	ATF_CHECK(strstr(text.data, "test-fail  a/t_y:three: wrong") != NULL);
	ATF_CHECK(strstr(text.data, "pass       1\n") != NULL);
	ATF_CHECK(strstr(text.data, "infra      1\n") != NULL);
	buf_free(&text);
	ATF_REQUIRE_EQ(0, buf_read(&text, "j.xml"));
	ATF_CHECK(strstr(text.data, "tests=\"5\" failures=\"1\" errors=\"2\" "
	    "skipped=\"1\"") != NULL);
	ATF_CHECK(strstr(text.data, "no &#60;end&#62; ?&#34;x&#34;") != NULL);
	buf_free(&text);
}

static const char table[] =
    "id\tsection\tpromise\tcases\n"
    "-m.least\tOPTIONS\tit has a least size\ta/t_x:one\n"
    "quit\tSIGNALS\tit stops\ta/t_x:one, a/t_y:four\n"
    "-m.most\tOPTIONS\tand a largest\ta/t_x:one,a/t_x:two\n"
    "term\tSIGNALS\tit ends\ta/t_x:one,a/t_z:five\n"
    "int\tSIGNALS\tnothing happens\t\n";

#define COVERAGE	VKT " report --coverage --table t.tsv "

CASE(slowest_cases_are_named, "--slowest n: the longest first, and their part")
{
	(void)tc;
	ATF_CHECK_EQ(0, sh("for t in 1 30 4 2.5; do printf '{\"verdict\": "
	    "\"pass\", \"case\": \"a/t_b:c%s\", \"reason\": \"\", "
	    "\"seconds\": %s}\\n' $t $t; done >in && "
	    VKT " report --slowest 2 in >out"));
	ATF_CHECK_EQ(0, sh("printf '    30.0 s  a/t_b:c30\\n"
	    "     4.0 s  a/t_b:c4\\n"
	    "    34.0 s  of 37.5 s in 4 cases took the slowest 2\\n' | "
	    "cmp - out"));
	ATF_CHECK_EQ(64, sh(VKT " report --slowest x in 2>err"));
	ATF_CHECK_EQ(0, sh("grep -q -- '--slowest: \"x\" is not' err"));
	ATF_CHECK_EQ(64, sh(VKT " report --slowest 3 2>err"));
}

CASE(coverage_lists_promises, "without results: promises, their cases, counts")
{
	struct buf text = { 0 };

	(void)tc;
	ATF_REQUIRE_EQ(0, vkt_append("t.tsv", table));
	ATF_CHECK_EQ(1, sh(COVERAGE ">out"));
	ATF_REQUIRE_EQ(0, buf_read(&text, "out"));
	ATF_CHECK(strstr(text.data, "OPTIONS\n  -m.least: it has a least size\n"
	    "      a/t_x:one\n  -m.most: ") == text.data);
	ATF_CHECK(strstr(text.data, "\nSIGNALS\n  quit: it stops\n") != NULL);
	ATF_CHECK(strstr(text.data, "  no case  int: nothing") != NULL);
	ATF_CHECK(strstr(text.data, "\n5 promises, 7 cases named, 1 promises "
	    "without one\n") != NULL);
	ATF_CHECK(strstr(text.data, " hold, ") == NULL);
	buf_free(&text);
	ATF_CHECK_EQ(0, sh("sed '$d' t.tsv >all.tsv && " VKT
	    " report --coverage --table all.tsv >out"));
}

CASE(coverage_judges_promises, "with results: each case's last verdict")
{
	struct buf text = { 0 };

	(void)tc;
	ATF_REQUIRE_EQ(0, vkt_append("t.tsv", table));
	ATF_REQUIRE_EQ(0, vkt_append("r.jsonl", results));
	ATF_CHECK_EQ(1, sh(COVERAGE "r.jsonl >out 2>err"));
	ATF_REQUIRE_EQ(0, buf_read(&text, "out"));
	ATF_CHECK(strstr(text.data, "  holds    -m.least: it has a least size\n"
	    "      pass       a/t_x:one\n") != NULL);
	ATF_CHECK(strstr(text.data, "  fails    -m.most: and a largest\n"
	    "      pass       a/t_x:one\n      hang       a/t_x:two\n") !=
	    NULL);
	ATF_CHECK(strstr(text.data, "  not run  quit: it stops\n") != NULL);
	ATF_CHECK(strstr(text.data, "  not run  term: it ends\n") != NULL);
	ATF_CHECK(strstr(text.data, "      not run    a/t_z:five\n") != NULL);
	ATF_CHECK(strstr(text.data, "\n1 hold, 1 fail, 2 not run\n") != NULL);
	buf_free(&text);
	/* The case was run again, and passed. */
	ATF_CHECK_EQ(0, sh("sed 's/\"hang\"/\"pass\"/;$d' r.jsonl >again && "
	    "sed '$d' t.tsv >all.tsv && " VKT " report --coverage --table "
	    "all.tsv r.jsonl again 2>err | grep -q '^2 hold, 0 fail, 2 not'"));
}

CASE(reports_fit_the_terminal, "COLUMNS: words go on below, nothing is lost")
{
	(void)tc;
	ATF_CHECK_EQ(0, sh("for w in 60 80 132; do COLUMNS=$w " VKT
	    " report --coverage >w$w || exit 1; "
	    "awk -v w=$w 'length > w { n = split($0, f, \" \"); if (n > 1 && "
	    "!/^ *[^ ]+ *[^ ]*$/) exit 1 }' w$w || exit 2; done"));
	ATF_CHECK_EQ(0, sh(VKT " report --coverage >all && "
	    "for w in 60 80 132; do tr -s ' \n' '\n\n' <w$w >a; "
	    "tr -s ' \n' '\n\n' <all >b; cmp a b || exit 1; done"));
	ATF_CHECK_EQ(0, sh("test $(wc -l <w60) -gt $(wc -l <all)"));
	ATF_CHECK_EQ(0, sh("printf '{\"verdict\": \"hang\", \"case\": "
	    "\"a/t_b:c\", \"reason\": \"no end of it was seen in all of "
	    "the time\", \"seconds\": 9}\n' >r; COLUMNS=50 " VKT
	    " report r | head -n 2 >out; printf 'hang       a/t_b:c: no end of "
	    "it was seen in all\n           of the time\n' | cmp - out"));
}

CASE(coverage_refuses_other_files, "a table that is none names the line")
{
	(void)tc;
	ATF_CHECK_EQ(66, sh("printf 'a\tb\n' >t.tsv && " COVERAGE "2>err"));
	ATF_CHECK_EQ(0, sh("grep -q 't.tsv:1: 2 fields, 4 expected' err"));
	ATF_CHECK_EQ(66, sh("printf 'a\tb\tc\td\n1\t2\t3\t4\t5\n' >t.tsv && "
	    COVERAGE "2>err"));
	ATF_CHECK_EQ(0, sh("grep -q 't.tsv:2: more than 4 fields' err"));
	ATF_CHECK_EQ(66, sh(": >t.tsv; " COVERAGE "2>err"));
	ATF_CHECK_EQ(0, sh("grep -q 't.tsv: no promise' err"));
}

CASE(coverage_knows_the_projects_table, "without --table: the project's own")
{
	(void)tc;
	ATF_CHECK_EQ(0, sh(VKT " report --coverage >out"));
	ATF_CHECK_EQ(0, sh("grep -q '^SIGNALS' out && "
	    "grep -q ', 0 promises without one' out"));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, boot_prints_one_json_line);
	ATF_TP_ADD_TC(tp, boot_exits_as_the_kernel);
	ATF_TP_ADD_TC(tp, boot_with_script_exits_by_verdict);
	ATF_TP_ADD_TC(tp, bad_options_are_usage);
	ATF_TP_ADD_TC(tp, terminal_is_restored);
	ATF_TP_ADD_TC(tp, report_sums_up);
	ATF_TP_ADD_TC(tp, slowest_cases_are_named);
	ATF_TP_ADD_TC(tp, coverage_lists_promises);
	ATF_TP_ADD_TC(tp, coverage_judges_promises);
	ATF_TP_ADD_TC(tp, reports_fit_the_terminal);
	ATF_TP_ADD_TC(tp, coverage_refuses_other_files);
	ATF_TP_ADD_TC(tp, coverage_knows_the_projects_table);
	return (atf_no_error());
}
