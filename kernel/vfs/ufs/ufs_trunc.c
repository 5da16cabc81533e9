/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_trunc.c: shortening and lengthening files.
 *
 * A file is shortened in this order: its new end is zeroed on disk; indirect
 * blocks that stay are written with the pointers gone, and the blocks behind those
 * freed; the inode is written with its pointers gone, and then the rest is freed.
 *
 * A corrupted tree may name a block many times over: a budget of as many blocks
 * as the filesystem has bounds the walk.
 */
#include "vfs/ufs/ufs.h"
#include "sys/thread.h"
#include "vm/ubc.h"

#define TREE_CHUNK	64		/* pointers looked at together */

struct cut {
	struct ufsmount	*c_um;
	bool		 c_meta;	/* data is in the buffer cache */
	int64_t		 c_budget;	/* blocks that may still be freed */
	int64_t		 c_freed;	/* bytes */
	int		 c_error;
};

static void
cut_free(struct cut *c, ufs_daddr_t bn, uint32_t size, bool meta)
{
	ufs_blkfree(c->c_um, bn, size, meta);
	c->c_freed += size;
}

/* Copy up to TREE_CHUNK pointers from entry idx on; how many. */
static int
read_chunk(struct cut *c, ufs_daddr_t bn, int idx, ufs_daddr_t *out)
{
	const struct fs *fs = c->c_um->um_fs;
	int n = K_MIN(TREE_CHUNK, fs->fs_nindir - idx), error;
	struct buf *bp;

	error = bread(c->c_um->um_bc, fsbtobytes(fs, bn),
	    (uint32_t)fs->fs_bsize, &bp);
	if (error != 0) {
		c->c_error = error;
		return (0);
	}
	memcpy(out, bp->b_data + (size_t)idx * sizeof(*out),
	    (size_t)n * sizeof(*out));
	brelse(bp);
	return (n);
}

/* Free a tree: depth 0 is a data block. */
static void
free_tree(struct cut *c, ufs_daddr_t bn, int depth)
{
	const struct fs *fs = c->c_um->um_fs;
	ufs_daddr_t child[TREE_CHUNK];
	int i, j, n;

	if (c->c_budget-- <= 0)
		return;
	if (!ufs_goodblk(fs, bn, fs->fs_frag)) {
		ufs_corrupt(c->c_um, "impossible block %d in a file's end", bn);
		return;
	}
	if (depth > 0)
		for (i = 0; i < fs->fs_nindir; i += n) {
			if ((n = read_chunk(c, bn, i, child)) == 0)
				break;
			for (j = 0; j < n; j++)
				if (child[j] != 0)
					free_tree(c, child[j], depth - 1);
			cpu_poll();
		}
	cut_free(c, bn, (uint32_t)fs->fs_bsize, depth > 0 || c->c_meta);
}

/*
 * Zero the entries [from, nindir) of an indirect block on disk.  The buffer
 * keeps what was there in old, which holds the entries.
 */
static int
clear_entries(struct cut *c, ufs_daddr_t bn, int from, ufs_daddr_t *old)
{
	const struct fs *fs = c->c_um->um_fs;
	size_t skip = (size_t)from * sizeof(*old);
	size_t len = (size_t)(fs->fs_nindir - from) * sizeof(*old);
	struct buf *bp;
	int error;

	error = bread(c->c_um->um_bc, fsbtobytes(fs, bn),
	    (uint32_t)fs->fs_bsize, &bp);
	if (error != 0)
		return (error);
	memcpy(old, bp->b_data + skip, len);
	memset(bp->b_data + skip, 0, len);
	bdirty(bp, (uint32_t)skip, (uint32_t)len);
	return (bwrite(bp));
}

