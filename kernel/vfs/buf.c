/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf.c: the buffer cache for metadata, see buf.h: buffers and who has them.
 * What is done to whole ranges and caches is buf_range.c.
 *
 * The bytes of all buffers together are bounded by a share of the kernel's
 * memory.  Beyond it unused buffers are given back, oldest first; when all are
 * dirty, the oldest of them are written first.  Only the changed sectors of a
 * buffer are written.
 *
 * Invariants: a buffer with b_refs 0 is either on bc_clean (B_CLEANLIST) or on
 * bc_dirty (B_DELWRI); a dirty one is on bc_dirty also while it is used.
 *
 * Locks: bc_spin of a cache guards its lists and hash; caches_lock the list of
 * caches; it comes first.
 */
#include <sys/errno.h>
#include <sys/sysctl.h>
#include "vfs/buf_impl.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "lib/libkern.h"

#define BUF_SHARE	4		/* of kernel memory: one in so many */
#define BUF_MIN		(512u * 1024)
#define BUF_MAX		(64u * 1024 * 1024)

MALLOC_DEFINE(M_BUF, "buf", "metadata buffers");
static struct spinlock caches_lock =
    SPINLOCK_INITIALIZER("bufcaches", LR_VNODELIST);
static TAILQ_HEAD(, bufcache) caches = TAILQ_HEAD_INITIALIZER(caches);
static volatile int64_t buf_bytes;	/* in all caches; atomic */
static int64_t buf_limit;

SYSCTL_KLONG(vfs_bufspace, "vfs.bufspace", OID_AUTO, CTLFLAG_RD,
    (void *)(uintptr_t)&buf_bytes, "bytes of metadata buffers");
SYSCTL_KLONG(vfs_maxbufspace, "vfs.maxbufspace", OID_AUTO, CTLFLAG_RD,
    &buf_limit, "most bytes of metadata buffers");

/* Free a buffer that is on no list and that nobody else knows. */
void
buf_free(struct buf *bp)
{
	(void)atomic_sub(&buf_bytes, (int64_t)bp->b_size);
	kfree(bp->b_data, M_BUF);
	lock_destroy(&bp->b_lock);
	kfree(bp, M_BUF);
}

/* Take bp out of the hash and its list.  [c] held. */
void
buf_unlink(struct bufcache *bc, struct buf *bp)
{
	if (bp->b_flags & B_DELWRI) {
		TAILQ_REMOVE(&bc->bc_dirty, bp, b_list);
		bc->bc_dirtybytes -= bp->b_size;
	} else if (bp->b_flags & B_CLEANLIST)
		TAILQ_REMOVE(&bc->bc_clean, bp, b_list);
	LIST_REMOVE(bp, b_hash);
	bp->b_flags = B_DEAD;
}

/* Give back unused clean buffers of bc until the whole is within limit. */
static void
cache_shrink(struct bufcache *bc, int64_t limit)
{
	struct buf *bp;

	while (atomic_load(&buf_bytes) > limit) {
		spin_lock(&bc->bc_spin);
		if ((bp = TAILQ_FIRST(&bc->bc_clean)) != NULL)
			buf_unlink(bc, bp);
		spin_unlock(&bc->bc_spin);
		if (bp == NULL)
			break;
		buf_free(bp);
	}
}

/* Memory is short: half of what there is. */
static void
buf_reclaim(void)
{
	int64_t limit = atomic_load(&buf_bytes) / 2;
	struct bufcache *bc;
	struct buf *bp;

	spin_lock(&caches_lock);
	TAILQ_FOREACH(bc, &caches, bc_list) {
		do {
			spin_lock(&bc->bc_spin);
			bp = NULL;
			if (buf_bytes > limit &&
			    (bp = TAILQ_FIRST(&bc->bc_clean)) != NULL)
				buf_unlink(bc, bp);
			spin_unlock(&bc->bc_spin);
			if (bp != NULL)
				buf_free(bp);
		} while (bp != NULL);
	}
	spin_unlock(&caches_lock);
}

void
buf_init(void)
{
	uint64_t total, avail;

	if (buf_limit != 0)
		return;
	kmem_stats(&total, &avail);
	total = K_MAX(total / BUF_SHARE, (uint64_t)BUF_MIN);
	buf_limit = (int64_t)K_MIN(total, (uint64_t)BUF_MAX);
	kmem_reclaim_register(buf_reclaim);
}

int
bufcache_create(struct cdev *dev, struct bufcache **bcp)
{
	struct bufcache *bc;
	int i;

	buf_init();
	if ((bc = kmalloc(sizeof(*bc), M_BUF, M_WAITOK | M_ZERO)) == NULL)
		return (ENOMEM);
	dev_ref(dev);
	bc->bc_dev = dev;
	bc->bc_secsize = dev->si_bsize;
	spin_init(&bc->bc_spin, "bufcache", LR_SPINMISC);
	for (i = 0; i < BC_HASH; i++)
		LIST_INIT(&bc->bc_hash[i]);
	TAILQ_INIT(&bc->bc_clean);
	TAILQ_INIT(&bc->bc_dirty);
	spin_lock(&caches_lock);
	TAILQ_INSERT_TAIL(&caches, bc, bc_list);
	spin_unlock(&caches_lock);
	*bcp = bc;
	return (0);
}

