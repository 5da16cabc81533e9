/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_cg.c: one cylinder group: its map of free fragments, and all the counts
 * that follow from the map: whole free blocks, runs of free fragments by length,
 * clusters of free blocks, the old tables by cylinder.
 *
 * Every change of the map goes through ufs_cgchange(), which keeps them all.
 * A group is checked each time it is read, since on a hostile disk its block may
 * be part of something else as well.
 */
#include "vfs/ufs/ufs.h"

/* [off, off+len) lies in the maps of a group. */
static bool
in_maps(const struct fs *fs, int32_t off, int64_t len, int align)
{
	return (off >= (int32_t)offsetof(struct cg, cg_space) &&
	    off % align == 0 && len >= 0 && off + len <= fs->fs_cgsize);
}

static bool
cg_sane(const struct ufsmount *um, int cgx, const struct cg *cgp)
{
	const struct fs *fs = um->um_fs;
	int64_t ndblk;

	ndblk = K_MIN((int64_t)fs->fs_fpg,
	    (int64_t)fs->fs_size - (int64_t)fs->fs_fpg * cgx);
	if (!cg_chkmagic(cgp) || cgp->cg_cgx != cgx || cgp->cg_ndblk != ndblk)
		return (false);
	if (!in_maps(fs, cgp->cg_iusedoff, howmany(fs->fs_ipg, NBBY), 1) ||
	    !in_maps(fs, cgp->cg_freeoff, howmany(fs->fs_fpg, NBBY), 1))
		return (false);
	if (cgp->cg_rotor < 0 || cgp->cg_rotor >= fs->fs_fpg ||
	    cgp->cg_frotor < 0 || cgp->cg_frotor >= fs->fs_fpg ||
	    cgp->cg_irotor < 0 || cgp->cg_irotor >= fs->fs_ipg)
		return (false);
	if (fs->fs_contigsumsize > 0 &&
	    (!in_maps(fs, cgp->cg_clustersumoff,
	    (fs->fs_contigsumsize + 1) * (int64_t)sizeof(int32_t), 4) ||
	    cgp->cg_nclusterblks < 0 ||
	    cgp->cg_nclusterblks > fs->fs_fpg / fs->fs_frag ||
	    !in_maps(fs, cgp->cg_clusteroff,
	    howmany(fs->fs_fpg / fs->fs_frag, NBBY), 1)))
		return (false);
	if (um->um_rotational &&
	    (!in_maps(fs, cgp->cg_btotoff,
	    fs->fs_cpg * (int64_t)sizeof(int32_t), 4) ||
	    !in_maps(fs, cgp->cg_boff,
	    (int64_t)fs->fs_cpg * fs->fs_nrpos * (int64_t)sizeof(int16_t), 2)))
		return (false);
	return (true);
}

/*
 * The buffer of group cgx, checked.  EIO.
 */
int
ufs_cgread(struct ufsmount *um, int cgx, struct buf **bpp)
{
	const struct fs *fs = um->um_fs;
	int error;

	error = bread(um->um_bc, fsbtobytes(fs, cgtod(fs, cgx)),
	    (uint32_t)roundup(fs->fs_cgsize, fs->fs_fsize), bpp);
	if (error != 0)
		return (error);
	if (!cg_sane(um, cgx, (struct cg *)(void *)(*bpp)->b_data)) {
		brelse(*bpp);
		ufs_corrupt(um, "cylinder group %d is corrupted", cgx);
		return (EIO);
	}
	return (0);
}

/* The group's maps and counts changed. */
void
ufs_cgdone(struct ufsmount *um, struct buf *bp)
{
	struct cg *cgp = (struct cg *)(void *)bp->b_data;

	cgp->cg_time = (ufs_time_t)time_second();
	um->um_fmod = true;
	bdirty(bp, 0, (uint32_t)um->um_fs->fs_cgsize);
	bdwrite(bp);
}

static unsigned
block_bits(const struct fs *fs, struct cg *cgp, int blk)
{
	return (blkmap(fs, cg_blksfree(cgp), blk * fs->fs_frag));
}

/* How many of the fragments of a block. */
static int
count_bits(unsigned bits)
{
	int n;

	for (n = 0; bits != 0; bits &= bits - 1)
		n++;
	return (n);
}

/* Add sign to the count of each run of free fragments in a block. */
static void
count_runs(struct cg *cgp, unsigned bits, int frag, int sign)
{
	int i, run = 0;

	for (i = 0; i <= frag; i++) {
		if (i < frag && (bits & (1u << i))) {
			run++;
			continue;
		}
		if (run != 0 && run < frag)
			cgp->cg_frsum[run] += sign;
		run = 0;
	}
}

/* Block blk became free or used: clusters of free blocks. */
static void
count_clusters(const struct fs *fs, struct cg *cgp, int blk, bool tofree)
{
	uint8_t *map = cg_clustersfree(cgp);
	int32_t *sum = cg_clustersum(cgp);
	int max = fs->fs_contigsumsize, before = 0, after = 0;
	int sign = tofree ? 1 : -1, i;

	if (max <= 0 || blk >= cgp->cg_nclusterblks)
		return;
	if (tofree)
		setbit(map, blk);
	else
		clrbit(map, blk);
	for (i = blk + 1; after < max && i < cgp->cg_nclusterblks &&
	    isset(map, i); i++)
		after++;
	for (i = blk - 1; before < max && i >= 0 && isset(map, i); i--)
		before++;
	sum[K_MIN(before + after + 1, max)] += sign;
	if (before != 0)
		sum[before] -= sign;
	if (after != 0)
		sum[after] -= sign;
}

