/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_super.c: the superblock: reading and checking it, and writing it back with
 * the summary of the groups.
 *
 * After ufs_sbread() the geometry is consistent, so that the arithmetic of
 * vfs/ufs/fs.h neither divides by zero nor leaves the device.  The counts of
 * free things may still be anything.
 */
#include "vfs/ufs/ufs.h"
#include "sys/thread.h"

MALLOC_DEFINE(M_UFS, "ufs", "UFS mounts and inodes");

void
ufs_corrupt(struct ufsmount *um, const char *fmt, ...)
{
	char line[160];
	va_list ap;
	int n;

	n = atomic_add(&um->um_nmsgs, 1);
	if (n > UFS_MAXMSGS)
		return;
	va_start(ap, fmt);
	kvsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	kprintf("%s: %s%s\n", um->um_dev->si_name, line,
	    n == UFS_MAXMSGS ? " (no more messages)" : "");
}

static bool
pow2_between(int32_t v, int32_t lo, int32_t hi)
{
	return (v >= lo && v <= hi && (v & (v - 1)) == 0);
}

/* Sizes of blocks and what follows from them. */
static const char *
check_sizes(const struct fs *fs, uint32_t secsize)
{
	if (!pow2_between(fs->fs_bsize, MINBSIZE, MAXBSIZE) ||
	    !pow2_between(fs->fs_fsize, (int32_t)secsize, fs->fs_bsize))
		return ("block size");
	if (fs->fs_frag != fs->fs_bsize / fs->fs_fsize ||
	    fs->fs_frag > MAXFRAG ||
	    fs->fs_fragshift != __builtin_ctz((unsigned)fs->fs_frag))
		return ("fragments in a block");
	if (fs->fs_bshift != __builtin_ctz((unsigned)fs->fs_bsize) ||
	    fs->fs_fshift != __builtin_ctz((unsigned)fs->fs_fsize) ||
	    fs->fs_bmask != -fs->fs_bsize || fs->fs_fmask != -fs->fs_fsize ||
	    fs->fs_qbmask != fs->fs_bsize - 1 ||
	    fs->fs_qfmask != fs->fs_fsize - 1 ||
	    fs->fs_fsbtodb != fs->fs_fshift - DEV_BSHIFT)
		return ("shifts and masks");
	if (fs->fs_sbsize < (int32_t)offsetof(struct fs, fs_space) ||
	    fs->fs_sbsize > SBSIZE || fs->fs_sbsize % (int32_t)secsize != 0)
		return ("superblock size");
	if (fs->fs_nindir != fs->fs_bsize / (int32_t)sizeof(ufs_daddr_t) ||
	    fs->fs_inopb !=
	    fs->fs_bsize / (int32_t)sizeof(struct ufs1_dinode))
		return ("pointers or inodes in a block");
	if (fs->fs_minfree < 0 || fs->fs_minfree > 99 ||
	    fs->fs_maxsymlinklen < 0 ||
	    fs->fs_maxsymlinklen > UFS1_MAXSYMLINKLEN ||
	    fs->fs_contigsumsize < 0 || fs->fs_contigsumsize > FS_MAXCONTIG)
		return ("parameters");
	if (fs->fs_inodefmt != FS_44INODEFMT)
		return ("format of inodes, which is too old");
	return (NULL);
}

