/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_alloc.c: where new blocks and fragments come from, and where freed ones
 * go.
 *
 * A file's blocks follow each other where they can; the first lie in the group of
 * its inode, and after each fs_maxbpg blocks the file moves to another group, so
 * that a large file does not fill its own.  When a group is full the others are
 * tried: first by leaps, then one after the other.
 *
 * Locks: um_alloc guards all groups and counts of a mount.
 */
#include "vfs/ufs/ufs.h"

/*
 * Is there room for size more bytes?  Others than the super-user must leave
 * fs_minfree percent alone.  [a]
 */
static bool
ufs_hasspace(struct ufsmount *um, uint32_t size, struct ucred *cred)
{
	const struct fs *fs = um->um_fs;

	if (size == (uint32_t)fs->fs_bsize && fs->fs_cstotal.cs_nbfree <= 0)
		return (false);
	if (cred == NULL || cred_super(cred) == 0)
		return (freespace(fs, 0) > 0);
	return (freespace(fs, (int64_t)fs->fs_minfree) > 0);
}

static void
alloc_nospace(struct inode *ip, struct ucred *cred)
{
	static volatile int64_t last;
	int64_t now = time_mono();

	/* Once a second is enough to be told. */
	if (now - last < NS_PER_S)
		return;
	last = now;
	kprintf("uid %u on %s: file system full\n",
	    cred != NULL ? cred->cr_uid : 0,
	    ip->i_um->um_mount->mnt_stat.f_mntonname);
}

/* Try one group: the fragment number, 0 when it has no room, or EIO. */
static int
alloc_cg(struct ufsmount *um, int cgx, ufs_daddr_t pref, int nfrags,
    ufs_daddr_t *bnp)
{
	const struct fs *fs = um->um_fs;
	const struct csum *cs = &um->um_csp[cgx];
	struct buf *bp;
	struct cg *cgp;
	int near, dno, error;

	*bnp = 0;
	if (cs->cs_nbfree <= 0 && (nfrags == fs->fs_frag || cs->cs_nffree <= 0))
		return (0);
	if ((error = ufs_cgread(um, cgx, &bp)) != 0)
		return (error);
	cgp = (struct cg *)(void *)bp->b_data;
	near = pref != 0 && dtog(fs, pref) == cgx ? dtogd(fs, pref) : -1;
	dno = -1;
	if (nfrags < fs->fs_frag)
		dno = ufs_cgfindfrags(fs, cgp, near >= 0 ? near :
		    cgp->cg_frotor, nfrags);
	if (dno < 0) {
		dno = ufs_cgfindblk(fs, cgp, near >= 0 ? near : cgp->cg_rotor);
		if (dno >= 0)
			cgp->cg_rotor = dno;
	} else
		cgp->cg_frotor = dno;
	/* A group's own parts are never free on a good disk. */
	if (dno < 0 || !ufs_goodblk(fs, cgbase(fs, cgx) + dno, nfrags)) {
		brelse(bp);
		return (0);
	}
	ufs_cgchange(um, cgp, dno, nfrags, false);
	ufs_cgdone(um, bp);
	*bnp = cgbase(fs, cgx) + dno;
	return (0);
}

/* The groups in the order in which they are tried. */
static int
alloc_search(struct ufsmount *um, int first, ufs_daddr_t pref, int nfrags,
    ufs_daddr_t *bnp)
{
	const struct fs *fs = um->um_fs;
	int c = first, i, error, result = ENOSPC;

	error = alloc_cg(um, c, pref, nfrags, bnp);
	if (error == 0 && *bnp != 0)
		return (0);
	result = error != 0 ? error : result;
	for (i = 1; i < fs->fs_ncg; i *= 2) {
		c = (c + i) % fs->fs_ncg;
		error = alloc_cg(um, c, 0, nfrags, bnp);
		if (error == 0 && *bnp != 0)
			return (0);
		result = error != 0 ? error : result;
	}
	for (i = 0, c = first; i < fs->fs_ncg; i++) {
		if (++c >= fs->fs_ncg)
			c = 0;
		error = alloc_cg(um, c, 0, nfrags, bnp);
		if (error == 0 && *bnp != 0)
			return (0);
		result = error != 0 ? error : result;
	}
	return (result);
}

/*
 * Take size bytes (whole fragments, at most a block) near pref, 0: near the
 * inode.  What is there is old.  ENOSPC, EIO.
 */
int
ufs_alloc(struct inode *ip, ufs_daddr_t pref, uint32_t size,
    struct ucred *cred, ufs_daddr_t *bnp)
{
	struct ufsmount *um = ip->i_um;
	const struct fs *fs = um->um_fs;
	int cgx, error;

