/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vfs.h: file system statistics; see sys/mount.h.
 */
#ifndef _SYS_VFS_H_
#define _SYS_VFS_H_

#include <sys/param.h>
#include <sys/mount.h>

#endif /* !_SYS_VFS_H_ */
