/*
 * t_options.c: the command line of vkernel(7): what it understands, and how
 * it refuses what it does not.  A refusal is one message and a sysexits(3)
 * status; nothing boots.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/file.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"

#define REFUSED	.bare = true, .timeout = 20, .nomatch = "login: $"

/* An empty file of the given size. */
static int
sized(const char *path, off_t size, char *why, size_t n)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || ftruncate(fd, size) != 0) {
		snprintf(why, n, "cannot make %s", path);
		return (1);
	}
	return (close(fd));
}

VKT_CASE(usage_without_options,
    REFUSED,
    .descr	= "no option at all prints the usage",
    .exit	= VKT_EX_USAGE,
    .match	= { "usage: " });

#define LIST(option)	"^  -" option " {2,}[a-z].{8}"

VKT_CASE(help_lists_every_option,
    REFUSED,
    .descr	= "-h describes each option and exits with 0",
    .args	= { "-h" },
    .match	= { LIST("c file"), LIST("d"), LIST("e name=value"), LIST("h"),
		    LIST("i file"), LIST("I interface"), LIST("l cpulock"),
		    LIST("m size"), LIST("n numcpus"), LIST("p file"),
		    LIST("r file"), LIST("R file"), LIST("[stUvz]") });

VKT_CASE(unknown_option_is_refused,
    REFUSED,
    .descr	= "an option that does not exist",
    .args	= { "-m", "64m", "-Q" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -Q: no such option" });

VKT_CASE(option_without_its_argument_is_refused,
    REFUSED,
    .descr	= "-m as the last word",
    .args	= { "-m" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m: argument missing" });

VKT_CASE(stray_argument_is_refused,
    REFUSED,
    .descr	= "a word that belongs to no option",
    .args	= { "-m", "64m", "rootimg" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: rootimg: not an option" });

VKT_CASE(memory_too_small_is_refused,
    REFUSED,
    .descr	= "-m below 64 MB says what the least is",
    .args	= { "-m", "62m" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m 62m: at least 64M" });

VKT_CASE(memory_of_odd_size_is_refused,
    REFUSED,
    .descr	= "-m that is no multiple of 2 MB",
    .args	= { "-m", "65m" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m 65m: .*multiple of 2M" });

VKT_CASE(memory_without_number_is_refused,
    REFUSED,
    .descr	= "-m lots",
    .args	= { "-m", "lots" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m lots: not a size" });

VKT_CASE(memory_with_unknown_unit_is_refused,
    REFUSED,
    .descr	= "-m 64q",
    .args	= { "-m", "64q" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m 64q: not a size" });

VKT_CASE(memory_beyond_numbers_is_refused,
    REFUSED,
    .descr	= "-m with a size that no machine has",
    .args	= { "-m", "99999999999999999999g" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m 9+g: too large" });

VKT_CASE(negative_memory_is_refused,
    REFUSED,
    .descr	= "-m -64m",
    .args	= { "-m", "-64m" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m -64m: not a size" });

VKT_CASE(no_memory_is_refused,
    REFUSED,
    .descr	= "neither -m nor -i says how much memory there is",
    .args	= { "-r", "root.img" },
    .image	= "minimal",
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m size is needed" });

VKT_CASE(no_cpu_is_refused,
    REFUSED,
    .descr	= "-n 0",
    .args	= { "-m", "64m", "-n", "0" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -n 0: 1 to 16 CPUs" });

VKT_CASE(too_many_cpus_are_refused,
    REFUSED,
    .descr	= "-n 17",
    .args	= { "-m", "64m", "-n", "17" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -n 17: 1 to 16 CPUs" });

VKT_CASE(cpus_without_number_are_refused,
    REFUSED,
    .descr	= "-n two",
    .args	= { "-m", "64m", "-n", "two" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -n two: 1 to 16 CPUs" });

VKT_CASE(too_many_disks_are_refused,
    REFUSED,
    .descr	= "seventeen -r",
    .args	= { "-m", "64m", "-r0", "-r1", "-r2", "-r3", "-r4", "-r5",
		    "-r6", "-r7", "-r8", "-r9", "-ra", "-rb", "-rc", "-rd",
		    "-re", "-rf", "-rg" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -r g: more than 16 of them" });

VKT_CASE(missing_disk_is_refused,
    REFUSED,
    .descr	= "-r with a file that does not exist names it",
    .args	= { "-m", "64m", "-i", "memimg", "-r", "nowhere.img" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -r nowhere.img: No such file" });

VKT_CASE(directory_as_disk_is_refused,
    REFUSED,
    .descr	= "-r with a directory",
    .args	= { "-m", "64m", "-i", "memimg", "-r", "/" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -r /: Is a directory" });

static int
tiny_disk(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	return (sized("tiny.img", 100, why, n));
}

VKT_CASE(tiny_disk_is_refused,
    REFUSED,
    .descr	= "-r with a file smaller than a sector",
    .args	= { "-m", "64m", "-i", "memimg", "-r", "tiny.img" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -r tiny.img: smaller than a sector of 512" },
    .prepare	= tiny_disk);

static int
locked(const char *path, char *why, size_t n)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	/* The lock lives as long as the case. */
	if (fd < 0 || ftruncate(fd, 64 << 20) != 0 ||
	    flock(fd, LOCK_EX) != 0) {
		snprintf(why, n, "cannot lock %s", path);
		return (1);
	}
	return (0);
}

static int
locked_disk(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	return (locked("busy.img", why, n));
}

static int
locked_memory(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	return (locked("busymem", why, n));
}

VKT_CASE(disk_in_use_is_refused,
    REFUSED,
    .descr	= "-r with a file that another vkernel has locked",
    .args	= { "-m", "64m", "-i", "memimg", "-r", "busy.img" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -r busy.img: in use: locked by another process" },
    .prepare	= locked_disk);

VKT_CASE(memory_image_in_use_is_refused,
    REFUSED,
    .descr	= "-i with a file that another vkernel has locked",
    .args	= { "-m", "64m", "-i", "busymem" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -i busymem: in use: locked by another process" },
    .prepare	= locked_memory);

VKT_CASE(memory_image_that_cannot_be_is_refused,
    REFUSED,
    .descr	= "-i below a directory that does not exist",
    .args	= { "-m", "64m", "-i", "/nonexistent/memimg" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -i /nonexistent/memimg: open: No such file" });

VKT_CASE(directory_as_memory_image_is_refused,
    REFUSED,
    .descr	= "-i with a directory",
    .args	= { "-m", "64m", "-i", "/" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -i /: open: Is a directory" });

VKT_CASE(directory_gives_no_memory_size,
    REFUSED,
    .descr	= "-i with a directory, and no -m",
    .args	= { "-i", "/" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -m size is needed: -i / is no file" });

static int
small_and_odd(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	return (sized("small.mem", 62 << 20, why, n) != 0 ||
	    sized("odd.mem", 65 << 20, why, n) != 0);
}

VKT_CASE(memory_image_too_small_gives_no_size,
    REFUSED,
    .descr	= "without -m an -i file below 64 MB",
    .args	= { "-i", "small.mem" },
    .exit	= VKT_EX_USAGE,
    .match	= { "small.mem.*65011712 bytes.*64M" },
    .prepare	= small_and_odd);

VKT_CASE(memory_image_of_odd_size_gives_no_size,
    REFUSED,
    .descr	= "without -m an -i file that is no multiple of 2 MB",
    .args	= { "-i", "odd.mem" },
    .exit	= VKT_EX_USAGE,
    .match	= { "odd.mem.*multiple of 2M" },
    .prepare	= small_and_odd);

/*
 * A fifo, a file that nobody may read, and the kernel under test as ./kernel
 * without the privilege to read it nevertheless.
 */
static int
closed_files(const struct vkt_case *c, char *why, size_t n)
{
	int fd;

	(void)c;
	if (sized("closed", 64 << 20, why, n) != 0 || chmod("closed", 0) != 0 ||
	    mkfifo("fifo", 0644) != 0 || mkdir("dir", 0755) != 0 ||
	    (fd = open("kernel", O_WRONLY | O_CREAT | O_EXCL, 0755)) < 0) {
		snprintf(why, n, "cannot make the files");
		return (1);
	}
	dprintf(fd, "#!/bin/sh\nexec %s '%s' \"$@\"\n", geteuid() != 0 ? "" :
	    "setpriv --bounding-set=-dac_override,-dac_read_search",
	    getenv("VKERNEL"));
	return (close(fd));
}

VKT_CASE(unreadable_memory_image_is_refused,
    REFUSED,
    .descr	= "-i with a file that the user may not read",
    .kernel	= "./kernel",
    .args	= { "-m", "64m", "-i", "closed" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -i closed: open: Permission denied" },
    .needs	= "setpriv",
    .prepare	= closed_files);

VKT_CASE(unreadable_disk_is_refused,
    REFUSED,
    .descr	= "-r with a file that the user may not read",
    .kernel	= "./kernel",
    .args	= { "-m", "64m", "-i", "memimg", "-r", "closed" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -r closed: Permission denied" },
    .needs	= "setpriv",
    .prepare	= closed_files);

VKT_CASE(unreadable_cd_is_refused,
    REFUSED,
    .descr	= "-c with a file that the user may not read",
    .kernel	= "./kernel",
    .args	= { "-m", "64m", "-i", "memimg", "-c", "closed" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -c closed: Permission denied" },
    .needs	= "setpriv",
    .prepare	= closed_files);

VKT_CASE(fifo_as_disk_is_refused,
    REFUSED,
    .descr	= "-r with a fifo, which would wait for a writer",
    .args	= { "-m", "64m", "-i", "memimg", "-r", "fifo" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -r fifo: Inappropriate file type" },
    .prepare	= closed_files);

VKT_CASE(fifo_as_memory_image_is_refused,
    REFUSED,
    .descr	= "-i with a fifo",
    .args	= { "-m", "64m", "-i", "fifo" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "^vkernel: -i fifo: not a regular file" },
    .prepare	= closed_files);

static int
memory_file(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	return (sized("mem128", 128 << 20, why, n));
}

VKT_CASE(memory_image_gives_the_size,
    .descr	= "without -m the size of an existing -i file counts",
    .bare	= true,
    .args	= { "-i", "mem128", "-r", "root.img" },
    .image	= "minimal",
    .prepare	= memory_file,
    .script	= "memory.exp",
    .script_args = { "128" });

VKT_CASE(memory_is_as_told,
    .descr	= "-m is what the guest sees, and units may be large",
    .args	= { "-m", "96M" },
    .image	= "minimal",
    .script	= "memory.exp",
    .script_args = { "96" });

VKT_CASE(cpus_are_as_told,
    .descr	= "-n is what the guest sees",
    .args	= { "-n", "4" },
    .image	= "minimal",
    .script	= "cpus.exp",
    .script_args = { "4" });

VKT_CASE(cpus_default_to_two,
    .descr	= "without -n there are two CPUs",
    .image	= "minimal",
    .script	= "cpus.exp",
    .script_args = { "2" });

VKT_CASE(environment_is_set,
    .descr	= "-e gives variables to the kernel, kenv(1) shows them",
    .args	= { "-e", "colour=red:size=4711", "-e", "later=yes" },
    .image	= "minimal",
    .script	= "environment.exp");

VKT_CASE(environment_names_the_root,
    .descr	= "-e vfs.root.mountfrom overrides the search for a root",
    .args	= { "-e", "vfs.root.mountfrom=\"ufs:vkd0s0a\"" },
    .image	= "minimal",
    .script	= "root.exp",
    .script_args = { "/dev/vkd0s0a" });

VKT_CASE(environment_without_value_is_refused,
    REFUSED,
    .descr	= "-e with a word that is no name=value",
    .args	= { "-m", "64m", "-e", "colour" },
    .exit	= VKT_EX_USAGE,
    .match	= { "^vkernel: -e colour: name=value expected" });

VKT_CASE(root_in_a_64_bit_label,
    .descr	= "the root is found in a disklabel64",
    .image	= "minimal",
    .label	= 64,
    .script	= "root.exp",
    .script_args = { "/dev/vkd0s0a" });

VKT_CASE(root_in_a_slice,
    .descr	= "the root is found in the first slice of an MBR",
    .image	= "minimal",
    .mbr	= true,
    .script	= "root.exp",
    .script_args = { "/dev/vkd0s1a" });

VKT_CASE(single_user,
    .descr	= "-s boots to a single-user shell",
    .args	= { "-s" },
    .image	= "minimal",
    .script	= "single.exp");

VKT_CASE(verbose_boot_says_more,
    .descr	= "-v turns debug.bootverbose on",
    .args	= { "-v" },
    .image	= "minimal",
    .script	= "verbose.exp");

VKT_CASE(pid_file_names_who_takes_sigterm,
    .descr	= "-p: SIGTERM to that process shuts down",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .script	= "pidfile.exp");

VKT_CASE(pid_file_that_cannot_be_is_a_warning,
    .descr	= "-p below a directory that does not exist warns and boots",
    .args	= { "-p", "/nonexistent/pid" },
    .image	= "minimal",
    .script	= "boot.exp",
    .match	= { "^warning: -p /nonexistent/pid: No such file" });

VKT_CASE(pid_file_that_is_a_directory_is_a_warning,
    .descr	= "-p with a directory warns and boots",
    .args	= { "-p", "dir" },
    .image	= "minimal",
    .script	= "boot.exp",
    .match	= { "^warning: -p dir: Is a directory" },
    .prepare	= closed_files);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, usage_without_options);
	ATF_TP_ADD_TC(tp, help_lists_every_option);
	ATF_TP_ADD_TC(tp, unknown_option_is_refused);
	ATF_TP_ADD_TC(tp, option_without_its_argument_is_refused);
	ATF_TP_ADD_TC(tp, stray_argument_is_refused);
	ATF_TP_ADD_TC(tp, memory_too_small_is_refused);
	ATF_TP_ADD_TC(tp, memory_of_odd_size_is_refused);
	ATF_TP_ADD_TC(tp, memory_without_number_is_refused);
	ATF_TP_ADD_TC(tp, memory_with_unknown_unit_is_refused);
	ATF_TP_ADD_TC(tp, memory_beyond_numbers_is_refused);
	ATF_TP_ADD_TC(tp, negative_memory_is_refused);
	ATF_TP_ADD_TC(tp, no_memory_is_refused);
	ATF_TP_ADD_TC(tp, no_cpu_is_refused);
	ATF_TP_ADD_TC(tp, too_many_cpus_are_refused);
	ATF_TP_ADD_TC(tp, cpus_without_number_are_refused);
	ATF_TP_ADD_TC(tp, too_many_disks_are_refused);
	ATF_TP_ADD_TC(tp, missing_disk_is_refused);
	ATF_TP_ADD_TC(tp, directory_as_disk_is_refused);
	ATF_TP_ADD_TC(tp, tiny_disk_is_refused);
	ATF_TP_ADD_TC(tp, disk_in_use_is_refused);
	ATF_TP_ADD_TC(tp, memory_image_in_use_is_refused);
	ATF_TP_ADD_TC(tp, memory_image_that_cannot_be_is_refused);
	ATF_TP_ADD_TC(tp, directory_as_memory_image_is_refused);
	ATF_TP_ADD_TC(tp, directory_gives_no_memory_size);
	ATF_TP_ADD_TC(tp, memory_image_too_small_gives_no_size);
	ATF_TP_ADD_TC(tp, memory_image_of_odd_size_gives_no_size);
	ATF_TP_ADD_TC(tp, unreadable_memory_image_is_refused);
	ATF_TP_ADD_TC(tp, unreadable_disk_is_refused);
	ATF_TP_ADD_TC(tp, unreadable_cd_is_refused);
	ATF_TP_ADD_TC(tp, fifo_as_disk_is_refused);
	ATF_TP_ADD_TC(tp, fifo_as_memory_image_is_refused);
	ATF_TP_ADD_TC(tp, memory_image_gives_the_size);
	ATF_TP_ADD_TC(tp, memory_is_as_told);
	ATF_TP_ADD_TC(tp, cpus_are_as_told);
	ATF_TP_ADD_TC(tp, cpus_default_to_two);
	ATF_TP_ADD_TC(tp, environment_is_set);
	ATF_TP_ADD_TC(tp, environment_names_the_root);
	ATF_TP_ADD_TC(tp, environment_without_value_is_refused);
	ATF_TP_ADD_TC(tp, root_in_a_64_bit_label);
	ATF_TP_ADD_TC(tp, root_in_a_slice);
	ATF_TP_ADD_TC(tp, single_user);
	ATF_TP_ADD_TC(tp, verbose_boot_says_more);
	ATF_TP_ADD_TC(tp, pid_file_names_who_takes_sigterm);
	ATF_TP_ADD_TC(tp, pid_file_that_cannot_be_is_a_warning);
	ATF_TP_ADD_TC(tp, pid_file_that_is_a_directory_is_a_warning);
	return (atf_no_error());
}
