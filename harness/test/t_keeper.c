/*
 * t_keeper.c: the keeper against a fake kernel: every way to behave gives
 * its verdict, and nothing is left running.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <sys/wait.h>
#include <atf-c.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "vkt.h"

#define KERNEL	VKT_OBJDIR "/harness/test/fake_kernel"

/* What a run left, for the checks after it. */
static char dir[PATH_MAX];
static struct vkt_result result;

static struct vkt_boot
fake(void)
{
	struct vkt_boot b = { .kernel = KERNEL, .timeout = 10, .grace = 2,
	    .autopsy = true, .dir = dir, .expdir = VKT_SRCDIR "/expect" };

	ATF_REQUIRE(getcwd(dir, sizeof(dir)) != NULL);
	return (b);
}

static void
run(struct vkt_boot b, const char *mode, const char *arg)
{
	char *args[] = { (char *)(uintptr_t)mode, (char *)(uintptr_t)arg, NULL };

	b.args = args;
	ATF_REQUIRE_EQ(0, vkt_boot_run(&b, &result));
	fprintf(stderr, "%s: %s: %s\n", mode, vkt_verdict_name(result.verdict),
	    result.reason);
	ATF_CHECK_EQ_MSG(0, vkt_reap_marked(dir), "processes were left");
}

static void
expect(enum vkt_verdict v, const char *reason)
{
	ATF_CHECK_MSG(result.verdict == v, "verdict %s, expected %s",
	    vkt_verdict_name(result.verdict), vkt_verdict_name(v));
	ATF_CHECK_MSG(strstr(result.reason, reason) != NULL,
	    "reason \"%s\" lacks \"%s\"", result.reason, reason);
	ATF_CHECK(strchr(result.reason, '\n') == NULL);
}

/* Check that an artifact holds text. */
static void
holds(const char *file, const char *text)
{
	struct buf b = { 0 };

	ATF_REQUIRE_EQ_MSG(0, buf_read(&b, file), "cannot read %s", file);
	ATF_CHECK_MSG(memmem(b.data, b.len, text, strlen(text)) != NULL,
	    "%s lacks \"%s\"", file, text);
	buf_free(&b);
}

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "timeout", "60");			\
	}								\
	ATF_TC_BODY(name, tc)

CASE(exit_zero_passes, "a kernel that exits 0 passes")
{
	(void)tc;
	run(fake(), "exit", "0");
	expect(VKT_PASS, "");
	ATF_CHECK_EQ(0, result.status);
	holds("console.txt", "last words\n");
	holds("console.cast", "last words\\u000d\\u000a");
	holds("verdict.json", "\"verdict\": \"pass\"");
}

CASE(exit_statuses_are_kept, "each exit status gives its verdict")
{
	static const struct {
		const char	*status;
		enum vkt_verdict verdict;
	} table[] = {
		{ "1", VKT_BOOT_FAIL }, { "64", VKT_BOOT_FAIL },
		{ "66", VKT_BOOT_FAIL }, { "69", VKT_BOOT_FAIL },
		{ "70", VKT_PANIC }, { "71", VKT_INFRA },
		{ "255", VKT_BOOT_FAIL },
	};
	struct vkt_boot b;
	size_t i;

	(void)tc;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		run(fake(), "exit", table[i].status);
		expect(table[i].verdict, table[i].status);
		ATF_CHECK_EQ(atoi(table[i].status), WEXITSTATUS(result.status));
		b = fake();
		b.exit = atoi(table[i].status);
		run(b, "exit", table[i].status);
		expect(VKT_PASS, "");
	}
}

CASE(death_at_once_is_boot_fail, "a kernel that dies without a word")
{
	(void)tc;
	run(fake(), "silent-exit", "3");
	expect(VKT_BOOT_FAIL, "status 3");
	ATF_CHECK_EQ(0, result.bytes);
}

CASE(crash_is_panic, "a kernel killed by a signal has crashed")
{
	(void)tc;
	run(fake(), "crash", "11");
	expect(VKT_PANIC, "signal 11");
}

CASE(panic_is_named, "a panic's line is the reason")
{
	(void)tc;
	run(fake(), "panic", NULL);
	expect(VKT_PANIC, "panic: the fake kernel is broken");
}

CASE(panic_is_never_a_pass, "a panic cut in pieces, then exit 0")
{
	(void)tc;
	run(fake(), "split", NULL);
	expect(VKT_PANIC, "panic: cut in pieces");
}

CASE(assertion_is_panic, "a failed assertion is named")
{
	(void)tc;
	run(fake(), "assert", NULL);
	expect(VKT_PANIC, "assertion \"a == b\" failed");
}

