/*
 * t_vkd.c: disks as a user of the guest meets them: labels and nodes, raw
 * transfers, new filesystems, full ones, ones that were not unmounted.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"

#define ODD	100	/* bytes behind the last whole sector */

/* A blank disk of 24 MB, as scratch.img. */
static int
scratch_of(off_t size, char *why, size_t n)
{
	int fd = open("scratch.img", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0644);

	if (fd < 0 || ftruncate(fd, size) != 0) {
		snprintf(why, n, "cannot make scratch.img");
		return (1);
	}
	close(fd);
	return (0);
}

static int
scratch(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	return (scratch_of(24 << 20, why, n));
}

static int
odd_scratch(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	return (scratch_of((24 << 20) + ODD, why, n));
}

/* Nothing of what the guest wrote is in the file. */
static int
still_blank(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t n)
{
	struct stat st;

	(void)c;
	(void)r;
	if (stat("scratch.img", &st) == 0 && st.st_blocks == 0)
		return (0);
	snprintf(why, n, "scratch.img was written");
	return (1);
}

#define DISK(how)							\
	.image = "minimal", .script = "disks.exp", .script_args = { how }, \
	.args = { "-r", "root.img", "-r", "scratch.img:SERNO42" },	\
	.prepare = scratch, .timeout = 90, .check = vkt_root_is_clean

VKT_CASE(labels_make_nodes, DISK("labels"),
    .descr	= "disklabel, 64 and 32 bits: nodes come and go with it");

VKT_CASE(label_area_is_protected, DISK("protect"),
    .descr	= "the sectors of a label take writes only after DIOCWLABEL");

VKT_CASE(raw_transfers, DISK("raw"),
    .descr	= "whole sectors only, nothing at the end, errors beyond");

VKT_CASE(slices_of_a_boot_record, DISK("slices"),
    .descr	= "a boot record written in the guest gives vkd1s1 and vkd1s2");

VKT_CASE(new_filesystems, DISK("newfs"),
    .descr	= "newfs, mount, files, umount, fsck with several block sizes");

VKT_CASE(full_filesystem, DISK("full"),
    .descr	= "ENOSPC comes at the write, the reserve is root's, rm helps");

VKT_CASE(big_directory, DISK("bigdir"),
    .descr	= "two thousand names in one directory, and their end");

VKT_CASE(odd_size,
    .descr	= "bytes behind the last whole sector are told and ignored",
    .args	= { "-r", "root.img", "-r", "scratch.img" },
    .image	= "minimal",
    .script	= "disks.exp",
    .script_args = { "raw" },
    .prepare	= odd_scratch,
    .timeout	= 90,
    .match	= { "vkd1: the last 100 bytes" });

VKT_CASE(discarded_writes,
    .descr	= "-R: the guest reads what it wrote, the file stays blank",
    .args	= { "-r", "root.img", "-R", "scratch.img" },
    .image	= "minimal",
    .script	= "disks.exp",
    .script_args = { "newfs" },
    .prepare	= scratch,
    .timeout	= 90,
    .check	= still_blank);

/*
 * Turn 1 leaves the second disk mounted and kills the kernel; turn 2 finds it
 * dirty, and kills the kernel again.
 */
VKT_CASE(dirty_disk_wants_fsck,
    .descr	= "a disk that was not unmounted is read-only until fsck has run",
    .args	= { "-p", "pid", "-r", "root.img", "-r", "scratch.img" },
    .image	= "minimal",
    .script	= "dirty.exp",
    .prepare	= scratch,
    .repeat	= 2,
    .timeout	= 60,
    .verdict	= VKT_PANIC,
    .reason	= "killed by signal 9");

/* vkd(4): a flush of the guest is one of the host's file. */
VKT_CASE(flush_reaches_the_host,
    .descr	= "fsync, O_FSYNC and unmounting flush the file; errors come back",
    .image	= "minimal",
    .files	= { "h_flush" },
    .env	= { "LD_PRELOAD=" VKT_OBJDIR "/cases/vkd/flushes.so",
		    "ASAN_OPTIONS=verify_asan_link_order=0" },
    .script	= "flush.exp",
    .check	= vkt_root_is_clean);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, labels_make_nodes);
	ATF_TP_ADD_TC(tp, label_area_is_protected);
	ATF_TP_ADD_TC(tp, raw_transfers);
	ATF_TP_ADD_TC(tp, slices_of_a_boot_record);
	ATF_TP_ADD_TC(tp, new_filesystems);
	ATF_TP_ADD_TC(tp, full_filesystem);
	ATF_TP_ADD_TC(tp, big_directory);
	ATF_TP_ADD_TC(tp, odd_size);
	ATF_TP_ADD_TC(tp, discarded_writes);
	ATF_TP_ADD_TC(tp, dirty_disk_wants_fsck);
	ATF_TP_ADD_TC(tp, flush_reaches_the_host);
	return (atf_no_error());
}
