/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pass2.c: every name in every directory: does it lead to an inode that exists,
 * are "." and ".." right, has a directory one name only?
 */
#include "fsck.h"

struct names {
	struct dirinfo *n_dir;
	bool	 n_dot, n_dotdot;
};

static bool
name_is(const struct direct *dp, const char *name)
{
	size_t len = strlen(name);

	return (dp->d_namlen == len && memcmp(dp->d_name, name, len) == 0);
}

/* "." and ".." where they are; false: it is another name. */
static bool
check_dots(struct direct *dp, struct names *n, bool *changed)
{
	uint32_t self = n->n_dir->d_ino_;

	if (name_is(dp, ".") && !n->n_dot) {
		n->n_dot = true;
		if (dp->d_ino != self) {
			pfatal("BAD INODE NUMBER FOR '.' I=%u\n", self);
			if (reply("FIX")) {
				dp->d_ino = self;
				*changed = true;
			}
		}
		inos[self].i_links--;
		return (true);
	}
	if (name_is(dp, "..") && !n->n_dotdot) {
		n->n_dotdot = true;
		n->n_dir->d_dotdot = dp->d_ino;
		return (true);
	}
	return (false);
}

/* Why must this name go?  NULL: it need not. */
static const char *
name_wrong(const struct direct *dp)
{
	if (dp->d_ino < UFS_ROOTINO || dp->d_ino >= maxino)
		return ("I OUT OF RANGE");
	if (name_is(dp, ".") || name_is(dp, ".."))
		return ("EXTRA '.' OR '..' ENTRY");
	switch (inos[dp->d_ino].i_state) {
	case IS_FREE:
		return ("UNALLOCATED");
	case IS_FCLEAR:
	case IS_DCLEAR:
		return ("DUP/BAD");
	}
	return (NULL);
}

static void
print_name(const struct direct *dp, uint32_t dir)
{
	printf(" I=%u DIR=%u NAME=%.*s\n", dp->d_ino, dir, dp->d_namlen,
	    dp->d_name);
}

static bool
remove_name(struct direct *dp)
{
	dp->d_ino = 0;
	return (true);
}

static bool
check_name(struct direct *dp, void *arg)
{
	struct names *n = arg;
	struct dirinfo *child;
	const char *wrong;
	struct ino *ip;
	bool changed = false;

	if (dp->d_ino == 0 || check_dots(dp, n, &changed))
		return (changed);
	if ((wrong = name_wrong(dp)) != NULL) {
		pfatal("%s", wrong);
		print_name(dp, n->n_dir->d_ino_);
		return (reply("REMOVE") ? remove_name(dp) : false);
	}
	ip = &inos[dp->d_ino];
	if (ip->i_state == IS_DIR || ip->i_state == IS_DIRFOUND) {
		child = dir_find(dp->d_ino);
		if (dp->d_ino == UFS_ROOTINO || child->d_parent != 0) {
			pwarn("EXTRANEOUS HARD LINK TO DIRECTORY I=%u DIR=%u "
			    "NAME=%.*s", dp->d_ino, n->n_dir->d_ino_,
			    dp->d_namlen, dp->d_name);
			if (mend("REMOVED"))
				return (remove_name(dp));
		} else
			child->d_parent = n->n_dir->d_ino_;
	}
	if (ip->i_zerolink) {
		/* A name, but no link: count it from nothing. */
		ip->i_zerolink = 0;
	}
	ip->i_links--;
	return (false);
}

static void
check_root(void)
{
	uint32_t ino;

	switch (inos[UFS_ROOTINO].i_state) {
	case IS_DIR:
		return;
	case IS_FREE:
		pfatal("ROOT INODE UNALLOCATED\n");
		break;
	case IS_DCLEAR:
		pfatal("DUPS/BAD IN ROOT INODE\n");
		if (reply("CONTINUE")) {
			inos[UFS_ROOTINO].i_state = IS_DIR;
			rerun = true;
			return;
		}
		finish(EX_FAILED);
	default:
		pfatal("ROOT INODE NOT DIRECTORY\n");
		break;
	}
	if (!reply("REALLOCATE"))
		finish(EX_FAILED);
	if (inos[UFS_ROOTINO].i_state != IS_FREE)
		inode_clear(UFS_ROOTINO, false);
	ino = alloc_dir(UFS_ROOTINO, 0755);
	if (ino != UFS_ROOTINO) {
		printf("CANNOT ALLOCATE ROOT INODE\n");
		finish(EX_FAILED);
	}
}

/* A directory is a whole number of pieces. */
static void
check_size(struct dirinfo *d)
{
	struct ufs1_dinode *dp;

	if (d->d_size != 0 && d->d_size % DIRBLKSIZ == 0)
		return;
	pwarn("DIRECTORY I=%u: LENGTH %llu NOT MULTIPLE OF %d", d->d_ino_,
	    (unsigned long long)d->d_size, DIRBLKSIZ);
	if (d->d_size == 0) {
		printf("\n");
		return;
	}
	if (!mend("ADJUSTED"))
		return;
	d->d_size = roundup(d->d_size, DIRBLKSIZ);
	dp = inode_get(d->d_ino_);
	dp->di_size = d->d_size;
	inode_dirty();
}

/* ".." must say where the name is. */
static void
check_dotdot(struct dirinfo *d)
{
	uint32_t want = d->d_ino_ == UFS_ROOTINO ? (uint32_t)UFS_ROOTINO :
	    d->d_parent;

	if (inos[d->d_ino_].i_state != IS_DIR || want == 0)
		return;
	if (d->d_dotdot == 0) {
		pfatal("MISSING '..' I=%u\n", d->d_ino_);
		if (reply("FIX") && dir_setdotdot(d->d_ino_, want))
			d->d_dotdot = want;
	} else if (d->d_dotdot != want) {
		pwarn("BAD INODE NUMBER FOR '..' I=%u", d->d_ino_);
		if (mend("FIXED") && dir_setdotdot(d->d_ino_, want))
			d->d_dotdot = want;
	}
	if (d->d_dotdot == want)
		inos[want].i_links--;
}

void
pass2(void)
{
	struct names n;
	size_t i;

	check_root();
	for (i = 0; i < ndirs; i++) {
		if (inos[dirs[i].d_ino_].i_state != IS_DIR)
			continue;
		check_size(&dirs[i]);
		memset(&n, 0, sizeof(n));
		n.n_dir = &dirs[i];
		dir_scan(dirs[i].d_ino_, check_name, &n);
		if (!n.n_dot && dirs[i].d_size != 0) {
			pfatal("MISSING '.' I=%u\n", dirs[i].d_ino_);
			if (reply("FIX") && dir_addname(dirs[i].d_ino_, ".",
			    dirs[i].d_ino_, DT_DIR))
				inos[dirs[i].d_ino_].i_links--;
		}
	}
	for (i = 0; i < ndirs; i++)
		check_dotdot(&dirs[i]);
}
