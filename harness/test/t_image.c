/*
 * t_image.c: the image writer: labels read back, file systems that check,
 * the same bytes twice, one line for each mistake.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <sys/wait.h>
#include <atf-c.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "image.h"
#include "label.h"
#include "sum.h"
#include "vkt.h"

#define CASE(name, text)						\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "require.progs", "makefs");	\
	}								\
	ATF_TC_BODY(name, tc)

static const char recipe[] =
    "size 6m\n"
    "dir /tmp 1777 root wheel\n"
    "file /etc/fstab 0644 root wheel\n"
    "\t/dev/vkd0s0a / ufs rw 1 1\n"
    "\n"
    "link /bin/true sh\n"
    "exclude /usr/share\n";

/* A tree with what trees have: links, odd names, a METALOG. */
static void
tree_make(void)
{
	ATF_REQUIRE_EQ(0, vkt_mkdirs("tree/bin"));
	ATF_REQUIRE_EQ(0, vkt_mkdirs("tree/etc"));
	ATF_REQUIRE_EQ(0, vkt_mkdirs("tree/usr/share"));
	ATF_REQUIRE_EQ(0, vkt_append("tree/bin/sh", "a shell\n"));
	ATF_REQUIRE_EQ(0, vkt_append("tree/etc/odd name", "x\n"));
	ATF_REQUIRE_EQ(0, vkt_append("tree/usr/share/words", "word\n"));
	ATF_REQUIRE_EQ(0, vkt_append("tree/etc/group",
	    "wheel:*:0:root\nstaff:*:20:\n"));
	ATF_REQUIRE_EQ(0, vkt_append("tree/METALOG",
	    "#mtree 2.0\n"
	    "./. type=dir mode=0755 uname=root gname=wheel\n"
	    "./bin type=dir mode=0755 uname=root gname=wheel\n"
	    "./bin/sh type=file mode=0555 uname=root gname=wheel size=8\n"
	    "./bin/dash type=hardlink link=./bin/sh\n"
	    "./etc/odd\\040name type=file mode=0640 uname=bin gname=staff\n"
	    "./usr/share/words type=file mode=0444 uname=root gname=wheel\n"
	    "./dev/null type=char device=native,2,2 mode=0666 uid=0 gid=0\n"
	    "./etc/odd\\040name type=file mode=0600 uname=bin gname=staff\n"));
}

static int
build(const char *manifest, const char *tree, const char *out,
    const char *cache, char why[256])
{
	struct image im;
	int error = 0;
	bool hit;

	image_init(&im);
	if (tree != NULL)
		error = image_tree(&im, tree);
	if (error == 0)
		error = image_manifest(&im, "recipe", manifest);
	if (error == 0)
		error = image_make(&im, out, cache, &hit);
	if (why != NULL)
		memcpy(why, im.why, sizeof(im.why));
	if (error != 0)
		fprintf(stderr, "%s\n", im.why);
	image_free(&im);
	return (error);
}

static void
same(const char *a, const char *b)
{
	struct buf x = { 0 }, y = { 0 };

	ATF_REQUIRE_EQ(0, buf_read(&x, a));
	ATF_REQUIRE_EQ(0, buf_read(&y, b));
	ATF_CHECK_MSG(x.len == y.len && memcmp(x.data, y.data, x.len) == 0,
	    "%s and %s differ", a, b);
	buf_free(&x);
	buf_free(&y);
}

CASE(labels_read_back, "each kind of label and slice")
{
	char lines[512];
	struct label l;
	int fd, kind;

	(void)tc;
	tree_make();
	for (kind = 0; kind < 4; kind++) {
		snprintf(lines, sizeof(lines), "%slabel %d\nslice %s\n",
		    recipe, kind & 1 ? 64 : 32, kind & 2 ? "mbr" : "none");
		ATF_REQUIRE_EQ(0, build(lines, "tree", "a.img", NULL, NULL));
		fd = open("a.img", O_RDONLY);
		ATF_REQUIRE(fd >= 0);
		ATF_REQUIRE_EQ(0, label_read(fd, &l));
		ATF_CHECK_EQ(kind & 1 ? 64 : 32, l.bits);
		ATF_CHECK_EQ((kind & 2) != 0, l.mbr);
		ATF_CHECK_EQ(kind & 2 ? SLICE_START : 0, l.slice);
		ATF_CHECK_EQ(0, l.a_offset % 4096);
		ATF_CHECK_EQ(6 << 20, l.size);
		ATF_CHECK_EQ(0, ffs_check(fd, l.a_offset, l.a_size));
		close(fd);
	}
}

