/*
 * t_scan.c: the console's watchman, fed in pieces of every size.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <atf-c.h>
#include <string.h>

#include "buf.h"
#include "scan.h"

static void
collect(void *arg, const char *p, size_t n)
{
	buf_add(arg, p, n);
}

/* Feed text in pieces of step bytes. */
static void
feed(struct scan *s, struct buf *clean, const char *text, size_t n, size_t step)
{
	size_t at;

	memset(s, 0, sizeof(*s));
	for (at = 0; at < n; at += step)
		scan_feed(s, text + at, n - at < step ? n - at : step,
		    clean != NULL ? collect : NULL, clean);
}

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
	}								\
	ATF_TC_BODY(name, tc)

CASE(panic_in_any_pieces, "a panic's line however it is cut")
{
	static const char text[] = "a\r\nb\r\r\npanic: out of \033[1mluck\033[0m"
	    "\r\nmore\r\n";
	struct scan s;
	size_t step;

	(void)tc;
	for (step = 1; step < sizeof(text); step++) {
		feed(&s, NULL, text, sizeof(text) - 1, step);
		ATF_CHECK_STREQ("panic: out of luck", s.panic);
		ATF_CHECK_STREQ("", s.suspect);
	}
}

CASE(panic_inside_a_line, "the word inside a line is only a suspicion")
{
	static const char text[] = "echo panic: no\npanic\n";
	struct scan s;

	(void)tc;
	feed(&s, NULL, text, sizeof(text) - 1, 5);
	ATF_CHECK_STREQ("", s.panic);
	ATF_CHECK_STREQ("panic: no", s.suspect);
}

CASE(panic_after_a_long_line, "a line without an end hides nothing")
{
	struct buf b = { 0 };
	struct scan s;
	int i;

	(void)tc;
	for (i = 0; i < 5000; i++)
		buf_str(&b, "y");
	buf_str(&b, "panic: inside\npanic: real\n");
	feed(&s, NULL, b.data, b.len, 7);
	ATF_CHECK_STREQ("panic: inside", s.suspect);
	ATF_CHECK_STREQ("panic: real", s.panic);
	buf_free(&b);
}

CASE(debugger_prompt, "only at a line's start, and gone with the next byte")
{
	struct scan s = { 0 };

	(void)tc;
	scan_feed(&s, "x db> ", 6, NULL, NULL);
	ATF_CHECK(!s.ddb);
	scan_feed(&s, "\ndb", 3, NULL, NULL);
	scan_feed(&s, "> ", 2, NULL, NULL);
	ATF_CHECK(s.ddb && s.at_ddb);
	ATF_CHECK_EQ(1, s.prompts);
	scan_feed(&s, "p", 1, NULL, NULL);
	ATF_CHECK(s.ddb && !s.at_ddb);
	scan_feed(&s, "s\r\ndb> ", 7, NULL, NULL);
	ATF_CHECK_EQ(2, s.prompts);
}

CASE(boot_markers, "prompts that end a boot, and text that does not")
{
	static const struct {
		const char	*text;
		bool		 booted;
	} table[] = {
		{ "\nvk (console)\r\n\r\nlogin: ", true },
		{ "Enter full pathname of shell or RETURN for /bin/sh: ",
		    true },
		{ "mounting root\n# ", true },
		{ "Last login: ", false },
		{ "## ", false },
		{ "login:", false },
	};
	struct scan s;
	size_t i, step;

	(void)tc;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (step = 1; step <= 50; step += 7) {
			feed(&s, NULL, table[i].text, strlen(table[i].text),
			    step);
			ATF_CHECK_MSG(s.booted == table[i].booted, "%s",
			    table[i].text);
		}
	}
}

CASE(text_is_cleaned, "escapes, NULs and returns go, text stays")
{
	static const char text[] = "\033[2Ja\0b\033(Bc\033]0;t\007d\033Pq\033\\e"
	    "\r\n\033[12\nf\tg\a";
	struct buf b = { 0 };
	struct scan s;
	size_t step;

	(void)tc;
	for (step = 1; step < sizeof(text); step++) {
		feed(&s, &b, text, sizeof(text) - 1, step);
		ATF_CHECK_STREQ("abcde\n\nf\tg", b.data);
		buf_free(&b);
	}
}

CASE(json_strings_are_utf8, "bytes that are not UTF-8 are replaced")
{
	struct buf b = { 0 };

	(void)tc;
	buf_json(&b, "a\"\\\n\x7f\xc3\xa9\xff\xed\xa0\x80\xc0\x80\xf4\x90z", 16);
	ATF_CHECK_STREQ("\"a\\\"\\\\\\u000a\\u007f\xc3\xa9\\ufffd\\ufffd\\ufffd"
	    "\\ufffd\\ufffd\\ufffd\\ufffd\\ufffdz\"", b.data);
	buf_free(&b);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, panic_in_any_pieces);
	ATF_TP_ADD_TC(tp, panic_inside_a_line);
	ATF_TP_ADD_TC(tp, panic_after_a_long_line);
	ATF_TP_ADD_TC(tp, debugger_prompt);
	ATF_TP_ADD_TC(tp, boot_markers);
	ATF_TP_ADD_TC(tp, text_is_cleaned);
	ATF_TP_ADD_TC(tp, json_strings_are_utf8);
	return (atf_no_error());
}
