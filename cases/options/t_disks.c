/*
 * t_disks.c: -r, -R and -c as options: order, names, numbers, locks.  What the
 * disks then do is cases/vkd and cases/vcd.
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
#define GUEST	.image = "minimal", .script = "variables.exp"
#define NDISKS	18

/* Disks d0 to d17 of 64 KB; each begins with its name. */
static int
disks(const struct vkt_case *c, char *why, size_t n)
{
	char name[8], first[16] = "";
	int fd, i;

	(void)c;
	for (i = 0; i < NDISKS; i++) {
		snprintf(name, sizeof(name), "d%d", i);
		snprintf(first, sizeof(first), "%s\n", name);
		fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (fd < 0 || ftruncate(fd, 64 << 10) != 0 ||
		    pwrite(fd, first, strlen(first), 0) < 0) {
			snprintf(why, n, "cannot make %s", name);
			return (1);
		}
		close(fd);
	}
	return (0);
}

/* And d1 locked by somebody else, for as long as the case runs. */
static int
locked_disk(const struct vkt_case *c, char *why, size_t n)
{
	int fd;

	if (disks(c, why, n) != 0)
		return (1);
	fd = open("d1", O_RDWR | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX) == 0)
		return (0);
	snprintf(why, n, "cannot lock d1");
	return (1);
}

/* And a copy of d1 in a directory whose name has a colon. */
static int
colon_disk(const struct vkt_case *c, char *why, size_t n)
{
	if (disks(c, why, n) != 0)
		return (1);
	return (system("mkdir a:b && cp d1 a:b"));
}

/* A file of 2047 bytes. */
static int
small_cd(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	(void)why;
	(void)n;
	return (system("head -c 2047 /dev/zero >small.iso"));
}

#define NAME(dev)	"head -n 1 /dev/" dev

VKT_CASE(disks_in_order, GUEST,
    .descr	= "-r and -R count together, in the order of the command line",
    .args	= { "-r", "root.img", "-r", "d1", "-R", "d2", "-r", "d3" },
    .prepare	= disks,
    .script_args = { NAME("vkd1"), "d1", NAME("vkd2"), "d2", NAME("vkd3"),
		    "d3", "test -e /dev/vkd4 || echo none", "none" });

VKT_CASE(cds_in_order, GUEST,
    .descr	= "-c counts by itself: vcd0, vcd1, between the -r",
    .args	= { "-r", "root.img", "-c", "d1", "-r", "d2", "-c", "d3" },
    .prepare	= disks,
    .script_args = { NAME("vcd0"), "d1", NAME("vcd1"), "d3", NAME("vkd1"),
		    "d2", "test -e /dev/vcd2 || echo none", "none" });

VKT_CASE(sixteen_disks, GUEST,
    .descr	= "sixteen of -r and -R: vkd0 to vkd15",
    .args	= { "-rroot.img", "-rd1", "-rd2", "-rd3", "-rd4", "-rd5",
		    "-rd6", "-rd7", "-rd8", "-rd9", "-Rd10", "-Rd11", "-Rd12",
		    "-Rd13", "-Rd14", "-Rd15", "-m", "64m", "-i", "memimg" },
    .bare	= true,
    .prepare	= disks,
    .script_args = { NAME("vkd15"), "d15",
		    "sysctl -n kern.disks | tr ' ' '\\n' | grep -c vkd",
		    "16" });

VKT_CASE(sixteen_cds, GUEST,
    .descr	= "sixteen of -c: vcd0 to vcd15",
    .args	= { "-rroot.img", "-cd0", "-cd1", "-cd2", "-cd3", "-cd4",
		    "-cd5", "-cd6", "-cd7", "-cd8", "-cd9", "-cd10", "-cd11",
		    "-cd12", "-cd13", "-cd14", "-cd15", "-m", "64m", "-i",
		    "memimg" },
    .bare	= true,
    .prepare	= disks,
    .script_args = { NAME("vcd15"), "d15" });

