/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_balloc.c: giving blocks to a file before data is written to it.
 *
 * Only the last block of a file may be less than a block, and only among the
 * first 12; it grows by fragments, in place or by moving.  A file that grows
 * beyond it makes it whole first.
 *
 * What a new block holds is old data of somebody else; it is zeroed on disk
 * before it can be seen, but for whole pages that the caller is about to
 * write.  i_size is raised together with the pointers, under one hold of
 * i_lock: an inode on disk never points beyond its size.
 */
#include "vfs/ufs/ufs.h"

struct grow {
	struct inode	*g_ip;
	struct ucred	*g_cred;
	uint64_t	 g_skip, g_skipend;	/* file bytes that need no zeroes */
};

static inline uint64_t
clamp(uint64_t v, uint64_t lo, uint64_t hi)
{
	return (v < lo ? lo : v > hi ? hi : v);
}

/* Zero the file bytes [from, to) of block lbn at bn, sectors on disk. */
static int
zero_new(const struct grow *g, int64_t lbn, ufs_daddr_t bn, uint32_t from,
    uint32_t to)
{
	struct ufsmount *um = g->g_ip->i_um;
	const struct fs *fs = um->um_fs;
	uint64_t base = (uint64_t)lbn << fs->fs_bshift, a, b;
	int64_t at = fsbtobytes(fs, bn);
	int error = 0;

	a = clamp(g->g_skip, base + from, base + to);
	b = clamp(g->g_skipend, base + from, base + to);
	if (a >= b)
		return (bzero_range(um->um_bc, at + from, to - from));
	if (a > base + from)
		error = bzero_range(um->um_bc, at + from, a - base - from);
	if (error == 0 && b < base + to)
		error = bzero_range(um->um_bc, at + (int64_t)(b - base),
		    base + to - b);
	return (error);
}

/*
 * Zero the bytes [off, end) of the file on disk, inside blocks it has; partial
 * sectors are read first.  Holes stay.  [i] exclusive, pages are the caller's
 * concern.
 */
int
ufs_zero(struct inode *ip, uint64_t off, uint64_t end)
{
	struct ufsmount *um = ip->i_um;
	const struct fs *fs = um->um_fs;
	uint32_t ss = um->um_dev->si_bsize, in, n;
	ufs_daddr_t bn;
	uint8_t *sector;
	int64_t at;
	int error = 0;

	if ((sector = kmalloc(ss, M_UFS, M_WAITOK)) == NULL)
		return (ENOMEM);
	while (off < end && error == 0) {
		in = (uint32_t)blkoff(fs, off);
		n = (uint32_t)K_MIN(end - off, (uint64_t)fs->fs_bsize - in);
		error = ufs_bmap(ip, (int64_t)lblkno(fs, off), &bn, 1, NULL);
		if (error != 0 || bn == 0) {
			off += n;
			continue;
		}
		at = fsbtobytes(fs, bn) + in;
		if (at % ss != 0 || n < ss) {
			n = K_MIN(n, ss - (uint32_t)(at % ss));
			error = dev_rdwr(um->um_dev, BIO_READ_K, at / ss * ss,
			    sector, ss);
			if (error == 0) {
				memset(sector + at % ss, 0, n);
				error = dev_rdwr(um->um_dev, BIO_WRITE_K,
				    at / ss * ss, sector, ss);
			}
		} else {
			n = n / ss * ss;
			error = bzero_range(um->um_bc, at, n);
		}
		off += n;
	}
	kfree(sector, M_UFS);
	return (error);
}

