/*
 * t_environment.c: -e: how variables are written, who sees them, and what they
 * change.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

#define REFUSED	.bare = true, .timeout = 20, .nomatch = "login: $", \
	.exit = VKT_EX_USAGE
#define GUEST	.image = "minimal", .script = "variables.exp"

#define TEN(s)	s s s s s s s s s s
#define X30	TEN("xxx")
#define X130	X30 X30 X30 X30 TEN("y")

VKT_CASE(quotes_protect_colons, GUEST,
    .descr	= "either kind of quotes holds colons and the other kind",
    .args	= { "-e", "a=\"x:y\":b='p\"q:r':c=1\"2:3\"4:d=" },
    .script_args = { "kenv a", "x:y", "kenv b", "p\"q:r", "kenv c", "12:34",
		    "kenv d", "" });

VKT_CASE(quotes_may_be_the_whole,
    GUEST,
    .descr	= "a value in quotes beside one without, -e repeated",
    .args	= { "-e", "a='1':b=2", "-e", "c=\"3 4\"" },
    .script_args = { "kenv a", "1", "kenv b", "2", "kenv c", "3 4" });

VKT_CASE(later_value_replaces, GUEST,
    .descr	= "a variable set twice has the last value, once",
    .args	= { "-e", "a=1:b=2:a=3", "-e", "b=4:" },
    .script_args = { "kenv a", "3", "kenv b", "4",
		    "kenv | grep -c '^a='", "1" });

VKT_CASE(longest_name_and_value, GUEST,
    .descr	= "names and values of 127 bytes are taken whole",
    .args	= { "-e", X30 X30 X30 X30 "xxxxxxx=" X30 X30 X30 X30 "yyyyyyy" },
    .script_args = { "kenv " X30 X30 X30 X30 "xxxxxxx",
		    X30 X30 X30 X30 "yyyyyyy" });

VKT_CASE(long_name_is_refused, REFUSED,
    .descr	= "a name of more than 127 bytes",
    .args	= { "-m", "64m", "-e", X130 "=1" },
    .match	= { "-e x.*: a name is too long" });

VKT_CASE(long_value_is_refused, REFUSED,
    .descr	= "a value of more than 127 bytes",
    .args	= { "-m", "64m", "-e", "a=" X130 },
    .match	= { "-e a=x.*: a value is too long" });

VKT_CASE(open_quote_is_refused, REFUSED,
    .descr	= "a quote that nothing closes",
    .args	= { "-m", "64m", "-e", "a=\"1:b=2" },
    .match	= { "-e a=\"1:b=2: a quote is not closed" });

VKT_CASE(empty_variable_is_refused, REFUSED,
    .descr	= "nothing between two colons",
    .args	= { "-m", "64m", "-e", "a=1::b=2" },
    .match	= { "-e a=1::b=2: name=value expected" });

VKT_CASE(nothing_at_all_is_refused, REFUSED,
    .descr	= "-e with an empty word",
    .args	= { "-m", "64m", "-e", "" },
    .match	= { "-e : name=value expected" });

VKT_CASE(value_without_name_is_refused, REFUSED,
    .descr	= "-e =1",
    .args	= { "-m", "64m", "-e", "=1" },
    .match	= { "-e =1: name=value expected" });

/* The kernel with 64 and with 65 options -e. */
static int
many(const struct vkt_case *c, char *why, size_t n)
{
	FILE *fp = fopen("kernel", "w");

	(void)c;
	if (fp == NULL) {
		snprintf(why, n, "cannot write ./kernel");
		return (1);
	}
	fprintf(fp, "#!/bin/sh\ni=0\nwhile [ $i -lt \"$N\" ]; do\n"
	    "\tset -- \"$@\" -e v$i=$i\n\ti=$((i + 1))\ndone\n"
	    "exec '%s' \"$@\"\n", getenv("VKERNEL"));
	fclose(fp);
	return (system("chmod +x kernel"));
}

VKT_CASE(sixty_four_options, GUEST,
    .descr	= "-e may be repeated 64 times",
    .kernel	= "./kernel",
    .env	= { "N=64" },
    .prepare	= many,
    .script_args = { "kenv v0", "0", "kenv v63", "63" });

VKT_CASE(sixty_five_options_are_refused, REFUSED,
    .descr	= "-e repeated 65 times",
    .kernel	= "./kernel",
    .args	= { "-m", "64m" },
    .env	= { "N=65" },
    .prepare	= many,
    .match	= { "-e v64=64: more than 64 of them" });

