/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf.h: buffer cache for the metadata of filesystems: pieces of a device, of
 * one sector to MAXBSIZE, kept by their byte offset.  File data is in the page
 * cache (vm/ubc.h), not here.
 *
 * Every mounted filesystem has a bufcache of its own.  A buffer that is handed
 * out is locked exclusively and belongs to the caller until brelse(), bwrite()
 * or bdwrite().  A thread holds one buffer at a time: on a hostile disk two
 * different structures may be the same block, and taking its lock twice
 * would never end.
 *
 * What is in a buffer may reach the disk at any time after bdwrite(): a
 * filesystem changes a buffer only when all that must be on disk before is there.
 *
 * Lock legend: [c] bc_spin; [b] b_lock; [f] fixed.
 */
#ifndef _VFS_BUF_H_
#define _VFS_BUF_H_

#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/kdev.h"

struct bufcache;

struct buf {
	LIST_ENTRY(buf)	 b_hash;	/* [c] */
	TAILQ_ENTRY(buf) b_list;	/* [c] clean and unused, or dirty */
	struct bufcache	*b_cache;	/* [f] */
	int64_t		 b_off;		/* [f] bytes on the device */
	struct lock	 b_lock;
	int		 b_refs;	/* [c] holders and those who wait */
	uint8_t		 b_flags;	/* [c] B_* */
	uint32_t	 b_size;	/* [b] bytes */
	uint8_t		*b_data;	/* [b] */
	uint32_t	 b_dirtyoff;	/* [b] first changed byte */
	uint32_t	 b_dirtyend;	/* [b] after the last; 0: nothing */
	uint64_t	 b_serial;	/* [c] of the flush it waits for */
};
#define B_VALID		0x01	/* b_data is what the disk has, or newer */
#define B_DELWRI	0x02	/* newer: on the dirty list */
#define B_CLEANLIST	0x04	/* on the list of unused ones */
#define B_DEAD		0x08	/* not in the hash any more */

int	 bufcache_create(struct cdev *, struct bufcache **);	/* ENOMEM */
/* All buffers go, dirty ones too; nobody uses any. */
void	 bufcache_destroy(struct bufcache *);

/*
 * The buffer of [off, off+size), filled from the disk.  EIO, ENOMEM.
 * getblk: not read, for a block that is written whole.
 */
int	 bread(struct bufcache *, int64_t off, uint32_t size, struct buf **);
int	 getblk(struct bufcache *, int64_t off, uint32_t size, struct buf **);
/* The caller changed [off, off+len); to be followed by bwrite or bdwrite. */
void	 bdirty(struct buf *, uint32_t off, uint32_t len);
void	 brelse(struct buf *);	/* done; changes not announced are lost */
int	 bwrite(struct buf *);	/* write what changed, now, and release */
void	 bdwrite(struct buf *);	/* write it some time, and release */
/* Zero a range of the device at once, past the cache. */
int	 bzero_range(struct bufcache *, int64_t off, uint64_t len);
/* Forget all that starts in [off, off+len): the blocks were freed. */
void	 bufcache_inval(struct bufcache *, int64_t off, uint64_t len);
void	 bufcache_invalall(struct bufcache *);	/* every clean one; failed no more */
/*
 * Write all that was dirty at the call; then the first error of any write
 * since the last call, which is forgotten thereby.
 */
int	 bufcache_flush(struct bufcache *);
int	 bufcache_devflush(struct bufcache *);	/* BIO_FLUSH */
/* Did any write fail so far?  Then the disk is not whole. */
bool	 bufcache_failed(struct bufcache *);

#endif /* !_VFS_BUF_H_ */