/* Copy size bytes of a block that moves. */
static int
move_data(struct ufsmount *um, ufs_daddr_t from, ufs_daddr_t to, uint32_t size)
{
	const struct fs *fs = um->um_fs;
	uint8_t *buf;
	int error;

	if ((buf = kmalloc(size, M_UFS, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = dev_rdwr(um->um_dev, BIO_READ_K, fsbtobytes(fs, from), buf,
	    size);
	if (error == 0)
		error = dev_rdwr(um->um_dev, BIO_WRITE_K, fsbtobytes(fs, to),
		    buf, size);
	kfree(buf, M_UFS);
	return (error);
}

/*
 * Direct block lbn at bn grows from osize to nsize bytes and may move.  The new
 * place is on disk before the old one is free.
 */
static int
grow_direct(const struct grow *g, int64_t lbn, ufs_daddr_t bn, uint32_t osize,
    uint32_t nsize)
{
	struct inode *ip = g->g_ip;
	struct ufsmount *um = ip->i_um;
	const struct fs *fs = um->um_fs;
	uint32_t got = nsize;
	ufs_daddr_t to;
	int error;

	error = ufs_extend(ip, bn, osize, nsize, g->g_cred);
	if (error == 0) {
		error = zero_new(g, lbn, bn, osize, nsize);
		if (error != 0)
			ufs_blkfree(um, bn + (int)numfrags(fs, osize),
			    nsize - osize, false);
		else
			ip->i_din.di_blocks += (int32_t)btodb(nsize - osize);
		return (error);
	}
	if (error != ENOSPC)
		return (error);
	/* A file that grows will grow again: prefer a place with room. */
	if (fs->fs_optim == FS_OPTTIME) {
		error = ufs_alloc(ip, ufs_blkpref(ip, lbn, 0),
		    (uint32_t)fs->fs_bsize, g->g_cred, &to);
		if (error == 0)
			got = (uint32_t)fs->fs_bsize;
	}
	if (error != 0)
		error = ufs_alloc(ip, ufs_blkpref(ip, lbn, 0), nsize,
		    g->g_cred, &to);
	if (error != 0)
		return (error);
	if (got > nsize)
		ufs_blkfree(um, to + (int)numfrags(fs, nsize), got - nsize,
		    false);
	error = move_data(um, bn, to, osize);
	if (error == 0)
		error = zero_new(g, lbn, to, osize, nsize);
	if (error != 0) {
		ufs_blkfree(um, to, nsize, false);
		return (error);
	}
	ip->i_din.di_db[lbn] = to;
	ip->i_din.di_blocks += (int32_t)btodb(nsize - osize);
	/* Unless the disk knows, the old place is not free. */
	if (ufs_iwrite_locked(ip, true) == 0)
		ufs_blkfree(um, bn, osize, ip->i_vnode->v_type == VDIR);
	return (0);
}

static int
new_block(const struct grow *g, int64_t lbn, ufs_daddr_t prev, uint32_t size,
    ufs_daddr_t *bnp)
{
	int error;

	error = ufs_alloc(g->g_ip, ufs_blkpref(g->g_ip, lbn, prev), size,
	    g->g_cred, bnp);
	if (error != 0)
		return (error);
	error = zero_new(g, lbn, *bnp, 0, size);
	if (error != 0) {
		ufs_blkfree(g->g_ip->i_um, *bnp, size, false);
		return (error);
	}
	g->g_ip->i_din.di_blocks += (int32_t)btodb(size);
	return (0);
}

/* A new indirect block, all holes, on disk. */
static int
new_indirect(const struct grow *g, int64_t lbn, ufs_daddr_t prev,
    ufs_daddr_t *bnp)
{
	struct ufsmount *um = g->g_ip->i_um;
	uint32_t size = (uint32_t)um->um_fs->fs_bsize;
	struct buf *bp;
	int error;

	error = ufs_alloc(g->g_ip, ufs_blkpref(g->g_ip, lbn, prev), size,
	    g->g_cred, bnp);
	if (error != 0)
		return (error);
	error = getblk(um->um_bc, fsbtobytes(um->um_fs, *bnp), size, &bp);
	if (error == 0) {
		memset(bp->b_data, 0, size);
		bdirty(bp, 0, size);
		error = bwrite(bp);
	}
	if (error != 0) {
		ufs_blkfree(um, *bnp, size, true);
		return (error);
	}
	g->g_ip->i_din.di_blocks += (int32_t)btodb(size);
	return (0);
}

/* Read or set entry idx of the indirect block at bn; *prev: the entry before. */
static int
indirect_get(struct ufsmount *um, ufs_daddr_t bn, int idx, ufs_daddr_t *val,
    ufs_daddr_t *prev)
{
	const struct fs *fs = um->um_fs;
	const ufs_daddr_t *map;
	struct buf *bp;
	int error;

	if (!ufs_goodblk(fs, bn, fs->fs_frag)) {
		ufs_corrupt(um, "impossible indirect block %d", bn);
		return (EIO);
	}
	error = bread(um->um_bc, fsbtobytes(fs, bn), (uint32_t)fs->fs_bsize,
	    &bp);
	if (error != 0)
		return (error);
	map = (const ufs_daddr_t *)(const void *)bp->b_data;
	*val = map[idx];
	*prev = idx > 0 ? map[idx - 1] : bn;
	brelse(bp);
	return (0);
}

static int
indirect_set(struct ufsmount *um, ufs_daddr_t bn, int idx, ufs_daddr_t val)
{
	const struct fs *fs = um->um_fs;
	struct buf *bp;
	int error;

	error = bread(um->um_bc, fsbtobytes(fs, bn), (uint32_t)fs->fs_bsize,
	    &bp);
	if (error != 0)
		return (error);
	((ufs_daddr_t *)(void *)bp->b_data)[idx] = val;
	bdirty(bp, (uint32_t)(idx * (int)sizeof(val)), sizeof(val));
	bdwrite(bp);
	return (0);
}

/* A block deep in a tree: indirect blocks on the way are made as needed. */
static int
grow_indirect(const struct grow *g, int64_t lbn, const struct ufs_path *pa)
{
	struct inode *ip = g->g_ip;
	struct ufsmount *um = ip->i_um;
	ufs_daddr_t *root = &ip->i_din.di_ib[pa->pa_index[0]];
	ufs_daddr_t at, val, prev;
	int error, i;

	if (*root == 0) {
		error = ufs_bmap(ip, lbn - 1, &prev, 1, NULL);
		if (error == 0)
			error = new_indirect(g, lbn, prev, &val);
		if (error != 0)
			return (error);
		*root = val;
	}
	at = *root;
	for (i = 1; i <= pa->pa_depth; i++) {
		error = indirect_get(um, at, pa->pa_index[i], &val, &prev);
		if (error != 0)
			return (error);
		if (val == 0) {
			if (i < pa->pa_depth)
				error = new_indirect(g, lbn, prev, &val);
			else
				error = new_block(g, lbn, prev,
				    (uint32_t)um->um_fs->fs_bsize, &val);
			if (error != 0)
				return (error);
			error = indirect_set(um, at, pa->pa_index[i], val);
			if (error != 0) {
				ufs_blkfree(um, val,
				    (uint32_t)um->um_fs->fs_bsize, true);
				return (error);
			}
		}
		at = val;
	}
	return (0);
}

/* Block lbn gets at least want bytes, where the file's size is size now. */
static int
grow_block(const struct grow *g, int64_t lbn, uint32_t want)
{
	struct inode *ip = g->g_ip;
	const struct fs *fs = ip->i_um->um_fs;
	struct ufs_path pa;
	ufs_daddr_t bn, prev;
	uint32_t have;
	int error;

	if ((error = ufs_bmappath(fs, lbn, &pa)) != 0)
		return (error);
	if (pa.pa_depth != 0)
		return (grow_indirect(g, lbn, &pa));
	bn = ip->i_din.di_db[lbn];
	have = ufs_blksize(fs, ip->i_size, lbn);
	if (bn != 0 && have != 0) {
		if (!ufs_goodblk(fs, bn, (int)numfrags(fs, have)) ||
		    fragnum(fs, bn) + (int)numfrags(fs, have) > fs->fs_frag) {
			ufs_corrupt(ip->i_um, "inode %u: impossible block %d",
			    ip->i_ino, bn);
			return (EIO);
		}
		return (have >= want ? 0 :
		    grow_direct(g, lbn, bn, have, want));
	}
	if (have > want)
		want = have;
	prev = lbn > 0 ? ip->i_din.di_db[lbn - 1] : 0;
	error = new_block(g, lbn, prev, want, &bn);
	if (error == 0)
		ip->i_din.di_db[lbn] = bn;
	return (error);
}

/*
 * The file is to grow beyond its last block, which may be in fragments: make
 * it whole.  The size follows, so that the invariant holds.
 */
static int
complete_last(const struct grow *g)
{
	struct inode *ip = g->g_ip;
	const struct fs *fs = ip->i_um->um_fs;
	int64_t last;
	int error;

	if (blkoff(fs, (int64_t)ip->i_size) == 0)
		return (0);
	last = (int64_t)lblkno(fs, ip->i_size);
	if (last >= UFS_NDADDR)
		return (0);
	if (ip->i_din.di_db[last] != 0 &&
	    ufs_blksize(fs, ip->i_size, last) < (uint32_t)fs->fs_bsize) {
		error = grow_block(g, last, (uint32_t)fs->fs_bsize);
		if (error != 0)
			return (error);
	}
	ip->i_size = (uint64_t)(last + 1) << fs->fs_bshift;
	return (0);
}

/*
 * Take back what was given to the file beyond size.  lbn: the block that could
 * not be had; indirect blocks on the way to it may be there.
 */
static void
grow_undo(struct inode *ip, int64_t lbn, uint64_t size)
{
	const struct fs *fs = ip->i_um->um_fs;
	uint64_t end = (uint64_t)(lbn + 1) << fs->fs_bshift;

	if (lbn >= UFS_NDADDR && end > ip->i_size)
		ip->i_size = end;
	if (ip->i_size > size)
		(void)ufs_shrink(ip, size);
}

int
ufs_grow(struct inode *ip, uint64_t off, uint64_t len, bool grow,
    bool datafollows, struct ucred *cred, uint64_t *reach)
{
	const struct fs *fs = ip->i_um->um_fs;
	struct grow g = { ip, cred, 0, 0 };
	uint64_t osize = ip->i_size, end = off + len, at = off, stop, size;
	int64_t lbn;
	int error;

	KKASSERT(grow || end <= osize || len == 0);
	*reach = off;
	if (datafollows) {
		g.g_skip = round_page(K_MAX(off, osize));
		g.g_skipend = K_MAX(trunc_page(end), g.g_skip);
	}
	size = (osize + (uint64_t)fs->fs_qbmask) & ~(uint64_t)fs->fs_qbmask;
	if (end > size && (error = complete_last(&g)) != 0)
		return (error);
	for (error = 0; at < end; at = stop) {
		lbn = (int64_t)lblkno(fs, at);
		stop = (uint64_t)(lbn + 1) << fs->fs_bshift;
		stop = K_MIN(end, stop);
		size = K_MAX(ip->i_size, stop);
		error = grow_block(&g, lbn, ufs_blksize(fs, size, lbn));
		if (error != 0) {
			if (grow && end > osize)
				grow_undo(ip, lbn, at > off ?
				    K_MAX(osize, at) : osize);
			break;
		}
		ip->i_size = size;
	}
	*reach = at;
	ufs_mark(ip, IN_CHANGE | IN_MODIFIED);
	return (error);
}
