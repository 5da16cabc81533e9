/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setup.c: finding and checking the superblock, and the memory of the passes.
 */
#include "fsck.h"

#include <time.h>

#define SCAN_LIMIT	((uint64_t)256 << 20)	/* search for copies so far */
#define SCAN_STEP	(64u * 1024)

struct fs *sb;
bool	sbdirty;
static uint8_t *reserved;	/* fragments that no file may have */

static bool
pow2_between(int32_t v, int32_t lo, int32_t hi)
{
	return (v >= lo && v <= hi && (v & (v - 1)) == 0);
}

static int
log2_of(int32_t v)
{
	return (__builtin_ctz((unsigned)v));
}

/* Block sizes and what must follow from them. */
static const char *
sizes_wrong(const struct fs *fs)
{
	if (!pow2_between(fs->fs_bsize, MINBSIZE, 65536) ||
	    !pow2_between(fs->fs_fsize, DEV_BSIZE, fs->fs_bsize) ||
	    fs->fs_bsize / fs->fs_fsize > 8)
		return ("block size");
	if (fs->fs_frag != fs->fs_bsize / fs->fs_fsize ||
	    fs->fs_fragshift != log2_of(fs->fs_frag) ||
	    fs->fs_bshift != log2_of(fs->fs_bsize) ||
	    fs->fs_fshift != log2_of(fs->fs_fsize) ||
	    fs->fs_bmask != -fs->fs_bsize || fs->fs_fmask != -fs->fs_fsize ||
	    fs->fs_qbmask != fs->fs_bsize - 1 ||
	    fs->fs_qfmask != fs->fs_fsize - 1 ||
	    fs->fs_fsbtodb != fs->fs_fshift - 9)
		return ("shifts and masks");
	if (fs->fs_sbsize < (int32_t)offsetof(struct fs, fs_space) ||
	    fs->fs_sbsize > SBSIZE || fs->fs_sbsize % DEV_BSIZE != 0 ||
	    fs->fs_nindir != fs->fs_bsize / 4 ||
	    fs->fs_inopb != fs->fs_bsize / (int)sizeof(struct ufs1_dinode) ||
	    fs->fs_inodefmt != FS_44INODEFMT || fs->fs_maxsymlinklen < 0 ||
	    fs->fs_maxsymlinklen > UFS1_MAXSYMLINKLEN ||
	    fs->fs_contigsumsize < 0 || fs->fs_contigsumsize > FS_MAXCONTIG)
		return ("parameters");
	return (NULL);
}

/* Place and number of groups. */
static const char *
groups_wrong(const struct fs *fs)
{
	int64_t fpg = fs->fs_fpg, size = fs->fs_size, start;
	int32_t c;

	if (fs->fs_ncg < 1 || fpg < 1 || fpg % fs->fs_frag != 0 || size < 1 ||
	    size > fpg * fs->fs_ncg || size <= fpg * (fs->fs_ncg - 1))
		return ("size or number of groups");
	if (disksize != 0 && (uint64_t)size << fs->fs_fshift > disksize)
		return ("size, larger than the disk");
	if (fs->fs_ipg < 1 || fs->fs_ipg % fs->fs_inopb != 0 ||
	    (int64_t)fs->fs_ipg * fs->fs_ncg > INT32_MAX)
		return ("number of inodes");
	if (fs->fs_cgsize < (int32_t)sizeof(struct cg) ||
	    fs->fs_cgsize > fs->fs_bsize || fs->fs_sblkno < 1 ||
	    fs->fs_cblkno <= fs->fs_sblkno ||
	    fs->fs_iblkno < fs->fs_cblkno +
	    howmany(fs->fs_cgsize, fs->fs_fsize) ||
	    fs->fs_dblkno - fs->fs_iblkno <
	    (int64_t)fs->fs_ipg / fs->fs_inopb * fs->fs_frag ||
	    fs->fs_dblkno > fpg || fs->fs_cgoffset < 0)
		return ("layout of a group");
	for (c = 0; c < fs->fs_ncg; c++) {
		start = (int64_t)fs->fs_cgoffset * (c & ~fs->fs_cgmask);
		if (start < 0 || start + fs->fs_dblkno > fpg ||
		    fpg * c + start + fs->fs_dblkno > size)
			return ("offset of groups");
	}
	if (fs->fs_cssize < fs->fs_ncg * (int64_t)sizeof(struct csum) ||
	    fs->fs_cssize > fs->fs_ncg * (int64_t)sizeof(struct csum) +
	    fs->fs_bsize || fs->fs_csaddr < fs->fs_dblkno ||
	    fs->fs_csaddr + (int64_t)howmany(fs->fs_cssize, fs->fs_fsize) >
	    size)
		return ("place of the summary");
	return (NULL);
}

