/*
 * t_files.c: files of the host that a kernel keeps for itself: the memory image
 * (-i, -m), the pid file (-p) and the policy of the host.
 *
 * Where the kernel looks at fixed places (/var/vkernel, /etc/vkernel.conf) it
 * runs in a mount namespace of its own, with a memory file system there.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"

#define REFUSED	.bare = true, .timeout = 20, .nomatch = "login: $"
#define PLACES	.kernel = "./kernel", .prepare = places, .needs = "unshare"
#define DEFAULT	.bare = true, .image = "minimal", \
	.args = { "-m", "64m", "-r", "root.img" }
#define SIZE(arg, mb)							\
	.args = { "-m", arg }, .image = "minimal", .script = "memory.exp", \
	.script_args = { mb }

/*
 * ./kernel: the kernel under test behind the shell command in VKT_BEFORE, in
 * a mount namespace of its own.  Linux makes none for users where its policy
 * says so, nor a private one in a directory that chroot(2) made the root.
 */
static int
places(const struct vkt_case *c, char *why, size_t n)
{
	const char *how = geteuid() == 0 ? "-m" : "-Urm";
	char try[64];
	FILE *fp;

	(void)c;
	snprintf(try, sizeof(try), "unshare %s true", how);
	if (system(try) != 0)
		atf_tc_skip("no private mount namespace here: %s fails", try);
	fp = fopen("kernel", "w");
	if (fp == NULL) {
		snprintf(why, n, "cannot write ./kernel");
		return (1);
	}
	fprintf(fp, "#!/bin/sh\nexec unshare %s sh -c "
	    "\"$VKT_BEFORE\"' && exec \"$0\" \"$@\"' '%s' \"$@\"\n",
	    how, getenv("VKERNEL"));
	fclose(fp);
	return (system("chmod +x kernel"));
}

#define VAR	"VKT_BEFORE=mount -t tmpfs tmpfs /var"
#define ETC	"VKT_BEFORE=mount -t tmpfs tmpfs /etc"
#define POLICY	"/etc/vkernel.conf"

VKT_CASE(memory_in_bytes, SIZE("67108864", "64"),
    .descr	= "-m in bytes, and the least there may be");
VKT_CASE(memory_in_kilobytes, SIZE("67584K", "66"),
    .descr	= "-m with K, one step above the least");
VKT_CASE(memory_in_small_k, SIZE("81920k", "80"),
    .descr	= "-m with k");
VKT_CASE(memory_in_small_m, SIZE("100m", "100"),
    .descr	= "-m with m");
VKT_CASE(memory_in_gigabytes, SIZE("1G", "1024"),
    .descr	= "-m with G");
VKT_CASE(memory_in_small_g, SIZE("1g", "1024"),
    .descr	= "-m with g");

