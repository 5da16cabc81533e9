/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sys_unlink.c: system calls that take names away: unlink, rmdir and unlinkat;
 * undelete, which there is none of.
 *
 * Each looks its path up without a lock, locks the directory, looks the name
 * up once more and then decides.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

/*
 * Look path up and lock directory and file for the removal of the name.  On
 * success nl_dvp and *vpp are locked exclusive.
 */
static int
remove_begin(struct nlookup *nl, int dirfd, const char *path, bool dir,
    struct vnode **vpp)
{
	struct vnode *vp;
	int error;

	error = nlookup(nl, dirfd, path, NL_PARENT | NL_WILLBEDIR);
	if (error != 0)
		return (error);
	if (nl->nl_vp == NULL)
		return (ENOENT);
	if (!dir && nl->nl_vp->v_type == VDIR)
		return (EPERM);
	if (dir && nl->nl_vp->v_type != VDIR)
		return (ENOTDIR);
	if (nl->nl_last.vn_len == 0 ||
	    nl->nl_vp->v_mount != nl->nl_dvp->v_mount)
		return (EBUSY);
	if (nlookup_isdot(nl))
		return (nl->nl_last.vn_isdotdot ? ENOTEMPTY : EINVAL);
	if (vn_lock(nl->nl_dvp, LK_EXCLUSIVE) != 0)
		return (ENOENT);
	error = nlookup_again(nl);
	vp = nl->nl_vp;
	if (error == 0 && vp == NULL)
		error = ENOENT;
	if (error == 0 && (vp->v_type == VDIR) != dir)
		error = dir ? ENOTDIR : EPERM;
	if (error == 0 && vn_lock(vp, LK_EXCLUSIVE) != 0)
		error = ENOENT;
	if (error != 0) {
		vn_unlock(nl->nl_dvp);
		return (error);
	}
	*vpp = vp;
	if (vp->v_mountedhere != NULL)
		error = EBUSY;
	else
		error = vn_candelete(nl->nl_dvp, vp, nl->nl_cred);
	if (error != 0) {
		vn_unlock(vp);
		vn_unlock(nl->nl_dvp);
	}
	return (error);
}

static int
kern_unlink(int dirfd, const char *path)
{
	struct nlookup nl;
	struct vnode *vp;
	int error;

	error = remove_begin(&nl, dirfd, path, false, &vp);
	if (error == 0) {
		error = vn_remove(nl.nl_dvp, &nl.nl_last, vp, nl.nl_cred);
		vn_unlock(vp);
		vn_unlock(nl.nl_dvp);
	}
	nlookup_done(&nl);
	return (error);
}

static int
kern_rmdir(int dirfd, const char *path)
{
	struct nlookup nl;
	struct vnode *vp;
	int error;

	error = remove_begin(&nl, dirfd, path, true, &vp);
	if (error == 0) {
		error = vn_rmdir(nl.nl_dvp, &nl.nl_last, vp, nl.nl_cred);
		vn_unlock(vp);
		vn_unlock(nl.nl_dvp);
	}
	nlookup_done(&nl);
	return (error);
}

int
sys_unlink(struct lwp *lp, const struct unlink_args *uap, int64_t rv[2])
{
	return (kern_unlink(AT_FDCWD, uap->path));
}

int
sys_rmdir(struct lwp *lp, const struct rmdir_args *uap, int64_t rv[2])
{
	return (kern_rmdir(AT_FDCWD, uap->path));
}

int
sys_unlinkat(struct lwp *lp, const struct unlinkat_args *uap, int64_t rv[2])
{
	if ((uap->flags & ~AT_REMOVEDIR) != 0)
		return (EINVAL);
	if ((uap->flags & AT_REMOVEDIR) != 0)
		return (kern_rmdir(uap->fd, uap->path));
	return (kern_unlink(uap->fd, uap->path));
}

int
sys_undelete(struct lwp *lp, const struct undelete_args *uap, int64_t rv[2])
{
	struct nlookup nl;
	int error;

	/* No filesystem of ours keeps whiteouts: there is nothing to undo. */
	error = nlookup(&nl, AT_FDCWD, uap->path, NL_LOCKS);
	nlookup_done(&nl);
	return (error != 0 ? error : EOPNOTSUPP);
}
