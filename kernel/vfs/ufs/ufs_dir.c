/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_dir.c: changing directories: adding, removing and redirecting names.
 *
 * Every change is inside one piece of DIRBLKSIZ bytes, which is one sector of the
 * disk, and is written at once: on disk a name is there or it is not.  A
 * directory that grows has its new piece on disk before its size says so.
 */
#include <sys/stat.h>
#include "vfs/ufs/ufs.h"

#define DOTSIZE		((uint16_t)DIRECTSIZ(1))

/* The record at byte off of a piece. */
static inline struct direct *
rec_at(uint8_t *piece, int64_t off)
{
	return ((struct direct *)(void *)(piece + (off & (DIRBLKSIZ - 1))));
}

static inline unsigned
rec_used(const struct direct *dp)
{
	return (dp->d_ino == 0 ? 0 : (unsigned)DIRECTSIZ(dp->d_namlen));
}

static void
rec_make(struct direct *dp, uint32_t ino, unsigned reclen, uint8_t type,
    const char *name, size_t len)
{
	memset(dp, 0, DIRECTSIZ(len));
	dp->d_ino = ino;
	dp->d_reclen = (uint16_t)reclen;
	dp->d_type = type;
	dp->d_namlen = (uint8_t)len;
	memcpy(dp->d_name, name, len);
}

/* Write a changed piece and release its buffer. */
static int
piece_write(struct buf *bp, uint8_t *piece)
{
	bdirty(bp, (uint32_t)(piece - bp->b_data), DIRBLKSIZ);
	return (bwrite(bp));
}

/* Push the records of a piece together; returns the last one, or NULL. */
static struct direct *
piece_compact(uint8_t *piece)
{
	uint8_t old[DIRBLKSIZ];
	struct direct *dp, *last = NULL;
	unsigned off, at = 0, reclen, used;

	memcpy(old, piece, sizeof(old));
	memset(piece, 0, DIRBLKSIZ);
	for (off = 0; off < DIRBLKSIZ; off += reclen) {
		dp = (struct direct *)(void *)(old + off);
		reclen = dp->d_reclen;
		if ((used = rec_used(dp)) == 0)
			continue;
		last = (struct direct *)(void *)(piece + at);
		memcpy(last, dp, used);
		last->d_reclen = (uint16_t)used;
		at += used;
	}
	if (last != NULL)
		last->d_reclen += (uint16_t)(DIRBLKSIZ - at);
	return (last);
}

/*
 * Put a record into a piece if there is room; false: there is none.
 */
static bool
piece_insert(uint8_t *piece, uint32_t ino, uint8_t type, const char *name,
    size_t len)
{
	unsigned need = (unsigned)DIRECTSIZ(len), off, slack, total = 0, used;
	struct direct *dp, *fit = NULL;

	for (off = 0; off < DIRBLKSIZ; off += dp->d_reclen) {
		dp = (struct direct *)(void *)(piece + off);
		slack = dp->d_reclen - rec_used(dp);
		total += slack;
		if (slack >= need && fit == NULL)
			fit = dp;
	}
	if (total < need)
		return (false);
	if (fit == NULL)
		fit = piece_compact(piece);
	if (fit == NULL)
		return (false);
	used = rec_used(fit);
	slack = fit->d_reclen - used;
	if (used != 0) {
		fit->d_reclen = (uint16_t)used;
		fit = (struct direct *)(void *)((uint8_t *)fit + used);
	}
	rec_make(fit, ino, slack, type, name, len);
	return (true);
}

/* The directory gets one more piece that holds this name. */
static int
dir_append(struct inode *dp, uint32_t ino, uint8_t type, const char *name,
    size_t len, struct ucred *cred)
{
	const struct fs *fs = dp->i_um->um_fs;
	uint64_t osize = dp->i_size, reach;
	int64_t lbn = (int64_t)lblkno(fs, osize);
	struct buf *bp;
	uint8_t *piece;
	ufs_daddr_t bn = 0;
	int error;

	if (osize + DIRBLKSIZ > MAXDIRSIZE)
		return (EFBIG);
	lock_exclusive(&dp->i_lock);
	error = ufs_grow(dp, osize, DIRBLKSIZ, true, false, cred, &reach);
	if (error != 0)
		goto out;
	error = ufs_bmap(dp, lbn, &bn, 1, NULL);
	if (error == 0)
		error = bread(dp->i_um->um_bc, fsbtobytes(fs, bn),
		    ufs_blksize(fs, dp->i_size, lbn), &bp);
	if (error == 0) {
		piece = bp->b_data + blkoff(fs, (int64_t)osize);
		memset(piece, 0, DIRBLKSIZ);
		rec_make(rec_at(piece, 0), ino, DIRBLKSIZ, type, name, len);
		error = piece_write(bp, piece);
	}
	if (error == 0)
		error = ufs_iwrite_locked(dp, true);
	if (error != 0)
		(void)ufs_shrink(dp, osize);
	else
		dp->i_dirfree = (int64_t)osize;
out:
	lock_release(&dp->i_lock);
	return (error);
}

/*
 * Add a name that is not there.  ENOSPC, EIO, EFBIG.
 */