CASE(panic_in_debugger_is_examined, "a panic that stops in the debugger")
{
	(void)tc;
	run(fake(), "panic-ddb", NULL);
	expect(VKT_PANIC, "panic: stopped");
	holds("ddb.txt", "fake_trace()");
	holds("ddb.txt", "end of list");
}

CASE(panic_that_hangs_is_panic, "nothing follows the panic's line")
{
	(void)tc;
	run(fake(), "panic-stuck", NULL);
	expect(VKT_PANIC, "panic: stuck");
}

CASE(panic_may_be_allowed, "a case may be about a panic")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.allow = VKT_ALLOW_PANIC;
	b.exit = VKT_EX_PANIC;
	run(b, "panic", NULL);
	expect(VKT_PASS, "");
}

CASE(debugger_is_ddb_stop, "a stop in the debugger without a panic")
{
	(void)tc;
	run(fake(), "ddb", NULL);
	expect(VKT_DDB_STOP, "debugger");
	holds("ddb.txt", "end of list");
}

CASE(hang_is_examined, "a hang is examined with gdb and the debugger")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.timeout = 2;
	run(b, "hang", "booting\n");
	expect(VKT_HANG, "no prompt after 2 s");
	holds("ddb.txt", "fake_trace()");
	holds("gdb.txt", "mode_hang");
}

CASE(hang_after_prompt, "a hang after the prompt says so")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.timeout = 2;
	run(b, "hang", "login: ");
	expect(VKT_HANG, "no end after 2 s");
	ATF_CHECK(result.booted);
}

CASE(spinning_kernel_is_hang, "a kernel that only burns its CPU")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.boot_timeout = 1;
	b.autopsy = false;
	run(b, "spin", NULL);
	expect(VKT_HANG, "no prompt after 1 s");
}

CASE(silence_is_no_output, "not one byte until the deadline")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.timeout = 1;
	run(b, "silent", NULL);
	expect(VKT_NO_OUTPUT, "not one byte");
}

CASE(flood_is_kept, "a megabyte on the console is drained and kept")
{
	struct stat st;

	(void)tc;
	run(fake(), "flood", NULL);
	expect(VKT_PASS, "");
	ATF_CHECK(result.booted);
	ATF_CHECK(result.bytes >= 1048576);
	ATF_REQUIRE_EQ(0, stat("console.txt", &st));
	ATF_CHECK_EQ(1048576 + 7, st.st_size);
}

CASE(question_is_hang, "a kernel that asks for input gets none")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.timeout = 1;
	b.autopsy = false;
	run(b, "ask", NULL);
	expect(VKT_HANG, "no prompt after 1 s");
	holds("console.txt", "mountroot> ");
}

CASE(sigterm_ignored_is_hang, "SIGTERM that has no effect is a hang")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.script = VKT_SRCDIR "/test/boot.exp";
	run(b, "stubborn", NULL);
	expect(VKT_HANG, "no shutdown within 2 s of SIGTERM");
}

CASE(sigterm_shuts_down, "after the script SIGTERM ends the kernel")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.script = VKT_SRCDIR "/test/boot.exp";
	run(b, "pass", NULL);
	expect(VKT_PASS, "");
}

CASE(grandchild_is_found, "what an exited kernel leaves is killed and told")
{
	(void)tc;
	run(fake(), "grandchild", NULL);
	expect(VKT_TEST_FAIL, "left processes");
	ATF_CHECK_EQ(1, result.killed);
	run(fake(), "grandchild", "closed");
	expect(VKT_TEST_FAIL, "left processes");
	ATF_CHECK_EQ(1, result.killed);
}

CASE(closed_console_is_waited_for, "the status counts, not the console's end")
{
	(void)tc;
	run(fake(), "close", "7");
	expect(VKT_BOOT_FAIL, "status 7");
}

CASE(escapes_are_cleaned, "NULs, escapes and broken UTF-8 harm nothing")
{
	(void)tc;
	run(fake(), "escapes", NULL);
	expect(VKT_PASS, "");
	ATF_CHECK(result.booted);
	holds("console.txt", "red\n\xff\xfe caf\xc3\xa9 \xe2\x82\xac\nlogin: ");
	holds("console.cast", "\\ufffd\\ufffd caf\xc3\xa9 ");
	holds("console.cast", "\xe2\x82\xac");
}

