/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf.c: the buffer cache for metadata, see buf.h: buffers and who has them.
 * Reading and writing is buf_io.c; what is done to whole ranges and caches is
 * buf_range.c.
 *
 * The bytes of all buffers together are bounded by a share of the kernel's
 * memory.  Beyond it unused buffers are given back, oldest first; when all are
 * dirty, the oldest of them are written first.
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
int64_t buf_limit;

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

static void
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

/* A new buffer, locked, in the hash; NULL and *raced when another was quicker. */
static struct buf *
buf_new(struct bufcache *bc, int64_t off, uint32_t size, bool *raced)
{
	struct buf *bp, *other;

	*raced = false;
	if (atomic_load(&buf_bytes) + size > buf_limit) {
		bufcache_relieve(bc, buf_limit / 4);
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
