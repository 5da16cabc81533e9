/*
 * t_disktools.c: newfs, fsck_ffs, disklabel and dumpfs, run by the host on
 * files: what one makes the other accepts, and damage is mended or told.
 *
 * The programs are built with sanitizers: a wild access is a failure, whatever
 * their exit status was to be.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <sys/wait.h>
#include <atf-c.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOOLS	VKT_OBJDIR "/cases/vkd/host/"
#define MENDED	8	/* runs of fsck after which all must be well */
#define ROUNDS	40	/* damaged disks a case */

/* Run a shell command; its exit status. */
static int __attribute__((format(printf, 1, 2)))
run(const char *fmt, ...)
{
	char cmd[1024];
	va_list ap;
	int st;

	va_start(ap, fmt);
	vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	st = system(cmd);
	ATF_REQUIRE_MSG(st != -1 && WIFEXITED(st), "%s: status %x", cmd, st);
	return (WEXITSTATUS(st));
}

static bool
file_has(const char *name, const char *text)
{
	return (run("grep -q -e '%s' %s", text, name) == 0);
}

/* fsck with these arguments; its status, and no complaint of a sanitizer. */
static int
fsck(const char *args, const char *image)
{
	int st = run("timeout 60 " TOOLS "fsck_ffs %s %s >fsck.out 2>&1", args,
	    image);

	if (file_has("fsck.out", "runtime error") ||
	    file_has("fsck.out", "AddressSanitizer") || st >= 100) {
		(void)run("cat fsck.out");
		atf_tc_fail("fsck_ffs %s: status %d", args, st);
	}
	return (st);
}

static void
sparse(const char *name, long megabytes)
{
	ATF_REQUIRE_EQ(run("rm -f %s && truncate -s %ldm %s", name, megabytes,
	    name), 0);
}

/* A filesystem with files of all kinds, and one beyond the first blocks. */
static void
populated(const char *name)
{
	ATF_REQUIRE_EQ(run("mkdir -p tree/a/b/c tree/many && "
	    "for i in $(seq 150); do echo $i >tree/many/file$i; done && "
	    "dd if=/dev/zero of=tree/a/big bs=64k count=20 status=none && "
	    "ln -s ../many tree/a/link && ln tree/many/file1 tree/a/b/again &&"
	    "ln -s $(printf '%%0200d' 0) tree/a/long"), 0);
	ATF_REQUIRE_EQ(run("makefs -t ffs -o version=1 -f 200 -s 6m %s tree "
	    ">/dev/null", name), 0);
}

ATF_TC_WITHOUT_HEAD(newfs_is_clean);
ATF_TC_BODY(newfs_is_clean, tc)
{
	static const char *const how[] = { "", "-b 4096 -f 512", "-b 8192 -f "
	    "1024", "-b 65536 -f 8192", "-b 65536 -f 65536", "-b 4096 -f 4096",
	    "-c 2", "-i 512", "-i 1000000", "-m 0", "-m 50 -o space",
	    "-L volume -U -e 4" };
	size_t i;

	(void)tc;
	for (i = 0; i < sizeof(how) / sizeof(how[0]); i++) {
		sparse("disk", 20);
		ATF_CHECK_EQ_MSG(run(TOOLS "newfs -q %s disk", how[i]), 0,
		    "newfs %s", how[i]);
		ATF_CHECK_EQ_MSG(fsck("-f -n", "disk"), 0, "newfs %s", how[i]);
		ATF_CHECK_EQ(run(TOOLS "dumpfs disk >dump"), 0);
		ATF_CHECK(file_has("dump", "clean	1"));
	}
}

ATF_TC_WITHOUT_HEAD(newfs_refuses);
ATF_TC_BODY(newfs_refuses, tc)
{
	static const char *const how[] = { "-b 5000", "-b 4096 -f 8192",
	    "-b 2048", "-f 100", "-b 16384 -f 1024", "-m 100", "-m x", "-s 0",
	    "-s 99999999", "-o fast", "-O 2", "-i 0", "-L "
	    "a_name_that_is_longer_than_there_is_room_for" };
	size_t i;

	(void)tc;
	sparse("disk", 8);
	for (i = 0; i < sizeof(how) / sizeof(how[0]); i++)
		ATF_CHECK_EQ_MSG(run(TOOLS "newfs -q %s disk 2>err", how[i]),
		    1, "newfs %s", how[i]);
	ATF_CHECK_EQ(run("test $(du disk | cut -f1) -eq 0"), 0);
	ATF_CHECK_EQ(run("truncate -s 60k tiny; " TOOLS "newfs tiny 2>err"), 1);
	ATF_CHECK(file_has("err", "too small"));
	ATF_CHECK_EQ(run(TOOLS "newfs /nonexistent/disk 2>err"), 1);
	ATF_CHECK_EQ(run(TOOLS "newfs . 2>err"), 1);
}