int
ufs_direnter(struct inode *dp, const char *name, size_t len, uint32_t ino,
    mode_t mode, struct ucred *cred)
{
	uint8_t type = (uint8_t)IFTODT(mode), *piece;
	struct buf *bp;
	int64_t off;
	int error;

	if (len > MAXNAMLEN)
		return (ENAMETOOLONG);
	off = dp->i_dirfree & ~(int64_t)(DIRBLKSIZ - 1);
	for (; off < (int64_t)dp->i_size; off += DIRBLKSIZ) {
		if ((error = ufs_dirread(dp, off, &bp, &piece)) != 0)
			return (error);
		if (!piece_insert(piece, ino, type, name, len)) {
			brelse(bp);
			continue;
		}
		error = piece_write(bp, piece);
		if (error == 0)
			ufs_dirhash_enter(dp, name, len, off);
		else
			ufs_dirhash_free(dp);
		dp->i_dirfree = off;
		ufs_mark(dp, IN_CHANGE | IN_UPDATE);
		return (error);
	}
	off = (int64_t)dp->i_size;
	error = dir_append(dp, ino, type, name, len, cred);
	if (error == 0) {
		ufs_dirhash_enter(dp, name, len, off);
		ufs_mark(dp, IN_CHANGE | IN_UPDATE);
	}
	return (error);
}

/* Is the last piece without names?  Then how long the directory can be. */
static int64_t
dir_trailing(struct inode *dp)
{
	int64_t size = (int64_t)dp->i_size;
	const struct direct *rec;
	struct buf *bp;
	uint8_t *piece;

	while (size > DIRBLKSIZ) {
		if (ufs_dirread(dp, size - DIRBLKSIZ, &bp, &piece) != 0)
			break;
		rec = rec_at(piece, 0);
		if (rec->d_ino != 0 || rec->d_reclen != DIRBLKSIZ) {
			brelse(bp);
			break;
		}
		brelse(bp);
		size -= DIRBLKSIZ;
	}
	return (size);
}

/*
 * Remove the name at slot; empty pieces at the end of the directory go with
 * it.
 */
int
ufs_dirremove(struct inode *dp, const struct dirslot *slot)
{
	struct direct *rec, *prev;
	struct buf *bp;
	uint8_t *piece;
	int64_t start = slot->ds_off & ~(int64_t)(DIRBLKSIZ - 1), size;
	int error;
	bool last;

	if ((error = ufs_dirread(dp, slot->ds_off, &bp, &piece)) != 0)
		return (error);
	rec = rec_at(piece, slot->ds_off);
	KKASSERT(rec->d_ino == slot->ds_ino);
	ufs_dirhash_remove(dp, rec->d_name, rec->d_namlen, start);
	if (slot->ds_prev >= 0) {
		prev = rec_at(piece, slot->ds_prev);
		prev->d_reclen += rec->d_reclen;
	}
	rec->d_ino = 0;
	rec->d_namlen = 0;
	rec->d_type = 0;
	last = start + DIRBLKSIZ == (int64_t)dp->i_size && start != 0 &&
	    rec_at(piece, 0)->d_ino == 0 &&
	    rec_at(piece, 0)->d_reclen == DIRBLKSIZ;
	error = piece_write(bp, piece);
	if (error != 0)
		ufs_dirhash_free(dp);
	dp->i_dirfree = K_MIN(dp->i_dirfree, start);
	ufs_mark(dp, IN_CHANGE | IN_UPDATE);
	if (error == 0 && last) {
		size = dir_trailing(dp);
		lock_exclusive(&dp->i_lock);
		error = ufs_shrink(dp, (uint64_t)size);
		lock_release(&dp->i_lock);
	}
	return (error);
}

/* The name at slot leads to another inode. */
int
ufs_dirrewrite(struct inode *dp, const struct dirslot *slot, uint32_t ino,
    mode_t mode)
{
	struct direct *rec;
	struct buf *bp;
	uint8_t *piece;
	int error;

	if ((error = ufs_dirread(dp, slot->ds_off, &bp, &piece)) != 0)
		return (error);
	rec = rec_at(piece, slot->ds_off);
	rec->d_ino = ino;
	rec->d_type = (uint8_t)IFTODT(mode);
	error = piece_write(bp, piece);
	ufs_mark(dp, IN_CHANGE | IN_UPDATE);
	return (error);
}

/* Nothing in it but "." and ".."? */
int
ufs_dirempty(struct inode *dp, uint32_t parent)
{
	const struct direct *rec;
	struct buf *bp;
	uint8_t *piece;
	int64_t off;
	unsigned in;
	int error;

	for (off = 0; off < (int64_t)dp->i_size; off += DIRBLKSIZ) {
		if ((error = ufs_dirread(dp, off, &bp, &piece)) != 0)
			return (error);
		for (in = 0; in < DIRBLKSIZ; in += rec->d_reclen) {
			rec = rec_at(piece, in);
			if (rec->d_ino == 0)
				continue;
			if (rec->d_name[0] != '.' || rec->d_namlen > 2 ||
			    (rec->d_namlen == 2 && rec->d_name[1] != '.')) {
				brelse(bp);
				return (ENOTEMPTY);
			}
		}
		brelse(bp);
	}
	return (0);
}

/* The first piece of a new directory: itself and its parent. */
int
ufs_dirinit(struct inode *dp, uint32_t parent, struct ucred *cred)
{
	const struct fs *fs = dp->i_um->um_fs;
	struct buf *bp;
	uint8_t *piece;
	uint64_t reach;
	int error;

	lock_exclusive(&dp->i_lock);
	error = ufs_grow(dp, 0, DIRBLKSIZ, true, false, cred, &reach);
	if (error == 0)
		error = bread(dp->i_um->um_bc, fsbtobytes(fs,
		    dp->i_din.di_db[0]), ufs_blksize(fs, dp->i_size, 0), &bp);
	if (error == 0) {
		piece = bp->b_data;
		memset(piece, 0, DIRBLKSIZ);
		rec_make(rec_at(piece, 0), dp->i_ino, DOTSIZE, DT_DIR, ".", 1);
		rec_make(rec_at(piece, DOTSIZE), parent, DIRBLKSIZ - DOTSIZE,
		    DT_DIR, "..", 2);
		error = piece_write(bp, piece);
	}
	lock_release(&dp->i_lock);
	return (error);
}