CASE(labels_damaged_are_seen, "a changed byte in a label is found")
{
	static const int at[] = { 512, 516 + 4, 512 + 136, 512 + 148 };
	struct label l;
	char byte;
	size_t i;
	int fd;

	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, build(recipe, "tree", "a.img", NULL, NULL));
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		ATF_REQUIRE_EQ(0, vkt_clone("a.img", "b.img"));
		fd = open("b.img", O_RDWR);
		ATF_REQUIRE_EQ(1, pread(fd, &byte, 1, at[i]));
		byte ^= 0x10;
		ATF_REQUIRE_EQ(1, pwrite(fd, &byte, 1, at[i]));
		ATF_CHECK(label_read(fd, &l) != 0);
		close(fd);
	}
}

CASE(damaged_superblock_is_seen, "ffs_check notices what fsck would")
{
	static const int at[] = { 8192 + 1372, 8192 + 44, 8192 + 196,
	    8192 + 209 };
	struct label l;
	char byte;
	size_t i;
	int fd;

	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, build(recipe, "tree", "a.img", NULL, NULL));
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		ATF_REQUIRE_EQ(0, vkt_clone("a.img", "b.img"));
		fd = open("b.img", O_RDWR);
		ATF_REQUIRE_EQ(0, label_read(fd, &l));
		ATF_REQUIRE_EQ(1, pread(fd, &byte, 1,
		    (off_t)l.a_offset + at[i]));
		byte ^= 0x10;
		ATF_REQUIRE_EQ(1, pwrite(fd, &byte, 1,
		    (off_t)l.a_offset + at[i]));
		ATF_CHECK(ffs_check(fd, l.a_offset, l.a_size) != 0);
		close(fd);
	}
}

CASE(same_bytes_twice, "time and place do not change an image")
{
	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, build(recipe, "tree", "a.img", NULL, NULL));
	ATF_REQUIRE_EQ(0, system("sleep 1.1; touch tree/bin/sh; "
	    "cp -R tree other"));
	ATF_REQUIRE_EQ(0, build(recipe, "other", "b.img", NULL, NULL));
	same("a.img", "b.img");
}

CASE(users_find_makefs, "a user whose PATH has no sbin can make images")
{
	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, vkt_append("m", recipe));
	ATF_CHECK_EQ(0, system("PATH=/usr/bin:/bin " VKT_OBJDIR
	    "/harness/vkt image -q -m m -t tree x.img"));
}

CASE(full_disk_is_told, "an image that finds no room names itself")
{
	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, vkt_append("m", recipe));
	if (system("unshare -rm true") != 0)
		atf_tc_skip("this host gives no namespaces to its users");
	ATF_CHECK_EQ(0, system("mkdir small; unshare -rm sh -c 'mount -t tmpfs "
	    "-o size=64k none small && " VKT_OBJDIR "/harness/vkt image -q "
	    "-m m -t tree small/x.img 2>err; test $? -eq 66 && "
	    "test -z \"$(ls small)\"'"));
	ATF_CHECK_EQ(0, system("grep -qx 'vkt: small/x.img: "
	    "No space left on device' err"));
}

CASE(inodes_are_as_told, "owners, modes, links and devices reach the disk")
{
	struct want {
		uint16_t	mode, nlink;
		uint32_t	uid, gid, size;
	} want[] = {
		{ S_IFREG | 0555, 2, 0, 0, 8 },
		{ S_IFREG | 0600, 1, 7, 20, 2 },
		{ S_IFDIR | 01777, 2, 0, 0, 512 },
		{ S_IFLNK | 0755, 1, 0, 0, 2 },
		{ S_IFCHR | 0666, 1, 0, 0, 0 },
		{ S_IFREG | 0644, 1, 0, 0, 26 },
	};
	struct label l;
	uint8_t ino[128];
	size_t i, n, seen[6] = { 0 };
	uint16_t mode, nlink;
	uint32_t uid, gid, size;
	off_t at;
	int fd;

	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, build(recipe, "tree", "a.img", NULL, NULL));
	fd = open("a.img", O_RDONLY);
	ATF_REQUIRE_EQ(0, label_read(fd, &l));
	ATF_REQUIRE_EQ(4, pread(fd, &size, 4, (off_t)l.a_offset + 8192 + 16));
	at = (off_t)l.a_offset + (off_t)size * 1024;
	for (n = 2; n < 64; n++) {
		ATF_REQUIRE_EQ(128, pread(fd, ino, 128, at + 128 * (off_t)n));
		memcpy(&mode, ino, 2);
		memcpy(&nlink, ino + 2, 2);
		memcpy(&size, ino + 8, 4);
		memcpy(&uid, ino + 112, 4);
		memcpy(&gid, ino + 116, 4);
		for (i = 0; i < 6; i++) {
			seen[i] += mode == want[i].mode &&
			    nlink == want[i].nlink && uid == want[i].uid &&
			    gid == want[i].gid && size == want[i].size;
		}
		/* The word list was excluded. */
		ATF_CHECK(!S_ISREG(mode) || size != 5);
	}
	for (i = 0; i < 6; i++)
		ATF_CHECK_EQ_MSG(1, seen[i], "inode %zu: %zu", i, seen[i]);
	close(fd);
}

