/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_dirhash.c: an index, in memory, of the names of a large directory: which
 * piece of DIRBLKSIZ bytes each is in.  Records move inside their piece
 * alone, so an entry is right as long as the name is there.
 *
 * An entry is 22 bits of piece and 10 bits of the name's hash; the place in the
 * table comes from other bits of it, and what is taken goes to the next one.
 * A table that is full, or of which a change failed, is given back, and the
 * next lookup makes another.  All tables together take at most a sixteenth of
 * the kernel's memory; a directory that gets none is searched from end to end.
 *
 * Locks: i_dirhash is made with v_lock shared, by compare and swap, and is
 * changed and freed with v_lock exclusive.
 */
#include "lib/libkern.h"
#include "sys/thread.h"
#include "vfs/ufs/ufs.h"

#define DH_MINSIZE	(16 * DIRBLKSIZ)	/* smaller ones need none */
#define DH_PIECEBITS	22
#define DH_PIECE	((1u << DH_PIECEBITS) - 1)
#define DH_EMPTY	0xffffffffu
#define DH_GONE		0xfffffffeu		/* was an entry */
#define DH_MINPLACES	1024u

struct ufs_dirhash {
	uint32_t dh_mask;		/* places - 1 */
	uint32_t dh_taken;		/* not DH_EMPTY */
	uint32_t dh_entry[];
};

static int64_t dirhash_bytes;		/* atomic: of all tables */
static int64_t dirhash_most;		/* set once */

static uint32_t
name_hash(const char *name, size_t len)
{
	uint32_t h = 2166136261u;

	while (len-- > 0)
		h = (h ^ (uint8_t)*name++) * 16777619u;
	return (h ^ h >> 15);
}

/* What stands for a name of hash h in the piece at byte off. */
static uint32_t
entry_of(uint32_t h, int64_t off)
{
	return ((h & ~DH_PIECE) | (uint32_t)(off / DIRBLKSIZ));
}

static size_t
table_size(uint32_t places)
{
	return (sizeof(struct ufs_dirhash) + places * sizeof(uint32_t));
}

static struct ufs_dirhash *
table_alloc(uint32_t places)
{
	int64_t size = (int64_t)table_size(places);
	struct ufs_dirhash *dh = NULL;
	uint64_t total, avail;

	if (dirhash_most == 0) {
		kmem_stats(&total, &avail);
		dirhash_most = (int64_t)(total / 16);
	}
	if (atomic_add(&dirhash_bytes, size) <= dirhash_most)
		dh = kmalloc((size_t)size, M_UFS, M_WAITOK);
	if (dh == NULL) {
		atomic_sub(&dirhash_bytes, size);
		return (NULL);
	}
	dh->dh_mask = places - 1;
	dh->dh_taken = 0;
	memset(dh->dh_entry, 0xff, places * sizeof(uint32_t));
	return (dh);
}

static void
table_free(struct ufs_dirhash *dh)
{
	atomic_sub(&dirhash_bytes, (int64_t)table_size(dh->dh_mask + 1));
	kfree(dh, M_UFS);
}

/* False when the table is too full to search in. */
static bool
table_add(struct ufs_dirhash *dh, uint32_t h, int64_t off)
{
	uint32_t i = h & dh->dh_mask;

	while (dh->dh_entry[i] != DH_EMPTY && dh->dh_entry[i] != DH_GONE)
		i = (i + 1) & dh->dh_mask;
	if (dh->dh_entry[i] == DH_EMPTY) {
		if (dh->dh_taken >= dh->dh_mask / 4 * 3)
			return (false);
		dh->dh_taken++;
	}
	dh->dh_entry[i] = entry_of(h, off);
	return (true);
}

/*
 * Enter the names of the piece at off into dh, or count them when there is none.
 */