void
bufcache_destroy(struct bufcache *bc)
{
	struct buf *bp;
	int i;

	spin_lock(&caches_lock);
	TAILQ_REMOVE(&caches, bc, bc_list);
	spin_unlock(&caches_lock);
	for (i = 0; i < BC_HASH; i++)
		while ((bp = LIST_FIRST(&bc->bc_hash[i])) != NULL) {
			KKASSERT(bp->b_refs == 0);
			buf_unlink(bc, bp);
			buf_free(bp);
		}
	dev_drop(bc->bc_dev);
	kfree(bc, M_BUF);
}

struct cdev *
bufcache_dev(struct bufcache *bc)
{
	return (bc->bc_dev);
}

/* [c] held: bp is used; an unused one leaves the clean list. */
void
buf_hold(struct bufcache *bc, struct buf *bp)
{
	bp->b_refs++;
	if (bp->b_flags & B_CLEANLIST) {
		TAILQ_REMOVE(&bc->bc_clean, bp, b_list);
		bp->b_flags &= ~B_CLEANLIST;
	}
}

/* Unlock bp and give the reference back. */
void
buf_drop(struct buf *bp)
{
	struct bufcache *bc = bp->b_cache;
	bool dead = false;

	lock_release(&bp->b_lock);
	spin_lock(&bc->bc_spin);
	KKASSERT(bp->b_refs > 0);
	if (--bp->b_refs == 0) {
		if (bp->b_flags & B_DEAD)
			dead = true;
		else if (!(bp->b_flags & B_VALID)) {
			buf_unlink(bc, bp);
			dead = true;
		} else if (!(bp->b_flags & B_DELWRI)) {
			TAILQ_INSERT_TAIL(&bc->bc_clean, bp, b_list);
			bp->b_flags |= B_CLEANLIST;
		}
	}
	spin_unlock(&bc->bc_spin);
	if (dead)
		buf_free(bp);
}

/* A change of flags of a buffer that the caller has locked. */
static void
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

/* Write the changed sectors of bp, which stays locked. */
static int
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

/* Write the oldest dirty buffers until few are left. */
static void
cache_relieve(struct bufcache *bc, int64_t limit)
{
	while (buf_writeoldest(bc, limit, UINT64_MAX))
		;
}

/* A new buffer, locked, in the hash; NULL and *raced when another was quicker. */
static struct buf *
buf_new(struct bufcache *bc, int64_t off, uint32_t size, bool *raced)
{
	struct buf *bp, *other;

	*raced = false;
	if (atomic_load(&buf_bytes) + size > buf_limit) {
		cache_relieve(bc, buf_limit / 4);
		cache_shrink(bc, buf_limit - size);
	}
	bp = kmalloc(sizeof(*bp), M_BUF, M_WAITOK | M_ZERO);
	if (bp == NULL)
		return (NULL);
	if ((bp->b_data = kmalloc(size, M_BUF, M_WAITOK)) == NULL) {
		kfree(bp, M_BUF);
		return (NULL);
	}
	bp->b_cache = bc;
	bp->b_off = off;
	bp->b_size = size;
	bp->b_refs = 1;
	lock_init(&bp->b_lock, "buf", LR_BUF, 0);
	lock_exclusive(&bp->b_lock);
	(void)atomic_add(&buf_bytes, (int64_t)size);
	spin_lock(&bc->bc_spin);
	LIST_FOREACH(other, &bc->bc_hash[buf_bucket(off)], b_hash)
		if (other->b_off == off)
			break;
	if (other == NULL)
		LIST_INSERT_HEAD(&bc->bc_hash[buf_bucket(off)], bp, b_hash);
	spin_unlock(&bc->bc_spin);
	if (other != NULL) {
		lock_release(&bp->b_lock);
		buf_free(bp);
		*raced = true;
		return (NULL);
	}
	return (bp);
}

/*
 * bp is cached with another size: what it holds is written, and it is read
 * again with the new one.
 */
static int
buf_resize(struct buf *bp, uint32_t size)
{
	struct bufcache *bc = bp->b_cache;
	uint8_t *data;

	if ((data = kmalloc(size, M_BUF, M_WAITOK)) == NULL)
		return (ENOMEM);
	buf_setclean(bp, buf_writeout(bp));
	(void)atomic_add(&buf_bytes, (int64_t)size - (int64_t)bp->b_size);
	kfree(bp->b_data, M_BUF);
	bp->b_data = data;
	bp->b_size = size;
	spin_lock(&bc->bc_spin);
	bp->b_flags &= ~B_VALID;
	spin_unlock(&bc->bc_spin);
	return (0);
}

int
getblk(struct bufcache *bc, int64_t off, uint32_t size, struct buf **bpp)
{
	struct buf *bp;
	bool raced;
	int error;

	KKASSERT(size != 0 && size % bc->bc_secsize == 0);
	for (;;) {
		spin_lock(&bc->bc_spin);
		LIST_FOREACH(bp, &bc->bc_hash[buf_bucket(off)], b_hash)
			if (bp->b_off == off)
				break;
		if (bp != NULL)
			buf_hold(bc, bp);
		spin_unlock(&bc->bc_spin);
		if (bp == NULL) {
			bp = buf_new(bc, off, size, &raced);
			if (bp == NULL && raced)
				continue;
			*bpp = bp;
			return (bp == NULL ? ENOMEM : 0);
		}
		lock_exclusive(&bp->b_lock);
		if (bp->b_flags & B_DEAD) {
			buf_drop(bp);
			continue;
		}
		if (bp->b_size != size && (error = buf_resize(bp, size)) != 0) {
			buf_drop(bp);
			return (error);
		}
		*bpp = bp;
		return (0);
	}
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
		cache_relieve(bc, buf_limit / 4);
}
