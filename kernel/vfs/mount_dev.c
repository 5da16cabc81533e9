/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mount_dev.c: the device that a filesystem is to be mounted from.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/param.h>
#include "sys/kdev.h"
#include "sys/kproc.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

/* An ordinary user needs the rights to use the device. */
static int
may_use(struct vnode *vp, int mode, struct ucred *cred)
{
	int error;

	if (cred_root(cred) == 0)
		return (0);
	if (vn_lock(vp, LK_SHARED) != 0)
		return (ENOENT);
	error = VOP(vp, access, mode, cred);
	vn_unlock(vp);
	return (error);
}

int
mount_device(struct mount *mp, const char *fspec, struct ucred *cred,
    struct cdev **devp, char *from, size_t size)
{
	struct nlookup nl;
	int error;

	*devp = NULL;
	if ((mp->mnt_flag & MNT_ROOTFS) != 0) {
		strlcpy(from, mp->mnt_stat.f_mntfromname, size);
		*devp = dev_find(from);
		return (*devp == NULL ? ENOENT : 0);
	}
	error = copyinstr(fspec, from, size, NULL);
	if (error != 0)
		return (error);
	error = nlookup(&nl, AT_FDCWD, fspec, NL_FOLLOW);
	if (error == 0) {
		if (nl.nl_vp->v_type != VCHR && nl.nl_vp->v_type != VBLK)
			error = ENOTBLK;
		else if ((error = may_use(nl.nl_vp, vfs_wantrdonly(mp) ?
		    VREAD : VREAD | VWRITE, cred)) == 0 &&
		    (error = spec_resolve(nl.nl_vp)) == 0) {
			*devp = nl.nl_vp->v_dev;
			dev_ref(*devp);
		}
	}
	nlookup_done(&nl);
	return (error);
}
