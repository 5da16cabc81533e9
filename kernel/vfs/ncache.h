/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ncache.h: the inside of the name cache, for ncache*.c.
 *
 * Lock legend: [c] nc_spin.
 */
#ifndef _VFS_NCACHE_H_
#define _VFS_NCACHE_H_

#include "sys/lock.h"
#include "sys/queue.h"
#include "vfs/vnode.h"

struct ncentry {
	LIST_ENTRY(ncentry) nc_hash;	/* [c] */
	LIST_ENTRY(ncentry) nc_src;	/* [c] v_ncsrc of nc_dvp */
	LIST_ENTRY(ncentry) nc_dst;	/* [c] v_ncdst of nc_vp */
	TAILQ_ENTRY(ncentry) nc_lru;	/* [c] old to young */
	struct vnode	*nc_dvp;
	struct vnode	*nc_vp;		/* NULL: known not to exist */
	uint32_t	 nc_hashval;
	bool		 nc_used;	/* [c] hit since it was last looked at */
	uint8_t		 nc_len;
	char		 nc_name[];
};

#define NC_SEED		0x811c9dc5u	/* of the hashes of names */

extern struct spinlock nc_spin;
extern uint64_t nc_hits;		/* [c] */

/* [c] The entry of a name, whose hash is namehash, in dvp; or NULL. */
struct ncentry *nc_find(const struct vnode *dvp, const char *name, size_t len,
	    uint32_t namehash);

/* What it did so far, as vfs.cache.nchstats has it.  Any context. */
struct nchstats;
void	ncache_stats(struct nchstats *);

#endif /* !_VFS_NCACHE_H_ */
