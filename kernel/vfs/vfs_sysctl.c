/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vfs_sysctl.c: which filesystems there are: vfs.generic.maxtypenum and
 * vfs.generic.conf.N by number, for getvfsbyname(3).
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

static int
sysctl_maxtypenum(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int n = vfs_ntypes() + 1;

	return (sysctl_handle_int(req, &n));
}
SYSCTL_KNODE(vfs_generic, "vfs.generic", VFS_GENERIC, "All filesystems");
SYSCTL_KPROC(vfs_maxtypenum, "vfs.generic.maxtypenum", 1,
    CTLTYPE_INT | CTLFLAG_RD, NULL, 0, sysctl_maxtypenum, "I",
    "Highest number of a filesystem type, and one");

static int
sysctl_conf(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct users us = { NULL, 0 };
	struct ovfsconf vfc;

	if (namelen != 1)
		return (ENOTDIR);
	us.us_ops = vfs_bynumber(name[0]);
	if (us.us_ops == NULL)
		return (EOPNOTSUPP);
	(void)mount_foreach(users_one, &us);
	bzero(&vfc, sizeof(vfc));
	(void)strlcpy(vfc.vfc_name, us.us_ops->vfs_name, sizeof(vfc.vfc_name));
	vfc.vfc_index = name[0];
	vfc.vfc_refcount = us.us_count;
	vfc.vfc_flags = vfs_ismodule(us.us_ops) ? 0 : VFCF_STATIC;
	vfs_drop(us.us_ops);
	return (sysctl_out(req, &vfc, sizeof(vfc)));
}
SYSCTL_KPROC(vfs_conf, "vfs.generic.conf", VFS_CONF,
    CTLTYPE_NODE | CTLFLAG_RD, NULL, 0, sysctl_conf, "S,vfsconf",
    "One filesystem type");
