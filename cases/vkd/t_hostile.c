/*
 * t_hostile.c: disks that somebody prepared against us.  Whatever a label, a
 * superblock, a cylinder group, an inode or a directory says, the kernel
 * answers with an error and lives.
 *
 * Each case damages copies of one small disk and gives them to one boot as
 * vkd1, vkd2 and so on; the script mounts, reads and writes each.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "image.h"
#include "label.h"

#define DISKS	12
#define ANY	-1	/* value: the byte's complement */

/* Where a change is counted from. */
enum base { DISK, LABEL, SUPER, GROUP, INODES, ROOTDIR };

struct change {
	enum base	base;
	int		offset;
	int		bytes;		/* 0: no more changes */
	int64_t		value;
};

/* Byte offsets in struct fs, struct cg, struct ufs1_dinode. */
enum { FS_SBLKNO = 8, FS_CBLKNO = 12, FS_IBLKNO = 16, FS_DBLKNO = 20,
    FS_SIZE = 36, FS_NCG = 44, FS_BSIZE = 48, FS_FSIZE = 52, FS_FRAG = 56,
    FS_BSHIFT = 80, FS_FSHIFT = 84, FS_FRAGSHIFT = 96, FS_FSBTODB = 100,
    FS_SBSIZE = 104, FS_NINDIR = 116, FS_INOPB = 120, FS_CSADDR = 152,
    FS_CSSIZE = 156, FS_CGSIZE = 160, FS_IPG = 184, FS_FPG = 188,
    FS_NBFREE = 196, FS_NIFREE = 200, FS_NFFREE = 204, FS_MAXSYMLINK = 1320,
    FS_MAGIC = 1372 };
enum { CG_MAGIC = 4, CG_CGX = 12, CG_NDBLK = 20, CG_NBFREE = 28,
    CG_NIFREE = 32, CG_NFFREE = 36, CG_FRSUM = 52, CG_IUSEDOFF = 92,
    CG_FREEOFF = 96, CG_CLUSTEROFF = 108 };
enum { DI_MODE = 0, DI_NLINK = 2, DI_SIZE = 8, DI_DB = 40, DI_IB = 88,
    DI_BLOCKS = 104, DI_LENGTH = 128 };

/* Inode numbers as makefs gives them to the recipe's files, from 2. */
#define INODE(n, field)	((n) * DI_LENGTH + (field))

static const char recipe[] =
    "size 2m\n"
    "dir /dir 0755 root wheel\n"
    "file /dir/inner 0644 root wheel\n"
    "\tinner\n"
    "file /file 0644 root wheel\n"
    "\tplain text\n"
    "link /link dir/inner\n";

static int
make_base(char *why, size_t size)
{
	struct image im;
	bool hit;
	int error;

	image_init(&im);
	error = image_manifest(&im, "recipe", recipe);
	if (error == 0)
		error = image_make(&im, "base.img", NULL, &hit);
	if (error != 0)
		snprintf(why, size, "%s", im.why);
	image_free(&im);
	return (error);
}

static uint64_t
fs_block(int fd, uint64_t fs, int field)
{
	int32_t block = 0;

	if (pread(fd, &block, 4, (off_t)fs + 8192 + field) != 4)
		return (0);
	return (fs + (uint64_t)block * 1024);
}

/* Byte offset on the disk that a change is counted from. */
static uint64_t
base_at(int fd, enum base base)
{
	uint64_t inodes, at = LABEL_A;
	int32_t block = 0;

	switch (base) {
	case DISK:
		return (0);
	case LABEL:
		return (SECTOR);
	case SUPER:
		return (at + 8192);
	case GROUP:
		return (fs_block(fd, at, FS_CBLKNO));
	case INODES:
		return (fs_block(fd, at, FS_IBLKNO));
	default:
		inodes = fs_block(fd, at, FS_IBLKNO);
		if (pread(fd, &block, 4, (off_t)inodes +
		    INODE(2, DI_DB)) != 4)
			return (0);
		return (at + (uint64_t)block * 1024);
	}
}

/* Keep a 32-bit label's checksum right: the exclusive or of its words. */
static void
label_resum(int fd)
{
	uint16_t word, sum = 0;
	off_t at;

	for (at = 0; at < 404; at += 2) {
		if (at != 136 && pread(fd, &word, 2, SECTOR + at) == 2)
			sum ^= word;
	}
	if (pwrite(fd, &sum, 2, SECTOR + 136) != 2)
		return;
}