VKT_CASE(tables_take_their_size, GUEST,
    .descr	= "kern.maxproc, kern.maxfiles, kern.maxfilesperproc",
    .args	= { "-e", "kern.maxproc=77:kern.maxfiles=1k",
		    "-e", "kern.maxfilesperproc=0x100" },
    .script_args = { "sysctl -n kern.maxproc", "77",
		    "sysctl -n kern.maxfiles", "1024",
		    "ulimit -n", "256" });

VKT_CASE(absurd_sizes_are_bounded, GUEST,
    .descr	= "tables of one entry would not boot: the kernel takes more",
    .args	= { "-e", "kern.maxproc=1:kern.maxfiles=-5:"
		    "kern.maxfilesperproc=0" },
    .script_args = { "sysctl -n kern.maxproc", "20",
		    "sysctl -n kern.maxfiles", "64" },
    .match	= { "^warning: kern.maxproc=1: taken as 20",
		    "^warning: kern.maxfiles=-5: taken as 64",
		    "^warning: kern.maxfilesperproc=0: taken as 16" });

VKT_CASE(absurd_numbers_are_told, GUEST,
    .descr	= "no number, one with more behind it, one beyond all numbers",
    .args	= { "-e", "kern.maxproc=many:kern.maxfiles=2000x:"
		    "kern.maxfilesperproc=9999999999999999g",
		    "-e", "kern.ipc.shmmni=:kern.hz=1.5:kern.ipc.msgtql= ",
		    "-e", "debug.debugger_on_panic=no" },
    .script_args = { "sysctl -n debug.debugger_on_panic", "1",
		    "sysctl -n kern.clockrate | cut -d , -f 1", "{ hz = 100" },
    .match	= { "^warning: kern.maxproc=many: not a value",
		    "^warning: kern.maxfiles=2000x: not a value",
		    "^warning: kern.maxfilesperproc=9+g: not a value",
		    "^warning: kern.ipc.shmmni=: not a value",
		    "^warning: kern.hz=1.5: not a value",
		    "^warning: kern.ipc.msgtql= : not a value",
		    "^warning: debug.debugger_on_panic=no: not a value" });

#define RATE	.image = "minimal", .files = { "h_rate" },		\
	.script	= "variables.exp"
#define MOUNT	"mount -t ufs -o ro /dev/vkd1s0a /mnt", ""

VKT_CASE(hz_is_a_hundred, RATE,
    .descr	= "without kern.hz there are 100 ticks a second",
    .script_args = { MOUNT, "sysctl -n kern.clockrate",
		    "{ hz = 100, tick = 10000, tickadj = 5, profhz = 128, "
		    "stathz = 128 }",
		    "/mnt/h_rate", "tick 10000000 ns, of /dev/kpmap 100" });

VKT_CASE(hz_counts_the_ticks, RATE,
    .descr	= "kern.hz: ticks of clocks, of the scheduler and of "
		  "/dev/kpmap, which pass in their time",
    .args	= { "-e", "kern.hz=10000" },
    .script_args = { MOUNT, "sysctl -n kern.clockrate",
		    "{ hz = 10000, tick = 100, tickadj = 0, profhz = 12800, "
		    "stathz = 12800 }",
		    "/mnt/h_rate", "tick 100000 ns, of /dev/kpmap 10000" });

VKT_CASE(hz_has_bounds, RATE,
    .descr	= "no tick at all, and more than a kernel can count",
    .args	= { "-e", "kern.hz=0" },
    .script_args = { MOUNT, "sysctl -n kern.clockrate | cut -d , -f 1-2",
		    "{ hz = 1, tick = 1000000",
		    "/mnt/h_rate", "tick 1000000000 ns, of /dev/kpmap 1" },
    .match	= { "^warning: kern.hz=0: taken as 1" });

VKT_CASE(writable_variables_take_values, GUEST,
    .descr	= "a writable sysctl variable is set by its name",
    .args	= { "-e", "vfs.usermount=1:kern.corefile=\"/tmp/%N\"",
		    "-e", "kern.pipe.maxmem=1m" },
    .script_args = { "sysctl -n vfs.usermount", "1",
		    "sysctl -n kern.corefile", "/tmp/%N",
		    "sysctl -n kern.pipe.maxmem", "1048576" });

