/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vn_names.c: adding, removing and moving a name, with the name cache and the
 * hints of EVFILT_VNODE kept true.  Used by the system calls and by nullfs, whose
 * changes go to the filesystem below.
 */
#include <sys/errno.h>
#include "vfs/vnode_impl.h"

/* *vpp: referenced, unlocked. */
int
vn_create(enum vn_create what, struct vnode *dvp, const struct vname *vn,
    struct vattr *va, const char *target, struct vnode **vpp,
    struct ucred *cred)
{
	int error;

	*vpp = NULL;
	switch (what) {
	case VN_CREATE:
		error = VOP(dvp, create, vn, va, vpp, cred);
		break;
	case VN_MKDIR:
		error = VOP(dvp, mkdir, vn, va, vpp, cred);
		break;
	case VN_MKNOD:
		error = VOP(dvp, mknod, vn, va, vpp, cred);
		break;
	default:
		error = VOP(dvp, symlink, vn, va, target, vpp, cred);
		break;
	}
	if (error != 0)
		return (error);
	cache_enter(dvp, vn, *vpp);
	vn_note(dvp, NOTE_WRITE | (what == VN_MKDIR ? NOTE_LINK : 0));
	return (0);
}

int
vn_link(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	int error;

	error = VOP(dvp, link, vn, vp, cred);
	if (error != 0)
		return (error);
	cache_enter(dvp, vn, vp);
	vn_note(dvp, NOTE_WRITE);
	vn_note(vp, NOTE_LINK);
	return (0);
}

int
vn_remove(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	int error;

	error = VOP(dvp, remove, vn, vp, cred);
	if (error != 0)
		return (error);
	cache_enter(dvp, vn, NULL);
	vn_note(dvp, NOTE_WRITE);
	vn_note(vp, NOTE_DELETE);
	return (0);
}

int
vn_rmdir(struct vnode *dvp, const struct vname *vn, struct vnode *vp,
    struct ucred *cred)
{
	int error;

	error = VOP(dvp, rmdir, vn, vp, cred);
	if (error != 0)
		return (error);
	cache_purge(vp);
	cache_enter(dvp, vn, NULL);
	atomic_or(&vp->v_flag, VN_UNLINKED);
	vn_note(dvp, NOTE_WRITE | NOTE_LINK);
	vn_note(vp, NOTE_DELETE);
	return (0);
}

int
vn_rename(struct vnode *fdvp, const struct vname *fname, struct vnode *fvp,
    struct vnode *tdvp, const struct vname *tname, struct vnode *tvp,
    struct ucred *cred)
{
	long hint = NOTE_WRITE;
	int error;

	error = VOP(fdvp, rename, fname, fvp, tdvp, tname, tvp, cred);
	if (error != 0)
		return (error);
	if (fvp->v_type == VDIR)
		hint |= NOTE_LINK;
	cache_enter(fdvp, fname, NULL);
	if (tvp != NULL) {
		if (tvp->v_type == VDIR) {
			cache_purge(tvp);
			atomic_or(&tvp->v_flag, VN_UNLINKED);
		}
		vn_note(tvp, NOTE_DELETE);
	}
	cache_enter(tdvp, tname, fvp);
	vn_note(fdvp, hint);
	if (tdvp != fdvp)
		vn_note(tdvp, hint);
	vn_note(fvp, NOTE_RENAME);
	return (0);
}