	*bnp = 0;
	if (!ufs_goodblk(fs, pref, fs->fs_frag))
		pref = 0;
	cgx = pref != 0 ? dtog(fs, pref) : (int)ino_to_cg(fs, ip->i_ino);
	lock_exclusive(&um->um_alloc);
	if (!ufs_hasspace(um, size, cred))
		error = ENOSPC;
	else
		error = alloc_search(um, cgx, pref, (int)numfrags(fs, size),
		    bnp);
	lock_release(&um->um_alloc);
	if (error == ENOSPC)
		alloc_nospace(ip, cred);
	return (error);
}

int
ufs_extend(struct inode *ip, ufs_daddr_t bno, uint32_t osize, uint32_t nsize,
    struct ucred *cred)
{
	struct ufsmount *um = ip->i_um;
	const struct fs *fs = um->um_fs;
	int have = (int)numfrags(fs, osize), more, dno, error;
	struct buf *bp;
	struct cg *cgp;

	more = (int)numfrags(fs, nsize) - have;
	if (fragnum(fs, bno) + have + more > fs->fs_frag ||
	    !ufs_goodblk(fs, bno, have + more))
		return (ENOSPC);
	lock_exclusive(&um->um_alloc);
	if (!ufs_hasspace(um, nsize - osize, cred))
		error = ENOSPC;
	else
		error = ufs_cgread(um, dtog(fs, bno), &bp);
	if (error == 0) {
		cgp = (struct cg *)(void *)bp->b_data;
		dno = dtogd(fs, bno) + have;
		if (ufs_cgblkfree(fs, cgp, dno, more)) {
			ufs_cgchange(um, cgp, dno, more, false);
			ufs_cgdone(um, bp);
		} else {
			brelse(bp);
			error = ENOSPC;
		}
	}
	lock_release(&um->um_alloc);
	return (error);
}

/*
 * Give size bytes at bno back.  No pointer to them is on the disk any more.
 * meta: they were in the buffer cache.
 */
void
ufs_blkfree(struct ufsmount *um, ufs_daddr_t bno, uint32_t size, bool meta)
{
	const struct fs *fs = um->um_fs;
	int nfrags = (int)numfrags(fs, size), dno, i;
	struct buf *bp;
	struct cg *cgp;

	if (nfrags < 1 || !ufs_goodblk(fs, bno, nfrags) ||
	    fragnum(fs, bno) + nfrags > fs->fs_frag) {
		ufs_corrupt(um, "freeing impossible block %d, %u bytes", bno,
		    size);
		return;
	}
	if (meta)
		bufcache_inval(um->um_bc, fsbtobytes(fs, bno), size);
	lock_exclusive(&um->um_alloc);
	if (ufs_cgread(um, dtog(fs, bno), &bp) == 0) {
		cgp = (struct cg *)(void *)bp->b_data;
		dno = dtogd(fs, bno);
		for (i = 0; i < nfrags; i++)
			if (isset(cg_blksfree(cgp), dno + i))
				break;
		if (i == nfrags) {
			ufs_cgchange(um, cgp, dno, nfrags, true);
			ufs_cgdone(um, bp);
		} else {
			brelse(bp);
			ufs_corrupt(um, "freeing free block %d", bno + i);
		}
	}
	lock_release(&um->um_alloc);
}

/* The group with at least the average of free blocks, from start on. */
static int
emptier_cg(struct ufsmount *um, int start)
{
	const struct fs *fs = um->um_fs;
	int avg = fs->fs_cstotal.cs_nbfree / fs->fs_ncg, i, c;

	for (i = 0; i < fs->fs_ncg; i++) {
		c = (int)(((int64_t)start + i) % fs->fs_ncg);
		if (um->um_csp[c].cs_nbfree >= avg && avg >= 0)
			return (c);
	}
	return ((int)(start % fs->fs_ncg));
}

/*
 * The best place for logical block lbn of ip, of which the block before lies at
 * prev (0: a hole, or there is none).
 */
ufs_daddr_t
ufs_blkpref(struct inode *ip, int64_t lbn, ufs_daddr_t prev)
{
	struct ufsmount *um = ip->i_um;
	const struct fs *fs = um->um_fs;
	int cgx = (int)ino_to_cg(fs, ip->i_ino);

	if (!ufs_goodblk(fs, prev, fs->fs_frag))
		prev = 0;
	if (fs->fs_maxbpg > 0 && lbn != 0 && lbn % fs->fs_maxbpg == 0) {
		if (prev != 0)
			cgx = dtog(fs, prev) + 1;
		return (cgbase(fs, emptier_cg(um, cgx % fs->fs_ncg)) +
		    fs->fs_dblkno);
	}
	if (prev != 0)
		return (blknum(fs, prev) + fs->fs_frag);
	return (cgdmin(fs, cgx));
}
