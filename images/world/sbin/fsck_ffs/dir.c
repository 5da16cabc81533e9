/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir.c: reading and mending directories, and giving lost files a name.
 */
#include "fsck.h"

bool
rec_good(const struct direct *dp, unsigned left)
{
	unsigned i;

	if (left < DIRECTSIZ(0) || dp->d_reclen < DIRECTSIZ(0) ||
	    (dp->d_reclen & 3) != 0 || dp->d_reclen > left)
		return (false);
	if (dp->d_ino == 0)
		return (true);
	if (dp->d_namlen == 0 || DIRECTSIZ(dp->d_namlen) > dp->d_reclen)
		return (false);
	for (i = 0; i < dp->d_namlen; i++)
		if (dp->d_name[i] == '/' || dp->d_name[i] == '\0')
			return (false);
	return (true);
}

/*
 * Make a chain of a piece: what follows the first bad record becomes free.
 * true: it was changed.
 */
static bool
piece_mend(uint32_t ino, uint8_t *piece, uint64_t at)
{
	struct direct *dp, *prev = NULL;
	unsigned off;

	for (off = 0; off < DIRBLKSIZ; off += dp->d_reclen) {
		dp = (struct direct *)(void *)(piece + off);
		if (rec_good(dp, DIRBLKSIZ - off)) {
			prev = dp;
			continue;
		}
		pfatal("DIRECTORY CORRUPTED I=%u OFFSET=%llu\n", ino,
		    (unsigned long long)at + off);
		if (!reply("SALVAGE"))
			return (false);
		if (prev != NULL) {
			prev->d_reclen = (uint16_t)(prev->d_reclen +
			    DIRBLKSIZ - off);
		} else {
			memset(dp, 0, DIRECTSIZ(0));
			dp->d_reclen = DIRBLKSIZ;
		}
		return (true);
	}
	return (false);
}

/* Is the whole piece a chain?  (It is not when a repair was refused.) */
static bool
piece_good(const uint8_t *piece)
{
	const struct direct *dp;
	unsigned off;

	for (off = 0; off < DIRBLKSIZ; off += dp->d_reclen) {
		dp = (const struct direct *)(const void *)(piece + off);
		if (!rec_good(dp, DIRBLKSIZ - off))
			return (false);
	}
	return (true);
}

struct scan {
	uint32_t s_ino;
	uint64_t s_size;
	int64_t	 s_next;	/* block that should come */
	dir_fn	*s_fn;
	void	*s_arg;
	uint8_t	*s_buf;
};

static bool
scan_piece(struct scan *s, uint8_t *piece, uint64_t at)
{
	struct direct *dp;
	bool changed;
	unsigned off;

	changed = piece_mend(s->s_ino, piece, at);
	if (!piece_good(piece))
		return (changed);
	for (off = 0; off < DIRBLKSIZ; off += dp->d_reclen) {
		dp = (struct direct *)(void *)(piece + off);
		if (s->s_fn(dp, s->s_arg))
			changed = true;
	}
	return (changed);
}

static enum walk
scan_block(ufs_daddr_t bn, int nfrags, int depth, int64_t lbn, void *arg)
{
	struct scan *s = arg;
	uint64_t at = (uint64_t)lbn << sb->fs_bshift, in;
	size_t len = (size_t)nfrags << sb->fs_fshift;
	bool changed = false;

	if (frag_bad(bn, nfrags))
		return (WALK_SKIP);
	if (depth != 0)
		return (WALK_ON);
	if (lbn != s->s_next)
		return (WALK_STOP);
	s->s_next++;
	frag_read(s->s_buf, bn, len);
	for (in = 0; in < len && at + in + DIRBLKSIZ <= s->s_size;
	    in += DIRBLKSIZ)
		if (scan_piece(s, s->s_buf + in, at + in))
			changed = true;
	if (changed)
		frag_write(s->s_buf, bn, len);
	return (WALK_ON);
}

