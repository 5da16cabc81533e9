/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vfs_sysctl.c: which filesystems there are: vfs.generic, for getvfsbyname(3)
 * and getvfsent(3).
 */
#include <sys/errno.h>
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "vfs/vnode_impl.h"

struct users {
	const struct vfsops *us_ops;
	int		 us_count;
};

static int
users_one(struct mount *mp, void *arg)
{
	struct users *us = arg;

	us->us_count += mp->mnt_ops == us->us_ops;
	return (0);
}

/* One type as vfs.generic's list has it. */
static int
out_listed(struct sysctl_req *req, const struct vfsops *ops, int number)
{
	struct users us = { ops, 0 };
	struct ovfsconf vfc;

	(void)mount_foreach(users_one, &us);
	bzero(&vfc, sizeof(vfc));
	/* That it is not NULL tells getvfsent(3) that the type is there. */
	vfc.vfc_vfsops = (void *)(uintptr_t)ops;
	(void)strlcpy(vfc.vfc_name, ops->vfs_name, sizeof(vfc.vfc_name));
	vfc.vfc_index = number;
	vfc.vfc_refcount = us.us_count;
	vfc.vfc_flags = vfs_ismodule(ops) ? 0 : VFCF_STATIC;
	return (sysctl_out(req, &vfc, sizeof(vfc)));
}

static int
list_all(struct sysctl_req *req)
{
	const struct vfsops *ops;
	int n = vfs_ntypes(), error = 0;

	for (int i = 1; i <= n && error == 0; i++)
		if ((ops = vfs_bynumber(i)) != NULL) {
			error = out_listed(req, ops, i);
			vfs_drop(ops);
		}
	return (error);
}

/* One type by its number. */
static int
one_type(struct sysctl_req *req, int number)
{
	struct users us = { vfs_bynumber(number), 0 };
	struct vfsconf vfc;

	if (us.us_ops == NULL)
		return (EOPNOTSUPP);
	(void)mount_foreach(users_one, &us);
	bzero(&vfc, sizeof(vfc));
	vfc.vfc_vfsops = (void *)(uintptr_t)us.us_ops;
	(void)strlcpy(vfc.vfc_name, us.us_ops->vfs_name, sizeof(vfc.vfc_name));
	vfc.vfc_typenum = number;
	vfc.vfc_refcount = us.us_count;
	vfc.vfc_flags = vfs_ismodule(us.us_ops) ? 0 : VFCF_STATIC;
	vfs_drop(us.us_ops);
	return (sysctl_out(req, &vfc, sizeof(vfc)));
}

/*
 * vfs.generic alone: all types, each a struct ovfsconf.  .1: the highest number
 * and one.  .2.n: type n, a struct vfsconf; EOPNOTSUPP when there is none.
 */
static int
sysctl_generic(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int max;

	if (namelen == 0)
		return (list_all(req));
	switch (name[0]) {
	case VFS_MAXTYPENUM:
		max = vfs_ntypes() + 1;
		return (namelen == 1 ? sysctl_handle_int(req, &max) : ENOTDIR);
	case VFS_CONF:
		return (namelen == 2 ? one_type(req, name[1]) : ENOTDIR);
	default:
		return (EOPNOTSUPP);
	}
}
SYSCTL_KPROC(vfs_generic, "vfs.generic", VFS_GENERIC,
    CTLTYPE_NODE | CTLFLAG_RD, NULL, 0, sysctl_generic, "N",
    "Types of filesystems");