/* sound: the disk without changes, which says where things are. */
static int
apply(int fd, int sound, const struct change *c)
{
	off_t at = (off_t)base_at(sound, c->base) + c->offset;
	int64_t value = c->value;
	uint8_t byte;

	if (c->bytes == 1 && c->value == ANY) {
		if (pread(fd, &byte, 1, at) != 1)
			return (EIO);
		value = (uint8_t)~byte;
	}
	/* Little-endian, as the host is. */
	if (pwrite(fd, &value, (size_t)c->bytes, at) != c->bytes)
		return (EIO);
	if (c->base == LABEL && c->offset != 136)
		label_resum(fd);
	return (0);
}

/* Disk number n, from 1, with one row of changes. */
static int
make_disk(int n, const struct change *row, size_t changes, char *why,
    size_t size)
{
	char name[32];
	size_t i;
	int error, fd, sound;

	snprintf(name, sizeof(name), "bad%d.img", n);
	error = vkt_clone("base.img", name);
	fd = error == 0 ? open(name, O_RDWR | O_CLOEXEC) : -1;
	sound = open("base.img", O_RDONLY | O_CLOEXEC);
	for (i = 0; fd >= 0 && sound >= 0 && i < changes &&
	    row[i].bytes != 0 && error == 0; i++)
		error = apply(fd, sound, &row[i]);
	if (fd < 0 || sound < 0 || error != 0) {
		snprintf(why, size, "cannot make %s", name);
		error = EIO;
	}
	if (fd >= 0)
		close(fd);
	if (sound >= 0)
		close(sound);
	return (error);
}

static int
make_disks(const struct change row[DISKS][2], char *why, size_t size)
{
	int n, error = make_base(why, size);

	for (n = 0; n < DISKS && error == 0; n++)
		error = make_disk(n + 1, row[n], 2, why, size);
	return (error);
}

#define WILD(base, field)						\
	{ { base, field, 4, 0 } }, { { base, field, 4, -1 } },		\
	{ { base, field, 4, 0x7fffffff } }

#define PREPARE(name, ...)						\
	static int							\
	name(const struct vkt_case *c, char *why, size_t size)		\
	{								\
		static const struct change row[DISKS][2] = { __VA_ARGS__ }; \
									\
		(void)c;						\
		return (make_disks(row, why, size));			\
	}								\
	static int name(const struct vkt_case *, char *, size_t)

#define HOSTILE(how)							\
	.image = "minimal", .script = "hostile.exp", .timeout = 180,	\
	.script_args = { how },						\
	.args = { "-r", "root.img", "-rbad1.img", "-rbad2.img",		\
	    "-rbad3.img", "-rbad4.img", "-rbad5.img", "-rbad6.img",	\
	    "-rbad7.img", "-rbad8.img", "-rbad9.img", "-rbad10.img",	\
	    "-rbad11.img", "-rbad12.img" }

/* d_npartitions at 138; partition a: p_size at 148, p_offset at 152. */
PREPARE(labels,
    { { LABEL, 0, 4, 0 } },
    { { LABEL, 132, 4, 0 } },
    { { LABEL, 136, 2, 0x1234 } },
    { { LABEL, 138, 2, 0 } },
    { { LABEL, 138, 2, 0xffff } },
    { { LABEL, 148, 4, 0 } },
    { { LABEL, 148, 4, -1 } },
    { { LABEL, 152, 4, -1 } },
    { { LABEL, 148, 4, 0x7fffffff }, { LABEL, 152, 4, 0x7fffffff } },
    { { LABEL, 152, 4, 4096 } },
    { { LABEL, 148, 4, 1 } },
    { { LABEL, 40, 4, 0 }, { LABEL, 152, 4, -1 } });

VKT_CASE(corrupt_labels_are_refused, HOSTILE("refused"),
    .descr	= "labels without magic, sum, bounds or partitions",
    .prepare	= labels);

/* A master boot record with each of its entries wild. */
PREPARE(slices,
    { { DISK, 510, 2, 0xaa55 }, { DISK, 450, 1, 0xa5 } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 450, 1, 0x05 } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 450, 8, 0xffffffffa5a5a5a5 } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 454, 8, -1 } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 450, 8, 0x00000000ffffff05 } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 466, 8, 0x00000000ffffff0f } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 482, 8, 0x00000001ffffffa5 } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 498, 8, 0x7fffffffffffff6c } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 450, 1, 0xee } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 450, 1, 0xef } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 446, 1, 0xff } },
    { { DISK, 510, 2, 0xaa55 }, { DISK, 450, 8, 0x00000001000000a5 } });

VKT_CASE(corrupt_slices_are_survived, HOSTILE("any"),
    .descr	= "MBR entries beyond the disk, loops of extended ones",
    .prepare	= slices);

