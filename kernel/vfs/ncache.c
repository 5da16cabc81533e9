/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ncache.c: the name cache: (directory, name) to vnode, or to nothing.
 *
 * An entry is on a hash chain, on its directory's v_ncsrc, on its vnode's
 * v_ncdst unless it is negative, and on one list from old to young.  Entries
 * hold no references: a vnode takes its entries along when it is reclaimed
 * (cache_purge), which is what makes vget() under nc_spin safe.
 *
 * Truth: entries are made under the directory's v_lock (shared is enough) right
 * after the filesystem answered, and removed under it exclusive by whoever
 * changes the directory.  Filesystems that change behind our back have
 * MNTK_NOCACHE.
 *
 * Walks by what it knows, and mount points, are ncache_walk.c's.
 *
 * Locks: c nc_spin, rank LR_NCACHE.  Never sleeps under it; memory is given back
 * after it.
 */
#include <sys/errno.h>
#include <sys/nchstats.h>
#include <sys/param.h>
#include "sys/kmalloc.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "lib/libkern.h"
#include "vfs/ncache.h"
#include "vfs/vnode_impl.h"

MALLOC_DEFINE(M_NCACHE, "namecache", "names of files");

LIST_HEAD(nchead, ncentry);
TAILQ_HEAD(nclist, ncentry);

struct spinlock nc_spin = SPINLOCK_INITIALIZER("ncache", LR_NCACHE);
static struct nchead *nc_table;		/* [f] */
static uint32_t nc_mask;		/* [f] */
static struct nclist nc_lru = TAILQ_HEAD_INITIALIZER(nc_lru);	/* [c] */
static int nc_count;			/* [c] */
static int nc_max;
uint64_t nc_hits;			/* [c] statistics */
static uint64_t nc_neghits, nc_misses;	/* [c] */

void
vname_set(struct vname *vn, const char *name, size_t len)
{
	vn->vn_name = name;
	vn->vn_len = len;
	vn->vn_hash = hash_bytes(name, len, NC_SEED);
	vn->vn_isdotdot = len == 2 && name[0] == '.' && name[1] == '.';
}

static uint32_t
nc_hashof(const struct vnode *dvp, uint32_t namehash)
{
	uintptr_t a = (uintptr_t)dvp;

	return (namehash ^ (uint32_t)(a >> 6) * 0x9e3779b1u);
}

struct ncentry *
nc_find(const struct vnode *dvp, const char *name, size_t len, uint32_t namehash)
{
	uint32_t h = nc_hashof(dvp, namehash);
	struct ncentry *nc;

	LIST_FOREACH(nc, &nc_table[h & nc_mask], nc_hash)
		if (nc->nc_hashval == h && nc->nc_dvp == dvp &&
		    nc->nc_len == len && memcmp(nc->nc_name, name, len) == 0)
			return (nc);
	return (NULL);
}

/* [c] Unlink an entry; it goes on the list of those to free. */
static void
nc_unlink(struct ncentry *nc, struct nclist *dead)
{
	LIST_REMOVE(nc, nc_hash);
	LIST_REMOVE(nc, nc_src);
	if (nc->nc_vp != NULL)
		LIST_REMOVE(nc, nc_dst);
	TAILQ_REMOVE(&nc_lru, nc, nc_lru);
	nc_count--;
	TAILQ_INSERT_TAIL(dead, nc, nc_lru);
}

static void
nc_freelist(struct nclist *dead)
{
	struct ncentry *nc;

	while ((nc = TAILQ_FIRST(dead)) != NULL) {
		TAILQ_REMOVE(dead, nc, nc_lru);
		kfree(nc, M_NCACHE);
	}
}

/* [c] Remove up to n of the oldest entries, sparing recently used ones once. */
static void
nc_evict(int n, struct nclist *dead)
{
	struct ncentry *nc;
	int look = 2 * n + 8;

	while (n > 0 && look-- > 0 && (nc = TAILQ_FIRST(&nc_lru)) != NULL) {
		if (nc->nc_used) {
			nc->nc_used = false;
			TAILQ_REMOVE(&nc_lru, nc, nc_lru);
			TAILQ_INSERT_TAIL(&nc_lru, nc, nc_lru);
			continue;
		}
		nc_unlink(nc, dead);
		n--;
	}
}

