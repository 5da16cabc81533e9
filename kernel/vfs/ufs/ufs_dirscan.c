/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_dirscan.c: reading directories: finding names, listing them, and symbolic
 * links.
 *
 * A directory is a row of pieces of DIRBLKSIZ bytes, each a chain of records that
 * fills it; an unused record has inode number 0.  A record is checked before
 * it is used; a piece that is no chain makes the directory unreadable there.
 */
#include <sys/stat.h>
#include "vfs/ufs/ufs.h"
#include "sys/thread.h"

/* Record at p with left bytes of its piece: is it one? */
static inline bool
rec_good(const struct fs *fs, const struct direct *dp, unsigned left)
{
	if (left < DIRECTSIZ(0) || dp->d_reclen < DIRECTSIZ(0) ||
	    (dp->d_reclen & 3) != 0 || dp->d_reclen > left)
		return (false);
	if (dp->d_ino == 0)
		return (true);
	return (dp->d_namlen != 0 && DIRECTSIZ(dp->d_namlen) <= dp->d_reclen &&
	    dp->d_ino < (uint32_t)fs->fs_ncg * (uint32_t)fs->fs_ipg);
}

/* Is this piece of DIRBLKSIZ bytes a chain of good records? */
static bool
ufs_dirgood(const struct fs *fs, const uint8_t *piece)
{
	const struct direct *dp;
	unsigned off;

	for (off = 0; off < DIRBLKSIZ; off += dp->d_reclen) {
		dp = (const struct direct *)(const void *)(piece + off);
		if (!rec_good(fs, dp, DIRBLKSIZ - off))
			return (false);
		if (dp->d_ino != 0 && (memchr(dp->d_name, '/',
		    dp->d_namlen) != NULL || memchr(dp->d_name, '\0',
		    dp->d_namlen) != NULL))
			return (false);
	}
	return (true);
}

/* The block of directory ip that holds byte off. */
static int
dir_block(struct inode *ip, int64_t off, struct buf **bpp)
{
	const struct fs *fs = ip->i_um->um_fs;
	int64_t lbn = (int64_t)lblkno(fs, off);
	ufs_daddr_t bn;
	int error;

	error = ufs_bmap(ip, lbn, &bn, 1, NULL);
	if (error == 0 && bn == 0) {
		ufs_corrupt(ip->i_um, "directory %u has a hole", ip->i_ino);
		error = EIO;
	}
	if (error != 0)
		return (error);
	return (bread(ip->i_um->um_bc, fsbtobytes(fs, bn),
	    ufs_blksize(fs, ip->i_size, lbn), bpp));
}

static void
dir_corrupt(struct inode *ip, int64_t off)
{
	ufs_corrupt(ip->i_um, "directory %u is corrupted at byte %lld",
	    ip->i_ino, (long long)off);
}

int
ufs_dirread(struct inode *ip, int64_t off, struct buf **bpp, uint8_t **piece)
{
	int error;

	if ((error = dir_block(ip, off, bpp)) != 0)
		return (error);
	*piece = (*bpp)->b_data + (blkoff(ip->i_um->um_fs, off) &
	    ~(int64_t)(DIRBLKSIZ - 1));
	if (!ufs_dirgood(ip->i_um->um_fs, *piece)) {
		brelse(*bpp);
		dir_corrupt(ip, off);
		return (EIO);
	}
	return (0);
}

/*
 * Look for a name in the block that begins at base, from byte from on (a piece's
 * start) to byte to.  0, ENOENT, EIO.
 */
static int
scan_block(struct inode *ip, int64_t base, int64_t from, int64_t to,
    const char *name, size_t len, struct dirslot *slot)
{
	const struct fs *fs = ip->i_um->um_fs;
	const struct direct *dp;
	struct buf *bp;
	int64_t off, prev;
	int error;

	if ((error = dir_block(ip, base, &bp)) != 0)
		return (error);
	error = ENOENT;
	for (off = from, prev = -1; off < to; off += dp->d_reclen) {
		unsigned left = DIRBLKSIZ - (unsigned)(off & (DIRBLKSIZ - 1));

		if (left == DIRBLKSIZ)
			prev = -1;
		dp = (const struct direct *)(const void *)(bp->b_data +
		    (off - base));
		if (!rec_good(fs, dp, left)) {
			dir_corrupt(ip, off);
			error = EIO;
			break;
		}
		if (dp->d_namlen == len && dp->d_ino != 0 &&
		    memcmp(dp->d_name, name, len) == 0) {
			slot->ds_off = off;
			slot->ds_prev = prev;
			slot->ds_ino = dp->d_ino;
			slot->ds_type = dp->d_type;
			error = 0;
			break;
		}
		prev = off;
	}
	brelse(bp);
	return (error);
}

