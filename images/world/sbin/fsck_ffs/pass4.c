/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pass4.c: link counts, files without a name, and the end of what pass 1
 * condemned.
 */
#include "fsck.h"

static void
adjust(uint32_t ino, int surplus)
{
	struct ufs1_dinode *dp = inode_get(ino);
	int count = dp->di_nlink, want = count - surplus;

	if (surplus < 0)
		pfatal("LINK COUNT INCREASING");
	else
		pwarn("LINK COUNT");
	inode_describe(ino, (dp->di_mode & IFMT) == IFDIR ? "DIR" : "FILE");
	printf("COUNT %d SHOULD BE %d", count, want);
	if (!mend("ADJUSTED"))
		return;
	dp = inode_get(ino);
	dp->di_nlink = (int16_t)want;
	inode_dirty();
	inos[ino].i_links = 0;
}

/* A file that no name leads to. */
static void
nameless(uint32_t ino)
{
	const struct ufs1_dinode *dp = inode_get(ino);
	bool empty = dp->di_size == 0 || inos[ino].i_zerolink;

	pwarn("UNREF");
	inode_describe(ino, "FILE");
	if (empty) {
		inode_clear(ino, true);
		return;
	}
	if (!mend("RECONNECTED") || !reconnect(ino)) {
		if (!preen && !unfixed)
			inode_clear(ino, true);
		return;
	}
	if (inos[ino].i_links != 0)
		adjust(ino, inos[ino].i_links);
}

static void
condemned(uint32_t ino, const char *type)
{
	pfatal("BAD/DUP");
	inode_describe(ino, type);
	printf("\n");
	if (reply("CLEAR"))
		inode_clear(ino, false);
}

void
pass4(void)
{
	struct ino *ip;
	uint32_t ino;
	int links;

	for (ino = UFS_ROOTINO; ino < maxino; ino++) {
		ip = &inos[ino];
		switch (ip->i_state) {
		case IS_FILE:
			links = inode_get(ino)->di_nlink;
			if (ip->i_links == links)
				nameless(ino);
			else if (ip->i_links != 0)
				adjust(ino, ip->i_links);
			break;
		case IS_DIRFOUND:
			if (ip->i_links != 0)
				adjust(ino, ip->i_links);
			break;
		case IS_DIR:
			/* Pass 3 was not allowed to mend it. */
			unfixed = true;
			break;
		case IS_FCLEAR:
			condemned(ino, "FILE");
			break;
		case IS_DCLEAR:
			condemned(ino, "DIR");
			break;
		}
	}
}
