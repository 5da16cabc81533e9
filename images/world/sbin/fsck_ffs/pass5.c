/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pass5.c: each group's maps and counts are made anew from what the passes know,
 * and compared with the disk.
 */
#include "fsck.h"

#include <time.h>

struct build {
	struct cg *b_cg;
	bool	 b_rotational;
};

static bool
rotation_sane(void)
{
	return (sb->fs_postblformat == FS_DYNAMICPOSTBLFMT && sb->fs_cpg > 0 &&
	    sb->fs_spc > 0 && sb->fs_nsect > 0 && sb->fs_npsect > 0 &&
	    sb->fs_nspf > 0 && sb->fs_nrpos > 0 && sb->fs_nrpos <= 8 &&
	    sb->fs_interleave > 0 && sb->fs_trackskew >= 0);
}

/* The offsets of the tables, as newfs lays them out; false: no room. */
static bool
lay_out(struct cg *cgp, bool rotational)
{
	int32_t at = (int32_t)offsetof(struct cg, cg_space);

	cgp->cg_btotoff = at;
	at += rotational ? sb->fs_cpg * (int32_t)sizeof(int32_t) : 0;
	cgp->cg_boff = at;
	at += rotational ?
	    sb->fs_cpg * sb->fs_nrpos * (int32_t)sizeof(int16_t) : 0;
	cgp->cg_iusedoff = at;
	at += howmany(sb->fs_ipg, NBBY);
	cgp->cg_freeoff = at;
	at += howmany(sb->fs_fpg, NBBY);
	if (sb->fs_contigsumsize > 0) {
		at = roundup(at, (int32_t)sizeof(int32_t)) -
		    (int32_t)sizeof(int32_t);
		cgp->cg_clustersumoff = at;
		at += (sb->fs_contigsumsize + 1) * (int32_t)sizeof(int32_t);
		cgp->cg_clusteroff = at;
		at += howmany(sb->fs_fpg / sb->fs_frag, NBBY);
	}
	cgp->cg_nextfreeoff = at;
	return (at <= sb->fs_cgsize);
}

/* Offsets that an existing group has and that can be kept. */
static bool
offsets_good(const struct cg *o, bool rotational)
{
	int32_t min = (int32_t)offsetof(struct cg, cg_space);
	int64_t end = sb->fs_cgsize;

	if (o->cg_iusedoff < min || o->cg_freeoff < min ||
	    o->cg_iusedoff + (int64_t)howmany(sb->fs_ipg, NBBY) > end ||
	    o->cg_freeoff + (int64_t)howmany(sb->fs_fpg, NBBY) > end)
		return (false);
	if (rotational && (o->cg_btotoff < min || o->cg_boff < min ||
	    o->cg_btotoff % 4 != 0 || o->cg_boff % 2 != 0 ||
	    o->cg_btotoff + sb->fs_cpg * 4LL > end ||
	    o->cg_boff + (int64_t)sb->fs_cpg * sb->fs_nrpos * 2 > end))
		return (false);
	if (sb->fs_contigsumsize > 0 && (o->cg_clustersumoff < min ||
	    o->cg_clusteroff < min || o->cg_clustersumoff % 4 != 0 ||
	    o->cg_clustersumoff + (sb->fs_contigsumsize + 1) * 4LL > end ||
	    o->cg_clusteroff +
	    (int64_t)howmany(sb->fs_fpg / sb->fs_frag, NBBY) > end))
		return (false);
	return (true);
}

static void
count_rotation(struct cg *cgp, int32_t blk)
{
	int64_t sect = (int64_t)blk * sb->fs_frag * sb->fs_nspf;
	int64_t cyl = sect / sb->fs_spc, in = sect % sb->fs_spc, pos;

	pos = (in / sb->fs_nsect * sb->fs_trackskew +
	    in % sb->fs_nsect * sb->fs_interleave) % sb->fs_nsect *
	    sb->fs_nrpos / sb->fs_npsect;
	if (cyl >= sb->fs_cpg || pos < 0 || pos >= sb->fs_nrpos)
		return;
	cg_blktot(cgp)[cyl]++;
	cg_blks(sb, cgp, cyl)[pos]++;
}

