/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf_impl.h: the inside of a buffer cache, for buf*.c.
 */
#ifndef _VFS_BUF_IMPL_H_
#define _VFS_BUF_IMPL_H_

#include "vfs/buf.h"

#define BC_HASH		512		/* buckets of a cache */

struct bufcache {
	TAILQ_ENTRY(bufcache) bc_list;	/* caches_lock */
	struct cdev	*bc_dev;	/* [f] */
	uint32_t	 bc_secsize;	/* [f] */
	struct spinlock	 bc_spin;
	LIST_HEAD(, buf) bc_hash[BC_HASH];	/* [c] */
	TAILQ_HEAD(, buf) bc_clean;	/* [c] unused, oldest first */
	TAILQ_HEAD(, buf) bc_dirty;	/* [c] oldest change first */
	int64_t		 bc_dirtybytes;	/* [c] */
	uint64_t	 bc_serial;	/* [c] */
	int		 bc_error;	/* [c] of a write that nobody waited for */
	bool		 bc_failed;	/* [c] a write failed, ever */
};

static inline unsigned
buf_bucket(int64_t off)
{
	return ((unsigned)((uint64_t)off * 0x9e3779b97f4a7c15ull >> 40) &
	    (BC_HASH - 1));
}

/* [c] held: bp is used; an unused one leaves the clean list. */
void	 buf_hold(struct bufcache *, struct buf *);
/* [c] held: nobody finds bp any more. */
void	 buf_unlink(struct bufcache *, struct buf *);
void	 buf_drop(struct buf *);	/* unlock, and give the reference back */
void	 buf_free(struct buf *);	/* unlinked, without references */
extern int64_t	 buf_limit;		/* most bytes in all caches; fixed */

/* buf_io.c: write the changed sectors of bp, which is locked and stays so. */
int	 buf_writeout(struct buf *bp);
/* bp, locked, is as on the disk; or was not written, with error. */
void	 buf_setclean(struct buf *bp, int error);
/* Write the oldest dirty buffers until no more than limit bytes are left. */
void	 bufcache_relieve(struct bufcache *bc, int64_t limit);
/*
 * Write the oldest dirty buffer if more than limit bytes are dirty and its serial
 * is not above serial; false: there is nothing to do.  An error is noted.
 */
bool	 buf_writeoldest(struct bufcache *, int64_t limit, uint64_t serial);

#endif /* !_VFS_BUF_IMPL_H_ */