PREPARE(superblock_sizes, WILD(SUPER, FS_BSIZE), WILD(SUPER, FS_FSIZE),
    WILD(SUPER, FS_FRAG), WILD(SUPER, FS_MAGIC));

VKT_CASE(superblock_sizes_are_refused, HOSTILE("refused"),
    .descr	= "block size, fragment size and magic number",
    .prepare	= superblock_sizes);

PREPARE(superblock_counts, WILD(SUPER, FS_NCG), WILD(SUPER, FS_IPG),
    WILD(SUPER, FS_FPG), WILD(SUPER, FS_SIZE));

VKT_CASE(superblock_counts_are_refused, HOSTILE("refused"),
    .descr	= "numbers of groups, inodes, fragments and the size",
    .prepare	= superblock_counts);

PREPARE(superblock_places, WILD(SUPER, FS_CBLKNO), WILD(SUPER, FS_IBLKNO),
    WILD(SUPER, FS_DBLKNO), WILD(SUPER, FS_CSADDR));

VKT_CASE(superblock_places_are_survived, HOSTILE("any"),
    .descr	= "where groups, inodes, data and summaries are said to be",
    .prepare	= superblock_places);

PREPARE(superblock_shifts, WILD(SUPER, FS_BSHIFT), WILD(SUPER, FS_FSHIFT),
    WILD(SUPER, FS_FRAGSHIFT), WILD(SUPER, FS_FSBTODB));

VKT_CASE(superblock_shifts_are_survived, HOSTILE("any"),
    .descr	= "shifts that do not fit their sizes",
    .prepare	= superblock_shifts);

PREPARE(superblock_lengths, WILD(SUPER, FS_CSSIZE), WILD(SUPER, FS_CGSIZE),
    WILD(SUPER, FS_NINDIR), WILD(SUPER, FS_INOPB));

VKT_CASE(superblock_lengths_are_survived, HOSTILE("any"),
    .descr	= "lengths of summaries and groups, pointers and inodes a block",
    .prepare	= superblock_lengths);

PREPARE(groups,
    { { GROUP, CG_MAGIC, 4, 0 } },
    { { GROUP, CG_CGX, 4, -1 } },
    { { GROUP, CG_NDBLK, 4, 0x7fffffff } },
    { { GROUP, CG_NBFREE, 4, 0x7fffffff }, { SUPER, FS_NBFREE, 4, 0x7fff } },
    { { GROUP, CG_NIFREE, 4, 0x7fffffff }, { SUPER, FS_NIFREE, 4, 0x7fff } },
    { { GROUP, CG_NFFREE, 4, -1 }, { SUPER, FS_NFFREE, 4, -1 } },
    { { GROUP, CG_FRSUM + 4, 4, 0x7fffffff } },
    { { GROUP, CG_IUSEDOFF, 4, 0x7fffffff } },
    { { GROUP, CG_FREEOFF, 4, 0x7fffffff } },
    { { GROUP, CG_FREEOFF, 4, -4096 } },
    { { GROUP, CG_CLUSTEROFF, 4, 0x7fffffff } },
    { { GROUP, 168, 8, 0 }, { GROUP, 430, 8, -1 } });

VKT_CASE(corrupt_groups_are_survived, HOSTILE("any"),
    .descr	= "cylinder groups with wild counts, offsets and maps",
    .prepare	= groups);

PREPARE(root_inode,
    { { INODES, INODE(2, DI_MODE), 2, 0 } },
    { { INODES, INODE(2, DI_MODE), 2, 0xffff } },
    { { INODES, INODE(2, DI_MODE), 2, 0100644 } },
    { { INODES, INODE(2, DI_NLINK), 2, 0 } },
    { { INODES, INODE(2, DI_SIZE), 8, -1 } },
    { { INODES, INODE(2, DI_SIZE), 8, 0x7fffffffffffffff } },
    { { INODES, INODE(2, DI_SIZE), 8, 100 } },
    { { INODES, INODE(2, DI_DB), 4, -1 } },
    { { INODES, INODE(2, DI_DB), 4, 0x7fffffff } },
    { { INODES, INODE(2, DI_DB), 4, 0 } },
    { { INODES, INODE(2, DI_DB), 4, 1 } },
    { { INODES, INODE(2, DI_BLOCKS), 4, -1 } });

VKT_CASE(corrupt_root_is_survived, HOSTILE("any"),
    .descr	= "the root inode's mode, size and blocks",
    .prepare	= root_inode);