/* Bytes of the disk, little-endian as the host is. */
static int32_t
word(int fd, off_t at)
{
	int32_t v = 0;

	ATF_REQUIRE_EQ(pread(fd, &v, sizeof(v), at), (ssize_t)sizeof(v));
	return (v);
}

static uint32_t rnd_state;

static uint32_t
rnd(uint32_t below)
{
	rnd_state = rnd_state * 1664525 + 1013904223;
	return ((uint32_t)((uint64_t)rnd_state * below >> 32));
}

/* Somewhere in the metadata: mostly inodes and directories. */
static off_t
target(int fd)
{
	off_t fsize = word(fd, 8192 + 52);

	switch (rnd(8)) {
	case 0:
		return (word(fd, 8192 + 12) * fsize + rnd(3000));
	case 1:
	case 2:
	case 3:
		return (word(fd, 8192 + 16) * fsize + 256 + rnd(20000));
	case 4:
	case 5:
		return (word(fd, 8192 + 20) * fsize + rnd(20000));
	default:
		return (word(fd, 8192 + 20) * fsize + (rnd(2000000) & ~3u));
	}
}

static void
damage(const char *name)
{
	static const uint32_t wild[] = { 0, 0xffffffff, 0x7fffffff, 1, 512 };
	int fd = open(name, O_RDWR), i, n = 1 + (int)rnd(8);
	uint32_t v;
	size_t len;
	off_t at;

	ATF_REQUIRE(fd >= 0);
	for (i = 0; i < n; i++) {
		v = rnd(2) ? wild[rnd(5)] : rnd(2) ? rnd(30000) :
		    rnd(UINT32_MAX);
		len = 1u << rnd(3);
		at = target(fd);
		ATF_REQUIRE_EQ(pwrite(fd, &v, len, at), (ssize_t)len);
	}
	close(fd);
}

/* Run until it says that all is well, and then really is. */
static void
mend(const char *name, int round)
{
	int turn, st = -1;

	for (turn = 0; turn < MENDED && st != 0; turn++)
		st = fsck("-f -y", name);
	if (st != 0)
		(void)run("tail -20 fsck.out");
	ATF_CHECK_EQ_MSG(st, 0, "round %d: never mended", round);
	ATF_CHECK_EQ_MSG(fsck("-f -n", name), 0, "round %d: not stable", round);
}

ATF_TC(damage_is_mended);
ATF_TC_HEAD(damage_is_mended, tc)
{
	atf_tc_set_md_var(tc, "timeout", "240");
}
ATF_TC_BODY(damage_is_mended, tc)
{
	int round;

	(void)tc;
	populated("base");
	for (round = 1; round <= ROUNDS; round++) {
		rnd_state = (uint32_t)round;
		ATF_REQUIRE_EQ(run("cp base disk"), 0);
		damage("disk");
		mend("disk", round);
	}
}

/* -p never asks, never crashes, and says 0 only when -n agrees. */
ATF_TC(preen_is_honest);
ATF_TC_HEAD(preen_is_honest, tc)
{
	atf_tc_set_md_var(tc, "timeout", "240");
}
ATF_TC_BODY(preen_is_honest, tc)
{
	int round, st;

	(void)tc;
	populated("base");
	for (round = 1; round <= ROUNDS; round++) {
		rnd_state = 1000u + (uint32_t)round;
		ATF_REQUIRE_EQ(run("cp base disk"), 0);
		damage("disk");
		st = fsck("-p -f", "disk");
		ATF_CHECK_MSG(st == 0 || st == 8, "round %d: %d", round, st);
		if (st == 0)
			ATF_CHECK_EQ_MSG(fsck("-f -n", "disk"), 0,
			    "round %d: not mended", round);
		else
			ATF_CHECK(file_has("fsck.out", "MANUALLY"));
	}
}

static void
zero(const char *name, off_t at, size_t len)
{
	ATF_REQUIRE_EQ(run("dd if=/dev/zero of=%s bs=1 seek=%lld count=%zu "
	    "conv=notrunc status=none", name, (long long)at, len), 0);
}

ATF_TC_WITHOUT_HEAD(superblock_copies_serve);
ATF_TC_BODY(superblock_copies_serve, tc)
{
	(void)tc;
	sparse("disk", 20);
	ATF_REQUIRE_EQ(run(TOOLS "newfs -c 2 disk >out"), 0);
	ATF_CHECK(file_has("out", "^32, "));
	zero("disk", 8192, 1400);
	ATF_CHECK_EQ(fsck("-p", "disk"), 8);
	ATF_CHECK_EQ(fsck("-n", "disk"), 8);
	ATF_CHECK_EQ(fsck("-y -b 32", "disk"), 0);
	ATF_CHECK_EQ(fsck("-f -n", "disk"), 0);
	/* Found without being told, when the first copy is gone as well. */
	zero("disk", 8192, 1400);
	zero("disk", 16384, 1400);
	ATF_CHECK_EQ(fsck("-y", "disk"), 0);
	ATF_CHECK_EQ(fsck("-f -n", "disk"), 0);
}

