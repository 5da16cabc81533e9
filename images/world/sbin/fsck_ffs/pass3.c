/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pass3.c: directories that cannot be reached from the root get a name in
 * lost+found.
 */
#include "fsck.h"

/* Follow the parents of d; true: they lead to the root. */
static bool
reaches_root(struct dirinfo *d)
{
	struct dirinfo *at = d;
	size_t hops;

	for (hops = 0; at != NULL && hops <= ndirs; hops++) {
		if (at->d_ino_ == UFS_ROOTINO ||
		    inos[at->d_ino_].i_state == IS_DIRFOUND)
			break;
		if (inos[at->d_ino_].i_state != IS_DIR || at->d_parent == 0)
			return (false);
		at = dir_find(at->d_parent);
	}
	if (at == NULL || hops > ndirs)
		return (false);
	/* All on the way are found, which makes the next ways short. */
	for (at = d; at->d_ino_ != UFS_ROOTINO &&
	    inos[at->d_ino_].i_state == IS_DIR; at = dir_find(at->d_parent))
		inos[at->d_ino_].i_state = IS_DIRFOUND;
	return (true);
}

/* The top of a lost tree, or a member of a ring. */
static struct dirinfo *
top_of(struct dirinfo *d)
{
	struct dirinfo *up;
	size_t hops;

	for (hops = 0; hops <= ndirs; hops++) {
		if (d->d_parent == 0)
			break;
		up = dir_find(d->d_parent);
		if (up == NULL || inos[up->d_ino_].i_state != IS_DIR)
			break;
		d = up;
	}
	return (d);
}

static void
orphan(struct dirinfo *d)
{
	uint32_t ino = d->d_ino_;

	pwarn("UNREF");
	inode_describe(ino, "DIR");
	if (inos[ino].i_zerolink || d->d_size == 0) {
		inode_clear(ino, true);
		return;
	}
	if (!mend("RECONNECTED"))
		return;
	if (!reconnect(ino)) {
		inos[ino].i_state = IS_DCLEAR;
		return;
	}
}

void
pass3(void)
{
	struct dirinfo *d;
	uint32_t ino;
	size_t i;

	if (inos[UFS_ROOTINO].i_state == IS_DIR)
		inos[UFS_ROOTINO].i_state = IS_DIRFOUND;
	for (i = 0; i < ndirs; i++) {
		ino = dirs[i].d_ino_;
		if (inos[ino].i_state != IS_DIR || reaches_root(&dirs[i]))
			continue;
		d = top_of(&dirs[i]);
		orphan(d);
		/* Where the list moved, the directory is found anew. */
		d = dir_find(ino);
		if (d != NULL && inos[ino].i_state == IS_DIR)
			(void)reaches_root(d);
	}
}