CASE(missing_kernel_is_build_fail, "no kernel to run")
{
	struct vkt_boot b = fake();

	(void)tc;
	b.kernel = "/nonexistent/kernel";
	run(b, "pass", NULL);
	expect(VKT_BUILD_FAIL, "No such file");
	/* Nor is what a shell would run, and nothing is looked for in PATH. */
	ATF_REQUIRE_EQ(0, system("echo exit 0 >own && chmod +x own"));
	b.kernel = "own";
	run(b, "pass", NULL);
	expect(VKT_BUILD_FAIL, "Exec format error");
	b.kernel = "true";
	run(b, "pass", NULL);
	expect(VKT_BUILD_FAIL, "No such file");
	b.kernel = "own";
	ATF_REQUIRE_EQ(0, system("ln -sf " VKT_OBJDIR
	    "/harness/test/fake_kernel own"));
	run(b, "exit", "0");
	expect(VKT_PASS, "");
}

CASE(death_of_the_caller_ends_all, "a caller killed with SIGKILL")
{
	struct vkt_boot b = fake();
	char *args[] = { (char *)(uintptr_t)"stubborn", NULL };
	struct buf text = { 0 };
	pid_t pid;
	int i;

	(void)tc;
	b.args = args;
	b.timeout = 50;
	pid = fork();
	ATF_REQUIRE(pid >= 0);
	if (pid == 0) {
		setpgid(0, 0);
		vkt_boot_run(&b, &result);
		_exit(0);
	}
	for (i = 0; i < 500 && text.len < 7; i++) {
		usleep(10000);
		buf_free(&text);
		if (buf_read(&text, "console.cast") == 0 &&
		    strstr(text.data, "login: ") == NULL)
			buf_free(&text);
	}
	ATF_REQUIRE_EQ(0, kill(-pid, SIGKILL));
	ATF_REQUIRE_EQ(pid, waitpid(pid, NULL, 0));
	for (i = 0; i < 500 && access("verdict.json", F_OK) != 0; i++)
		usleep(10000);
	holds("verdict.json", "\"verdict\": \"infra\"");
	usleep(100000);
	ATF_CHECK_EQ(0, vkt_reap_marked(dir));
}

CASE(append_is_whole, "lines appended at once stay whole")
{
	char line[4096], want[4097];
	struct buf b = { 0 };
	size_t at;
	int i, j, status;

	(void)tc;
	for (i = 0; i < 8; i++) {
		if (fork() == 0) {
			memset(line, 'a' + i, sizeof(line));
			line[sizeof(line) - 2] = '\n';
			line[sizeof(line) - 1] = '\0';
			for (j = 0; j < 50; j++) {
				if (vkt_append("lines", line) != 0)
					_exit(1);
			}
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		ATF_CHECK_EQ(0, status);
	ATF_REQUIRE_EQ(0, buf_read(&b, "lines"));
	ATF_REQUIRE_EQ((size_t)8 * 50 * 4095, b.len);
	for (at = 0; at < b.len; at += 4095) {
		memset(want, b.data[at], 4094);
		want[4094] = '\n';
		ATF_REQUIRE(memcmp(b.data + at, want, 4095) == 0);
	}
	buf_free(&b);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, exit_zero_passes);
	ATF_TP_ADD_TC(tp, exit_statuses_are_kept);
	ATF_TP_ADD_TC(tp, death_at_once_is_boot_fail);
	ATF_TP_ADD_TC(tp, crash_is_panic);
	ATF_TP_ADD_TC(tp, panic_is_named);
	ATF_TP_ADD_TC(tp, panic_is_never_a_pass);
	ATF_TP_ADD_TC(tp, assertion_is_panic);
	ATF_TP_ADD_TC(tp, panic_in_debugger_is_examined);
	ATF_TP_ADD_TC(tp, panic_that_hangs_is_panic);
	ATF_TP_ADD_TC(tp, panic_may_be_allowed);
	ATF_TP_ADD_TC(tp, debugger_is_ddb_stop);
	ATF_TP_ADD_TC(tp, hang_is_examined);
	ATF_TP_ADD_TC(tp, hang_after_prompt);
	ATF_TP_ADD_TC(tp, spinning_kernel_is_hang);
	ATF_TP_ADD_TC(tp, silence_is_no_output);
	ATF_TP_ADD_TC(tp, flood_is_kept);
	ATF_TP_ADD_TC(tp, question_is_hang);
	ATF_TP_ADD_TC(tp, sigterm_ignored_is_hang);
	ATF_TP_ADD_TC(tp, sigterm_shuts_down);
	ATF_TP_ADD_TC(tp, grandchild_is_found);
	ATF_TP_ADD_TC(tp, closed_console_is_waited_for);
	ATF_TP_ADD_TC(tp, escapes_are_cleaned);
	ATF_TP_ADD_TC(tp, missing_kernel_is_build_fail);
	ATF_TP_ADD_TC(tp, death_of_the_caller_ends_all);
	ATF_TP_ADD_TC(tp, append_is_whole);
	return (atf_no_error());
}