static const char *
sb_wrong(const struct fs *fs)
{
	const char *wrong;

	if (fs->fs_magic != FS_MAGIC)
		return ("MAGIC NUMBER WRONG");
	wrong = sizes_wrong(fs);
	return (wrong != NULL ? wrong : groups_wrong(fs));
}

/* A copy of the superblock somewhere on the disk: its byte offset, or 0. */
static uint64_t
sb_search(void)
{
	uint8_t *buf = xalloc(SCAN_STEP + SBSIZE);
	uint64_t off, found = 0, end;
	size_t i, len;

	end = disksize < SCAN_LIMIT ? disksize : SCAN_LIMIT;
	for (off = SBOFF + SBSIZE; off + SBSIZE < end && found == 0;
	    off += SCAN_STEP) {
		len = SCAN_STEP + SBSIZE;
		if (len > end - off)
			len = (size_t)(end - off) / DEV_BSIZE * DEV_BSIZE;
		if (!disk_read(buf, len, off))
			break;
		for (i = 0; i + SBSIZE <= len && found == 0; i += DEV_BSIZE) {
			memcpy(sb, buf + i, SBSIZE);
			if (sb_wrong(sb) == NULL)
				found = off + i;
		}
	}
	free(buf);
	return (found);
}

/* Read the superblock; false: there is none that can be used. */
static bool
sb_read(void)
{
	uint64_t off = bflag != 0 ? (uint64_t)bflag * DEV_BSIZE : SBOFF;
	const char *wrong;

	sb = sb != NULL ? sb : xalloc(SBSIZE);
	if (disksize != 0 && off + SBSIZE > disksize)
		wrong = "disk too small";
	else if (!disk_read(sb, SBSIZE, off))
		wrong = "cannot be read";
	else
		wrong = sb_wrong(sb);
	if (wrong == NULL) {
		if (bflag != 0)
			sbdirty = true;
		return (true);
	}
	pfatal("BAD SUPER BLOCK: %s\n", wrong);
	if (bflag != 0 || disksize == 0)
		return (false);
	if (!reply("LOOK FOR ALTERNATE SUPERBLOCKS"))
		return (false);
	if ((off = sb_search()) == 0) {
		printf("SEARCH FOR ALTERNATE SUPER-BLOCK FAILED\n");
		return (false);
	}
	printf("USING ALTERNATE SUPERBLOCK AT %llu\n",
	    (unsigned long long)(off / DEV_BSIZE));
	sbdirty = true;
	return (true);
}

static void
reserve(int64_t from, int64_t to)
{
	for (; from < to; from++)
		setbit(reserved, from);
}

/* Memory for the passes; the fragments of the groups' own data. */
static void
tables(void)
{
	int32_t c;

	maxino = (uint32_t)sb->fs_ncg * (uint32_t)sb->fs_ipg;
	free(blockmap);
	free(reserved);
	free(inos);
	free(dirs);
	blockmap = xalloc(howmany((size_t)sb->fs_size, NBBY));
	reserved = xalloc(howmany((size_t)sb->fs_size, NBBY));
	inos = xalloc(maxino * sizeof(*inos));
	dirs = NULL;
	ndirs = 0;
	for (c = 0; c < sb->fs_ncg; c++)
		reserve(c == 0 ? 0 : cgsblock(sb, c), cgdmin(sb, c));
	reserve(sb->fs_csaddr, sb->fs_csaddr +
	    howmany(sb->fs_cssize, sb->fs_fsize));
	memcpy(blockmap, reserved, howmany((size_t)sb->fs_size, NBBY));
}

bool
frag_reserved(ufs_daddr_t bn)
{
	return (isset(reserved, bn));
}

bool
frag_bad(ufs_daddr_t bn, int nfrags)
{
	int i;

	if (bn <= 0 || nfrags < 1 || nfrags > sb->fs_frag ||
	    bn > sb->fs_size - nfrags ||
	    fragnum(sb, bn) + nfrags > sb->fs_frag)
		return (true);
	for (i = 0; i < nfrags; i++)
		if (isset(reserved, bn + i))
			return (true);
	return (false);
}

int
setup(void)
{
	sbdirty = false;
	if (!sb_read())
		return (-1);
	if (sb->fs_clean == 1 && preen && !fflag) {
		pwarn("FILE SYSTEM CLEAN; SKIPPING CHECKS\n");
		return (1);
	}
	tables();
	return (0);
}

/*
 * Write the superblock if it changed; clean says whether the whole is in
 * order.
 */
void
sb_write(bool clean)
{
	int8_t state = clean ? 1 : 0;

	if (sb->fs_clean != state) {
		sb->fs_clean = state;
		sbdirty = true;
	}
	if (!sbdirty)
		return;
	sb->fs_time = (ufs_time_t)time(NULL);
	sb->fs_fmod = 0;
	sb->fs_ronly = 0;
	disk_write(sb, (size_t)sb->fs_sbsize, SBOFF);
	sbdirty = false;
}
