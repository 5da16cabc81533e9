/*
 * t_case.c: what VKT_CASE makes of a run: the ATF result, the line of
 * results, the artifacts, and nothing left behind.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <atf-c.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "json.h"
#include "vkt.h"

#define PROGRAM	VKT_OBJDIR "/harness/test/h_cases"
#define PLACE	"harness/test/h_cases"

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "require.progs", "makefs");	\
	}								\
	ATF_TC_BODY(name, tc)

/* The command that runs one part of a case here. */
static char *
command(const char *part)
{
	struct buf b = { 0 };

	buf_fmt(&b, PROGRAM " -r res -s " VKT_OBJDIR "/harness/test "
	    "-v artifacts=$PWD/art -v results=$PWD/results %s 2>err", part);
	return (b.data);
}

/* Run a case, behind options if any; its ATF result must be want, its verdict the last line's. */
static void
run(const char *name, const char *want, const char *verdict)
{
	struct buf text = { 0 }, value = { 0 };
	char *line = command(name);

	fprintf(stderr, "%s\n", name);
	unlink("results");
	ATF_REQUIRE(system(line) != -1);
	free(line);
	ATF_REQUIRE_EQ(0, buf_read(&text, "res"));
	text.data[strcspn(text.data, "\n")] = '\0';
	ATF_CHECK_MSG(strcmp(text.data, want) == 0, "got \"%s\", expected "
	    "\"%s\"", text.data, want);
	ATF_CHECK_EQ_MSG(strlen(text.data) + 1, text.len, "more than one line");
	buf_free(&text);
	ATF_REQUIRE_EQ(0, buf_read(&text, "results"));
	ATF_REQUIRE_EQ(0, json_get(text.data, "verdict", &value));
	ATF_CHECK_STREQ(verdict, value.data);
	buf_free(&value);
	ATF_REQUIRE_EQ(0, json_get(text.data, "case", &value));
	ATF_CHECK(strncmp(value.data, PLACE ":", strlen(PLACE ":")) == 0);
	if (strrchr(name, ' ') != NULL)
		name = strrchr(name, ' ') + 1;
	ATF_CHECK_STREQ(name, value.data + strlen(PLACE ":"));
	buf_free(&text);
	buf_free(&value);
}

CASE(results_follow_verdicts, "each verdict becomes an ATF result of one line")
{
	(void)tc;
	run("passes", "passed", "pass");
	run("panics", "failed: panic: panic: the fake kernel is broken",
	    "panic");
	run("shows_nothing", "failed: test-fail: the console does not show "
	    "\"first\"", "test-fail");
	run("shows_too_much", "failed: test-fail: the console shows \"^last\"",
	    "test-fail");
	run("passes_where_it_must_not", "failed: test-fail: passed, expected "
	    "panic", "test-fail");
	run("panics_for_another_reason", "failed: panic: panic: the fake kernel "
	    "is broken", "panic");
	run("panics_three_times", "passed", "pass");
	run("is_not_prepared", "failed: infra: two", "infra");
	run("has_files", "passed", "pass");
}

CASE(missing_image_is_image_fail, "a case without its image says which")
{
	struct buf text = { 0 };
	char *line = command("lacks_an_image");

	(void)tc;
	ATF_REQUIRE(system(line) != -1);
	free(line);
	ATF_REQUIRE_EQ(0, buf_read(&text, "res"));
	ATF_CHECK(strncmp(text.data, "failed: image-fail: ", 20) == 0);
	buf_free(&text);
}

CASE(failures_show_the_console, "stderr has the console's end and the place")
{
	struct buf text = { 0 };

	(void)tc;
	run("panics", "failed: panic: panic: the fake kernel is broken",
	    "panic");
	ATF_REQUIRE_EQ(0, buf_read(&text, "err"));
	ATF_CHECK(strstr(text.data, "console:\n") != NULL);
	ATF_CHECK(strstr(text.data, "  booting\n  panic: the fake") != NULL);
	ATF_CHECK(strstr(text.data, "/art/" PLACE "/panics\n") != NULL);
	buf_free(&text);
	ATF_CHECK_EQ(0, access("art/" PLACE "/panics/console.cast", R_OK));
	ATF_CHECK_EQ(0, access("art/" PLACE "/panics/console.txt", R_OK));
	ATF_CHECK_EQ(0, access("art/" PLACE "/panics/verdict.json", R_OK));
}

/* What the last case told must hold text. */
static void
told(const char *what)
{
	struct buf text = { 0 };

	ATF_REQUIRE_EQ(0, buf_read(&text, "err"));
	ATF_CHECK_MSG(strstr(text.data, what) != NULL, "lacks \"%s\"", what);
	buf_free(&text);
}

