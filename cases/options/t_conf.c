/*
 * t_conf.c: kernel configurations, config(8) syntax: what one leaves out is not
 * in the kernel, and what it gets wrong is told.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

#define KERNEL	VKT_CASEDIR "/../kernel"

/* Run a shell command; its exit status. */
static int
shell(const char *command)
{
	int status = system(command);

	ATF_REQUIRE(WIFEXITED(status));
	return (WEXITSTATUS(status));
}

/* Build the configuration that sed makes of VKERNEL64; make's status. */
static int
build(const char *edit)
{
	char command[1024];

	snprintf(command, sizeof(command),
	    "mkdir -p obj/ports && ln -sf '" VKT_OBJDIR "/ports/distfiles' "
	    "obj/ports && "	/* sources of others are here already */
	    "sed '%s' " KERNEL "/conf/VKERNEL64 >TEST && "
	    "make -s -j2 -C " KERNEL " KERNCONF=\"$PWD/TEST\" "
	    "COPTS='-O0 -g1' "	/* what is asked is there with any code */
	    "O=\"$PWD/obj\" >build.log 2>&1", edit);
	return (shell(command));
}

/* Install what build() has built below the directory. */
static void
install(const char *how, const char *to)
{
	char command[1024];

	snprintf(command, sizeof(command), "make -s -C " KERNEL "/.. installkernel "
	    "%s COPTS='-O0 -g1' O=\"$PWD/obj\" "
	    "DESTDIR=\"$PWD/%s\" >>install.log 2>&1", how, to);
	ATF_REQUIRE_EQ_MSG(shell(command), 0, "installkernel %s", how);
}

ATF_TC(device_left_out_is_not_there);
ATF_TC_HEAD(device_left_out_is_not_there, tc)
{
	atf_tc_set_md_var(tc, "descr", "without devices vcd "
	    "and vke -c and -I say so; a kernel of one's own configuration is "
	    "installed, with its modules or without");
	atf_tc_set_md_var(tc, "timeout", "300");
}
ATF_TC_BODY(device_left_out_is_not_there, tc)
{
	ATF_REQUIRE_EQ(build("/^device.*vcd/d; /^device.*vke/d"), 0);
	ATF_CHECK_EQ(shell("obj/kernel/TEST/kernel -m 64m -I auto 2>err"), 64);
	ATF_CHECK(atf_utils_grep_file("-I auto: this kernel was built without "
	    "device vke", "err"));
	ATF_CHECK_EQ(shell("obj/kernel/TEST/kernel -m 64m -c cd.iso 2>err"),
	    64);
	ATF_CHECK(atf_utils_grep_file("-c cd.iso: this kernel was built "
	    "without device vcd", "err"));
	install("KERNCONF=TEST KERNCONFDIR=\"$PWD\"", "with");
	ATF_CHECK_EQ(shell("cmp obj/kernel/TEST/kernel with/boot/kernel/kernel "
	    "&& cmp obj/kernel/TEST/modules/example.ko "
	    "with/boot/kernel/example.ko"), 0);
	ATF_CHECK_EQ(shell("readelf -S with/boot/kernel/example.full "
	    "with/boot/kernel/kernel | grep -c ' [.]debug_info' | grep -qx 2"),
	    0);
	install("KERNCONF=\"$PWD/TEST\" NO_MODULES=1", "without");
	ATF_CHECK_EQ(shell("cmp obj/kernel/TEST/kernel "
	    "without/boot/kernel/kernel && "
	    "ls without/boot/kernel | grep -qx kernel"), 0);
}

ATF_TC(mistakes_are_told);
ATF_TC_HEAD(mistakes_are_told, tc)
{
	atf_tc_set_md_var(tc, "descr", "unknown words in a configuration");
}
ATF_TC_BODY(mistakes_are_told, tc)
{
	ATF_CHECK(build("s/^ident.*/idnet X/") != 0);
	ATF_CHECK(atf_utils_grep_file("unknown directive .idnet", "build.log"));
	ATF_CHECK(build("s/^device.*vcd.*/device nosuch/") != 0);
	ATF_CHECK(atf_utils_grep_file("device nosuch: no file", "build.log"));
	ATF_CHECK(build("s/^platform.*/platform pc64/") != 0);
	ATF_CHECK(atf_utils_grep_file("platform pc64", "build.log"));
	/* The 32-bit one of vkernel(7). */
	ATF_CHECK(build("s/^platform.*/platform vkernel/") != 0);
	ATF_CHECK(atf_utils_grep_file("platform vkernel: only vkernel64",
	    "build.log"));
}

ATF_TC(words_of_the_manual_are_known);
ATF_TC_HEAD(words_of_the_manual_are_known, tc)
{
	atf_tc_set_md_var(tc, "descr", "platform vkernel64, device vkd, device "
	    "vcd, options SMP; an include");
	atf_tc_set_md_var(tc, "timeout", "300");
}
ATF_TC_BODY(words_of_the_manual_are_known, tc)
{
	ATF_REQUIRE_EQ(shell("printf 'include VKERNEL64\nident MINE\n"
	    "options SMP\n' >TEST && make -s -C " KERNEL " KERNCONF=\"$PWD/"
	    "TEST\" O=\"$PWD/obj\" \"$PWD/obj/kernel/TEST/config.mk\" "
	    "\"$PWD/obj/kernel/TEST/opt_kernel.h\" >build.log 2>&1"), 0);
	ATF_CHECK(atf_utils_grep_file("KERN_IDENT := MINE",
	    "obj/kernel/TEST/config.mk"));
	ATF_CHECK(atf_utils_grep_file("dev/vcd.c", "obj/kernel/TEST/config.mk"));
	ATF_CHECK(atf_utils_grep_file("define NDEV_vkd 1",
	    "obj/kernel/TEST/opt_kernel.h"));
	ATF_CHECK(atf_utils_grep_file("define OPT_SMP 1",
	    "obj/kernel/TEST/opt_kernel.h"));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, device_left_out_is_not_there);
	ATF_TP_ADD_TC(tp, mistakes_are_told);
	ATF_TP_ADD_TC(tp, words_of_the_manual_are_known);
	return (atf_no_error());
}