ATF_TC_WITHOUT_HEAD(clean_is_skipped);
ATF_TC_BODY(clean_is_skipped, tc)
{
	(void)tc;
	sparse("disk", 8);
	ATF_REQUIRE_EQ(run(TOOLS "newfs -q disk"), 0);
	ATF_CHECK_EQ(fsck("-p", "disk"), 0);
	ATF_CHECK(file_has("fsck.out", "CLEAN; SKIPPING"));
	zero("disk", 8192 + 209, 1);
	ATF_CHECK_EQ(fsck("-p", "disk"), 0);
	ATF_CHECK(!file_has("fsck.out", "SKIPPING"));
	ATF_CHECK_EQ(fsck("-p", "disk"), 0);
	ATF_CHECK(file_has("fsck.out", "CLEAN; SKIPPING"));
	ATF_CHECK_EQ(fsck("-p", "nothing"), 8);
	ATF_CHECK_EQ(fsck("-p", "."), 8);
	ATF_CHECK_EQ(fsck("-z", "disk"), 1);
}

/* What is printed is read back as the same label. */
static void
roundtrip(const char *kind, const char *proto)
{
	sparse("disk", 40);
	ATF_REQUIRE_EQ(run("ln -sf " TOOLS "disklabel %s", kind), 0);
	ATF_REQUIRE_EQ(run("./%s -w disk auto name", kind), 0);
	ATF_REQUIRE_EQ(run("printf '%s' >proto && ./%s -R disk proto", proto,
	    kind), 0);
	ATF_REQUIRE_EQ(run(TOOLS "disklabel disk >first"), 0);
	ATF_CHECK(file_has("first", "^label: name"));
	ATF_CHECK_EQ(run("grep -c '^  [a-p]:' first | grep -q 3"), 0);
	sparse("disk", 40);
	ATF_REQUIRE_EQ(run("./%s -R disk first", kind), 0);
	ATF_REQUIRE_EQ(run(TOOLS "disklabel disk >second"), 0);
	ATF_CHECK_EQ(run("cmp first second"), 0);
}

ATF_TC_WITHOUT_HEAD(label_text_is_read_back);
ATF_TC_BODY(label_text_is_read_back, tc)
{
	(void)tc;
	roundtrip("disklabel64", "16 partitions:\\na: 20M 0 4.2BSD\\n"
	    "b: 5M * swap\\nd: * * 4.2BSD\\n");
	roundtrip("disklabel32", "16 partitions:\\na: 20M 2048 4.2BSD\\n"
	    "c: * 0 unused\\nd: * 60000 4.2BSD\\n");
}

ATF_TC_WITHOUT_HEAD(bad_label_text_is_refused);
ATF_TC_BODY(bad_label_text_is_refused, tc)
{
	static const char *const proto[] = { "16 partitions:\\na: 20M\\n",
	    "17 partitions:\\n", "0 partitions:\\n", "nonsense\\n",
	    "16 partitions:\\na: 1T 0 4.2BSD\\n",
	    "16 partitions:\\na: 1M 1T swap\\n",
	    "16 partitions:\\na: -1 0 swap\\n",
	    "16 partitions:\\na: 1M 0 nothing\\n",
	    "16 partitions:\\nz: 1M 0 swap\\n", "a: 1M 0 swap\\n",
	    "total size: 99999999999\\n", "boot2 data base: x\\n",
	    "partitions data base: 0\\n" };
	size_t i;

	(void)tc;
	sparse("disk", 8);
	ATF_REQUIRE_EQ(run(TOOLS "disklabel -w disk auto"), 0);
	ATF_REQUIRE_EQ(run("cp disk before"), 0);
	for (i = 0; i < sizeof(proto) / sizeof(proto[0]); i++)
		ATF_CHECK_EQ_MSG(run("printf '%s' >proto; " TOOLS
		    "disklabel -R disk proto 2>err", proto[i]), 1, "%s",
		    proto[i]);
	ATF_CHECK_EQ(run("cmp disk before"), 0);
	sparse("disk", 8);
	ATF_CHECK_EQ(run(TOOLS "disklabel disk 2>err"), 1);
	ATF_CHECK(file_has("err", "no disk label"));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, newfs_is_clean);
	ATF_TP_ADD_TC(tp, newfs_refuses);
	ATF_TP_ADD_TC(tp, damage_is_mended);
	ATF_TP_ADD_TC(tp, preen_is_honest);
	ATF_TP_ADD_TC(tp, superblock_copies_serve);
	ATF_TP_ADD_TC(tp, clean_is_skipped);
	ATF_TP_ADD_TC(tp, label_text_is_read_back);
	ATF_TP_ADD_TC(tp, bad_label_text_is_refused);
	return (atf_no_error());
}