/* A hole ends a directory: shorten it to what is there. */
static void
cut_at_hole(struct scan *s)
{
	struct ufs1_dinode *dp;
	uint64_t size = (uint64_t)s->s_next << sb->fs_bshift;
	struct dirinfo *d;

	if (s->s_size <= size)
		return;
	pfatal("DIRECTORY I=%u HAS A HOLE AT OFFSET=%llu\n", s->s_ino,
	    (unsigned long long)size);
	if (!reply("TRUNCATE"))
		return;
	dp = inode_get(s->s_ino);
	dp->di_size = size;
	inode_dirty();
	if ((d = dir_find(s->s_ino)) != NULL)
		d->d_size = size;
	/* Blocks behind the hole are found in the next run. */
	rerun = true;
}

void
dir_scan(uint32_t ino, dir_fn *fn, void *arg)
{
	const struct ufs1_dinode copy = *inode_get(ino);
	struct scan s = { ino, copy.di_size, 0, fn, arg, NULL };

	s.s_buf = xalloc((size_t)sb->fs_bsize);
	(void)inode_walk(&copy, scan_block, &s);
	free(s.s_buf);
	cut_at_hole(&s);
}

struct add {
	const char *a_name;
	size_t	 a_len;
	uint32_t a_ino;
	uint8_t	 a_type;
	bool	 a_done;
};

/* Use the slack of a record for a new one. */
static bool
add_here(struct direct *dp, void *arg)
{
	struct add *a = arg;
	unsigned used = dp->d_ino != 0 ? (unsigned)DIRECTSIZ(dp->d_namlen) : 0;
	unsigned slack = dp->d_reclen - used;
	struct direct *new = dp;

	if (a->a_done || slack < DIRECTSIZ(a->a_len))
		return (false);
	if (used != 0) {
		dp->d_reclen = (uint16_t)used;
		new = (struct direct *)(void *)((uint8_t *)dp + used);
	}
	memset(new, 0, DIRECTSIZ(a->a_len));
	new->d_ino = a->a_ino;
	new->d_reclen = (uint16_t)slack;
	new->d_type = a->a_type;
	new->d_namlen = (uint8_t)a->a_len;
	memcpy(new->d_name, a->a_name, a->a_len);
	a->a_done = true;
	return (true);
}

/* The directory gets one more block, if it is small enough to. */
static bool
dir_extend(uint32_t ino)
{
	struct ufs1_dinode *dp = inode_get(ino);
	uint32_t bsize = (uint32_t)sb->fs_bsize;
	uint64_t size = dp->di_size;
	int last = (int)(size >> sb->fs_bshift), have, i;
	ufs_daddr_t old = 0, bn;
	uint8_t *buf;

	if (size >= (uint64_t)UFS_NDADDR << sb->fs_bshift)
		return (false);
	have = (int)(((size & (uint64_t)sb->fs_qbmask) +
	    (uint64_t)sb->fs_qfmask) >> sb->fs_fshift);
	if (have != 0)
		old = dp->di_db[last];
	if ((bn = alloc_frags(sb->fs_frag)) == 0)
		return (false);
	buf = xalloc(bsize);
	if (old != 0 && !frag_bad(old, have))
		frag_read(buf, old, (size_t)have << sb->fs_fshift);
	for (i = (int)(size & (uint64_t)sb->fs_qbmask); i < (int)bsize;
	    i += DIRBLKSIZ) {
		memset(buf + i, 0, DIRBLKSIZ);
		((struct direct *)(void *)(buf + i))->d_reclen = DIRBLKSIZ;
	}
	frag_write(buf, bn, bsize);
	free(buf);
	dp = inode_get(ino);
	dp->di_db[last] = bn;
	dp->di_size = (uint64_t)(last + 1) << sb->fs_bshift;
	dp->di_blocks += (sb->fs_frag - have) << sb->fs_fsbtodb;
	inode_dirty();
	if (dir_find(ino) != NULL)
		dir_find(ino)->d_size = dp->di_size;
	if (old != 0)
		free_frags(old, have);
	return (true);
}