void
cache_trim(int n)
{
	struct nclist dead = TAILQ_HEAD_INITIALIZER(dead);

	spin_lock(&nc_spin);
	nc_evict(n, &dead);
	spin_unlock(&nc_spin);
	nc_freelist(&dead);
}

static void
cache_remove(struct vnode *dvp, const struct vname *vn)
{
	struct nclist dead = TAILQ_HEAD_INITIALIZER(dead);
	struct ncentry *nc;

	spin_lock(&nc_spin);
	nc = nc_find(dvp, vn->vn_name, vn->vn_len, vn->vn_hash);
	if (nc != NULL)
		nc_unlink(nc, &dead);
	spin_unlock(&nc_spin);
	nc_freelist(&dead);
}

/* dvp locked at least shared; vp referenced, or NULL: name does not exist. */
void
cache_enter(struct vnode *dvp, const struct vname *vn, struct vnode *vp)
{
	struct nclist dead = TAILQ_HEAD_INITIALIZER(dead);
	struct ncentry *nc, *old;

	if ((dvp->v_mount->mnt_kern & MNTK_NOCACHE) != 0 || vn->vn_isdotdot ||
	    vn->vn_len > NAME_MAX)
		return;
	nc = kmalloc(sizeof(*nc) + vn->vn_len, M_NCACHE, M_NOWAIT);
	if (nc == NULL) {	/* what was known is true no more */
		cache_remove(dvp, vn);
		return;
	}
	nc->nc_dvp = dvp;
	nc->nc_vp = vp;
	nc->nc_hashval = nc_hashof(dvp, vn->vn_hash);
	nc->nc_used = false;
	nc->nc_len = (uint8_t)vn->vn_len;
	memcpy(nc->nc_name, vn->vn_name, vn->vn_len);

	spin_lock(&nc_spin);
	old = nc_find(dvp, vn->vn_name, vn->vn_len, vn->vn_hash);
	if (old != NULL)
		nc_unlink(old, &dead);
	LIST_INSERT_HEAD(&nc_table[nc->nc_hashval & nc_mask], nc, nc_hash);
	LIST_INSERT_HEAD(&dvp->v_ncsrc, nc, nc_src);
	if (vp != NULL)
		LIST_INSERT_HEAD(&vp->v_ncdst, nc, nc_dst);
	TAILQ_INSERT_TAIL(&nc_lru, nc, nc_lru);
	if (++nc_count > nc_max)
		nc_evict(2, &dead);
	spin_unlock(&nc_spin);
	nc_freelist(&dead);
}

int
cache_lookup(struct vnode *dvp, const struct vname *vn, struct vnode **vpp)
{
	struct ncentry *nc;
	int error = EAGAIN;

	*vpp = NULL;
	spin_lock(&nc_spin);
	nc = nc_find(dvp, vn->vn_name, vn->vn_len, vn->vn_hash);
	if (nc == NULL)
		nc_misses++;
	else if (nc->nc_vp == NULL) {
		nc->nc_used = true;
		nc_neghits++;
		error = ENOENT;
	} else if (vget(nc->nc_vp, 0) == 0) {
		nc->nc_used = true;
		nc_hits++;
		*vpp = nc->nc_vp;
		error = 0;
	}
	spin_unlock(&nc_spin);
	return (error);
}

void
cache_purge(struct vnode *vp)
{
	struct nclist dead = TAILQ_HEAD_INITIALIZER(dead);
	struct ncentry *nc;

	if (LIST_EMPTY(&vp->v_ncsrc) && LIST_EMPTY(&vp->v_ncdst))
		return;
	spin_lock(&nc_spin);
	while ((nc = LIST_FIRST(&vp->v_ncsrc)) != NULL)
		nc_unlink(nc, &dead);
	while ((nc = LIST_FIRST(&vp->v_ncdst)) != NULL)
		nc_unlink(nc, &dead);
	spin_unlock(&nc_spin);
	nc_freelist(&dead);
}

