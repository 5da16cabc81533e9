/*
 * t_modes.c: options that are a letter, and how options are written.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

#define REFUSED	.bare = true, .timeout = 20, .nomatch = "login: $", \
	.exit = VKT_EX_USAGE
#define GUEST	.image = "minimal", .script = "variables.exp"

/* ./kernel: the kernel under test with the redirection in VKT_TO. */
static int
redirected(const struct vkt_case *c, char *why, size_t n)
{
	FILE *fp = fopen("kernel", "w");

	(void)c;
	if (fp == NULL) {
		snprintf(why, n, "cannot write ./kernel");
		return (1);
	}
	fprintf(fp, "#!/bin/sh\neval \"exec $VKT_TO\"\nexec '%s' \"$@\"\n",
	    getenv("VKERNEL"));
	fclose(fp);
	return (system("chmod +x kernel"));
}

VKT_CASE(help_is_output,
    .descr	= "-h writes to standard output, and nothing else there",
    .bare	= true,
    .kernel	= "./kernel",
    .args	= { "-h" },
    .env	= { "VKT_TO=2>/dev/full" },
    .prepare	= redirected,
    .match	= { "^usage: kernel ", "^  -h  +[a-z]", "^  -z  +[a-z]" });

VKT_CASE(usage_is_no_output,
    .descr	= "the usage that nobody asked for is on standard error",
    .bare	= true,
    .kernel	= "./kernel",
    .env	= { "VKT_TO=>/dev/full" },
    .prepare	= redirected,
    .exit	= VKT_EX_USAGE,
    .match	= { "^usage: kernel " });

VKT_CASE(help_wins_over_what_follows,
    .descr	= "-h is obeyed when it is met, after good options",
    .bare	= true,
    .args	= { "-s", "-h", "-Q" },
    .match	= { "^usage: kernel " });

VKT_CASE(letters_in_one_word,
    .descr	= "-vsn1: letters together, the argument behind the last",
    .args	= { "-vsn1" },
    .image	= "minimal",
    .script	= "single.exp",
    .match	= { "^1 CPU, 64 MB memory" });

VKT_CASE(two_dashes_end_the_options, GUEST,
    .descr	= "-- behind the last option",
    .bare	= true,
    .args	= { "-m64m", "-imemimg", "-rroot.img", "-n", "1", "--" },
    .script_args = { "sysctl -n hw.ncpu", "1" });

VKT_CASE(word_behind_two_dashes_is_refused, REFUSED,
    .descr	= "-- -v: no option any more",
    .args	= { "-m", "64m", "--", "-v" },
    .match	= { "^vkernel: -v: not an option" });

VKT_CASE(long_option_is_refused, REFUSED,
    .descr	= "--help is named whole, with the way to the list",
    .args	= { "--help" },
    .match	= { "^vkernel: --help: no such option .-h lists them" });

VKT_CASE(lone_dash_is_refused, REFUSED,
    .descr	= "a dash alone",
    .args	= { "-m", "64m", "-" },
    .match	= { "^vkernel: -: not an option" });

VKT_CASE(unknown_letter_in_a_word_is_refused, REFUSED,
    .descr	= "-vXs names the letter",
    .args	= { "-vXs" },
    .match	= { "^vkernel: -X: no such option" });

VKT_CASE(precise_timers, GUEST,
    .descr	= "-t: it boots, and a sleep is not rounded to ticks of 10 ms",
    .args	= { "-t" },
    .files	= { "h_sleep" },
    .script_args = { "mount -t ufs -o ro /dev/vkd1s0a /mnt", "",
		    "/mnt/h_sleep", "precise" });

VKT_CASE(no_assistance, GUEST,
    .descr	= "-d: everything works without hardware assistance",
    .args	= { "-d" },
    .script_args = { "uname -s", "DragonFly" });

VKT_CASE(memory_is_touched,
    .descr	= "-z: the host has given all memory before the guest runs",
    .args	= { "-z", "-p", "pid" },
    .image	= "minimal",
    .script	= "resident.exp",
    .script_args = { "all" });