/* One block's fragments go into map and counts. */
static void
count_block(const struct build *b, int c, int32_t blk)
{
	struct cg *cgp = b->b_cg;
	int32_t first = blk * sb->fs_frag, i, run = 0, free = 0;
	int64_t base = cgbase(sb, c);

	for (i = 0; i <= sb->fs_frag; i++) {
		if (i < sb->fs_frag && first + i < cgp->cg_ndblk &&
		    isclr(blockmap, base + first + i)) {
			setbit(cg_blksfree(cgp), first + i);
			run++;
			free++;
			continue;
		}
		if (run != 0 && run < sb->fs_frag)
			cgp->cg_frsum[run]++;
		run = 0;
	}
	if (free < sb->fs_frag) {
		cgp->cg_cs.cs_nffree += free;
		return;
	}
	cgp->cg_cs.cs_nbfree++;
	if (b->b_rotational)
		count_rotation(cgp, blk);
	if (sb->fs_contigsumsize > 0 && blk < cgp->cg_nclusterblks)
		setbit(cg_clustersfree(cgp), blk);
}

static void
count_clusters(struct cg *cgp)
{
	int32_t i, run = 0;

	for (i = 0; i <= cgp->cg_nclusterblks; i++) {
		if (i < cgp->cg_nclusterblks &&
		    isset(cg_clustersfree(cgp), i)) {
			run++;
			continue;
		}
		if (run != 0)
			cg_clustersum(cgp)[run < sb->fs_contigsumsize ? run :
			    sb->fs_contigsumsize]++;
		run = 0;
	}
}

static void
count_inodes(struct cg *cgp, int c)
{
	uint32_t ino = (uint32_t)c * (uint32_t)sb->fs_ipg;
	int32_t i;

	for (i = 0; i < sb->fs_ipg; i++, ino++) {
		if (ino < UFS_ROOTINO) {
			setbit(cg_inosused(cgp), i);
			continue;
		}
		switch (inos[ino].i_state) {
		case IS_FREE:
			cgp->cg_cs.cs_nifree++;
			continue;
		case IS_DIR:
		case IS_DIRFOUND:
		case IS_DCLEAR:
			cgp->cg_cs.cs_ndir++;
			break;
		}
		setbit(cg_inosused(cgp), i);
	}
}

/* Make the group c as it should be, keeping what the old one has to say. */
static bool
build(struct build *b, int c, const struct cg *old)
{
	struct cg *cgp = b->b_cg;
	bool keep = old->cg_magic == CG_MAGIC &&
	    offsets_good(old, b->b_rotational);
	int64_t left = (int64_t)sb->fs_size - cgbase(sb, c);
	int32_t blk;

	memset(cgp, 0, (size_t)sb->fs_bsize);
	if (keep)
		memcpy(cgp, old, offsetof(struct cg, cg_space));
	else if (!lay_out(cgp, b->b_rotational))
		return (false);
	cgp->cg_magic = CG_MAGIC;
	cgp->cg_cgx = c;
	cgp->cg_ndblk = (int32_t)(left < sb->fs_fpg ? left : sb->fs_fpg);
	if (!keep) {
		cgp->cg_ncyl = (int16_t)sb->fs_cpg;
		cgp->cg_niblk = (int16_t)sb->fs_ipg;
	}
	cgp->cg_nclusterblks = sb->fs_contigsumsize > 0 ?
	    cgp->cg_ndblk / sb->fs_frag : 0;
	memset(&cgp->cg_cs, 0, sizeof(cgp->cg_cs));
	memset(cgp->cg_frsum, 0, sizeof(cgp->cg_frsum));
	if (cgp->cg_rotor < 0 || cgp->cg_rotor >= sb->fs_fpg)
		cgp->cg_rotor = 0;
	if (cgp->cg_frotor < 0 || cgp->cg_frotor >= sb->fs_fpg)
		cgp->cg_frotor = 0;
	if (cgp->cg_irotor < 0 || cgp->cg_irotor >= sb->fs_ipg)
		cgp->cg_irotor = 0;
	count_inodes(cgp, c);
	for (blk = 0; blk < howmany(cgp->cg_ndblk, sb->fs_frag); blk++)
		count_block(b, c, blk);
	if (sb->fs_contigsumsize > 0)
		count_clusters(cgp);
	return (true);
}