/* Where the groups and their parts lie. */
static const char *
check_groups(const struct fs *fs, uint64_t devbytes)
{
	int64_t start, size = fs->fs_size, fpg = fs->fs_fpg;
	int32_t c;

	if (fs->fs_ncg < 1 || fpg < 1 || fpg % fs->fs_frag != 0 || size < 1 ||
	    size > fpg * fs->fs_ncg || size <= fpg * (fs->fs_ncg - 1))
		return ("size or number of groups");
	if ((uint64_t)size << fs->fs_fshift > devbytes)
		return ("size, larger than the partition");
	if (fs->fs_ipg < 1 || fs->fs_ipg % fs->fs_inopb != 0 ||
	    (int64_t)fs->fs_ipg * fs->fs_ncg > INT32_MAX)
		return ("number of inodes");
	if (fs->fs_cgsize < (int32_t)sizeof(struct cg) ||
	    fs->fs_cgsize > fs->fs_bsize)
		return ("size of a group's maps");
	if (fs->fs_sblkno < 1 || fs->fs_cblkno <= fs->fs_sblkno ||
	    fs->fs_iblkno < fs->fs_cblkno +
	    (int32_t)howmany(fs->fs_cgsize, fs->fs_fsize) ||
	    fs->fs_dblkno < fs->fs_iblkno ||
	    fs->fs_dblkno - fs->fs_iblkno <
	    (int64_t)fs->fs_ipg / fs->fs_inopb * fs->fs_frag ||
	    fs->fs_dblkno > fpg ||
	    fs->fs_cblkno % fs->fs_frag != 0 ||
	    fs->fs_iblkno % fs->fs_frag != 0)
		return ("layout of a group");
	if (fs->fs_cgoffset < 0)
		return ("offset of groups");
	for (c = 0; c < fs->fs_ncg; c++) {
		start = (int64_t)fs->fs_cgoffset * (c & ~fs->fs_cgmask);
		if (start < 0 || start + fs->fs_dblkno > fpg ||
		    fpg * c + start + fs->fs_dblkno > size)
			return ("offset of groups");
	}
	if (fs->fs_cssize < fs->fs_ncg * (int64_t)sizeof(struct csum) ||
	    fs->fs_cssize > fs->fs_ncg * (int64_t)sizeof(struct csum) +
	    fs->fs_bsize || fs->fs_csaddr < fs->fs_dblkno ||
	    fs->fs_csaddr + (int64_t)howmany(fs->fs_cssize, fs->fs_fsize) > size)
		return ("place of the summary");
	return (NULL);
}

/*
 * Old geometry, by which a group counts its free blocks by cylinder and rotational
 * position.  false: it makes no sense, and those tables are left alone.
 */
static bool
rotation_sane(const struct fs *fs)
{
	return (fs->fs_postblformat == FS_DYNAMICPOSTBLFMT && fs->fs_cpg > 0 &&
	    fs->fs_spc > 0 && fs->fs_nsect > 0 && fs->fs_npsect > 0 &&
	    fs->fs_nspf > 0 && fs->fs_nrpos > 0 && fs->fs_nrpos <= 8 &&
	    fs->fs_interleave > 0 && fs->fs_trackskew >= 0);
}

/* The summary of all groups, in blocks from fs_csaddr on. */
static int
csum_io(struct ufsmount *um, bool write)
{
	const struct fs *fs = um->um_fs;
	uint32_t left = (uint32_t)fs->fs_ncg * sizeof(struct csum), n, bufsize;
	uint32_t total = (uint32_t)roundup(fs->fs_cssize, fs->fs_fsize);
	uint8_t *p = (uint8_t *)um->um_csp;
	int64_t off = fsbtobytes(fs, fs->fs_csaddr);
	struct buf *bp;
	int error;

	while (left != 0) {
		bufsize = K_MIN(total, (uint32_t)fs->fs_bsize);
		n = K_MIN(left, bufsize);
		error = bread(um->um_bc, off, bufsize, &bp);
		if (error != 0)
			return (error);
		if (write) {
			memcpy(bp->b_data, p, n);
			bdirty(bp, 0, n);
			error = bwrite(bp);
			if (error != 0)
				return (error);
		} else {
			memcpy(p, bp->b_data, n);
			brelse(bp);
		}
		p += n;
		left -= n;
		off += bufsize;
		total -= bufsize;
	}
	return (0);
}

