/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * null.h: mount(2) arguments of null file systems.
 */
#ifndef _VFS_NULLFS_NULL_H_
#define _VFS_NULLFS_NULL_H_

#include <sys/types.h>
#include <sys/mount.h>

struct null_args {
	char	*target;
	struct export_args	export;
};

#endif /* !_VFS_NULLFS_NULL_H_ */
