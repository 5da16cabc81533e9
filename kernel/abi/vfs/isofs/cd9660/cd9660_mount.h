/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd9660_mount.h: mount(2) arguments of ISO 9660 file systems.
 */
#ifndef _VFS_ISOFS_CD9660_CD9660_MOUNT_H_
#define _VFS_ISOFS_CD9660_CD9660_MOUNT_H_

#include <sys/types.h>
#include <sys/mount.h>

struct iso_args {
	char	*fspec;
	struct export_args	export;
	int	flags;
	int	ssector;
	char	cs_disk[31];
	char	cs_local[31];
};

#define ISOFSMNT_BROKENJOLIET	0x10
#define ISOFSMNT_EXTATT	4
#define ISOFSMNT_GENS	2
#define ISOFSMNT_KICONV	0x20
#define ISOFSMNT_NOJOLIET	8
#define ISOFSMNT_NORRIP	1

#endif /* !_VFS_ISOFS_CD9660_CD9660_MOUNT_H_ */