CASE(cache_follows_its_input, "one image per input, and only one")
{
	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, build(recipe, "tree", "a.img", "cache", NULL));
	ATF_REQUIRE_EQ(0, build(recipe, "tree", "b.img", "cache", NULL));
	same("a.img", "b.img");
	ATF_CHECK_EQ(0, system("test $(ls cache/*.img | wc -l) -eq 1"));
	ATF_REQUIRE_EQ(0, truncate("tree/bin/sh", 4));
	ATF_REQUIRE_EQ(0, build(recipe, "tree", "b.img", "cache", NULL));
	ATF_CHECK_EQ(0, system("test $(ls cache/*.img | wc -l) -eq 2"));
	ATF_CHECK(system("cmp -s a.img b.img") != 0);
}

CASE(makers_at_once, "four makers of one image do not disturb each other")
{
	char out[16];
	int i, status;

	(void)tc;
	tree_make();
	for (i = 0; i < 4; i++) {
		snprintf(out, sizeof(out), "%d.img", i);
		if (fork() == 0)
			_exit(build(recipe, "tree", out, "cache", NULL) != 0);
	}
	while (wait(&status) > 0)
		ATF_CHECK_EQ(0, status);
	same("0.img", "1.img");
	same("0.img", "2.img");
	same("0.img", "3.img");
	ATF_CHECK_EQ(0, system("test $(ls cache | grep -c img$) -eq 1"));
}

CASE(trees_without_metalog, "owners are taken from the files, ours as root")
{
	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, unlink("tree/METALOG"));
	ATF_REQUIRE_EQ(0, symlink("sh", "tree/bin/ash"));
	ATF_REQUIRE_EQ(0, build("free 2m\n", "tree", "a.img", NULL, NULL));
	ATF_CHECK_EQ(0, system("test $(stat -c %s a.img) -lt 6000000"));
}

CASE(mistakes_are_told, "each mistake gives one line that names it")
{
	static const struct {
		const char	*manifest, *why;
	} table[] = {
		{ "size 12q\n", "recipe:1: 12q: bad size" },
		{ "\n\nsize -1\n", "recipe:3: -1: bad size" },
		{ "colour red\n", "colour: unknown word" },
		{ "label 48\n", "48: not 32 or 64" },
		{ "slice gpt\n", "gpt: not none or mbr" },
		{ "dir tmp 0755 root wheel\n", "tmp: not absolute" },
		{ "dir /tmp 0999 root wheel\n", "0999: bad mode" },
		{ "dir /tmp 0755 nobody9 wheel\n", "nobody9: no such user" },
		{ "dir /tmp 0755 root\n", "wrong number of words" },
		{ "copy /x 0644 root wheel /nonexistent\n",
		    "No such file or directory" },
		{ "size 100k\n", "" },
		{ "size 1m\ncopy /x 0644 root wheel big\n", "makefs" },
	};
	char why[256];
	size_t i;

	(void)tc;
	ATF_REQUIRE_EQ(0, system("dd if=/dev/urandom of=big bs=1M count=2 "
	    "2>/dev/null"));
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].why[0] == '\0') {
			ATF_CHECK_EQ(0, build(table[i].manifest, NULL, "a.img",
			    NULL, why));
			continue;
		}
		ATF_CHECK(build(table[i].manifest, NULL, "a.img", NULL,
		    why) != 0);
		ATF_CHECK_MSG(strstr(why, table[i].why) != NULL,
		    "\"%s\" lacks \"%s\"", why, table[i].why);
		ATF_CHECK(strchr(why, '\n') == NULL);
	}
	ATF_CHECK_EQ(0, system("test -z \"$(ls | grep 'img\\.')\""));
}

