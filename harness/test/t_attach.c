/*
 * t_attach.c: machines that stay up, and the terminals that reach them.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <atf-c.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "buf.h"
#include "vkt.h"

#define KERNEL	VKT_OBJDIR "/harness/test/fake_kernel"
#define VKT	VKT_OBJDIR "/harness/vkt"
#define HANGS	VKT " boot -a a -k " KERNEL " -t 2 --no-autopsy"

#define CASE(name, text)						\
	ATF_TC_WITH_CLEANUP(name);					\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "timeout", "120");		\
		atf_tc_set_md_var(tc, "require.progs", "expect gdb");	\
	}								\
	ATF_TC_CLEANUP(name, tc)					\
	{								\
		(void)tc;						\
		if (access("a", F_OK) == 0 &&				\
		    system(VKT " boot --end a 2>/dev/null") == -1)	\
			perror("vkt");					\
	}								\
	ATF_TC_BODY(name, tc)

/* Run a shell command; its exit status. */
static int
shell(const char *command)
{
	int status = system(command);

	ATF_REQUIRE(WIFEXITED(status));
	return (WEXITSTATUS(status));
}

/* Does a file hold text? */
static bool
holds(const char *file, const char *text)
{
	struct buf b = { 0 };
	bool found;

	found = buf_read(&b, file) == 0 &&
	    memmem(b.data, b.len, text, strlen(text)) != NULL;
	buf_free(&b);
	return (found);
}

/* Wait until nothing answers in directory a and no process is left. */
static void
require_gone(void)
{
	char *dir = realpath("a", NULL);
	int fd, i;

	for (i = 0; i < 1000 && attach_connect("a", &fd) == 0; i++) {
		close(fd);
		usleep(20000);
	}
	ATF_CHECK_EQ(ENOENT, attach_connect("a", &fd));
	ATF_CHECK_EQ_MSG(0, vkt_reap_marked(dir), "processes were left");
	ATF_CHECK(access("a/kept", F_OK) != 0);
	free(dir);
}

CASE(failed_machine_is_kept, "--keep: it answers, is listed, and is ended")
{
	(void)tc;
	ATF_CHECK_EQ(75, shell(HANGS " --keep -- hang 'login: ' 2>err"));
	ATF_CHECK(holds("err", "vkt: it stays up for 3600 s: vkt boot "
	    "--attach "));
	ATF_CHECK(holds("a/verdict.json", "\"kept\": true"));
	ATF_CHECK_EQ(0, shell(VKT " boot --list | grep -A 1 -F \"$PWD/a\" "
	    "| grep 'kept for 3[0-9]* s more, hang: no end after 2 s'"));
	ATF_CHECK_EQ(0, shell(VKT " boot --end . "));
	require_gone();
	ATF_CHECK_EQ(66, shell(VKT " boot --end . 2>err"));
	ATF_CHECK(holds("err", "no machine runs there"));
}

CASE(kept_machine_has_a_limit, "nothing is kept for ever")
{
	(void)tc;
	ATF_CHECK_EQ(75, shell(HANGS " --keep=3 -- hang 'login: '"));
	require_gone();
}

CASE(only_failures_are_kept, "what passes, or has ended, is not kept")
{
	(void)tc;
	ATF_CHECK_EQ(0, shell(HANGS " --keep -- exit 0"));
	require_gone();
	ATF_CHECK_EQ(3, shell(HANGS " --keep -- exit 3 2>err"));
	require_gone();
	ATF_CHECK(!holds("err", "stays up"));
}

CASE(kept_machine_gives_way, "a new run in its directory ends a kept machine")
{
	(void)tc;
	ATF_CHECK_EQ(75, shell(HANGS " --keep -- hang 'login: '"));
	ATF_CHECK_EQ(0, shell(HANGS " -- exit 0"));
	require_gone();
}

CASE(kept_machine_outlives_its_group, "SIGKILL to the caller's group")
{
	int fd;

	(void)tc;
	ATF_CHECK_EQ(0, shell("setsid -w sh -c '" HANGS " --keep -- hang "
	    "login; kill -9 0' || test $? -eq 137"));
	ATF_CHECK_EQ(0, attach_connect("a", &fd));
	close(fd);
	ATF_CHECK_EQ(0, shell(VKT " boot --end a"));
	require_gone();
}