static int
piece_names(struct inode *ip, int64_t off, struct ufs_dirhash *dh,
    uint32_t *count)
{
	const struct direct *dp;
	struct buf *bp;
	uint8_t *piece;
	unsigned in;
	int error;

	if ((error = ufs_dirread(ip, off, &bp, &piece)) != 0)
		return (error);
	for (in = 0; in < DIRBLKSIZ && error == 0; in += dp->d_reclen) {
		dp = (const struct direct *)(const void *)(piece + in);
		if (dp->d_ino == 0)
			continue;
		++*count;
		if (dh != NULL && !table_add(dh,
		    name_hash(dp->d_name, dp->d_namlen), off))
			error = ENOSPC;
	}
	brelse(bp);
	return (error);
}

static int
all_names(struct inode *ip, struct ufs_dirhash *dh, uint32_t *count)
{
	int64_t off;
	int error = 0;

	*count = 0;
	for (off = 0; off < (int64_t)ip->i_size && error == 0;
	    off += DIRBLKSIZ) {
		error = piece_names(ip, off, dh, count);
		cpu_poll();
	}
	return (error);
}

/* The index of ip, made now if need be; NULL: it has none. */
static struct ufs_dirhash *
dirhash_get(struct inode *ip)
{
	struct ufs_dirhash *dh = atomic_load(&ip->i_dirhash);
	uint32_t count, places = DH_MINPLACES;

	if (dh != NULL || ip->i_size < DH_MINSIZE ||
	    ip->i_size / DIRBLKSIZ >= DH_PIECE - 1 ||
	    all_names(ip, NULL, &count) != 0)
		return (dh);
	while (places < count * 2)
		places *= 2;
	if ((dh = table_alloc(places)) == NULL)
		return (NULL);
	if (all_names(ip, dh, &count) != 0) {
		table_free(dh);
		return (NULL);
	}
	/* Another lookup may have been faster. */
	if (!atomic_cas(&ip->i_dirhash, NULL, dh)) {
		table_free(dh);
		dh = atomic_load(&ip->i_dirhash);
	}
	return (dh);
}

bool
ufs_dirhash_lookup(struct inode *ip, const char *name, size_t len,
    struct dirslot *slot, int *error)
{
	struct ufs_dirhash *dh = dirhash_get(ip);
	uint32_t h = name_hash(name, len), i, e;
	int64_t off;

	if (dh == NULL)
		return (false);
	*error = ENOENT;
	for (i = h & dh->dh_mask; *error == ENOENT &&
	    (e = dh->dh_entry[i]) != DH_EMPTY; i = (i + 1) & dh->dh_mask) {
		off = (int64_t)(e & DH_PIECE) * DIRBLKSIZ;
		if (e != DH_GONE && ((e ^ h) & ~DH_PIECE) == 0 &&
		    off < (int64_t)ip->i_size)
			*error = ufs_dirscan(ip, off, off + DIRBLKSIZ, name,
			    len, slot);
	}
	return (true);
}

void
ufs_dirhash_enter(struct inode *ip, const char *name, size_t len, int64_t off)
{
	if (ip->i_dirhash != NULL &&
	    !table_add(ip->i_dirhash, name_hash(name, len), off))
		ufs_dirhash_free(ip);
}

void
ufs_dirhash_remove(struct inode *ip, const char *name, size_t len,
    int64_t off)
{
	struct ufs_dirhash *dh = ip->i_dirhash;
	uint32_t h = name_hash(name, len), want = entry_of(h, off), i;

	if (dh == NULL)
		return;
	for (i = h & dh->dh_mask; dh->dh_entry[i] != DH_EMPTY;
	    i = (i + 1) & dh->dh_mask)
		if (dh->dh_entry[i] == want) {
			dh->dh_entry[i] = DH_GONE;
			return;
		}
	ufs_dirhash_free(ip);
}

void
ufs_dirhash_free(struct inode *ip)
{
	if (ip->i_dirhash != NULL)
		table_free(ip->i_dirhash);
	ip->i_dirhash = NULL;
}