void
cache_purgemount(struct mount *mp)
{
	struct nclist dead = TAILQ_HEAD_INITIALIZER(dead);
	struct ncentry *nc, *next;

	spin_lock(&nc_spin);
	for (nc = TAILQ_FIRST(&nc_lru); nc != NULL; nc = next) {
		next = TAILQ_NEXT(nc, nc_lru);
		if (nc->nc_dvp->v_mount == mp)
			nc_unlink(nc, &dead);
	}
	spin_unlock(&nc_spin);
	nc_freelist(&dead);
}

struct vnode *
cache_parent(struct vnode *vp)
{
	struct vnode *dvp = NULL;
	struct ncentry *nc;

	spin_lock(&nc_spin);
	nc = LIST_FIRST(&vp->v_ncdst);
	if (nc != NULL && vget(nc->nc_dvp, 0) == 0)
		dvp = nc->nc_dvp;
	spin_unlock(&nc_spin);
	return (dvp);
}

/*
 * The cached name of vp: its directory referenced, the name copied.  false:
 * none is cached.  buf has NAME_MAX + 1 bytes.
 */
bool
cache_name(struct vnode *vp, struct vnode **dvpp, char *buf, size_t *len)
{
	struct ncentry *nc;
	bool found = false;

	spin_lock(&nc_spin);
	nc = LIST_FIRST(&vp->v_ncdst);
	if (nc != NULL && vget(nc->nc_dvp, 0) == 0) {
		*dvpp = nc->nc_dvp;
		memcpy(buf, nc->nc_name, nc->nc_len);
		*len = nc->nc_len;
		found = true;
	}
	spin_unlock(&nc_spin);
	return (found);
}

void
cache_resize(int nvnodes)
{
	nc_max = 2 * nvnodes;
	if (nc_count > nc_max)
		cache_trim(nc_count - nc_max);
}

void
cache_init(void)
{
	uint32_t n;

	for (n = 256; n < (uint32_t)maxvnodes * 2 && n < 65536; n *= 2)
		;
	nc_table = kmalloc(n * sizeof(*nc_table), M_NCACHE, M_WAITOK | M_ZERO);
	if (nc_table == NULL)
		panic("cache_init: no memory");
	nc_mask = n - 1;
	cache_resize(maxvnodes);
}

SYSCTL_KNODE(vfs_cache, "vfs.cache", OID_AUTO, "Name cache");
SYSCTL_KINT(nc_count, "vfs.cache.numcache", OID_AUTO, CTLFLAG_RD, &nc_count,
    "Names in the cache");
SYSCTL_KLONG(nc_hits, "vfs.cache.numhits", OID_AUTO, CTLFLAG_RD, &nc_hits,
    "Lookups that found a file");
SYSCTL_KLONG(nc_neghits, "vfs.cache.numneghits", OID_AUTO, CTLFLAG_RD,
    &nc_neghits, "Lookups that found that there is no file");
SYSCTL_KLONG(nc_misses, "vfs.cache.nummiss", OID_AUTO, CTLFLAG_RD, &nc_misses,
    "Lookups that went to the filesystem");

void
ncache_stats(struct nchstats *ns)
{
	memset(ns, 0, sizeof(*ns));
	ns->ncs_goodhits = (unsigned long)nc_hits;
	ns->ncs_neghits = (unsigned long)nc_neghits;
	ns->ncs_miss = (unsigned long)nc_misses;
}

/* One count is kept for all processors: the first one's record has it. */
static int
sysctl_nchstats(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct nchstats ns;
	int error = 0;

	for (int i = 0; i < ncpus && error == 0; i++) {
		if (i == 0)
			ncache_stats(&ns);
		else
			memset(&ns, 0, sizeof(ns));
		error = sysctl_out(req, &ns, sizeof(ns));
	}
	return (error);
}
SYSCTL_KPROC(nc_stats, "vfs.cache.nchstats", OID_AUTO, CTLTYPE_OPAQUE |
    CTLFLAG_RD, NULL, 0, sysctl_nchstats, "S,nchstats",
    "Name cache, by processor");