CASE(report_fits_a_screen, "24 lines tell run, claim, outcome, backtrace")
{
	(void)tc;
	run("hangs", "failed: hang: no end after 2 s", "hang");
	told("run:       " VKT_OBJDIR "/harness/test/fake_kernel hang ");
	told("claim:     a kernel that answers only its debugger\n");
	told("expected:  pass, exit status 0, within 2 s\n");
	told("came:      hang: no end after 2 s\n");
	told("backtrace (ddb.txt):\n  fake_trace() at ");
	told("processes (ddb.txt):\n    pid  ppid command\n      1     0 init\n"
	    "      7     1 two\n");
	ATF_CHECK_EQ(0, system("grep -q 'fake_sleep() at' art/" PLACE
	    "/hangs/ddb.txt"));
	told("again:     sh /");
	ATF_CHECK_EQ(0, system("grep -v WARNING err >told; "
	    "test $(wc -l <told) -le 24"));
	run("fails_in_its_script", "failed: test-fail: the claim is wrong",
	    "test-fail");
	told("/test/expect_fail.exp, line 12\n");
	ATF_CHECK_EQ(0, system("grep -v WARNING err >told; "
	    "test $(wc -l <told) -le 24"));
	run("has_a_broken_script", "failed: test-fail: " VKT_SRCDIR
	    "/test/expect_fail.exp: invalid command name \"no_such_proc\"",
	    "test-fail");
	told("/test/expect_fail.exp, line 18\n");
}

CASE(failed_case_runs_again, "the report's command line runs the case again")
{
	(void)tc;
	run("panics", "failed: panic: panic: the fake kernel is broken",
	    "panic");
	ATF_CHECK_EQ(0, system("sed -n 's/^again: *//p' err >line && "
	    "test $(wc -l <line) -eq 1 && ! env -i PATH=\"$PATH\" "
	    "TMPDIR=\"$PWD\" sh -c \"$(cat line)\" >again 2>why"));
	ATF_CHECK_EQ(0, system("test \"$(cat again)\" = 'failed: panic: "
	    "panic: the fake kernel is broken'"));
	ATF_CHECK_EQ(0, system("grep -q \"^again: *sh $PWD/vkt\\..*"
	    "/again.sh\" why"));
	/* The first run's own files stay as they were. */
	ATF_CHECK_EQ(0, access("art/" PLACE "/panics/console.cast", R_OK));
}

ATF_TC_WITH_CLEANUP(failed_case_is_kept);
ATF_TC_HEAD(failed_case_is_kept, tc)
{
	atf_tc_set_md_var(tc, "descr", "keep leaves the machine of a failed "
	    "case up, past its cleanup; not that of one that wanted to fail");
}
ATF_TC_BODY(failed_case_is_kept, tc)
{
	char *line;

	(void)tc;
	run("-v keep=600 hangs_as_it_must", "passed", "pass");
	ATF_CHECK(system(VKT_OBJDIR "/harness/vkt boot --end art") != 0);
	run("-v keep=600 hangs", "failed: hang: no end after 2 s", "hang");
	told("still up:  vkt boot --attach /");
	line = command("hangs:cleanup");
	ATF_CHECK_EQ(0, system(line));
	free(line);
	ATF_CHECK_EQ(0, system(VKT_OBJDIR "/harness/vkt boot --list | "
	    "grep -q \"^$PWD/art/\""));
	ATF_CHECK_EQ(0, system(VKT_OBJDIR "/harness/vkt boot --end art"));
	ATF_CHECK(system(VKT_OBJDIR "/harness/vkt boot --end art") != 0);
}
ATF_TC_CLEANUP(failed_case_is_kept, tc)
{
	(void)tc;
	if (access("art", F_OK) == 0 && system(VKT_OBJDIR
	    "/harness/vkt boot --end art 2>/dev/null") == -1)
		perror("vkt");
}

CASE(killed_cases_leave_nothing, "SIGKILL to the group, as kyua does it")
{
	char id[PATH_MAX + 64], cwd[PATH_MAX], *line;
	pid_t pid;
	int i;

	(void)tc;
	ATF_REQUIRE(getcwd(cwd, sizeof(cwd)) != NULL);
	snprintf(id, sizeof(id), "%s/art/" PLACE "/sleeps", cwd);
	line = command("sleeps");
	pid = fork();
	ATF_REQUIRE(pid >= 0);
	if (pid == 0) {
		setpgid(0, 0);
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(1);
	}
	free(line);
	for (i = 0; i < 500 && system("grep -q login: art/" PLACE
	    "/sleeps/console.cast 2>/dev/null") != 0; i++)
		usleep(20000);
	kill(-pid, SIGKILL);
	ATF_REQUIRE_EQ(pid, waitpid(pid, NULL, 0));
	line = command("sleeps:cleanup");
	ATF_CHECK_EQ(0, system(line));
	free(line);
	usleep(200000);
	ATF_CHECK_EQ(0, vkt_reap_marked(id));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, results_follow_verdicts);
	ATF_TP_ADD_TC(tp, missing_image_is_image_fail);
	ATF_TP_ADD_TC(tp, failures_show_the_console);
	ATF_TP_ADD_TC(tp, report_fits_a_screen);
	ATF_TP_ADD_TC(tp, failed_case_runs_again);
	ATF_TP_ADD_TC(tp, failed_case_is_kept);
	ATF_TP_ADD_TC(tp, killed_cases_leave_nothing);
	return (atf_no_error());
}
