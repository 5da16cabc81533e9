/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * alloc.c: fragments and inodes for what repairs create.  The maps in memory
 * are the truth here; pass 5 writes them to the groups.
 */
#include "fsck.h"

#include <time.h>

ufs_daddr_t
alloc_frags(int nfrags)
{
	ufs_daddr_t bn, limit = sb->fs_size - sb->fs_frag;
	int i, j;

	for (bn = 0; bn <= limit; bn += sb->fs_frag)
		for (i = 0; i + nfrags <= sb->fs_frag; i++) {
			for (j = 0; j < nfrags; j++)
				if (isset(blockmap, bn + i + j))
					break;
			if (j < nfrags)
				continue;
			for (j = 0; j < nfrags; j++)
				setbit(blockmap, bn + i + j);
			return (bn + i);
		}
	return (0);
}

void
free_frags(ufs_daddr_t bn, int nfrags)
{
	int i;

	if (frag_bad(bn, nfrags))
		return;
	for (i = 0; i < nfrags; i++)
		clrbit(blockmap, bn + i);
}

/* The two records every directory begins with. */
static void
first_piece(uint8_t *piece, uint32_t ino, uint32_t parent)
{
	struct direct *dp = (struct direct *)(void *)piece;

	memset(piece, 0, DIRBLKSIZ);
	dp->d_ino = ino;
	dp->d_reclen = (uint16_t)DIRECTSIZ(1);
	dp->d_type = DT_DIR;
	dp->d_namlen = 1;
	dp->d_name[0] = '.';
	dp = (struct direct *)(void *)(piece + DIRECTSIZ(1));
	dp->d_ino = parent;
	dp->d_reclen = (uint16_t)(DIRBLKSIZ - DIRECTSIZ(1));
	dp->d_type = DT_DIR;
	dp->d_namlen = 2;
	dp->d_name[0] = dp->d_name[1] = '.';
}

/*
 * A new, empty directory: the first free inode, which is the root's if that
 * is free.
 */
uint32_t
alloc_dir(uint32_t parent, mode_t mode)
{
	struct ufs1_dinode *dp;
	uint32_t ino, now = (uint32_t)time(NULL);
	uint8_t *buf;
	ufs_daddr_t bn;

	for (ino = UFS_ROOTINO; ino < maxino; ino++)
		if (inos[ino].i_state == IS_FREE)
			break;
	if (ino == maxino || (bn = alloc_frags(1)) == 0)
		return (0);
	buf = xalloc((size_t)sb->fs_fsize);
	first_piece(buf, ino, parent);
	frag_write(buf, bn, (size_t)sb->fs_fsize);
	free(buf);
	dp = inode_get(ino);
	memset(dp, 0, sizeof(*dp));
	dp->di_mode = (uint16_t)(IFDIR | mode);
	dp->di_nlink = 2;
	dp->di_size = DIRBLKSIZ;
	dp->di_atime = dp->di_mtime = dp->di_ctime = now;
	dp->di_db[0] = bn;
	dp->di_blocks = 1 << sb->fs_fsbtodb;
	inode_dirty();
	inos[ino].i_state = IS_DIR;
	inos[ino].i_zerolink = 0;
	/* A new root is yet to be scanned; another's names are all counted. */
	inos[ino].i_links = ino == UFS_ROOTINO ? 2 : 0;
	dir_add(ino, dp);
	return (ino);
}
