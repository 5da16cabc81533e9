/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf_io.c: the buffer cache for metadata, see buf.h: reading, and writing now or
 * later.  Only the changed sectors of a buffer are written.
 *
 * Locks: [c] bc_spin of the cache.
 */
#include <sys/errno.h>
#include "vfs/buf_impl.h"
#include "lib/libkern.h"

void
buf_setclean(struct buf *bp, int error)
{
	struct bufcache *bc = bp->b_cache;

	spin_lock(&bc->bc_spin);
	if (bp->b_flags & B_DELWRI) {
		TAILQ_REMOVE(&bc->bc_dirty, bp, b_list);
		bc->bc_dirtybytes -= bp->b_size;
		bp->b_flags &= ~B_DELWRI;
	}
	if (error != 0) {
		bc->bc_failed = true;
		if (bc->bc_error == 0)
			bc->bc_error = error;
	}
	spin_unlock(&bc->bc_spin);
	bp->b_dirtyoff = bp->b_dirtyend = 0;
}

int
buf_writeout(struct buf *bp)
{
	uint32_t ss = bp->b_cache->bc_secsize, from, to;
	int error;

	if (bp->b_dirtyend == 0)
		return (0);
	from = bp->b_dirtyoff / ss * ss;
	to = K_MIN((bp->b_dirtyend + ss - 1) / ss * ss, bp->b_size);
	error = dev_rdwr(bp->b_cache->bc_dev, BIO_WRITE_K, bp->b_off + from,
	    bp->b_data + from, to - from);
	if (error != 0)
		kprintf("%s: write error %d at byte %lld\n",
		    bp->b_cache->bc_dev->si_name, error,
		    (long long)(bp->b_off + from));
	return (error);
}

bool
buf_writeoldest(struct bufcache *bc, int64_t limit, uint64_t serial)
{
	struct buf *bp;

	spin_lock(&bc->bc_spin);
	bp = TAILQ_FIRST(&bc->bc_dirty);
	if (bp != NULL && (bc->bc_dirtybytes <= limit ||
	    bp->b_serial > serial))
		bp = NULL;
	if (bp != NULL)
		buf_hold(bc, bp);
	spin_unlock(&bc->bc_spin);
	if (bp == NULL)
		return (false);
	lock_exclusive(&bp->b_lock);
	buf_setclean(bp, buf_writeout(bp));
	buf_drop(bp);
	return (true);
}

void
bufcache_relieve(struct bufcache *bc, int64_t limit)
{
	while (buf_writeoldest(bc, limit, UINT64_MAX))
		;
}

int
bread(struct bufcache *bc, int64_t off, uint32_t size, struct buf **bpp)
{
	struct buf *bp;
	int error;

	if ((error = getblk(bc, off, size, &bp)) != 0)
		return (error);
	if (!(bp->b_flags & B_VALID)) {
		error = dev_rdwr(bc->bc_dev, BIO_READ_K, off, bp->b_data, size);
		if (error != 0) {
			kprintf("%s: read error %d at byte %lld\n",
			    bc->bc_dev->si_name, error, (long long)off);
			buf_drop(bp);
			return (EIO);
		}
		spin_lock(&bc->bc_spin);
		bp->b_flags |= B_VALID;
		spin_unlock(&bc->bc_spin);
	}
	*bpp = bp;
	return (0);
}

void
bdirty(struct buf *bp, uint32_t off, uint32_t len)
{
	KKASSERT(off + len <= bp->b_size);
	if (bp->b_dirtyend == 0) {
		bp->b_dirtyoff = off;
		bp->b_dirtyend = off + len;
		return;
	}
	bp->b_dirtyoff = K_MIN(bp->b_dirtyoff, off);
	bp->b_dirtyend = K_MAX(bp->b_dirtyend, off + len);
}

void
brelse(struct buf *bp)
{
	buf_drop(bp);
}

int
bwrite(struct buf *bp)
{
	struct bufcache *bc = bp->b_cache;
	int error;

	error = buf_writeout(bp);
	buf_setclean(bp, error);
	spin_lock(&bc->bc_spin);
	bp->b_flags |= B_VALID;
	spin_unlock(&bc->bc_spin);
	buf_drop(bp);
	return (error);
}

void
bdwrite(struct buf *bp)
{
	struct bufcache *bc = bp->b_cache;
	bool many;

	spin_lock(&bc->bc_spin);
	if (!(bp->b_flags & (B_DELWRI | B_DEAD))) {
		TAILQ_INSERT_TAIL(&bc->bc_dirty, bp, b_list);
		bc->bc_dirtybytes += bp->b_size;
		bp->b_serial = bc->bc_serial;
		bp->b_flags |= B_DELWRI;
	}
	bp->b_flags |= B_VALID;
	many = bc->bc_dirtybytes > buf_limit / 2;
	spin_unlock(&bc->bc_spin);
	buf_drop(bp);
	if (many)
		bufcache_relieve(bc, buf_limit / 4);
}
