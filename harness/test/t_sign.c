/*
 * t_sign.c: what vkt bisect calculates: chances, signatures, sums.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <atf-c.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "binsum.h"
#include "odds.h"
#include "sign.h"

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
	}								\
	ATF_TC_BODY(name, tc)

static bool
near(double a, double b)
{
	return (fabs(a - b) < 1e-9);
}

CASE(chances_are_exact, "the beta-binomial chance, against fractions")
{
	struct odds o = { .failed = 5 };

	(void)tc;
	ATF_CHECK(near(odds_miss(&o, 0, 1), 1));
	ATF_CHECK(near(odds_miss(&o, 1, 1), 1.0 / 7));
	ATF_CHECK(near(odds_miss(&o, 3, 1), 6.0 / (7 * 8 * 9)));
	o.passed = 2;
	ATF_CHECK(near(odds_miss(&o, 2, 1), 3.0 * 4 / (9 * 10)));
	/* One failure of two is too few: all but both failing. */
	ATF_CHECK(near(odds_miss(&o, 2, 2), 1 - 6.0 * 7 / (9 * 10)));
	o.failed = o.passed = 0;
	ATF_CHECK(near(odds_miss(&o, 9, 1), 1.0 / 10));
}

CASE(runs_reach_the_limit, "the least number of runs, or none")
{
	struct odds o = { .failed = 5 };
	unsigned n;

	(void)tc;
	for (n = 1; n < 6; n++) {
		ATF_CHECK_EQ(n, odds_runs(&o, 1, odds_miss(&o, n, 1)));
		ATF_CHECK_EQ(n + 1, odds_runs(&o, 1,
		    odds_miss(&o, n, 1) * 0.999));
	}
	o.failed = 1;
	o.passed = 5000;
	ATF_CHECK_EQ(0, odds_runs(&o, 1, 0.001));
}

static struct sign
make(enum vkt_verdict verdict, const char *reason, const char *console)
{
	struct sign s;

	unlink("console.txt");
	if (console != NULL)
		ATF_REQUIRE_EQ(0, vkt_append("console.txt", console));
	sign_take(&s, verdict, reason, ".");
	return (s);
}

CASE(signatures_are_known_again, "verdict, reason but for numbers, function")
{
	static const char trace[] = "hello\n  early+0x1\npanic: lock 0x12 held\n"
	    "cpu 0, process 14\nBacktrace:\n  panic+0x10\n  vrele+0x6a\n"
	    "  exit1+0xb2\n";
	struct sign a = make(VKT_PANIC, "panic: lock 0x12 held", trace), b;
	char text[300];

	(void)tc;
	ATF_CHECK_STREQ("vrele", a.top);
	sign_text(&a, text, sizeof(text));
	ATF_CHECK_STREQ("panic: panic: lock 0x12 held (in vrele)", text);
	b = make(VKT_PANIC, "panic: lock 0xfe0123 held", NULL);
	ATF_CHECK(sign_same(&a, &b));
	strcpy(b.top, "vref");
	ATF_CHECK(!sign_same(&a, &b));
	b = make(VKT_PANIC, "panic: lock 0x12 lost", NULL);
	ATF_CHECK(!sign_same(&a, &b));
	b = make(VKT_PANIC, "panic: lock 0x12 held by 3", NULL);
	ATF_CHECK(!sign_same(&a, &b));
	b = make(VKT_HANG, "panic: lock 0x12 held", NULL);
	ATF_CHECK(!sign_same(&a, &b));
	b = make(VKT_TEST_FAIL, "rc 12 at 0x7f", trace);
	ATF_CHECK_STREQ("", b.top);
}

CASE(debuggers_trace_is_taken, "without a trace on the console that of ddb")
{
	struct sign s;

	(void)tc;
	ATF_REQUIRE_EQ(0, vkt_append("ddb.txt", "trace\n"
	    "db_breakpoint+0x5() at 0x410a23, frame 0x7f37bc9c7db0\n"
	    "ufs_lookup+0xc7() at 0x450da7, frame 0x7f37bc9c7de0\n"));
	s = make(VKT_PANIC, "panic: no", NULL);
	ATF_CHECK_STREQ("ufs_lookup", s.top);
}

static void
sum(const char *path, char hex[65])
{
	struct sha256 s;

	sha256_init(&s);
	ATF_REQUIRE_EQ(0, binsum_file(&s, path));
	sha256_end(&s, hex);
}

CASE(sums_see_code_not_dressing, "a stripped program has the same sum")
{
	char a[65], b[65];
	struct sha256 s;

	(void)tc;
	ATF_REQUIRE_EQ(0, system("cp " VKT_OBJDIR "/harness/vkt a && "
	    "objcopy --strip-debug --remove-section .comment a b && "
	    "! cmp -s a b && printf x >c && head -c 4000 a >d"));
	sum("a", a);
	sum("b", b);
	ATF_CHECK_STREQ(a, b);
	ATF_REQUIRE_EQ(0, system("objcopy --dump-section .rodata=r a && "
	    "printf X | dd of=r bs=1 conv=notrunc status=none && "
	    "objcopy --update-section .rodata=r a b"));
	sum("b", b);
	ATF_CHECK(strcmp(a, b) != 0);
	sum("c", b);
	sha256_init(&s);
	ATF_CHECK_EQ(EINVAL, binsum_file(&s, "d"));
	ATF_CHECK_EQ(ENOENT, binsum_file(&s, "e"));
}

CASE(kernels_name_no_place, "the kernel is the same bytes wherever it is built")
{
	const char *kernel = VKT_OBJDIR "/kernel/VKERNEL64/kernel";

	(void)tc;
	if (access(kernel, R_OK) != 0)
		atf_tc_skip("%s: not built", kernel);
	if (system("grep -qaF __asan_init " VKT_OBJDIR
	    "/kernel/VKERNEL64/kernel") == 0)
		atf_tc_skip("sanitizers keep the names of generated sources");
	ATF_CHECK_EQ(0, system("top=$(realpath " VKT_SRCDIR "/..) && "
	    "! grep -qaF \"$top/\" " VKT_OBJDIR "/kernel/VKERNEL64/kernel && "
	    "! grep -qaF " VKT_OBJDIR "/ " VKT_OBJDIR
	    "/kernel/VKERNEL64/kernel"));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, chances_are_exact);
	ATF_TP_ADD_TC(tp, runs_reach_the_limit);
	ATF_TP_ADD_TC(tp, signatures_are_known_again);
	ATF_TP_ADD_TC(tp, debuggers_trace_is_taken);
	ATF_TP_ADD_TC(tp, sums_see_code_not_dressing);
	ATF_TP_ADD_TC(tp, kernels_name_no_place);
	return (atf_no_error());
}