VKT_CASE(memory_beyond_the_host_is_refused, REFUSED,
    .descr	= "-m with more than the host has says how much that is",
    .args	= { "-m", "99999g" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-m 99999g: the host has [0-9]+ MB" });

VKT_CASE(one_byte_too_few_is_refused, REFUSED,
    .descr	= "-m 67108863",
    .args	= { "-m", "67108863" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-m 67108863: at least 64M and a multiple of 2M" });

VKT_CASE(empty_memory_is_refused, REFUSED,
    .descr	= "-m with an empty word",
    .args	= { "-m", "" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-m : not a size" });

VKT_CASE(two_units_are_refused, REFUSED,
    .descr	= "-m 64mm",
    .args	= { "-m", "64mm" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-m 64mm: not a size" });

VKT_CASE(last_memory_counts,
    .descr	= "-m given twice: the last one counts",
    .bare	= true,
    .args	= { "-m", "96m", "-m", "64m", "-i", "memimg", "-r",
		    "root.img" },
    .image	= "minimal",
    .script	= "memory.exp",
    .script_args = { "64" });

VKT_CASE(memory_image_has_a_default_name, DEFAULT, PLACES,
    .descr	= "without -i the memory is /var/vkernel/memimg.000000",
    .env	= { VAR " && mkdir /var/vkernel" },
    .script	= "memory.exp",
    .script_args = { "64" },
    .match	= { "^Using memory file: /var/vkernel/memimg.000000" });

VKT_CASE(next_free_name_is_taken, DEFAULT, PLACES,
    .descr	= "names that others have locked, or that are no files, are "
		  "passed over",
    .env	= { VAR " && mkdir /var/vkernel && cd /var/vkernel && "
		    "exec 8>memimg.000000 9>memimg.000001 && flock 8 && "
		    "flock 9 && mkdir memimg.000002 && : >memimg.000003 && "
		    "cd -" },
    .script	= "memory.exp",
    .script_args = { "64" },
    .match	= { "^Using memory file: /var/vkernel/memimg.000003" });

VKT_CASE(missing_directory_is_told, REFUSED, PLACES,
    .descr	= "no -i and no /var/vkernel: what is missing is said",
    .args	= { "-m", "64m" },
    .env	= { VAR },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "memory image /var/vkernel/memimg.000000: open: "
		    "No such file or directory" });

VKT_CASE(read_only_directory_is_told, REFUSED, PLACES,
    .descr	= "no -i, and nothing can be written in /var/vkernel",
    .args	= { "-m", "64m" },
    .env	= { VAR " && mkdir /var/vkernel && "
		    "mount -t tmpfs -o ro tmpfs /var/vkernel" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "memory image /var/vkernel/memimg.000000: open: "
		    "Read-only file system" });

VKT_CASE(full_disk_is_told, REFUSED, PLACES,
    .descr	= "a memory image of which no byte fits onto its disk",
    .args	= { "-m", "64m", "-i", "/var/full/memimg" },
    .env	= { VAR " && mkdir /var/full && "
		    "mount -t tmpfs -o size=64k tmpfs /var/full" },
    .exit	= VKT_EX_HOST,
    .match	= { "memory image" });

VKT_CASE(empty_names_are_refused, REFUSED,
    .descr	= "-i with an empty word",
    .args	= { "-m", "64m", "-i", "" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-i: empty file name" });

VKT_CASE(second_kernel_is_kept_out,
    .descr	= "memory image, disk and pid file are locked while it runs",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "second.exp");

static int
no_memory_image(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t n)
{
	(void)c;
	(void)r;
	if (access("fresh", F_OK) != 0 && access("pid", F_OK) != 0)
		return (0);
	snprintf(why, n, "the memory image or the pid file is still there");
	return (1);
}

static int
fresh_is_there(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t n)
{
	(void)c;
	(void)r;
	if (access("fresh", F_OK) == 0)
		return (0);
	snprintf(why, n, "the memory image is gone");
	return (1);
}

static int
old_image(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	(void)why;
	(void)n;
	return (system("echo old >fresh"));
}

VKT_CASE(failed_start_leaves_no_image, REFUSED,
    .descr	= "a start that fails removes memory image and pid file",
    .args	= { "-m", "64m", "-i", "fresh", "-p", "pid", "-r",
		    "nowhere.img" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "nowhere.img" },
    .check	= no_memory_image);

VKT_CASE(failed_start_keeps_an_old_image, REFUSED,
    .descr	= "and not one that was there before",
    .args	= { "-m", "64m", "-i", "fresh", "-r", "nowhere.img" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "nowhere.img" },
    .prepare	= old_image,
    .check	= fresh_is_there);

VKT_CASE(memory_image_stays,
    .descr	= "-i: the file outlives the kernel, of the size of -m",
    .args	= { "-i", "fresh" },
    .image	= "minimal",
    .script	= "boot.exp",
    .check	= fresh_is_there);

static int
no_pid_file(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t n)
{
	(void)c;
	(void)r;
	if (access("pid", F_OK) != 0)
		return (0);
	snprintf(why, n, "the pid file is still there");
	return (1);
}

static int
old_pid_file(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	(void)why;
	(void)n;
	return (system("echo 99999999999999 >pid"));
}

VKT_CASE(pid_file_is_gone_at_the_end,
    .descr	= "-p: an old file is written anew, and removed at power-off",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .prepare	= old_pid_file,
    .script	= "pidfile.exp",
    .check	= no_pid_file);

VKT_CASE(pid_file_is_gone_after_a_crash,
    .descr	= "-p: the file is removed when the kernel process is killed",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "killed.exp",
    .verdict	= VKT_PANIC,
    .reason	= "status 70",
    .match	= { "^.*vkernel: kernel process killed by signal 9" },
    .check	= no_pid_file);

VKT_CASE(pid_file_of_another_stays,
    .descr	= "-p with a file that another has locked: a warning, boot",
    .kernel	= "./kernel",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .env	= { "VKT_BEFORE=echo 1 >pid && exec 9<pid && flock 9" },
    .prepare	= places,
    .script	= "boot.exp",
    .match	= { "^warning: -p pid: locked by another process" });

VKT_CASE(policy_forbids, REFUSED, PLACES,
    .descr	= "vm.vkernel_enable=0: no kernel starts, status 69",
    .args	= { "-m", "64m", "-i", "memimg" },
    .env	= { ETC " && echo vm.vkernel_enable=0 >" POLICY },
    .exit	= VKT_EX_POLICY,
    .match	= { "^vkernel: virtual kernels are disabled: "
		    "vm.vkernel_enable=0 in /etc/vkernel.conf" });

VKT_CASE(policy_allows, PLACES,
    .descr	= "vm.vkernel_enable=1 among other lines: it boots",
    .image	= "minimal",
    .env	= { ETC " && printf '# policy\\n\\nother=2\\n "
		    "vm.vkernel_enable = 1 # yes\\n' >" POLICY },
    .script	= "boot.exp");

VKT_CASE(last_line_of_the_policy_counts, REFUSED, PLACES,
    .descr	= "vm.vkernel_enable twice: the last line counts",
    .args	= { "-m", "64m", "-i", "memimg" },
    .env	= { ETC " && printf 'vm.vkernel_enable=1\\n"
		    "vm.vkernel_enable=0\\n' >" POLICY },
    .exit	= VKT_EX_POLICY);

VKT_CASE(policy_that_is_none_is_told, REFUSED, PLACES,
    .descr	= "a policy with another value names the line",
    .args	= { "-m", "64m", "-i", "memimg" },
    .env	= { ETC " && printf '#\\nvm.vkernel_enable=maybe\\n' >"
		    POLICY },
    .exit	= VKT_EX_HOST,
    .match	= { "/etc/vkernel.conf:2: expected name=value" });

VKT_CASE(policy_that_cannot_be_read_forbids, REFUSED, PLACES,
    .descr	= "a policy that is a directory is not taken for consent",
    .args	= { "-m", "64m", "-i", "memimg" },
    .env	= { ETC " && mkdir " POLICY },
    .exit	= VKT_EX_HOST,
    .match	= { "/etc/vkernel.conf: .*directory" });

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, memory_in_bytes);
	ATF_TP_ADD_TC(tp, memory_in_kilobytes);
	ATF_TP_ADD_TC(tp, memory_in_small_k);
	ATF_TP_ADD_TC(tp, memory_in_small_m);
	ATF_TP_ADD_TC(tp, memory_in_gigabytes);
	ATF_TP_ADD_TC(tp, memory_in_small_g);
	ATF_TP_ADD_TC(tp, memory_beyond_the_host_is_refused);
	ATF_TP_ADD_TC(tp, one_byte_too_few_is_refused);
	ATF_TP_ADD_TC(tp, empty_memory_is_refused);
	ATF_TP_ADD_TC(tp, two_units_are_refused);
	ATF_TP_ADD_TC(tp, last_memory_counts);
	ATF_TP_ADD_TC(tp, memory_image_has_a_default_name);
	ATF_TP_ADD_TC(tp, next_free_name_is_taken);
	ATF_TP_ADD_TC(tp, missing_directory_is_told);
	ATF_TP_ADD_TC(tp, read_only_directory_is_told);
	ATF_TP_ADD_TC(tp, full_disk_is_told);
	ATF_TP_ADD_TC(tp, empty_names_are_refused);
	ATF_TP_ADD_TC(tp, failed_start_leaves_no_image);
	ATF_TP_ADD_TC(tp, failed_start_keeps_an_old_image);
	ATF_TP_ADD_TC(tp, memory_image_stays);
	ATF_TP_ADD_TC(tp, second_kernel_is_kept_out);
	ATF_TP_ADD_TC(tp, pid_file_is_gone_at_the_end);
	ATF_TP_ADD_TC(tp, pid_file_is_gone_after_a_crash);
	ATF_TP_ADD_TC(tp, pid_file_of_another_stays);
	ATF_TP_ADD_TC(tp, policy_forbids);
	ATF_TP_ADD_TC(tp, policy_allows);
	ATF_TP_ADD_TC(tp, last_line_of_the_policy_counts);
	ATF_TP_ADD_TC(tp, policy_that_is_none_is_told);
	ATF_TP_ADD_TC(tp, policy_that_cannot_be_read_forbids);
	return (atf_no_error());
}
