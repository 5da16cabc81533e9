/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_rename.c: rename(2).
 *
 * A crash in between leaves the file with both names and a link count that is
 * high enough: first the count rises, then the new name is written, then ".."
 * of a directory that moves, then the old name goes, then the count falls.
 * A target that is replaced is redirected in one write, so that its name is never
 * missing.
 */
#include <sys/stat.h>
#include "vfs/ufs/ufs.h"

struct rename {
	struct inode	*r_fdir, *r_file, *r_tdir;
	struct inode	*r_target;	/* NULL: the new name is free */
	const struct vname *r_fname, *r_tname;
	struct ucred	*r_cred;
	bool		 r_isdir;
	bool		 r_moves;	/* to another directory */
};

static int
set_links(struct inode *ip, int delta, bool wait)
{
	int error;

	ip->i_nlink = (int16_t)(ip->i_nlink + delta);
	ufs_mark(ip, IN_CHANGE);
	error = ufs_iwrite(ip, wait);
	if (error != 0)
		ip->i_nlink = (int16_t)(ip->i_nlink - delta);
	return (error);
}

/* The new name did not exist. */
static int
rename_enter(const struct rename *r)
{
	bool up = r->r_isdir && r->r_moves;
	int error;

	if (up && (error = set_links(r->r_tdir, 1, true)) != 0)
		return (error);
	error = ufs_direnter(r->r_tdir, r->r_tname->vn_name, r->r_tname->vn_len,
	    r->r_file->i_ino, r->r_file->i_mode, r->r_cred);
	if (error != 0 && up)
		(void)set_links(r->r_tdir, -1, false);
	return (error);
}

/* The new name led to another file, which may end now. */
static int
rename_replace(const struct rename *r)
{
	struct dirslot slot;
	int error;

	error = ufs_dirlookup(r->r_tdir, r->r_tname->vn_name,
	    r->r_tname->vn_len, &slot);
	if (error != 0)
		return (error);
	if (slot.ds_ino != r->r_target->i_ino)
		return (ENOENT);
	if (r->r_isdir && (error = ufs_dirempty(r->r_target,
	    r->r_tdir->i_ino)) != 0)
		return (error);
	error = ufs_dirrewrite(r->r_tdir, &slot, r->r_file->i_ino,
	    r->r_file->i_mode);
	if (error != 0)
		return (error);
	if (r->r_isdir) {
		r->r_target->i_nlink = 0;
		/* Its ".." is gone; that of a directory that moves in comes. */
		if (!r->r_moves)
			(void)set_links(r->r_tdir, -1, false);
	} else
		r->r_target->i_nlink--;
	ufs_mark(r->r_target, IN_CHANGE | IN_MODIFIED);
	return (0);
}

/* ".." of a directory that moved. */
static int
rename_dotdot(const struct rename *r)
{
	struct dirslot slot;
	int error;

	error = ufs_dirlookup(r->r_file, "..", 2, &slot);
	if (error == 0)
		error = ufs_dirrewrite(r->r_file, &slot, r->r_tdir->i_ino,
		    IFDIR);
	if (error == 0)
		(void)set_links(r->r_fdir, -1, false);
	else
		ufs_corrupt(r->r_file->i_um, "directory %u has no \"..\"",
		    r->r_file->i_ino);
	return (error);
}

static int
rename_locked(const struct rename *r)
{
	struct dirslot slot;
	int error;

	if (r->r_file->i_nlink <= 0 || r->r_tdir->i_nlink <= 0)
		return (ENOENT);
	if (r->r_file->i_nlink >= UFS_LINK_MAX || (r->r_isdir && r->r_moves &&
	    r->r_target == NULL && r->r_tdir->i_nlink >= UFS_LINK_MAX))
		return (EMLINK);
	if (r->r_file->i_flags & (UF_IMMUTABLE | SF_IMMUTABLE | UF_APPEND |
	    SF_APPEND | UF_NOUNLINK | SF_NOUNLINK))
		return (EPERM);
	error = ufs_dirlookup(r->r_fdir, r->r_fname->vn_name,
	    r->r_fname->vn_len, &slot);
	if (error == 0 && slot.ds_ino != r->r_file->i_ino)
		error = ENOENT;
	if (error == 0)
		error = set_links(r->r_file, 1, true);
	if (error != 0)
		return (error);
	error = r->r_target != NULL ? rename_replace(r) : rename_enter(r);
	if (error != 0) {
		(void)set_links(r->r_file, -1, false);
		return (error);
	}
	if (r->r_isdir && r->r_moves)
		(void)rename_dotdot(r);
	/* The new name may have moved the old one within its piece. */
	error = ufs_dirlookup(r->r_fdir, r->r_fname->vn_name,
	    r->r_fname->vn_len, &slot);
	if (error == 0)
		error = ufs_dirremove(r->r_fdir, &slot);
	if (error == 0)
		(void)set_links(r->r_file, -1, false);
	return (error);
}

int
ufs_rename(struct vnode *fdvp, const struct vname *fname, struct vnode *fvp,
    struct vnode *tdvp, const struct vname *tname, struct vnode *tvp,
    struct ucred *cred)
{
	struct rename r = {
		.r_fdir = VTOI(fdvp),
		.r_tdir = VTOI(tdvp),
		.r_fname = fname,
		.r_tname = tname,
		.r_cred = cred,
		.r_isdir = fvp->v_type == VDIR,
		.r_moves = fdvp != tdvp,
	};
	int error;

	if (fvp == tvp)
		return (0);
	if (fvp == tdvp || fvp == fdvp)
		return (EINVAL);
	if (tvp == fdvp || tvp == tdvp)
		return (ENOTEMPTY);
	if (tvp != NULL && (tvp->v_type == VDIR) != r.r_isdir)
		return (r.r_isdir ? ENOTDIR : EISDIR);
	if ((error = vn_lock(fvp, LK_EXCLUSIVE)) != 0)
		return (error);
	r.r_file = VTOI(fvp);
	r.r_target = tvp != NULL ? VTOI(tvp) : NULL;
	error = rename_locked(&r);
	vn_unlock(fvp);
	return (error);
}