/* Keep the first keep (> 0) data blocks of a tree and free the others. */
static void
prune_tree(struct cut *c, ufs_daddr_t bn, int depth, int64_t keep)
{
	const struct fs *fs = c->c_um->um_fs;
	ufs_daddr_t *old, part[TREE_CHUNK];
	int64_t span = 1;
	int i, first, error;

	if (depth == 0 || bn == 0)
		return;
	if (!ufs_goodblk(fs, bn, fs->fs_frag)) {
		ufs_corrupt(c->c_um, "impossible indirect block %d", bn);
		return;
	}
	for (i = 1; i < depth; i++)
		span *= fs->fs_nindir;
	first = (int)howmany(keep, span);
	if (first < fs->fs_nindir) {
		old = kmalloc((size_t)fs->fs_bsize, M_UFS, M_WAITOK);
		error = old == NULL ? ENOMEM :
		    clear_entries(c, bn, first, old);
		if (error != 0)
			c->c_error = error;
		else
			for (i = 0; i < fs->fs_nindir - first; i++)
				if (old[i] != 0)
					free_tree(c, old[i], depth - 1);
		kfree(old, M_UFS);
	}
	if (keep % span != 0 && read_chunk(c, bn, (int)(keep / span),
	    part) != 0)
		prune_tree(c, part[0], depth - 1, keep % span);
}

/* Does the vnode's type keep blocks at all? */
static bool
has_blocks(const struct inode *ip)
{
	enum vtype type = ip->i_vnode->v_type;

	return (type == VREG || type == VDIR || (type == VLNK &&
	    ip->i_size >= (uint64_t)ip->i_um->um_fs->fs_maxsymlinklen));
}

/* A file on its way to be shorter. */
struct shrink {
	struct inode	*s_ip;
	struct cut	 s_cut;
	uint64_t	 s_osize, s_length;
	int64_t		 s_nblks;	/* blocks that stay */
	ufs_daddr_t	 s_db[UFS_NDADDR];	/* pointers as they were */
	ufs_daddr_t	 s_ib[UFS_NIADDR];
	int64_t		 s_keep[UFS_NIADDR];	/* data blocks of each tree that
						 * stay; -1: all of it */
	bool		 s_gone;	/* a pointer of the inode goes */
};

/* Clear what goes in the inode, in memory. */
static void
shrink_inode(struct shrink *s)
{
	struct ufs1_dinode *d = &s->s_ip->i_din;
	int64_t span = 1, base = UFS_NDADDR;
	int i;

	memcpy(s->s_db, d->di_db, sizeof(s->s_db));
	memcpy(s->s_ib, d->di_ib, sizeof(s->s_ib));
	for (i = 0; i < UFS_NDADDR; i++)
		if (i >= s->s_nblks && d->di_db[i] != 0) {
			d->di_db[i] = 0;
			s->s_gone = true;
		}
	for (i = 0; i < UFS_NIADDR; i++) {
		span *= s->s_ip->i_um->um_fs->fs_nindir;
		s->s_keep[i] = s->s_nblks <= base ? 0 :
		    K_MIN(s->s_nblks - base, span);
		base += span;
		if (s->s_keep[i] == span)
			s->s_keep[i] = -1;
		if (s->s_keep[i] == 0 && d->di_ib[i] != 0) {
			d->di_ib[i] = 0;
			s->s_gone = true;
		}
	}
	s->s_ip->i_size = s->s_length;
}

/* The fragments that the last block does not need any more. */
static void
shrink_tail(struct shrink *s)
{
	struct ufsmount *um = s->s_ip->i_um;
	const struct fs *fs = um->um_fs;
	int64_t last = s->s_nblks - 1;
	uint32_t have, want;
	ufs_daddr_t bn;

	if (last < 0 || last >= UFS_NDADDR || (bn = s->s_db[last]) == 0)
		return;
	have = ufs_blksize(fs, s->s_osize, last);
	want = ufs_blksize(fs, s->s_length, last);
	if (have <= want)
		return;
	cut_free(&s->s_cut, bn + (int)numfrags(fs, want), have - want, false);
	/* Its buffer has the old size. */
	if (s->s_cut.c_meta)
		bufcache_inval(um->um_bc, fsbtobytes(fs, bn),
		    (uint64_t)fs->fs_fsize);
}

