/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vkd.c: virtual disks, vkd(4): the files of -r and -R, sectors of 512 bytes,
 * with slices and labels.
 */
#include "dev/vdisk.h"

void
vkd_init(void)
{
	int i, unit = 0;

	for (i = 0; i < boot_ndisks; i++)
		if (boot_disks[i].bd_kind == BOOT_VKD)
			vdisk_attach("vkd", unit++, &boot_disks[i]);
}
