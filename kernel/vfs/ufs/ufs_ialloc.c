/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_ialloc.c: giving out and taking back inode numbers.
 *
 * A file's inode lies in the group of its directory; a new directory goes to
 * the group with the fewest directories among those with many free inodes, so
 * that directories spread and their files have room.
 */
#include "vfs/ufs/ufs.h"

/* The group for a new directory.  [a] */
static int
dir_cg(struct ufsmount *um)
{
	const struct fs *fs = um->um_fs;
	int avg = fs->fs_cstotal.cs_nifree / fs->fs_ncg, best = -1, c;

	for (c = 0; c < fs->fs_ncg; c++)
		if (um->um_csp[c].cs_nifree >= avg && (best < 0 ||
		    um->um_csp[c].cs_ndir < um->um_csp[best].cs_ndir))
			best = c;
	return (best < 0 ? 0 : best);
}

/* A clear bit of a group's inode map, from the rotor on; -1: none. */
static int
find_inode(const struct fs *fs, struct cg *cgp)
{
	const uint8_t *map = cg_inosused(cgp);
	int i, bit = cgp->cg_irotor;

	for (i = 0; i < fs->fs_ipg; i++, bit++) {
		if (bit >= fs->fs_ipg)
			bit = 0;
		if (bit % NBBY == 0 && map[bit / NBBY] == 0xff &&
		    bit + NBBY <= fs->fs_ipg) {
			bit += NBBY - 1;
			i += NBBY - 1;
			continue;
		}
		if (isclr(map, bit) && (cgp->cg_cgx != 0 ||
		    bit >= (int)UFS_ROOTINO))
			return (bit);
	}
	return (-1);
}

static int
ialloc_cg(struct ufsmount *um, int cgx, bool isdir, uint32_t *ino)
{
	struct fs *fs = um->um_fs;
	struct buf *bp;
	struct cg *cgp;
	int bit, error;

	*ino = 0;
	if (um->um_csp[cgx].cs_nifree <= 0)
		return (0);
	if ((error = ufs_cgread(um, cgx, &bp)) != 0)
		return (error);
	cgp = (struct cg *)(void *)bp->b_data;
	if ((bit = find_inode(fs, cgp)) < 0) {
		brelse(bp);
		return (0);
	}
	setbit(cg_inosused(cgp), bit);
	cgp->cg_irotor = bit;
	cgp->cg_cs.cs_nifree--;
	um->um_csp[cgx].cs_nifree--;
	fs->fs_cstotal.cs_nifree--;
	if (isdir) {
		cgp->cg_cs.cs_ndir++;
		um->um_csp[cgx].cs_ndir++;
		fs->fs_cstotal.cs_ndir++;
	}
	ufs_cgdone(um, bp);
	*ino = (uint32_t)(cgx * fs->fs_ipg + bit);
	return (0);
}

/*
 * A free inode number for a file of this mode in directory dir; its place on disk
 * is for the caller to write.  ENOSPC, EIO.
 */
int
ufs_ialloc(struct inode *dir, mode_t mode, uint32_t *ino)
{
	struct ufsmount *um = dir->i_um;
	const struct fs *fs = um->um_fs;
	bool isdir = (mode & IFMT) == IFDIR;
	int c, i, error, result = ENOSPC;

	lock_exclusive(&um->um_alloc);
	c = isdir ? dir_cg(um) : (int)ino_to_cg(fs, dir->i_ino);
	*ino = 0;
	for (i = 0; i < fs->fs_ncg && *ino == 0; i++) {
		error = ialloc_cg(um, c, isdir, ino);
		if (error != 0)
			result = error;
		if (++c == fs->fs_ncg)
			c = 0;
	}
	lock_release(&um->um_alloc);
	if (*ino != 0)
		return (0);
	if (result == ENOSPC)
		kprintf("%s: out of inodes\n", um->um_mount->mnt_stat.f_mntonname);
	return (result);
}

/*
 * Inode ino, a file of this mode, is free: on disk nothing leads to it and it
 * is cleared, or the clearing is in its buffer.
 */
void
ufs_ifree(struct ufsmount *um, uint32_t ino, mode_t mode)
{
	struct fs *fs = um->um_fs;
	int cgx = (int)ino_to_cg(fs, ino), bit = (int)(ino % (uint32_t)fs->fs_ipg);
	struct buf *bp;
	struct cg *cgp;

	lock_exclusive(&um->um_alloc);
	if (ufs_cgread(um, cgx, &bp) == 0) {
		cgp = (struct cg *)(void *)bp->b_data;
		if (isclr(cg_inosused(cgp), bit)) {
			brelse(bp);
			ufs_corrupt(um, "freeing free inode %u", ino);
			goto out;
		}
		clrbit(cg_inosused(cgp), bit);
		if (bit < cgp->cg_irotor)
			cgp->cg_irotor = bit;
		cgp->cg_cs.cs_nifree++;
		um->um_csp[cgx].cs_nifree++;
		fs->fs_cstotal.cs_nifree++;
		if ((mode & IFMT) == IFDIR) {
			cgp->cg_cs.cs_ndir--;
			um->um_csp[cgx].cs_ndir--;
			fs->fs_cstotal.cs_ndir--;
		}
		ufs_cgdone(um, bp);
	}
out:
	lock_release(&um->um_alloc);
}