/* All blocks that no pointer on the disk leads to now. */
static void
shrink_free(struct shrink *s)
{
	const struct fs *fs = s->s_ip->i_um->um_fs;
	int i;

	shrink_tail(s);
	for (i = UFS_NIADDR - 1; i >= 0; i--)
		if (s->s_ib[i] != 0 && s->s_keep[i] == 0)
			free_tree(&s->s_cut, s->s_ib[i], i + 1);
	for (i = (int)K_MIN(s->s_nblks, UFS_NDADDR); i < UFS_NDADDR; i++)
		if (s->s_db[i] != 0)
			cut_free(&s->s_cut, s->s_db[i],
			    K_MAX(ufs_blksize(fs, s->s_osize, i),
			    (uint32_t)fs->fs_fsize), s->s_cut.c_meta);
}

/*
 * Shorten the file to length.  The inode on disk has no pointer to a block that
 * is freed when it is.  Errors leave the file short, but blocks may be lost until
 * fsck.
 */
int
ufs_shrink(struct inode *ip, uint64_t length)
{
	const struct fs *fs = ip->i_um->um_fs;
	struct shrink s = {
		.s_ip = ip,
		.s_cut = { ip->i_um, ip->i_vnode->v_type != VREG,
		    (int64_t)(fs->fs_size >> fs->fs_fragshift) + 1, 0, 0 },
		.s_osize = ip->i_size,
		.s_length = length,
		.s_nblks = (int64_t)howmany(length, (uint64_t)fs->fs_bsize),
	};
	int error = 0, i;

	if (!has_blocks(ip)) {
		ip->i_size = length;
		return (0);
	}
	/* What the last block keeps on disk shows again when the file grows. */
	if (blkoff(fs, (int64_t)length) != 0 && length < s.s_osize)
		error = ufs_zero(ip, length, K_MIN(s.s_osize,
		    ((uint64_t)(s.s_nblks - 1) << fs->fs_bshift) +
		    ufs_blksize(fs, length, s.s_nblks - 1)));
	if (error != 0)
		return (error);
	shrink_inode(&s);
	for (i = UFS_NIADDR - 1; i >= 0; i--)
		if (s.s_ib[i] != 0 && s.s_keep[i] > 0)
			prune_tree(&s.s_cut, s.s_ib[i], i + 1, s.s_keep[i]);
	if ((s.s_gone || length < s.s_osize) && ip->i_din.di_blocks != 0)
		error = ufs_iwrite_locked(ip, true);
	if (error != 0)
		return (error);
	shrink_free(&s);
	ip->i_din.di_blocks -= (int32_t)K_MIN((int64_t)ip->i_din.di_blocks,
	    btodb(s.s_cut.c_freed));
	ufs_mark(ip, IN_CHANGE | IN_MODIFIED);
	return (s.s_cut.c_error);
}

/*
 * truncate(2).  EFBIG, ENOSPC, EIO.  v_lock exclusive.
 */
int
ufs_truncate(struct vnode *vp, uint64_t length, struct ucred *cred)
{
	struct inode *ip = VTOI(vp);
	struct ufs_path pa;
	uint64_t reach;
	int error = 0;

	if (vp->v_type != VREG)
		return (vp->v_type == VDIR ? EISDIR : EINVAL);
	if (length > (uint64_t)INT64_MAX || (length != 0 &&
	    ufs_bmappath(ip->i_um->um_fs, (int64_t)lblkno(ip->i_um->um_fs,
	    length - 1), &pa) != 0))
		return (EFBIG);
	if (length < ip->i_size) {
		ubc_setsize(vp, length);
		lock_exclusive(&ip->i_lock);
		error = ufs_shrink(ip, length);
		lock_release(&ip->i_lock);
	} else if (length > ip->i_size) {
		lock_exclusive(&ip->i_lock);
		error = ufs_grow(ip, length - 1, 1, true, false, cred, &reach);
		lock_release(&ip->i_lock);
		ubc_setsize(vp, ip->i_size);
	}
	if (error == 0)
		ufs_mark(ip, IN_CHANGE | IN_UPDATE);
	return (error);
}
