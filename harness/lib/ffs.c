/*
 * ffs.c: write a UFS1 file system with makefs, and check what it wrote.
 *
 * makefs leaves pointers of its own in the superblocks; clearing them makes the
 * bytes a function of the input.  See fs(5).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"
#include "stage.h"

#define SB_OFFSET	8192
#define SB_SIZE		1384
#define FS_MAGIC	0x11954
#define CG_MAGIC	0x90255

/* Byte offsets in struct fs and struct cg of UFS1. */
enum { FS_SBLKNO = 8, FS_CBLKNO = 12, FS_SIZE = 36, FS_NCG = 44,
    FS_BSIZE = 48, FS_FSIZE = 52, FS_FRAG = 56, FS_NTRAK = 164, FS_FPG = 188,
    FS_CSTOTAL = 192, FS_CLEAN = 209, FS_FLAGS = 211, FS_POINTERS = 728,
    FS_CPC = 856, FS_OPOSTBL = 860, FS_SNAPINUM = 1116, FS_MAXSYMLINKLEN = 1320,
    FS_INODEFMT = 1324, FS_MAGICOFF = 1372 };
enum { CG_MAGICOFF = 4, CG_CGX = 12, CG_CS = 24, CG_SIZE = 172 };

static int32_t
get32(const uint8_t *p, int at)
{
	uint32_t v;

	memcpy(&v, p + at, sizeof(v));
	return ((int32_t)le32toh(v));
}

static void
put32(uint8_t *p, int at, uint32_t v)
{
	v = htole32(v);
	memcpy(p + at, &v, sizeof(v));
}

uint64_t
ffs_need(const struct image *im)
{
	uint64_t need = 65536, size;
	struct stat st;
	size_t i;

	for (i = 0; i < im->files.n; i++) {
		const struct entry *e = &im->files.v[i];

		size = e->text != NULL ? strlen(e->text) : S_ISDIR(e->mode) ?
		    512 : 0;
		if (e->source != NULL && stat(e->source, &st) == 0)
			size = (uint64_t)st.st_size;
		/* Data in fragments, an inode, a name, indirect blocks. */
		need += (size + 1023) / 1024 * 1024 + 128 + 64;
		if (size > 12 * 8192)
			need += 8192 + size / 1024;
	}
	return (need + need / 16);
}

static int
makefs(struct image *im, const char *work, uint64_t size)
{
	struct buf opts = { 0 }, bytes = { 0 }, spare = { 0 };
	uint64_t spare_inodes = 256 + im->files.n / 4, inodes;
	bool big = size > 256ULL << 20;
	int error;

	buf_fmt(&bytes, "%llu", (unsigned long long)size);
	buf_fmt(&spare, "%llu", (unsigned long long)spare_inodes);
	buf_fmt(&opts, "version=1,bsize=%d,fsize=%d", big ? 16384 : 8192,
	    big ? 2048 : 1024);
	/* Left to itself makefs makes hardly more inodes than files. */
	inodes = im->inodes != 0 ? im->inodes : size / 8192;
	if (inodes < im->files.n + spare_inodes)
		inodes = im->files.n + spare_inodes;
	buf_fmt(&opts, ",density=%llu", (unsigned long long)(size / inodes));
	char *argv[] = { (char *)"makefs", (char *)"-t", (char *)"ffs",
	    (char *)"-B", (char *)"le", (char *)"-s", bytes.data,
	    (char *)"-o", opts.data, (char *)"-f", spare.data, NULL };

	error = stage_run(im, work, argv);
	buf_free(&opts);
	buf_free(&bytes);
	buf_free(&spare);
	return (error);
}

/* Take out of a superblock what is not UFS1's or depends on the run. */
static int
superblock_clean(int fd, uint64_t at)
{
	uint8_t sb[SB_SIZE];

	if (pread(fd, sb, sizeof(sb), (off_t)at) != (ssize_t)sizeof(sb))
		return (EIO);
	if (get32(sb, FS_MAGICOFF) != FS_MAGIC)
		return (EINVAL);
	sb[FS_FLAGS] = 0;
	put32(sb, FS_NTRAK, 1);
	memset(sb + FS_POINTERS, 0, FS_CPC - FS_POINTERS);
	memset(sb + FS_OPOSTBL, 0, FS_SNAPINUM - FS_OPOSTBL);
	if (pwrite(fd, sb, sizeof(sb), (off_t)at) != (ssize_t)sizeof(sb))
		return (EIO);
	return (0);
}