/*
 * Are the groups the same?  The tables by cylinder do not count: makers of
 * images leave them empty, and nothing depends on them.
 */
static bool
same(const struct cg *a, const struct cg *b)
{
	size_t size = (size_t)sb->fs_cgsize;
	size_t from = (size_t)a->cg_btotoff, to = (size_t)a->cg_iusedoff;

	if (to < from || a->cg_boff < a->cg_btotoff ||
	    a->cg_boff > a->cg_iusedoff)
		from = to;
	return (memcmp(a, b, from) == 0 && memcmp((const uint8_t *)a + to,
	    (const uint8_t *)b + to, size - to) == 0);
}

static void
compare_group(struct build *b, int c, struct cg *old)
{
	frag_read(old, cgtod(sb, c), (size_t)roundup(sb->fs_cgsize,
	    sb->fs_fsize));
	if (old->cg_magic != CG_MAGIC)
		pfatal("CG %d: BAD MAGIC NUMBER\n", c);
	if (!build(b, c, old)) {
		pfatal("CG %d: NO ROOM FOR ITS MAPS\n", c);
		unfixed = true;
		return;
	}
	b->b_cg->cg_time = old->cg_time;
	if (same(b->b_cg, old))
		return;
	pwarn("CG %d: BLK(S), INODE(S) OR COUNTS WRONG IN ITS MAPS", c);
	if (!mend("SALVAGED"))
		return;
	b->b_cg->cg_time = (ufs_time_t)time(NULL);
	frag_write(b->b_cg, cgtod(sb, c), (size_t)roundup(sb->fs_cgsize,
	    sb->fs_fsize));
}

/* The summary of all groups, and the superblock's total. */
static void
compare_summary(const struct csum *want, const struct csum *total)
{
	size_t size = (size_t)roundup(sb->fs_cssize, sb->fs_fsize);
	struct csum *disk = xalloc(size);
	size_t len = (size_t)sb->fs_ncg * sizeof(*want);

	frag_read(disk, sb->fs_csaddr, size);
	if (memcmp(disk, want, len) != 0) {
		pwarn("SUMMARY INFORMATION BAD");
		if (mend("SALVAGED")) {
			memcpy(disk, want, len);
			frag_write(disk, sb->fs_csaddr, size);
		}
	}
	free(disk);
	if (memcmp(&sb->fs_cstotal, total, sizeof(*total)) == 0)
		return;
	pwarn("FREE BLK COUNT(S) WRONG IN SUPERBLK");
	if (mend("SALVAGED")) {
		sb->fs_cstotal = *total;
		sbdirty = true;
	}
}

void
pass5(void)
{
	struct build b = { xalloc((size_t)sb->fs_bsize), rotation_sane() };
	struct cg *old = xalloc((size_t)sb->fs_bsize);
	struct csum *cs, total = { 0, 0, 0, 0 };
	int c;

	cs = xalloc((size_t)sb->fs_ncg * sizeof(*cs));
	inode_flush();
	for (c = 0; c < sb->fs_ncg; c++) {
		compare_group(&b, c, old);
		cs[c] = b.b_cg->cg_cs;
		total.cs_ndir += cs[c].cs_ndir;
		total.cs_nbfree += cs[c].cs_nbfree;
		total.cs_nifree += cs[c].cs_nifree;
		total.cs_nffree += cs[c].cs_nffree;
	}
	compare_summary(cs, &total);
	free(cs);
	free(old);
	free(b.b_cg);
}
