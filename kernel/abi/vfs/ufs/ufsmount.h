/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufsmount.h: mount(2) arguments of UFS.
 */
#ifndef _VFS_UFS_UFSMOUNT_H_
#define _VFS_UFS_UFSMOUNT_H_

#include <sys/types.h>
#include <sys/mount.h>

struct ufs_args {
	char	*fspec;
	struct export_args	export;
};

struct mfs_args {
	char	*fspec;
	struct export_args	export;
	caddr_t	base;
	u_long	size;
};

#endif /* !_VFS_UFS_UFSMOUNT_H_ */