bool
dir_addname(uint32_t dir, const char *name, uint32_t ino, uint8_t type)
{
	struct add a = { name, strlen(name), ino, type, false };

	dir_scan(dir, add_here, &a);
	if (!a.a_done && dir_extend(dir))
		dir_scan(dir, add_here, &a);
	return (a.a_done);
}

static bool
set_dotdot(struct direct *dp, void *arg)
{
	struct add *a = arg;

	if (a->a_done || dp->d_ino == 0 || dp->d_namlen != 2 ||
	    dp->d_name[0] != '.' || dp->d_name[1] != '.')
		return (false);
	a->a_done = true;
	if (dp->d_ino == a->a_ino)
		return (false);
	dp->d_ino = a->a_ino;
	return (true);
}

bool
dir_setdotdot(uint32_t ino, uint32_t parent)
{
	struct add a = { "..", 2, parent, DT_DIR, false };

	dir_scan(ino, set_dotdot, &a);
	if (!a.a_done)
		return (dir_addname(ino, "..", parent, DT_DIR));
	return (true);
}

struct look {
	const char *l_name;
	uint32_t l_ino;
};

static bool
look_at(struct direct *dp, void *arg)
{
	struct look *l = arg;

	if (dp->d_ino != 0 && dp->d_namlen == strlen(l->l_name) &&
	    memcmp(dp->d_name, l->l_name, dp->d_namlen) == 0)
		l->l_ino = dp->d_ino;
	return (false);
}

/* The inode of /lost+found, made if there is none; 0: it cannot be. */
static uint32_t
lost_found(void)
{
	struct look l = { "lost+found", 0 };
	struct ufs1_dinode *dp;
	uint32_t ino;

	dir_scan(UFS_ROOTINO, look_at, &l);
	if (l.l_ino != 0) {
		if (l.l_ino < maxino && (inos[l.l_ino].i_state == IS_DIR ||
		    inos[l.l_ino].i_state == IS_DIRFOUND))
			return (l.l_ino);
		pfatal("lost+found IS NOT A DIRECTORY\n");
		return (0);
	}
	pwarn("NO lost+found DIRECTORY");
	if (!mend("CREATED"))
		return (0);
	if ((ino = alloc_dir(UFS_ROOTINO, 01777)) == 0)
		return (0);
	if (!dir_addname(UFS_ROOTINO, "lost+found", ino, DT_DIR)) {
		inode_clear(ino, false);
		return (0);
	}
	/* Its name, itself and its "..": all are counted. */
	inos[ino].i_state = IS_DIRFOUND;
	dir_find(ino)->d_parent = UFS_ROOTINO;
	dp = inode_get(UFS_ROOTINO);
	dp->di_nlink++;
	inode_dirty();
	return (ino);
}

bool
reconnect(uint32_t ino)
{
	const struct ufs1_dinode *dp = inode_get(ino);
	uint8_t type = (uint8_t)((dp->di_mode & IFMT) >> 12);
	bool isdir = (dp->di_mode & IFMT) == IFDIR;
	struct ufs1_dinode *lf;
	uint32_t lost;
	char name[16];

	lost = lost_found();
	snprintf(name, sizeof(name), "#%08u", ino);
	if (lost == 0 || !dir_addname(lost, name, ino, type)) {
		pfatal("SORRY. NO SPACE IN lost+found DIRECTORY\n");
		unfixed = true;
		return (false);
	}
	inos[ino].i_links--;
	if (!isdir)
		return (true);
	if (dir_setdotdot(ino, lost)) {
		/* Pass 2 has counted ".." for the old parent, if it was one. */
		lf = inode_get(lost);
		lf->di_nlink++;
		inode_dirty();
	}
	dir_find(ino)->d_parent = lost;
	dir_find(ino)->d_dotdot = lost;
	return (true);
}
