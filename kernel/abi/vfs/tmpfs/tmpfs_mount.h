/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tmpfs_mount.h: mount(2) arguments of tmpfs.
 */
#ifndef _VFS_TMPFS_TMPFS_MOUNT_H_
#define _VFS_TMPFS_TMPFS_MOUNT_H_

#include <sys/types.h>

struct tmpfs_mount_info {
	int	ta_version;
	ino_t	ta_nodes_max;
	off_t	ta_size_max;
	size_t	ta_maxfsize_max;
	uid_t	ta_root_uid;
	gid_t	ta_root_gid;
	mode_t	ta_root_mode;
};

#define TMPFS_ARGS_VERSION	2

#endif /* !_VFS_TMPFS_TMPFS_MOUNT_H_ */