CASE(terminals_attach, "the tail, one who types, one who watches, ~.")
{
	(void)tc;
	ATF_CHECK_EQ(75, shell(HANGS " --keep -- echo"));
	ATF_CHECK_EQ(0, shell("expect " VKT_SRCDIR "/test/attach.exp " VKT
	    " a"));
	ATF_CHECK_EQ_MSG(0, shell("cmp before after"), "stty differs");
	ATF_CHECK(holds("a/console.txt", "heard typed by one"));
	ATF_CHECK(!holds("a/console.txt", "typed by two"));
	ATF_CHECK_EQ(0, shell(VKT " boot --end a"));
	require_gone();
}

CASE(script_is_not_disturbed, "who attaches while a script runs only watches")
{
	(void)tc;
	ATF_CHECK_EQ(0, shell("expect " VKT_SRCDIR "/test/watch.exp " VKT " "
	    KERNEL " " VKT_SRCDIR "/test/ask.exp"));
	ATF_CHECK(holds("a/verdict.json", "\"verdict\": \"pass\""));
	ATF_CHECK(holds("a/console.txt", "got disk"));
	require_gone();
}

CASE(gdb_has_the_terminal, "--gdb: gdb here, the console elsewhere")
{
	(void)tc;
	ATF_CHECK_EQ(0, shell("expect " VKT_SRCDIR "/test/gdb.exp " VKT " "
	    KERNEL));
	ATF_CHECK_EQ_MSG(0, shell("cmp before after"), "stty differs");
	ATF_CHECK(holds("a/console.txt", "got disk"));
	require_gone();
}

CASE(gdb_attaches, "--attach --gdb: gdb on a machine that runs")
{
	(void)tc;
	ATF_CHECK_EQ(75, shell(HANGS " --keep -- hang 'login: '"));
	ATF_CHECK_EQ(0, shell("echo 'backtrace\nkill inferiors 99' | " VKT
	    " boot --attach a --gdb >out 2>&1"));
	ATF_CHECK(holds("out", "mode_hang"));
	ATF_CHECK_EQ(0, shell(VKT " boot --end a"));
	require_gone();
}

CASE(bad_use_is_told, "mistakes on the command line")
{
	static const struct {
		const char	*args;
		int		 status;
		const char	*says;
	} table[] = {
		{ "--keep=x -- exit 0", 64, "--keep: \"x\" is not a number" },
		{ "--attach nowhere", 66, "--attach nowhere: No such file" },
		{ "--attach .", 66, "no machine runs there" },
		{ "--attach . --gdb", 66, "no machine runs there" },
		{ "--attach . --list", 64, "exclude each other" },
		{ "--list x", 64, "x: no argument is taken here" },
		{ "--gdb -s x.exp", 64, "--gdb and -s exclude each other" },
	};
	struct buf line = { 0 };
	size_t i;

	(void)tc;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		buf_free(&line);
		buf_fmt(&line, VKT " boot %s 2>err", table[i].args);
		ATF_CHECK_EQ_MSG(table[i].status, shell(line.data), "%s",
		    table[i].args);
		ATF_CHECK_MSG(holds("err", table[i].says), "%s",
		    table[i].args);
		ATF_CHECK_EQ(0, shell("test $(wc -l <err) -eq 1"));
	}
	buf_free(&line);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, failed_machine_is_kept);
	ATF_TP_ADD_TC(tp, kept_machine_has_a_limit);
	ATF_TP_ADD_TC(tp, only_failures_are_kept);
	ATF_TP_ADD_TC(tp, kept_machine_gives_way);
	ATF_TP_ADD_TC(tp, kept_machine_outlives_its_group);
	ATF_TP_ADD_TC(tp, terminals_attach);
	ATF_TP_ADD_TC(tp, script_is_not_disturbed);
	ATF_TP_ADD_TC(tp, gdb_has_the_terminal);
	ATF_TP_ADD_TC(tp, gdb_attaches);
	ATF_TP_ADD_TC(tp, bad_use_is_told);
	return (atf_no_error());
}
