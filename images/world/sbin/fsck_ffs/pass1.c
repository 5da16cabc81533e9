/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pass1.c: every inode: is it one, are its blocks on the disk and its own, is
 * its block count right?
 *
 * Files with impossible or doubled blocks are marked to be cleared.  Of a doubled
 * block the first owner is found in a second round: both have to go, since nobody
 * knows whose data it is.
 */
#include "fsck.h"

#define MAXBAD	10		/* then a file's blocks are left alone */

struct claim {
	uint32_t c_ino;
	int64_t	 c_sectors;
	int	 c_bad, c_dup;
};

static uint8_t *dupmap;		/* fragments that two files have */
static bool anydup;

static void
block_error(uint32_t ino, ufs_daddr_t bn, const char *what)
{
	pfatal("%d %s I=%u\n", bn, what, ino);
	inos[ino].i_state = inos[ino].i_state == IS_DIR ||
	    inos[ino].i_state == IS_DCLEAR ? IS_DCLEAR : IS_FCLEAR;
}

static enum walk
claim(ufs_daddr_t bn, int nfrags, int depth __unused, int64_t lbn __unused,
    void *arg)
{
	struct claim *c = arg;
	bool dup = false;
	int i;

	if (frag_bad(bn, nfrags)) {
		block_error(c->c_ino, bn, "BAD");
		if (++c->c_bad < MAXBAD)
			return (WALK_SKIP);
		pwarn("EXCESSIVE BAD BLKS I=%u\n", c->c_ino);
		return (WALK_STOP);
	}
	for (i = 0; i < nfrags; i++) {
		if (isset(blockmap, bn + i)) {
			dup = true;
			setbit(dupmap, bn + i);
		}
		setbit(blockmap, bn + i);
	}
	c->c_sectors += (int64_t)nfrags << sb->fs_fsbtodb;
	if (!dup)
		return (WALK_ON);
	anydup = true;
	block_error(c->c_ino, bn, "DUP");
	if (++c->c_dup < MAXBAD)
		return (WALK_SKIP);
	pwarn("EXCESSIVE DUP BLKS I=%u\n", c->c_ino);
	return (WALK_STOP);
}

static bool
mode_known(const struct ufs1_dinode *dp)
{
	uint64_t n = (uint64_t)sb->fs_nindir;
	uint64_t max = (UFS_NDADDR + n + n * n + n * n * n) << sb->fs_bshift;

	switch (dp->di_mode & IFMT) {
	case IFDIR:
		return (dp->di_size <= MAXDIRSIZE);
	case IFLNK:
		return (dp->di_size < 1024);
	case IFREG:
		return (dp->di_size <= max && dp->di_size <= INT64_MAX);
	case IFCHR:
	case IFBLK:
	case IFIFO:
	case IFSOCK:
		return (true);
	}
	return (false);
}

/* An inode that is free should show nothing. */
static void
check_free(uint32_t ino, struct ufs1_dinode *dp)
{
	static const ufs_daddr_t none[UFS_NDADDR + UFS_NIADDR];

	if (dp->di_size == 0 && memcmp(dp->di_db, none,
	    sizeof(dp->di_db)) == 0 &&
	    memcmp(dp->di_ib, none, sizeof(dp->di_ib)) == 0)
		return;
	pfatal("PARTIALLY ALLOCATED INODE I=%u\n", ino);
	if (reply("CLEAR")) {
		memset(inode_get(ino), 0, sizeof(*dp));
		inode_dirty();
	}
}

/*
 * Pointers beyond the end of the file in an indirect block on the border, whose
 * first data block is lbn and whose entries stand for span each.  A crash
 * leaves them when the block came to the disk before the inode.  fix: clear them.
 */
static bool
trim_tree(ufs_daddr_t bn, int depth, int64_t lbn, int64_t span,
    int64_t nblocks, bool fix)
{
	ufs_daddr_t *map, part = 0;
	int64_t keep = nblocks - lbn;
	int first, i;
	bool found = false;

	if (depth == 0 || keep <= 0 || keep >= span * sb->fs_nindir ||
	    frag_bad(bn, sb->fs_frag))
		return (false);
	map = xalloc((size_t)sb->fs_bsize);
	frag_read(map, bn, (size_t)sb->fs_bsize);
	first = (int)howmany(keep, span);
	for (i = first; i < sb->fs_nindir; i++)
		if (map[i] != 0) {
			found = true;
			map[i] = 0;
		}
	if (found && fix)
		frag_write(map, bn, (size_t)sb->fs_bsize);
	if (keep % span != 0)
		part = map[keep / span];
	free(map);
	if (part != 0 && trim_tree(part, depth - 1, lbn + keep / span * span,
	    span / sb->fs_nindir, nblocks, fix))
		found = true;
	return (found);
}