PREPARE(inodes,
    { { INODES, INODE(3, DI_MODE), 2, 0xffff },
      { INODES, INODE(4, DI_MODE), 2, 0xffff } },
    { { INODES, INODE(3, DI_SIZE), 8, -1 },
      { INODES, INODE(4, DI_SIZE), 8, -1 } },
    { { INODES, INODE(5, DI_SIZE), 8, -1 },
      { INODES, INODE(6, DI_SIZE), 8, -1 } },
    { { INODES, INODE(3, DI_SIZE), 8, 1LL << 40 },
      { INODES, INODE(4, DI_SIZE), 8, 1LL << 40 } },
    { { INODES, INODE(5, DI_SIZE), 8, 5000 },
      { INODES, INODE(6, DI_SIZE), 8, 5000 } },
    { { INODES, INODE(3, DI_DB), 4, -1 },
      { INODES, INODE(4, DI_DB), 4, -1 } },
    { { INODES, INODE(5, DI_DB), 4, 0x7ffffff0 },
      { INODES, INODE(6, DI_DB), 4, 0x7ffffff0 } },
    { { INODES, INODE(3, DI_DB), 4, 8 }, { INODES, INODE(4, DI_DB), 4, 8 } },
    { { INODES, INODE(3, DI_IB), 8, -1 },
      { INODES, INODE(3, DI_SIZE), 8, 1 << 20 } },
    { { INODES, INODE(4, DI_IB), 8, -1 },
      { INODES, INODE(4, DI_SIZE), 8, 1 << 20 } },
    { { INODES, INODE(3, DI_NLINK), 2, -1 },
      { INODES, INODE(4, DI_NLINK), 2, 0 } },
    { { INODES, INODE(5, DI_NLINK), 2, 0x7fff },
      { INODES, INODE(6, DI_NLINK), 2, 0x7fff } });

VKT_CASE(corrupt_inodes_are_survived, HOSTILE("any"),
    .descr	= "files, directories and links with wild inodes",
    .prepare	= inodes);

/* "." at 0, ".." at 12, the first name at 24: ino, reclen, type, namlen. */
PREPARE(directories,
    { { ROOTDIR, 4, 2, 0 } },
    { { ROOTDIR, 4, 2, 3 } },
    { { ROOTDIR, 4, 2, 0xffff } },
    { { ROOTDIR, 28, 2, 0 } },
    { { ROOTDIR, 28, 2, 0xfffc } },
    { { ROOTDIR, 31, 1, 255 } },
    { { ROOTDIR, 24, 4, 0x7fffffff } },
    { { ROOTDIR, 24, 4, 1 } },
    { { ROOTDIR, 0, 4, 0 }, { ROOTDIR, 12, 4, 0x7fffffff } },
    { { ROOTDIR, 32, 1, '/' } },
    { { ROOTDIR, 32, 1, 0 } },
    { { ROOTDIR, 24, 4, 2 } });

VKT_CASE(corrupt_directories_are_survived, HOSTILE("any"),
    .descr	= "records without length, beyond the block, with wild inodes",
    .prepare	= directories);

/* Any byte of the metadata, by a fixed sequence of pseudo-random numbers. */
static int
noise(const struct vkt_case *c, char *why, size_t size)
{
	struct change row[24];
	uint32_t x = 20100714;
	int n, error = make_base(why, size);
	size_t i;

	(void)c;
	for (n = 1; n <= DISKS && error == 0; n++) {
		for (i = 0; i < 24; i++) {
			x = x * 1664525 + 1013904223;
			row[i] = (struct change){ (enum base)(SUPER +
			    (x >> 28) % 4), (int)((x >> 8) % 1400), 1, ANY };
		}
		error = make_disk(n, row, 24, why, size);
	}
	return (error);
}

VKT_CASE(noise_is_survived, HOSTILE("any"),
    .descr	= "two dozen changed bytes anywhere in the metadata",
    .prepare	= noise);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, corrupt_labels_are_refused);
	ATF_TP_ADD_TC(tp, corrupt_slices_are_survived);
	ATF_TP_ADD_TC(tp, superblock_sizes_are_refused);
	ATF_TP_ADD_TC(tp, superblock_counts_are_refused);
	ATF_TP_ADD_TC(tp, superblock_places_are_survived);
	ATF_TP_ADD_TC(tp, superblock_shifts_are_survived);
	ATF_TP_ADD_TC(tp, superblock_lengths_are_survived);
	ATF_TP_ADD_TC(tp, corrupt_groups_are_survived);
	ATF_TP_ADD_TC(tp, corrupt_root_is_survived);
	ATF_TP_ADD_TC(tp, corrupt_inodes_are_survived);
	ATF_TP_ADD_TC(tp, corrupt_directories_are_survived);
	ATF_TP_ADD_TC(tp, noise_is_survived);
	return (atf_no_error());
}