/* The same for the tables by cylinder and rotational position. */
static void
count_rotation(const struct ufsmount *um, struct cg *cgp, int blk, int sign)
{
	const struct fs *fs = um->um_fs;
	int64_t sect, cyl, pos, in;

	if (!um->um_rotational)
		return;
	sect = (int64_t)blk * fs->fs_frag * fs->fs_nspf;
	cyl = sect / fs->fs_spc;
	in = sect % fs->fs_spc;
	pos = (in / fs->fs_nsect * fs->fs_trackskew +
	    in % fs->fs_nsect * fs->fs_interleave) % fs->fs_nsect *
	    fs->fs_nrpos / fs->fs_npsect;
	if (cyl >= fs->fs_cpg || pos < 0 || pos >= fs->fs_nrpos)
		return;
	cg_blktot(cgp)[cyl] += sign;
	cg_blks(fs, cgp, cyl)[pos] += (int16_t)sign;
}

/* Are the nfrags fragments at dno all free? */
bool
ufs_cgblkfree(const struct fs *fs, struct cg *cgp, int dno, int nfrags)
{
	unsigned want = ((1u << nfrags) - 1) << (dno % fs->fs_frag);

	return ((block_bits(fs, cgp, dno / fs->fs_frag) & want) == want);
}

/*
 * Make the fragments [dno, dno+nfrags) of the group free or used; all are the
 * opposite before, and in one block.
 */
void
ufs_cgchange(struct ufsmount *um, struct cg *cgp, int dno, int nfrags,
    bool tofree)
{
	struct fs *fs = um->um_fs;
	int frag = fs->fs_frag, blk = dno / frag, i, nb, nf;
	unsigned full = (1u << frag) - 1, old, new;
	struct csum *cs = &um->um_csp[cgp->cg_cgx];

	KKASSERT(dno % frag + nfrags <= frag && nfrags > 0);
	old = block_bits(fs, cgp, blk);
	for (i = dno; i < dno + nfrags; i++) {
		if (tofree)
			setbit(cg_blksfree(cgp), i);
		else
			clrbit(cg_blksfree(cgp), i);
	}
	new = block_bits(fs, cgp, blk);
	nb = (new == full) - (old == full);
	nf = (new == full ? 0 : count_bits(new)) -
	    (old == full ? 0 : count_bits(old));
	count_runs(cgp, old, frag, -1);
	count_runs(cgp, new, frag, 1);
	if (nb != 0) {
		count_clusters(fs, cgp, blk, nb > 0);
		count_rotation(um, cgp, blk, nb);
	}
	cgp->cg_cs.cs_nbfree += nb;
	cgp->cg_cs.cs_nffree += nf;
	cs->cs_nbfree += nb;
	cs->cs_nffree += nf;
	fs->fs_cstotal.cs_nbfree += nb;
	fs->fs_cstotal.cs_nffree += nf;
}

/*
 * A free block, near or after the fragment near: its first fragment, or -1.
 */
int
ufs_cgfindblk(const struct fs *fs, struct cg *cgp, int near)
{
	int nblk = cgp->cg_ndblk / fs->fs_frag, blk = near / fs->fs_frag, i;
	unsigned full = (1u << fs->fs_frag) - 1;

	if (blk >= nblk)
		blk = 0;
	for (i = 0; i < nblk; i++) {
		if (block_bits(fs, cgp, blk) == full)
			return (blk * fs->fs_frag);
		if (++blk == nblk)
			blk = 0;
	}
	return (-1);
}

/*
 * nfrags free fragments in a block that is not all free, the tightest fit the
 * group has; -1: none.
 */
int
ufs_cgfindfrags(const struct fs *fs, struct cg *cgp, int near, int nfrags)
{
	int frag = fs->fs_frag, nblk = howmany(cgp->cg_ndblk, frag), size, i;
	int blk = near / frag;
	unsigned full = (1u << frag) - 1, bits, run, edge;

	for (size = nfrags; size < frag; size++)
		if (cgp->cg_frsum[size] > 0)
			break;
	if (size == frag)
		return (-1);
	for (i = 0; i < nblk; i++, blk++) {
		if (blk >= nblk)
			blk = 0;
		bits = block_bits(fs, cgp, blk);
		if (bits == 0 || bits == full)
			continue;
		/* A run of exactly size: a one on either side would be more. */
		for (edge = 0; edge + size <= (unsigned)frag; edge++) {
			run = ((1u << size) - 1) << edge;
			if ((bits & run) == run &&
			    !(bits & (1u << (edge + size))) &&
			    (edge == 0 || !(bits & (1u << (edge - 1)))) &&
			    blk * frag + (int)edge + size <= cgp->cg_ndblk)
				return (blk * frag + (int)edge);
		}
	}
	return (-1);
}