/* Byte offset of something in cylinder group cg. */
static uint64_t
group_at(const uint8_t *sb, int cg, int what)
{
	return (((uint64_t)cg * (uint64_t)get32(sb, FS_FPG) +
	    (uint64_t)get32(sb, what)) * (uint64_t)get32(sb, FS_FSIZE));
}

static int
ffs_clean(int fd, uint64_t offset)
{
	uint8_t sb[SB_SIZE];
	int cg, error;

	if (pread(fd, sb, sizeof(sb), (off_t)(offset + SB_OFFSET)) !=
	    (ssize_t)sizeof(sb))
		return (EIO);
	error = superblock_clean(fd, offset + SB_OFFSET);
	for (cg = 0; cg < get32(sb, FS_NCG) && error == 0; cg++)
		error = superblock_clean(fd, offset + group_at(sb, cg,
		    FS_SBLKNO));
	return (error);
}

int
ffs_check(int fd, uint64_t offset, uint64_t size)
{
	uint8_t sb[SB_SIZE], cg[CG_SIZE];
	int32_t total[4] = { 0 };
	int bsize, fsize, i, n;

	if (pread(fd, sb, sizeof(sb), (off_t)(offset + SB_OFFSET)) !=
	    (ssize_t)sizeof(sb))
		return (EINVAL);
	bsize = get32(sb, FS_BSIZE);
	fsize = get32(sb, FS_FSIZE);
	if (get32(sb, FS_MAGICOFF) != FS_MAGIC || sb[FS_CLEAN] != 1 ||
	    get32(sb, FS_INODEFMT) != 2 ||
	    get32(sb, FS_MAXSYMLINKLEN) != 60 ||
	    bsize < 4096 || bsize > 65536 || (bsize & (bsize - 1)) != 0 ||
	    fsize < 512 || fsize > bsize || bsize / fsize != get32(sb, FS_FRAG) ||
	    get32(sb, FS_SIZE) <= 0 || get32(sb, FS_NCG) <= 0 ||
	    get32(sb, FS_FPG) <= 0 ||
	    (uint64_t)get32(sb, FS_SIZE) * (uint64_t)fsize > size)
		return (EINVAL);
	for (n = 0; n < get32(sb, FS_NCG); n++) {
		if (pread(fd, cg, sizeof(cg), (off_t)(offset +
		    group_at(sb, n, FS_CBLKNO))) != (ssize_t)sizeof(cg) ||
		    get32(cg, CG_MAGICOFF) != CG_MAGIC ||
		    get32(cg, CG_CGX) != n)
			return (EINVAL);
		for (i = 0; i < 4; i++)
			total[i] += get32(cg, CG_CS + 4 * i);
	}
	for (i = 0; i < 4; i++) {
		if (total[i] != get32(sb, FS_CSTOTAL + 4 * i))
			return (EINVAL);
	}
	return (0);
}

int
ffs_write(struct image *im, int fd, uint64_t offset, uint64_t size)
{
	struct buf path = { 0 };
	char work[STAGE_PATH];
	int error;

	error = stage_make(im, work);
	if (error != 0 && im->why[0] == '\0')
		image_fail(im, error, "%s: %s", work, strerror(error));
	if (error == 0)
		error = makefs(im, work, size);
	buf_fmt(&path, "%s/" STAGE_OUT, work);
	if (error == 0)
		error = stage_copy(path.data, fd, offset);
	if (error == 0)
		error = ffs_clean(fd, offset);
	if (error == 0 && (error = ffs_check(fd, offset, size)) != 0)
		image_fail(im, error, "makefs wrote a bad file system");
	stage_remove(work);
	buf_free(&path);
	return (error);
}