VKT_CASE(memory_is_not_touched,
    .descr	= "without -z the host gives what is used",
    .args	= { "-p", "pid", "-m", "256m" },
    .image	= "minimal",
    .script	= "resident.exp",
    .script_args = { "less" });

#define KMEM	.image = "minimal", .files = { "h_kmem" }, .script = "kmem.exp"

VKT_CASE(kernel_memory_is_read_only, KMEM,
    .descr	= "without -U /dev/mem and /dev/kmem are EPERM to writers",
    .script_args = { "read-only" });

VKT_CASE(kernel_memory_is_writable, KMEM,
    .descr	= "-U: what is written through /dev/mem and /dev/kmem is there",
    .args	= { "-U", "-v" },
    .script_args = { "writable" });

VKT_CASE(single_user_goes_on,
    .descr	= "-s: the end of the single-user shell leads to multi-user",
    .args	= { "-s" },
    .image	= "minimal",
    .script	= "single_multi.exp",
    .check	= vkt_root_is_clean);

VKT_CASE(verbose_boot_tells, GUEST,
    .descr	= "-v tells memory, CPUs, clock, disks, environment, root",
    .bare	= true,
    .args	= { "-v", "-n", "4:1:1", "-l", "any", "-e", "colour=red",
		    "-r", "root.img:SER1", "-m", "64m", "-i", "memimg" },
    .script_args = { "dmesg | grep -c '^memory: .* pages,'", "1" },
    .match	= { "^boot: /", "^memory: 64 MB of the host's [0-9]+ MB, memimg",
		    "^memory: 0x000000000000-0x[0-9a-f]+ kernel",
		    "^cpu: 4 virtual, [0-9]+ of the host, placed by -l any",
		    "^cpu: 2 threads a core, 2 cores a chip",
		    "^clock: ", "^disk: vkd0 is root.img, serial number SER1",
		    "^vkd0s0a: [0-9]+ sectors at [0-9]+",
		    "^environment: colour=\"red\"",
		    "^root: .*\"ufs:vkd0s0a ufs:vkd0s1a\"" });

VKT_CASE(names_of_the_machine, GUEST,
    .descr	= "sysctl(8) and uname(1) say what kind of machine this is",
    .script_args = { "sysctl -n kern.vmm_guest", "vkernel",
		    "sysctl -n hw.platform", "vkernel64",
		    "sysctl -n kern.ostype", "DragonFly",
		    "sysctl -n vm.vkernel_enable", "0" });

VKT_CASE(quiet_boot_does_not, GUEST,
    .descr	= "without -v none of that",
    .script_args = { "sysctl -n debug.bootverbose", "0" },
    .nomatch	= "^(boot|memory|cpu|clock|disk|environment|root): ");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, help_is_output);
	ATF_TP_ADD_TC(tp, usage_is_no_output);
	ATF_TP_ADD_TC(tp, help_wins_over_what_follows);
	ATF_TP_ADD_TC(tp, letters_in_one_word);
	ATF_TP_ADD_TC(tp, two_dashes_end_the_options);
	ATF_TP_ADD_TC(tp, word_behind_two_dashes_is_refused);
	ATF_TP_ADD_TC(tp, long_option_is_refused);
	ATF_TP_ADD_TC(tp, lone_dash_is_refused);
	ATF_TP_ADD_TC(tp, unknown_letter_in_a_word_is_refused);
	ATF_TP_ADD_TC(tp, precise_timers);
	ATF_TP_ADD_TC(tp, no_assistance);
	ATF_TP_ADD_TC(tp, memory_is_touched);
	ATF_TP_ADD_TC(tp, memory_is_not_touched);
	ATF_TP_ADD_TC(tp, kernel_memory_is_read_only);
	ATF_TP_ADD_TC(tp, kernel_memory_is_writable);
	ATF_TP_ADD_TC(tp, single_user_goes_on);
	ATF_TP_ADD_TC(tp, verbose_boot_tells);
	ATF_TP_ADD_TC(tp, names_of_the_machine);
	ATF_TP_ADD_TC(tp, quiet_boot_does_not);
	return (atf_no_error());
}