/* A checked copy of the superblock that is on the disk. */
static int
sb_get(struct ufsmount *um, struct fs **fsp)
{
	uint64_t devbytes = (uint64_t)um->um_dev->si_ops->d_size(um->um_dev);
	const char *wrong;
	struct buf *bp;
	struct fs *fs;
	int error;

	if (devbytes < SBOFF + SBSIZE)
		return (EINVAL);
	if ((fs = kmalloc(SBSIZE, M_UFS, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = bread(um->um_bc, SBOFF, SBSIZE, &bp);
	if (error == 0) {
		memcpy(fs, bp->b_data, SBSIZE);
		brelse(bp);
		if (fs->fs_magic != FS_MAGIC)
			error = EINVAL;
	}
	if (error == 0) {
		wrong = check_sizes(fs, um->um_dev->si_bsize);
		if (wrong == NULL)
			wrong = check_groups(fs, devbytes);
		if (wrong != NULL) {
			ufs_corrupt(um, "superblock: impossible %s", wrong);
			error = EINVAL;
		}
	}
	if (error != 0) {
		kfree(fs, M_UFS);
		return (error);
	}
	*fsp = fs;
	return (0);
}

/*
 * Read the superblock and the summary of the device of um.  EINVAL with a
 * message when there is no filesystem or it is not consistent.
 */
int
ufs_sbread(struct ufsmount *um)
{
	int error;

	if ((error = sb_get(um, &um->um_fs)) != 0)
		return (error);
	um->um_rotational = rotation_sane(um->um_fs);
	um->um_csp = kmalloc((size_t)um->um_fs->fs_ncg * sizeof(struct csum),
	    M_UFS, M_WAITOK);
	if (um->um_csp == NULL)
		return (ENOMEM);
	return (csum_io(um, false));
}

/* All that says where things are. */
static bool
same_geometry(const struct fs *a, const struct fs *b)
{
	return (memcmp(&a->fs_sblkno, &b->fs_sblkno,
	    offsetof(struct fs, fs_time) - offsetof(struct fs, fs_sblkno)) == 0 &&
	    a->fs_size == b->fs_size && a->fs_ncg == b->fs_ncg &&
	    a->fs_bsize == b->fs_bsize && a->fs_fsize == b->fs_fsize &&
	    a->fs_csaddr == b->fs_csaddr && a->fs_cssize == b->fs_cssize &&
	    a->fs_cgsize == b->fs_cgsize && a->fs_ipg == b->fs_ipg &&
	    a->fs_fpg == b->fs_fpg && a->fs_sbsize == b->fs_sbsize &&
	    a->fs_contigsumsize == b->fs_contigsumsize &&
	    a->fs_maxsymlinklen == b->fs_maxsymlinklen);
}

/*
 * Read them again, after fsck has worked on the disk of a read-only mount.
 * Others go on reading the geometry meanwhile: it must be what it was, and the
 * memory stays where it is.  EINVAL: it is not.
 */
int
ufs_sbreload(struct ufsmount *um)
{
	struct fs *fs;
	int error;

	if ((error = sb_get(um, &fs)) != 0)
		return (error);
	if (same_geometry(um->um_fs, fs)) {
		lock_exclusive(&um->um_alloc);
		um->um_fs->fs_cstotal = fs->fs_cstotal;
		um->um_fs->fs_clean = fs->fs_clean;
		um->um_fs->fs_flags = fs->fs_flags;
		error = csum_io(um, false);
		lock_release(&um->um_alloc);
	} else
		error = EINVAL;
	kfree(fs, M_UFS);
	return (error);
}

void
ufs_sbfree(struct ufsmount *um)
{
	kfree(um->um_csp, M_UFS);
	kfree(um->um_fs, M_UFS);
	um->um_csp = NULL;
	um->um_fs = NULL;
}

/*
 * Write the summary and the superblock; clean: nothing is left to be written, the
 * filesystem needs no check.
 */
int
ufs_sbwrite(struct ufsmount *um, bool clean)
{
	struct fs *fs = um->um_fs, *copy;
	struct buf *bp;
	int error;

	lock_exclusive(&um->um_alloc);
	um->um_fmod = false;
	fs->fs_time = (ufs_time_t)time_second();
	fs->fs_clean = clean;
	error = csum_io(um, true);
	if (error == 0)
		error = bread(um->um_bc, SBOFF, SBSIZE, &bp);
	if (error == 0) {
		memcpy(bp->b_data, fs, (size_t)fs->fs_sbsize);
		copy = (struct fs *)(void *)bp->b_data;
		copy->fs_fmod = 0;
		copy->fs_ronly = 0;
		bdirty(bp, 0, (uint32_t)fs->fs_sbsize);
		error = bwrite(bp);
	}
	lock_release(&um->um_alloc);
	return (error);
}
