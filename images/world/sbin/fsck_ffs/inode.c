/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inode.c: inodes on disk, one block of them in memory at a time, and walking
 * the blocks of a file.
 */
#include "fsck.h"

#include <time.h>

uint8_t	*blockmap;
struct ino *inos;
uint32_t maxino;
struct dirinfo *dirs;
size_t	ndirs;
static size_t dirs_room;

static uint8_t *iblock;			/* a block of inodes */
static ufs_daddr_t iblock_bn;		/* 0: none */
static bool iblock_dirty;

void
inode_flush(void)
{
	if (iblock_dirty && iblock_bn != 0)
		frag_write(iblock, iblock_bn, (size_t)sb->fs_bsize);
	iblock_dirty = false;
	iblock_bn = 0;
}

struct ufs1_dinode *
inode_get(uint32_t ino)
{
	ufs_daddr_t bn = ino_to_fsba(sb, ino);

	if (iblock == NULL)
		iblock = xalloc(65536);
	if (bn != iblock_bn) {
		inode_flush();
		frag_read(iblock, bn, (size_t)sb->fs_bsize);
		iblock_bn = bn;
	}
	return ((struct ufs1_dinode *)(void *)iblock + ino_to_fsbo(sb, ino));
}

void
inode_dirty(void)
{
	iblock_dirty = true;
}

void
inode_describe(uint32_t ino, const char *type)
{
	const struct ufs1_dinode *dp = inode_get(ino);
	time_t t = (time_t)dp->di_mtime;
	const char *when = ctime(&t);

	printf(" %s I=%u  OWNER=%u MODE=%o SIZE=%llu MTIME=%.12s %.4s ",
	    type, ino, dp->di_uid, dp->di_mode,
	    (unsigned long long)dp->di_size, when + 4, when + 20);
}

/* Free the blocks of a file in the map. */
static enum walk
unclaim(ufs_daddr_t bn, int nfrags, int depth __unused, int64_t lbn __unused,
    void *arg __unused)
{
	int i;

	if (frag_bad(bn, nfrags))
		return (WALK_SKIP);
	/* What another file has as well stays in use. */
	for (i = 0; i < nfrags; i++)
		clrbit(blockmap, bn + i);
	return (WALK_ON);
}

/*
 * Clear inode ino, asking first.  Its blocks become free, unless they were
 * doubled: then the map is right only in another run.
 */
void
inode_clear(uint32_t ino, bool ask)
{
	struct ufs1_dinode *dp;
	struct ino *ip = &inos[ino];
	bool doubled = ip->i_state == IS_FCLEAR || ip->i_state == IS_DCLEAR;

	if (ask && !mend("CLEAR"))
		return;
	dp = inode_get(ino);
	if (doubled)
		rerun = true;
	else
		(void)inode_walk(dp, unclaim, NULL);
	dp = inode_get(ino);
	memset(dp, 0, sizeof(*dp));
	inode_dirty();
	ip->i_state = IS_FREE;
	ip->i_links = 0;
	ip->i_zerolink = 0;
}

static int
dir_cmp(const void *a, const void *b)
{
	const struct dirinfo *x = a, *y = b;

	return (x->d_ino_ < y->d_ino_ ? -1 : x->d_ino_ > y->d_ino_);
}

/* Directories are added in rising order, so that they can be found. */
void
dir_add(uint32_t ino, const struct ufs1_dinode *dp)
{
	struct dirinfo *d;

	if (ndirs == dirs_room || dirs == NULL) {
		dirs_room = dirs == NULL ? 256 : dirs_room * 2;
		d = realloc(dirs, dirs_room * sizeof(*dirs));
		if (d == NULL) {
			fprintf(stderr, "%s: out of memory\n", fsname);
			finish(EX_FAILED);
		}
		dirs = d;
	}
	d = &dirs[ndirs++];
	memset(d, 0, sizeof(*d));
	d->d_ino_ = ino;
	d->d_size = dp->di_size;
	if (ndirs > 1 && dirs[ndirs - 2].d_ino_ > ino)
		qsort(dirs, ndirs, sizeof(*dirs), dir_cmp);
}

struct dirinfo *
dir_find(uint32_t ino)
{
	struct dirinfo key;

	if (ndirs == 0)
		return (NULL);
	key.d_ino_ = ino;
	return (bsearch(&key, dirs, ndirs, sizeof(*dirs), dir_cmp));
}

int64_t
inode_nblocks(const struct ufs1_dinode *dp)
{
	mode_t type = dp->di_mode & IFMT;

	if (type != IFREG && type != IFDIR && type != IFLNK)
		return (0);
	if (type == IFLNK && dp->di_size < (uint64_t)sb->fs_maxsymlinklen)
		return (0);
	return ((int64_t)howmany(dp->di_size, (uint64_t)sb->fs_bsize));
}

struct walker {
	walk_fn	*w_fn;
	void	*w_arg;
	int64_t	 w_nblocks;
};

/* A tree of indirect blocks whose first data block is lbn, each entry span. */
static enum walk
walk_tree(const struct walker *w, ufs_daddr_t bn, int depth, int64_t lbn,
    int64_t span)
{
	ufs_daddr_t *map;
	enum walk r;
	int i;

	r = w->w_fn(bn, sb->fs_frag, depth, lbn, w->w_arg);
	if (r != WALK_ON || depth == 0)
		return (r);
	if (frag_bad(bn, sb->fs_frag))
		return (WALK_SKIP);
	map = xalloc((size_t)sb->fs_bsize);
	frag_read(map, bn, (size_t)sb->fs_bsize);
	for (i = 0; i < sb->fs_nindir && r != WALK_STOP; i++)
		if (map[i] != 0)
			r = walk_tree(w, map[i], depth - 1, lbn + i * span,
			    span / sb->fs_nindir);
	free(map);
	return (r == WALK_STOP ? WALK_STOP : WALK_ON);
}

enum walk
inode_walk(const struct ufs1_dinode *dip, walk_fn *fn, void *arg)
{
	const struct ufs1_dinode copy = *dip;
	struct walker w = { fn, arg, inode_nblocks(&copy) };
	int64_t lbn = UFS_NDADDR, span = 1;
	enum walk r = WALK_ON;
	int i, nfrags;

	if (w.w_nblocks == 0 && (copy.di_mode & IFMT) != IFREG &&
	    (copy.di_mode & IFMT) != IFDIR)
		return (WALK_ON);
	for (i = 0; i < UFS_NDADDR && r != WALK_STOP; i++) {
		if (copy.di_db[i] == 0)
			continue;
		nfrags = sb->fs_frag;
		if (i == w.w_nblocks - 1 &&
		    (copy.di_size & (uint64_t)sb->fs_qbmask) != 0)
			nfrags = (int)(((copy.di_size &
			    (uint64_t)sb->fs_qbmask) +
			    (uint64_t)sb->fs_qfmask) >> sb->fs_fshift);
		r = fn(copy.di_db[i], nfrags, 0, i, arg);
	}
	for (i = 0; i < UFS_NIADDR && r != WALK_STOP; i++) {
		if (copy.di_ib[i] != 0)
			r = walk_tree(&w, copy.di_ib[i], i + 1, lbn, span);
		span *= sb->fs_nindir;
		lbn += span;
	}
	return (r);
}