VKT_CASE(seventeenth_cd_is_refused, REFUSED,
    .descr	= "seventeen of -c",
    .args	= { "-m", "64m", "-c0", "-c1", "-c2", "-c3", "-c4", "-c5",
		    "-c6", "-c7", "-c8", "-c9", "-ca", "-cb", "-cc", "-cd",
		    "-ce", "-cf", "-cg" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-c g: more than 16 of them" });

VKT_CASE(seventeenth_of_both_kinds_is_refused, REFUSED,
    .descr	= "sixteen of -r and one of -R",
    .args	= { "-m", "64m", "-r0", "-r1", "-r2", "-r3", "-r4", "-r5",
		    "-r6", "-r7", "-r8", "-r9", "-ra", "-rb", "-rc", "-rd",
		    "-re", "-rf", "-Rg" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-R g: more than 16 of them" });

VKT_CASE(serial_numbers, GUEST,
    .descr	= "file:serno of -r and -R names the disk in /dev/serno",
    .args	= { "-r", "root.img", "-r", "d1:FIRST-1", "-R", "d2:2.b" },
    .prepare	= disks,
    .script_args = { NAME("serno/FIRST-1"), "d1", NAME("serno/2.b"), "d2" });

#define LONG	"012345678901234567890123456789012345678901234567890123456789012"

VKT_CASE(longest_serial_number, GUEST,
    .descr	= "a serial number of 63 bytes is a name, too",
    .args	= { "-r", "root.img", "-r", "d1:" LONG },
    .prepare	= disks,
    .script_args = { NAME("serno/" LONG), "d1" });

/* d1 may only be read, also by root: ./kernel has no privilege to do more. */
static int
read_only_disk(const struct vkt_case *c, char *why, size_t n)
{
	FILE *fp;

	if (disks(c, why, n) != 0)
		return (1);
	if (chmod("d1", 0444) != 0 || (fp = fopen("kernel", "w")) == NULL) {
		snprintf(why, n, "cannot make the files");
		return (1);
	}
	fprintf(fp, "#!/bin/sh\nexec %s '%s' \"$@\"\n", geteuid() != 0 ? "" :
	    "setpriv --bounding-set=-dac_override,-dac_read_search",
	    getenv("VKERNEL"));
	fclose(fp);
	return (system("chmod +x kernel"));
}

VKT_CASE(read_only_file_is_a_read_only_disk, GUEST,
    .descr	= "-r with a file that may only be read: writes are EROFS",
    .kernel	= "./kernel",
    .args	= { "-r", "root.img", "-r", "d1" },
    .needs	= "setpriv",
    .prepare	= read_only_disk,
    .script_args = { NAME("vkd1"), "d1",
		    "dd if=/dev/zero of=/dev/vkd1 bs=512 count=1 2>&1 | "
		    "grep -o 'Read-only file system'",
		    "Read-only file system" },
    .match	= { "^vkd1: d1, 0 MB, read-only" });

VKT_CASE(colon_in_a_directory, GUEST,
    .descr	= "a colon before the last slash belongs to the file's name",
    .args	= { "-r", "root.img", "-r", "a:b/d1" },
    .prepare	= colon_disk,
    .script_args = { NAME("vkd1"), "d1" });

VKT_CASE(long_serial_number_is_refused, REFUSED,
    .descr	= "a serial number of more than 63 bytes",
    .args	= { "-m", "64m", "-r", "d1:" LONG "3" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-r d1:0123.*: serial number too long" });

VKT_CASE(empty_name_is_refused, REFUSED,
    .descr	= "-r with an empty word",
    .args	= { "-m", "64m", "-r", "" },
    .exit	= VKT_EX_USAGE,
    .match	= { "-r: empty file name" });

VKT_CASE(missing_cd_is_refused, REFUSED,
    .descr	= "-c with a file that does not exist names it",
    .args	= { "-m", "64m", "-i", "memimg", "-c", "nowhere.iso" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "nowhere.iso.*No such file" });

VKT_CASE(cd_smaller_than_a_sector_is_refused, REFUSED,
    .descr	= "-c with less than 2048 bytes",
    .args	= { "-m", "64m", "-i", "memimg", "-c", "small.iso" },
    .exit	= VKT_EX_NOINPUT,
    .match	= { "small.iso.*smaller than a sector of 2048" },
    .prepare	= small_cd);

VKT_CASE(discarding_disk_takes_no_lock, GUEST,
    .descr	= "-R of a file that somebody has locked, and twice",
    .args	= { "-r", "root.img", "-R", "d1", "-R", "d1" },
    .prepare	= locked_disk,
    .script_args = { NAME("vkd1"), "d1",
		    "printf new >/tmp/x; dd if=/tmp/x of=/dev/vkd1 bs=512 "
		    "conv=sync 2>/dev/null; head -c 3 /dev/vkd1", "new",
		    NAME("vkd2"), "d1" });

static int
root_sum(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	(void)why;
	(void)n;
	return (system("cksum root.img >sum"));
}

static int
root_as_before(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t n)
{
	(void)c;
	(void)r;
	if (system("cksum root.img | cmp -s - sum") == 0)
		return (0);
	snprintf(why, n, "root.img was written");
	return (1);
}

VKT_CASE(discarded_root,
    .descr	= "-R as the root: written in the guest, as before outside",
    .args	= { "-R", "root.img" },
    .image	= "minimal",
    .prepare	= root_sum,
    .script	= "discarded.exp",
    .check	= root_as_before);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, disks_in_order);
	ATF_TP_ADD_TC(tp, cds_in_order);
	ATF_TP_ADD_TC(tp, sixteen_disks);
	ATF_TP_ADD_TC(tp, sixteen_cds);
	ATF_TP_ADD_TC(tp, seventeenth_cd_is_refused);
	ATF_TP_ADD_TC(tp, seventeenth_of_both_kinds_is_refused);
	ATF_TP_ADD_TC(tp, serial_numbers);
	ATF_TP_ADD_TC(tp, longest_serial_number);
	ATF_TP_ADD_TC(tp, read_only_file_is_a_read_only_disk);
	ATF_TP_ADD_TC(tp, colon_in_a_directory);
	ATF_TP_ADD_TC(tp, long_serial_number_is_refused);
	ATF_TP_ADD_TC(tp, empty_name_is_refused);
	ATF_TP_ADD_TC(tp, missing_cd_is_refused);
	ATF_TP_ADD_TC(tp, cd_smaller_than_a_sector_is_refused);
	ATF_TP_ADD_TC(tp, discarding_disk_takes_no_lock);
	ATF_TP_ADD_TC(tp, discarded_root);
	return (atf_no_error());
}
