/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * statfs.h: statistics of mounts in the forms that programs want.
 */
#ifndef _VFS_STATFS_H_
#define _VFS_STATFS_H_

#include <sys/mount.h>
#include <sys/statvfs.h>

struct mount;

/* Fresh statistics as the caller may see them.  ENOENT: it is being unmounted. */
int	mount_statfs(struct mount *, struct statfs *);
void	statfs_tostatvfs(const struct statfs *, struct statvfs *);

#endif /* !_VFS_STATFS_H_ */