CASE(cds_are_the_same_twice, "format cd9660: the same bytes, a whole volume")
{
	static const char cd[] =
	    "format cd9660\n"
	    "file /etc/fstab 0644 root wheel\n"
	    "\t/dev/vcd0 / cd9660 ro 0 0\n"
	    "link /bin/true sh\n";
	char why[256];
	struct buf b = { 0 };
	int fd;

	(void)tc;
	tree_make();
	ATF_REQUIRE_EQ(0, build(cd, "tree", "a.iso", NULL, NULL));
	/* The time of day, to the second, must not matter. */
	sleep(1);
	ATF_REQUIRE_EQ(0, build(cd, "tree", "b.iso", "cache", NULL));
	same("a.iso", "b.iso");
	fd = open("a.iso", O_RDWR);
	ATF_REQUIRE(fd >= 0);
	ATF_CHECK_EQ(0, cd_check(fd));
	/* Names and texts are there as they are. */
	ATF_REQUIRE_EQ(0, buf_read(&b, "a.iso"));
	ATF_CHECK(memmem(b.data, b.len, "odd name", 8) != NULL);
	ATF_CHECK(memmem(b.data, b.len, "a shell\n", 8) != NULL);
	ATF_CHECK(memmem(b.data, b.len, "SP\7\1\276\357", 6) != NULL);
	buf_free(&b);
	/* One that is cut, and one without the descriptor, are seen. */
	ATF_REQUIRE_EQ(0, ftruncate(fd, 18 * 2048));
	ATF_CHECK_EQ(EINVAL, cd_check(fd));
	ATF_REQUIRE_EQ(1, pwrite(fd, "x", 1, 16 * 2048 + 1));
	ATF_CHECK_EQ(EINVAL, cd_check(fd));
	close(fd);
	ATF_CHECK_EQ(EINVAL, build("format tape\n", NULL, "c.iso", NULL, why));
	ATF_CHECK(strstr(why, "tape") != NULL);
}

CASE(sums_are_standard, "SHA-256 and CRC-32 of known texts")
{
	struct sha256 s;
	char hex[65];
	int i;

	(void)tc;
	sha256_init(&s);
	sha256_add(&s, "abc", 3);
	sha256_end(&s, hex);
	ATF_CHECK_STREQ("ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad", hex);
	sha256_init(&s);
	for (i = 0; i < 1000000; i++)
		sha256_add(&s, "a", 1);
	sha256_end(&s, hex);
	ATF_CHECK_STREQ("cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0", hex);
	ATF_CHECK_EQ(0xcbf43926, crc32_sum("123456789", 9));
}

CASE(clones_keep_holes, "a copy of a sparse file is equal and sparse")
{
	struct stat st;
	int fd;

	(void)tc;
	fd = open("a", O_RDWR | O_CREAT, 0644);
	ATF_REQUIRE_EQ(4, pwrite(fd, "head", 4, 0));
	ATF_REQUIRE_EQ(4, pwrite(fd, "tail", 4, 50 << 20));
	ATF_REQUIRE_EQ(0, ftruncate(fd, 64 << 20));
	close(fd);
	ATF_REQUIRE_EQ(0, vkt_clone("a", "b"));
	ATF_CHECK_EQ(0, system("cmp a b"));
	ATF_REQUIRE_EQ(0, stat("b", &st));
	ATF_CHECK(st.st_blocks < 1000);
	ATF_CHECK_EQ(ENOENT, vkt_clone("nowhere", "c"));
	ATF_CHECK(access("c", F_OK) != 0);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, labels_read_back);
	ATF_TP_ADD_TC(tp, labels_damaged_are_seen);
	ATF_TP_ADD_TC(tp, damaged_superblock_is_seen);
	ATF_TP_ADD_TC(tp, same_bytes_twice);
	ATF_TP_ADD_TC(tp, users_find_makefs);
	ATF_TP_ADD_TC(tp, full_disk_is_told);
	ATF_TP_ADD_TC(tp, inodes_are_as_told);
	ATF_TP_ADD_TC(tp, cache_follows_its_input);
	ATF_TP_ADD_TC(tp, makers_at_once);
	ATF_TP_ADD_TC(tp, trees_without_metalog);
	ATF_TP_ADD_TC(tp, mistakes_are_told);
	ATF_TP_ADD_TC(tp, cds_are_the_same_twice);
	ATF_TP_ADD_TC(tp, sums_are_standard);
	ATF_TP_ADD_TC(tp, clones_keep_holes);
	return (atf_no_error());
}
