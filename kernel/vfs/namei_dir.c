/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * namei_dir.c: one directory of a walk: the right to search it, a name in it,
 * and what is above it.
 *
 * Locks: v_lock of the directory, shared, for what the name cache does not know.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

/*
 * May cred search dvp?  dvp shared-locked.  Remembers directories that all
 * may search.
 */
static int
may_search(struct vnode *dvp, struct ucred *cred)
{
	struct vattr va;

	if ((dvp->v_flag & VN_XALL) != 0)
		return (0);
	if ((dvp->v_mount->mnt_kern & MNTK_NOCACHE) == 0 &&
	    VOP(dvp, getattr, &va) == 0 && (va.va_mode & 0111) == 0111) {
		atomic_or(&dvp->v_flag, VN_XALL);
		return (0);
	}
	return (VOP(dvp, access, VEXEC, cred));
}

int
namei_lookup_locked(struct vnode *dvp, const struct vname *vn, struct ucred *cred,
    struct vnode **vpp)
{
	int error;

	error = cache_lookup(dvp, vn, vpp);
	if (error != EAGAIN)
		return (error);
	error = VOP(dvp, lookup, vn, vpp, cred);
	if (error == 0)
		cache_enter(dvp, vn, *vpp);
	else if (error == ENOENT)
		cache_enter(dvp, vn, NULL);
	return (error);
}

int
namei_lookup(struct vnode *dvp, const struct vname *vn, struct ucred *cred,
    struct vnode **vpp)
{
	int error;

	if ((dvp->v_flag & VN_XALL) != 0) {
		error = cache_lookup(dvp, vn, vpp);
		if (error != EAGAIN)
			return (error);
	}
	if (vn_lock(dvp, LK_SHARED) != 0)
		return (ENOENT);
	error = may_search(dvp, cred);
	if (error == 0)
		error = namei_lookup_locked(dvp, vn, cred, vpp);
	vn_unlock(dvp);
	return (error);
}

int
namei_search(struct vnode *dvp, struct ucred *cred)
{
	int error;

	if ((dvp->v_flag & VN_XALL) != 0)
		return (0);
	if (vn_lock(dvp, LK_SHARED) != 0)
		return (ENOENT);
	error = may_search(dvp, cred);
	vn_unlock(dvp);
	return (error);
}

struct vnode *
vn_covered(struct vnode *dvp)
{
	struct mount *mp = dvp->v_mount;
	struct vnode *up;

	/* An unmount by force may let go of it at the same time. */
	while ((up = *(struct vnode *volatile *)&mp->mnt_covered) != NULL) {
		if (vget(up, 0) != 0)
			continue;
		if (*(struct vnode *volatile *)&mp->mnt_covered == up)
			break;
		vrele(up);
	}
	return (up);
}

int
vn_dotdot(struct vnode *dvp, struct ucred *cred, struct vnode **vpp)
{
	struct vnode *up;
	struct vname vn;
	int error;

	vref(dvp);
	while ((dvp->v_flag & VN_ROOT) != 0) {
		up = vn_covered(dvp);
		if (up == NULL) {	/* the root of all, or forced away */
			*vpp = dvp;
			return (0);
		}
		vrele(dvp);
		dvp = up;
	}
	*vpp = cache_parent(dvp);
	error = 0;
	if (*vpp == NULL) {
		vname_set(&vn, "..", 2);
		error = vn_lock(dvp, LK_SHARED) != 0 ? ENOENT : 0;
		if (error == 0) {
			error = VOP(dvp, lookup, &vn, vpp, cred);
			vn_unlock(dvp);
		}
	}
	vrele(dvp);
	return (error);
}