static bool
trim_trees(const struct ufs1_dinode *dp, int64_t nblocks, bool fix)
{
	int64_t lbn = UFS_NDADDR, span = 1;
	bool found = false;
	int i;

	for (i = 0; i < UFS_NIADDR; i++) {
		if (dp->di_ib[i] != 0 && trim_tree(dp->di_ib[i], i + 1, lbn,
		    span, nblocks, fix))
			found = true;
		span *= sb->fs_nindir;
		lbn += span;
	}
	return (found);
}

/* Pointers beyond the end in the inode itself: no crash leaves those. */
static bool
inode_beyond(struct ufs1_dinode *dp, int64_t nblocks, bool fix)
{
	int64_t base = UFS_NDADDR, span = 1;
	bool found = false;
	int i;

	for (i = 0; i < UFS_NDADDR; i++)
		if (i >= nblocks && dp->di_db[i] != 0) {
			found = true;
			if (fix)
				dp->di_db[i] = 0;
		}
	for (i = 0; i < UFS_NIADDR; i++) {
		if (nblocks <= base && dp->di_ib[i] != 0) {
			found = true;
			if (fix)
				dp->di_ib[i] = 0;
		}
		span *= sb->fs_nindir;
		base += span;
	}
	return (found);
}

static void
check_end(uint32_t ino, struct ufs1_dinode *copy)
{
	int64_t nblocks = inode_nblocks(copy);
	mode_t type = copy->di_mode & IFMT;

	if (type != IFREG && type != IFDIR)
		return;
	if (inode_beyond(copy, nblocks, false)) {
		pfatal("PARTIALLY TRUNCATED INODE I=%u\n", ino);
		if (reply("SALVAGE")) {
			(void)inode_beyond(inode_get(ino), nblocks, true);
			inode_dirty();
			(void)inode_beyond(copy, nblocks, true);
		}
	}
	if (trim_trees(copy, nblocks, false)) {
		pwarn("PARTIALLY TRUNCATED INODE I=%u", ino);
		if (mend("SALVAGED"))
			(void)trim_trees(copy, nblocks, true);
	}
}

static void
check_count(uint32_t ino, const struct claim *c)
{
	struct ufs1_dinode *dp = inode_get(ino);

	if (dp->di_blocks == c->c_sectors)
		return;
	pwarn("INCORRECT BLOCK COUNT I=%u (%d should be %lld)", ino,
	    dp->di_blocks, (long long)c->c_sectors);
	if (!mend("CORRECTED"))
		return;
	dp = inode_get(ino);
	dp->di_blocks = (int32_t)c->c_sectors;
	inode_dirty();
}

static void
check_inode(uint32_t ino)
{
	struct ufs1_dinode *dp = inode_get(ino), copy;
	struct claim c = { ino, 0, 0, 0 };
	struct ino *ip = &inos[ino];

	if (dp->di_mode == 0) {
		check_free(ino, dp);
		return;
	}
	if (!mode_known(dp)) {
		pfatal("UNKNOWN FILE TYPE I=%u\n", ino);
		ip->i_state = IS_FCLEAR;
		if (reply("CLEAR"))
			inode_clear(ino, false);
		return;
	}
	copy = *dp;
	ip->i_links = copy.di_nlink;
	ip->i_zerolink = copy.di_nlink <= 0;
	ip->i_state = IS_FILE;
	if ((copy.di_mode & IFMT) == IFDIR) {
		ip->i_state = IS_DIR;
		dir_add(ino, &copy);
	}
	check_end(ino, &copy);
	(void)inode_walk(&copy, claim, &c);
	if (c.c_bad == 0 && c.c_dup == 0)
		check_count(ino, &c);
}

/* Who had a doubled block first? */
static enum walk
find_dup(ufs_daddr_t bn, int nfrags, int depth __unused,
    int64_t lbn __unused, void *arg)
{
	uint32_t ino = *(uint32_t *)arg;
	int i;

	if (frag_bad(bn, nfrags))
		return (WALK_SKIP);
	for (i = 0; i < nfrags; i++)
		if (isset(dupmap, bn + i)) {
			block_error(ino, bn, "DUP");
			return (WALK_STOP);
		}
	return (WALK_ON);
}

static void
pass1b(void)
{
	struct ufs1_dinode copy;
	uint32_t ino;

	printf("** Phase 1b - Rescan For More DUPS\n");
	for (ino = UFS_ROOTINO; ino < maxino; ino++)
		if (inos[ino].i_state == IS_FILE || inos[ino].i_state == IS_DIR) {
			copy = *inode_get(ino);
			(void)inode_walk(&copy, find_dup, &ino);
		}
}

void
pass1(void)
{
	uint32_t ino;

	anydup = false;
	free(dupmap);
	dupmap = xalloc(howmany((size_t)sb->fs_size, NBBY));
	for (ino = UFS_ROOTINO; ino < maxino; ino++)
		check_inode(ino);
	if (anydup)
		pass1b();
}
