/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_bmap.c: which block of the disk holds which block of a file.
 *
 * The first 12 blocks are named in the inode; then come three trees of indirect
 * blocks, one to three levels deep.  A block number is checked before it is
 * followed; only one buffer is held at a time.
 */
#include "vfs/ufs/ufs.h"

/*
 * The way to logical block lbn: an index into di_db, or into di_ib and then
 * into each level of indirect blocks.
 */
int
ufs_bmappath(const struct fs *fs, int64_t lbn, struct ufs_path *pa)
{
	int64_t span = 1, n = fs->fs_nindir;
	int depth, i;

	if (lbn < UFS_NDADDR) {
		pa->pa_depth = 0;
		pa->pa_index[0] = (int)lbn;
		return (0);
	}
	lbn -= UFS_NDADDR;
	for (depth = 1; depth <= UFS_NIADDR; depth++) {
		span *= n;
		if (lbn < span)
			break;
		lbn -= span;
	}
	if (depth > UFS_NIADDR)
		return (EFBIG);
	pa->pa_depth = depth;
	pa->pa_index[0] = depth - 1;
	for (i = 1; i <= depth; i++) {
		span /= n;
		pa->pa_index[i] = (int)(lbn / span);
		lbn %= span;
	}
	return (0);
}

/* How many of p[0..max) follow each other on disk, at least 1. */
static int
run_length(const struct fs *fs, const ufs_daddr_t *p, int max)
{
	int n = 1;

	while (n < max && p[n] == p[n - 1] + fs->fs_frag)
		n++;
	return (n);
}

/*
 * The block at lbn of ip in *bnp, 0 in a hole; *runp (may be NULL): how many blocks
 * from lbn on, at most maxrun, follow each other on disk.  EFBIG; EIO: the
 * map is corrupted or cannot be read.
 */
int
ufs_bmap(struct inode *ip, int64_t lbn, ufs_daddr_t *bnp, int maxrun,
    int *runp)
{
	struct ufsmount *um = ip->i_um;
	const struct fs *fs = um->um_fs;
	struct ufs_path pa;
	struct buf *bp;
	const ufs_daddr_t *map;
	ufs_daddr_t bn;
	int error, i, run = 1, frags = fs->fs_frag;

	if ((error = ufs_bmappath(fs, lbn, &pa)) != 0)
		return (error);
	if (pa.pa_depth == 0) {
		map = &ip->i_din.di_db[lbn];
		bn = *map;
		if (bn != 0)
			run = run_length(fs, map, (int)K_MIN((int64_t)maxrun,
			    UFS_NDADDR - lbn));
		frags = (int)numfrags(fs, ufs_blksize(fs, ip->i_size, lbn));
	} else
		bn = ip->i_din.di_ib[pa.pa_index[0]];
	for (i = 1; i <= pa.pa_depth && bn != 0; i++) {
		if (!ufs_goodblk(fs, bn, fs->fs_frag))
			goto bad;
		error = bread(um->um_bc, fsbtobytes(fs, bn),
		    (uint32_t)fs->fs_bsize, &bp);
		if (error != 0)
			return (error);
		map = (const ufs_daddr_t *)(const void *)bp->b_data +
		    pa.pa_index[i];
		bn = *map;
		if (i == pa.pa_depth && bn != 0)
			run = run_length(fs, map, K_MIN(maxrun,
			    fs->fs_nindir - pa.pa_index[i]));
		brelse(bp);
	}
	if (bn != 0 && (frags < 1 || !ufs_goodblk(fs, bn, frags) ||
	    fragnum(fs, bn) + frags > fs->fs_frag))
		goto bad;
	/* The run's end is on the disk as well. */
	while (run > 1 && !ufs_goodblk(fs, bn, run * fs->fs_frag))
		run--;
	*bnp = bn;
	if (runp != NULL)
		*runp = run;
	return (0);
bad:
	ufs_corrupt(um, "inode %u: impossible block %d", ip->i_ino, bn);
	return (EIO);
}