VKT_CASE(wrong_value_is_told, GUEST,
    .descr	= "a value of the wrong kind is told and ignored",
    .args	= { "-e", "vfs.usermount=maybe" },
    .script_args = { "sysctl -n vfs.usermount", "0" },
    .match	= { "warning: vfs.usermount=maybe: not a value" });

VKT_CASE(read_only_variables_stay, GUEST,
    .descr	= "a variable that nobody may write is not set either",
    .args	= { "-e", "kern.ostype=Other:hw.ncpu=9" },
    .script_args = { "sysctl -n kern.ostype", "DragonFly",
		    "sysctl -n hw.ncpu", "2" });

VKT_CASE(init_path_is_tried_in_turn, GUEST,
    .descr	= "init_path: the first program of the list that is there",
    .args	= { "-e", "init_path=\"/nonexistent:/sbin/init\"" },
    .script_args = { "sysctl -n kern.init_path", "/nonexistent:/sbin/init",
		    "ps -p 1 -o args=", "/sbin/init" });

VKT_CASE(boot_single_is_s,
    .descr	= "boot_single=YES boots to single-user mode",
    .args	= { "-e", "boot_single=YES" },
    .image	= "minimal",
    .script	= "single.exp");

VKT_CASE(boot_single_may_be_no, GUEST,
    .descr	= "boot_single=NO is no reason for single-user mode",
    .args	= { "-e", "boot_single=NO" },
    .script_args = { "kenv boot_single", "NO" });

VKT_CASE(boot_verbose_is_v, GUEST,
    .descr	= "boot_verbose=YES is -v",
    .args	= { "-e", "boot_verbose=YES" },
    .script_args = { "sysctl -n debug.bootverbose", "1" },
    .match	= { "^environment: boot_verbose=\"YES\"" });

VKT_CASE(boot_askname_asks,
    .descr	= "boot_askname=YES asks for the root, though there is one",
    .args	= { "-e", "boot_askname=YES" },
    .image	= "minimal",
    .script	= "askname.exp");

VKT_CASE(wrong_root_falls_back, GUEST,
    .descr	= "a vfs.root.mountfrom that is not there: the search goes on",
    .args	= { "-e", "vfs.root.mountfrom=\"ufs:vkd7s0a\"" },
    .script_args = { "sysctl -n vfs.root.mountedfrom", "ufs:vkd0s0a" },
    .match	= { "Mounting root from ufs:vkd7s0a", "no such device" });

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, quotes_protect_colons);
	ATF_TP_ADD_TC(tp, quotes_may_be_the_whole);
	ATF_TP_ADD_TC(tp, later_value_replaces);
	ATF_TP_ADD_TC(tp, longest_name_and_value);
	ATF_TP_ADD_TC(tp, long_name_is_refused);
	ATF_TP_ADD_TC(tp, long_value_is_refused);
	ATF_TP_ADD_TC(tp, open_quote_is_refused);
	ATF_TP_ADD_TC(tp, empty_variable_is_refused);
	ATF_TP_ADD_TC(tp, nothing_at_all_is_refused);
	ATF_TP_ADD_TC(tp, value_without_name_is_refused);
	ATF_TP_ADD_TC(tp, sixty_four_options);
	ATF_TP_ADD_TC(tp, sixty_five_options_are_refused);
	ATF_TP_ADD_TC(tp, tables_take_their_size);
	ATF_TP_ADD_TC(tp, absurd_sizes_are_bounded);
	ATF_TP_ADD_TC(tp, absurd_numbers_are_told);
	ATF_TP_ADD_TC(tp, hz_is_a_hundred);
	ATF_TP_ADD_TC(tp, hz_counts_the_ticks);
	ATF_TP_ADD_TC(tp, hz_has_bounds);
	ATF_TP_ADD_TC(tp, writable_variables_take_values);
	ATF_TP_ADD_TC(tp, wrong_value_is_told);
	ATF_TP_ADD_TC(tp, read_only_variables_stay);
	ATF_TP_ADD_TC(tp, init_path_is_tried_in_turn);
	ATF_TP_ADD_TC(tp, boot_single_is_s);
	ATF_TP_ADD_TC(tp, boot_single_may_be_no);
	ATF_TP_ADD_TC(tp, boot_verbose_is_v);
	ATF_TP_ADD_TC(tp, boot_askname_asks);
	ATF_TP_ADD_TC(tp, wrong_root_falls_back);
	return (atf_no_error());
}