int
ufs_dirscan(struct inode *ip, int64_t from, int64_t to, const char *name,
    size_t len, struct dirslot *slot)
{
	const struct fs *fs = ip->i_um->um_fs;
	int64_t base, end;
	int error = ENOENT;

	for (; from < to && error == ENOENT; from = end) {
		base = from & ~(int64_t)fs->fs_qbmask;
		end = K_MIN(base + fs->fs_bsize, to);
		error = scan_block(ip, base, from, end, name, len, slot);
		cpu_poll();
	}
	return (error);
}

/*
 * Where name is in the directory.  Without an index the search starts where
 * the last one ended.
 */
int
ufs_dirlookup(struct inode *ip, const char *name, size_t len,
    struct dirslot *slot)
{
	int64_t size = (int64_t)ip->i_size, start;
	int error;

	if (len > MAXNAMLEN)
		return (ENAMETOOLONG);
	if (ufs_dirhash_lookup(ip, name, len, slot, &error))
		return (error);
	start = ip->i_diroff & ~(int64_t)(DIRBLKSIZ - 1);
	if (start >= size)
		start = 0;
	error = ufs_dirscan(ip, start, size, name, len, slot);
	if (error == ENOENT && start != 0)
		error = ufs_dirscan(ip, 0, start, name, len, slot);
	if (error == 0)
		ip->i_diroff = slot->ds_off;
	return (error);
}

/*
 * Give the records of one piece from offset uio_offset on.  1: no more room.
 */
static int
list_piece(struct inode *ip, int64_t start, struct kuio *uio, int64_t *next,
    int *error)
{
	uint8_t *piece, copy[DIRBLKSIZ];
	const struct direct *dp;
	struct buf *bp;
	unsigned off;

	*error = ufs_dirread(ip, start, &bp, &piece);
	if (*error != 0)
		return (1);
	/* The program's memory may need a fault: no buffer is held then. */
	memcpy(copy, piece, sizeof(copy));
	brelse(bp);
	for (off = 0; off < DIRBLKSIZ; off += dp->d_reclen) {
		dp = (const struct direct *)(const void *)(copy + off);
		if (start + off >= *next && dp->d_ino != 0 &&
		    vop_helper_readdir(uio, dp->d_ino, dp->d_type, dp->d_name,
		    dp->d_namlen, error) != 0)
			return (1);
		*next = K_MAX(*next, start + (int64_t)off + dp->d_reclen);
	}
	return (0);
}

/*
 * Cookies are byte offsets in the directory; one inside a record means the next
 * record.
 */
int
ufs_readdir(struct vnode *vp, struct kuio *uio, struct ucred *cred, bool *eof)
{
	struct inode *ip = VTOI(vp);
	int64_t next = uio->uio_offset;
	size_t before = uio->uio_resid;
	int error = 0;

	if (vp->v_type != VDIR)
		return (ENOTDIR);
	if (next < 0)
		return (EINVAL);
	*eof = false;
	while (next < (int64_t)ip->i_size)
		if (list_piece(ip, next & ~(int64_t)(DIRBLKSIZ - 1), uio, &next,
		    &error) != 0)
			break;
	uio->uio_offset = next;
	if (next >= (int64_t)ip->i_size)
		*eof = true;
	else if (error == 0 && uio->uio_resid == before)
		error = EINVAL;
	if (!(vp->v_mount->mnt_flag & (MNT_NOATIME | MNT_RDONLY)))
		ufs_mark(ip, IN_ACCESS);
	return (error);
}

/* Short ones are in the inode, in the place of the block numbers. */
int
ufs_readlink(struct vnode *vp, struct kuio *uio, struct ucred *cred)
{
	struct inode *ip = VTOI(vp);
	const struct fs *fs = ip->i_um->um_fs;
	uint64_t size = ip->i_size;
	struct buf *bp;
	ufs_daddr_t bn;
	char *copy;
	int error;

	if (size < (uint64_t)fs->fs_maxsymlinklen)
		return (kuiomove(ufs_shortlink(ip), (size_t)size, uio));
	if (size >= MAXPATHLEN)
		return (EIO);
	if ((error = ufs_bmap(ip, 0, &bn, 1, NULL)) != 0)
		return (error);
	if (bn == 0)
		return (EIO);
	if ((copy = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = bread(ip->i_um->um_bc, fsbtobytes(fs, bn),
	    ufs_blksize(fs, size, 0), &bp);
	if (error == 0) {
		memcpy(copy, bp->b_data, (size_t)size);
		brelse(bp);
		error = kuiomove(copy, (size_t)size, uio);
	}
	kfree(copy, M_TEMP);
	return (error);
}
